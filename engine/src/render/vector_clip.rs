//! Cutting rings and lines to the square of a vector tile, in tile units.

use crate::geom::WorldPoint;

/// Units a side of a vector tile.
pub(super) const EXTENT: i64 = 4096;
/// How far features reach beyond the tile, so that outlines do not show at seams.
const BUFFER: i64 = 128;

/// A point in tile units, y to the south.
pub(super) type Point = (i64, i64);

/// World to tile units for one tile.
#[derive(Clone, Copy)]
pub(super) struct ToTile {
    shift: u32,
    origin: Point,
}

impl ToTile {
    /// For the tile at zoom `z`, column `x`, row `y`.
    pub(super) fn new(z: u8, x: u32, y: u32) -> Self {
        Self {
            shift: 28 - u32::from(z),
            origin: (i64::from(x) * EXTENT, i64::from(y) * EXTENT),
        }
    }

    pub(super) fn of(self, p: WorldPoint) -> Point {
        let Self { shift, origin } = self;
        ((p.x >> shift) - origin.0, (p.y >> shift) - origin.1)
    }
}

/// Whether a point lies in the tile or its buffer.
pub(super) fn inside(p: Point) -> bool {
    let range = -BUFFER..=EXTENT + BUFFER;
    range.contains(&p.0) && range.contains(&p.1)
}

/// The rings of an area that are left of it in the square, outer ones clockwise as they are seen, holes the other way.
///
/// One list of points for all, to be used again for the next area.
#[derive(Default)]
pub(super) struct Rings {
    points: Vec<Point>,
    /// Where in the points each ring ends.
    ends: Vec<usize>,
    /// Whether something of the last outer ring is left: a hole goes with it.
    outer_left: bool,
    /// The ring that is cut, and what one side leaves of it.
    ring: Vec<Point>,
    cut: Vec<Point>,
}

impl Rings {
    pub(super) fn clear(&mut self) {
        self.points.clear();
        self.ends.clear();
        self.outer_left = false;
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &[Point]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(&self.ends)
            .map(|(from, &to)| &self.points[from..to])
    }

    /// Adds what the square leaves of a ring, after I. Sutherland and G. Hodgman (1974).
    pub(super) fn add(&mut self, ring: impl Iterator<Item = Point>, outer: bool) {
        if !outer && !self.outer_left {
            return;
        }
        self.ring.clear();
        self.ring.extend(ring);
        self.clip();
        let area = doubled_area(&self.ring);
        let left = self.ring.len() > 2 && area != 0;
        if outer {
            self.outer_left = left;
        }
        if !left {
            return;
        }
        if (area > 0) == outer {
            self.points.extend_from_slice(&self.ring);
        } else {
            self.points.extend(self.ring.iter().rev());
        }
        self.ends.push(self.points.len());
    }

    /// Cuts the ring, and leaves no point of it twice in a row.
    fn clip(&mut self) {
        let (low, high) = (-BUFFER, EXTENT + BUFFER);
        self.ring.dedup();
        if !self.ring.iter().all(|&p| inside(p)) {
            for (vertical, limit, sign) in [
                (true, low, 1),
                (true, high, -1),
                (false, low, 1),
                (false, high, -1),
            ] {
                clip_side(&self.ring, &mut self.cut, vertical, limit, sign);
                std::mem::swap(&mut self.ring, &mut self.cut);
            }
            self.ring.dedup();
        }
        while self.ring.len() > 1 && self.ring.first() == self.ring.last() {
            self.ring.pop();
        }
    }
}

fn clip_side(points: &[Point], left: &mut Vec<Point>, vertical: bool, limit: i64, sign: i64) {
    let depth = |p: Point| (if vertical { p.0 } else { p.1 } - limit) * sign;
    left.clear();
    for (i, &b) in points.iter().enumerate() {
        let a = points[if i == 0 { points.len() - 1 } else { i - 1 }];
        let (da, db) = (depth(a), depth(b));
        if (da < 0) != (db < 0) {
            left.push(between(a, b, da, db));
        }
        if db >= 0 {
            left.push(b);
        }
    }
}

/// The point of `a b` at depth zero, computed from the shallower end whichever way the edge runs.
fn between(a: Point, b: Point, da: i64, db: i64) -> Point {
    let ((a, da), (b, db)) = if a <= b {
        ((a, da), (b, db))
    } else {
        ((b, db), (a, da))
    };
    let part = da as f64 / (da - db) as f64;
    let at = |from: i64, to: i64| from + ((to - from) as f64 * part).round() as i64;
    (at(a.0, b.0), at(a.1, b.1))
}

/// The parts of a line that lie in the square.
pub(super) fn clip_line(line: &[Point]) -> Vec<Vec<Point>> {
    let mut parts: Vec<Vec<Point>> = Vec::new();
    let mut open = false;
    for pair in line.windows(2) {
        let Some((a, b)) = clip_segment(pair[0], pair[1]) else {
            open = false;
            continue;
        };
        match parts.last_mut() {
            Some(part) if open && part.last() == Some(&a) => part.push(b),
            _ => parts.push(vec![a, b]),
        }
        open = b == pair[1];
    }
    parts.iter_mut().for_each(Vec::dedup);
    parts.retain(|part| part.len() > 1);
    parts
}

fn clip_segment(a: Point, b: Point) -> Option<(Point, Point)> {
    let (mut enter, mut leave) = (0.0_f64, 1.0_f64);
    let (dx, dy) = ((b.0 - a.0) as f64, (b.1 - a.1) as f64);
    let (low, high) = (-BUFFER, EXTENT + BUFFER);
    let sides = [
        (-dx, a.0 - low),
        (dx, high - a.0),
        (-dy, a.1 - low),
        (dy, high - a.1),
    ];
    for (along, distance) in sides {
        let t = distance as f64 / along;
        if along < 0.0 {
            enter = enter.max(t);
        } else if along > 0.0 {
            leave = leave.min(t);
        } else if distance < 0 {
            return None;
        }
    }
    let at = |t: f64| (a.0 + (dx * t).round() as i64, a.1 + (dy * t).round() as i64);
    (enter <= leave).then(|| {
        (
            if enter > 0.0 { at(enter) } else { a },
            if leave < 1.0 { at(leave) } else { b },
        )
    })
}

fn doubled_area(points: &[Point]) -> i64 {
    let next = points.iter().cycle().skip(1);
    points
        .iter()
        .zip(next)
        .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rings_and_lines_are_cut_to_the_square() {
        let around = [(-9000, -9000), (9000, -9000), (9000, 9000), (-9000, 9000)];
        let hole = [(10, 10), (10, 20), (20, 10), (10, 10)];
        let mut rings = Rings::default();
        rings.add(around.into_iter().rev(), true);
        rings.add(hole.into_iter().rev(), false);
        let areas: Vec<i64> = rings.iter().map(doubled_area).collect();
        assert_eq!(areas, [2 * (EXTENT + 2 * BUFFER).pow(2), -100]);
        assert!(rings.iter().flatten().all(|&p| inside(p)));
        rings.clear();
        rings.add([(9000, 0), (9900, 0), (9900, 10)].into_iter(), true);
        rings.add(hole.into_iter(), false);
        rings.add([(0, 0), (0, 0), (0, 0)].into_iter(), true);
        assert!(rings.is_empty());
        let zigzag = [
            (-5000, 100),
            (100, 100),
            (200, 9000),
            (300, 100),
            (400, 100),
        ];
        let parts = clip_line(&zigzag);
        assert_eq!(parts.len(), 2);
        assert_eq!((parts[0][0], parts[0][1]), ((-128, 100), (100, 100)));
        assert_eq!(parts[1].last(), Some(&(400, 100)));
        assert!(clip_line(&[(-5000, -5000), (-4000, 9000)]).is_empty());
    }
}
