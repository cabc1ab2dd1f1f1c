//! Whether something shares a point with a box, exactly; what only touches it does.

use super::{Bounds, Position, Region};

/// Whether a region shares a point with a box. O(vertices).
pub fn region_meets(region: &Region, bounds: Bounds) -> bool {
    if !region.bounds().intersects(bounds) {
        return false;
    }
    let edge_meets = |(a, b)| edge_meets(a, b, bounds);
    // no edge does: the box is inside, or in a hole, or outside, as any corner of it is
    region.rings().any(|ring| ring.edges().any(edge_meets)) || region.covers(bounds.min())
}

/// Whether a line shares a point with a box. O(vertices).
pub fn line_meets(path: &[Position], bounds: Bounds) -> bool {
    let mut edges = path.windows(2).map(|pair| (pair[0], pair[1]));
    edges.any(|(a, b)| edge_meets(a, b, bounds))
}

/// An edge does when neither axis parts it from the box, nor does its own line.
fn edge_meets(a: Position, b: Position, bounds: Bounds) -> bool {
    let around = Bounds::at(a).union(Bounds::at(b));
    if !around.intersects(bounds) {
        return false;
    }
    let (low, high) = (bounds.min(), bounds.max());
    let corners = [
        (low.lon(), low.lat()),
        (low.lon(), high.lat()),
        (high.lon(), low.lat()),
        (high.lon(), high.lat()),
    ];
    let side = |(lon, lat): (i32, i32)| {
        let along = |from: i32, to: i32| i128::from(to) - i128::from(from);
        let cross = along(a.lon(), b.lon()) * along(a.lat(), lat)
            - along(a.lat(), b.lat()) * along(a.lon(), lon);
        cross.signum()
    };
    let sides = corners.map(side);
    !(sides == [1; 4] || sides == [-1; 4])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::{Polygon, Ring};

    fn at(lon: i32, lat: i32) -> Position {
        Position::from_lattice(lon, lat).expect("in range")
    }

    fn bounds(west: i32, south: i32, east: i32, north: i32) -> Bounds {
        Bounds::around([at(west, south), at(east, north)]).expect("two corners")
    }

    fn ring(vertices: &[(i32, i32)]) -> Ring {
        let vertices: Vec<Position> = vertices.iter().map(|&(x, y)| at(x, y)).collect();
        Ring::new(&vertices).expect("a ring")
    }

    #[test]
    fn a_frame_meets_what_is_not_in_its_hole() {
        let outer = ring(&[(0, 0), (100, 0), (100, 100), (0, 100)]);
        let hole = ring(&[(40, 40), (60, 40), (60, 60), (40, 60)]);
        let frame = Polygon::new(outer, vec![hole]).expect("a polygon");
        let frame = Region::single(frame);
        for (other, expected) in [
            (bounds(10, 10, 20, 20), true),
            (bounds(-10, -10, 200, 200), true),
            (bounds(45, 45, 55, 55), false),
            (bounds(45, 45, 60, 55), true),
            (bounds(100, 100, 110, 110), true),
            (bounds(101, 0, 110, 100), false),
            (bounds(-10, 50, 110, 50), true),
        ] {
            assert_eq!(region_meets(&frame, other), expected, "{other:?}");
        }
    }

    #[test]
    fn a_slanted_line_passes_the_corner_of_a_box() {
        let line = [at(0, 0), at(100, 100)];
        assert!(!line_meets(&line, bounds(60, 10, 90, 50)));
        assert!(line_meets(&line, bounds(60, 10, 90, 60)));
        assert!(line_meets(&line, bounds(60, 10, 90, 70)));
        assert!(!line_meets(&line, bounds(101, 101, 110, 110)));
        assert!(line_meets(&line, bounds(20, 20, 20, 20)));
    }
}
