//! Layers of points: addresses and checkpoints.
//!
//! The points are packed along a Hilbert curve in runs of 64, each with its box; an R-tree holds the boxes. What a window
//! covers whole is handed over without a look, and of the rest few points are looked at. The nearest are found through
//! the runs too.

mod curve;
mod near;
mod packed;
mod placed;
#[cfg(test)]
mod tests;

use std::sync::OnceLock;

pub use near::Near;
use placed::{MOVES_MOST, Move, Placed};

use super::nearest::NearestMap;
use super::rows::{Edition, PlacedRows, Rows};
use super::threads::{Threads, fill_in_parts};
use super::{AddressRows, Pieces, Places, Shifts, Thinning};
use crate::geom::{Bounds, Position, WorldPoint};
use crate::model::{Address, Change, Checkpoint, DatasetError, Record};

/// A record with a position.
pub trait PointRecord: Record {
    /// How a layer holds such records.
    type Rows: Rows<Self> + PlacedRows + From<Vec<Self>> + Sync + std::fmt::Debug;

    /// Where it is.
    fn position(&self) -> Position;
}

impl PointRecord for Address {
    type Rows = AddressRows;

    fn position(&self) -> Position {
        self.position
    }
}

impl PointRecord for Checkpoint {
    type Rows = Pieces<Self>;

    fn position(&self) -> Position {
        self.position
    }
}

impl PlacedRows for Pieces<Checkpoint> {
    fn positions(&self) -> impl Iterator<Item = Position> + Clone {
        self.iter().map(PointRecord::position)
    }

    fn position(&self, place: usize) -> Position {
        self[place].position
    }
}

/// Points with an R-tree.
#[derive(Debug)]
pub struct PointLayer<T: PointRecord> {
    records: T::Rows,
    world: OnceLock<Pieces<WorldPoint>>,
    bounds: Option<Bounds>,
    /// `None` when there is no point.
    placed: Option<Placed>,
    thinning: OnceLock<Thinning>,
}

impl<T: PointRecord> PointLayer<T> {
    /// The layer of these records, which are sorted by key. Cost: O(n).
    pub fn build(records: Vec<T>) -> Self {
        Self::of(records.into())
    }

    fn of(records: T::Rows) -> Self {
        let positions = records.positions();
        let bounds = Bounds::around(positions.clone());
        Self {
            placed: bounds.map(|bounds| Placed::new(positions, bounds)),
            records,
            world: OnceLock::new(),
            bounds,
            thinning: OnceLock::new(),
        }
    }

    /// The layer after some changes, and where its records stand now; what has been worked out is carried over.
    ///
    /// Cost: O(√n + changes), and now and then O(n).
    ///
    /// # Errors
    /// [`DatasetError`] names the first row that is not as its change says.
    pub(crate) fn with(&self, changes: &[Change<T>]) -> Result<(Self, Shifts), DatasetError> {
        let edition = Edition::of(&self.records, changes)?;
        let shifts = Shifts::of(edition.splices());
        let records = edition.apply(&self.records);
        // millions would take as much memory as the points
        let moves: Vec<Move> = moves(&edition, &shifts).take(MOVES_MOST + 1).collect();
        let placed = match &self.placed {
            Some(placed) if records.positions().next().is_some() => placed.after(&shifts, &moves),
            _ => None,
        };
        let Some(placed) = placed else {
            return Ok((Self::of(records), shifts));
        };
        let next = Self {
            bounds: self.bounds_after(&records, &moves),
            records,
            world: OnceLock::new(),
            placed: Some(placed),
            thinning: OnceLock::new(),
        };
        if let Some(world) = self.world.get() {
            let rows = edition.changes().filter_map(|change| change.after());
            let come = rows.map(|row| WorldPoint::of(row.position()));
            // the layer is new, so nobody can have asked it yet
            let _ = next.world.set(world.spliced(edition.splices(), come));
        }
        Ok((next, shifts))
    }

    /// The box around all records; points inside the one before need not be looked at.
    fn bounds_after(&self, records: &T::Rows, moves: &[Move]) -> Option<Bounds> {
        let inside = |position: Position| {
            let grown = Bounds::at(position).grown(1, 1);
            self.bounds.is_some_and(|all| all.union(grown) == all)
        };
        let mut positions = moves.iter().flat_map(|change| [change.from, change.to]);
        if positions.all(|position| position.is_none_or(inside)) {
            self.bounds
        } else {
            Bounds::around(records.positions())
        }
    }

    /// All records, sorted by key.
    pub fn records(&self) -> &T::Rows {
        &self.records
    }

    /// Where a record is.
    pub fn position(&self, index: usize) -> Position {
        self.records.position(index)
    }

    /// Where each record lies in the world square, in the order of the records. The first call computes them all.
    pub fn world(&self) -> &Pieces<WorldPoint> {
        self.world.get_or_init(|| {
            let positions = self.records.positions();
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
        self.records.place_of(key).ok()
    }

    /// The `k` records nearest to a position, nearest first; equal distances in the order of their keys.
    ///
    /// Distances are those of a frame anchored at the position, so they hold wherever the data lies.
    pub fn nearest(&self, position: Position, k: usize) -> Vec<Near> {
        match &self.placed {
            Some(placed) if k > 0 => placed.nearest(position, k),
            _ => Vec::new(),
        }
    }

    /// The record nearest to a position if it is no further than so many metres, as [`PointLayer::nearest`] says.
    ///
    /// Cost: O(log runs + points around the position), less than a search of the nearest at any distance.
    pub fn nearest_within(&self, position: Position, reach_m: f64) -> Option<Near> {
        self.placed.as_ref()?.nearest_within(position, reach_m)
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
        let own = self.records.positions();
        let map = NearestMap::for_places(own, places, &position);
        let ask = |p: Position| self.nearest(p, 1).first().map(|near| near.index as u32);
        fill_in_parts(&mut nearest, threads, |start, part| {
            for (answer, place) in part.iter_mut().zip(places.starting_at(start)) {
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
        if let Some(placed) = &self.placed {
            placed.for_each_within(bounds, visit);
        }
    }
}

/// The points that are not where they were, in the order of their places.
fn moves<'a, T: PointRecord>(
    edition: &'a Edition<'_, T>,
    shifts: &'a Shifts,
) -> impl Iterator<Item = Move> + 'a {
    let all = edition.changes().zip(shifts.places());
    let all = all.map(|(change, (splice, now))| Move {
        at: splice.at as u32,
        now: now.unwrap_or(splice.at as u32),
        from: change.before().map(PointRecord::position),
        to: change.after().map(PointRecord::position),
    });
    all.filter(|change| change.from != change.to)
}
