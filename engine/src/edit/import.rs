//! Imports: rows that are added or replace rows of the same key. Rows that are already so change nothing.

use std::borrow::Borrow;
use std::collections::BTreeMap;

use super::ground::Ground;
use super::{EditError, anchor, honeycomb};
use crate::geom::{Bounds, Position};
use crate::layer::{Find, Rows};
use crate::model::{
    Address, AreaCode, Barrier, Change, Checkpoint, Count, Delta, Grid, Measure, Place, Record,
    SpatialUnit, Text, Tier, Unit,
};
use crate::snapshot::Snapshot;

pub(super) fn describe(snapshot: &Snapshot, name: &Text, note: &Text) -> Delta {
    let anchor = snapshot
        .place
        .as_ref()
        .map_or(snapshot.frame.anchor(), |place| place.anchor);
    let place = Place {
        name: name.clone(),
        note: note.clone(),
        anchor,
    };
    let changes = match snapshot.place.clone() {
        None => vec![Change::make(place)],
        Some(before) if before == place => Vec::new(),
        Some(before) => Change::replace(before, place).into_iter().collect(),
    };
    Delta {
        place: changes,
        ..Delta::default()
    }
}

/// Grids of a file or a repair: those that are stored keep their locks.
///
/// # Errors
/// As [`grids`].
pub(super) fn stored_locks(snapshot: &Snapshot, rows: &[Grid]) -> Result<Delta, EditError> {
    let with_lock = |row: &Grid| {
        let stored = snapshot.grid(&row.code);
        let lock = stored.map_or(row.lock, |(layer, index)| layer.records()[index].lock);
        Grid {
            lock,
            ..row.clone()
        }
    };
    grids(snapshot, &rows.iter().map(with_lock).collect::<Vec<_>>())
}

pub(super) fn grids(snapshot: &Snapshot, rows: &[Grid]) -> Result<Delta, EditError> {
    let incoming: BTreeMap<_, Tier> = rows.iter().map(|grid| (&grid.code, grid.tier)).collect();
    for grid in rows {
        let Some(parent) = &grid.parent else { continue };
        let stored = || {
            snapshot
                .grid(parent)
                .map(|(layer, index)| layer.records()[index].tier)
        };
        let parent_tier = incoming.get(parent).copied().or_else(stored);
        let parent_tier = parent_tier.ok_or_else(|| EditError::UnknownGrid(parent.clone()))?;
        if parent_tier >= grid.tier {
            let (code, tier, parent) = (grid.code.clone(), grid.tier, parent.clone());
            return Err(EditError::Tier {
                code,
                tier,
                parent,
                parent_tier,
            });
        }
    }
    let changes: Vec<Change<Grid>> = upsert(rows, |row| {
        let (layer, index) = snapshot.grid(&row.code)?;
        Some(&layer.records()[index])
    })?;
    check_children(snapshot, &changes, &incoming)?;
    let bounds: Vec<Bounds> = rows.iter().map(|g| g.region.bounds()).collect();
    let corners = || bounds.iter().flat_map(|b| [b.min(), b.max()]);
    check_reach(snapshot, corners())?;
    let mut cells = Vec::new();
    for (before, after) in changes
        .iter()
        .filter_map(|change| change.before().zip(change.after()))
    {
        if before.region != after.region {
            cells.extend(honeycomb::laid_again(snapshot, &after.code, &after.region)?);
        }
    }
    let place = first_place(snapshot, corners());
    Ok(Delta {
        grids: changes,
        cells,
        place,
        ..Delta::default()
    })
}

/// The delta of an operation on the ground.
///
/// # Errors
/// As [`grids`]; [`EditError::Carries`] when a honeycomb is laid over a grid that goes, [`EditError::UnknownGrid`] when
/// a grid that stays belongs to one that goes.
pub(super) fn settled(snapshot: &Snapshot, ground: Ground<'_>) -> Result<Delta, EditError> {
    let (rows, gone) = ground.finish();
    for code in &gone {
        let layers = snapshot.crossings.iter().map(|crossing| &crossing.layer);
        if let Some(layer) = layers.into_iter().find(|layer| layer.parent == *code) {
            let layer = layer.name.clone();
            return Err(EditError::Carries {
                code: code.clone(),
                layer,
            });
        }
    }
    let mut delta = grids(snapshot, &rows)?;
    let staying = |code: &AreaCode| !gone.contains(code);
    let orphan = rows
        .iter()
        .find(|row| row.parent.as_ref().is_some_and(|parent| !staying(parent)));
    if let Some(parent) = orphan.and_then(|row| row.parent.clone()) {
        return Err(EditError::UnknownGrid(parent));
    }
    for code in &gone {
        if let Some((layer, index)) = snapshot.grid(code) {
            let before = layer.records()[index].clone();
            delta.grids.push(Change::remove(before));
        }
    }
    Ok(delta)
}

/// Grids that stay must still be of a lower tier than the parent that comes in.
fn check_children(
    snapshot: &Snapshot,
    changes: &[Change<Grid>],
    incoming: &BTreeMap<&AreaCode, Tier>,
) -> Result<(), EditError> {
    let moved: BTreeMap<&AreaCode, Tier> = changes
        .iter()
        .filter_map(|change| change.before().zip(change.after()))
        .filter(|(before, after)| before.tier != after.tier)
        .map(|(_, after)| (&after.code, after.tier))
        .collect();
    if moved.is_empty() {
        return Ok(());
    }
    let staying = snapshot.grids.values().flat_map(|layer| layer.records());
    for child in staying.filter(|grid| !incoming.contains_key(&grid.code)) {
        let Some((parent, &parent_tier)) = child
            .parent
            .as_ref()
            .and_then(|code| moved.get_key_value(code))
        else {
            continue;
        };
        if parent_tier >= child.tier {
            let (code, tier, parent) = (child.code.clone(), child.tier, (*parent).clone());
            return Err(EditError::Tier {
                code,
                tier,
                parent,
                parent_tier,
            });
        }
    }
    Ok(())
}

/// Everything stored must stay within half the globe: across the antimeridian longitudes would not compare.
fn check_reach(
    snapshot: &Snapshot,
    positions: impl Iterator<Item = Position>,
) -> Result<(), EditError> {
    const WIDEST: i64 = 1_800_000_000;
    let Some(own) = Bounds::around(positions) else {
        return Ok(());
    };
    let all = snapshot.bounds().map_or(own, |stored| stored.union(own));
    if i64::from(all.max().lon()) - i64::from(all.min().lon()) > WIDEST {
        return Err(EditError::TooWide {
            from: all.min(),
            to: all.max(),
        });
    }
    Ok(())
}

pub(super) fn addresses(snapshot: &Snapshot, rows: &[Address]) -> Result<Delta, EditError> {
    let layer = &snapshot.addresses;
    let changes = changes(layer.records(), rows)?;
    check_reach(snapshot, rows.iter().map(|row| row.position))?;
    let place = first_place(snapshot, rows.iter().map(|row| row.position));
    Ok(Delta {
        addresses: changes,
        place,
        ..Delta::default()
    })
}

pub(super) fn checkpoints(snapshot: &Snapshot, rows: &[Checkpoint]) -> Result<Delta, EditError> {
    let layer = &snapshot.checkpoints;
    let changes = changes(layer.records(), rows)?;
    check_reach(snapshot, rows.iter().map(|row| row.position))?;
    let place = first_place(snapshot, rows.iter().map(|row| row.position));
    Ok(Delta {
        checkpoints: changes,
        place,
        ..Delta::default()
    })
}

pub(super) fn barriers(snapshot: &Snapshot, rows: &[Barrier]) -> Result<Delta, EditError> {
    let stored = snapshot.barriers.records();
    let changes = upsert(rows, |row| {
        let index = stored.binary_search_by(|barrier| barrier.compare(row));
        Some(&stored[index.ok()?])
    })?;
    let path = || rows.iter().flat_map(|row| row.path().iter().copied());
    check_reach(snapshot, path())?;
    let place = first_place(snapshot, path());
    Ok(Delta {
        barriers: changes,
        place,
        ..Delta::default()
    })
}

pub(super) fn units(snapshot: &Snapshot, rows: &[SpatialUnit]) -> Result<Delta, EditError> {
    let layer = &snapshot.units;
    let changes = changes(layer.records(), rows)?;
    let bounds: Vec<Bounds> = rows.iter().map(|unit| unit.region.bounds()).collect();
    let corners = || bounds.iter().flat_map(|b| [b.min(), b.max()]);
    check_reach(snapshot, corners())?;
    Ok(Delta {
        units: changes,
        place: first_place(snapshot, corners()),
        ..Delta::default()
    })
}

pub(super) fn counts(snapshot: &Snapshot, rows: &[Count]) -> Result<Delta, EditError> {
    let mut units: BTreeMap<&Measure, Unit> = snapshot
        .counts
        .measures()
        .iter()
        .map(|sums| (&sums.measure, sums.unit))
        .collect();
    for count in rows {
        if snapshot.addresses.index_of(&count.address).is_none() {
            let address = count.address.to_string();
            return Err(EditError::UnknownAddress {
                address,
                measure: count.measure.clone(),
            });
        }
        let stored = *units.entry(&count.measure).or_insert(count.unit);
        if stored != count.unit {
            return Err(EditError::Unit {
                measure: count.measure.clone(),
                stored,
                given: count.unit,
            });
        }
    }
    let changes = changes(snapshot.counts.records(), rows)?;
    Ok(Delta {
        counts: changes,
        ..Delta::default()
    })
}

/// The changes that make the rows so, of rows that are stored in one list.
fn changes<T: Record>(stored: &impl Rows<T>, rows: &[T]) -> Result<Vec<Change<T>>, EditError> {
    let mut stored = stored.finder();
    changed(rows, |row| match stored.find(row) {
        Err(_) => Some(Change::make(row.clone())),
        Ok(found) if found.is_same => None,
        Ok(found) => Change::replace(stored.row(found.place), row.clone()),
    })
}

/// The changes that make the rows so; two rows of one key are refused.
pub(super) fn upsert<T: Record, B: Borrow<T>>(
    rows: &[T],
    mut stored: impl FnMut(&T) -> Option<B>,
) -> Result<Vec<Change<T>>, EditError> {
    changed(rows, |row| match stored(row) {
        None => Some(Change::make(row.clone())),
        Some(before) if before.borrow() == row => None,
        Some(before) => Change::replace(before.borrow().clone(), row.clone()),
    })
}

/// The changes of rows, which are asked for in the order of their keys; two rows of one key are refused.
fn changed<T: Record>(
    rows: &[T],
    change: impl FnMut(&T) -> Option<Change<T>>,
) -> Result<Vec<Change<T>>, EditError> {
    let mut sorted: Vec<&T> = rows.iter().collect();
    sorted.sort_by(|a, b| a.compare(b));
    let are_alike = |pair: &&[&T]| pair[0].compare(pair[1]).is_eq();
    if let Some(pair) = sorted.windows(2).find(are_alike) {
        return Err(EditError::Doubled(format!(
            "{:?} of {}",
            pair[0].key(),
            T::TABLE
        )));
    }
    Ok(sorted.into_iter().filter_map(change).collect())
}

/// The change that anchors the frame, made with the first import that has positions.
fn first_place(
    snapshot: &Snapshot,
    positions: impl Iterator<Item = Position>,
) -> Vec<Change<Place>> {
    if snapshot.bounds().is_some() {
        return Vec::new();
    }
    let Some(anchor) = anchor(positions) else {
        return Vec::new();
    };
    match snapshot.place.clone() {
        None => vec![Change::make(Place {
            name: Text::default(),
            note: Text::default(),
            anchor,
        })],
        Some(before) => {
            let after = Place {
                anchor,
                ..before.clone()
            };
            let is_new = before != after;
            let change = is_new.then(|| Change::replace(before, after)).flatten();
            change.into_iter().collect()
        }
    }
}
