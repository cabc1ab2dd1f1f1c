//! Micro-grids made of the cells of a honeycomb: each grid is divided by its own cells, so that they nest in it exactly.

use super::cells::{SLIVER, check_number, regions};
use super::slivers::{Merging, Pieces};
use super::{Demand, GridAt, Spacing, demand, parents, spacing_mm};
use crate::edit::codes::codes_below;
use crate::edit::ground::Ground;
use crate::edit::lay::{cut, lay};
use crate::edit::{EditError, import};
use crate::geom::{Honeycomb, LocalFrame, Phase, Position, border_segments, extent, interior};
use crate::model::{AreaCode, CrossingLayer, Delta, Grid, LayerName, Lock, Tier};
use crate::snapshot::Snapshot;

/// Divides grids without micro-grids into the cells of a honeycomb. Where a border of a cell meets the outline of the
/// grid, this and all grids that share it get a vertex. Numbered from west to east, then from south to north.
///
/// # Errors
/// [`EditError::UnknownGrid`], [`EditError::NoGrids`]; [`EditError::Divided`] where there are micro-grids already;
/// [`EditError::Codes`] when a grid would have more micro-grids than there are codes; [`EditError::TooManyCells`].
pub(super) fn divide(
    snapshot: &Snapshot,
    within: &AreaCode,
    phase: Phase,
    spacing: Spacing,
    least_addresses: u32,
) -> Result<Delta, EditError> {
    let mut ground = Ground::new(snapshot);
    for place in parents(snapshot, Some(within), Tier::Grid)? {
        let grid = &place.0.records()[place.1];
        if let Some(child) = snapshot.children(&grid.code).first() {
            return Err(EditError::Divided {
                code: grid.code.clone(),
                child: child.code.clone(),
            });
        }
        let spacing_mm = spacing_mm(snapshot, place, spacing)?;
        let layer = as_layer(snapshot, grid, phase, spacing_mm)?;
        let demand = demand(snapshot, place, &layer, least_addresses)?;
        divide_one(&mut ground, place, &layer, &demand)?;
    }
    import::settled(snapshot, ground)
}

/// The layer whose cells become micro-grids; it is not stored.
fn as_layer(
    snapshot: &Snapshot,
    grid: &Grid,
    phase: Phase,
    spacing_mm: u32,
) -> Result<CrossingLayer, EditError> {
    Ok(CrossingLayer {
        name: LayerName::new("micro")?,
        level: 0,
        parent: grid.code.clone(),
        phase,
        spacing_mm,
        datum: snapshot.frame.anchor(),
    })
}

fn divide_one(
    ground: &mut Ground<'_>,
    (grids, index): GridAt<'_>,
    layer: &CrossingLayer,
    demand: &Demand,
) -> Result<(), EditError> {
    let grid = &grids.records()[index];
    let frame = LocalFrame::new(layer.datum);
    let comb = Honeycomb::new(layer.spacing_mm, layer.phase)?;
    check_number(layer.spacing_mm, &comb, &grid.region, &frame)?;
    let (low, high) = extent(&grid.region, &frame);
    let borders = border_segments(&comb, low, high, |m| frame.to_position(m));
    let borders: Vec<Vec<Position>> = borders.into_iter().map(|(a, b)| vec![a, b]).collect();
    let lines = lay(ground, &grid.code, &borders)?;
    let mut pieces = Pieces::new();
    for piece in cut(ground.known(&grid.code)?, &lines)? {
        let hex = comb.cell_at(frame.to_metres(interior(&piece)));
        pieces.entry(hex).or_default().push(piece);
    }
    let mut merging = Merging::new(&pieces, Vec::new());
    merging.merge_slivers(SLIVER * comb.cell_area_m2());
    merging.merge_poor(&demand.addresses, demand.least);
    let regions = regions(layer, &pieces, &merging.into_groups())?;
    if regions.len() < 2 {
        return Ok(());
    }
    let codes = codes_below(ground, &grid.code, regions.len())?;
    for (code, region) in codes.into_iter().zip(regions) {
        ground.put(Grid {
            code,
            tier: Tier::Micro,
            parent: Some(grid.code.clone()),
            name: String::new(),
            region,
            lock: Lock::Open,
        });
    }
    Ok(())
}
