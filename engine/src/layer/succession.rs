//! Succession: how one layer of areas comes out of another.

use std::sync::Arc;

use super::AreaRecord;
use super::pieces::Splice;
use super::rows::Edition;
use crate::geom::Bounds;
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
    /// The areas before that are gone or had other ground, ascending.
    left: Vec<u32>,
    /// For each area before: its index now, [`GONE`] if none has the same code and ground; `None` when all that stay
    /// stand where they stood.
    index_now: Option<Arc<[u32]>>,
    /// Boxes around all ground whose owner may have changed; they do not meet.
    dirty: Vec<Bounds>,
}

impl Succession {
    /// The succession of so many areas by changes that were applied to them. Cost: O(changes), and O(areas) where some
    /// come or go.
    pub(super) fn of<T: AreaRecord>(areas: usize, edition: &Edition<'_, T>) -> Self {
        let (mut fresh, mut left) = (Vec::new(), Vec::new());
        let mut shift = 0_i64;
        for (splice, change) in edition.splices().iter().zip(edition.changes()) {
            if moves_ground(change) {
                if splice.comes {
                    fresh.push((splice.at as i64 + shift) as u32);
                }
                if splice.goes {
                    left.push(splice.at as u32);
                }
            }
            shift += i64::from(splice.comes) - i64::from(splice.goes);
        }
        let splices = edition.splices().to_vec();
        let numbered_anew = splices.iter().any(|splice| splice.comes != splice.goes);
        Self {
            index_now: numbered_anew.then(|| numbers_now(areas, &splices, &left)),
            splices,
            fresh,
            left,
            dirty: apart(edition.changes().filter(|change| moves_ground(change))),
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

    /// Boxes around all ground whose owner may have changed; no two of them meet.
    pub fn dirty(&self) -> &[Bounds] {
        &self.dirty
    }

    /// The index now of an area that had another index; `None` when it is gone or its ground has changed.
    pub fn index_now(&self, before: u32) -> Option<u32> {
        let Some(indices) = &self.index_now else {
            return self.left.binary_search(&before).is_err().then_some(before);
        };
        let index = indices.get(before as usize).copied()?;
        (index != GONE).then_some(index)
    }

    /// Whether all areas that stay have the same index as before.
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
fn numbers_now(areas: usize, splices: &[Splice], left: &[u32]) -> Arc<[u32]> {
    let mut numbers: Vec<u32> = Vec::with_capacity(areas);
    let mut now = 0;
    for splice in splices {
        let staying = splice.at - numbers.len();
        numbers.extend(now..now + staying as u32);
        now += staying as u32;
        if splice.goes {
            numbers.push(if splice.comes { now } else { GONE });
        }
        now += u32::from(splice.comes);
    }
    let staying = areas - numbers.len();
    numbers.extend(now..now + staying as u32);
    for &index in left {
        numbers[index as usize] = GONE;
    }
    numbers.into()
}
/// Whether a change can give a position another owner: a new name or parent does not.
fn moves_ground<T: AreaRecord>(change: &Change<T>) -> bool {
    match (change.before(), change.after()) {
        (Some(before), Some(after)) => before.region() != after.region(),
        _ => true,
    }
}

/// Boxes around the ground of changes, before and after, joined until no two meet; of many changes a single one.
fn apart<'a, T: AreaRecord + 'a>(changes: impl Iterator<Item = &'a Change<T>>) -> Vec<Bounds> {
    const MOST_BOXES: usize = 64;
    let rows = changes.flat_map(|change| [change.before(), change.after()]);
    let grounds: Vec<Bounds> = rows.flatten().map(|r| r.region().bounds()).collect();
    if grounds.len() > MOST_BOXES {
        return grounds
            .into_iter()
            .reduce(Bounds::union)
            .into_iter()
            .collect();
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
    use crate::geom::{Polygon, Position, Region, Ring};
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
        assert_eq!(succession.index_now(1), None);
        assert!(!succession.keeps_numbers());
        let [only] = succession.dirty() else {
            panic!("{:?}", succession.dirty());
        };
        assert_eq!((only.min().lon(), only.max().lon()), (0, 20));
    }
}
