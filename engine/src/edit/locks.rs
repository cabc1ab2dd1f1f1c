//! Locks: what may not leave or enter a grid, looked at in the rows that an edit changes.
//!
//! A grid that may grow keeps its code, its ground and the addresses that count in it; a closed one keeps its parent too,
//! and neither ground nor addresses enter it. A border that takes over vertices of others, and bends by less than a
//! lattice step for it, has not moved. New addresses and addresses that go are facts of the ground and no concern of
//! locks. Names, and what belongs to a locked grid, may change. An edit of a locked grid is possible after the edit that
//! unlocks it, also in one changeset.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::EditError;
use crate::geom::{Bounds, Position, ground_lost};
use crate::layer::AreaLayer;
use crate::model::{AddressId, AreaCode, Change, Delta, Grid, Lock, Tier};
use crate::snapshot::Snapshot;

/// What a lock does not allow.
#[derive(Debug, Clone, PartialEq)]
pub enum Breach {
    /// The grid would be no more, or have another code.
    Vanishes,
    /// It would come to another parent or tier.
    Parent,
    /// It would lose ground here.
    GroundLeaves(Position),
    /// It would win ground here.
    GroundEnters(Position),
    /// An address that counts in it would count elsewhere.
    AddressLeaves(AddressId, Position),
    /// An address that counts elsewhere would count in it.
    AddressEnters(AddressId, Position),
}

impl fmt::Display for Breach {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vanishes => write!(f, "its code would go"),
            Self::Parent => write!(f, "it would come to another parent"),
            Self::GroundLeaves(place) => write!(f, "ground around {place} would leave it"),
            Self::GroundEnters(place) => write!(f, "ground around {place} would enter it"),
            Self::AddressLeaves(id, place) => write!(f, "address {id} at {place} would leave it"),
            Self::AddressEnters(id, place) => write!(f, "address {id} at {place} would enter it"),
        }
    }
}

/// Refuses a delta that breaks a lock of a snapshot.
///
/// Cost: of the grids near changed ones; where addresses change and a grid is locked, a new assignment of all addresses.
///
/// # Errors
/// [`EditError::Locked`] with the first breach.
pub(super) fn check(snapshot: &Snapshot, delta: &Delta) -> Result<(), EditError> {
    for change in &delta.grids {
        let Some(before) = change.before().filter(|grid| grid.lock != Lock::Open) else {
            continue;
        };
        // what takes back a lock and an edit before it opens the grid with the same row
        if change.after().is_some_and(|grid| grid.lock == Lock::Open) {
            continue;
        }
        if let Some(breach) = breach_of_rows(before, change.after()) {
            return Err(refused(before, breach));
        }
    }
    for (&tier, layer) in &snapshot.grids {
        check_borders(snapshot, tier, layer, &delta.grids)?;
    }
    if delta.addresses.is_empty() {
        return Ok(());
    }
    check_addresses(snapshot, delta)
}

fn refused(grid: &Grid, breach: Breach) -> EditError {
    EditError::Locked {
        code: grid.code.clone(),
        lock: grid.lock,
        breach,
    }
}

fn breach_of_rows(before: &Grid, after: Option<&Grid>) -> Option<Breach> {
    let Some(after) = after else {
        return Some(Breach::Vanishes);
    };
    if let Some(place) = ground_lost(&before.region, &after.region) {
        return Some(Breach::GroundLeaves(place));
    }
    if before.lock == Lock::MayGrow {
        return None;
    }
    if (before.tier, &before.parent) != (after.tier, &after.parent) {
        return Some(Breach::Parent);
    }
    ground_lost(&after.region, &before.region).map(Breach::GroundEnters)
}

/// Addresses on borders of locked grids: they belong to the lowest code, which may be that of a grid that comes or goes.
fn check_borders(
    snapshot: &Snapshot,
    tier: Tier,
    layer: &AreaLayer<Grid>,
    changes: &[Change<Grid>],
) -> Result<(), EditError> {
    let of_tier = |grid: &&Grid| grid.tier == tier;
    let rows = || {
        let rows = changes
            .iter()
            .flat_map(|change| [change.before(), change.after()]);
        rows.flatten().filter(of_tier)
    };
    let locked: BTreeSet<usize> = rows()
        .flat_map(|grid| layer.meeting(grid.region.bounds()))
        .filter(|&index| layer.records()[index].lock != Lock::Open)
        .collect();
    if locked.is_empty() {
        return Ok(());
    }
    let boxes: Vec<Bounds> = rows().map(|grid| grid.region.bounds()).collect();
    let after: BTreeMap<&AreaCode, Option<&Grid>> = changes
        .iter()
        .flat_map(|change| [(change.before(), None), (change.after(), change.after())])
        .filter_map(|(row, after)| Some((&row?.code, after.filter(of_tier))))
        .collect();
    for index in locked {
        let grid = &layer.records()[index];
        for address in snapshot.addresses.within(layer.bounds_of(index)) {
            let place = snapshot.addresses.records().position(address);
            if !boxes.iter().any(|bounds| bounds.contains(place)) || !grid.region.covers(place) {
                continue;
            }
            let was = layer.locate(place) == Some(index);
            let is = owner_after(layer, &after, place) == Some(&grid.code);
            let id = || snapshot.addresses.records().id(address);
            check_move(grid, (was, is), || (id(), place))?;
        }
    }
    Ok(())
}

/// The code of the grid that a position lies in once some grids have other rows or none.
fn owner_after<'a>(
    layer: &'a AreaLayer<Grid>,
    after: &BTreeMap<&'a AreaCode, Option<&'a Grid>>,
    place: Position,
) -> Option<&'a AreaCode> {
    let here = Bounds::around([place])?;
    let staying = layer.meeting(here).into_iter();
    let staying = staying.map(|index| &layer.records()[index]);
    let staying = staying.filter(|grid| !after.contains_key(&grid.code));
    let changed = after.values().copied().flatten();
    let covering = staying
        .chain(changed)
        .filter(|grid| grid.region.covers(place));
    covering.map(|grid| &grid.code).min()
}

/// Refuses what an address may not do: leave a locked grid, or enter one that is closed.
fn check_move(
    grid: &Grid,
    (was, is): (bool, bool),
    address: impl Fn() -> (AddressId, Position),
) -> Result<(), EditError> {
    let breach: fn(AddressId, Position) -> Breach = match (was, is) {
        (true, false) => Breach::AddressLeaves,
        (false, true) if grid.lock == Lock::Closed => Breach::AddressEnters,
        _ => return Ok(()),
    };
    let (id, place) = address();
    Err(refused(grid, breach(id, place)))
}

/// Addresses that move, or whose building or stated area does.
fn check_addresses(snapshot: &Snapshot, delta: &Delta) -> Result<(), EditError> {
    let is_locked = |grid: &Grid| grid.lock != Lock::Open;
    let any = |layer: &AreaLayer<Grid>| layer.records().iter().any(is_locked);
    let tiers = snapshot.grids.iter().filter(|(_, layer)| any(layer));
    let tiers: Vec<Tier> = tiers.map(|(&tier, _)| tier).collect();
    if tiers.is_empty() {
        return Ok(());
    }
    let next = snapshot.with(delta)?;
    for tier in tiers {
        let (before, after) = (snapshot.assignment(tier), next.assignment(tier));
        let (layer, layer_after) = (&snapshot.grids[&tier], next.grids.get(&tier));
        let code_after = |owner: u32| Some(&layer_after?.records()[owner as usize].code);
        let mut there = next.addresses.records().reader();
        for (address, id) in snapshot.addresses.records().ids().enumerate() {
            let Ok(there) = there.find(&id) else {
                continue;
            };
            let was = before.owners.get(address);
            let was = was.map(|owner| &layer.records()[owner as usize]);
            let is = after.owners.get(there).and_then(code_after);
            if was.map(|grid| &grid.code) == is {
                continue;
            }
            let entered = is.and_then(|code| layer.index_of(code));
            let entered = entered.map(|index| &layer.records()[index]);
            let moved = || (id.clone(), next.addresses.records().position(there));
            for (grid, was, is) in [(was, true, false), (entered, false, true)] {
                if let Some(grid) = grid.filter(|grid| is_locked(grid)) {
                    check_move(grid, (was, is), moved)?;
                }
            }
        }
    }
    Ok(())
}
