//! What is said about foreign files, in any build.

use std::io;
use std::path::Path;

/// The most features that are read.
pub(in crate::io) const MAX_FEATURES: u64 = 10_000_000;

/// A format of other programs that GDAL reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignKind {
    /// An SQLite file of the OGC GeoPackage standard.
    GeoPackage,
    /// `.shp` with `.shx` and `.dbf` beside it.
    Shapefile,
    /// A FlatGeobuf file.
    FlatGeobuf,
    /// An Office Open XML workbook, each sheet a layer without geometry, its first row the header.
    Workbook,
    /// KML, out of its KMZ if it was in one.
    Kml,
    /// DXF in text form.
    Dxf,
    /// An OpenStreetMap extract in PBF form.
    OsmPbf,
}

impl ForeignKind {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::GeoPackage => "GeoPackage",
            Self::Shapefile => "Shapefile",
            Self::FlatGeobuf => "FlatGeobuf",
            Self::Workbook => "XLSX",
            Self::Kml => "KML",
            Self::Dxf => "DXF",
            Self::OsmPbf => "OSM PBF",
        }
    }

    /// The ending of its files, which the drivers look at.
    pub fn ending(self) -> &'static str {
        match self {
            Self::GeoPackage => "gpkg",
            Self::Shapefile => "shp",
            Self::FlatGeobuf => "fgb",
            Self::Workbook => "xlsx",
            Self::Kml => "kml",
            Self::Dxf => "dxf",
            Self::OsmPbf => "osm.pbf",
        }
    }
}

/// A format of other programs that GDAL writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignTarget {
    /// One GeoPackage.
    GeoPackage,
    /// `.shp`, `.shx`, `.dbf`, `.prj` and `.cpg`, side by side.
    Shapefile,
    /// One FlatGeobuf file.
    FlatGeobuf,
}

/// What is written, and where to.
#[derive(Debug, Clone)]
pub struct ForeignOutput<'a> {
    /// The format.
    pub target: ForeignTarget,
    /// The file; of a Shapefile the `.shp`, the others get the same stem.
    pub path: &'a Path,
    /// The name of its layer.
    pub layer: &'a str,
    /// The EPSG code of its coordinates.
    pub crs: u32,
    /// The encoding of a Shapefile's texts in the words of GDAL: `UTF-8` or `GB18030`.
    pub encoding: &'a str,
}

/// A layer of a foreign file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignLayer {
    /// Its name.
    pub name: String,
    /// The type of its geometries in the words of GeoJSON, `Any` where they differ; `None` for a plain table.
    pub geometry: Option<String>,
    /// How many features it has, where that is known without reading them.
    pub features: Option<u64>,
    /// The names of its fields.
    pub fields: Vec<String>,
    /// The code of its coordinate reference system, such as `EPSG:4549`, where the file names one that is registered.
    pub crs: Option<String>,
    /// What the file calls its coordinate reference system.
    pub crs_name: Option<String>,
}

/// What became of a layer when it was written as text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ForeignText {
    /// The form of the text.
    pub format: crate::io::Format,
    /// How many features were written.
    pub features: u64,
}

/// Why a foreign file is not read or written.
#[derive(Debug, thiserror::Error)]
pub enum ForeignError {
    /// It is not what its first bytes promise.
    #[error("it cannot be opened as {kind}: {reason}")]
    Open {
        /// What it should be.
        kind: &'static str,
        /// What the library says, without quotations from the file.
        reason: String,
    },
    /// It breaks off or contradicts itself.
    #[error("layer `{layer}` is damaged after feature {after}: {reason}")]
    Damaged {
        /// The layer.
        layer: String,
        /// How many features were read before.
        after: u64,
        /// What the library says, without quotations from the file.
        reason: String,
    },
    /// A text is not in the encoding that it should be in.
    #[error("feature {feature}, field `{field}`: its text is not {encoding}")]
    NotText {
        /// The number of the feature, from 1.
        feature: u64,
        /// The field.
        field: String,
        /// The encoding.
        encoding: String,
    },
    /// More features than are read.
    #[error("layer `{layer}` has more than {limit} features; split it")]
    TooMany {
        /// The layer.
        layer: String,
        /// How many are read at most.
        limit: u64,
    },
    /// A file cannot be written in this form.
    #[error("it cannot be written: {0}")]
    Written(String),
    /// The target's coordinate reference system is of no use.
    #[error("coordinates cannot be turned into EPSG:{code}: {reason}")]
    Crs {
        /// The code.
        code: u32,
        /// What is wrong with it.
        reason: String,
    },
    /// The system failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// This build cannot.
    #[error("this build of hexward has no GDAL to read or write it with")]
    Absent,
}

/// A message of the library without what stands between quotation marks and without long numbers: those may be values
/// of the file, which are not for logs.
#[cfg(feature = "gdal")]
pub(super) fn without_quotations(message: &str) -> String {
    const LONGEST: usize = 200;
    let mut out = String::new();
    let mut quote = None;
    let mut digits = 0;
    for c in message.chars().take(LONGEST) {
        match quote {
            Some(end) if c == end => quote = None,
            Some(_) => continue,
            None if matches!(c, '"' | '\'' | '`') => {
                out.push('…');
                quote = Some(c);
            }
            None => {}
        }
        digits = if c.is_ascii_digit() { digits + 1 } else { 0 };
        if quote.is_none() && !matches!(c, '"' | '\'' | '`') && digits <= 6 && !c.is_control() {
            out.push(c);
        }
    }
    out
}

#[cfg(all(test, feature = "gdal"))]
mod tests {
    use super::without_quotations;

    #[test]
    fn messages_quote_nothing_of_the_file() {
        let kept =
            without_quotations("field 'Li Lei' of 3 is \"13912345678\", not `x`; at 13912345678\n");
        assert_eq!(kept, "field … of 3 is …, not …; at 139123");
    }
}
