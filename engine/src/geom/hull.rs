//! An outline around positions: their convex hull, widened.

use std::f64::consts::TAU;

use geo::{ConvexHull, MultiPoint, Point};

use super::{LocalFrame, Metres, Polygon, Position, Region, Ring};

/// Why there is no outline.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HullError {
    /// No position was given.
    #[error("no positions to draw an outline around")]
    Empty,
    /// The margin is not between 1 m and 10 km.
    #[error("margin of {0} m is not between 1 and 10000 m")]
    Margin(String),
}

/// The convex hull of positions, widened on all sides by `margin_m` metres with rounded corners.
///
/// # Errors
/// [`HullError`] when there are no positions or the margin is out of range.
pub fn buffered_hull(
    positions: &[Position],
    margin_m: f64,
    frame: &LocalFrame,
) -> Result<Region, HullError> {
    if !(1.0..=10_000.0).contains(&margin_m) {
        return Err(HullError::Margin(margin_m.to_string()));
    }
    let circles: MultiPoint<f64> = positions
        .iter()
        .flat_map(|&p| circle(frame.to_metres(p), margin_m))
        .collect();
    let outline = circles.convex_hull();
    let outer = outline.exterior();
    if positions.is_empty() {
        return Err(HullError::Empty);
    }
    let chain: Vec<Position> = outer
        .coords()
        .map(|c| frame.to_position(Metres { x: c.x, y: c.y }))
        .collect();
    let ring = Ring::new(&chain).map_err(|_invalid| HullError::Empty)?;
    Polygon::new(ring, Vec::new())
        .map(Region::single)
        .map_err(|_invalid| HullError::Empty)
}

/// Corners of a regular polygon around a point.
fn circle(center: Metres, radius_m: f64) -> impl Iterator<Item = Point<f64>> {
    const CORNERS: u32 = 24;
    (0..CORNERS).map(move |i| {
        let angle = TAU * f64::from(i) / f64::from(CORNERS);
        Point::new(
            center.x + radius_m * libm::cos(angle),
            center.y + radius_m * libm::sin(angle),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outline_holds_the_positions_with_room() {
        let at = |lon, lat| Position::from_degrees(lon, lat).expect("in range");
        let positions = [
            at(-0.14, 51.51),
            at(-0.13, 51.512),
            at(-0.135, 51.516),
            at(-0.136, 51.513),
        ];
        let frame = LocalFrame::new(at(-0.136, 51.513));
        let outline = buffered_hull(&positions, 50.0, &frame).expect("outline");
        assert!(positions.iter().all(|&p| outline.covers(p)));
        let single = buffered_hull(&positions[..1], 50.0, &frame).expect("a circle");
        let circle = std::f64::consts::PI * 2500.0;
        assert!((single.area_m2() / circle - 1.0).abs() < 0.02);
        assert_eq!(buffered_hull(&[], 50.0, &frame), Err(HullError::Empty));
        assert!(buffered_hull(&positions, f64::NAN, &frame).is_err());
    }
}
