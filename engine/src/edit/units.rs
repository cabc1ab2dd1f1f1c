//! Spatial units given from grid to grid as wholes.
//!
//! A unit that has a common border with the neighbour, or with a unit that has gone before it, goes with exactly its own
//! ground: blocks do. Where none has one, as with buildings that stand apart, the units go with the ground that is nearer
//! to their outlines than to those of the other units of the grid.

use std::collections::BTreeSet;

use super::ground::{Ground, rebuilt};
use super::lay::{cut, hand_over, lay};
use super::pieces::{beside, part_cut_off, region_of};
use super::{EditError, import};
use crate::geom::{Polygon, Position, Region, Ring, Sites, interior, lies_within};
use crate::layer::AreaLayer;
use crate::model::{AreaCode, Delta, SpatialUnit, UnitId};
use crate::snapshot::Snapshot;

/// How far apart places are taken on the outlines of units, in lattice steps: about 2 m.
const APART: i64 = 200;
/// The groups of units.
const STAYS: usize = 0;
const GOES: usize = 1;

/// Gives units of a grid to a neighbour; of a unit that lies in several grids the part in this one.
///
/// Cost: O(n log n) for n vertices of both grids and of the units in the box of the one that gives, for each unit.
///
/// # Errors
/// [`EditError::UnknownRow`]; [`EditError::Unlike`] when tier or parent differ; [`EditError::NoUnit`] when one has no
/// ground in the grid; [`EditError::Severed`] when one does not hang together with the neighbour;
/// [`EditError::Vanishes`], [`EditError::FallsApart`], [`EditError::Codes`].
pub(super) fn transfer(
    snapshot: &Snapshot,
    from: &AreaCode,
    to: &AreaCode,
    ids: &[UnitId],
) -> Result<Delta, EditError> {
    let mut ground = Ground::new(snapshot);
    let (giving, taking) = (ground.known(from)?.clone(), ground.known(to)?);
    if giving.tier != taking.tier || giving.parent != taking.parent || from == to {
        let (code, other) = (from.clone(), to.clone());
        return Err(EditError::Unlike { code, other });
    }
    let mut waiting = chosen(&snapshot.units, ids)?;
    let all = waiting.clone();
    while let Some(place) = next(&mut ground, from, to, &waiting)? {
        waiting.remove(place);
    }
    if let Some(unit) = waiting.first() {
        if waiting.len() < all.len() {
            return Err(severed(from, to, unit));
        }
        nearest(snapshot, &mut ground, (from, to), &all)?;
    }
    let left = &ground.known(from)?.region;
    if let Some(place) = part_cut_off(&giving.region, left) {
        let code = from.clone();
        return Err(EditError::FallsApart { code, place });
    }
    import::settled(snapshot, ground)
}

fn chosen<'a>(
    layer: &'a AreaLayer<SpatialUnit>,
    ids: &[UnitId],
) -> Result<Vec<&'a SpatialUnit>, EditError> {
    let unique: BTreeSet<&UnitId> = ids.iter().collect();
    let row = |id: &UnitId| match layer.index_of(id) {
        Some(index) => Ok(&layer.records()[index]),
        None => Err(EditError::UnknownRow {
            what: "unit",
            id: id.to_string(),
        }),
    };
    unique.into_iter().map(row).collect()
}

/// Gives away the first of some units that has a common border with the neighbour by now, and says which.
fn next(
    ground: &mut Ground<'_>,
    from: &AreaCode,
    to: &AreaCode,
    units: &[&SpatialUnit],
) -> Result<Option<usize>, EditError> {
    for (number, unit) in units.iter().enumerate() {
        let mut laid = ground.clone();
        let closed = unit.region.rings().map(|ring| {
            let vertices = ring.vertices();
            vertices.iter().chain(&vertices[..1]).copied().collect()
        });
        let lines = lay(&mut laid, from, &closed.collect::<Vec<_>>())?;
        let own = noded(unit, &lines)?;
        let pieces = cut(laid.known(from)?, &lines)?;
        let (goes, stays): (Vec<Polygon>, Vec<Polygon>) = pieces
            .into_iter()
            .partition(|piece| lies_within(piece, &own));
        if goes.is_empty() {
            return Err(EditError::NoUnit {
                code: from.clone(),
                unit: unit.id.clone(),
            });
        }
        let goes = region_of(from, &goes)?;
        if !beside(&goes, &laid.known(to)?.region).is_empty() {
            continue;
        }
        if stays.is_empty() {
            return Err(EditError::Vanishes(from.clone()));
        }
        hand_over(
            &mut laid,
            (from, to),
            &region_of(from, &stays)?,
            &goes,
            &lines,
        )?;
        *ground = laid;
        return Ok(Some(number));
    }
    Ok(None)
}

/// Gives away the ground nearer to the outlines of some units than to those of the others of the grid.
fn nearest(
    snapshot: &Snapshot,
    ground: &mut Ground<'_>,
    (from, to): (&AreaCode, &AreaCode),
    units: &[&SpatialUnit],
) -> Result<(), EditError> {
    let giving = ground.known(from)?.region.clone();
    let layer = &snapshot.units;
    let near = layer.meeting(giving.bounds()).into_iter();
    let near = near.map(|index| &layer.records()[index]);
    let others = near.filter(|unit| units.iter().all(|own| own.id != unit.id));
    let others = others.filter(|unit| giving.covers(interior(&unit.region.polygons()[0])));
    let places = |unit: &SpatialUnit| -> BTreeSet<Position> {
        let places = unit.region.rings().flat_map(along);
        places.filter(|&place| giving.covers(place)).collect()
    };
    let stays: BTreeSet<Position> = others.flat_map(places).collect();
    let goes: BTreeSet<Position> = units.iter().copied().flat_map(places).collect();
    // a wall between two of them belongs to neither
    let of_one = |group: usize, own: &BTreeSet<Position>, other: &BTreeSet<Position>| {
        let own = own.difference(other).map(move |&place| (place, group));
        own.collect::<Vec<_>>()
    };
    let own = of_one(GOES, &goes, &stays);
    if own.is_empty() {
        return Err(severed(from, to, units[0]));
    }
    let sites = [of_one(STAYS, &stays, &goes), own].concat();
    let sites = Sites::new(sites, &snapshot.frame)?;
    let lines = lay(ground, from, &sites.borders(&giving))?;
    let parts = sites.divide(&ground.known(from)?.region, &lines)?;
    let [stays, goes] = parts.as_slice() else {
        return Err(EditError::Vanishes(from.clone()));
    };
    if let Some(part) = beside(goes, &ground.known(to)?.region).first() {
        let inside = |unit: &&&SpatialUnit| part.covers(interior(&unit.region.polygons()[0]));
        return Err(severed(
            from,
            to,
            units.iter().find(inside).unwrap_or(&units[0]),
        ));
    }
    hand_over(ground, (from, to), stays, goes, &lines)
}

/// Positions along a ring, close to each other.
fn along(ring: &Ring) -> impl Iterator<Item = Position> + '_ {
    ring.edges().flat_map(|(a, b)| {
        let (x, y) = (i64::from(a.lon()), i64::from(a.lat()));
        let (dx, dy) = (i64::from(b.lon()) - x, i64::from(b.lat()) - y);
        let parts = dx.abs().max(dy.abs()) / APART + 1;
        (0..parts).map(move |part| Position::clamped(x + dx * part / parts, y + dy * part / parts))
    })
}

/// The ground of a unit with the vertices that its outline got where it meets borders.
fn noded(unit: &SpatialUnit, lines: &[Vec<Position>]) -> Result<Region, EditError> {
    let mut lines = lines.iter();
    let region = rebuilt(&unit.region, |_| lines.next().cloned().unwrap_or_default());
    region.map_err(|reason| EditError::UnitShape {
        unit: unit.id.clone(),
        reason,
    })
}

fn severed(from: &AreaCode, to: &AreaCode, unit: &SpatialUnit) -> EditError {
    EditError::Severed {
        code: from.clone(),
        other: to.clone(),
        what: "unit",
        name: unit.id.to_string(),
        place: interior(&unit.region.polygons()[0]),
    }
}
