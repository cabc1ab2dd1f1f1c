//! Lengths on the ground.

use libm::{cos, hypot, sin};

use crate::geom::Position;
use crate::geom::frame::{ECCENTRICITY_2, SEMI_MAJOR_M};

/// Metres on the ground of one degree of longitude and of latitude, at a latitude in degrees.
///
/// The radii of curvature of the ellipsoid: prime vertical a / w and meridian a (1 - e^2) / w^3 with
/// w^2 = 1 - e^2 sin^2 (Snyder 1987, pages 24-25).
pub(crate) fn degree_m(lat_degrees: f64) -> (f64, f64) {
    let phi = lat_degrees.to_radians();
    let w = (1.0 - ECCENTRICITY_2 * sin(phi) * sin(phi)).sqrt();
    let east = SEMI_MAJOR_M / w * cos(phi);
    let north = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2) / (w * w * w);
    (east.to_radians(), north.to_radians())
}

/// Length of a segment in metres on the ellipsoid, by the radii of curvature at its middle.
///
/// Relative error below 1e-6 for segments up to 10 km away from the poles.
pub(crate) fn segment_m(a: Position, b: Position) -> f64 {
    let middle = f64::midpoint(a.lat_degrees(), b.lat_degrees());
    let (east, north) = degree_m(middle);
    let lon = b.lon_degrees() - a.lon_degrees();
    let lat = b.lat_degrees() - a.lat_degrees();
    hypot(lon * east, lat * north)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geom::LocalFrame;

    #[test]
    fn lengths_agree_with_the_frame_at_its_anchor() {
        let at = |lon, lat| Position::from_degrees(lon, lat).expect("in range");
        for (lon, lat) in [(120.3, 31.5), (-71.4, 41.8), (103.8, 1.3), (10.0, -60.0)] {
            let frame = LocalFrame::new(at(lon, lat));
            let (a, b) = (at(lon - 0.005, lat - 0.003), at(lon + 0.005, lat + 0.003));
            let expected = frame.to_metres(a).distance_m(frame.to_metres(b));
            assert!(
                (segment_m(a, b) / expected - 1.0).abs() < 1e-6,
                "{lon} {lat}"
            );
        }
    }
}
