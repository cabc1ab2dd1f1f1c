//! Succession: how one layer of areas comes out of another.

use std::sync::Arc;

use super::blocks::Splice;
use super::rows::Edition;
use super::{AreaRecord, Shifts};
use crate::geom::{Bounds, Position, Ring};
use crate::model::Change;

/// An area that is gone has no index.
pub(super) const GONE: u32 = u32::MAX;

/// Which areas of a layer stand where in the next one, and where owners may have changed.
#[derive(Debug, Clone)]
pub struct Succession {
    /// What happened to the list of areas, in order.
    splices: Vec<Splice>,
    /// The areas now that are new or have other ground, ascending.
    fresh: Vec<u32>,
    /// The areas now that are new, ascending.
    born: Vec<u32>,
    /// For each area before: its index now, [`GONE`] if none has the same code; `None` when all stand where they stood.
    index_now: Option<Arc<[u32]>>,
    /// Boxes around all ground whose owner may have changed; they do not meet.
    dirty: Vec<Bounds>,
}

impl Succession {
    /// The succession of so many areas by changes that were applied to them. Cost: O(changes), and O(areas) where some
    /// come or go.
    pub(super) fn of<T: AreaRecord>(areas: usize, edition: &Edition<'_, T>) -> Self {
        let shifts = Shifts::of(edition.splices());
        let (mut fresh, mut born) = (Vec::new(), Vec::new());
        for ((splice, now), change) in shifts.places().zip(edition.changes()) {
            let Some(now) = now else { continue };
            if moves_ground(change) {
                fresh.push(now);
            }
            if !splice.goes {
                born.push(now);
            }
        }
        let moving = edition.changes().filter(|change| moves_ground(change));
        Self {
            index_now: (!shifts.keep_places()).then(|| numbers_now(areas, &shifts)),
            splices: edition.splices().to_vec(),
            fresh,
            born,
            dirty: apart(moving.filter_map(changed_ground)),
        }
    }

    /// What happened to the list of areas, in order.
    pub(crate) fn splices(&self) -> &[Splice] {
        &self.splices
    }

    /// The areas now that are new or have other ground, ascending.
    pub fn fresh(&self) -> &[u32] {
        &self.fresh
    }

    /// The areas now that are new, ascending.
    pub(crate) fn born(&self) -> &[u32] {
        &self.born
    }

    /// Boxes around all ground whose owner may have changed; no two of them meet.
    pub fn dirty(&self) -> &[Bounds] {
        &self.dirty
    }

    /// The index now of the area that had an index; `None` when it is gone.
    pub fn index_now(&self, before: u32) -> Option<u32> {
        let Some(indices) = &self.index_now else {
            return (before != GONE).then_some(before);
        };
        let index = indices.get(before as usize).copied()?;
        (index != GONE).then_some(index)
    }

    /// Whether all areas have the same index as before.
    pub fn keeps_numbers(&self) -> bool {
        self.index_now.is_none()
    }

    /// Indices before as indices now.
    pub(super) fn moved(&self, indices: &[u32]) -> Arc<[u32]> {
        let now = |&index: &u32| self.index_now(index).unwrap_or(GONE);
        indices.iter().map(now).collect()
    }

    /// The index now of each area before, when not all stand where they stood.
    pub(crate) fn moved_all(&self) -> Option<&Arc<[u32]>> {
        self.index_now.as_ref()
    }
}

/// The index now of each area before.
fn numbers_now(areas: usize, shifts: &Shifts) -> Arc<[u32]> {
    let now = |index: u32| shifts.now(index).unwrap_or(GONE);
    (0..areas as u32).map(now).collect()
}

/// Whether a change can give a position another owner: a new name or parent does not.
fn moves_ground<T: AreaRecord>(change: &Change<T>) -> bool {
    match (change.before(), change.after()) {
        (Some(before), Some(after)) => before.region() != after.region(),
        _ => true,
    }
}

/// The box around all ground that an area gains or loses. Borders along the way are edges that it has only before or
/// only after, for all others lie between the same sides; of an area that comes or goes it is all its ground.
fn changed_ground<T: AreaRecord>(change: &Change<T>) -> Option<Bounds> {
    let mut edges: Vec<(Position, Position)> = Vec::new();
    for row in [change.before(), change.after()].into_iter().flatten() {
        let own = row.region().rings().flat_map(Ring::edges);
        edges.extend(own.map(|(a, b)| (a.min(b), a.max(b))));
    }
    edges.sort_unstable();
    let single = edges.chunk_by(|a, b| a == b).filter(|same| same.len() == 1);
    Bounds::around(single.flat_map(|edge| [edge[0].0, edge[0].1]))
}

/// Boxes joined until no two meet; of many a single one.
fn apart(grounds: impl Iterator<Item = Bounds>) -> Vec<Bounds> {
    const MOST_BOXES: usize = 64;
    let grounds: Vec<Bounds> = grounds.collect();
    if grounds.len() > MOST_BOXES {
        let all = grounds.into_iter().reduce(Bounds::union);
        return all.into_iter().collect();
    }
    let mut boxes: Vec<Bounds> = Vec::new();
    for mut own in grounds {
        while let Some(other) = boxes.iter().position(|other| other.intersects(own)) {
            own = own.union(boxes.swap_remove(other));
        }
        boxes.push(own);
    }
    boxes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Polygon, Region};
    use crate::layer::Pieces;
    use crate::model::{AreaCode, Grid, Lock, Tier};

    fn square(code: &str, x: i64) -> Grid {
        let corners = [(0, 0), (10, 0), (10, 10), (0, 10)];
        let ring: Vec<Position> = corners.map(|(dx, y)| Position::clamped(x + dx, y)).to_vec();
        let ring = Ring::new(&ring).expect("valid");
        Grid {
            code: AreaCode::new(code).expect("valid"),
            tier: Tier::Grid,
            parent: None,
            name: String::new(),
            region: Region::single(Polygon::new(ring, Vec::new()).expect("valid")),
            lock: Lock::Open,
        }
    }

    #[test]
    fn only_moved_ground_is_dirty_and_boxes_that_meet_are_one() {
        let [a, b, c] =
            [("1", 0), ("2", 10), ("3", 100)].map(|(n, x)| square(&format!("99018540000{n}"), x));
        let renamed = Grid {
            name: "new".to_owned(),
            ..c.clone()
        };
        let moved = Grid {
            region: square("990185400009", 5).region,
            ..b.clone()
        };
        let changes = [
            Change::remove(a.clone()),
            Change::replace(b.clone(), moved.clone()).expect("same key"),
            Change::replace(c.clone(), renamed.clone()).expect("same key"),
        ];
        let rows = Pieces::from(vec![a, b, c]);
        let edition = Edition::of(&rows, &changes).expect("fits");
        assert_eq!(edition.apply(&rows).to_vec(), [moved, renamed]);
        let succession = Succession::of(3, &edition);
        assert_eq!(succession.fresh(), [0]);
        assert_eq!(succession.index_now(2), Some(1));
        assert_eq!(
            (succession.index_now(0), succession.index_now(1)),
            (None, Some(0))
        );
        assert!(!succession.keeps_numbers());
        let [only] = succession.dirty() else {
            panic!("{:?}", succession.dirty());
        };
        assert_eq!((only.min().lon(), only.max().lon()), (0, 20));
    }
}
