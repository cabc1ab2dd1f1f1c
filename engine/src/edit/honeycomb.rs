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
    let level = level_of(snapshot, parent, name, phase, spacing_mm)?;
    let layer = CrossingLayer {
        name: name.clone(),
        parent: parent.clone(),
        phase,
        level,
        spacing_mm,
        datum,
    };
    let cells = cells(&layer, region)?;
    let old = stored.map_or(&[][..], |crossing| crossing.cells.records());
    let crossing_layers = import::upsert(std::slice::from_ref(&layer), |_| {
        stored.map(|crossing| crossing.layer.clone())
    })?;
    Ok(Delta {
        crossing_layers,
        cells: replaced(old, cells),
        ..Delta::default()
    })
}

/// The digit that tells this layer from others of the same parent and phase.
fn level_of(
    snapshot: &Snapshot,
    parent: &AreaCode,
    name: &LayerName,
    phase: Phase,
    spacing_mm: u32,
) -> Result<u8, EditError> {
    let siblings = snapshot.crossings.iter().map(|crossing| &crossing.layer);
    let siblings: Vec<&CrossingLayer> = siblings
        .filter(|l| l.parent == *parent && l.phase == phase && l.name != *name)
        .collect();
    let same = siblings.iter().find(|l| l.spacing_mm == spacing_mm);
    let free = || {
        (1..=9)
            .chain([0])
            .find(|level| siblings.iter().all(|l| l.level != *level))
    };
    same.map(|l| l.level)
        .or_else(free)
        .ok_or_else(|| EditError::NoLevel(parent.clone()))
}

fn replaced(old: &[Cell], new: Vec<Cell>) -> Vec<Change<Cell>> {
    let mut before: BTreeMap<_, Cell> = old.iter().map(|cell| (cell.key(), cell.clone())).collect();
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
        let region = if hexes.len() == 1 {
            Region::new(polygons)?
        } else {
            dissolve(&polygons)?
        };
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

fn extent(region: &Region, frame: &LocalFrame) -> (Metres, Metres) {
    let vertices = region
        .rings()
        .flat_map(Ring::vertices)
        .map(|&v| frame.to_metres(v));
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
    vertices.fold(start, |(low, high), m| {
        (
            Metres {
                x: low.x.min(m.x),
                y: low.y.min(m.y),
            },
            Metres {
                x: high.x.max(m.x),
                y: high.y.max(m.y),
            },
        )
    })
}

/// Which hexagons become one cell: the main one, and all of them with the main one first.
fn merge_slivers(
    pieces: &BTreeMap<HexCoord, Vec<Polygon>>,
    least_m2: f64,
) -> BTreeMap<HexCoord, Vec<HexCoord>> {
    let area = |hex: &HexCoord| -> f64 {
        pieces[hex]
            .iter()
            .map(|polygon| Region::single(polygon.clone()).area_m2())
            .sum()
    };
    let areas: BTreeMap<HexCoord, f64> = pieces.keys().map(|hex| (*hex, area(hex))).collect();
    let shared = shared_borders(pieces);
    let mut slivers: Vec<HexCoord> = areas
        .iter()
        .filter(|(_, a)| **a < least_m2)
        .map(|(hex, _)| *hex)
        .collect();
    slivers.sort_by(|a, b| areas[a].total_cmp(&areas[b]).then(a.cmp(b)));
    let mut owner: BTreeMap<HexCoord, HexCoord> = pieces.keys().map(|hex| (*hex, *hex)).collect();
    for sliver in slivers {
        let Some(target) = longest_neighbour(sliver, &shared, &owner) else {
            continue;
        };
        for own in owner.values_mut().filter(|own| **own == sliver) {
            *own = target;
        }
    }
    let mut groups: BTreeMap<HexCoord, Vec<HexCoord>> = BTreeMap::new();
    for (hex, main) in owner {
        let group = groups.entry(main).or_insert_with(|| vec![main]);
        if hex != main {
            group.push(hex);
        }
    }
    groups
}

fn longest_neighbour(
    sliver: HexCoord,
    shared: &BTreeMap<(HexCoord, HexCoord), f64>,
    owner: &BTreeMap<HexCoord, HexCoord>,
) -> Option<HexCoord> {
    let mut lengths: BTreeMap<HexCoord, f64> = BTreeMap::new();
    for ((a, b), length) in shared {
        if owner[a] == sliver && owner[b] != sliver {
            *lengths.entry(owner[b]).or_default() += length;
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
) -> BTreeMap<(HexCoord, HexCoord), f64> {
    let directed = pieces.iter().flat_map(|(hex, polygons)| {
        let outer = polygons.iter().flat_map(|polygon| polygon.outer().edges());
        outer.map(|edge| (edge, *hex))
    });
    let by_edge: HashMap<(Position, Position), HexCoord> = directed.collect();
    let mut lengths: BTreeMap<(HexCoord, HexCoord), f64> = BTreeMap::new();
    for (&(a, b), &hex) in &by_edge {
        let Some(&other) = by_edge.get(&(b, a)) else {
            continue;
        };
        let (dx, dy) = (
            f64::from(a.lon()) - f64::from(b.lon()),
            f64::from(a.lat()) - f64::from(b.lat()),
        );
        *lengths.entry((hex, other)).or_default() += libm::hypot(dx, dy).round();
    }
    lengths
}
