//! The planes of consumer maps of China: GCJ-02 in spherical Mercator, and BD-09 in a Mercator of its own.
//!
//! Baidu's metres are those of Mercator on the ellipsoid of Clarke 1866, as the numbers show that its libraries compute with: between
//! 0 and 53 degrees north these polynomials are within 0.4 m of it, less than half a pixel of its finest tiles.

use std::f64::consts::PI;

use libm::{atan, exp, log, pow, sin, tan};

use super::world::SIDE;
use super::{Position, WorldPoint, offset};

/// Parts of a pixel in which places of one lattice are told in another.
pub(crate) const PIXEL_PARTS: i64 = 256;
/// How many pixels nodes are apart of which is computed where they lie; between them all is straight.
pub(crate) const NODE_PX: i64 = 16;

/// Clarke 1866.
const SEMI_MAJOR_M: f64 = 6_378_206.4;
const SEMI_MINOR_M: f64 = 6_356_583.8;
/// World units in a metre of Baidu's plane, whose square has a side of 2^26 m.
const UNITS_A_METRE: f64 = (SIDE >> 26) as f64;
/// Steps in which the latitude is found; each gains two digits and more.
const LATITUDE_STEPS: usize = 8;

/// A plane whose positions are shifted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shifted {
    /// GCJ-02 in spherical Mercator.
    Gcj02,
    /// BD-09 in Baidu's.
    Bd09,
}

impl Shifted {
    /// Where a position lies.
    pub(super) fn point(self, position: Position) -> WorldPoint {
        let place = [position.lon_degrees(), position.lat_degrees()];
        let [x, y] = match self {
            Self::Gcj02 => mercator(offset::gcj02_of(place)),
            Self::Bd09 => {
                let [east_m, north_m] = baidu_m(offset::bd09_of(place));
                [
                    east_m * UNITS_A_METRE,
                    SIDE as f64 - north_m * UNITS_A_METRE,
                ]
            }
        };
        let unit = |v: f64| (v.floor() as i64).clamp(0, SIDE - 1);
        WorldPoint {
            x: unit(x),
            y: unit(y),
        }
    }

    /// The position at a point, rounded to the lattice.
    pub(super) fn position(self, point: WorldPoint) -> Position {
        let [lon, lat] = self.place([point.x as f64, point.y as f64]);
        let step = |degrees: f64| (degrees * 1e7).round() as i64;
        Position::clamped(step(lon), step(lat))
    }

    /// The pixel zoom of Mercator's lattice whose pixels are nearest in size: Baidu's are 1.67 times as wide as Mercator's of the same
    /// number.
    pub(crate) fn source_zoom(self, pixel_zoom: u8) -> u8 {
        match self {
            Self::Gcj02 => pixel_zoom,
            Self::Bd09 => pixel_zoom.saturating_sub(1),
        }
    }

    /// Where a corner of pixels of the plane, so many nodes from its north-west, lies in Mercator's lattice of
    /// [`Self::source_zoom`], in 1/256 of its pixels.
    pub(crate) fn node(self, pixel_zoom: u8, column: i64, row: i64) -> [i64; 2] {
        let unit = |node: i64| (node * NODE_PX) as f64 * (1_u64 << (32 - pixel_zoom)) as f64;
        let there = mercator(self.place([unit(column), unit(row)]));
        let pixel = (1_u64 << (32 - self.source_zoom(pixel_zoom))) as f64;
        there.map(|units| (units / pixel * PIXEL_PARTS as f64).round() as i64)
    }

    /// Longitude and latitude in WGS 84 of world units of the plane.
    fn place(self, [x, y]: [f64; 2]) -> [f64; 2] {
        let (shown, place) = match self {
            Self::Gcj02 => {
                let shown = [(x / SIDE as f64 - 0.5) * 360.0, latitude(y)];
                (shown, offset::wgs84_of_gcj02(shown))
            }
            Self::Bd09 => {
                let north_m = (SIDE as f64 - y) / UNITS_A_METRE;
                let shown = baidu_degrees([x / UNITS_A_METRE, north_m]);
                (shown, offset::wgs84_of_bd09(shown))
            }
        };
        // at the rim of the ground that GCJ-02 shifts, a strip has no place on the ground, or two
        if place.iter().all(|degrees| degrees.is_finite()) {
            place
        } else {
            shown
        }
    }
}

/// World units of spherical Mercator.
fn mercator([lon, lat]: [f64; 2]) -> [f64; 2] {
    let phi = lat.clamp(-90.0, 90.0).to_radians();
    let y = 0.5 - log(tan(PI / 4.0 + phi / 2.0).max(1e-9)) / (2.0 * PI);
    [
        (lon / 360.0 + 0.5) * SIDE as f64,
        y.clamp(0.0, 1.0) * SIDE as f64,
    ]
}

fn latitude(y: f64) -> f64 {
    let mercator = (0.5 - y / SIDE as f64) * 2.0 * PI;
    (2.0 * (atan(exp(mercator)) - PI / 4.0)).to_degrees()
}

fn eccentricity() -> f64 {
    let ratio = SEMI_MINOR_M / SEMI_MAJOR_M;
    (1.0 - ratio * ratio).sqrt()
}

/// What the ellipsoid takes off the sphere's Mercator at a latitude.
fn flattening(phi: f64) -> f64 {
    let e = eccentricity();
    pow((1.0 - e * sin(phi)) / (1.0 + e * sin(phi)), e / 2.0)
}

/// Baidu's metres of degrees of BD-09.
fn baidu_m([lon, lat]: [f64; 2]) -> [f64; 2] {
    let phi = lat.clamp(-85.0, 85.0).to_radians();
    let north = log(tan(PI / 4.0 + phi / 2.0) * flattening(phi));
    [SEMI_MAJOR_M * lon.to_radians(), SEMI_MAJOR_M * north]
}

/// Degrees of BD-09 of Baidu's metres.
fn baidu_degrees([east_m, north_m]: [f64; 2]) -> [f64; 2] {
    let t = exp(-north_m / SEMI_MAJOR_M);
    let mut phi = PI / 2.0 - 2.0 * atan(t);
    for _ in 0..LATITUDE_STEPS {
        phi = PI / 2.0 - 2.0 * atan(t * flattening(phi));
    }
    [(east_m / SEMI_MAJOR_M).to_degrees(), phi.to_degrees()]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The place of 116.404 east, 39.915 north of BD-09 as Baidu's documentation of its JavaScript library gives it as an example.
    #[test]
    fn the_metres_are_those_of_baidu() {
        let [east_m, north_m] = baidu_m([116.404, 39.915]);
        assert!((east_m - 12_958_175.0).abs() < 0.1, "{east_m}");
        assert!((north_m - 4_825_923.77).abs() < 0.1, "{north_m}");
        // tile 3/1 of zoom 4, whose pixels are 2^14 m wide
        let tile = [east_m, north_m].map(|m| (m / 16_384.0 / 256.0) as i64);
        assert_eq!(tile, [3, 1]);
        for place in [[116.404, 39.915], [73.5, 18.1], [134.7, 53.5], [0.1, 0.1]] {
            let back = baidu_degrees(baidu_m(place));
            let near = |a: f64, b: f64| (a - b).abs() < 1e-10;
            assert!(
                near(back[0], place[0]) && near(back[1], place[1]),
                "{place:?}"
            );
        }
    }

    #[test]
    fn points_come_back() {
        for plane in [Shifted::Gcj02, Shifted::Bd09] {
            for (lon, lat) in [
                (120.3, 31.5),
                (113.134, 27.828),
                (87.6, 43.8),
                (110.2, 18.3),
            ] {
                let position = Position::from_degrees(lon, lat).expect("in range");
                let back = plane.position(plane.point(position));
                let apart =
                    (back.lon() - position.lon()).abs() + (back.lat() - position.lat()).abs();
                assert!(apart <= 2, "{plane:?} {lon} {lat}");
            }
        }
    }

    #[test]
    fn straight_between_nodes_is_near_enough() {
        for plane in [Shifted::Gcj02, Shifted::Bd09] {
            for zoom in [8, 12, 16, 18, 20] {
                let at = plane.point(Position::from_degrees(120.31, 31.49).expect("in range"));
                let node = |unit: i64| (unit >> (32 - zoom)) / NODE_PX;
                let (column, row) = (node(at.x), node(at.y));
                let [a, b] = [0, 1].map(|next| plane.node(zoom, column + next, row + next));
                // the middle of a square of 16 pixels, as a node of the next finer lattices is
                let exact = plane
                    .node(zoom + 1, 2 * column + 1, 2 * row + 1)
                    .map(|part| part / 2);
                for axis in 0..2 {
                    let straight = i64::midpoint(a[axis], b[axis]);
                    let off = (straight - exact[axis]).abs();
                    // a sixteenth of a pixel
                    assert!(off <= PIXEL_PARTS / 16, "{plane:?} {zoom}: {off}");
                }
            }
        }
    }
}
