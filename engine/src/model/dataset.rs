//! All rows of a store at one revision, each table sorted by key.

use super::{
    Address, Barrier, Cell, Change, Checkpoint, Count, CrossingLayer, Delta, Duty, Grid, Place,
    Plan, PlanStep, Record, Revision, Role, SpatialUnit,
};

/// All rows at one revision; every table is sorted by key and has each key once.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Dataset {
    /// The revision.
    pub revision: Revision,
    /// What the store describes: no row before the first import, then one.
    pub place: Vec<Place>,
    /// Grids of all tiers.
    pub grids: Vec<Grid>,
    /// Honeycomb layers.
    pub crossing_layers: Vec<CrossingLayer>,
    /// Honeycomb cells.
    pub cells: Vec<Cell>,
    /// Addresses.
    pub addresses: Vec<Address>,
    /// Checkpoints.
    pub checkpoints: Vec<Checkpoint>,
    /// Barriers.
    pub barriers: Vec<Barrier>,
    /// Counts.
    pub counts: Vec<Count>,
    /// Spatial units.
    pub units: Vec<SpatialUnit>,
    /// Plans.
    pub plans: Vec<Plan>,
    /// Steps of plans, in order.
    pub plan_steps: Vec<PlanStep>,
    /// Roles.
    pub roles: Vec<Role>,
    /// Duties.
    pub duties: Vec<Duty>,
}

/// A delta that does not fit the rows it is applied to.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{table} row {key}: the state before the change is not the stored one")]
pub struct DatasetError {
    /// The table.
    pub table: &'static str,
    /// The key of the row.
    pub key: String,
}

impl Dataset {
    /// The rows after a delta, at the next revision. Cost: O(rows + changes log changes).
    ///
    /// # Errors
    /// [`DatasetError`] names the first row whose stored state is not the delta's state before.
    pub fn apply(&self, delta: &Delta) -> Result<Self, DatasetError> {
        Ok(Self {
            revision: self.revision.next(),
            place: apply_table(&self.place, &delta.place)?,
            grids: apply_table(&self.grids, &delta.grids)?,
            crossing_layers: apply_table(&self.crossing_layers, &delta.crossing_layers)?,
            cells: apply_table(&self.cells, &delta.cells)?,
            addresses: apply_table(&self.addresses, &delta.addresses)?,
            checkpoints: apply_table(&self.checkpoints, &delta.checkpoints)?,
            barriers: apply_table(&self.barriers, &delta.barriers)?,
            counts: apply_table(&self.counts, &delta.counts)?,
            units: apply_table(&self.units, &delta.units)?,
            plans: apply_table(&self.plans, &delta.plans)?,
            plan_steps: apply_table(&self.plan_steps, &delta.plan_steps)?,
            roles: apply_table(&self.roles, &delta.roles)?,
            duties: apply_table(&self.duties, &delta.duties)?,
        })
    }
}

/// The rows of one sorted table after some changes, merged in one pass.
pub(crate) fn apply_table<T: Record>(
    rows: &[T],
    changes: &[Change<T>],
) -> Result<Vec<T>, DatasetError> {
    let mut sorted: Vec<(T::Key, &Change<T>)> = changes
        .iter()
        .map(|change| (change.key(), change))
        .collect();
    sorted.sort_by(|a, b| a.0.cmp(&b.0));
    let misfit = |key: &T::Key| DatasetError {
        table: T::TABLE,
        key: format!("{key:?}"),
    };
    if let Some(pair) = sorted.windows(2).find(|pair| pair[0].0 == pair[1].0) {
        return Err(misfit(&pair[0].0));
    }
    let mut result = Vec::with_capacity(rows.len() + changes.len());
    let mut rest = rows;
    for (key, change) in sorted {
        let before = rest.partition_point(|row| row.key() < key);
        result.extend_from_slice(&rest[..before]);
        rest = &rest[before..];
        let stored = rest.first().filter(|row| row.key() == key);
        if stored != change.before() {
            return Err(misfit(&key));
        }
        rest = &rest[usize::from(stored.is_some())..];
        result.extend(change.after().cloned());
    }
    result.extend_from_slice(rest);
    Ok(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::Position;
    use crate::model::{CheckpointId, CheckpointState};

    fn row(id: &str, name: &str) -> Checkpoint {
        Checkpoint {
            id: CheckpointId::new(id).expect("valid"),
            position: Position::clamped(1, 2),
            name: name.to_owned(),
            kind: "gate".to_owned(),
            state: CheckpointState::Open,
        }
    }

    #[test]
    fn changes_merge_in_key_order_and_their_inverse_restores() {
        let rows = vec![row("b", "1"), row("d", "2"), row("f", "3")];
        let changes = vec![
            Change::remove(row("f", "3")),
            Change::make(row("a", "4")),
            Change::replace(row("d", "2"), row("d", "5")).expect("same key"),
        ];
        let after = apply_table(&rows, &changes).expect("fits");
        assert_eq!(after, vec![row("a", "4"), row("b", "1"), row("d", "5")]);
        let back: Vec<_> = changes.into_iter().map(Change::inverse).collect();
        assert_eq!(apply_table(&after, &back).expect("fits"), rows);
    }

    #[test]
    fn a_delta_that_does_not_fit_is_refused() {
        let rows = vec![row("b", "1")];
        for wrong in [
            vec![Change::make(row("b", "2"))],
            vec![Change::remove(row("c", "2"))],
            vec![Change::remove(row("b", "other"))],
            vec![Change::make(row("x", "1")), Change::make(row("x", "2"))],
        ] {
            assert!(apply_table(&rows, &wrong).is_err(), "{wrong:?}");
        }
        assert!(Change::replace(row("a", "1"), row("b", "1")).is_none());
    }
}
