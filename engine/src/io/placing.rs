//! From coordinates to positions, and whether the statement about the coordinates can be true.

use super::crs::{Axes, Crs, CrsError, Projection};
use super::error::ImportFault;
use crate::geom::{Bounds, LATTICE_PER_DEGREE, Position, PositionError};

/// The least distance by which expected bounds are widened: 0.01 degree, about a kilometre.
const LEAST_MARGIN: i64 = LATTICE_PER_DEGREE as i64 / 100;

/// What the caller knows about where the points should lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Expectation {
    /// The bounds of the data that is already stored.
    pub bounds: Option<Bounds>,
    /// The points may lie far from the stored ones.
    pub anywhere: bool,
}

/// Why a point has no position.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Misplaced {
    /// The first coordinate is out of range.
    First(&'static str),
    /// The second coordinate is out of range.
    Second(&'static str),
    /// The pair has no place on the globe.
    Pair(String),
}

/// Turns coordinates into positions and tests, over all points of a file, whether they fit as they are or swapped.
pub(super) struct Placing {
    crs: Crs,
    projection: Projection,
    expected: Option<Bounds>,
    anywhere: bool,
    tally: Tally,
}

/// How many points fit under which reading of their axes.
#[derive(Debug, Default)]
struct Tally {
    total: u64,
    /// On the globe as stated.
    on_globe: u64,
    /// On the globe when swapped.
    swapped_on_globe: u64,
    /// In the expected bounds as stated.
    inside: u64,
    /// In the expected bounds when swapped.
    swapped_inside: u64,
}

impl Placing {
    /// Placing for a file in this system.
    pub(super) fn new(crs: Crs, expectation: Expectation) -> Result<Self, CrsError> {
        Ok(Self {
            crs,
            projection: crs.projection()?,
            expected: expectation.bounds.map(widened),
            anywhere: expectation.anywhere,
            tally: Tally::default(),
        })
    }

    /// What the coordinates are.
    pub(super) fn axes(&self) -> Axes {
        self.projection.axes()
    }

    /// The system that was stated.
    pub(super) fn crs(&self) -> Crs {
        self.crs
    }

    /// The positions of points; pairs with a coordinate that is not a number are no points and have none.
    pub(super) fn locate(&mut self, xs: &[f64], ys: &[f64]) -> Vec<Result<Position, Misplaced>> {
        let swapped = self.swapped_positions(xs, ys);
        let (mut lons, mut lats) = (xs.to_vec(), ys.to_vec());
        self.projection.to_degrees(&mut lons, &mut lats);
        let places: Vec<_> = lons
            .iter()
            .zip(&lats)
            .map(|(&lon, &lat)| Position::from_degrees(lon, lat))
            .collect();
        let is_point = |i: usize| xs[i].is_finite() && ys[i].is_finite();
        for i in (0..xs.len()).filter(|&i| is_point(i)) {
            self.tally.add(
                places[i].as_ref().ok(),
                swapped.get(i).and_then(Option::as_ref),
                self.expected,
            );
        }
        places
            .into_iter()
            .map(|place| place.map_err(|error| self.misplaced(&error)))
            .collect()
    }

    /// The positions when the axes are exchanged; none are computed where no test could need them.
    fn swapped_positions(&self, xs: &[f64], ys: &[f64]) -> Vec<Option<Position>> {
        if self.axes() == Axes::Plane && self.expected.is_none() {
            return Vec::new();
        }
        let (mut lons, mut lats) = (ys.to_vec(), xs.to_vec());
        self.projection.to_degrees(&mut lons, &mut lats);
        lons.iter()
            .zip(&lats)
            .map(|(&lon, &lat)| Position::from_degrees(lon, lat).ok())
            .collect()
    }

    fn misplaced(&self, error: &PositionError) -> Misplaced {
        match (&self.projection, error) {
            (Projection::Degrees, PositionError::Longitude(_)) => {
                Misplaced::First("is not between -180 and 180 degrees")
            }
            (Projection::Degrees, PositionError::Latitude(_)) => {
                Misplaced::Second("is not between -90 and 90 degrees")
            }
            _ => Misplaced::Pair(format!("has no place on the globe in {}", self.crs)),
        }
    }

    /// Whether the points as a whole can be what was stated.
    ///
    /// # Errors
    /// [`ImportFault::Swapped`] when they fit only with exchanged axes, [`ImportFault::Elsewhere`] when they fit in
    /// no way; only a majority decides, so that single bad rows stay single bad rows.
    pub(super) fn verdict(&self) -> Result<(), ImportFault> {
        let Tally {
            total,
            on_globe,
            swapped_on_globe,
            inside,
            swapped_inside,
        } = self.tally;
        let swap = |swapped, as_stated, criterion| {
            Err(ImportFault::Swapped {
                axes: self.axes().both(),
                swapped,
                total,
                criterion,
                as_stated,
            })
        };
        let Some(expected) = self.expected else {
            let off_globe = total - on_globe;
            let mostly_off = off_globe >= 2 && off_globe * 2 > total;
            let fits_swapped = self.axes() == Axes::Degrees && swapped_on_globe == total;
            return if mostly_off && fits_swapped {
                swap(total, on_globe, "on the globe")
            } else {
                Ok(())
            };
        };
        if inside * 2 >= total {
            return Ok(());
        }
        if swapped_inside * 2 > total {
            return swap(swapped_inside, inside, "inside");
        }
        if self.anywhere {
            return Ok(());
        }
        let [west, south, east, north] = expected.degrees();
        let bounds = format!("{west:.4},{south:.4},{east:.4},{north:.4}");
        Err(ImportFault::Elsewhere {
            inside,
            total,
            bounds,
        })
    }
}

impl Tally {
    fn add(
        &mut self,
        place: Option<&Position>,
        swapped: Option<&Position>,
        expected: Option<Bounds>,
    ) {
        let inside = |place: &Position| expected.is_some_and(|bounds| bounds.contains(*place));
        self.total += 1;
        self.on_globe += u64::from(place.is_some());
        self.swapped_on_globe += u64::from(swapped.is_some());
        self.inside += u64::from(place.is_some_and(inside));
        self.swapped_inside += u64::from(swapped.is_some_and(inside));
    }
}

/// Bounds with their own width and height added on each side.
fn widened(bounds: Bounds) -> Bounds {
    let (min, max) = (bounds.min(), bounds.max());
    let lons = (i64::from(min.lon()), i64::from(max.lon()));
    let lats = (i64::from(min.lat()), i64::from(max.lat()));
    let margin = |(low, high): (i64, i64)| (high - low).max(LEAST_MARGIN);
    let corners = [
        Position::clamped(lons.0 - margin(lons), lats.0 - margin(lats)),
        Position::clamped(lons.1 + margin(lons), lats.1 + margin(lats)),
    ];
    Bounds::around(corners).expect("two corners")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(west: f64, south: f64, east: f64, north: f64) -> Option<Bounds> {
        let at = |lon, lat| Position::from_degrees(lon, lat).expect("in range");
        Bounds::around([at(west, south), at(east, north)])
    }

    fn verdict(points: &[(f64, f64)], expectation: Expectation) -> String {
        let mut placing = Placing::new(Crs::CRS84, expectation).expect("degrees");
        let (xs, ys): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
        placing.locate(&xs, &ys);
        placing
            .verdict()
            .map_or_else(|fault| fault.to_string(), |()| "fits".to_owned())
    }

    #[test]
    fn majorities_decide() {
        let stored = |anywhere| Expectation {
            bounds: bounds(-0.144, 51.509, -0.131, 51.518),
            anywhere,
        };
        let soho = (-0.137, 51.513);
        let swapped = (51.513, -0.137);
        let wuxi = (120.3, 31.5);
        let check = |points: &[(f64, f64)], expectation, part: &str| {
            let verdict = verdict(points, expectation);
            assert!(verdict.contains(part), "{points:?}: {verdict}");
        };
        check(&[soho, soho, swapped], stored(false), "fits");
        check(
            &[swapped, swapped, soho],
            stored(false),
            "when lon and lat are swapped: 2 of 3 inside, as stated 1",
        );
        check(
            &[swapped],
            stored(true),
            "swapped: 1 of 1 inside, as stated 0",
        );
        check(
            &[wuxi, wuxi],
            stored(false),
            "0 of 2 points lie near the stored data (bounds -0.1570,51.4990",
        );
        check(&[wuxi, wuxi], stored(true), "fits");
        check(&[], stored(false), "fits");
        let nothing = Expectation::default();
        check(
            &[(31.5, 120.3), (31.4, 120.2)],
            nothing,
            "swapped: 2 of 2 on the globe, as stated 0",
        );
        check(&[soho, (-0.1, 91.0)], nothing, "fits");
        check(&[(31.5, 120.3)], nothing, "fits");
        check(&[(31.5, 120.3), (31.4, 220.2)], nothing, "fits");
        check(&[(f64::NAN, 120.3), (31.4, 120.2)], nothing, "fits");
    }

    #[test]
    fn a_store_of_one_point_still_has_a_neighbourhood() {
        let one = Expectation {
            bounds: bounds(10.0, 50.0, 10.0, 50.0),
            anywhere: false,
        };
        assert_eq!(verdict(&[(10.009, 50.0)], one), "fits");
        assert!(verdict(&[(10.1, 50.0)], one).starts_with("0 of 1 points"));
    }
}
