//! Honeycomb layers: the hexagonal lattice clipped to a grid, slivers merged into their longest neighbour.

use std::collections::{BTreeMap, HashMap};

use super::{EditError, import};
use crate::geom::{
    HexCoord, Honeycomb, LocalFrame, Metres, Phase, Polygon, Position, Region, Ring,
    border_segments, dissolve, interior, slice_region,
};
use crate::model::{AreaCode, Cell, CellCode, Change, CrossingLayer, Delta, LayerName, Record};
use crate::snapshot::Snapshot;

/// A layer has at most this many cells.
const MOST_CELLS: f64 = 250_000.0;
/// A clipped cell with less than this part of a whole one is merged into a neighbour.
const SLIVER: f64 = 0.25;

pub(super) fn honeycomb(
    snapshot: &Snapshot,
    parent: &AreaCode,
    name: &LayerName,
    phase: Phase,
    spacing_mm: u32,
) -> Result<Delta, EditError> {
    let (grids, index) = snapshot
        .grid(parent)
        .ok_or_else(|| EditError::UnknownGrid(parent.clone()))?;
    let region = &grids.records()[index].region;
    let datum = snapshot.frame.anchor();
    let stored = snapshot
        .crossing(name.as_str())
        .map(|(_, crossing)| crossing);
    let level = level_of(snapshot, parent, name, phase)?;
    let layer = CrossingLayer {
        name: name.clone(),
        parent: parent.clone(),
        phase,
        level,
        spacing_mm,
        datum,
    };
    let cells = cells(&layer, region)?;
    let old = stored
        .into_iter()
        .flat_map(|crossing| crossing.cells.records());
    let crossing_layers = import::upsert(std::slice::from_ref(&layer), |_| {
        stored.map(|crossing| &crossing.layer)
    })?;
    Ok(Delta {
        crossing_layers,
        cells: replaced(old, cells),
        ..Delta::default()
    })
}

/// The digit that tells this layer from all others of the same phase in the same division, so that no two cells of a
/// store have the same code. A layer that is laid again keeps its digit.
fn level_of(
    snapshot: &Snapshot,
    parent: &AreaCode,
    name: &LayerName,
    phase: Phase,
) -> Result<u8, EditError> {
    let layers = snapshot.crossings.iter().map(|crossing| &crossing.layer);
    let division = |code: &AreaCode| code.division().to_owned();
    let siblings: Vec<&CrossingLayer> = layers
        .filter(|l| l.phase == phase && division(&l.parent) == division(parent))
        .collect();
    let own = siblings.iter().find(|l| l.name == *name).map(|l| l.level);
    let free = || {
        (1..=9)
            .chain([0])
            .find(|level| siblings.iter().all(|l| l.level != *level))
    };
    own.or_else(free)
        .ok_or_else(|| EditError::NoLevel(parent.clone()))
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

/// The cells of a layer over a region, sorted by code. Together they cover the region without gap or overlap.
fn cells(layer: &CrossingLayer, region: &Region) -> Result<Vec<Cell>, EditError> {
    let frame = LocalFrame::new(layer.datum);
    let comb = Honeycomb::new(layer.spacing_mm, layer.phase)?;
    let (low, high) = extent(region, &frame);
    let expected = (high.x - low.x) * (high.y - low.y) / comb.cell_area_m2();
    if expected > MOST_CELLS {
        return Err(EditError::TooManyCells {
            spacing_mm: layer.spacing_mm,
            expected: expected as u64,
        });
    }
    let borders = border_segments(&comb, low, high, |m| frame.to_position(m));
    let mut pieces: BTreeMap<HexCoord, Vec<Polygon>> = BTreeMap::new();
    for piece in slice_region(region, &borders)? {
        let hex = comb.cell_at(frame.to_metres(interior(&piece)));
        pieces.entry(hex).or_default().push(piece);
    }
    let groups = merge_slivers(&pieces, SLIVER * comb.cell_area_m2());
    let mut cells = Vec::with_capacity(groups.len());
    for (main, hexes) in groups {
        let polygons: Vec<Polygon> = hexes
            .iter()
            .flat_map(|hex| pieces[hex].iter().cloned())
            .collect();
        // one hexagon may have several pieces, and at the outline slivers of a lattice step between them
        let region = dissolve(&polygons)?;
        let code = CellCode::new(&layer.parent, layer.phase, layer.level, main);
        cells.push(Cell {
            layer: layer.name.clone(),
            code,
            hexes,
            region,
        });
    }
    cells.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(cells)
}

/// The box of the frame around a region, with room for the bulge of its edges: a parallel is a curve in the frame.
fn extent(region: &Region, frame: &LocalFrame) -> (Metres, Metres) {
    const STEP: i64 = 500_000; // lattice steps: over 0.05 degrees an edge bulges by less than 10 m
    const ROOM_M: f64 = 10.0;
    let along = |(a, b): (Position, Position)| {
        let (dx, dy) = (
            i64::from(b.lon()) - i64::from(a.lon()),
            i64::from(b.lat()) - i64::from(a.lat()),
        );
        let parts = dx.abs().max(dy.abs()) / STEP + 1;
        (0..parts).map(move |i| {
            Position::clamped(
                i64::from(a.lon()) + dx * i / parts,
                i64::from(a.lat()) + dy * i / parts,
            )
        })
    };
    let points = region
        .rings()
        .flat_map(Ring::edges)
        .flat_map(along)
        .map(|p| frame.to_metres(p));
    let start = (
        Metres {
            x: f64::MAX,
            y: f64::MAX,
        },
        Metres {
            x: f64::MIN,
            y: f64::MIN,
        },
    );
    points.fold(start, |(low, high), m| {
        (
            Metres {
                x: low.x.min(m.x - ROOM_M),
                y: low.y.min(m.y - ROOM_M),
            },
            Metres {
                x: high.x.max(m.x + ROOM_M),
                y: high.y.max(m.y + ROOM_M),
            },
        )
    })
}

/// Which hexagons become one cell: the main one, and all of them with the main one first.
///
/// Slivers are taken from the smallest up; each goes to the cell with which it shares the longest border.
fn merge_slivers(
    pieces: &BTreeMap<HexCoord, Vec<Polygon>>,
    least_m2: f64,
) -> BTreeMap<HexCoord, Vec<HexCoord>> {
    let area = |polygons: &[Polygon]| -> f64 {
        polygons
            .iter()
            .map(|polygon| Region::single(polygon.clone()).area_m2())
            .sum()
    };
    let mut slivers: Vec<(f64, HexCoord)> = pieces
        .iter()
        .map(|(hex, polygons)| (area(polygons), *hex))
        .filter(|(area_m2, _)| *area_m2 < least_m2)
        .collect();
    slivers.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let shared = shared_borders(pieces);
    let mut groups: BTreeMap<HexCoord, Vec<HexCoord>> =
        pieces.keys().map(|hex| (*hex, vec![*hex])).collect();
    let mut owner: BTreeMap<HexCoord, HexCoord> = pieces.keys().map(|hex| (*hex, *hex)).collect();
    for (_, sliver) in slivers {
        let Some(target) = longest_neighbour(&groups[&sliver], &shared, &owner) else {
            continue;
        };
        for hex in groups.remove(&sliver).unwrap_or_default() {
            owner.insert(hex, target);
            groups.entry(target).or_default().push(hex);
        }
    }
    groups
}

/// The cell that shares the longest border with a group of hexagons; at equal length the one with the lower coordinates.
fn longest_neighbour(
    group: &[HexCoord],
    shared: &BTreeMap<HexCoord, BTreeMap<HexCoord, f64>>,
    owner: &BTreeMap<HexCoord, HexCoord>,
) -> Option<HexCoord> {
    let mut lengths: BTreeMap<HexCoord, f64> = BTreeMap::new();
    for (other, length) in group.iter().filter_map(|hex| shared.get(hex)).flatten() {
        if !group.contains(other) {
            *lengths.entry(owner[other]).or_default() += length;
        }
    }
    let longest = lengths
        .into_iter()
        .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)));
    longest.map(|(hex, _)| hex)
}

/// The length of the border between each pair of touching hexagons, in lattice steps.
fn shared_borders(
    pieces: &BTreeMap<HexCoord, Vec<Polygon>>,
) -> BTreeMap<HexCoord, BTreeMap<HexCoord, f64>> {
    let directed = pieces.iter().flat_map(|(hex, polygons)| {
        let outer = polygons.iter().flat_map(|polygon| polygon.outer().edges());
        outer.map(|edge| (edge, *hex))
    });
    let by_edge: HashMap<(Position, Position), HexCoord> = directed.collect();
    let mut lengths: BTreeMap<HexCoord, BTreeMap<HexCoord, f64>> = BTreeMap::new();
    for (&(a, b), &hex) in &by_edge {
        let Some(&other) = by_edge.get(&(b, a)) else {
            continue;
        };
        let (dx, dy) = (
            f64::from(a.lon()) - f64::from(b.lon()),
            f64::from(a.lat()) - f64::from(b.lat()),
        );
        // whole steps, so that the order of the sum does not matter
        *lengths.entry(hex).or_default().entry(other).or_default() += libm::hypot(dx, dy).round();
    }
    lengths
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
        changes.extend(replaced(
            crossing.cells.records(),
            cells(&crossing.layer, region)?,
        ));
    }
    Ok(changes)
}
