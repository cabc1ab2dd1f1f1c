//! Operations on rows whose ground stays: names, codes, parents; rows that go.

use std::collections::BTreeSet;

use super::ground::Ground;
use super::{EditError, import};
use crate::model::{AddressId, AreaCode, Change, CheckpointId, Count, Delta, Grid, Lock, UnitId};
use crate::snapshot::Snapshot;

pub(super) fn rename(snapshot: &Snapshot, code: &AreaCode, name: &str) -> Result<Delta, EditError> {
    let mut ground = Ground::new(snapshot);
    let name = name.to_owned();
    let grid = ground.known(code)?.clone();
    ground.put(Grid { name, ..grid });
    import::settled(snapshot, ground)
}

/// # Errors
/// [`EditError::Taken`]; [`EditError::Carries`] when a honeycomb is laid over the grid, whose codes would no longer fit.
pub(super) fn renumber(
    snapshot: &Snapshot,
    code: &AreaCode,
    to: &AreaCode,
) -> Result<Delta, EditError> {
    let mut ground = Ground::new(snapshot);
    let grid = ground.known(code)?.clone();
    if code == to {
        return Ok(Delta::default());
    }
    if ground.grid(to).is_some() {
        return Err(EditError::Taken(to.clone()));
    }
    let children: Vec<Grid> = ground.children(code).into_iter().cloned().collect();
    for child in children {
        let parent = Some(to.clone());
        ground.put(Grid { parent, ..child });
    }
    ground.remove(code);
    let code = to.clone();
    ground.put(Grid { code, ..grid });
    import::settled(snapshot, ground)
}

pub(super) fn reparent(
    snapshot: &Snapshot,
    code: &AreaCode,
    parent: Option<&AreaCode>,
) -> Result<Delta, EditError> {
    let mut ground = Ground::new(snapshot);
    let parent = parent.cloned();
    let grid = ground.known(code)?.clone();
    ground.put(Grid { parent, ..grid });
    import::settled(snapshot, ground)
}

/// Gives grids a lock.
///
/// # Errors
/// [`EditError::UnknownGrid`].
pub(super) fn lock(
    snapshot: &Snapshot,
    codes: &[AreaCode],
    lock: Lock,
) -> Result<Delta, EditError> {
    let mut ground = Ground::new(snapshot);
    for code in codes {
        let grid = ground.known(code)?.clone();
        ground.put(Grid { lock, ..grid });
    }
    import::settled(snapshot, ground)
}

pub(super) fn remove_checkpoints(
    snapshot: &Snapshot,
    ids: &[CheckpointId],
) -> Result<Delta, EditError> {
    let layer = &snapshot.checkpoints;
    let row = |id: &CheckpointId| match layer.index_of(id) {
        Some(index) => Ok(Change::remove(layer.records()[index].clone())),
        None => Err(unknown("checkpoint", id)),
    };
    let unique: BTreeSet<&CheckpointId> = ids.iter().collect();
    let checkpoints = unique.into_iter().map(row).collect::<Result<_, _>>()?;
    Ok(Delta {
        checkpoints,
        ..Delta::default()
    })
}

pub(super) fn remove_units(snapshot: &Snapshot, ids: &[UnitId]) -> Result<Delta, EditError> {
    let layer = &snapshot.units;
    let row = |id: &UnitId| match layer.index_of(id) {
        Some(index) => Ok(Change::remove(layer.records()[index].clone())),
        None => Err(unknown("unit", id)),
    };
    let unique: BTreeSet<&UnitId> = ids.iter().collect();
    let units = unique.into_iter().map(row).collect::<Result<_, _>>()?;
    Ok(Delta {
        units,
        ..Delta::default()
    })
}

pub(super) fn remove_addresses(snapshot: &Snapshot, ids: &[AddressId]) -> Result<Delta, EditError> {
    let mut reader = snapshot.addresses.records().reader();
    let unique: BTreeSet<&AddressId> = ids.iter().collect();
    let row = |id: &&AddressId| match reader.find(id) {
        Ok(place) => Ok(Change::remove(reader.row(place))),
        Err(_) => Err(unknown("address", id)),
    };
    let addresses = unique.iter().map(row).collect::<Result<_, _>>()?;
    let counts = snapshot.counts.records().iter();
    let there = counts.filter(|count: &&Count| unique.contains(&count.address));
    Ok(Delta {
        addresses,
        counts: there.cloned().map(Change::remove).collect(),
        ..Delta::default()
    })
}

fn unknown(what: &'static str, id: impl std::fmt::Display) -> EditError {
    EditError::UnknownRow {
        what,
        id: id.to_string(),
    }
}
