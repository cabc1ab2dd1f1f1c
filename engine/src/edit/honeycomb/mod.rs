//! Honeycomb layers: the hexagonal lattice clipped to a grid, what is too small or too empty merged into a neighbour.

mod cells;
mod micro;
mod slivers;

use std::collections::BTreeMap;

use super::{Edit, EditError, import};
use crate::geom::{HexCoord, Honeycomb, LocalFrame, Phase, Region, households_spacing_m};
use crate::layer::AreaLayer;
use crate::model::{AreaCode, Cell, Change, CrossingLayer, Delta, Grid, LayerName, Record, Tier};
use crate::snapshot::Snapshot;
use cells::{Demand, cells, cells_again};
use micro::divide;

/// How far apart the centres of a honeycomb lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spacing {
    /// So many millimetres.
    Millimetres(u32),
    /// As far as it takes for a whole cell to have so many households, were they spread evenly over the grid that is
    /// filled: each grid has its own. A grid without households gets one cell, more or less.
    Households(u32),
}

/// Honeycombs over all grids of a tier at once, each grid with its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Honeycombs {
    /// The grid within which grids are filled, itself if it is of the tier; all ground when there is none.
    pub within: Option<AreaCode>,
    /// The tier of the grids that are filled.
    pub tier: Tier,
    /// What the names of the layers begin with; the code of the grid and the letter of the phase follow.
    pub name: LayerName,
    /// Which of the three shifted lattices.
    pub phases: Vec<Phase>,
    /// How far apart the centres lie.
    pub spacing: Spacing,
    /// A cell with fewer addresses is merged into the neighbour with the longest common border; 0 merges none.
    pub least_addresses: u32,
}

impl Honeycombs {
    /// The name of the layer that fills a grid in a phase: `hex-990185400001-a`.
    ///
    /// # Errors
    /// [`EditError::Id`] when it is too long.
    pub fn layer_name(&self, parent: &AreaCode, phase: Phase) -> Result<LayerName, EditError> {
        let letter = phase.letter().to_ascii_lowercase();
        Ok(LayerName::new(&format!("{}-{parent}-{letter}", self.name))?)
    }
}

/// A layer to be laid.
struct Order {
    name: LayerName,
    phase: Phase,
    spacing: Spacing,
    least_addresses: u32,
}

/// The delta of an edit that lays honeycombs; any other edit lays none.
pub(super) fn apply(snapshot: &Snapshot, edit: &Edit) -> Result<Delta, EditError> {
    match edit {
        Edit::Honeycomb {
            parent,
            name,
            phase,
            spacing_mm,
        } => honeycomb(snapshot, parent, name, *phase, *spacing_mm),
        Edit::LayHoneycombs(wanted) => honeycombs(snapshot, wanted),
        Edit::DivideByHoneycomb {
            within,
            phase,
            spacing,
            least_addresses,
        } => divide(snapshot, within, *phase, *spacing, *least_addresses),
        _ => Ok(Delta::default()),
    }
}

fn honeycomb(
    snapshot: &Snapshot,
    parent: &AreaCode,
    name: &LayerName,
    phase: Phase,
    spacing_mm: u32,
) -> Result<Delta, EditError> {
    let found = snapshot.grid(parent);
    let place = found.ok_or_else(|| EditError::UnknownGrid(parent.clone()))?;
    let order = Order {
        name: name.clone(),
        phase,
        spacing: Spacing::Millimetres(spacing_mm),
        least_addresses: 0,
    };
    laid(snapshot, vec![(place, order)])
}

/// Lays honeycombs over all grids of a tier. Cost: that of each; the households of all grids of the tier once.
///
/// # Errors
/// [`EditError::UnknownGrid`]; [`EditError::NoGrids`] where there is none to fill; [`EditError::NoLevel`],
/// [`EditError::TooManyCells`], [`EditError::Honeycomb`].
fn honeycombs(snapshot: &Snapshot, wanted: &Honeycombs) -> Result<Delta, EditError> {
    let mut orders = Vec::new();
    for place in parents(snapshot, wanted.within.as_ref(), wanted.tier)? {
        let code = &place.0.records()[place.1].code;
        for &phase in &wanted.phases {
            let order = Order {
                name: wanted.layer_name(code, phase)?,
                phase,
                spacing: wanted.spacing,
                least_addresses: wanted.least_addresses,
            };
            orders.push((place, order));
        }
    }
    laid(snapshot, orders)
}

/// A grid, as its tier and its place there.
type GridAt<'a> = (&'a std::sync::Arc<AreaLayer<Grid>>, usize);

/// The grids of a tier within one, by code.
///
/// # Errors
/// [`EditError::UnknownGrid`]; [`EditError::NoGrids`] where there is none.
fn parents<'a>(
    snapshot: &'a Snapshot,
    within: Option<&AreaCode>,
    tier: Tier,
) -> Result<Vec<GridAt<'a>>, EditError> {
    let mut open: Vec<&AreaCode> = Vec::new();
    let layer = snapshot.grids.get(&tier);
    let mut found: Vec<GridAt<'_>> = Vec::new();
    match within {
        None => found.extend(layer.iter().flat_map(|layer| {
            let all = 0..layer.records().len();
            all.map(move |index| (*layer, index))
        })),
        Some(code) if snapshot.grid(code).is_none() => {
            return Err(EditError::UnknownGrid(code.clone()));
        }
        Some(code) => open.push(code),
    }
    while let Some(code) = open.pop() {
        match layer.and_then(|layer| Some((layer, layer.index_of(code)?))) {
            Some(place) => found.push(place),
            None => open.extend(snapshot.children(code).into_iter().map(|grid| &grid.code)),
        }
    }
    if found.is_empty() {
        return Err(EditError::NoGrids {
            tier,
            within: within.cloned(),
        });
    }
    found.sort_by_key(|place| place.1);
    Ok(found)
}

fn laid(snapshot: &Snapshot, orders: Vec<(GridAt<'_>, Order)>) -> Result<Delta, EditError> {
    let mut layers: Vec<CrossingLayer> = Vec::with_capacity(orders.len());
    let mut delta = Delta::default();
    for (place, order) in orders {
        let grid = &place.0.records()[place.1];
        let layer = CrossingLayer {
            level: level_of(snapshot, &layers, grid, &order)?,
            name: order.name,
            parent: grid.code.clone(),
            phase: order.phase,
            spacing_mm: spacing_mm(snapshot, place, order.spacing)?,
            datum: snapshot.frame.anchor(),
        };
        let demand = demand(snapshot, place, &layer, order.least_addresses)?;
        let stored = snapshot.crossing(layer.name.as_str());
        let old = stored.into_iter();
        let old = old.flat_map(|(_, crossing)| crossing.cells.records());
        let new = cells(&layer, &grid.region, &demand)?;
        delta.cells.extend(replaced(old, new));
        layers.push(layer);
    }
    delta.crossing_layers = import::upsert(&layers, |layer| {
        let (_, crossing) = snapshot.crossing(layer.name.as_str())?;
        Some(&crossing.layer)
    })?;
    delta.cells.sort_by_key(Change::key);
    Ok(delta)
}

/// The spacing over a grid in millimetres.
///
/// # Errors
/// [`EditError::Honeycomb`] when it comes out below 5 m.
fn spacing_mm(
    snapshot: &Snapshot,
    (layer, index): GridAt<'_>,
    spacing: Spacing,
) -> Result<u32, EditError> {
    /// The widest spacing of a honeycomb.
    const WIDEST_M: f64 = 100_000.0;
    let target = match spacing {
        Spacing::Millimetres(spacing_mm) => return Ok(spacing_mm),
        Spacing::Households(households) => households,
    };
    let grid = &layer.records()[index];
    let assignment = snapshot.assignment(grid.tier);
    let households = assignment
        .tallies
        .get(index)
        .map_or(0, |tally| tally.households);
    let per_m2 = households as f64 / grid.region.area_m2();
    let widest_m = grid.region.bounds().diagonal_m().min(WIDEST_M);
    let spacing_m = households_spacing_m(f64::from(target), per_m2).min(widest_m);
    let spacing_mm = (spacing_m * 1000.0).round() as u32;
    Honeycomb::new(spacing_mm, Phase::A)?;
    Ok(spacing_mm)
}

/// The addresses of a grid by hexagon, counted where their buildings count, if a cell must have some.
///
/// # Errors
/// [`EditError::Honeycomb`].
fn demand(
    snapshot: &Snapshot,
    (grids, index): GridAt<'_>,
    layer: &CrossingLayer,
    least: u32,
) -> Result<Demand, EditError> {
    if least == 0 {
        return Ok(Demand::default());
    }
    let comb = Honeycomb::new(layer.spacing_mm, layer.phase)?;
    let frame = LocalFrame::new(layer.datum);
    let (standing, addresses) = (snapshot.standing(), &snapshot.addresses);
    let mut by_hexagon: BTreeMap<HexCoord, u64> = BTreeMap::new();
    for address in addresses.within(grids.bounds_of(index)) {
        let place = standing.counts_at(address as u32) as usize;
        let position = addresses.records().position(place);
        if grids.locate(position) == Some(index) {
            let hex = comb.cell_at(frame.to_metres(position));
            *by_hexagon.entry(hex).or_default() += 1;
        }
    }
    Ok(Demand {
        addresses: by_hexagon,
        least: u64::from(least),
    })
}

/// The digit that tells this layer from all others of the same phase in the same division, stored or about to be, so
/// that no two cells of a store have the same code. A layer that is laid again keeps its digit.
fn level_of(
    snapshot: &Snapshot,
    pending: &[CrossingLayer],
    parent: &Grid,
    order: &Order,
) -> Result<u8, EditError> {
    let stored = snapshot.crossings.iter().map(|crossing| &crossing.layer);
    let siblings: Vec<&CrossingLayer> = stored
        .chain(pending)
        .filter(|l| l.phase == order.phase && l.parent.division() == parent.code.division())
        .collect();
    let own = siblings.iter().find(|l| l.name == order.name);
    let free = || {
        (1..=9)
            .chain([0])
            .find(|level| siblings.iter().all(|l| l.level != *level))
    };
    own.map(|layer| layer.level)
        .or_else(free)
        .ok_or_else(|| EditError::NoLevel(parent.code.clone()))
}

fn replaced<'a>(old: impl IntoIterator<Item = &'a Cell>, new: Vec<Cell>) -> Vec<Change<Cell>> {
    let keyed = old.into_iter().map(|cell| (cell.key(), cell.clone()));
    let mut before: BTreeMap<_, Cell> = keyed.collect();
    let mut changes = Vec::new();
    for cell in new {
        match before.remove(&cell.key()) {
            None => changes.push(Change::make(cell)),
            Some(same) if same == cell => {}
            Some(other) => changes.extend(Change::replace(other, cell)),
        }
    }
    changes.extend(before.into_values().map(Change::remove));
    changes
}

/// The honeycombs of a grid laid again over its new ground.
pub(super) fn laid_again(
    snapshot: &Snapshot,
    parent: &AreaCode,
    region: &Region,
) -> Result<Vec<Change<Cell>>, EditError> {
    let own = snapshot
        .crossings
        .iter()
        .filter(|crossing| crossing.layer.parent == *parent);
    let mut changes = Vec::new();
    for crossing in own {
        let stored = || crossing.cells.records().iter();
        let new = cells_again(&crossing.layer, region, stored())?;
        changes.extend(replaced(stored(), new));
    }
    Ok(changes)
}
