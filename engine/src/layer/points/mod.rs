//! Layers of points: addresses and checkpoints.
//!
//! The points are packed along a Hilbert curve in runs of 64, each with its box; an R-tree holds the boxes. What a window
//! covers whole is handed over without a look, and of the rest few points are looked at. The nearest are found through
//! the runs too.

mod curve;
mod near;
mod packed;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

use near::Balls;
pub use near::Near;
use packed::Packed;

use super::nearest::NearestMap;
use super::threads::{Threads, fill_in_parts};
use super::{Pieces, Places, Thinning};
use crate::geom::{Bounds, Position, WorldPoint};
use crate::model::{Address, Checkpoint, Record};

/// A record with a position.
pub trait PointRecord: Record {
    /// Where it is.
    fn position(&self) -> Position;
}

impl PointRecord for Address {
    fn position(&self) -> Position {
        self.position
    }
}

impl PointRecord for Checkpoint {
    fn position(&self) -> Position {
        self.position
    }
}

/// Points with an R-tree.
#[derive(Debug)]
pub struct PointLayer<T> {
    records: Pieces<T>,
    world: OnceLock<Pieces<WorldPoint>>,
    bounds: Option<Bounds>,
    packed: Option<Packed>,
    balls: OnceLock<Option<Balls>>,
    thinning: OnceLock<Thinning>,
}

impl<T: PointRecord> PointLayer<T> {
    /// The layer of these records, which are sorted by key. Cost: O(n).
    pub fn build(records: Vec<T>) -> Self {
        let positions = records.iter().map(PointRecord::position);
        let bounds = Bounds::around(positions.clone());
        Self {
            packed: bounds.map(|bounds| Packed::new(positions, bounds)),
            records: records.into(),
            world: OnceLock::new(),
            bounds,
            balls: OnceLock::new(),
            thinning: OnceLock::new(),
        }
    }

    /// All records, sorted by key.
    pub fn records(&self) -> &Pieces<T> {
        &self.records
    }

    /// Where each record lies in the world square, in the order of the records. The first call computes them all.
    pub fn world(&self) -> &Pieces<WorldPoint> {
        self.world.get_or_init(|| {
            let positions = self.records.iter().map(PointRecord::position);
            positions.map(WorldPoint::of).collect()
        })
    }

    /// Which points are shown on a coarse map, lower keys first; worked out when first asked for.
    pub fn thinning(&self) -> &Thinning {
        self.thinning
            .get_or_init(|| Thinning::build(self.world(), |_| 0))
    }

    /// The box around all records.
    pub fn bounds(&self) -> Option<Bounds> {
        self.bounds
    }

    /// The index of the record with this key.
    pub fn index_of(&self, key: &T::Key) -> Option<usize> {
        self.records
            .binary_search_by(|record| record.compare_key(key))
            .ok()
    }

    /// The `k` records nearest to a position, nearest first; equal distances in the order of their keys.
    ///
    /// Distances are those of a frame anchored at the position, so they hold wherever the data lies.
    pub fn nearest(&self, position: Position, k: usize) -> Vec<Near> {
        match (&self.packed, self.balls()) {
            (Some(packed), Some(balls)) => balls.nearest(packed, position, k),
            _ => Vec::new(),
        }
    }

    fn balls(&self) -> Option<&Balls> {
        let balls = || self.packed.as_ref().map(Balls::around);
        self.balls.get_or_init(balls).as_ref()
    }

    /// The record nearest to each of many places, as [`PointLayer::nearest`] says; `None` only when the layer is empty.
    ///
    /// `position` gives the position of a place. Cost: O(n log n + places).
    pub fn nearest_all<L: Places + ?Sized>(
        &self,
        places: &L,
        position: impl Fn(&L::Place) -> Position + Sync,
        threads: Threads,
    ) -> Vec<Option<u32>> {
        let mut nearest = vec![None; places.count()];
        let own = self.records.iter().map(PointRecord::position);
        let map = NearestMap::for_places(own, places, &position);
        let ask = |p: Position| self.nearest(p, 1).first().map(|near| near.index as u32);
        fill_in_parts(&mut nearest, threads, |start, part| {
            for (answer, place) in part.iter_mut().zip(places.from_place(start)) {
                let position = position(place);
                let known = map.as_ref().and_then(|map| map.nearest(position));
                *answer = known.or_else(|| ask(position));
            }
        });
        nearest
    }

    /// The indices of the records inside a box or on its edge, in ascending order.
    pub fn within(&self, bounds: Bounds) -> Vec<usize> {
        let mut found: Vec<u32> = Vec::new();
        self.for_each_within(bounds, |indices| found.extend_from_slice(indices));
        found.sort_unstable();
        found.into_iter().map(|index| index as usize).collect()
    }

    /// Hands over the indices of the records inside a box or on its edge, each once, many at a time, in no order.
    pub fn for_each_within(&self, bounds: Bounds, visit: impl FnMut(&[u32])) {
        if let Some(packed) = &self.packed {
            packed.for_each_within(bounds, visit);
        }
    }
}
