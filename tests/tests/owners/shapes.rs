//! Areas made by hand: holes, enclaves, islands, several polygons, edges with lattice positions on them.

use hexward_engine::geom::{Polygon, Position, Region, Ring};

pub(crate) fn at(lon: i64, lat: i64) -> Position {
    Position::clamped(lon, lat)
}

fn ring(corners: &[(i64, i64)], (x, y): (i64, i64)) -> Ring {
    let vertices: Vec<Position> = corners.iter().map(|&(u, v)| at(x + u, y + v)).collect();
    Ring::new(&vertices).expect("a ring")
}

fn polygon(outer: Ring, holes: Vec<Ring>) -> Polygon {
    Polygon::new(outer, holes).expect("a polygon")
}

/// A tile of 120 by 120 steps divided into areas that share borders in every way: a ring with an enclave that has an
/// enclave of its own, an area of two polygons that meet at a point, slanted borders through many lattice positions.
fn tile(place: (i64, i64)) -> Vec<Region> {
    let r = |corners: &[(i64, i64)]| ring(corners, place);
    let whole = [(0, 0), (60, 0), (60, 60), (0, 60)];
    let hole = [(12, 12), (48, 12), (48, 48), (12, 48)];
    let inner = [(24, 24), (36, 24), (36, 36), (24, 36)];
    let single = |outer, holes| Region::single(polygon(outer, holes));
    let pair = Region::new(vec![
        polygon(r(&[(60, 0), (90, 0), (90, 30), (60, 30)]), vec![]),
        polygon(r(&[(90, 30), (120, 30), (120, 60), (90, 60)]), vec![]),
    ]);
    let other = Region::new(vec![
        polygon(r(&[(90, 0), (120, 0), (120, 30), (90, 30)]), vec![]),
        polygon(r(&[(60, 30), (90, 30), (90, 60), (60, 60)]), vec![]),
    ]);
    vec![
        single(r(&whole), vec![r(&hole)]),
        single(r(&hole), vec![r(&inner)]),
        single(r(&inner), vec![]),
        pair.expect("two polygons that meet at a point"),
        other.expect("two polygons that meet at a point"),
        // slopes 1, 2 and 1/2: every step, or every second, is a lattice position
        single(r(&[(0, 60), (60, 60), (30, 90)]), vec![]),
        single(r(&[(0, 60), (30, 90), (0, 120)]), vec![]),
        single(r(&[(60, 60), (60, 120), (0, 120), (30, 90)]), vec![]),
        single(r(&[(60, 60), (120, 60), (90, 120), (60, 120)]), vec![]),
        single(r(&[(120, 60), (120, 120), (90, 120)]), vec![]),
    ]
}

/// Tiles side by side: a coverage of 10 areas a tile.
pub(crate) fn tiles(count: i64) -> Vec<Region> {
    let places = (0..count).flat_map(|i| (0..count).map(move |j| (i * 120, j * 120)));
    let corner = (1_203_000_000, 315_000_000);
    places
        .flat_map(|(x, y)| tile((corner.0 + x, corner.1 + y)))
        .collect()
}
