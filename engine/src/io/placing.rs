//! From coordinates to positions, and the sample by which the statement about the coordinates is checked.

use super::crs::{Crs, CrsError};
use super::doubt::Check;
use super::error::ImportFault;
use super::feature::Feature;
use super::ground::Expectation;
use super::hypotheses::Trial;
use super::inner::inner_points;
use super::projection::{Axes, Projection};
use super::sample::Sample;
use crate::geom::{Position, PositionError};
use crate::model::AreaCode;

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

/// Turns coordinates into positions and keeps a sample of them.
pub(super) struct Placing {
    crs: Crs,
    projection: Projection,
    expected: Expectation,
    sample: Sample,
    /// The system that the file says it is in.
    written: Option<String>,
}

impl Placing {
    /// Placing for a file in this system.
    pub(super) fn new(crs: Crs, expected: &Expectation) -> Result<Self, CrsError> {
        Ok(Self {
            crs,
            projection: crs.projection()?,
            expected: expected.clone(),
            sample: Sample::default(),
            written: None,
        })
    }

    /// What the coordinates are.
    pub(super) fn axes(&self) -> Axes {
        self.projection.axes()
    }

    /// Takes note of the system that the file says it is in.
    pub(super) fn hear(&mut self, written: Option<String>) {
        self.written = written;
    }

    /// Takes note of the coordinates of a row, which may state the area that they lie in.
    pub(super) fn meet(&mut self, x: f64, y: f64, stated: impl FnOnce() -> Option<AreaCode>) {
        self.sample.meet(x, y, stated);
    }

    /// Takes note of points inside a feature.
    pub(super) fn meet_feature(
        &mut self,
        feature: &Feature,
        stated: impl Fn() -> Option<AreaCode>,
    ) {
        let geometry = feature.geometry.as_ref();
        for [x, y] in geometry.map(inner_points).unwrap_or_default() {
            self.sample.meet(x, y, &stated);
        }
    }

    /// The positions of points; pairs with a coordinate that is not a number are no points and have none.
    pub(super) fn locate(&self, xs: &[f64], ys: &[f64]) -> Vec<Result<Position, Misplaced>> {
        let (mut lons, mut lats) = (xs.to_vec(), ys.to_vec());
        self.projection.to_degrees(&mut lons, &mut lats);
        let places = lons.iter().zip(&lats).map(|(&lon, &lat)| {
            Position::from_degrees(lon, lat).map_err(|error| self.misplaced(&error))
        });
        places.collect()
    }

    fn misplaced(&self, error: &PositionError) -> Misplaced {
        let (reason, is_first) = match error {
            PositionError::Longitude(_) => ("is not between -180 and 180 degrees", true),
            PositionError::Latitude(_) => ("is not between -90 and 90 degrees", false),
        };
        match self.projection.is_direct() {
            true if is_first != self.projection.is_swapped() => Misplaced::First(reason),
            true => Misplaced::Second(reason),
            false => Misplaced::Pair(format!("has no place on the globe in {}", self.crs)),
        }
    }

    /// Whether the points as a whole can be what was stated.
    ///
    /// # Errors
    /// [`ImportFault::Doubtful`] when another system explains them clearly better, [`ImportFault::Elsewhere`] when they lie
    /// far from where they should, [`ImportFault::CrsDisagrees`] when the file names another system and the points do not show
    /// that it is wrong; single bad rows stay single bad rows.
    pub(super) fn verdict(&self) -> Result<Check, ImportFault> {
        let ground = self.expected.ground.as_deref();
        let written = self.written.as_deref();
        Trial::new(&self.sample, ground).verdict(self.crs, written, &self.expected)
    }
}
