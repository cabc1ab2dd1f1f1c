//! Pictures in other planes, made from those in Mercator: in degrees here, in those of consumer maps in [`super::warp`].
//!
//! Columns of both planes are the same at a pixel zoom, and a row of degrees is as high as one or more of Mercator: at
//! latitude `phi` as 1/cos(phi). It is the mean of those, each by the part that it covers, in 1/256; of a surface, whose
//! colours are values, it is the one in its middle. So a row depends on its place in the lattice alone, all kinds of content
//! look as they do in Mercator, and a tile equals the same part of a larger picture byte by byte.

use super::canvas::{Canvas, Premultiplied};
use super::style::Style;
use super::surface::Surface;
use super::{RenderError, View, labels, warp};
use crate::geom::{LINE_PARTS, PixelRect, Plane, mercator_line};
use crate::snapshot::Snapshot;

/// The rectangle of Mercator's lattice that a rectangle of a plane is drawn from.
pub(super) fn source(rect: PixelRect, plane: Plane) -> PixelRect {
    if plane == Plane::Mercator {
        return rect;
    }
    if let Some(shifted) = plane.shifted() {
        return warp::source(rect, shifted);
    }
    let line = |row: i64| mercator_line(rect.pixel_zoom, row);
    let top = line(rect.y).div_euclid(LINE_PARTS);
    let end = line(rect.y + i64::from(rect.height));
    let bottom = (end + LINE_PARTS - 1).div_euclid(LINE_PARTS);
    PixelRect {
        y: top,
        height: (bottom - top).max(1) as u32,
        ..rect
    }
}

fn in_mercator(view: &View) -> View {
    View {
        plane: Plane::Mercator,
        ..view.clone()
    }
}

/// A picture of a rectangle in another plane than Mercator's.
pub(super) fn picture(
    snapshot: &Snapshot,
    style: &Style,
    rect: PixelRect,
    view: &View,
) -> Result<Canvas, RenderError> {
    let mut canvas = Canvas::new(rect);
    if let Some(surface) = style.content().surface()
        && !labels::are_drawn(snapshot, style, view)
    {
        let colors = indices(&surface, snapshot, rect, view)?;
        for (at, &index) in colors.iter().enumerate().filter(|(_, index)| **index > 0) {
            canvas.over(
                at,
                surface.scale.palette()[usize::from(index)].premultiplied(),
            );
        }
        return Ok(canvas);
    }
    let from = source(rect, view.plane);
    let drawn = super::picture(snapshot, style, from, &in_mercator(view))?;
    if drawn.is_empty() {
        return Ok(canvas);
    }
    if let Some(shifted) = view.plane.shifted() {
        warp::picture(&mut canvas, &drawn, shifted);
        return Ok(canvas);
    }
    let width = rect.width as usize;
    let rows: Vec<&[u8]> = drawn.pixels().chunks_exact(4 * width).collect();
    for row in 0..rect.height {
        let parts = parts(rect, i64::from(row), from);
        for column in 0..width {
            let mean = mean(&parts, |part| &rows[part][4 * column..4 * column + 4]);
            if mean[3] > 0 {
                canvas.over(row as usize * width + column, Premultiplied(mean));
            }
        }
    }
    Ok(canvas)
}

/// The colours of a surface in any plane, by their place in the palette.
pub(super) fn indices(
    surface: &Surface<'_>,
    snapshot: &Snapshot,
    rect: PixelRect,
    view: &View,
) -> Result<Vec<u8>, RenderError> {
    let from = source(rect, view.plane);
    let drawn = surface.indices(snapshot, from, &in_mercator(view))?;
    if view.plane == Plane::Mercator {
        return Ok(drawn);
    }
    if let Some(shifted) = view.plane.shifted() {
        return Ok(warp::indices(&drawn, (rect, from), shifted));
    }
    let width = rect.width as usize;
    let mut indices = Vec::with_capacity(width * rect.height as usize);
    for row in 0..i64::from(rect.height) {
        let line = |row: i64| mercator_line(rect.pixel_zoom, rect.y + row);
        let (top, bottom) = (line(row), line(row + 1));
        if top == bottom {
            indices.extend(std::iter::repeat_n(0, width));
            continue;
        }
        let middle = i64::midpoint(top, bottom).div_euclid(LINE_PARTS) - from.y;
        let first = middle.clamp(0, i64::from(from.height) - 1) as usize * width;
        indices.extend_from_slice(&drawn[first..first + width]);
    }
    Ok(indices)
}

/// The rows of Mercator that a row of degrees covers, and how much of each.
fn parts(rect: PixelRect, row: i64, from: PixelRect) -> Vec<(usize, u32)> {
    let line = |row: i64| mercator_line(rect.pixel_zoom, rect.y + row);
    let (top, bottom) = (line(row), line(row + 1));
    let last = (bottom - 1).div_euclid(LINE_PARTS);
    let rows = top.div_euclid(LINE_PARTS)..=last;
    let part = |row: i64| {
        let (start, end) = (row * LINE_PARTS, (row + 1) * LINE_PARTS);
        let covered = bottom.min(end) - top.max(start);
        ((row - from.y) as usize, covered as u32)
    };
    rows.map(part).filter(|(_, covered)| *covered > 0).collect()
}

/// The mean of some pixels by their weights.
fn mean<'p>(parts: &[(usize, u32)], pixel: impl Fn(usize) -> &'p [u8]) -> [u8; 4] {
    let all: u32 = parts.iter().map(|(_, weight)| weight).sum();
    let mut sums = [all / 2; 4];
    for &(row, weight) in parts {
        for (sum, &channel) in sums.iter_mut().zip(pixel(row)) {
            *sum += weight * u32::from(channel);
        }
    }
    sums.map(|sum| (sum / all.max(1)) as u8)
}
