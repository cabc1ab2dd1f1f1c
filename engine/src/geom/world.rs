//! The world square in which tiles are drawn: spherical (web) Mercator in integers.
//!
//! A world coordinate is an integer number of 2^-40 of the square's side (less than 0.04 mm on the ground), from the
//! north-west corner, x to the east and y to the south. A pixel at pixel zoom `p` is 2^(32 - p) units wide, so a
//! position has one pixel whichever tile asks, and moving between tiles of one zoom is an integer shift.

use std::f64::consts::PI;

use libm::{cos, exp, log, sin, tan};

use super::frame::{ECCENTRICITY_2, SEMI_MAJOR_M};
use super::{Bounds, Position};

/// Bits of a world coordinate: the square's side is 2^40 units.
pub const WORLD_BITS: u32 = 40;
pub(super) const SIDE: i64 = 1 << WORLD_BITS;

/// A point of the world square in units of 2^-40 of its side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorldPoint {
    /// East of the 180th meridian.
    pub x: i64,
    /// South of 85.0511 degrees north.
    pub y: i64,
}

/// A half-open box of the world square.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorldBox {
    /// North-west corner, inside.
    pub min: WorldPoint,
    /// South-east corner, outside.
    pub max: WorldPoint,
}

impl WorldPoint {
    /// Where a position lies; latitudes beyond 85.0511 degrees land on the square's edge.
    pub fn of(position: Position) -> Self {
        let x = position.lon_degrees() / 360.0 + 0.5;
        let phi = position.lat_degrees().to_radians();
        let y = 0.5 - log(tan(PI / 4.0 + phi / 2.0).max(1e-9)) / (2.0 * PI);
        let unit = |v: f64| ((v * SIDE as f64).floor() as i64).clamp(0, SIDE - 1);
        Self {
            x: unit(x),
            y: unit(y),
        }
    }

    /// The position at this point, rounded to the lattice.
    pub fn position(self) -> Position {
        let lon = (self.x as f64 / SIDE as f64 - 0.5) * 360.0;
        let step = |degrees: f64| (degrees * 1e7).round() as i64;
        Position::clamped(step(lon), step(latitude(self.y as f64).to_degrees()))
    }
}

impl WorldBox {
    /// The box of positions around this box, for look-ups by longitude and latitude; one step wider on each side.
    pub fn bounds(self) -> Bounds {
        let (nw, se) = (self.min.position(), self.max.position());
        let corner =
            |lon: i32, lat: i32, d: i64| Position::clamped(i64::from(lon) + d, i64::from(lat) + d);
        let (sw, ne) = (
            corner(nw.lon(), se.lat(), -1),
            corner(se.lon(), nw.lat(), 1),
        );
        Bounds::around([sw, ne]).expect("two corners")
    }

    /// Whether a point lies in the box.
    pub fn contains(self, p: WorldPoint) -> bool {
        (self.min.x..self.max.x).contains(&p.x) && (self.min.y..self.max.y).contains(&p.y)
    }

    /// The smallest box around some points, or `None` when there are none.
    pub fn around(points: impl IntoIterator<Item = WorldPoint>) -> Option<Self> {
        points.into_iter().fold(None, |found: Option<Self>, p| {
            let b = found.unwrap_or(Self { min: p, max: p });
            Some(Self {
                min: WorldPoint {
                    x: b.min.x.min(p.x),
                    y: b.min.y.min(p.y),
                },
                max: WorldPoint {
                    x: b.max.x.max(p.x + 1),
                    y: b.max.y.max(p.y + 1),
                },
            })
        })
    }

    /// Whether two boxes share a point.
    pub fn intersects(self, other: Self) -> bool {
        self.min.x < other.max.x
            && other.min.x < self.max.x
            && self.min.y < other.max.y
            && other.min.y < self.max.y
    }
}

/// The ground area in square metres of one pixel at this pixel zoom, in the pixel row `row` counted from the north.
///
/// Measured on the ellipsoid, in the middle of the row: Mercator's scale differs from row to row.
pub fn ground_pixel_area_m2(pixel_zoom: u8, row: i64) -> f64 {
    let pixel = (1_u64 << (32 - u32::from(pixel_zoom))) as f64;
    let phi = latitude((row as f64 + 0.5) * pixel);
    let w = 1.0 - ECCENTRICITY_2 * sin(phi) * sin(phi);
    let meridian = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2) / (w * w.sqrt());
    let vertical = SEMI_MAJOR_M / w.sqrt();
    let radians = 2.0 * PI * pixel / SIDE as f64;
    meridian * vertical * cos(phi) * cos(phi) * radians * radians
}

fn latitude(y: f64) -> f64 {
    let mercator = (0.5 - y / SIDE as f64) * 2.0 * PI;
    2.0 * (libm::atan(exp(mercator)) - PI / 4.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_and_round_trip() {
        let at = |lon, lat| Position::from_degrees(lon, lat).expect("in range");
        assert_eq!(WorldPoint::of(at(-180.0, 90.0)), WorldPoint { x: 0, y: 0 });
        assert_eq!(
            WorldPoint::of(at(180.0, -90.0)),
            WorldPoint {
                x: SIDE - 1,
                y: SIDE - 1
            }
        );
        let middle = WorldPoint::of(at(0.0, 0.0));
        assert!((middle.x - SIDE / 2).abs() <= 1 && (middle.y - SIDE / 2).abs() <= 1);
        for (lon, lat) in [(120.3, 31.5), (-0.136_748_6, 51.513_338), (113.1, -53.25)] {
            assert_eq!(WorldPoint::of(at(lon, lat)).position(), at(lon, lat));
        }
    }

    #[test]
    fn pixel_area_shrinks_with_the_square_of_the_cosine() {
        // at 60 degrees a pixel covers about a quarter of its area at the equator
        let row = |lat| {
            WorldPoint::of(Position::from_degrees(0.0, lat).expect("in range")).y >> (32 - 14)
        };
        let ratio = ground_pixel_area_m2(14, row(60.0)) / ground_pixel_area_m2(14, row(0.0));
        assert!((ratio - 0.25).abs() < 0.003, "{ratio}");
    }
}
