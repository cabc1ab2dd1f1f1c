//! Pictures as lossless WebP.

use image_webp::{ColorType, WebPEncoder};
use png::{Decoder, Transformations};

use super::RenderError;

/// A picture of eight bits a channel as WebP, made from its PNG: whoever decodes either gets the same pixels.
///
/// # Errors
/// [`RenderError::Encode`] when the bytes are no PNG with colours, or one of the codecs fails.
pub fn webp_of_png(png: &[u8]) -> Result<Vec<u8>, RenderError> {
    let fault = |error: png::DecodingError| RenderError::Encode(error.to_string());
    let mut decoder = Decoder::new(std::io::Cursor::new(png));
    decoder.set_transformations(Transformations::EXPAND | Transformations::ALPHA);
    let mut reader = decoder.read_info().map_err(fault)?;
    let length = reader.output_buffer_size();
    let length = length.ok_or_else(|| RenderError::Encode("a picture too large".to_owned()))?;
    let mut pixels = vec![0; length];
    let frame = reader.next_frame(&mut pixels).map_err(fault)?;
    let color = match frame.color_type {
        png::ColorType::Rgba => ColorType::Rgba8,
        other => return Err(RenderError::Encode(format!("a picture in {other:?}"))),
    };
    let mut bytes = Vec::with_capacity(png.len());
    WebPEncoder::new(&mut bytes)
        .encode(
            &pixels[..frame.buffer_size()],
            frame.width,
            frame.height,
            color,
        )
        .map_err(|error| RenderError::Encode(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::PixelRect;
    use crate::render::canvas::{Rgba, palette_png};

    #[test]
    fn the_pixels_are_those_of_the_png() {
        let rect = PixelRect {
            pixel_zoom: 0,
            x: 0,
            y: 0,
            width: 16,
            height: 3,
        };
        let mut palette = [Rgba {
            r: 0,
            g: 0,
            b: 0,
            a: 0,
        }; 256];
        for (i, color) in (0_u8..=255).zip(&mut palette) {
            *color = Rgba {
                r: i,
                g: 255 - i,
                b: i / 2,
                a: i.wrapping_mul(7),
            };
        }
        let indices: Vec<u8> = (0..48).map(|i| i * 5).collect();
        let png = palette_png(rect, &indices, palette.iter().copied()).expect("encoded");
        let webp = webp_of_png(&png).expect("encoded");
        let mut decoder =
            image_webp::WebPDecoder::new(std::io::Cursor::new(&webp)).expect("a webp");
        let mut pixels = vec![0; decoder.output_buffer_size().expect("small")];
        decoder.read_image(&mut pixels).expect("decoded");
        assert_eq!((decoder.dimensions(), decoder.is_lossy()), ((16, 3), false));
        let expected = indices.iter().flat_map(|&i| {
            let Rgba { r, g, b, a } = palette[usize::from(i)];
            [r, g, b, a]
        });
        assert_eq!(pixels, expected.collect::<Vec<u8>>());
        assert!(webp_of_png(b"GIF89a").is_err());
    }
}
