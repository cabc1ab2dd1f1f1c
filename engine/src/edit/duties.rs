//! Roles and duties: added, replaced, taken away.

use std::collections::BTreeSet;

use super::EditError;
use super::import::upsert;
use crate::model::{
    AddressId, AreaCode, CellCode, Change, Delta, Duty, DutyError, DutyId, Ground, Record, Role,
    RoleId,
};
use crate::snapshot::{Snapshot, Stored};

/// Adds or replaces roles.
///
/// # Errors
/// [`EditError::Duty`] when one has no meaning, [`EditError::Doubled`].
pub(super) fn set_roles(snapshot: &Snapshot, rows: &[Role]) -> Result<Delta, EditError> {
    for role in rows {
        role.check().map_err(|error| refused(role, error))?;
    }
    let roles = upsert(rows, |row| Role::stored(snapshot, &row.id))?;
    Ok(Delta {
        roles,
        ..Delta::default()
    })
}

/// Adds or replaces duties, in roles and on ground that are stored.
///
/// # Errors
/// [`EditError::Duty`] when one has no meaning, [`EditError::UnknownRow`] and [`EditError::UnknownGrid`] when it names what
/// is not stored, [`EditError::Doubled`].
pub(super) fn set_duties(snapshot: &Snapshot, rows: &[Duty]) -> Result<Delta, EditError> {
    for duty in rows {
        duty.check().map_err(|error| refused(duty, error))?;
        if snapshot.duties.role(&duty.role).is_none() {
            return Err(unknown("role", &duty.role));
        }
        check_ground(snapshot, &duty.ground)?;
    }
    let duties = upsert(rows, |row| Duty::stored(snapshot, &row.id))?;
    Ok(Delta {
        duties,
        ..Delta::default()
    })
}

fn check_ground(snapshot: &Snapshot, ground: &Ground) -> Result<(), EditError> {
    let known = |code: &AreaCode| match snapshot.grid(code) {
        Some(_) => Ok(()),
        None => Err(EditError::UnknownGrid(code.clone())),
    };
    match ground {
        Ground::Areas(codes) => codes.iter().try_for_each(known),
        Ground::Buildings { area, .. } | Ground::Households { area, .. } => known(area),
        Ground::Region(_) | Ground::Line { .. } => Ok(()),
        Ground::Addresses(ids) => {
            let missing = |id: &&AddressId| snapshot.addresses.index_of(id).is_none();
            let missing = ids.iter().find(missing);
            missing.map_or(Ok(()), |id| Err(unknown("address", id)))
        }
        Ground::Cells { layer, codes } => {
            let (_, crossing) = snapshot
                .crossing(layer.as_str())
                .ok_or_else(|| unknown("crossing layer", layer))?;
            let stored = |code: &CellCode| crossing.cells.index_of(&(layer.clone(), code.clone()));
            let missing = |code: &&CellCode| stored(code).is_none();
            let missing = codes.iter().find(missing);
            missing.map_or(Ok(()), |code| Err(unknown("cell", code)))
        }
    }
}

/// Takes roles away in which there is no duty.
///
/// # Errors
/// [`EditError::UnknownRow`], [`EditError::RoleHeld`].
pub(super) fn remove_roles(snapshot: &Snapshot, ids: &[RoleId]) -> Result<Delta, EditError> {
    let unique: BTreeSet<&RoleId> = ids.iter().collect();
    let held = |duty: &&Duty| unique.contains(&duty.role);
    if let Some(duty) = snapshot.duties.records().iter().find(held) {
        return Err(EditError::RoleHeld {
            role: duty.role.clone(),
            duty: duty.id.clone(),
        });
    }
    Ok(Delta {
        roles: removed(snapshot, "role", unique)?,
        ..Delta::default()
    })
}

/// Takes duties away.
///
/// # Errors
/// [`EditError::UnknownRow`].
pub(super) fn remove_duties(snapshot: &Snapshot, ids: &[DutyId]) -> Result<Delta, EditError> {
    Ok(Delta {
        duties: removed(snapshot, "duty", ids.iter().collect())?,
        ..Delta::default()
    })
}

fn removed<T: Stored<Key: std::fmt::Display>>(
    snapshot: &Snapshot,
    what: &'static str,
    ids: BTreeSet<&T::Key>,
) -> Result<Vec<Change<T>>, EditError> {
    let row = |id: &T::Key| match T::stored(snapshot, id) {
        Some(row) => Ok(Change::remove(row.into_owned())),
        None => Err(unknown(what, id)),
    };
    ids.into_iter().map(row).collect()
}

fn refused<T: Record>(row: &T, error: DutyError) -> EditError {
    EditError::Duty {
        row: format!("{} {}", T::TABLE, T::key_text(&row.key())),
        error,
    }
}

fn unknown(what: &'static str, id: impl std::fmt::Display) -> EditError {
    EditError::UnknownRow {
        what,
        id: id.to_string(),
    }
}
