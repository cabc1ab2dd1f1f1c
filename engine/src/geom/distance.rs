//! Quick bounds of the distance, so that only close calls ask a frame.
//!
//! The distance from a position to another is measured in the [`LocalFrame`] anchored at the first (moved to 89 degrees
//! near a pole). That takes trigonometry, so two cheaper things bound it:
//!
//! - the **chord**, straight through the authalic sphere between two [`Direction`]s. A Lambert azimuthal equal-area frame
//!   shows a point at the length of the chord from its anchor; the ellipsoid stretches it by at most [`STRETCH`] either
//!   way. Chords hold everywhere and keep the triangle inequality;
//! - the **local scale**, metres per lattice step in the middle between two positions. Below 75 degrees and 30 km it is
//!   right to the relative error that [`LocalScale::error`] states. With d the distance, R the radius and t the tangent of
//!   the latitude, the middle-latitude formula leaves out terms of (d/R)² (1 + t²) at most, the ellipsoid terms of
//!   e² d/R with e² = 0.0067; the stated error is a multiple of their sum, which a test compares with the truth.

use libm::{cos, sin};

use super::frame::{ECCENTRICITY_2, LocalFrame, SEMI_MAJOR_M, authalic_q};
use super::{Bounds, Position};

/// Most by which a distance and its chord differ, as a factor.
pub(crate) const STRETCH: f64 = 1.002;
/// Rounding of a distance, in metres, many times over.
pub(crate) const ROUNDING_M: f64 = 1e-6;
/// Radius in metres of the sphere with the ellipsoid's area.
pub(crate) const AUTHALIC_RADIUS_M: f64 = 6_371_007.18;
/// Radians in a lattice step.
const STEP: f64 = std::f64::consts::PI / 1.8e9;

/// The distance from one position to another in metres, as every answer states it. `here` is the frame of the first.
pub(crate) fn distance_m(here: &LocalFrame, to: Position) -> f64 {
    let m = here.to_metres(to);
    libm::hypot(m.x, m.y)
}

/// The unit vector from the centre of the authalic sphere to a position.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Direction(pub(crate) [f64; 3]);

impl Direction {
    /// The direction of a position.
    pub(crate) fn of(position: Position) -> Self {
        Self::from_parts(
            sine_and_cosine_of_latitude(position.lat()),
            sine_and_cosine_of_longitude(position.lon()),
        )
    }

    /// The direction with these sines and cosines of authalic latitude and of longitude.
    pub(crate) fn from_parts(
        (sin_lat, cos_lat): (f64, f64),
        (sin_lon, cos_lon): (f64, f64),
    ) -> Self {
        Self([cos_lat * cos_lon, cos_lat * sin_lon, sin_lat])
    }

    /// The square of the chord to another direction, in square radii.
    pub(crate) fn chord_2(self, other: Self) -> f64 {
        let [x, y, z] = std::array::from_fn(|i| self.0[i] - other.0[i]);
        x * x + y * y + z * z
    }
}

/// Sine and cosine of the authalic latitude.
pub(crate) fn sine_and_cosine_of_latitude(lat: i32) -> (f64, f64) {
    let sine = (authalic_q(sin(f64::from(lat) * STEP)) / authalic_q(1.0)).clamp(-1.0, 1.0);
    (sine, (1.0 - sine * sine).sqrt())
}

/// Sine and cosine of the longitude.
pub(crate) fn sine_and_cosine_of_longitude(lon: i32) -> (f64, f64) {
    let lambda = f64::from(lon) * STEP;
    (sin(lambda), cos(lambda))
}

/// No position of a box lies further from its middle than this chord, in radii.
///
/// The way that is straight in longitude and latitude is at least as long, with parallels taken where they are longest.
pub(crate) fn half_diagonal(bounds: Bounds) -> f64 {
    let (low, high) = (bounds.min(), bounds.max());
    let half = |a: i32, b: i32| (f64::from(b) - f64::from(a) + 1.0) * (STEP / 2.0);
    let nearest_to_equator = if low.lat() <= 0 && high.lat() >= 0 {
        0
    } else {
        low.lat().abs().min(high.lat().abs())
    };
    let parallel = cos(f64::from(nearest_to_equator) * STEP);
    let (east, north) = (half(low.lon(), high.lon()), half(low.lat(), high.lat()));
    1.01 * libm::hypot(east * parallel, north)
}

/// Metres per lattice step around one latitude.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LocalScale {
    doubled_lat: f64,
    east_m: f64,
    /// By how much `east_m` grows with a step of half a lattice step to the north.
    east_growth_m: f64,
    north_m: f64,
    curvature: f64,
}

impl LocalScale {
    /// Longest distance that it is used for.
    pub(crate) const REACH_M: f64 = 30_000.0;

    /// The scale around a latitude; `None` beyond 75 degrees.
    pub(crate) fn around(lat: i32) -> Option<Self> {
        if lat.abs() > 750_000_000 {
            return None;
        }
        let phi = f64::from(lat) * STEP;
        let (sine, cosine) = (sin(phi), cos(phi));
        let w = 1.0 - ECCENTRICITY_2 * sine * sine;
        let normal_m = SEMI_MAJOR_M / w.sqrt();
        let meridian_m = normal_m * (1.0 - ECCENTRICITY_2) / w;
        Some(Self {
            doubled_lat: 2.0 * f64::from(lat),
            east_m: normal_m * cosine * STEP,
            east_growth_m: -meridian_m * sine * STEP * STEP / 2.0,
            north_m: meridian_m * STEP,
            curvature: 1.0 / (cosine * cosine),
        })
    }

    /// The square of the distance between two positions, in square metres; good to [`LocalScale::error`] when it is short
    /// and does not cross the 180th meridian.
    pub(crate) fn square_m2(&self, a: Position, b: Position) -> f64 {
        let (a_lat, b_lat) = (f64::from(a.lat()), f64::from(b.lat()));
        let east_m = self.east_m + self.east_growth_m * (a_lat + b_lat - self.doubled_lat);
        let x = (f64::from(a.lon()) - f64::from(b.lon())) * east_m;
        let y = (a_lat - b_lat) * self.north_m;
        x * x + y * y
    }

    /// A distance that two positions surely have between them, in metres; 0 when they are too far apart to say.
    pub(crate) fn least_m(&self, a: Position, b: Position) -> f64 {
        let square_m2 = self.square_m2(a, b);
        if square_m2 > Self::REACH_M * Self::REACH_M {
            return 0.0;
        }
        let quick_m = square_m2.sqrt();
        quick_m * (1.0 - self.error(1.02 * quick_m, 0.0)) - ROUNDING_M
    }

    /// A distance that two positions with this [`LocalScale::square_m2`] surely do not exceed, in metres; infinite when they
    /// are too far apart to say.
    pub(crate) fn most_m(&self, square_m2: f64) -> f64 {
        if square_m2 > Self::REACH_M * Self::REACH_M {
            return f64::INFINITY;
        }
        let quick_m = square_m2.sqrt();
        quick_m * (1.0 + self.error(1.02 * quick_m, 0.0)) + ROUNDING_M
    }

    /// The relative error of distances up to `distance_m`, from positions up to `offset_m` north or south of the latitude.
    pub(crate) fn error(&self, distance_m: f64, offset_m: f64) -> f64 {
        let angle = (distance_m + offset_m) / AUTHALIC_RADIUS_M;
        0.02 * angle + 2.0 * self.curvature * angle * angle
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Random(u64);

    impl Random {
        fn unit(&mut self) -> f64 {
            self.0 = self
                .0
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 11) as f64 / (1_u64 << 53) as f64
        }
    }

    #[test]
    fn a_chord_bounds_the_distance_everywhere() {
        let mut random = Random(3);
        let mut most = 1.0_f64;
        for i in 0..20_000 {
            let lat = (random.unit() - 0.5) * 1.78e9;
            let lon = (random.unit() - 0.5) * 3.6e9;
            let a = Position::clamped(lon as i64, lat as i64);
            let reach = 10.0_f64.powf(9.3 * random.unit());
            let step = |unit: f64| ((unit - 0.5) * reach) as i64;
            let b = Position::clamped(
                i64::from(a.lon()) + step(random.unit()),
                i64::from(a.lat()) + step(random.unit()),
            );
            let chord = Direction::of(a).chord_2(Direction::of(b)).sqrt();
            // within 300 m of the antipode the frame does not tell directions apart
            if a == b || chord > 1.999_999 {
                continue;
            }
            let distance = distance_m(&LocalFrame::new(a), b);
            let chord_m = chord * AUTHALIC_RADIUS_M;
            let slack = ROUNDING_M;
            assert!(distance <= chord_m * 1.0013 + slack, "{i}: {a} {b}");
            assert!(distance >= chord_m / 1.0013 - slack, "{i}: {a} {b}");
            if chord_m > 10.0 {
                most = most.max(distance / chord_m).max(chord_m / distance);
            }
        }
        assert!(most > 1.001, "the test reaches the equator: {most}");
    }

    #[test]
    fn the_local_scale_is_twice_as_good_as_it_says() {
        let mut random = Random(5);
        let mut worst = 0.0_f64;
        for i in 0..60_000 {
            let lat = ((random.unit() - 0.5) * 1.499e9) as i32;
            let scale = LocalScale::around(lat).expect("below 75 degrees");
            let offset_m = 2000.0 * random.unit();
            let side = if i % 2 == 0 { 1.0 } else { -1.0 };
            let a = Position::clamped(
                ((random.unit() - 0.5) * 3e9) as i64,
                i64::from(lat) + (side * offset_m / 0.0112) as i64,
            );
            let distance_m_wanted = 30_000.0 * random.unit().powi(3);
            let angle = random.unit() * std::f64::consts::TAU;
            let frame = LocalFrame::new(a);
            let b = frame.to_position(crate::geom::Metres {
                x: distance_m_wanted * cos(angle),
                y: distance_m_wanted * sin(angle),
            });
            let truth = distance_m(&frame, b);
            let quick = scale.square_m2(a, b).sqrt();
            let allowed = scale.error(truth, offset_m) * truth;
            let off = (quick - truth).abs();
            assert!(
                off <= allowed / 2.0 + ROUNDING_M,
                "{a} {b}: {quick} for {truth}"
            );
            if truth > 1.0 {
                worst = worst.max(off / allowed);
            }
        }
        assert!(worst > 0.02, "the bound is not idle: {worst}");
    }

    #[test]
    fn no_position_of_a_box_is_further_from_its_middle_than_half_its_diagonal() {
        let mut random = Random(9);
        for _ in 0..3000 {
            let reach = 10.0_f64.powf(9.2 * random.unit());
            let west = ((random.unit() - 0.5) * 3.6e9) as i64;
            let south = ((random.unit() - 0.5) * 1.8e9) as i64;
            let corners = [
                Position::clamped(west, south),
                Position::clamped(
                    west + (reach * random.unit()) as i64,
                    south + (reach * random.unit()) as i64,
                ),
            ];
            let bounds = Bounds::around(corners).expect("two corners");
            let (low, high) = (bounds.min(), bounds.max());
            let middle = Direction::of(bounds.center());
            let most = half_diagonal(bounds);
            for _ in 0..20 {
                let between = |a: i32, b: i32, t: f64| {
                    i64::from(a) + ((f64::from(b) - f64::from(a)) * t).round() as i64
                };
                let edge = |t: f64| {
                    if t < 0.3 {
                        0.0
                    } else if t > 0.7 {
                        1.0
                    } else {
                        t
                    }
                };
                let p = Position::clamped(
                    between(low.lon(), high.lon(), edge(random.unit())),
                    between(low.lat(), high.lat(), edge(random.unit())),
                );
                let chord = middle.chord_2(Direction::of(p)).sqrt();
                assert!(chord <= most, "{bounds:?} {p}: {chord} > {most}");
            }
        }
    }
}
