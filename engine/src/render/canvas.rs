//! The canvas: premultiplied pixels of one rectangle of the global pixel lattice, and its PNG.
//!
//! All blending is integer and a pure function of one pixel, so a rectangle cut into tiles has the same bytes.

use std::ops::Range;

use png::{BitDepth, ColorType, Compression, Encoder, Filter};

use super::RenderError;
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
        let rest = 255 - u32::from(source.0[3]);
        for (below, &above) in pixel.iter_mut().zip(&source.0) {
            *below = above.saturating_add(divide_255(u32::from(*below) * rest));
        }
    }

    /// Puts colours over some pixels one after the other, each by its place among them.
    pub(super) fn over_run(&mut self, run: Range<usize>, color: impl Fn(usize) -> Premultiplied) {
        let pixels = &mut self.pixels[run.start * 4..run.end * 4];
        if pixels.iter().all(|&v| v == 0) {
            for (i, pixel) in pixels.as_chunks_mut::<4>().0.iter_mut().enumerate() {
                *pixel = color(i).0;
            }
            return;
        }
        for (i, index) in run.enumerate() {
            self.over(index, color(i));
        }
    }

    /// Puts a colour over all pixels through a mask of the same size.
    pub(super) fn over_mask(&mut self, mask: &[u8], color: Rgba) {
        const AT_ONCE: usize = 16;
        let color = color.premultiplied();
        for (number, part) in mask.chunks(AT_ONCE).enumerate() {
            // lines leave most of a picture alone
            if part == &[0; AT_ONCE][..part.len()] {
                continue;
            }
            for (i, &coverage) in part.iter().enumerate().filter(|(_, c)| **c > 0) {
                self.over(number * AT_ONCE + i, color.faded(coverage));
            }
        }
    }

    /// The canvas as a PNG with straight alpha.
    ///
    /// # Errors
    /// [`RenderError::Encode`] when the encoder fails.
    pub fn png(&self) -> Result<Vec<u8>, RenderError> {
        let mut straight = Vec::with_capacity(self.pixels.len());
        // colours come in runs
        let mut last = ([0; 4], [0; 4]);
        for pixel in self.pixels.as_chunks::<4>().0 {
            if *pixel != last.0 {
                last = (*pixel, demultiplied(*pixel));
            }
            straight.extend(last.1);
        }
        let mut bytes = Vec::with_capacity(16 * 1024);
        let mut encoder = Encoder::new(&mut bytes, self.rect.width, self.rect.height);
        encoder.set_color(ColorType::Rgba);
        encoder.set_depth(BitDepth::Eight);
        encoder.set_compression(Compression::Fast);
        // half the time of choosing a filter for each row, a tenth more bytes
        encoder.set_filter(Filter::Up);
        encoder.write_header()?.write_image_data(&straight)?;
        Ok(bytes)
    }
}

fn demultiplied(pixel: [u8; 4]) -> [u8; 4] {
    let a = u32::from(pixel[3]);
    if a == 0 {
        return [0; 4];
    }
    let by = |v: u8| ((u32::from(v) * 255 + a / 2) / a).min(255) as u8;
    [by(pixel[0]), by(pixel[1]), by(pixel[2]), pixel[3]]
}

/// A palette image as PNG: one byte a pixel, 256 colours.
pub(super) fn palette_png(
    rect: PixelRect,
    indices: &[u8],
    palette: &[Rgba; 256],
) -> Result<Vec<u8>, RenderError> {
    let mut bytes = Vec::with_capacity(8 * 1024);
    let mut encoder = Encoder::new(&mut bytes, rect.width, rect.height);
    encoder.set_color(ColorType::Indexed);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Fast);
    encoder.set_palette(
        palette
            .iter()
            .flat_map(|c| [c.r, c.g, c.b])
            .collect::<Vec<u8>>(),
    );
    encoder.set_trns(palette.iter().map(|c| c.a).collect::<Vec<u8>>());
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
