//! Coordinate reference systems, as a caller states them.

use std::fmt;

use super::ogr::Transformation;
use super::projection::{Projection, Way};
use super::shift::DatumShift;
use super::zones::Zone;
use crate::geom::offset;

/// The range of codes that the EPSG registry gives to what users may refer to.
const EPSG_CODES: std::ops::RangeInclusive<u32> = 1024..=32767;

/// The larger coordinate of a point in EPSG:3857 in metres; what is smaller is rather meant in degrees.
const MERCATOR_M: std::ops::RangeInclusive<f64> = 360.0..=20_037_509.0;

/// What precedes the name of a system that has no code in the registry, where a file of ours says its own.
const OWN_URN: &str = "URN:HEXWARD:CRS:";

/// What follows the name of a system whose datum is shifted as stated.
const SHIFTED: &str = ",towgs84=";

/// What follows the name of a system whose two coordinates are exchanged.
const SWAPPED: &str = ",swapped";

/// A coordinate reference system, as `EPSG:4549`, `GCJ-02` or `EPSG:4549,swapped`.
///
/// | statement | what the two coordinates of a row are |
/// |---|---|
/// | `CRS84`, `EPSG:4326` (WGS 84), `EPSG:4490` (CGCS2000) | longitude and latitude in degrees, in columns of these names whatever the registry says about their order: the engine's own frame |
/// | `EPSG:4491` to `EPSG:4501`, `EPSG:4513` to `EPSG:4533` | easting and northing in a Gauss-Krueger zone of CGCS2000, the easting with the number of the zone before it (40528513.25) |
/// | `EPSG:4502` to `EPSG:4512`, `EPSG:4534` to `EPSG:4554` | the same without that number (528513.25) |
/// | `EPSG:N` | easting (or longitude) and northing (or latitude) of any other system that PROJ can transform |
/// | `EPSG:2437,towgs84=dx/dy/dz` or `…/rx/ry/rz/ppm` | the same of a datum whose way to WGS 84 is not public, such as Beijing 1954 and Xi'an 1980: the shift in metres, arc seconds (position vector) and millionths comes from the surveying office |
/// | `GCJ-02`, `BD-09` | longitude and latitude in degrees as consumer maps have them |
///
/// `,swapped` behind any of them says that the two stand the other way round: in the column `x` (or `lon`), and as the
/// first number of a GeoJSON position, is the northing (or latitude), as in tables of surveyors, whose x points north.
///
/// ```
/// use hexward_engine::io::Crs;
/// assert!(Crs::parse("EPSG:4549").is_ok());
/// assert_eq!(Crs::parse("gcj02,Swapped").unwrap().to_string(), "GCJ-02,swapped");
/// assert!(Crs::parse("WGS-84").is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crs {
    system: System,
    shift: Option<DatumShift>,
    swapped: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum System {
    Crs84,
    Epsg(u32),
    Gcj02,
    Bd09,
}

/// A statement that is not a coordinate reference system we can read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{value}` is not a CRS that can be read: {reason}; expected EPSG:4326, EPSG:4490 or CRS84 for lon and lat in degrees, EPSG:N, GCJ-02 or BD-09, with `,swapped` behind it when the two coordinates stand the other way round"
)]
pub struct CrsError {
    /// What was stated, cut to 80 characters.
    pub value: String,
    /// What is wrong with it.
    pub reason: String,
}

impl CrsError {
    fn new(value: &str, reason: impl Into<String>) -> Self {
        Self {
            value: super::report::shown(value),
            reason: reason.into(),
        }
    }
}

impl Crs {
    /// WGS 84 with longitude first.
    pub const CRS84: Self = Self::of(System::Crs84);
    /// CGCS2000 with longitude first.
    pub(super) const CGCS2000: Self = Self::of(System::Epsg(4490));
    /// What most Chinese consumer maps show.
    pub(super) const GCJ02: Self = Self::of(System::Gcj02);
    /// What Baidu's maps show.
    pub(super) const BD09: Self = Self::of(System::Bd09);

    const fn of(system: System) -> Self {
        Self {
            system,
            shift: None,
            swapped: false,
        }
    }

    /// The system of an EPSG code.
    pub(super) const fn epsg(code: u32) -> Self {
        Self::of(System::Epsg(code))
    }

    /// The system that a statement names, in capital letters or not. Whether the registry has the code is seen when a file is
    /// read.
    ///
    /// # Errors
    /// [`CrsError`] when it is none of those above; EPSG codes have 1024 to 32767.
    pub fn parse(statement: &str) -> Result<Self, CrsError> {
        let fault = |reason: &str| CrsError::new(statement, reason);
        if statement.is_empty() {
            return Err(fault("it is empty"));
        }
        let lower = statement.to_ascii_lowercase();
        let (name, swapped) = match lower.strip_suffix(SWAPPED) {
            Some(name) => (name, true),
            None => (lower.as_str(), false),
        };
        let (name, shift) = match name.split_once(SHIFTED) {
            Some((name, shift)) => {
                let shift = DatumShift::parse(shift);
                let form = "its shift is not dx/dy/dz or dx/dy/dz/rx/ry/rz/ppm";
                (name, Some(shift.ok_or_else(|| fault(form))?))
            }
            None => (name, None),
        };
        let system = match name {
            "crs84" | "ogc:crs84" => System::Crs84,
            "gcj-02" | "gcj02" => System::Gcj02,
            "bd-09" | "bd09" => System::Bd09,
            other => System::Epsg(code(other).map_err(fault)?),
        };
        let has_datum = matches!(system, System::Epsg(code) if ![4326, 4490].contains(&code));
        if shift.is_some() && !has_datum {
            return Err(fault("its datum needs no shift"));
        }
        Ok(Self {
            system,
            shift,
            swapped,
        })
    }

    /// The system that the outdated `crs` member of a GeoJSON file names, such as `urn:ogc:def:crs:EPSG::4549`.
    pub(super) fn from_urn(name: &str) -> Option<Self> {
        let upper = name.to_ascii_uppercase();
        if upper.ends_with("CRS84") {
            return Some(Self::CRS84);
        }
        if let Some(own) = upper.strip_prefix(OWN_URN) {
            return Self::parse(own).ok();
        }
        let (head, code) = upper.rsplit_once(':')?;
        if head.split(':').any(|part| part == "EPSG") {
            Self::parse(&format!("EPSG:{code}")).ok()
        } else {
            None
        }
    }

    /// What a file says of its own system: a name that GDAL knows too, or, of a system that has none, one of ours.
    pub(super) fn urn(self) -> String {
        match self.system {
            System::Crs84 => "urn:ogc:def:crs:OGC:1.3:CRS84".to_owned(),
            System::Epsg(code) => format!("urn:ogc:def:crs:EPSG::{code}"),
            System::Gcj02 | System::Bd09 => {
                let name = Self::of(self.system);
                format!("{}{name}", OWN_URN.to_ascii_lowercase())
            }
        }
    }

    /// The same system with its two coordinates exchanged; exchanged twice they are as before.
    #[must_use]
    pub fn swapped(self) -> Self {
        Self {
            swapped: !self.swapped,
            ..self
        }
    }

    /// Whether the two coordinates stand the other way round.
    pub fn is_swapped(self) -> bool {
        self.swapped
    }

    /// Whether its coordinates are the engine's: degrees of WGS 84 or CGCS2000, taken as equal, in either order.
    pub fn is_engine_frame(self) -> bool {
        matches!(self.system, System::Crs84 | System::Epsg(4326 | 4490))
    }

    /// The Gauss-Krueger zone that it is.
    pub(super) fn zone(self) -> Option<Zone> {
        match self.system {
            System::Epsg(code) => Zone::of(code),
            _ => None,
        }
    }

    /// Whether the two systems are the same, whatever the order of their coordinates.
    pub(super) fn agrees_with(self, other: Self) -> bool {
        let same_zone = self.zone().is_some() && self.zone() == other.zone();
        self.system == other.system
            || same_zone
            || (self.is_engine_frame() && other.is_engine_frame())
    }

    /// Whether a file that says it is in the other system may still be in this one. The systems of consumer maps have no code,
    /// so their files say WGS 84 or CGCS2000.
    pub(super) fn may_be_called(self, other: Self) -> bool {
        let has_no_code = matches!(self.system, System::Gcj02 | System::Bd09);
        self.agrees_with(other) || (has_no_code && other.is_engine_frame())
    }

    /// Whether two statements give coordinates the same meaning.
    pub(super) fn equals(self, other: Self) -> bool {
        self.agrees_with(other) && self.shift == other.shift && self.swapped == other.swapped
    }

    /// Whether two coordinates, in the order of the file, can be meant in this system: degrees in their range, an easting in
    /// its zone. What PROJ alone knows about is not asked.
    pub(super) fn can_hold(self, x: f64, y: f64) -> bool {
        let [x, y] = if self.swapped { [y, x] } else { [x, y] };
        let degrees = || x.abs() <= 180.0 && y.abs() <= 90.0;
        match (self.system, self.zone()) {
            (_, Some(zone)) => zone.can_hold(x, y),
            (System::Epsg(3857), _) => MERCATOR_M.contains(&x.abs().max(y.abs())),
            (System::Gcj02 | System::Bd09, _) => degrees(),
            _ if self.is_engine_frame() => degrees(),
            _ => x.is_finite() && y.is_finite(),
        }
    }

    /// What leads from the engine's coordinates to those of a system of the EPSG registry.
    pub(super) fn outward(self) -> Result<Transformation, CrsError> {
        let refused = |reason: String| CrsError::new(&self.to_string(), reason);
        if self.shift.is_some() {
            return Err(refused("files are not written with a shift".to_owned()));
        }
        match self.system {
            System::Epsg(code) => Transformation::outward(code).map_err(refused),
            _ => Err(refused("it is no system of the registry".to_owned())),
        }
    }

    /// The EPSG code of its coordinates, in whichever order; that of WGS 84 for CRS84.
    pub fn epsg_code(self) -> Option<u32> {
        match self.system {
            System::Crs84 => Some(4326),
            System::Epsg(code) => Some(code),
            System::Gcj02 | System::Bd09 => None,
        }
    }

    /// What leads from its coordinates to the engine's.
    pub(super) fn projection(self) -> Result<Projection, CrsError> {
        let way = match self.system {
            System::Gcj02 => Way::Computed(offset::wgs84_of_gcj02),
            System::Bd09 => Way::Computed(offset::wgs84_of_bd09),
            System::Epsg(code) if !self.is_engine_frame() => Transformation::open(code, self.shift)
                .map(Way::Transformed)
                .map_err(|reason| CrsError::new(&self.to_string(), reason))?,
            _ => Way::Same,
        };
        Ok(Projection {
            way,
            swapped: self.swapped,
        })
    }
}

/// The number in `epsg:N`.
fn code(name: &str) -> Result<u32, &'static str> {
    let code = name.strip_prefix("epsg:").ok_or("it has another form")?;
    let digits = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
    match code.parse() {
        Ok(number) if digits && EPSG_CODES.contains(&number) => Ok(number),
        _ if digits => Err("codes have 1024 to 32767"),
        _ => Err("its code is not a number"),
    }
}

impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.system {
            System::Crs84 => f.write_str("CRS84"),
            System::Epsg(code) => write!(f, "EPSG:{code}"),
            System::Gcj02 => f.write_str("GCJ-02"),
            System::Bd09 => f.write_str("BD-09"),
        }?;
        if let Some(shift) = self.shift {
            write!(f, "{SHIFTED}{shift}")?;
        }
        f.write_str(if self.swapped { SWAPPED } else { "" })
    }
}

#[cfg(test)]
mod tests;
