//! Few colours as a palette: a quarter of the bytes to filter, compress and send.

/// Pixels as places in a palette.
pub(super) struct Indexed {
    /// The place of each pixel's colour.
    pub(super) places: Vec<u8>,
    /// The colours, in the order in which they come first.
    pub(super) palette: Vec<[u8; 4]>,
}

/// Four times as many as places, so that few colours share one: a colour and its place plus one, 0 where none is.
type Slots = [(u32, u16); 1024];

impl Indexed {
    /// The pixels of four bytes each; nothing when they have more than 256 colours. Cost: O(pixels).
    pub(super) fn of(pixels: &[u8]) -> Option<Self> {
        let mut slots: Slots = [(0, 0); 1024];
        let mut palette: Vec<[u8; 4]> = Vec::with_capacity(256);
        let mut places = vec![0; pixels.len() / 4];
        let mut last = (None, 0);
        for (place, &pixel) in places.iter_mut().zip(pixels.as_chunks::<4>().0) {
            // colours come in runs
            if last.0 != Some(pixel) {
                last = (Some(pixel), place_of(pixel, &mut slots, &mut palette)?);
            }
            *place = last.1;
        }
        Some(Self { places, palette })
    }
}

fn place_of(color: [u8; 4], slots: &mut Slots, palette: &mut Vec<[u8; 4]>) -> Option<u8> {
    let key = u32::from_le_bytes(color);
    let mut slot = (key.wrapping_mul(0x9E37_79B9) >> 22) as usize;
    while slots[slot].1 > 0 {
        if slots[slot].0 == key {
            return Some((slots[slot].1 - 1) as u8);
        }
        slot = (slot + 1) % slots.len();
    }
    let place = u8::try_from(palette.len()).ok()?;
    slots[slot] = (key, u16::from(place) + 1);
    palette.push(color);
    Some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pixels(colors: u32) -> Vec<u8> {
        let color = |i: u32| (i % colors).wrapping_mul(0x0101_4359).to_le_bytes();
        (0..4096).flat_map(color).collect()
    }

    #[test]
    fn places_lead_back_to_the_pixels() {
        for colors in [1, 2, 17, 255, 256] {
            let pixels = pixels(colors);
            let indexed = Indexed::of(&pixels).expect("few colours");
            assert_eq!(indexed.palette.len() as u32, colors);
            let color = |&place: &u8| indexed.palette[usize::from(place)];
            let back: Vec<u8> = indexed.places.iter().flat_map(color).collect();
            assert_eq!(back, pixels);
        }
        assert!(Indexed::of(&pixels(257)).is_none());
    }
}
