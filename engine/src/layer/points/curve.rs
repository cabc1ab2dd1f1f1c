//! The order of points along a Hilbert curve, so that what is near on the ground is near in memory.
//!
//! The curve runs through the points' own box in at most 2^16 steps a side. Which order points in one step have does not
//! matter to any answer; it is that of their places in the list.

use crate::geom::{Bounds, Position};

/// Bits of each coordinate that the curve takes.
const BITS: u32 = 16;

/// For each way the curve can lie (four) and four bits of x and of y: the eight bits of the way along it, and above them
/// how it lies in that part.
static TURNS: [u16; 1024] = turns();

const fn turns() -> [u16; 1024] {
    let mut table = [0; 1024];
    let mut entry = 0;
    while entry < 1024 {
        let (mut way, mut lie) = (0_u16, entry >> 8);
        let mut bit = 4;
        while bit > 0 {
            bit -= 1;
            // a lie of 2 turns the square upside down, a lie of 1 swaps its sides
            let flip = lie >> 1;
            let (x, y) = ((entry >> (4 + bit) & 1) ^ flip, (entry >> bit & 1) ^ flip);
            let (x, y) = if lie & 1 == 1 { (y, x) } else { (x, y) };
            way = way << 2 | ((3 * x) ^ y) as u16;
            if y == 0 {
                lie ^= 1 | x << 1;
            }
        }
        table[entry] = way | (lie as u16) << 8;
        entry += 1;
    }
    table
}

/// How far along the curve a cell lies.
fn hilbert(x: u32, y: u32) -> u32 {
    let (mut way, mut lie) = (0, 0);
    for shift in [12, 8, 4, 0] {
        let entry = lie << 8 | (x >> shift & 15) << 4 | (y >> shift & 15);
        let turn = u32::from(TURNS[entry as usize]);
        way = way << 8 | turn & 255;
        lie = turn >> 8;
    }
    way
}

/// The places of the points in the order of the curve. Cost: O(n).
pub(super) fn order(positions: impl Iterator<Item = Position>, bounds: Bounds) -> Vec<u32> {
    let from = |low: i32, v: i32| v.wrapping_sub(low).cast_unsigned();
    let (low, high) = (bounds.min(), bounds.max());
    let extent = from(low.lon(), high.lon()).max(from(low.lat(), high.lat()));
    let shift = (u32::BITS - extent.leading_zeros()).saturating_sub(BITS);
    let key = |p: Position| {
        let (x, y) = (from(low.lon(), p.lon()), from(low.lat(), p.lat()));
        hilbert(x >> shift, y >> shift)
    };
    let keyed = positions
        .zip(0_u32..)
        .map(|(p, place)| u64::from(key(p)) << 32 | u64::from(place));
    let sorted = sorted_by_key(keyed.collect());
    sorted.into_iter().map(|entry| entry as u32).collect()
}

/// Sorts entries by their upper 32 bits; they come with the lower ones in ascending order.
fn sorted_by_key(mut entries: Vec<u64>) -> Vec<u64> {
    const DIGIT: u32 = 11;
    if entries.len() < 1 << DIGIT {
        entries.sort_unstable();
        return entries;
    }
    let mut sorted = vec![0; entries.len()];
    for pass in 0..3 {
        let digit = |entry: u64| (entry >> (32 + pass * DIGIT)) as usize & ((1 << DIGIT) - 1);
        let mut ends = [0_usize; 1 << DIGIT];
        for &entry in &entries {
            ends[digit(entry)] += 1;
        }
        let mut end = 0;
        for start in &mut ends {
            end += *start;
            *start = end - *start;
        }
        for &entry in &entries {
            let place = &mut ends[digit(entry)];
            sorted[*place] = entry;
            *place += 1;
        }
        std::mem::swap(&mut entries, &mut sorted);
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_steps_from_neighbour_to_neighbour() {
        let side = 64;
        let mut cells: Vec<(u32, u32, u32)> = (0..side * side)
            .map(|i| (hilbert(i % side, i / side), i % side, i / side))
            .collect();
        cells.sort_unstable();
        assert_eq!(cells[0], (0, 0, 0));
        for pair in cells.windows(2) {
            let [(_, ax, ay), (_, bx, by)] = [pair[0], pair[1]];
            assert_eq!(ax.abs_diff(bx) + ay.abs_diff(by), 1, "{pair:?}");
        }
        assert_ne!(
            hilbert(u32::from(u16::MAX), 0),
            hilbert(0, u32::from(u16::MAX))
        );
    }

    #[test]
    fn every_point_has_one_place() {
        for count in [0, 1, 5, 2047, 2048, 50_000] {
            let at = |i: i64| {
                Position::clamped(
                    i * 7_919_777 % 3_600_000_001 - 1_800_000_000,
                    i * 104_729_333 % 1_800_000_001 - 900_000_000,
                )
            };
            let positions: Vec<Position> = (0..count).map(at).collect();
            let Some(bounds) = Bounds::around(positions.iter().copied()) else {
                continue;
            };
            let mut places = order(positions.iter().copied(), bounds);
            let keys: Vec<u64> = places.iter().map(|&place| u64::from(place)).collect();
            assert_eq!(keys.len(), positions.len());
            places.sort_unstable();
            assert!(places.into_iter().eq(0..count as u32));
        }
        let same = vec![Position::clamped(3, 4); 5000];
        let bounds = Bounds::around(same.iter().copied()).expect("not empty");
        assert!(order(same.into_iter(), bounds).into_iter().eq(0..5000));
    }

    #[test]
    fn keys_sort_as_numbers_do() {
        let entries: Vec<u64> = (0..9000_u64)
            .map(|i| (i.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32 << 32) | i)
            .collect();
        let mut expected = entries.clone();
        expected.sort_unstable();
        assert_eq!(sorted_by_key(entries), expected);
    }
}
