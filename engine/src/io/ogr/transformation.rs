//! Coordinate transformation.

use std::sync::Once;

use gdal::errors::GdalError;
use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, CoordTransformOptions, SpatialRef};

use crate::io::projection::Axes;
use crate::io::shift::DatumShift;

/// The release of the linked GDAL.
#[expect(
    clippy::unnecessary_wraps,
    reason = "a build without GDAL answers `None`"
)]
pub(in crate::io) fn release() -> Option<String> {
    Some(gdal::version::VersionInfo::release_name())
}

/// Coordinates beyond this lie nowhere: the largest in use are eastings of 60 million with the number of their zone in front.
/// The library takes longitudes back one turn at a time, so that larger ones would keep it busy for ever.
const FARTHEST: f64 = 1e8;
/// The same of degrees.
const FARTHEST_DEGREES: f64 = 1e3;

/// Between one coordinate reference system of the EPSG registry and longitude and latitude.
pub(in crate::io) struct Transformation {
    axes: Axes,
    operation: CoordTransform,
}

impl Transformation {
    /// The transformation of an EPSG code, to CGCS2000 where the datum allows, otherwise to WGS 84; with the shift of its datum
    /// where one is stated. An operation that only assumes the datums to be equal is not used: it may be wrong by hundreds of
    /// metres.
    pub(in crate::io) fn open(code: u32, shift: Option<DatumShift>) -> Result<Self, String> {
        be_quiet();
        let mut source = SpatialRef::from_epsg(code)
            .map_err(|_unknown| "the EPSG registry has no such code".to_owned())?;
        let axes = match (source.is_geographic(), source.is_projected()) {
            (true, _) => Axes::Degrees,
            (_, true) => Axes::Plane,
            _ => return Err("it is neither geographic nor projected".to_owned()),
        };
        if let Some(shift) = shift {
            source = shifted(&source, shift).map_err(|_unknown| "it cannot be shifted")?;
        }
        source.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
        for target in [4490, 4326] {
            if let Ok(operation) = exact_operation(&source, target) {
                return Ok(Self { axes, operation });
            }
        }
        Err(format!(
            "no exact transformation from it to WGS 84 or CGCS2000 is known; if the surveying office gives the shift of its datum, state \
             EPSG:{code},towgs84=dx/dy/dz or with /rx/ry/rz/ppm behind, else ask for the file in CGCS2000"
        ))
    }

    /// The transformation to the coordinates of an EPSG code, from CGCS2000 or WGS 84, under the same condition.
    pub(in crate::io) fn outward(code: u32) -> Result<Self, String> {
        let axes = Self::open(code, None)?.axes;
        let target = eastward(code).map_err(|_unknown| "the EPSG registry has no such code")?;
        for source in [4490, 4326] {
            let operation = eastward(source).and_then(|source| exact_between(&source, &target));
            if let Ok(operation) = operation {
                return Ok(Self { axes, operation });
            }
        }
        Err("no exact transformation to it is known".to_owned())
    }

    /// What its coordinates are.
    pub(in crate::io) fn axes(&self) -> Axes {
        self.axes
    }

    /// Turns coordinates into those that it leads to in place; not-a-number where there is no answer.
    pub(in crate::io) fn transform(&self, xs: &mut [f64], ys: &mut [f64]) {
        let farthest = match self.axes {
            Axes::Degrees => FARTHEST_DEGREES,
            Axes::Plane => FARTHEST,
        };
        for (x, y) in xs.iter_mut().zip(&mut *ys) {
            if !(x.abs() <= farthest && y.abs() <= farthest) {
                (*x, *y) = (f64::INFINITY, f64::INFINITY);
            }
        }
        // an error means that some points failed; those are infinite, and the others are done
        let _some_failed = self.operation.transform_coords(xs, ys, &mut []);
        for value in xs.iter_mut().chain(ys) {
            if !value.is_finite() {
                *value = f64::NAN;
            }
        }
    }
}

/// The same system with its datum shifted as stated.
fn shifted(system: &SpatialRef, shift: DatumShift) -> Result<SpatialRef, GdalError> {
    let definition = system.to_proj4()?;
    let own = definition.split_whitespace();
    let own = own.filter(|part| !part.starts_with("+towgs84"));
    let parts: Vec<&str> = own.collect();
    SpatialRef::from_proj4(&format!("{} {}", parts.join(" "), shift.parameter()))
}

fn exact_operation(source: &SpatialRef, target: u32) -> Result<CoordTransform, GdalError> {
    exact_between(source, &eastward(target)?)
}

/// A system of the EPSG registry as PROJJSON.
pub(in crate::io) fn projjson(code: u32) -> Option<String> {
    SpatialRef::from_epsg(code).ok()?.to_projjson().ok()
}

/// A system of the EPSG registry with its coordinates in the order of files: easting or longitude first.
pub(super) fn eastward(code: u32) -> Result<SpatialRef, GdalError> {
    let mut frame = SpatialRef::from_epsg(code)?;
    frame.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
    Ok(frame)
}

/// The way from one system to another, if one is known that does not only assume their datums to be equal.
pub(super) fn exact_between(
    source: &SpatialRef,
    target: &SpatialRef,
) -> Result<CoordTransform, GdalError> {
    let mut options = CoordTransformOptions::new()?;
    options.set_ballpark_allowed(false)?;
    CoordTransform::new_with_options(source, target, &options)
}

/// Points that fail are reported as rows; without this the library also prints them to standard error.
fn be_quiet() {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| gdal::config::set_error_handler(|_class, _number, _message| {}));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_points() {
        // expected values computed with PROJ's gdaltransform, to 1e-8 degree
        for (code, axes, [x, y], [lon, lat]) in [
            (
                4549,
                Axes::Plane,
                [528_513.25, 3_486_712.5],
                [120.300_139_067_277, 31.502_365_347_389],
            ),
            (
                3857,
                Axes::Plane,
                [-15_222.787, 6_712_019.5],
                [-0.136_748_622_290, 51.510_067_078_045],
            ),
            (4258, Axes::Degrees, [11.5, 48.25], [11.5, 48.25]),
        ] {
            let transformation = Transformation::open(code, None).expect("known");
            let (mut xs, mut ys) = ([x, f64::INFINITY], [y, 0.0]);
            transformation.transform(&mut xs, &mut ys);
            assert_eq!(transformation.axes(), axes);
            let near = |a: f64, b: f64| (a - b).abs() < 1e-8;
            assert!(
                near(xs[0], lon) && near(ys[0], lat),
                "{code}: {xs:?} {ys:?}"
            );
            assert!(xs[1].is_nan());
        }
    }

    #[test]
    fn what_lies_nowhere_has_no_answer() {
        for code in [3857, 4549, 4258, 32650] {
            let transformation = Transformation::open(code, None).expect("known");
            let (mut xs, mut ys) = ([1.2e22, -1e300, 31.0], [31.0, f64::NAN, 1e12]);
            transformation.transform(&mut xs, &mut ys);
            assert!(xs.iter().chain(&ys).all(|value| value.is_nan()), "{code}");
        }
    }

    #[test]
    fn codes_without_an_answer() {
        for (code, part) in [(31_000, "no such code"), (5773, "neither")] {
            let reason = Transformation::open(code, None).err().expect("refused");
            assert!(reason.contains(part), "{code}: {reason}");
        }
    }

    #[test]
    fn datums_whose_shift_is_stated() {
        for code in [2385, 4610] {
            let reason = Transformation::open(code, None).err().expect("refused");
            assert!(reason.contains("towgs84=dx/dy/dz"), "{reason}");
        }
        // a place in Wuxi in Beijing 1954 and Xi'an 1980, with made-up shifts; computed with PROJ's gdaltransform
        for (code, shift, [x, y]) in [
            (
                2437,
                "15.8/-154.4/-82.3",
                [528_436.994_23, 3_486_505.892_38],
            ),
            (
                2385,
                "100.5/50.25/-20.125/1.5/-0.75/2.25/3.5",
                [528_530.999_21, 3_486_437.008_86],
            ),
        ] {
            let transformation = Transformation::open(code, DatumShift::parse(shift));
            let (mut xs, mut ys) = ([x], [y]);
            transformation.expect("shifted").transform(&mut xs, &mut ys);
            let near = |a: f64, b: f64| (a - b).abs() < 1e-8;
            assert!(near(xs[0], 120.3) && near(ys[0], 31.5), "{xs:?} {ys:?}");
        }
    }
}
