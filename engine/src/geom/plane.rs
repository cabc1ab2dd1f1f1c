//! Planes: how the ground lies in a picture.

use std::f64::consts::PI;

use libm::{log, tan};

use super::shifted::Shifted;
use super::world::SIDE;
use super::{Position, WorldPoint};

/// Parts of a pixel in which lines of one plane are told in the lattice of another.
pub(crate) const LINE_PARTS: i64 = 256;

/// A way to lay the ground into the world square.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Plane {
    /// Spherical Mercator (EPSG:3857), which fills the square.
    #[default]
    Mercator,
    /// Degrees of longitude and latitude (OGC:CRS84, EPSG:4490, EPSG:4326): the square is 360 degrees wide and high, from the
    /// north pole on, and its lower half is empty. Nothing is drawn beyond 85.0511 degrees.
    Degrees,
    /// GCJ-02 in the same Mercator: how consumer maps of China number their tiles. For display only.
    Gcj02,
    /// BD-09 in Baidu's Mercator: the square has a side of 2^26 m and lies north and east of where the equator meets Greenwich, which is its
    /// south-western corner. For display only.
    Bd09,
}

impl Plane {
    /// What is done to positions before they lie in it; nothing in those that keep them.
    pub(crate) fn shifted(self) -> Option<Shifted> {
        match self {
            Self::Mercator | Self::Degrees => None,
            Self::Gcj02 => Some(Shifted::Gcj02),
            Self::Bd09 => Some(Shifted::Bd09),
        }
    }

    /// Where a position lies.
    pub fn point(self, position: Position) -> WorldPoint {
        let mercator = WorldPoint::of(position);
        match self {
            Self::Mercator => mercator,
            Self::Gcj02 => Shifted::Gcj02.point(position),
            Self::Bd09 => Shifted::Bd09.point(position),
            Self::Degrees => {
                let south = 900_000_000 - i128::from(position.lat());
                let y = south * i128::from(SIDE) / 3_600_000_000;
                WorldPoint {
                    x: mercator.x,
                    y: y as i64,
                }
            }
        }
    }

    /// The position at a point, rounded to the lattice.
    pub fn position(self, point: WorldPoint) -> Position {
        let mercator = point.position();
        match self {
            Self::Mercator => mercator,
            Self::Gcj02 => Shifted::Gcj02.position(point),
            Self::Bd09 => Shifted::Bd09.position(point),
            Self::Degrees => {
                let south = i128::from(point.y) * 3_600_000_000;
                let south = (south + i128::from(SIDE / 2)) / i128::from(SIDE);
                Position::clamped(i64::from(mercator.lon()), 900_000_000 - south as i64)
            }
        }
    }
}

/// Where the line above a row of the lattice in degrees lies in that of Mercator, in 1/256 of its pixels from the north.
pub(crate) fn mercator_line(pixel_zoom: u8, row: i64) -> i64 {
    let rows = (256_u64 << pixel_zoom) as f64;
    let phi = ((90.0 - 360.0 * row as f64 / rows).clamp(-90.0, 90.0)).to_radians();
    let y = 0.5 - log(tan(PI / 4.0 + phi / 2.0).max(1e-9)) / (2.0 * PI);
    (y.clamp(0.0, 1.0) * rows * LINE_PARTS as f64).round() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_even_and_come_back() {
        let at = |lon, lat| Position::from_degrees(lon, lat).expect("in range");
        let plane = Plane::Degrees;
        for (lon, lat, x, y) in [
            (-180.0, 90.0, 0, 0),
            (0.0, 0.0, SIDE / 2, SIDE / 4),
            (90.0, -45.0, SIDE / 4 * 3, SIDE / 8 * 3),
            (-90.0, 45.0, SIDE / 4, SIDE / 8),
        ] {
            let point = plane.point(at(lon, lat));
            assert!(
                (point.x - x).abs() <= 1 && (point.y - y).abs() <= 1,
                "{lon} {lat}"
            );
        }
        for (lon, lat) in [(120.3, 31.5), (-0.136_748_6, 51.513_338), (113.1, -53.25)] {
            assert_eq!(plane.position(plane.point(at(lon, lat))), at(lon, lat));
        }
    }

    #[test]
    fn lines_are_where_their_latitude_is() {
        for (zoom, row) in [(4, 700), (10, 41_000), (16, 2_600_000), (18, 10_485_761)] {
            let rows = 256_i64 << zoom;
            let lat = 90.0 - 360.0 * row as f64 / rows as f64;
            let there = WorldPoint::of(Position::from_degrees(0.0, lat).expect("in range"));
            let expected = there.y as f64 / SIDE as f64 * rows as f64 * 256.0;
            assert!(
                (mercator_line(zoom, row) as f64 - expected).abs() < 3.0,
                "{zoom} {row}"
            );
        }
        assert_eq!(
            (mercator_line(3, 0), mercator_line(3, 1024)),
            (0, 2048 * 256)
        );
        // the equator, and no line of degrees is above the one before
        assert_eq!(mercator_line(3, 512), 1024 * 256);
        assert!((0..1024).all(|row| mercator_line(3, row) <= mercator_line(3, row + 1)));
    }
}
