//! Lines by distance: a pixel's coverage follows from its distance to the nearest segment.
//!
//! A mask keeps the greatest coverage of each pixel, so a border shared by two areas, or drawn twice, looks as if drawn
//! once, and joints need no care. Distances are computed from world coordinates, never from the rectangle.

use super::rounding::{ceil, floor};
use crate::geom::{PixelRect, WorldPoint};

/// Coverage goes by eighths: finer steps nobody sees, and with them few tiles would have few enough colours for a palette.
pub(super) const COVERAGES: [u8; 9] = [0, 32, 64, 96, 128, 159, 191, 223, 255];

/// So many pixels of a row are looked at together.
const AT_ONCE: usize = 4;

/// Coverage of the pixels of a rectangle by lines.
pub(super) struct Mask {
    rect: PixelRect,
    /// In eighths, row by row; each row has [`AT_ONCE`] places more than pixels.
    eighths: Vec<u8>,
}

impl Mask {
    pub(super) fn new(rect: PixelRect) -> Self {
        let row = rect.width as usize + AT_ONCE;
        Self {
            rect,
            eighths: vec![0; row * rect.height as usize],
        }
    }

    /// The coverage of each row of pixels, by its place in [`COVERAGES`].
    pub(super) fn rows(&self) -> impl Iterator<Item = &[u8]> {
        let width = self.rect.width as usize;
        let rows = self.eighths.chunks_exact(width + AT_ONCE);
        rows.map(move |row| &row[..width])
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
            let row = (y - top) as usize * (self.rect.width as usize + AT_ONCE);
            for x in (x_from..x_to).step_by(AT_ONCE) {
                let start = row + (x - left) as usize;
                let eighths = line.eighths(|i| x as f64 + i - ax, py, reach);
                let pixels = &mut self.eighths[start..start + AT_ONCE];
                for (pixel, eighths) in pixels.iter_mut().zip(eighths) {
                    *pixel = (*pixel).max(eighths);
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

    /// How many eighths of some pixels of a row are covered, where the line reaches so far: `px` says how far each lies from its
    /// start along the row, `py` how far the row lies below. Written without branches, so that processors do several at once.
    fn eighths(&self, px: impl Fn(f64) -> f64, py: f64, reach: f64) -> [u8; AT_ONCE] {
        // what is added to a small number to have it rounded to a whole one in the last bits
        const WHOLE: f64 = (1_u64 << 52) as f64;
        const PLACES: [f64; AT_ONCE] = [0.0, 1.0, 2.0, 3.0];
        PLACES.map(|i| {
            let px = px(i);
            let along = ((px * self.dx + py * self.dy) * self.per_length_2).clamp(0.0, 1.0);
            let (x, y) = (px - along * self.dx, py - along * self.dy);
            let covered = (reach - (x * x + y * y).sqrt()).clamp(0.0, 1.0);
            (covered * 8.0 + WHOLE).to_bits() as u8
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The eighths that a pixel's distance from the nearest position of a segment gives, found by stepping along it.
    fn stepped(a: WorldPoint, b: WorldPoint, half_px: f64, (x, y): (i64, i64), unit: f64) -> f64 {
        let px = |v: i64| v as f64 / unit - 0.5;
        let along = (0..=4000).map(|step| f64::from(step) / 4000.0);
        let distance = along.map(|t| {
            let (dx, dy) = ((b.x - a.x) as f64 / unit, (b.y - a.y) as f64 / unit);
            (px(a.x) + t * dx - x as f64).hypot(px(a.y) + t * dy - y as f64)
        });
        (half_px + 0.5 - distance.fold(f64::INFINITY, f64::min)).clamp(0.0, 1.0) * 8.0
    }

    #[test]
    fn pixels_are_covered_by_their_distance_whatever_the_rectangle() {
        let rect = |x, y, width, height| PixelRect {
            pixel_zoom: 20,
            x,
            y,
            width,
            height,
        };
        let (whole, part) = (rect(100, 200, 40, 30), rect(113, 207, 19, 11));
        let unit = (1_i64 << whole.pixel_shift()) as f64;
        let at = |x: f64, y: f64| WorldPoint {
            x: (x * unit) as i64,
            y: (y * unit) as i64,
        };
        for (a, b, half_px) in [
            (at(104.2, 203.9), at(133.7, 226.1), 0.5),
            (at(131.0, 202.3), at(108.5, 224.8), 1.2),
            (at(90.0, 210.5), at(160.0, 210.5), 0.3),
            (at(120.4, 180.0), at(120.4, 250.0), 2.0),
            (at(121.3, 212.6), at(121.3, 212.6), 3.0),
            (at(118.2, 211.1), at(119.9, 212.4), 0.7),
        ] {
            let [mut large, mut small] = [whole, part].map(Mask::new);
            large.segment(a, b, half_px);
            small.segment(b, a, half_px);
            for (y, row) in (whole.y..).zip(large.rows()) {
                for (x, &eighths) in (whole.x..).zip(row) {
                    let plain = stepped(a, b, half_px, (x, y), unit);
                    assert!((f64::from(eighths) - plain).abs() < 0.6, "{x} {y} {plain}");
                }
            }
            let large: Vec<&[u8]> = large.rows().collect();
            for (row, small) in large[7..].iter().zip(small.rows()) {
                assert_eq!(&row[13..32], small);
            }
        }
    }
}
