//! A page as a picture.

use hexward_engine::model::Language;
use hexward_engine::render::{Fonts, Rgba};
use tiny_skia::{
    Color as Ink, FillRule, Mask, Paint, Path, PathBuilder, Pixmap, Stroke, StrokeDash, Transform,
};

use super::list::{Color, HEIGHT_MM, Item, Pen, Point, WIDTH_MM};
use super::{Card, CardError, page};

/// Fewest dots an inch.
pub(crate) const DPI_MIN: u32 = 50;
/// Most dots an inch.
pub(crate) const DPI_MAX: u32 = 400;

/// A card as PNG. Cost: O(pixels + what is drawn).
///
/// # Errors
/// [`CardError`] when there is no font or the picture is no picture.
pub(crate) fn png(
    card: &Card,
    language: Language,
    fonts: &Fonts,
    dpi: u32,
) -> Result<Vec<u8>, CardError> {
    if fonts.is_empty() {
        return Err(CardError::NoFont);
    }
    let scale = dpi.clamp(DPI_MIN, DPI_MAX) as f32 / 25.4;
    let pixels = |mm: f32| (mm * scale).round() as u32;
    let no_picture = || CardError::Picture(dpi);
    let mut pixmap = Pixmap::new(pixels(WIDTH_MM), pixels(HEIGHT_MM)).ok_or_else(no_picture)?;
    pixmap.fill(Ink::WHITE);
    let mut painter = Painter {
        pixmap,
        scale,
        fonts,
    };
    for item in &page(card, language, fonts).items {
        painter.draw(item, None);
    }
    painter.pixmap.encode_png().ok().ok_or_else(no_picture)
}

struct Painter<'f> {
    pixmap: Pixmap,
    scale: f32,
    fonts: &'f Fonts,
}

impl Painter<'_> {
    fn draw(&mut self, item: &Item, mask: Option<&Mask>) {
        let transform = Transform::from_scale(self.scale, self.scale);
        match item {
            Item::Fill { rings, color } => {
                if let Some(path) = path(rings.iter().map(|ring| (ring.as_slice(), true))) {
                    let (paint, rule) = (paint(*color), FillRule::EvenOdd);
                    self.pixmap.fill_path(&path, &paint, rule, transform, mask);
                }
            }
            Item::Stroke {
                path: points,
                closed,
                pen,
            } => {
                if let Some(path) = path([(points.as_slice(), *closed)].into_iter()) {
                    let (paint, stroke) = (paint(pen.color), stroke(pen));
                    self.pixmap
                        .stroke_path(&path, &paint, &stroke, transform, mask);
                }
            }
            Item::Text {
                at,
                size,
                text,
                color,
            } => {
                let (at, size) = ((at.0 * self.scale, at.1 * self.scale), size * self.scale);
                let [r, g, b] = *color;
                let color = Rgba { r, g, b, a: 255 };
                self.fonts.draw(&mut self.pixmap, text, size, at, color);
            }
            Item::Clip { rect, items } => {
                let size = (self.pixmap.width(), self.pixmap.height());
                let ring = rect.ring();
                let shape = path([(ring.as_slice(), true)].into_iter());
                let Some((mut mask, shape)) = Mask::new(size.0, size.1).zip(shape) else {
                    return;
                };
                mask.fill_path(&shape, FillRule::Winding, true, transform);
                for item in items {
                    self.draw(item, Some(&mask));
                }
            }
        }
    }
}

fn path<'p>(parts: impl Iterator<Item = (&'p [Point], bool)>) -> Option<Path> {
    let mut builder = PathBuilder::new();
    for (points, closed) in parts {
        for (k, &(x, y)) in points.iter().enumerate() {
            if k == 0 {
                builder.move_to(x, y);
            } else {
                builder.line_to(x, y);
            }
        }
        if closed {
            builder.close();
        }
    }
    builder.finish()
}

fn paint([red, green, blue]: Color) -> Paint<'static> {
    let mut paint = Paint {
        anti_alias: true,
        ..Paint::default()
    };
    paint.set_color_rgba8(red, green, blue, 255);
    paint
}

fn stroke(pen: &Pen) -> Stroke {
    let dash = pen
        .dash
        .and_then(|dash| StrokeDash::new(dash.to_vec(), 0.0));
    Stroke {
        width: pen.width,
        line_join: tiny_skia::LineJoin::Round,
        line_cap: if dash.is_some() {
            tiny_skia::LineCap::Butt
        } else {
            tiny_skia::LineCap::Round
        },
        dash,
        ..Stroke::default()
    }
}
