//! Lines by distance: a pixel's coverage follows from its distance to the nearest segment.
//!
//! A mask keeps the greatest coverage of each pixel, so a border shared by two areas, or drawn twice, looks as if drawn
//! once, and joints need no care. Distances are computed from world coordinates, never from the rectangle.

use crate::geom::{PixelRect, WorldPoint};

/// Coverage of the pixels of a rectangle by lines.
pub(super) struct Mask {
    rect: PixelRect,
    coverage: Vec<u8>,
}

impl Mask {
    pub(super) fn new(rect: PixelRect) -> Self {
        Self {
            rect,
            coverage: vec![0; rect.width as usize * rect.height as usize],
        }
    }

    pub(super) fn coverage(&self) -> &[u8] {
        &self.coverage
    }

    /// Draws a path of this width in pixels.
    pub(super) fn path(&mut self, path: &[WorldPoint], closed: bool, width_px: f64) {
        for pair in path.windows(2) {
            self.segment(pair[0], pair[1], width_px / 2.0);
        }
        if let (true, Some(&last), Some(&first)) = (closed, path.last(), path.first()) {
            self.segment(last, first, width_px / 2.0);
        }
    }

    fn segment(&mut self, a: WorldPoint, b: WorldPoint, half_px: f64) {
        // a canonical direction gives both neighbours of a border the same bits
        let (a, b) = if (a.y, a.x) <= (b.y, b.x) {
            (a, b)
        } else {
            (b, a)
        };
        let unit = (1_i64 << self.rect.pixel_shift()) as f64;
        let reach = half_px + 0.5;
        let (ax, ay) = (a.x as f64 / unit - 0.5, a.y as f64 / unit - 0.5);
        let (dx, dy) = ((b.x - a.x) as f64 / unit, (b.y - a.y) as f64 / unit);
        let (top, left) = (self.rect.y, self.rect.x);
        let (bottom, right) = (
            top + i64::from(self.rect.height),
            left + i64::from(self.rect.width),
        );
        let y_from = ((ay - reach).floor() as i64).max(top);
        let y_to = ((ay + dy + reach).ceil() as i64 + 1).min(bottom);
        for y in y_from..y_to {
            let Some((low, high)) = reach_of_row(y as f64 - ay, dx, dy, reach) else {
                continue;
            };
            let x_from = ((ax + low).floor() as i64).max(left);
            let x_to = ((ax + high).ceil() as i64 + 1).min(right);
            let start = (y - top) as usize * self.rect.width as usize;
            for x in x_from..x_to {
                let distance = distance_px(x as f64 - ax, y as f64 - ay, dx, dy);
                let coverage = ((half_px + 0.5 - distance).clamp(0.0, 1.0) * 255.0).round() as u8;
                let pixel = &mut self.coverage[start + (x - left) as usize];
                *pixel = coverage.max(*pixel);
            }
        }
    }
}

/// The columns, relative to the start of a segment, that it may touch in a row `py` below its start.
fn reach_of_row(py: f64, dx: f64, dy: f64, reach: f64) -> Option<(f64, f64)> {
    if py < -reach || py > dy + reach {
        return None;
    }
    let at = |y: f64| {
        if dy > 0.0 {
            (y / dy).clamp(0.0, 1.0) * dx
        } else {
            0.0
        }
    };
    let (from, to) = if dy > 0.0 {
        (at(py - reach), at(py + reach))
    } else {
        (0.0, dx)
    };
    Some((from.min(to) - reach, from.max(to) + reach))
}

fn distance_px(px: f64, py: f64, dx: f64, dy: f64) -> f64 {
    let length_2 = dx * dx + dy * dy;
    let along = if length_2 > 0.0 {
        ((px * dx + py * dy) / length_2).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let (x, y) = (px - along * dx, py - along * dy);
    (x * x + y * y).sqrt()
}
