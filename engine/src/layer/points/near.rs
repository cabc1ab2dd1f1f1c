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

    /// The `k` points nearest to a position, nearest first; equal distances in the order of their places.
    pub(super) fn nearest(&self, packed: &Packed, position: Position, k: usize) -> Vec<Near> {
        let here = LocalFrame::new(position);
        let anchor = here.anchor();
        let scale = LocalScale::around(anchor.lat());
        let mut found: Vec<Near> = Vec::new();
        if k == 0 {
            return found;
        }
        let from = Direction::of(anchor).0;
        for (entry, chord_2) in self.0.nearest_neighbor_iter_with_distance_2(from) {
            let farthest = farthest_of(&found, k);
            let least_m = chord_2.sqrt() * AUTHALIC_RADIUS_M / STRETCH - ROUNDING_M;
            if least_m > farthest {
                break;
            }
            for (place, position) in packed.points(entry.data) {
                let farthest = farthest_of(&found, k);
                if scale.is_some_and(|scale| scale.least_m(anchor, position) > farthest) {
                    continue;
                }
                let near = Near {
                    index: place as usize,
                    distance_m: distance_m(&here, position),
                };
                insert(&mut found, near, k);
            }
        }
        found
    }
}

/// The distance that a point must not exceed to be among the nearest.
fn farthest_of(found: &[Near], k: usize) -> f64 {
    match found.last() {
        Some(last) if found.len() >= k => last.distance_m,
        _ => f64::INFINITY,
    }
}

/// Puts a point where it belongs among the nearest `k`.
fn insert(found: &mut Vec<Near>, near: Near, k: usize) {
    let place = found.partition_point(|other| {
        let by_distance = other.distance_m.total_cmp(&near.distance_m);
        by_distance.then(other.index.cmp(&near.index)).is_lt()
    });
    found.insert(place, near);
    found.truncate(k);
}
