//! Room: how wide a box of each height fits into an area, so that a label can be put inside it at any zoom.
//!
//! The area's box is cut into strips from north to south. Where no border passes, a strip is either inside or outside; the
//! widest box over each number of strips that follow each other is kept. It lies inside the area, for no border is in it.

use super::WorldRegion;
use crate::geom::{WorldBox, WorldPoint};

/// Into how many strips an area is cut.
const STRIPS: usize = 32;

/// The widest box that fits, for each number of strips.
#[derive(Debug, PartialEq, Eq)]
pub struct Room {
    corner: WorldPoint,
    /// World units a step of `left` and `right`.
    step: i64,
    /// World units a strip.
    strip: i64,
    widest: [Widest; STRIPS],
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Widest {
    left: u16,
    right: u16,
    top: u8,
}

/// From and to.
type Span = (i64, i64);

impl Room {
    /// The room in an area. Cost: O(vertices · log vertices).
    pub(super) fn of(area: &WorldRegion) -> Self {
        let corner = area.bounds.min;
        let (width, height) = (area.bounds.max.x - corner.x, area.bounds.max.y - corner.y);
        let (step, strip) = (width / i64::from(u16::MAX) + 1, height / STRIPS as i64);
        let mut room = Self {
            corner,
            step,
            strip,
            widest: [Widest::default(); STRIPS],
        };
        if strip > 0 {
            room.fill(&inside(area, strip));
        }
        room
    }

    fn fill(&mut self, strips: &[Vec<Span>]) {
        let mut best = [(0_i64, 0_i64); STRIPS];
        for top in 0..STRIPS {
            let mut spans = strips[top].clone();
            for (bottom, next) in strips.iter().enumerate().skip(top) {
                if bottom > top {
                    spans = common(&spans, next);
                }
                let Some(&(left, right)) = spans.iter().max_by_key(|(a, b)| (b - a, -a)) else {
                    break;
                };
                let off = (top as i64 + bottom as i64 + 1 - STRIPS as i64).abs();
                let count = bottom - top;
                if (right - left, -off) <= best[count] {
                    continue;
                }
                best[count] = (right - left, -off);
                let up = (left + self.step - 1) / self.step;
                self.widest[count] = Widest {
                    left: up.clamp(0, i64::from(u16::MAX)) as u16,
                    right: (right / self.step).clamp(0, i64::from(u16::MAX)) as u16,
                    top: top as u8,
                };
            }
        }
    }

    /// The box inside the area that exceeds a width and a height, in world units, by the largest factor, and this
    /// factor, which is less than 1 where the label does not fit.
    pub fn best(&self, width: i64, height: i64) -> Option<(WorldBox, f64)> {
        let mut best: Option<(WorldBox, f64)> = None;
        for (below, widest) in self.widest.iter().enumerate() {
            if widest.right <= widest.left {
                break;
            }
            let tall = self.strip * (below as i64 + 1);
            let wide = i64::from(widest.right - widest.left) * self.step;
            let factor =
                (wide as f64 / width.max(1) as f64).min(tall as f64 / height.max(1) as f64);
            if best.is_none_or(|(_, most)| factor > most) {
                let min = WorldPoint {
                    x: self.corner.x + i64::from(widest.left) * self.step,
                    y: self.corner.y + i64::from(widest.top) * self.strip,
                };
                let max = WorldPoint {
                    x: min.x + wide,
                    y: min.y + tall,
                };
                best = Some((WorldBox { min, max }, factor));
            }
        }
        best
    }
}

/// What of each strip lies inside the area, from the western end of its box.
fn inside(area: &WorldRegion, strip: i64) -> Vec<Vec<Span>> {
    let corner = area.bounds.min;
    // where borders pass, and whether they cross the middle of the strip
    let mut passed: Vec<Vec<(i64, i64, bool)>> = vec![Vec::new(); STRIPS];
    for ring in &area.rings {
        for (i, &a) in ring.iter().enumerate() {
            let b = ring[if i + 1 == ring.len() { 0 } else { i + 1 }];
            let local = |p: WorldPoint| (p.x - corner.x, p.y - corner.y);
            let (a, b) = (local(a), local(b));
            let (low, high) = (a.1.min(b.1), a.1.max(b.1));
            let last = (high / strip).min(STRIPS as i64 - 1);
            for number in (low / strip).saturating_sub(1).max(0)..=last {
                let (top, bottom) = (number * strip, (number + 1) * strip);
                if high < top || low > bottom {
                    continue;
                }
                let (west, east) = between(a, b, top.max(low), bottom.min(high));
                let middle = top + bottom;
                let crosses = (2 * a.1 < middle) != (2 * b.1 < middle);
                passed[number as usize].push((west, east, crosses));
            }
        }
    }
    passed.into_iter().map(free).collect()
}

/// From and to which x an edge runs between two of its rows, rounded outwards.
fn between(a: (i64, i64), b: (i64, i64), top: i64, bottom: i64) -> Span {
    if a.1 == b.1 {
        return (a.0.min(b.0), a.0.max(b.0));
    }
    let slope = (b.0 - a.0) as f64 / (b.1 - a.1) as f64;
    let at = |y: i64| a.0 as f64 + (y - a.1) as f64 * slope;
    let (first, last) = (at(top), at(bottom));
    let (west, east) = (
        first.min(last).floor() as i64,
        first.max(last).ceil() as i64,
    );
    // the quotient is rounded
    (west - 1, east + 1)
}

/// The spans of a strip that borders leave free and that lie inside.
fn free(mut passed: Vec<(i64, i64, bool)>) -> Vec<Span> {
    passed.sort_unstable();
    let mut spans = Vec::new();
    let (mut end, mut is_inside) = (i64::MIN, false);
    for (west, east, crosses) in passed {
        if west > end && is_inside {
            spans.push((end, west));
        }
        end = end.max(east);
        is_inside ^= crosses;
    }
    spans
}

fn common(a: &[Span], b: &[Span]) -> Vec<Span> {
    let pairs = a.iter().flat_map(|a| b.iter().map(move |b| (a, b)));
    let shared = pairs.map(|(a, b)| (a.0.max(b.0), a.1.min(b.1)));
    shared.filter(|(from, to)| from < to).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(rings: &[&[(i64, i64)]]) -> WorldRegion {
        let ring = |ring: &&[(i64, i64)]| ring.iter().map(|&(x, y)| WorldPoint { x, y }).collect();
        let rings: Vec<Vec<WorldPoint>> = rings.iter().map(ring).collect();
        let bounds = WorldBox::around(rings.iter().flatten().copied()).expect("vertices");
        WorldRegion { rings, bounds }
    }

    #[test]
    fn a_rectangle_has_room_for_itself_and_in_its_middle() {
        let area = area(&[&[(1000, 1000), (5096, 1000), (5096, 2024), (1000, 2024)]]);
        let room = Room::of(&area);
        let (found, factor) = room.best(2000, 500).expect("room");
        assert!((1.9..2.05).contains(&factor), "{factor}");
        let middle = (
            i64::midpoint(found.min.x, found.max.x),
            i64::midpoint(found.min.y, found.max.y),
        );
        assert!(
            (middle.0 - 3048).abs() < 20 && (middle.1 - 1512).abs() < 40,
            "{middle:?}"
        );
    }

    #[test]
    fn boxes_avoid_notches_and_holes() {
        // a U open to the north, and a ring
        let u = area(&[&[
            (0, 0),
            (3000, 0),
            (3000, 8000),
            (6000, 8000),
            (6000, 0),
            (9000, 0),
            (9000, 12_000),
            (0, 12_000),
        ]]);
        let (found, _) = Room::of(&u).best(4000, 1000).expect("room");
        assert!(found.min.y >= 8000, "{found:?}");
        let ring = area(&[
            &[(0, 0), (9000, 0), (9000, 9000), (0, 9000)],
            &[(1000, 1000), (8000, 1000), (8000, 8000), (1000, 8000)],
        ]);
        let (found, factor) = Room::of(&ring).best(3000, 1000).expect("room");
        let clear = found.max.y <= 1000
            || found.min.y >= 8000
            || found.max.x <= 1000
            || found.min.x >= 8000;
        assert!(clear && factor <= 1.0, "{found:?} {factor}");
    }

    #[test]
    fn no_vertex_lies_in_a_box() {
        // a comb with teeth that are narrower than a strip
        let mut ring = vec![(0, 0), (64_000, 0), (64_000, 32_000)];
        ring.extend((0..64).rev().flat_map(|i| {
            let x = i * 1000;
            [(x + 600, 32_000), (x + 500, 15_500), (x + 400, 32_000)]
        }));
        ring.push((0, 32_000));
        let area = area(&[&ring]);
        let (found, _) = Room::of(&area).best(30_000, 4000).expect("room");
        assert!(found.max.y <= 15_500, "{found:?}");
    }
}
