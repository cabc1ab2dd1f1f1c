//! Coordinate reference systems, as a caller states them.

use std::fmt;

use super::ogr::Transformation;

/// The range of codes that the EPSG registry gives to what users may refer to.
const EPSG_CODES: std::ops::RangeInclusive<u32> = 1024..=32767;

/// A coordinate reference system: `CRS84` or `EPSG:N`.
///
/// `CRS84`, `EPSG:4326` (WGS 84) and `EPSG:4490` (CGCS2000) are the engine's own frame: longitude and latitude in
/// degrees, in columns of these names whatever the registry says about their order. In files of any other system
/// the first coordinate is the easting (or longitude), the second the northing (or latitude).
///
/// ```
/// use hexward_engine::io::Crs;
/// assert!(Crs::parse("EPSG:4549").is_ok());
/// assert!(Crs::parse("WGS-84").is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Crs(Code);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Code {
    Crs84,
    Epsg(u32),
}

/// A statement that is not a coordinate reference system we can read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{value}` is not a CRS that can be read: {reason}; expected EPSG:4326, EPSG:4490 or CRS84 for lon and lat in degrees, or EPSG:N"
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
    pub const CRS84: Self = Self(Code::Crs84);

    /// The system that a statement names. Whether the registry has the code is seen when a file is read.
    ///
    /// # Errors
    /// [`CrsError`] when it is not `CRS84` or `EPSG:` with a number from 1024 to 32767.
    pub fn parse(statement: &str) -> Result<Self, CrsError> {
        let fault = |reason: &str| CrsError::new(statement, reason);
        if statement.is_empty() {
            return Err(fault("it is empty"));
        }
        let upper = statement.to_ascii_uppercase();
        if upper == "CRS84" || upper == "OGC:CRS84" {
            return Ok(Self::CRS84);
        }
        let code = upper
            .strip_prefix("EPSG:")
            .ok_or_else(|| fault("it has another form"))?;
        let digits = !code.is_empty() && code.bytes().all(|byte| byte.is_ascii_digit());
        match code.parse() {
            Ok(number) if digits && EPSG_CODES.contains(&number) => Ok(Self(Code::Epsg(number))),
            _ if digits => Err(fault("codes have 1024 to 32767")),
            _ => Err(fault("its code is not a number")),
        }
    }

    /// The system that the outdated `crs` member of a GeoJSON file names, such as `urn:ogc:def:crs:EPSG::4549`.
    pub(super) fn from_urn(name: &str) -> Option<Self> {
        let upper = name.to_ascii_uppercase();
        if upper.ends_with("CRS84") {
            return Some(Self::CRS84);
        }
        let (head, code) = upper.rsplit_once(':')?;
        if head.split(':').any(|part| part == "EPSG") {
            Self::parse(&format!("EPSG:{code}")).ok()
        } else {
            None
        }
    }

    /// Whether its coordinates are the engine's: degrees of WGS 84 or CGCS2000, taken as equal.
    pub fn is_engine_frame(self) -> bool {
        matches!(self.0, Code::Crs84 | Code::Epsg(4326 | 4490))
    }

    /// Whether two statements give coordinates the same meaning.
    pub(super) fn agrees_with(self, other: Self) -> bool {
        self == other || (self.is_engine_frame() && other.is_engine_frame())
    }

    /// What leads from its coordinates to the engine's.
    pub(super) fn projection(self) -> Result<Projection, CrsError> {
        match self.0 {
            Code::Epsg(code) if !self.is_engine_frame() => Transformation::open(code)
                .map(Projection::Transformed)
                .map_err(|reason| CrsError::new(&self.to_string(), reason)),
            _ => Ok(Projection::Degrees),
        }
    }
}

impl fmt::Display for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Code::Crs84 => f.write_str("CRS84"),
            Code::Epsg(code) => write!(f, "EPSG:{code}"),
        }
    }
}

/// What two coordinates of a system are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Axes {
    /// Longitude and latitude in degrees.
    Degrees,
    /// Easting and northing, mostly in metres.
    Plane,
}

impl Axes {
    /// The names of the two columns.
    pub(super) fn names(self) -> [&'static str; 2] {
        match self {
            Self::Degrees => ["lon", "lat"],
            Self::Plane => ["x", "y"],
        }
    }

    /// The names in a sentence.
    pub(super) fn both(self) -> &'static str {
        match self {
            Self::Degrees => "lon and lat",
            Self::Plane => "x and y",
        }
    }
}

/// The way from a file's coordinates to the engine's degrees.
pub(super) enum Projection {
    /// They are the same.
    Degrees,
    /// They are computed.
    Transformed(Transformation),
}

impl Projection {
    /// What the file's coordinates are.
    pub(super) fn axes(&self) -> Axes {
        match self {
            Self::Degrees => Axes::Degrees,
            Self::Transformed(transformation) => transformation.axes(),
        }
    }

    /// Turns coordinates into longitude and latitude in place; not-a-number where there is no answer.
    pub(super) fn to_degrees(&self, xs: &mut [f64], ys: &mut [f64]) {
        if let Self::Transformed(transformation) = self {
            transformation.to_degrees(xs, ys);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements() {
        for good in [
            "EPSG:4326",
            "epsg:4490",
            "CRS84",
            "OGC:CRS84",
            "EPSG:4549",
            "EPSG:32767",
        ] {
            let crs = Crs::parse(good).expect(good);
            assert_eq!(Crs::parse(&crs.to_string()), Ok(crs));
        }
        for (bad, part) in [
            ("", "it is empty"),
            ("WGS-84", "another form"),
            ("4326", "another form"),
            ("EPSG:", "not a number"),
            ("EPSG:abc", "not a number"),
            ("EPSG:+4326", "not a number"),
            ("EPSG:999999", "1024 to 32767"),
            ("EPSG:99999999999999999999", "1024 to 32767"),
            ("EPSG:0", "1024 to 32767"),
        ] {
            let message = Crs::parse(bad).expect_err(bad).to_string();
            let names =
                message.contains(&format!("`{bad}`")) && message.contains("expected EPSG:4326");
            assert!(names && message.contains(part), "{message}");
        }
    }

    #[test]
    fn frames() {
        let engine =
            ["CRS84", "EPSG:4326", "EPSG:4490"].map(|text| Crs::parse(text).expect("valid"));
        assert!(
            engine
                .iter()
                .all(|crs| crs.is_engine_frame() && crs.agrees_with(Crs::CRS84))
        );
        let zone = Crs::parse("EPSG:4549").expect("valid");
        assert!(!zone.is_engine_frame() && zone.agrees_with(zone) && !zone.agrees_with(Crs::CRS84));
        assert_eq!(Crs::from_urn("urn:ogc:def:crs:EPSG::4549"), Some(zone));
        assert_eq!(
            Crs::from_urn("urn:ogc:def:crs:OGC:1.3:CRS84"),
            Some(Crs::CRS84)
        );
        assert_eq!(Crs::from_urn("urn:x"), None);
    }
}
