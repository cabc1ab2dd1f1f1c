//! Grids redrawn as unions of spatial units, the grids below them along.
//!
//! The units of each parent are derived as [`crate::units`] says, from the grids as they are: those that no row names stay
//! in their grids. Borders that stay keep their vertices; where a new border meets one, all grids that have it get the
//! vertex.

use std::collections::{BTreeMap, HashMap};

use super::codes::{given_or_next, next_code};
use super::ground::{EdgeNodes, Ground};
use super::{EditError, import};
use crate::geom::Position;
use crate::model::{AreaCode, Delta, Grid, Lock, Tier, UnitId};
use crate::snapshot::Snapshot;
use crate::units::{Division, UnitCover, UnitsError, derive_each};
use crate::watch::Watch;

/// Units that a grid gets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitsOfGrid {
    /// The grid that it belongs to.
    pub parent: AreaCode,
    /// Its code. One that no grid has is that of a new grid; without one it is new and gets the next.
    pub code: Option<AreaCode>,
    /// The name of a new grid.
    pub name: String,
    /// The units, stored or derived, that it gets from others.
    pub units: Vec<UnitId>,
}

/// What becomes of one parent.
struct Redrawn<'a> {
    cover: UnitCover,
    division: Division,
    /// The rows that make new grids, in the order of their labels.
    new: Vec<&'a UnitsOfGrid>,
}

/// Gives units to grids; a grid that is left without units goes. Cost: deriving the units of the parents that rows name,
/// on the threads of the snapshot.
///
/// # Errors
/// [`EditError::Units`]; [`EditError::UnknownRow`] for a unit that the parent does not have; [`EditError::Doubled`];
/// [`EditError::Unlike`] for a grid of another parent; [`EditError::FallsApart`]; [`EditError::Codes`].
pub(super) fn redraw(snapshot: &Snapshot, rows: &[UnitsOfGrid]) -> Result<Delta, EditError> {
    let mut by_parent: BTreeMap<AreaCode, Vec<&UnitsOfGrid>> = BTreeMap::new();
    for row in rows {
        by_parent.entry(row.parent.clone()).or_default().push(row);
    }
    let parents: Vec<AreaCode> = by_parent.keys().cloned().collect();
    let made = derive_each(
        snapshot,
        &parents,
        snapshot.threads(),
        &Watch::default(),
        |cover| {
            let rows = by_parent[&cover.parent].clone();
            redrawn(snapshot, cover, rows)
        },
    )?;
    let made: Vec<Redrawn<'_>> = made.into_iter().collect::<Result<_, _>>()?;
    let mut ground = Ground::new(snapshot);
    for redrawn in &made {
        put(&mut ground, redrawn)?;
    }
    ground.put_nodes(&all_nodes(&made))?;
    import::settled(snapshot, ground)
}

fn redrawn<'a>(
    snapshot: &Snapshot,
    cover: UnitCover,
    rows: Vec<&'a UnitsOfGrid>,
) -> Result<Redrawn<'a>, EditError> {
    let numbers: HashMap<&UnitId, usize> = cover
        .units
        .iter()
        .enumerate()
        .map(|(number, unit)| (&unit.id, number))
        .collect();
    let mut labels = cover.today();
    let mut named = vec![false; labels.len()];
    let mut new = Vec::new();
    for row in rows {
        let label = label(snapshot, &cover, row, &mut new)?;
        for id in &row.units {
            let unknown = || EditError::UnknownRow {
                what: "unit",
                id: id.to_string(),
            };
            let &number = numbers.get(id).ok_or_else(unknown)?;
            if std::mem::replace(&mut named[number], true) {
                return Err(EditError::Doubled(format!("unit {id}")));
            }
            labels[number] = label;
        }
    }
    if let Some((label, unit)) = cover.broken(&labels) {
        let known = cover.grids.get(label as usize);
        let given = |row: &&UnitsOfGrid| row.code.clone();
        let code = known.cloned().or_else(|| {
            let new = new.get(label as usize - cover.grids.len());
            new.and_then(given)
        });
        return Err(EditError::FallsApart {
            code: code.unwrap_or_else(|| cover.parent.clone()),
            place: cover.units[unit as usize].place,
        });
    }
    let may_take = |code: &AreaCode| {
        let found = snapshot.grid(code);
        found.is_some_and(|(layer, index)| layer.records()[index].lock != Lock::Closed)
    };
    let division = cover.divide(&labels, &may_take)?;
    Ok(Redrawn {
        cover,
        division,
        new,
    })
}

/// The label of the grid that a row means.
fn label<'a>(
    snapshot: &Snapshot,
    cover: &UnitCover,
    row: &'a UnitsOfGrid,
    new: &mut Vec<&'a UnitsOfGrid>,
) -> Result<u32, EditError> {
    if let Some(code) = &row.code {
        if let Ok(known) = cover.grids.binary_search(code) {
            return Ok(known as u32);
        }
        if snapshot.grid(code).is_some() {
            let (code, other) = (code.clone(), cover.parent.clone());
            return Err(EditError::Unlike { code, other });
        }
    }
    new.push(row);
    Ok((cover.grids.len() + new.len() - 1) as u32)
}

/// Sets the grids that a division makes and takes away those that are no more.
fn put(ground: &mut Ground<'_>, redrawn: &Redrawn<'_>) -> Result<(), EditError> {
    let (cover, division) = (&redrawn.cover, &redrawn.division);
    let known = cover.grids.len();
    let mut codes: Vec<AreaCode> = Vec::with_capacity(division.parts.len());
    for part in &division.parts {
        let parent = if part.level == 0 {
            cover.parent.clone()
        } else {
            codes[part.above as usize].clone()
        };
        let Some(code) = &part.continues else {
            let row = (part.level == 0).then(|| redrawn.new[part.above as usize - known]);
            let code = match row {
                Some(row) => given_or_next(ground, &parent, row.code.as_ref())?,
                None => next_code(ground, &parent)?,
            };
            let tier = tier(ground, cover, part.level);
            if let Some(region) = part.region.clone() {
                ground.put(Grid {
                    code: code.clone(),
                    tier,
                    parent: Some(parent),
                    name: row.map(|row| row.name.clone()).unwrap_or_default(),
                    region,
                    lock: Lock::Open,
                });
            }
            codes.push(code);
            continue;
        };
        let today = ground.known(code)?.clone();
        let parent = Some(parent);
        if part.region.is_some() || today.parent != parent {
            ground.put(Grid {
                region: part.region.clone().unwrap_or_else(|| today.region.clone()),
                parent,
                ..today
            });
        }
        codes.push(code.clone());
    }
    division.gone.iter().for_each(|code| ground.remove(code));
    Ok(())
}

/// The tier of a level of a cover.
fn tier(ground: &Ground<'_>, cover: &UnitCover, level: usize) -> Tier {
    let below = cover.first_of(level).and_then(|code| ground.grid(code));
    below.map_or(cover.tier, |grid| grid.tier)
}

/// The vertices that all borders get. Two parents may each have put some on one edge: then the parts that each has made of
/// it get those of the other.
fn all_nodes(made: &[Redrawn<'_>]) -> EdgeNodes {
    let mut all = EdgeNodes::new();
    for (edge, nodes) in made.iter().flat_map(|redrawn| &redrawn.division.nodes) {
        let known = all.entry(*edge).or_default();
        known.extend(nodes);
        in_order(*edge, known);
    }
    let mut parts = EdgeNodes::new();
    for (&(a, b), own) in made.iter().flat_map(|redrawn| &redrawn.division.nodes) {
        let every = &all[&(a, b)];
        if every.len() == own.len() {
            continue;
        }
        let stops: Vec<Position> = [a]
            .into_iter()
            .chain(own.iter().copied())
            .chain([b])
            .collect();
        let mut rest = every.as_slice();
        for ends in stops.windows(2) {
            let end = rest
                .iter()
                .position(|node| *node == ends[1])
                .unwrap_or(rest.len());
            let mut between = rest[..end].to_vec();
            rest = rest.get(end + 1..).unwrap_or_default();
            if ends[0] > ends[1] {
                between.reverse();
            }
            if !between.is_empty() {
                parts.insert((ends[0].min(ends[1]), ends[0].max(ends[1])), between);
            }
        }
    }
    all.extend(parts);
    all
}

fn in_order((a, b): (Position, Position), nodes: &mut Vec<Position>) {
    let along = |p: &Position| {
        let step = |u: i32, v: i32| i128::from(v) - i128::from(u);
        step(a.lon(), b.lon()) * step(a.lon(), p.lon())
            + step(a.lat(), b.lat()) * step(a.lat(), p.lat())
    };
    nodes.sort_by_key(|node| (along(node), *node));
    nodes.dedup();
}

impl From<UnitsError> for EditError {
    fn from(error: UnitsError) -> Self {
        match error {
            UnitsError::UnknownGrid(code) => Self::UnknownGrid(code),
            other => Self::Units(other),
        }
    }
}
