//! The nearest points, run by run.
//!
//! Each run lies in a ball around the direction of its middle; an R-tree in space lists the balls by the shortest chord
//! that could lead into them. So the search does not depend on where the data lies, and knows neither poles nor the 180th
//! meridian.

use rstar::RTree;
use rstar::primitives::{GeomWithData, Rectangle};

use super::packed::Packed;
use crate::geom::{
    AUTHALIC_RADIUS_M, Direction, LocalFrame, LocalScale, Position, ROUNDING_M, STRETCH,
    distance_m, half_diagonal,
};

/// A record found near a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Near {
    /// Its index in the layer.
    pub index: usize,
    /// How far away it is, in metres of the frame.
    pub distance_m: f64,
}

type Entry = GeomWithData<Rectangle<[f64; 3]>, u32>;

/// The balls around the runs.
#[derive(Debug)]
pub(super) struct Balls(RTree<Entry>);

impl Balls {
    /// The balls of all runs. Cost: O(runs log runs).
    pub(super) fn around(packed: &Packed) -> Self {
        let entries = packed.runs().map(|(run, bounds)| {
            let Direction(middle) = Direction::of(bounds.center());
            // the middle is rounded to the lattice
            let radius = half_diagonal(bounds) + 1e-8;
            let corner = |sign: f64| middle.map(|v| v + sign * radius);
            Entry::new(Rectangle::from_corners(corner(-1.0), corner(1.0)), run)
        });
        Self(RTree::bulk_load(entries.collect()))
    }

    /// Looks at the packed points that can be among the nearest; `place` says where one stands, if it is there.
    pub(super) fn search(
        &self,
        packed: &Packed,
        nearest: &mut Nearest,
        place: impl Fn(u32) -> Option<u32>,
    ) {
        let from = Direction::of(nearest.here.anchor()).0;
        for (entry, chord_2) in self.0.nearest_neighbor_iter_with_distance_2(from) {
            let least_m = chord_2.sqrt() * AUTHALIC_RADIUS_M / STRETCH - ROUNDING_M;
            if least_m > nearest.farthest_m() {
                break;
            }
            for (point, position) in packed.points(entry.data) {
                nearest.look(position, || place(point));
            }
        }
    }
}

/// The nearest of the points that were looked at.
pub(super) struct Nearest {
    here: LocalFrame,
    scale: Option<LocalScale>,
    k: usize,
    reach_m: f64,
    /// The last position whose distance was asked for: households of a building often share theirs.
    last: Option<(Position, f64)>,
    found: Vec<Near>,
}

impl Nearest {
    /// Nothing yet; of all points the `k` nearest to a position are kept.
    pub(super) fn to(position: Position, k: usize) -> Self {
        let here = LocalFrame::new(position);
        Self {
            scale: LocalScale::around(here.anchor().lat()),
            here,
            k,
            reach_m: f64::INFINITY,
            last: None,
            found: Vec::new(),
        }
    }

    /// Points further than so many metres are left out.
    pub(super) fn within(self, reach_m: f64) -> Self {
        Self { reach_m, ..self }
    }

    /// Looks at a point; `place` says where it stands, if it is there, and is asked of points that are near enough alone.
    pub(super) fn look(&mut self, position: Position, place: impl FnOnce() -> Option<u32>) {
        let (farthest, anchor) = (self.farthest_m(), self.here.anchor());
        let beyond = |scale: LocalScale| scale.least_m(anchor, position) > farthest;
        if self.k == 0 || self.scale.is_some_and(beyond) {
            return;
        }
        let Some(place) = place() else {
            return;
        };
        let near = Near {
            index: place as usize,
            distance_m: self.distance_m(position),
        };
        if near.distance_m > self.reach_m {
            return;
        }
        let place = self.found.partition_point(|other| {
            let by_distance = other.distance_m.total_cmp(&near.distance_m);
            by_distance.then(other.index.cmp(&near.index)).is_lt()
        });
        self.found.insert(place, near);
        self.found.truncate(self.k);
    }

    /// Has points left out that are surely further than the closest of some others, so that few of many are measured where one is
    /// looked for.
    pub(super) fn keep_within_closest(&mut self, others: impl Iterator<Item = Position>) {
        let (Some(scale), anchor) = (self.scale, self.position()) else {
            return;
        };
        let squares_m2 = others.map(|other| scale.square_m2(anchor, other));
        let closest_m2 = squares_m2.fold(f64::INFINITY, f64::min);
        self.reach_m = scale.most_m(closest_m2).min(self.reach_m);
    }

    /// Whence distances are measured.
    pub(super) fn position(&self) -> Position {
        self.here.anchor()
    }

    fn distance_m(&mut self, position: Position) -> f64 {
        match self.last {
            Some((last, distance_m)) if last == position => distance_m,
            _ => {
                let distance_m = distance_m(&self.here, position);
                self.last = Some((position, distance_m));
                distance_m
            }
        }
    }

    /// The nearest points, nearest first; equal distances in the order of their places.
    pub(super) fn found(self) -> Vec<Near> {
        self.found
    }

    /// The distance that a point must not exceed to be among the nearest.
    pub(super) fn farthest_m(&self) -> f64 {
        match self.found.last() {
            Some(last) if self.found.len() >= self.k => last.distance_m.min(self.reach_m),
            _ => self.reach_m,
        }
    }
}
