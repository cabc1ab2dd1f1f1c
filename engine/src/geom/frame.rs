//! The local metric frame: Lambert azimuthal equal-area on the ellipsoid, anchored to the data.
//!
//! Areas are exact everywhere; at the anchor the scale is 1 in all directions, and 50 km away a distance is wrong by
//! less than 2 parts in 100,000. Formulas: J. P. Snyder, Map Projections - A Working Manual, USGS Professional Paper
//! 1395 (1987), pages 187-190. Trigonometry comes from the `libm` crate, so that every platform computes the same bits.

use libm::{asin, atan2, cos, hypot, log, sin};

use super::Position;

/// Semi-major axis of CGCS2000 and WGS 84 in metres.
pub(crate) const SEMI_MAJOR_M: f64 = 6_378_137.0;
/// First eccentricity squared of CGCS2000 (WGS 84 differs in the eleventh decimal).
pub(crate) const ECCENTRICITY_2: f64 = 0.006_694_380_022_900_788;

/// Beyond this cosine of the angle from the anchor, within 300 m of the point opposite, all directions are the same.
const ANTIPODE: f64 = -1.0 + 1e-9;

/// Half a turn in lattice steps.
const HALF_TURN: i64 = 1_800_000_000;

/// A point in the local frame: metres east (x) and north (y) of the anchor.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metres {
    /// Metres east of the anchor.
    pub x: f64,
    /// Metres north of the anchor.
    pub y: f64,
}

impl Metres {
    /// Straight distance to another point in metres.
    pub fn distance_m(self, other: Self) -> f64 {
        hypot(self.x - other.x, self.y - other.y)
    }
}

/// A local equal-area frame; see the module text for its accuracy.
#[derive(Debug, Clone, PartialEq)]
pub struct LocalFrame {
    anchor: Position,
    lambda0: f64,
    sin_beta0: f64,
    cos_beta0: f64,
    authalic_radius_m: f64,
    stretch: f64,
    q_pole: f64,
}

impl LocalFrame {
    /// The frame whose origin is `anchor`, which must lie between 89 degrees south and 89 degrees north (it is moved there otherwise).
    pub fn new(anchor: Position) -> Self {
        let limit = 890_000_000;
        let anchor = Position::clamped(
            anchor.lon().into(),
            anchor.lat().clamp(-limit, limit).into(),
        );
        let phi = anchor.lat_degrees().to_radians();
        let q_pole = authalic_q(1.0);
        let authalic_radius_m = SEMI_MAJOR_M * (q_pole / 2.0).sqrt();
        let beta0 = asin((authalic_q(sin(phi)) / q_pole).clamp(-1.0, 1.0));
        let m = cos(phi) / (1.0 - ECCENTRICITY_2 * sin(phi) * sin(phi)).sqrt();
        Self {
            anchor,
            lambda0: anchor.lon_degrees().to_radians(),
            sin_beta0: sin(beta0),
            cos_beta0: cos(beta0),
            authalic_radius_m,
            stretch: SEMI_MAJOR_M * m / (authalic_radius_m * cos(beta0)),
            q_pole,
        }
    }

    /// The origin of the frame.
    pub fn anchor(&self) -> Position {
        self.anchor
    }

    /// Where a position lies in the frame. A position opposite the anchor on the globe lands about 12,700 km away.
    pub fn to_metres(&self, position: Position) -> Metres {
        let phi = position.lat_degrees().to_radians();
        let delta = position.lon_degrees().to_radians() - self.lambda0;
        let sin_beta = (authalic_q(sin(phi)) / self.q_pole).clamp(-1.0, 1.0);
        let cos_beta = (1.0 - sin_beta * sin_beta).sqrt();
        let cosine = self.sin_beta0 * sin_beta + self.cos_beta0 * cos_beta * cos(delta);
        if cosine < ANTIPODE {
            let x = 2.0 * self.authalic_radius_m * self.stretch;
            return Metres { x, y: 0.0 };
        }
        let b = self.authalic_radius_m * (2.0 / (1.0 + cosine)).sqrt();
        Metres {
            x: b * self.stretch * cos_beta * sin(delta),
            y: b / self.stretch
                * (self.cos_beta0 * sin_beta - self.sin_beta0 * cos_beta * cos(delta)),
        }
    }

    /// The lattice position at a point of the frame; points beyond the globe land on its far side.
    pub fn to_position(&self, metres: Metres) -> Position {
        let (x, y) = (metres.x / self.stretch, metres.y * self.stretch);
        let rho = hypot(x, y);
        if rho < 1e-9 {
            return self.anchor;
        }
        let ce = 2.0 * asin((rho / (2.0 * self.authalic_radius_m)).min(1.0));
        let sin_beta =
            (cos(ce) * self.sin_beta0 + y * sin(ce) * self.cos_beta0 / rho).clamp(-1.0, 1.0);
        let delta = atan2(
            x * sin(ce),
            rho * self.cos_beta0 * cos(ce) - y * self.sin_beta0 * sin(ce),
        );
        let phi = latitude_of(sin_beta * self.q_pole);
        let step = |radians: f64| (radians.to_degrees() * 1e7).round() as i64;
        let lon = step(self.lambda0 + delta);
        let wrapped = (lon + HALF_TURN).rem_euclid(2 * HALF_TURN) - HALF_TURN;
        Position::clamped(if lon == HALF_TURN { lon } else { wrapped }, step(phi))
    }
}

/// Snyder's q (3-12): the area function of the ellipsoid for a sine of latitude.
pub(super) fn authalic_q(sin_phi: f64) -> f64 {
    let e = ECCENTRICITY_2.sqrt();
    let es = e * sin_phi;
    (1.0 - ECCENTRICITY_2) * (sin_phi / (1.0 - es * es) - log((1.0 - es) / (1.0 + es)) / (2.0 * e))
}

/// The latitude in radians with this q, by Newton's method (3-16); five rounds reach the last bit.
fn latitude_of(q: f64) -> f64 {
    let mut phi = asin((q / 2.0).clamp(-1.0, 1.0));
    for _ in 0..5 {
        let s = sin(phi);
        let w = 1.0 - ECCENTRICITY_2 * s * s;
        let cosine = cos(phi);
        if cosine < 1e-10 {
            break;
        }
        phi += w * w / (2.0 * cosine) * (q - authalic_q(s)) / (1.0 - ECCENTRICITY_2);
    }
    phi
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(lon: f64, lat: f64) -> Position {
        Position::from_degrees(lon, lat).expect("in range")
    }

    const PROJ_X: f64 = 57_242.152_5;
    const PROJ_Y: f64 = -44_194.523_0;

    #[test]
    fn agrees_with_proj() {
        // cs2cs (PROJ 9.1.1): EPSG:4490 to +proj=laea +lat_0=31.5 +lon_0=120.3 +ellps=GRS80
        let frame = LocalFrame::new(at(120.3, 31.5));
        let m = frame.to_metres(at(120.9, 31.1));
        assert!(
            (m.x - PROJ_X).abs() < 1e-3 && (m.y - PROJ_Y).abs() < 1e-3,
            "{m:?}"
        );
    }

    #[test]
    fn what_lies_opposite_is_far_away() {
        let frame = LocalFrame::new(at(120.3, 31.5));
        for (lon, lat) in [(-59.7, -31.5), (-59.7, -31.500_01), (-59.6, -31.5)] {
            let m = frame.to_metres(at(lon, lat));
            let distance = hypot(m.x, m.y);
            assert!(distance > 12_700_000.0 && distance < 12_800_000.0, "{m:?}");
        }
    }

    #[test]
    fn round_trip_within_one_step() {
        for (lon, lat) in [
            (-0.1367, 51.5133),
            (120.3, 31.5),
            (0.0, -53.0),
            (119.0, 0.0),
            (179.9, 70.0),
        ] {
            let frame = LocalFrame::new(at(lon, lat));
            for (dx, dy) in [
                (0.0, 0.0),
                (13.0, -7.0),
                (50_000.0, 50_000.0),
                (-3.0, 120_000.0),
            ] {
                let p = frame.to_position(Metres { x: dx, y: dy });
                let back = frame.to_metres(p);
                assert!(
                    (back.x - dx).abs() < 0.02 && (back.y - dy).abs() < 0.02,
                    "{lon} {lat} {dx} {dy}: {back:?}"
                );
            }
        }
    }
}
