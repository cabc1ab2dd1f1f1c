//! The border of an area in short steps, each with the side that it belongs to.

use std::collections::HashMap;

use libm::{cos, hypot, sin};

use super::{Side, Surroundings};
use crate::geom::{LocalFrame, Metres, Position, Region, Ring};

/// The longest step in metres.
const STEP_M: f64 = 5.0;
/// A direction is that of the chord so far before and behind a step, at most.
const SMOOTH_MOST_M: f64 = 25.0;
/// A side that has less than this part of the border is the outermost corner instead.
const LEAST_PART: f64 = 0.02;
/// How much of the border a corner is, in metres, and as a part.
const CORNER: (f64, f64) = (30.0, 0.05);

/// A short straight piece of the border, the area on its left.
#[derive(Debug, Clone, Copy)]
pub(super) struct Step {
    pub(super) from: Metres,
    pub(super) to: Metres,
    pub(super) length_m: f64,
    /// The direction of the border around it, of length 1.
    pub(super) direction: (f64, f64),
    /// The neighbour on the other side.
    pub(super) beyond: Option<u32>,
    pub(super) side: Side,
}

impl Step {
    pub(super) fn middle(&self) -> Metres {
        Metres {
            x: f64::midpoint(self.from.x, self.to.x),
            y: f64::midpoint(self.from.y, self.to.y),
        }
    }
}

/// The outer border of an area.
#[derive(Debug)]
pub(super) struct Border {
    pub(super) steps: Vec<Step>,
    /// Whether each side, in the order of [`Side::ALL`], is only a corner.
    pub(super) corners: [bool; 4],
}

impl Border {
    pub(super) fn of(region: &Region, around: &Surroundings<'_>) -> Self {
        let turned = around.turned_deg.to_radians();
        let owners = owners(around);
        let mut steps = Vec::new();
        for polygon in region.polygons() {
            walk(polygon.outer(), around.frame, &owners, turned, &mut steps);
        }
        let mut border = Self {
            steps,
            corners: [false; 4],
        };
        border.give_corners(turned);
        border
    }

    /// A side that nothing faces gets the border around the point that lies furthest that way.
    fn give_corners(&mut self, turned: f64) {
        let whole: f64 = self.steps.iter().map(|step| step.length_m).sum();
        for (k, side) in Side::ALL.into_iter().enumerate() {
            let own = self.steps.iter().filter(|step| step.side == side);
            let length: f64 = own.map(|step| step.length_m).sum();
            if length >= LEAST_PART * whole {
                continue;
            }
            let (x, y) = rotated(side.vector(), turned);
            let reach = |step: &Step| step.middle().x * x + step.middle().y * y;
            let far = self
                .steps
                .iter()
                .max_by(|a, b| reach(a).total_cmp(&reach(b)));
            let Some(tip) = far.map(Step::middle) else {
                return;
            };
            self.corners[k] = true;
            let near = CORNER.0.min(CORNER.1 * whole) / 2.0;
            for step in &mut self.steps {
                if step.middle().distance_m(tip) <= near.max(step.length_m / 2.0) {
                    step.side = side;
                }
            }
        }
    }
}

/// Which neighbour has an edge, by the edge as the area in the middle passes it.
fn owners(around: &Surroundings<'_>) -> HashMap<(Position, Position), u32> {
    let mut owners = HashMap::new();
    for (index, neighbour) in around.neighbours.iter().enumerate() {
        for polygon in neighbour.region.polygons() {
            let outer = polygon.outer().edges();
            owners.extend(outer.map(|(a, b)| ((b, a), index as u32)));
            // what fills a hole passes the hole's edges the same way round
            let holes = polygon.holes().iter().flat_map(Ring::edges);
            owners.extend(holes.map(|edge| (edge, index as u32)));
        }
    }
    owners
}

fn rotated((x, y): (f64, f64), angle: f64) -> (f64, f64) {
    let (sine, cosine) = (sin(angle), cos(angle));
    (x * cosine - y * sine, x * sine + y * cosine)
}

fn walk(
    ring: &Ring,
    frame: &LocalFrame,
    owners: &HashMap<(Position, Position), u32>,
    turned: f64,
    steps: &mut Vec<Step>,
) {
    let points: Vec<Metres> = ring
        .vertices()
        .iter()
        .map(|&v| frame.to_metres(v))
        .collect();
    let chain = Chain::of(&points);
    let reach = (chain.length_m / 40.0).min(SMOOTH_MOST_M);
    for (k, edge) in ring.edges().enumerate() {
        let (a, b) = (points[k], points[(k + 1) % points.len()]);
        let length = a.distance_m(b);
        let count = (length / STEP_M).ceil().max(1.0);
        for n in 0..count as usize {
            let at = |part: f64| Metres {
                x: a.x + (b.x - a.x) * part / count,
                y: a.y + (b.y - a.y) * part / count,
            };
            let middle = chain.starts[k] + length * (n as f64 + 0.5) / count;
            let (before, behind) = (chain.at(middle - reach), chain.at(middle + reach));
            let (dx, dy) = (behind.x - before.x, behind.y - before.y);
            let chord = hypot(dx, dy).max(1e-9);
            let direction = (dx / chord, dy / chord);
            steps.push(Step {
                from: at(n as f64),
                to: at(n as f64 + 1.0),
                length_m: length / count,
                direction,
                beyond: owners.get(&edge).copied(),
                side: Side::facing(rotated((direction.1, -direction.0), -turned)),
            });
        }
    }
}

/// A closed chain by the length along it.
struct Chain<'a> {
    points: &'a [Metres],
    /// The length from the first point to each.
    starts: Vec<f64>,
    length_m: f64,
}

impl<'a> Chain<'a> {
    fn of(points: &'a [Metres]) -> Self {
        let mut starts = Vec::with_capacity(points.len());
        let mut length_m = 0.0;
        for (k, point) in points.iter().enumerate() {
            starts.push(length_m);
            length_m += point.distance_m(points[(k + 1) % points.len()]);
        }
        Self {
            points,
            starts,
            length_m,
        }
    }

    fn at(&self, along_m: f64) -> Metres {
        let along = along_m.rem_euclid(self.length_m.max(1e-9));
        let k = self.starts.partition_point(|&start| start <= along).max(1) - 1;
        let (a, b) = (self.points[k], self.points[(k + 1) % self.points.len()]);
        let length = a.distance_m(b).max(1e-9);
        let part = (along - self.starts[k]) / length;
        Metres {
            x: a.x + (b.x - a.x) * part,
            y: a.y + (b.y - a.y) * part,
        }
    }
}
