//! Several styles in one picture.

use std::borrow::Borrow;

use super::canvas::{Canvas, Premultiplied, Rgba};
use super::style::Style;
use super::{RenderError, View, picture};
use crate::geom::PixelRect;
use crate::snapshot::Snapshot;

/// A picture of any rectangle of the pixel lattice in several styles, the first one lowest, on paper of a colour.
///
/// # Errors
/// [`RenderError::Zoom`] for a style that has no pictures on this lattice, and as [`picture`].
pub fn composed<S: Borrow<Style>>(
    snapshot: &Snapshot,
    styles: &[(S, View)],
    paper: Option<Rgba>,
    rect: PixelRect,
) -> Result<Canvas, RenderError> {
    let mut canvas = Canvas::new(rect);
    let pixels = rect.width as usize * rect.height as usize;
    if let Some(paper) = paper {
        let paper = paper.premultiplied();
        (0..pixels).for_each(|index| canvas.over(index, paper));
    }
    for (style, view) in styles {
        let style = style.borrow();
        let lattices = style.lattices();
        if !lattices.contains(&rect.pixel_zoom) {
            return Err(RenderError::Zoom {
                style: style.id().to_owned(),
                first: *lattices.start(),
                last: *lattices.end(),
                zoom: rect.pixel_zoom,
            });
        }
        let above = picture(snapshot, style, rect, view)?;
        for (index, pixel) in above.pixels().chunks_exact(4).enumerate() {
            match *pixel {
                [r, g, b, a] if a > 0 => canvas.over(index, Premultiplied([r, g, b, a])),
                _ => {}
            }
        }
    }
    Ok(canvas)
}
