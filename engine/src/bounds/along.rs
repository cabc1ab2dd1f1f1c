//! Which lines run along which steps of a border.

use super::walk::{Border, Step};
use super::{Line, Surroundings};
use crate::geom::Metres;

/// A line runs along a border up to so far outside it.
pub(super) const OUTSIDE_M: f64 = 30.0;
/// A line runs along a border up to so far inside it.
const INSIDE_M: f64 = 10.0;
/// A line runs along a border up to so far beyond its end.
const BEYOND_M: f64 = 5.0;
/// The cosine of the greatest angle between the two.
const PARALLEL: f64 = 0.866;

/// A line in metres with its box.
struct Track {
    points: Vec<Metres>,
    low: Metres,
    high: Metres,
}

/// For each line the steps that it runs along, each with its distance from the line in metres.
pub(super) fn along(border: &Border, around: &Surroundings<'_>) -> Vec<Vec<(u32, f64)>> {
    let tracks = around.lines.iter().map(|line| Track::of(line, around));
    let found = tracks.map(|track| {
        let steps = border.steps.iter().enumerate();
        let near = steps.filter_map(|(k, step)| Some((k as u32, track.beside(step)?)));
        near.collect()
    });
    found.collect()
}

impl Track {
    fn of(line: &Line<'_>, around: &Surroundings<'_>) -> Self {
        let points: Vec<Metres> = line
            .path
            .iter()
            .map(|&position| around.frame.to_metres(position))
            .collect();
        let fold = |start: f64, pick: fn(f64, f64) -> f64, of: fn(&Metres) -> f64| {
            points.iter().map(of).fold(start, pick)
        };
        let (far, x, y) = (f64::INFINITY, |p: &Metres| p.x, |p: &Metres| p.y);
        Self {
            low: Metres {
                x: fold(far, f64::min, x) - OUTSIDE_M,
                y: fold(far, f64::min, y) - OUTSIDE_M,
            },
            high: Metres {
                x: fold(-far, f64::max, x) + OUTSIDE_M,
                y: fold(-far, f64::max, y) + OUTSIDE_M,
            },
            points,
        }
    }

    /// How far the line is from the middle of a step that it runs along.
    fn beside(&self, step: &Step) -> Option<f64> {
        let p = step.middle();
        let inside =
            (self.low.x..=self.high.x).contains(&p.x) && (self.low.y..=self.high.y).contains(&p.y);
        if !inside {
            return None;
        }
        let pairs = self.points.windows(2);
        let near = pairs.filter_map(|pair| {
            let foot = foot(p, pair[0], pair[1]);
            let (dx, dy) = (foot.x - p.x, foot.y - p.y);
            // the area lies on the left of its border
            let outward = dx * step.direction.1 - dy * step.direction.0;
            let limit = if outward < 0.0 { INSIDE_M } else { OUTSIDE_M };
            let distance = libm::hypot(dx, dy);
            let along = distance <= limit
                && beyond(p, foot, pair[0], pair[1]) <= BEYOND_M
                && parallel(step.direction, pair);
            along.then_some(distance)
        });
        near.min_by(f64::total_cmp)
    }
}

fn parallel((x, y): (f64, f64), pair: &[Metres]) -> bool {
    let (dx, dy) = (pair[1].x - pair[0].x, pair[1].y - pair[0].y);
    (x * dx + y * dy).abs() >= PARALLEL * libm::hypot(dx, dy)
}

/// How far a point lies beyond the end of a segment, measured along it; `foot` is the nearest point of the segment.
pub(super) fn beyond(p: Metres, foot: Metres, a: Metres, b: Metres) -> f64 {
    let length = a.distance_m(b).max(1e-9);
    let along = (foot.x - p.x) * (b.x - a.x) + (foot.y - p.y) * (b.y - a.y);
    (along / length).abs()
}

/// The point of a segment that is nearest to a point.
pub(super) fn foot(p: Metres, a: Metres, b: Metres) -> Metres {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let square = dx * dx + dy * dy;
    let part = if square > 0.0 {
        (((p.x - a.x) * dx + (p.y - a.y) * dy) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    Metres {
        x: a.x + dx * part,
        y: a.y + dy * part,
    }
}
