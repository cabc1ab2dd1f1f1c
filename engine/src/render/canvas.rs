//! The canvas: premultiplied pixels of one rectangle of the global pixel lattice, and its PNG.
//!
//! All blending is integer and a pure function of one pixel, so a rectangle cut into tiles has the same bytes.

use std::ops::Range;

use png::{BitDepth, ColorType, Compression, Encoder, Filter};

use super::RenderError;
use super::indexed::Indexed;
use super::stroke::{COVERAGES, Mask};
use crate::geom::PixelRect;

/// A colour with straight alpha.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rgba {
    /// Red.
    pub r: u8,
    /// Green.
    pub g: u8,
    /// Blue.
    pub b: u8,
    /// Opacity, 255 is opaque.
    pub a: u8,
}

/// A colour whose red, green and blue are multiplied by its alpha.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Premultiplied(pub(super) [u8; 4]);

/// After so many pixels all patterns begin again, along both axes.
pub(super) const PATTERN_PX: usize = 32;

/// The premultiplied colours of one row of a pattern.
pub(super) type Pattern = [[u8; 4]; PATTERN_PX];

impl Rgba {
    /// The colour of `#rrggbb` or `#rrggbbaa`.
    pub fn parse(text: &str) -> Option<Self> {
        let hex = text
            .strip_prefix('#')
            .filter(|hex| hex.is_ascii() && matches!(hex.len(), 6 | 8))?;
        let byte = |i: usize| u8::from_str_radix(hex.get(i..i + 2).unwrap_or("ff"), 16).ok();
        Some(Self {
            r: byte(0)?,
            g: byte(2)?,
            b: byte(4)?,
            a: byte(6)?,
        })
    }

    /// The `#rrggbb` form, without opacity.
    pub fn hex(self) -> String {
        format!("#{:02x}{:02x}{:02x}", self.r, self.g, self.b)
    }

    pub(super) fn premultiplied(self) -> Premultiplied {
        let by = |v: u8| divide_255(u32::from(v) * u32::from(self.a));
        Premultiplied([by(self.r), by(self.g), by(self.b), self.a])
    }
}

impl Premultiplied {
    /// The colour at a part of its strength, 255 being whole.
    pub(super) fn faded(self, coverage: u8) -> Self {
        Self(
            self.0
                .map(|v| divide_255(u32::from(v) * u32::from(coverage))),
        )
    }
}

/// 128 in each lane.
const HALVES: u64 = 0x0080_0080_0080_0080;
/// The low byte of each lane.
const LOW_BYTES: u64 = 0x00FF_00FF_00FF_00FF;

/// The four bytes of a colour, 16 bits apart, so that one operation does all four.
pub(super) fn in_lanes([r, g, b, a]: [u8; 4]) -> u64 {
    u64::from_be_bytes([0, r, 0, g, 0, b, 0, a])
}

/// `v / 255`, rounded to the nearest.
fn divide_255(v: u32) -> u8 {
    ((v + 128 + ((v + 128) >> 8)) >> 8) as u8
}

/// Pixels of a rectangle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canvas {
    rect: PixelRect,
    pixels: Vec<u8>,
}

impl Canvas {
    /// A transparent canvas.
    pub fn new(rect: PixelRect) -> Self {
        Self {
            rect,
            pixels: vec![0; rect.width as usize * rect.height as usize * 4],
        }
    }

    /// The rectangle.
    pub fn rect(&self) -> PixelRect {
        self.rect
    }

    /// Premultiplied red, green, blue, alpha of all pixels, row by row from the north-west.
    pub fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    /// Whether every pixel is transparent.
    pub fn is_empty(&self) -> bool {
        self.pixels.iter().all(|&v| v == 0)
    }

    /// Puts a colour over the pixel at `index`, counted row by row.
    pub(super) fn over(&mut self, index: usize, source: Premultiplied) {
        let Some(pixel) = self.pixels.get_mut(index * 4..index * 4 + 4) else {
            return;
        };
        if pixel == [0; 4] {
            pixel.copy_from_slice(&source.0);
            return;
        }
        let rest = 255 - u64::from(source.0[3]);
        let below = in_lanes([pixel[0], pixel[1], pixel[2], pixel[3]]) * rest + HALVES;
        // divided by 255, rounded to the nearest, in each lane; of premultiplied colours no sum passes 255
        let below = (below + (below >> 8 & LOW_BYTES)) >> 8 & LOW_BYTES;
        let [_, r, _, g, _, b, _, a] = (below + in_lanes(source.0)).to_be_bytes();
        pixel.copy_from_slice(&[r, g, b, a]);
    }

    /// Puts a pattern over some pixels, its first colour over the first of them.
    pub(super) fn over_run(&mut self, run: Range<usize>, pattern: &Pattern) {
        const BYTES: usize = 4 * PATTERN_PX;
        let pixels = &mut self.pixels[run.start * 4..run.end * 4];
        let clear = |part: &[u8]| part == &[0; BYTES][..part.len()];
        if pixels.chunks(BYTES).all(clear) {
            let colors = pattern.as_flattened();
            for part in pixels.chunks_mut(BYTES) {
                part.copy_from_slice(&colors[..part.len()]);
            }
            return;
        }
        for (i, index) in run.enumerate() {
            self.over(index, Premultiplied(pattern[i % PATTERN_PX]));
        }
    }

    /// Puts a colour over all pixels through a mask of the same size.
    pub(super) fn over_mask(&mut self, mask: &Mask, color: Rgba) {
        const AT_ONCE: usize = 16;
        let color = color.premultiplied();
        let faded = COVERAGES.map(|coverage| color.faded(coverage));
        let width = self.rect.width as usize;
        for (row, eighths) in mask.rows().enumerate() {
            for (number, part) in eighths.chunks(AT_ONCE).enumerate() {
                // lines leave most of a picture alone
                if part == &[0; AT_ONCE][..part.len()] {
                    continue;
                }
                let first = row * width + number * AT_ONCE;
                for (i, &eighths) in part.iter().enumerate().filter(|(_, e)| **e > 0) {
                    self.over(first + i, faded[usize::from(eighths)]);
                }
            }
        }
    }

    /// The canvas as a PNG with straight alpha; with a palette where up to 256 colours are in it.
    ///
    /// # Errors
    /// [`RenderError::Encode`] when the encoder fails.
    pub fn png(&self) -> Result<Vec<u8>, RenderError> {
        if let Some(Indexed { places, palette }) = Indexed::of(&self.pixels) {
            let colors = palette.into_iter().map(|color| {
                let [r, g, b, a] = demultiplied(color);
                Rgba { r, g, b, a }
            });
            return palette_png(self.rect, &places, colors);
        }
        let mut straight = Vec::with_capacity(self.pixels.len());
        // colours come in runs
        let mut last = ([0; 4], [0; 4]);
        for pixel in self.pixels.as_chunks::<4>().0 {
            if *pixel != last.0 {
                last = (*pixel, demultiplied(*pixel));
            }
            straight.extend(last.1);
        }
        let mut bytes = Vec::with_capacity(32 * 1024);
        let mut encoder = encoder(&mut bytes, self.rect);
        encoder.set_color(ColorType::Rgba);
        encoder.write_header()?.write_image_data(&straight)?;
        Ok(bytes)
    }
}

/// An encoder of eight bits that is quick.
fn encoder(bytes: &mut Vec<u8>, rect: PixelRect) -> Encoder<'static, &mut Vec<u8>> {
    let mut encoder = Encoder::new(bytes, rect.width, rect.height);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    // half the time of choosing a filter for each row, a tenth more bytes
    encoder.set_filter(Filter::Up);
    encoder
}

fn demultiplied(pixel: [u8; 4]) -> [u8; 4] {
    let a = u32::from(pixel[3]);
    if a == 0 {
        return [0; 4];
    }
    let by = |v: u8| ((u32::from(v) * 255 + a / 2) / a).min(255) as u8;
    [by(pixel[0]), by(pixel[1]), by(pixel[2]), pixel[3]]
}

/// A palette image as PNG: one byte a pixel, up to 256 colours.
pub(super) fn palette_png(
    rect: PixelRect,
    indices: &[u8],
    palette: impl Iterator<Item = Rgba>,
) -> Result<Vec<u8>, RenderError> {
    let (mut colors, mut alphas) = (Vec::with_capacity(3 * 256), Vec::with_capacity(256));
    for color in palette {
        colors.extend([color.r, color.g, color.b]);
        alphas.push(color.a);
    }
    let mut bytes = Vec::with_capacity(16 * 1024);
    let mut encoder = encoder(&mut bytes, rect);
    encoder.set_color(ColorType::Indexed);
    encoder.set_palette(colors);
    encoder.set_trns(alphas);
    encoder.write_header()?.write_image_data(indices)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_parse_and_blend() {
        let red = Rgba::parse("#ff0000").expect("a colour");
        assert_eq!((red.a, red.hex().as_str()), (255, "#ff0000"));
        assert!(
            Rgba::parse("#ff00").is_none()
                && Rgba::parse("red").is_none()
                && Rgba::parse("#gg0000").is_none()
        );
        let rect = PixelRect {
            pixel_zoom: 0,
            x: 0,
            y: 0,
            width: 1,
            height: 1,
        };
        let mut canvas = Canvas::new(rect);
        assert!(canvas.is_empty());
        canvas.over(
            0,
            Rgba::parse("#0000ff80").expect("a colour").premultiplied(),
        );
        assert_eq!(canvas.pixels(), [0, 0, 128, 128]);
        canvas.over(0, red.premultiplied());
        assert_eq!(canvas.pixels(), [255, 0, 0, 255]);
        canvas.over(7, red.premultiplied()); // outside: nothing
    }

    #[test]
    fn division_by_255_is_exact() {
        assert!((0..=255 * 255_u32).all(|v| u32::from(divide_255(v)) == (v + 127) / 255));
    }
}
