//! Axis-parallel boxes on the lattice.

use libm::{cos, hypot, sin};

use super::Position;
use super::frame::{ECCENTRICITY_2, SEMI_MAJOR_M};

/// A closed box on the lattice, from its south-west to its north-east corner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    min: Position,
    max: Position,
}

impl Bounds {
    /// The smallest box around some positions, or `None` when there are none.
    pub fn around(positions: impl IntoIterator<Item = Position>) -> Option<Self> {
        positions
            .into_iter()
            .fold(None, |bounds: Option<Self>, position| {
                Some(bounds.map_or(
                    Self {
                        min: position,
                        max: position,
                    },
                    |b| b.including(position),
                ))
            })
    }

    /// The box of a single position.
    pub fn at(position: Position) -> Self {
        Self {
            min: position,
            max: position,
        }
    }

    /// The smallest box around two boxes.
    #[must_use]
    pub fn union(self, other: Self) -> Self {
        self.including(other.min).including(other.max)
    }

    /// South-west corner.
    pub fn min(self) -> Position {
        self.min
    }

    /// North-east corner.
    pub fn max(self) -> Position {
        self.max
    }

    /// The position in the middle, rounded to the lattice.
    pub fn center(self) -> Position {
        let middle = |a: i32, b: i32| i64::midpoint(i64::from(a), i64::from(b));
        Position::clamped(
            middle(self.min.lon(), self.max.lon()),
            middle(self.min.lat(), self.max.lat()),
        )
    }

    /// The length of the diagonal in metres, for a box of some kilometres: degrees of latitude and longitude are taken
    /// as long as they are at the box's middle latitude on the ellipsoid of CGCS2000.
    pub fn diagonal_m(self) -> f64 {
        let radians = |steps: f64| (steps * 1e-7).to_radians();
        let between = |from: i32, to: i32| radians((i64::from(to) - i64::from(from)) as f64);
        let middle = f64::midpoint(self.min.lat().into(), self.max.lat().into());
        let sine = sin(radians(middle));
        let w2 = 1.0 - ECCENTRICITY_2 * sine * sine;
        let meridian_m = SEMI_MAJOR_M * (1.0 - ECCENTRICITY_2) / (w2 * w2.sqrt());
        let parallel_m = SEMI_MAJOR_M * cos(radians(middle)) / w2.sqrt();
        let north_m = between(self.min.lat(), self.max.lat()) * meridian_m;
        let east_m = between(self.min.lon(), self.max.lon()) * parallel_m;
        hypot(north_m, east_m)
    }

    /// The box with each side moved outward by some lattice steps; it ends at the edge of the globe.
    #[must_use]
    pub fn grown(self, lon: i64, lat: i64) -> Self {
        let corner = |p: Position, lon: i64, lat: i64| {
            Position::clamped(i64::from(p.lon()) + lon, i64::from(p.lat()) + lat)
        };
        Self {
            min: corner(self.min, -lon, -lat),
            max: corner(self.max, lon, lat),
        }
    }

    /// The box with so many metres around it, rather more than fewer, up to some hundred kilometres.
    #[must_use]
    pub fn grown_m(self, metres: f64) -> Self {
        // at the equator, where meridians are bent most, a metre has 90.44
        let steps = metres * 90.5;
        let latitude = |p: Position| p.lat_degrees().abs() + steps / 1e7;
        let widest = latitude(self.min).max(latitude(self.max)).min(89.0);
        let narrow = cos(widest.to_radians()).max(0.01);
        self.grown((steps / narrow).ceil() as i64 + 1, steps.ceil() as i64 + 1)
    }

    /// Whether the box reaches the 180th meridian or comes near a pole, beyond which it does not go on.
    pub(crate) fn is_cut(self) -> bool {
        const MOST_LON: i32 = 1_800_000_000;
        const MOST_LAT: i32 = 890_000_000;
        let [low, high] = [self.min, self.max];
        low.lon() <= -MOST_LON
            || high.lon() >= MOST_LON - 1
            || low.lat() < -MOST_LAT
            || high.lat() > MOST_LAT
    }

    /// Whether a position lies inside or on the edge.
    pub fn contains(self, p: Position) -> bool {
        (self.min.lon()..=self.max.lon()).contains(&p.lon())
            && (self.min.lat()..=self.max.lat()).contains(&p.lat())
    }

    /// How many lattice steps to the east or west and how many to the north or south lead into the box, in all.
    pub(crate) fn steps_to(self, p: Position) -> u64 {
        let outside = |low: i32, at: i32, high: i32| u64::from(at.abs_diff(at.clamp(low, high)));
        outside(self.min.lon(), p.lon(), self.max.lon())
            + outside(self.min.lat(), p.lat(), self.max.lat())
    }

    /// Whether two boxes share a point.
    pub fn intersects(self, other: Self) -> bool {
        self.min.lon() <= other.max.lon()
            && other.min.lon() <= self.max.lon()
            && self.min.lat() <= other.max.lat()
            && other.min.lat() <= self.max.lat()
    }

    /// West, south, east, north in degrees.
    pub fn degrees(self) -> [f64; 4] {
        [
            self.min.lon_degrees(),
            self.min.lat_degrees(),
            self.max.lon_degrees(),
            self.max.lat_degrees(),
        ]
    }

    fn including(self, p: Position) -> Self {
        let low = |a: i32, b: i32| i64::from(a.min(b));
        let high = |a: i32, b: i32| i64::from(a.max(b));
        Self {
            min: Position::clamped(low(self.min.lon(), p.lon()), low(self.min.lat(), p.lat())),
            max: Position::clamped(high(self.max.lon(), p.lon()), high(self.max.lat(), p.lat())),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::TAU;

    use super::*;
    use crate::geom::{LocalFrame, Metres};

    #[test]
    fn around_center_and_intersection() {
        let at = |lon, lat| Position::from_lattice(lon, lat).expect("on the globe");
        let bounds = Bounds::around([at(3, 4), at(-5, 9)]).expect("not empty");
        assert_eq!(
            (bounds.min(), bounds.max(), bounds.center()),
            (at(-5, 4), at(3, 9), at(-1, 6))
        );
        assert!(bounds.contains(at(3, 9)) && !bounds.contains(at(4, 9)));
        let steps = [at(0, 5), at(4, 4), at(-7, 12)].map(|p| bounds.steps_to(p));
        assert_eq!(steps, [0, 1, 5]);
        let (west, east) = (
            at(-1_800_000_000, -900_000_000),
            at(1_800_000_000, 900_000_000),
        );
        assert_eq!(Bounds::at(west).steps_to(east), 5_400_000_000);
        let touching = Bounds::around([at(3, 9), at(8, 12)]).expect("not empty");
        assert!(bounds.intersects(touching));
        assert!(Bounds::around([]).is_none());
    }

    #[test]
    fn what_lies_within_some_metres_lies_in_the_grown_box() {
        for lat in (-880_000_000..=880_000_000).step_by(80_000_000) {
            let here = Position::from_lattice(1_203_000_000, lat).expect("on the globe");
            let frame = LocalFrame::new(here);
            for metres in [0.0, 0.3, 31.0, 300.0, 5_000.0, 30_000.0] {
                let bounds = Bounds::at(here).grown_m(metres);
                for step in 0..64 {
                    let angle = f64::from(step) * TAU / 64.0;
                    let around = Metres {
                        x: metres * cos(angle),
                        y: metres * sin(angle),
                    };
                    let there = frame.to_position(around);
                    assert!(bounds.contains(there), "{here} {there} {metres}");
                }
                let side_m = bounds.diagonal_m() / f64::sqrt(2.0);
                assert!(side_m < 2.2 * metres + 0.1 || lat.abs() > 750_000_000);
            }
        }
    }
}
