//! A position on the 1e-7 degree lattice.

use std::fmt;

/// Lattice steps in one degree: positions are integers of 1e-7 degree (1.1 cm on the ground).
pub const LATTICE_PER_DEGREE: i32 = 10_000_000;

const LON_LIMIT: i32 = 180 * LATTICE_PER_DEGREE;
const LAT_LIMIT: i32 = 90 * LATTICE_PER_DEGREE;

/// A geographic position (CGCS2000, taken as equal to WGS 84) on the 1e-7 degree lattice.
///
/// ```
/// use hexward_engine::geom::Position;
/// let pump = Position::from_degrees(-0.136_748_6, 51.513_338).expect("in range");
/// assert_eq!((pump.lon(), pump.lat()), (-1_367_486, 515_133_380));
/// assert!(Position::from_degrees(0.0, 91.0).is_err());
/// assert!(Position::from_degrees(180.5, 0.0).is_err());
/// assert!(Position::from_degrees(f64::NAN, 0.0).is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Position {
    lon: i32,
    lat: i32,
}

/// A coordinate that is not a geographic position.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum PositionError {
    /// The longitude is not a number from -180 to 180.
    #[error("longitude {0} is not between -180 and 180 degrees")]
    Longitude(f64),
    /// The latitude is not a number from -90 to 90.
    #[error("latitude {0} is not between -90 and 90 degrees")]
    Latitude(f64),
}

impl Position {
    /// The lattice position nearest to a longitude and latitude in degrees.
    ///
    /// # Errors
    /// [`PositionError`] names the coordinate that is out of range or not a number.
    pub fn from_degrees(lon: f64, lat: f64) -> Result<Self, PositionError> {
        if !(-180.0..=180.0).contains(&lon) {
            return Err(PositionError::Longitude(lon));
        }
        if !(-90.0..=90.0).contains(&lat) {
            return Err(PositionError::Latitude(lat));
        }
        let scale = f64::from(LATTICE_PER_DEGREE);
        Ok(Self {
            lon: (lon * scale).round() as i32,
            lat: (lat * scale).round() as i32,
        })
    }

    /// The position with these lattice coordinates, or `None` outside the globe.
    pub fn from_lattice(lon: i32, lat: i32) -> Option<Self> {
        let inside = lon.abs_diff(0) <= LON_LIMIT as u32 && lat.abs_diff(0) <= LAT_LIMIT as u32;
        inside.then_some(Self { lon, lat })
    }

    /// The nearest position on the globe to these lattice coordinates.
    pub fn clamped(lon: i64, lat: i64) -> Self {
        Self {
            lon: lon.clamp(-i64::from(LON_LIMIT), i64::from(LON_LIMIT)) as i32,
            lat: lat.clamp(-i64::from(LAT_LIMIT), i64::from(LAT_LIMIT)) as i32,
        }
    }

    /// Longitude in lattice steps of 1e-7 degree.
    pub fn lon(self) -> i32 {
        self.lon
    }

    /// Latitude in lattice steps of 1e-7 degree.
    pub fn lat(self) -> i32 {
        self.lat
    }

    /// Longitude in degrees; reading it back gives the same lattice position.
    pub fn lon_degrees(self) -> f64 {
        f64::from(self.lon) / f64::from(LATTICE_PER_DEGREE)
    }

    /// Latitude in degrees; reading it back gives the same lattice position.
    pub fn lat_degrees(self) -> f64 {
        f64::from(self.lat) / f64::from(LATTICE_PER_DEGREE)
    }
}

impl fmt::Debug for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({self})")
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.7},{:.7}", self.lon_degrees(), self.lat_degrees())
    }
}

/// Twice the signed area of the triangle `a b c` in square lattice steps: positive when `c` lies left of `a` to `b`.
pub(crate) fn orientation(a: Position, b: Position, c: Position) -> i128 {
    let dx = |p: Position| i128::from(p.lon) - i128::from(a.lon);
    let dy = |p: Position| i128::from(p.lat) - i128::from(a.lat);
    dx(b) * dy(c) - dy(b) * dx(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_round_trip_on_the_lattice() {
        for lon in (-1_800_000_000..=1_800_000_000).step_by(7_654_321) {
            let position = Position::from_lattice(lon, lon / 2).expect("on the globe");
            let again = Position::from_degrees(position.lon_degrees(), position.lat_degrees());
            assert_eq!(again, Ok(position));
        }
    }

    #[test]
    fn extremes_do_not_overflow() {
        let corner = |lon, lat| Position::clamped(lon, lat);
        let (a, b, c) = (
            corner(i64::MIN, i64::MIN),
            corner(i64::MAX, i64::MIN),
            corner(i64::MAX, i64::MAX),
        );
        assert!(orientation(a, b, c) > 0);
        assert!(Position::from_lattice(i32::MIN, 0).is_none());
    }
}
