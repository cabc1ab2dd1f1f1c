//! A point inside a polygon.

use geo::{Contains, InteriorPoint};

use super::{LocalFrame, Metres, Polygon, Position, Ring};

/// A lattice position inside a polygon (on its border only when it is thinner than a lattice step).
pub(crate) fn interior(polygon: &Polygon) -> Position {
    let (x, y) = interior_point(polygon);
    Position::clamped(x.round() as i64, y.round() as i64)
}

/// The same between lattice positions, in the frame: there is one inside however thin the polygon is.
pub(super) fn interior_metres(polygon: &Polygon, frame: &LocalFrame) -> Metres {
    let (x, y) = interior_point(polygon);
    let (west, south) = (x.floor() as i64, y.floor() as i64);
    let at = |dx: i64, dy: i64| frame.to_metres(Position::clamped(west + dx, south + dy));
    let (corner, east, north) = (at(0, 0), at(1, 0), at(0, 1));
    let (right, up) = (x - x.floor(), y - y.floor());
    Metres {
        x: corner.x + (east.x - corner.x) * right + (north.x - corner.x) * up,
        y: corner.y + (east.y - corner.y) * right + (north.y - corner.y) * up,
    }
}

/// A point inside a polygon in lattice steps.
fn interior_point(polygon: &Polygon) -> (f64, f64) {
    let chain = |ring: &Ring| {
        ring.vertices()
            .iter()
            .map(|v| (f64::from(v.lon()), f64::from(v.lat())))
            .collect::<geo::LineString<f64>>()
    };
    let shape = geo::Polygon::new(
        chain(polygon.outer()),
        polygon.holes().iter().map(chain).collect(),
    );
    let Some(point) = shape.interior_point() else {
        let corner = polygon.outer().vertices()[0];
        return (f64::from(corner.lon()), f64::from(corner.lat()));
    };
    debug_assert!(shape.contains(&point) || shape.interiors().is_empty());
    (point.x(), point.y())
}
