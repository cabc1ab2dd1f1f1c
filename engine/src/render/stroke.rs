//! Lines by distance: a pixel's coverage follows from its distance to the nearest segment.
//!
//! A mask keeps the greatest coverage of each pixel, so a border shared by two areas, or drawn twice, looks as if drawn
//! once, and joints need no care. Distances are computed from world coordinates, never from the rectangle.

use super::rounding::{ceil, floor};
use crate::geom::{PixelRect, WorldPoint};

/// Coverage goes by eighths: finer steps nobody sees, and with them few tiles would have few enough colours for a palette.
const COVERAGES: [u8; 9] = [0, 32, 64, 96, 128, 159, 191, 223, 255];

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

    /// Draws a straight line of half this width in pixels.
    pub(super) fn segment(&mut self, a: WorldPoint, b: WorldPoint, half_px: f64) {
        // a canonical direction gives both neighbours of a border the same bits
        let (a, b) = if (a.y, a.x) <= (b.y, b.x) {
            (a, b)
        } else {
            (b, a)
        };
        let unit = 1.0 / (1_i64 << self.rect.pixel_shift()) as f64;
        let (ax, ay) = (a.x as f64 * unit - 0.5, a.y as f64 * unit - 0.5);
        let line = Straight::new((b.x - a.x) as f64 * unit, (b.y - a.y) as f64 * unit);
        let reach = half_px + 0.5;
        let (top, left) = (self.rect.y, self.rect.x);
        let width = i64::from(self.rect.width);
        let (bottom, right) = (top + i64::from(self.rect.height), left + width);
        let y_from = (floor(ay - reach)).max(top);
        let y_to = (ceil(ay + line.dy + reach) + 1).min(bottom);
        for y in y_from..y_to {
            let py = y as f64 - ay;
            let Some((low, high)) = line.reach_of_row(py, reach) else {
                continue;
            };
            let x_from = (floor(ax + low)).max(left);
            let x_to = (ceil(ax + high) + 1).min(right);
            if x_from >= x_to {
                continue;
            }
            let start = ((y - top) * width - left) as isize;
            let (from, to) = (start + x_from as isize, start + x_to as isize);
            let pixels = &mut self.coverage[from as usize..to as usize];
            for (pixel, x) in pixels.iter_mut().zip(x_from..) {
                let distance_2 = line.squared_distance_px(x as f64 - ax, py);
                if distance_2 < reach * reach {
                    let covered = (reach - distance_2.sqrt()).min(1.0);
                    *pixel = (*pixel).max(COVERAGES[(covered * 8.0 + 0.5) as usize]);
                }
            }
        }
    }
}

/// A straight line from the origin, in pixels; `dy` is not negative.
struct Straight {
    dx: f64,
    dy: f64,
    /// 1 / length^2, 0 of a point.
    per_length_2: f64,
    /// dx / dy, 0 where it is level.
    per_row: f64,
}

impl Straight {
    fn new(dx: f64, dy: f64) -> Self {
        let inverse = |v: f64| if v > 0.0 { 1.0 / v } else { 0.0 };
        Self {
            dx,
            dy,
            per_length_2: inverse(dx * dx + dy * dy),
            per_row: dx * inverse(dy),
        }
    }

    /// The columns, relative to its start, that it may touch in a row `py` below its start.
    fn reach_of_row(&self, py: f64, reach: f64) -> Option<(f64, f64)> {
        if py < -reach || py > self.dy + reach {
            return None;
        }
        let at = |y: f64| y.clamp(0.0, self.dy) * self.per_row;
        let (from, to) = if self.dy > 0.0 {
            (at(py - reach), at(py + reach))
        } else {
            (0.0, self.dx)
        };
        Some((from.min(to) - reach, from.max(to) + reach))
    }

    fn squared_distance_px(&self, px: f64, py: f64) -> f64 {
        let along = ((px * self.dx + py * self.dy) * self.per_length_2).clamp(0.0, 1.0);
        let (x, y) = (px - along * self.dx, py - along * self.dy);
        x * x + y * y
    }
}
