//! Succession: how one layer of areas comes out of another.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::AreaRecord;
use crate::geom::Bounds;
use crate::model::Change;

/// An area that is gone has no index.
pub(super) const GONE: u32 = u32::MAX;

/// Which areas of a layer stand where in the next one, and where owners may have changed.
#[derive(Debug, Clone)]
pub struct Succession {
    /// For each area now: its index before, if it has the same code and the same ground.
    origin: Vec<Option<u32>>,
    /// For each area before: its index now, [`GONE`] if none has the same code and ground.
    index_now: Vec<u32>,
    /// Boxes around all ground whose owner may have changed; they do not meet.
    dirty: Vec<Bounds>,
}

impl Succession {
    /// The succession of sorted records by changes that were applied to them.
    pub(super) fn of<T: AreaRecord>(before: &[T], now: &[T], changes: &[Change<T>]) -> Self {
        let keys: BTreeSet<T::Key> = changes
            .iter()
            .filter(|change| moves_ground(change))
            .map(Change::key)
            .collect();
        let mut succession = Self {
            origin: Vec::with_capacity(now.len()),
            index_now: vec![GONE; before.len()],
            dirty: apart(changes.iter().filter(|change| moves_ground(change))),
        };
        let mut old = 0;
        for (index, record) in now.iter().enumerate() {
            let key = record.key();
            while old < before.len() && before[old].key() < key {
                old += 1;
            }
            let same = old < before.len() && before[old].key() == key && !keys.contains(&key);
            if same {
                succession.index_now[old] = index as u32;
            }
            succession.origin.push(same.then_some(old as u32));
        }
        succession
    }

    /// For each area now: its index before, if it has the same code and the same ground.
    pub fn origin(&self) -> &[Option<u32>] {
        &self.origin
    }

    /// Boxes around all ground whose owner may have changed; no two of them meet.
    pub fn dirty(&self) -> &[Bounds] {
        &self.dirty
    }

    /// The index now of an area that had another index; `None` when it is gone or its ground has changed.
    pub fn index_now(&self, before: u32) -> Option<u32> {
        let index = self.index_now.get(before as usize).copied()?;
        (index != GONE).then_some(index)
    }

    /// Whether all areas that stay have the same index as before.
    pub fn keeps_numbers(&self) -> bool {
        let pairs = self.origin.iter().enumerate();
        pairs
            .filter_map(|(now, before)| Some((now, (*before)? as usize)))
            .all(|(now, before)| now == before)
    }

    /// Indices before as indices now.
    pub(super) fn moved(&self, indices: &[u32]) -> Arc<[u32]> {
        let now = |&index: &u32| self.index_now.get(index as usize).copied().unwrap_or(GONE);
        indices.iter().map(now).collect()
    }

    /// The index now of each area before.
    pub(super) fn moved_all(&self) -> Arc<[u32]> {
        self.index_now.as_slice().into()
    }
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
        let succession = Succession::of(&[a, b, c], &[moved, renamed], &changes);
        assert_eq!(succession.origin(), [None, Some(2)]);
        assert_eq!(succession.index_now(2), Some(1));
        assert_eq!(succession.index_now(1), None);
        assert!(!succession.keeps_numbers());
        let [only] = succession.dirty() else {
            panic!("{:?}", succession.dirty());
        };
        assert_eq!((only.min().lon(), only.max().lon()), (0, 20));
    }
}
