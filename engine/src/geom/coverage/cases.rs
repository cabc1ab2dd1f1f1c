//! Small regions for the tests of this module.

use crate::geom::{Polygon, Position, Region, Ring};

pub(super) fn at(x: i32, y: i32) -> Position {
    Position::from_lattice(x, y).expect("on the globe")
}

pub(super) fn ring(points: &[(i32, i32)]) -> Ring {
    let chain: Vec<Position> = points.iter().map(|&(x, y)| at(x, y)).collect();
    Ring::new(&chain).expect("a valid ring")
}

pub(super) fn polygon(rings: &[&[(i32, i32)]]) -> Polygon {
    let holes = rings[1..].iter().map(|hole| ring(hole)).collect();
    Polygon::new(ring(rings[0]), holes).expect("a valid polygon")
}

pub(super) fn region(rings: &[&[(i32, i32)]]) -> Region {
    Region::single(polygon(rings))
}

pub(super) fn square(x: i32, y: i32, side: i32) -> Region {
    region(&[&[(x, y), (x + side, y), (x + side, y + side), (x, y + side)]])
}
