//! Levels of detail as they are drawn: no slivers, no lost samples, and the same after an edit as from nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::Rgba;
use super::canvas::Canvas;
use super::fill::{Fill, Hatch, fill_areas};
use crate::geom::{
    Coverage, PixelRect, Polygon, Position, Region, Ring, Tolerance, WorldBox, WorldPoint,
};
use crate::layer::{AreaLayer, WorldRegion};
use crate::model::{AreaCode, Change, Grid, Lock, Tier};

const SIDE: i64 = 6;
const STEP: i64 = 40_000;
const PARTS: i64 = 24;
const ZOOMS: [u8; 6] = [7, 9, 11, 13, 15, 18];

/// A number below `most` that follows from a place alone.
fn noise(x: i64, y: i64, most: i64) -> i64 {
    let mixed =
        (x.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as i64) ^ y).wrapping_mul(0x2545_F491_4F6C_DD1D);
    (mixed >> 24).rem_euclid(most)
}

/// A corner of the square in column `i` and row `j`, pushed about.
fn corner(i: i64, j: i64) -> (i64, i64) {
    let push = |axis: i64| noise(i * 31 + axis, j, STEP / 3) - STEP / 6;
    (i * STEP + push(1), j * STEP + push(2))
}

/// The winding border from one corner to another without its last point, the same points from both sides.
fn border(from: (i64, i64), to: (i64, i64)) -> Vec<(i64, i64)> {
    let (a, b) = (
        corner(from.0, from.1).min(corner(to.0, to.1)),
        corner(from.0, from.1).max(corner(to.0, to.1)),
    );
    let bend = |k: i64| {
        let pull = k * (PARTS - k) * 8;
        let (x, y) = (a.0 + (b.0 - a.0) * k / PARTS, a.1 + (b.1 - a.1) * k / PARTS);
        (
            x + noise(x, y, pull + 1) - pull / 2,
            y + noise(y, x, pull + 1) - pull / 2,
        )
    };
    let mut points: Vec<(i64, i64)> = (0..=PARTS).map(bend).collect();
    if corner(from.0, from.1) != a {
        points.reverse();
    }
    points.pop();
    points
}

fn region(i: i64, j: i64) -> Region {
    let around = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1), (i, j)];
    let points = around.windows(2).flat_map(|pair| border(pair[0], pair[1]));
    let positions: Vec<Position> = points
        .map(|(x, y)| Position::clamped(1_200_000_000 + x, 310_000_000 + y))
        .collect();
    let ring = Ring::new(&positions).expect("borders do not cross");
    Region::single(Polygon::new(ring, Vec::new()).expect("valid"))
}

fn grids() -> Vec<Grid> {
    let grid = |n: i64| Grid {
        code: AreaCode::new(&format!("990185400001G{n:03}")).expect("valid"),
        tier: Tier::Grid,
        parent: None,
        name: String::new(),
        region: region(n % SIDE, n / SIDE),
        lock: Lock::Open,
    };
    (0..SIDE * SIDE).map(grid).collect()
}

fn drawn(layer: &AreaLayer<Grid>, zoom: u8) -> Vec<WorldRegion> {
    (0..layer.records().len())
        .map(|index| layer.drawn(index, zoom))
        .collect()
}

type Edge = ((i64, i64), (i64, i64));

/// The owners of each directed edge.
fn edges(areas: &[WorldRegion]) -> BTreeMap<Edge, Vec<usize>> {
    let mut found: BTreeMap<Edge, Vec<usize>> = BTreeMap::new();
    for (owner, area) in areas.iter().enumerate() {
        for ring in &area.rings {
            for (i, a) in ring.iter().enumerate() {
                let b = ring[(i + 1) % ring.len()];
                found
                    .entry(((a.x, a.y), (b.x, b.y)))
                    .or_default()
                    .push(owner);
            }
        }
    }
    found
}

/// The edges that one area has and none the other way round.
fn lonely(areas: &[WorldRegion]) -> Vec<[(i64, i64); 2]> {
    let edges = edges(areas);
    let alone = edges.keys().filter(|(a, b)| !edges.contains_key(&(*b, *a)));
    alone.map(|&(a, b)| [a, b]).collect()
}

fn neighbours(areas: &[WorldRegion]) -> BTreeSet<(usize, usize)> {
    let edges = edges(areas);
    let mut pairs = BTreeSet::new();
    for ((a, b), owners) in &edges {
        for other in edges.get(&(*b, *a)).into_iter().flatten() {
            pairs.extend(owners.iter().map(|owner| (*owner, *other)));
        }
    }
    pairs
}

fn doubled_area(area: &WorldRegion) -> i128 {
    let ring = &area.rings[0];
    let cross = |(i, a): (usize, &WorldPoint)| {
        let b = ring[(i + 1) % ring.len()];
        i128::from(a.x) * i128::from(b.y) - i128::from(b.x) * i128::from(a.y)
    };
    ring.iter().enumerate().map(cross).sum()
}

#[test]
fn both_sides_of_a_border_lose_the_same_vertices() {
    let layer = AreaLayer::build(grids());
    let rim: BTreeSet<(i64, i64)> = lonely(&drawn(&layer, 24)).into_iter().flatten().collect();
    assert_eq!(rim.len() as i64, 4 * SIDE * PARTS);
    let mut counts = Vec::new();
    for zoom in ZOOMS {
        let areas = drawn(&layer, zoom);
        counts.push(edges(&areas).len());
        for edge in lonely(&areas) {
            let outside = edge.iter().all(|end| rim.contains(end));
            assert!(outside, "{edge:?} has one side at zoom {zoom}");
        }
    }
    assert!(
        counts.is_sorted() && counts[0] * 4 < counts[5],
        "{counts:?}"
    );
}

#[test]
fn levels_agree_with_the_proven_simplification() {
    let grids = grids();
    let regions: Vec<&Region> = grids.iter().map(|grid| &grid.region).collect();
    let coverage = Coverage::new(&regions).expect("a coverage");
    let layer = AreaLayer::build(grids.clone());
    let full = drawn(&layer, 24);
    for zoom in [9, 11, 13] {
        let simple = coverage
            .simplify(Tolerance::from_pixels(0.25, zoom, 31.0))
            .expect("a coverage");
        let records = grids.iter().zip(simple).map(|(grid, region)| Grid {
            region,
            ..grid.clone()
        });
        let proven = drawn(&AreaLayer::build(records.collect()), 24);
        let mine = drawn(&layer, zoom);
        assert_eq!(neighbours(&mine), neighbours(&proven), "zoom {zoom}");
        let quarter = 1_i128 << (30 - zoom);
        for (index, (area, whole)) in mine.iter().zip(&full).enumerate() {
            let rim: i128 = 4 * i128::from(whole.bounds.max.x - whole.bounds.min.x) * 3;
            let off = (doubled_area(area) - doubled_area(whole)).abs();
            assert!(
                off <= 2 * rim * quarter,
                "area {index} at zoom {zoom}: {off}"
            );
        }
    }
}

#[test]
fn what_is_drawn_is_less_than_a_quarter_of_a_pixel_off() {
    let layer = AreaLayer::build(grids());
    for zoom in ZOOMS {
        let quarter = (1_i64 << (32 - zoom)) as f64 / 4.0;
        for index in 0..layer.records().len() {
            let (whole, area) = (layer.world(index), layer.drawn(index, zoom));
            let ring = &area.rings[0];
            for p in &whole.rings[0] {
                let near =
                    (0..ring.len()).map(|i| distance(*p, ring[i], ring[(i + 1) % ring.len()]));
                let off = near.fold(f64::INFINITY, f64::min);
                assert!(
                    off < quarter,
                    "zoom {zoom} area {index}: {off} of {quarter}"
                );
            }
        }
    }
}

fn distance(p: WorldPoint, a: WorldPoint, b: WorldPoint) -> f64 {
    let (dx, dy) = ((b.x - a.x) as f64, (b.y - a.y) as f64);
    let (px, py) = ((p.x - a.x) as f64, (p.y - a.y) as f64);
    let along = ((px * dx + py * dy) / (dx * dx + dy * dy).max(1.0)).clamp(0.0, 1.0);
    (px - along * dx).hypot(py - along * dy)
}

#[test]
fn no_sample_between_areas_is_lost_at_any_zoom() {
    let layer = AreaLayer::build(grids());
    let color = Rgba::parse("#000000ff").expect("a colour");
    let fill = Fill {
        color,
        hatch: Hatch::Plain,
        ink: color,
        hatch_px: 1,
    };
    for pixel_zoom in [8, 10, 12, 13] {
        let areas = drawn(&layer, pixel_zoom);
        let all = areas
            .iter()
            .map(|area| area.bounds)
            .reduce(joined)
            .expect("areas");
        let unit = |v: i64| v >> (32 - u32::from(pixel_zoom));
        // the outermost squares wind, the ground inside them is whole
        let margin = unit(all.max.x - all.min.x) / SIDE + 1;
        let rect = PixelRect {
            pixel_zoom,
            x: unit(all.min.x) + margin,
            y: unit(all.min.y) + margin,
            width: (unit(all.max.x - all.min.x) - 2 * margin).max(1) as u32,
            height: (unit(all.max.y - all.min.y) - 2 * margin).max(1) as u32,
        };
        let mut canvas = Canvas::new(rect);
        fill_areas(
            &mut canvas,
            areas.into_iter().map(|area| (area, 0)),
            &[fill],
        );
        let opaque = canvas.pixels().chunks_exact(4).all(|pixel| pixel[3] == 255);
        assert!(opaque, "ground shines through at pixel zoom {pixel_zoom}");
    }
}

fn joined(a: WorldBox, b: WorldBox) -> WorldBox {
    let corners = [a.min, b.min];
    let last = [a.max, b.max].map(|p| WorldPoint {
        x: p.x - 1,
        y: p.y - 1,
    });
    WorldBox::around(corners.into_iter().chain(last)).expect("corners")
}

#[test]
fn levels_after_an_edit_are_those_of_a_new_layer() {
    let before = AreaLayer::build(grids());
    for zoom in ZOOMS {
        drawn(&before, zoom);
    }
    let merged = {
        let coverage = Coverage::new(&[&region(2, 2), &region(3, 2)]).expect("a coverage");
        coverage.dissolve(&[0, 1]).expect("joined")
    };
    let (kept, gone) = (2 * SIDE + 2, 2 * SIDE + 3);
    let old = before.records()[kept as usize].clone();
    let new = Grid {
        region: merged,
        ..old.clone()
    };
    let changes = [
        Change::replace(old, new).expect("the same code"),
        Change::remove(before.records()[gone as usize].clone()),
    ];
    let (after, _) = before.with(&changes).expect("fits");
    let fresh = AreaLayer::build(after.records().to_vec());
    for zoom in ZOOMS {
        for (index, (a, b)) in drawn(&after, zoom)
            .iter()
            .zip(drawn(&fresh, zoom))
            .enumerate()
        {
            assert_eq!(a.rings, b.rings, "area {index} at zoom {zoom}");
        }
    }
}
