//! Finding the stored row of a key, whatever its table.

use std::borrow::Cow;

use super::Snapshot;
use crate::model::{
    Address, Barrier, Cell, Change, Checkpoint, Count, CrossingLayer, Delta, Duty, Grid, Place,
    Plan, PlanStep, Record, Role, SpatialUnit,
};

/// A record that a snapshot finds by its key.
pub trait Stored: Record {
    /// The stored row. O(log rows).
    fn stored<'a>(snapshot: &'a Snapshot, key: &Self::Key) -> Option<Cow<'a, Self>>;
}

impl Stored for Place {
    fn stored<'a>(snapshot: &'a Snapshot, (): &()) -> Option<Cow<'a, Self>> {
        snapshot.place.as_ref().map(Cow::Borrowed)
    }
}

impl Stored for Grid {
    fn stored<'a>(snapshot: &'a Snapshot, key: &Self::Key) -> Option<Cow<'a, Self>> {
        let (layer, index) = snapshot.grid(key)?;
        Some(Cow::Borrowed(&layer.records()[index]))
    }
}

impl Stored for CrossingLayer {
    fn stored<'a>(snapshot: &'a Snapshot, key: &Self::Key) -> Option<Cow<'a, Self>> {
        let (_, crossing) = snapshot.crossing(key.as_str())?;
        Some(Cow::Borrowed(&crossing.layer))
    }
}

impl Stored for Cell {
    fn stored<'a>(snapshot: &'a Snapshot, key: &Self::Key) -> Option<Cow<'a, Self>> {
        let (_, crossing) = snapshot.crossing(key.0.as_str())?;
        let index = crossing.cells.index_of(key)?;
        Some(Cow::Borrowed(&crossing.cells.records()[index]))
    }
}

impl Stored for Address {
    fn stored<'a>(snapshot: &'a Snapshot, key: &Self::Key) -> Option<Cow<'a, Self>> {
        let index = snapshot.addresses.index_of(key)?;
        Some(Cow::Owned(snapshot.addresses.records().row(index)))
    }
}

impl Stored for Checkpoint {
    fn stored<'a>(snapshot: &'a Snapshot, key: &Self::Key) -> Option<Cow<'a, Self>> {
        let index = snapshot.checkpoints.index_of(key)?;
        Some(Cow::Borrowed(&snapshot.checkpoints.records()[index]))
    }
}

impl Stored for Barrier {
    fn stored<'a>(snapshot: &'a Snapshot, key: &Self::Key) -> Option<Cow<'a, Self>> {
        found(snapshot.barriers.records(), key)
    }
}

impl Stored for Count {
    fn stored<'a>(snapshot: &'a Snapshot, key: &Self::Key) -> Option<Cow<'a, Self>> {
        let counts = snapshot.counts.records();
        let place = counts.binary_search_by(|row| row.compare_key(key)).ok()?;
        Some(Cow::Borrowed(&counts[place]))
    }
}

impl Stored for SpatialUnit {
    fn stored<'a>(snapshot: &'a Snapshot, key: &Self::Key) -> Option<Cow<'a, Self>> {
        let index = snapshot.units.index_of(key)?;
        Some(Cow::Borrowed(&snapshot.units.records()[index]))
    }
}

impl Stored for Plan {
    fn stored<'a>(snapshot: &'a Snapshot, key: &Self::Key) -> Option<Cow<'a, Self>> {
        snapshot.plans.get(key).map(Cow::Borrowed)
    }
}

impl Stored for PlanStep {
    fn stored<'a>(snapshot: &'a Snapshot, key: &Self::Key) -> Option<Cow<'a, Self>> {
        found(&snapshot.plans.steps, key)
    }
}

impl Stored for Role {
    fn stored<'a>(snapshot: &'a Snapshot, key: &Self::Key) -> Option<Cow<'a, Self>> {
        snapshot.duties.role(key).map(Cow::Borrowed)
    }
}

impl Stored for Duty {
    fn stored<'a>(snapshot: &'a Snapshot, key: &Self::Key) -> Option<Cow<'a, Self>> {
        let index = snapshot.duties.index_of(key)?;
        Some(Cow::Borrowed(&snapshot.duties.records()[index]))
    }
}

/// The row of a key among rows sorted by key.
fn found<'a, T: Record>(rows: &'a [T], key: &T::Key) -> Option<Cow<'a, T>> {
    let place = rows.binary_search_by(|row| row.compare_key(key)).ok()?;
    Some(Cow::Borrowed(&rows[place]))
}

impl Snapshot {
    /// The rows that are not as a delta says they were, as table and key. O(changes log rows).
    pub fn misfits(&self, delta: &Delta) -> Vec<String> {
        let mut names = Vec::new();
        self.add_misfits(&delta.place, &mut names);
        self.add_misfits(&delta.grids, &mut names);
        self.add_misfits(&delta.crossing_layers, &mut names);
        self.add_misfits(&delta.cells, &mut names);
        self.add_misfits(&delta.addresses, &mut names);
        self.add_misfits(&delta.checkpoints, &mut names);
        self.add_misfits(&delta.barriers, &mut names);
        self.add_misfits(&delta.counts, &mut names);
        self.add_misfits(&delta.units, &mut names);
        self.add_misfits(&delta.plans, &mut names);
        self.add_misfits(&delta.plan_steps, &mut names);
        self.add_misfits(&delta.roles, &mut names);
        self.add_misfits(&delta.duties, &mut names);
        names
    }

    fn add_misfits<T: Stored>(&self, changes: &[Change<T>], names: &mut Vec<String>) {
        let misfits = changes
            .iter()
            .filter(|change| T::stored(self, &change.key()).as_deref() != change.before());
        names.extend(misfits.map(Change::row_name));
    }
}
