//! From the engine's positions to coordinates of another system, as exports write them.

use super::crs::{Crs, CrsError};
use super::ogr::Transformation;
use super::projection::Axes;
use crate::geom::Position;
use crate::geom::offset;

/// The system in which an export writes coordinates, and the way to it.
pub struct Outward {
    crs: Crs,
    way: Way,
}

enum Way {
    /// The engine's own degrees.
    Same,
    /// Degrees that follow from a formula.
    Computed(fn([f64; 2]) -> [f64; 2]),
    /// Computed by PROJ.
    Transformed(Transformation),
}

/// A position that has no coordinates in a system.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{place} has no coordinates in {crs}")]
pub struct OutwardError {
    /// The position.
    pub place: Position,
    /// The system.
    pub crs: String,
}

impl Outward {
    /// The engine's own frame: longitude and latitude in degrees.
    pub const DEGREES: Self = Self {
        crs: Crs::CRS84,
        way: Way::Same,
    };

    /// The way to a system.
    ///
    /// # Errors
    /// [`CrsError`] when the EPSG registry has no such code, or no exact transformation to it is known.
    pub fn to(crs: Crs) -> Result<Self, CrsError> {
        let way = if crs.is_engine_frame() {
            Way::Same
        } else if crs.equals(Crs::GCJ02) || crs.equals(Crs::GCJ02.swapped()) {
            Way::Computed(offset::gcj02_of)
        } else if crs.equals(Crs::BD09) || crs.equals(Crs::BD09.swapped()) {
            Way::Computed(offset::bd09_of)
        } else {
            Way::Transformed(crs.outward()?)
        };
        Ok(Self { crs, way })
    }

    /// The system.
    pub fn crs(&self) -> Crs {
        self.crs
    }

    /// Whether it is longitude and latitude of WGS 84, stated without a code.
    pub(super) fn is_crs84(&self) -> bool {
        self.crs == Crs::CRS84
    }

    /// What columns of the two coordinates are called.
    pub(super) fn axis_names(&self) -> [&'static str; 2] {
        match &self.way {
            Way::Same | Way::Computed(_) => Axes::Degrees.names(),
            Way::Transformed(way) => way.axes().names(),
        }
    }

    /// The two coordinates of a position, in the order of the system.
    ///
    /// # Errors
    /// [`OutwardError`] when it has none there.
    pub(super) fn of(&self, place: Position) -> Result<[f64; 2], OutwardError> {
        let degrees = [place.lon_degrees(), place.lat_degrees()];
        let [x, y] = match &self.way {
            Way::Same => degrees,
            Way::Computed(formula) => formula(degrees),
            Way::Transformed(way) => {
                let ([mut x], [mut y]) = ([degrees[0]], [degrees[1]]);
                way.transform(std::slice::from_mut(&mut x), std::slice::from_mut(&mut y));
                [x, y]
            }
        };
        if !x.is_finite() || !y.is_finite() {
            let crs = self.crs.to_string();
            return Err(OutwardError { place, crs });
        }
        Ok(if self.crs.is_swapped() {
            [y, x]
        } else {
            [x, y]
        })
    }

    /// The same as texts, with as many decimals as lead back to the lattice: exact for the engine's frame, 1e-9 degree,
    /// 0.1 mm.
    ///
    /// # Errors
    /// As [`Outward::of`].
    pub(super) fn text(&self, place: Position) -> Result<[String; 2], OutwardError> {
        match (&self.way, self.crs.is_swapped()) {
            (Way::Same, false) => Ok(super::export_geojson::degrees(place)),
            (Way::Same, true) => {
                let [lon, lat] = super::export_geojson::degrees(place);
                Ok([lat, lon])
            }
            _ => {
                let decimals = match self.axis_names() {
                    ["lon", _] => 9,
                    _ => 4,
                };
                Ok(self.of(place)?.map(|value| format!("{value:.decimals$}")))
            }
        }
    }
}
