//! Whole buildings given to a neighbour, with the ground nearest to them.

use std::collections::BTreeSet;

use super::ground::Ground;
use super::lay::{hand_over, lay};
use super::pieces::{beside, part_cut_off};
use super::{EditError, import};
use crate::geom::{Polygon, Position, Sites};
use crate::model::{AreaCode, Delta};
use crate::snapshot::Snapshot;

/// The groups of the buildings of a grid.
const STAYS: usize = 0;
const GOES: usize = 1;

/// A building, or an address without one, at the position where it counts.
struct Building {
    name: String,
    position: Position,
}

/// Gives buildings of a grid to a neighbour: all addresses of these names that count in it, with the ground that is
/// nearer to them than to the others. What hangs together with the neighbour may go, and what stays must be in one piece.
///
/// Cost: O(n log n) for n addresses in the grid's box.
///
/// # Errors
/// [`EditError::Unlike`] when tier or parent differ; [`EditError::NoBuilding`]; [`EditError::Severed`] names a building
/// whose ground has no common border with the neighbour; [`EditError::Vanishes`] when no building would stay,
/// [`EditError::FallsApart`]; [`EditError::Voronoi`] when one that stays and one that goes are at one position;
/// [`EditError::Codes`].
pub(super) fn transfer(
    snapshot: &Snapshot,
    from: &AreaCode,
    to: &AreaCode,
    names: &[String],
) -> Result<Delta, EditError> {
    let mut ground = Ground::new(snapshot);
    let (code, other) = (from.clone(), to.clone());
    let (giving, taking) = (ground.known(from)?, ground.known(to)?);
    if giving.tier != taking.tier || giving.parent != taking.parent || from == to {
        return Err(EditError::Unlike { code, other });
    }
    let buildings = buildings_in(snapshot, from);
    let chosen = chosen(from, names, &buildings)?;
    if chosen.is_empty() {
        return Ok(Delta::default());
    }
    let group = |building: &Building| {
        let goes = chosen.contains(&*building.name);
        (building.position, if goes { GOES } else { STAYS })
    };
    let sites = Sites::new(buildings.iter().map(group), &snapshot.frame)?;
    let borders = sites.borders(&giving.region);
    let lines = lay(&mut ground, from, &borders)?;
    let (giving, taking) = (ground.known(from)?.clone(), ground.known(to)?.clone());
    let parts = sites.divide(&giving.region, &lines)?;
    let [stays, goes] = parts.as_slice() else {
        return Err(EditError::Vanishes(code));
    };
    if let Some(polygon) = beside(goes, &taking.region).first() {
        return Err(severed(code, other, polygon, &buildings, &chosen));
    }
    if let Some(place) = part_cut_off(&giving.region, stays) {
        return Err(EditError::FallsApart { code, place });
    }
    hand_over(&mut ground, (from, to), stays, goes, &lines)?;
    import::settled(snapshot, ground)
}

/// What counts in a grid: buildings, and addresses that count for themselves.
fn buildings_in(snapshot: &Snapshot, code: &AreaCode) -> Vec<Building> {
    let Some((layer, index)) = snapshot.grid(code) else {
        return Vec::new();
    };
    let standing = snapshot.standing();
    let rows = snapshot.addresses.records();
    let mut reader = rows.reader();
    let near = snapshot.addresses.within(layer.bounds_of(index));
    near.into_iter()
        .filter(|&address| standing.counts_at(address as u32) as usize == address)
        .filter(|&address| layer.locate(rows.position(address)) == Some(index))
        .map(|address| Building {
            name: reader.building(address).to_owned(),
            position: rows.position(address),
        })
        .collect()
}

/// The names asked for, each of which must be one of a building in the grid.
fn chosen<'a>(
    code: &AreaCode,
    names: &'a [String],
    buildings: &[Building],
) -> Result<BTreeSet<&'a str>, EditError> {
    let known: BTreeSet<&str> = buildings.iter().map(|building| &*building.name).collect();
    let missing = |name: &&String| name.is_empty() || !known.contains(name.as_str());
    match names.iter().find(missing) {
        Some(name) => Err(EditError::NoBuilding {
            code: code.clone(),
            building: name.clone(),
        }),
        None => Ok(names.iter().map(String::as_str).collect()),
    }
}

fn severed(
    code: AreaCode,
    other: AreaCode,
    part: &Polygon,
    buildings: &[Building],
    chosen: &BTreeSet<&str>,
) -> EditError {
    let inside =
        |building: &&Building| chosen.contains(&*building.name) && part.covers(building.position);
    let building = buildings.iter().find(inside);
    let place = building.map_or(part.bounds().center(), |building| building.position);
    EditError::Severed {
        code,
        other,
        what: "building",
        name: building.map_or_else(String::new, |building| building.name.clone()),
        place,
    }
}
