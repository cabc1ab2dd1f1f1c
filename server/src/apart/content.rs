//! What a file is, by its first bytes; its name decides only what they leave open.

use std::path::Path;

use hexward_engine::io::{ForeignKind, Format};

/// How many of the first bytes are looked at.
pub(crate) const HEAD_BYTES: usize = 4096;

/// What the first bytes of a file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// A format of other programs.
    Foreign(ForeignKind),
    /// Parquet, with or without geometries.
    Parquet,
    /// A zip archive, which XLSX and KMZ are, too.
    Zip,
    /// One compressed file.
    Gzip,
    /// A format that is known and not read: what it is, what to do about it.
    Refused(&'static str),
    /// Text that begins as GeoJSON does.
    Json,
    /// Anything else: text of cells, or nothing known.
    Other,
}

impl Content {
    /// What the first bytes say.
    pub(super) fn of(head: &[u8]) -> Self {
        const MAGICS: [(&[u8], Content); 9] = [
            (
                b"SQLite format 3\0",
                Content::Foreign(ForeignKind::GeoPackage),
            ),
            (b"fgb", Content::Foreign(ForeignKind::FlatGeobuf)),
            (b"PAR1", Content::Parquet),
            (
                b"PARE",
                Content::Refused("it is an encrypted Parquet file; write it without encryption"),
            ),
            (b"PK\x03\x04", Content::Zip),
            (b"PK\x05\x06", Content::Zip),
            (b"\x1f\x8b", Content::Gzip),
            (
                b"\x00\x00\x27\x0a",
                Content::Foreign(ForeignKind::Shapefile),
            ),
            (
                b"\xd0\xcf\x11\xe0",
                Content::Refused("it is a workbook of an old Excel; save it as .xlsx or .csv"),
            ),
        ];
        for (magic, content) in MAGICS {
            if head.starts_with(magic) {
                return content;
            }
        }
        if head.starts_with(b"AutoCAD Binary DXF") {
            return Self::Refused("it is a binary DXF; save it as a DXF of text (ASCII)");
        }
        if head
            .get(4..)
            .is_some_and(|rest| rest.starts_with(b"\x0a\x09OSMHeader"))
        {
            return Self::Foreign(ForeignKind::OsmPbf);
        }
        Self::of_text(head)
    }

    fn of_text(head: &[u8]) -> Self {
        let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
        let text = head.trim_ascii_start();
        match text.first() {
            Some(b'<') => Self::of_markup(text),
            Some(b'{' | b'[') => Self::Json,
            _ => {
                let mut lines = text.split(|&b| b == b'\n').map(<[u8]>::trim_ascii);
                match (lines.next(), lines.next()) {
                    (Some(b"0"), Some(b"SECTION")) | (Some(b"999"), Some(_)) => {
                        Self::Foreign(ForeignKind::Dxf)
                    }
                    _ => Self::Other,
                }
            }
        }
    }

    fn of_markup(text: &[u8]) -> Self {
        let has = |word: &[u8]| text.windows(word.len()).any(|window| window == word);
        if has(b"<kml") || has(b":kml") {
            Self::Foreign(ForeignKind::Kml)
        } else if has(b"<OGRVRT") || has(b"<VRTDataset") {
            Self::Refused("it is a virtual file (VRT) that points at others; send those themselves")
        } else if has(b"<osm") {
            Self::Refused("it is OpenStreetMap XML; convert it to .osm.pbf")
        } else {
            Self::Refused("it is markup (XML or HTML), but not KML")
        }
    }
}

/// Whether a file needs the child: by its first bytes (4,096 are enough), then by the ending of its name.
///
/// ```
/// use hexward::apart::is_foreign;
/// assert!(is_foreign("list.csv", b"PK\x03\x04"));
/// assert!(is_foreign("list.xlsx", b"id,lon,lat"));
/// assert!(!is_foreign("list.csv", b"id,lon,lat"));
/// ```
pub fn is_foreign(name: &str, head: &[u8]) -> bool {
    match Content::of(head) {
        Content::Json | Content::Other => foreign_ending(name).is_some(),
        _ => true,
    }
}

/// The format that the ending of a name promises.
pub(super) fn foreign_ending(name: &str) -> Option<&'static str> {
    const ENDINGS: [&str; 14] = [
        "gpkg",
        "shp",
        "dbf",
        "zip",
        "fgb",
        "xlsx",
        "xls",
        "kml",
        "kmz",
        "dxf",
        "pbf",
        "gz",
        "parquet",
        "geoparquet",
    ];
    let ending = ending(name)?;
    ENDINGS.into_iter().find(|&known| known == ending)
}

/// The ending of a name, in small letters.
pub(super) fn ending(name: &str) -> Option<String> {
    Some(Path::new(name).extension()?.to_str()?.to_ascii_lowercase())
}

/// The form of a text by the ending of its name, otherwise by its first bytes.
pub(super) fn text_format(name: &str, content: Content) -> Format {
    match ending(name).as_deref() {
        Some("csv" | "tsv" | "txt") => Format::Csv,
        Some("geojson" | "json") => Format::GeoJson,
        _ if content == Content::Json => Format::GeoJson,
        _ => Format::Csv,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_before_names() {
        let kml = b"\xef\xbb\xbf<?xml version=\"1.0\"?>\n<kml xmlns=\"x\">";
        for (head, content) in [
            (
                &b"SQLite format 3\0"[..],
                Content::Foreign(ForeignKind::GeoPackage),
            ),
            (
                b"\0\0\0\x0d\x0a\x09OSMHeader",
                Content::Foreign(ForeignKind::OsmPbf),
            ),
            (kml, Content::Foreign(ForeignKind::Kml)),
            (b"PAR1\x15\x04", Content::Parquet),
            (b"  0\r\nSECTION\r\n", Content::Foreign(ForeignKind::Dxf)),
            (b" \n[", Content::Json),
            (b"id,lon\n", Content::Other),
            (b"", Content::Other),
        ] {
            assert_eq!(Content::of(head), content);
        }
        let vrt = b"<OGRVRTDataSource><OGRVRTLayer name='x'>";
        assert!(matches!(Content::of(vrt), Content::Refused(why) if why.contains("VRT")));
        assert!(is_foreign("upload.geojson", vrt));
        assert!(!is_foreign("a.json", b"{}"));
        assert!(is_foreign("a.csv.gz", b"x"));
    }
}
