//! The cells of a honeycomb over a grid.

use std::collections::BTreeMap;

use super::slivers::{Groups, Merging, Pieces, area_m2};
use crate::edit::EditError;
use crate::geom::{
    Coverage, HexCoord, Honeycomb, LocalFrame, Polygon, Region, comb_pieces, extent,
};
use crate::model::{Cell, CellCode, CrossingLayer};

/// A layer has at most this many cells.
const MOST_CELLS: f64 = 250_000.0;
/// A clipped cell with less than this part of a whole one is merged into a neighbour.
pub(super) const SLIVER: f64 = 0.25;

/// Addresses by hexagon, and how many a cell should have.
#[derive(Default)]
pub(super) struct Demand {
    pub(super) addresses: BTreeMap<HexCoord, u64>,
    pub(super) least: u64,
}

/// The cells of a layer over a region, sorted by code. Together they cover every position of it, and none twice but on
/// their borders.
///
/// # Errors
/// [`EditError::Honeycomb`], [`EditError::TooManyCells`], [`EditError::Slice`].
pub(super) fn cells(
    layer: &CrossingLayer,
    region: &Region,
    demand: &Demand,
) -> Result<Vec<Cell>, EditError> {
    let (pieces, comb) = pieces(layer, region)?;
    let mut merging = Merging::new(&pieces, Vec::new());
    merging.merge_slivers(SLIVER * comb.cell_area_m2());
    merging.merge_poor(&demand.addresses, demand.least);
    joined(layer, &pieces, merging.into_groups())
}

/// The cells of a layer over the new ground of its grid. Hexagons that were put together stay together, but for those that
/// were too small and are no more, so that cells far from what changed keep their ground and codes.
///
/// # Errors
/// As [`cells`].
pub(super) fn cells_again<'a>(
    layer: &CrossingLayer,
    region: &Region,
    stored: impl Iterator<Item = &'a Cell>,
) -> Result<Vec<Cell>, EditError> {
    let (pieces, comb) = pieces(layer, region)?;
    let least_m2 = SLIVER * comb.cell_area_m2();
    let frame = LocalFrame::new(layer.datum);
    let mut standing = Vec::new();
    for cell in stored.filter(|cell| cell.hexes.len() > 1) {
        let before = comb_pieces(&cell.region, &comb, &frame)?;
        let large =
            |of: &Pieces, hex: &HexCoord| of.get(hex).is_some_and(|own| area_m2(own) >= least_m2);
        let grown = |hex: &HexCoord| large(&pieces, hex) && !large(&before, hex);
        let stays = |hex: &&HexCoord| pieces.contains_key(*hex) && !grown(hex);
        let group: Vec<HexCoord> = cell.hexes.iter().filter(stays).copied().collect();
        if group.len() > 1 {
            standing.push(group);
        }
    }
    let mut merging = Merging::new(&pieces, standing);
    merging.merge_slivers(least_m2);
    joined(layer, &pieces, merging.into_groups())
}

/// The honeycomb of a layer and the pieces into which it cuts a region.
fn pieces(layer: &CrossingLayer, region: &Region) -> Result<(Pieces, Honeycomb), EditError> {
    let frame = LocalFrame::new(layer.datum);
    let comb = Honeycomb::new(layer.spacing_mm, layer.phase)?;
    check_number(layer.spacing_mm, &comb, region, &frame)?;
    Ok((comb_pieces(region, &comb, &frame)?, comb))
}

/// Refuses a honeycomb that is too fine for its ground.
///
/// # Errors
/// [`EditError::TooManyCells`].
pub(super) fn check_number(
    spacing_mm: u32,
    comb: &Honeycomb,
    region: &Region,
    frame: &LocalFrame,
) -> Result<(), EditError> {
    let (low, high) = extent(region, frame);
    let expected = (high.x - low.x) * (high.y - low.y) / comb.cell_area_m2();
    if expected > MOST_CELLS {
        return Err(EditError::TooManyCells {
            spacing_mm,
            expected: expected as u64,
        });
    }
    Ok(())
}

/// The pieces of some hexagons put together.
///
/// # Errors
/// [`EditError::Overlapping`] when pieces are no coverage, which a cut rules out.
pub(super) fn regions(
    layer: &CrossingLayer,
    pieces: &Pieces,
    groups: &Groups,
) -> Result<Vec<Region>, EditError> {
    let number: BTreeMap<HexCoord, usize> = groups
        .values()
        .enumerate()
        .flat_map(|(number, group)| group.iter().map(move |hex| (*hex, number)))
        .collect();
    let polygons = pieces.iter();
    let (owners, single): (Vec<Option<usize>>, Vec<Region>) = polygons
        .flat_map(|(hex, own)| own.iter().map(|piece| (number.get(hex).copied(), piece)))
        .map(|(group, piece): (_, &Polygon)| (group, Region::single(piece.clone())))
        .unzip();
    let coverage = Coverage::new(&single.iter().collect::<Vec<_>>());
    let coverage = coverage.map_err(|faults| EditError::Overlapping {
        code: layer.parent.clone(),
        fault: faults.first().map(ToString::to_string).unwrap_or_default(),
    })?;
    let regions = coverage.dissolve_by(&owners).into_values();
    Ok(regions.collect::<Result<Vec<_>, _>>()?)
}

fn joined(layer: &CrossingLayer, pieces: &Pieces, groups: Groups) -> Result<Vec<Cell>, EditError> {
    let regions = regions(layer, pieces, &groups)?;
    let cell = |((main, hexes), region): ((HexCoord, Vec<HexCoord>), Region)| Cell {
        layer: layer.name.clone(),
        code: CellCode::new(&layer.parent, layer.phase, layer.level, main),
        hexes,
        region,
    };
    let mut cells: Vec<Cell> = groups.into_iter().zip(regions).map(cell).collect();
    cells.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(cells)
}
