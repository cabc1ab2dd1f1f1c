//! Areas and lines from files of real data, as chains of positions that nobody has looked at yet.

use std::path::Path;
use std::process::Command;

use hexward_engine::geom::{Draft, Position};
use serde_json::Value;

use crate::shared::skipped;

/// The areas of a packed GeoJSON file; other shapes are left out.
pub fn geojson(path: &Path) -> Vec<Draft> {
    let unpacked = Command::new("gzip")
        .arg("-dc")
        .arg(path)
        .output()
        .expect("gzip runs");
    let file: Value = serde_json::from_slice(&unpacked.stdout).expect("json");
    let features = file["features"].as_array().expect("features").iter();
    features
        .filter_map(|feature| draft(&feature["geometry"]))
        .collect()
}

/// The chains of a polygon or multi-polygon.
pub fn draft(geometry: &Value) -> Option<Draft> {
    let parts = match geometry["type"].as_str()? {
        "Polygon" => vec![geometry["coordinates"].clone()],
        "MultiPolygon" => geometry["coordinates"].as_array()?.clone(),
        _ => return None,
    };
    let position = |pair: &Value| Position::from_degrees(pair[0].as_f64()?, pair[1].as_f64()?).ok();
    let chain = |ring: &Value| {
        ring.as_array()?
            .iter()
            .map(position)
            .collect::<Option<Vec<_>>>()
    };
    let polygon = |part: &Value| {
        part.as_array()?
            .iter()
            .map(chain)
            .collect::<Option<Vec<_>>>()
    };
    let polygons = parts.iter().map(polygon).collect::<Option<Vec<_>>>()?;
    Some(Draft { polygons })
}

/// The polygons and multi-polygons of a table of a GeoPackage.
pub fn geopackage(path: &Path, table: &str) -> Vec<Draft> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let file = rusqlite::Connection::open_with_flags(path, flags).expect("a GeoPackage");
    let mut rows = file
        .prepare(&format!("SELECT geom FROM {table}"))
        .expect("a table");
    let blobs = rows
        .query_map([], |row| row.get::<_, Vec<u8>>(0))
        .expect("rows");
    blobs
        .map(|blob| well_known_binary(&blob.expect("a geometry")))
        .collect()
}

/// The polygons of a little-endian GeoPackage geometry.
fn well_known_binary(blob: &[u8]) -> Draft {
    let envelope = [0, 32, 48, 48, 64][usize::from(blob[3] >> 1 & 7)];
    let mut at = 8 + envelope;
    let mut take = |count: usize| {
        at += count;
        blob[at - count..at].to_vec()
    };
    let number = |bytes: Vec<u8>| u32::from_le_bytes(bytes.try_into().expect("four bytes"));
    let degrees = |bytes: Vec<u8>| f64::from_le_bytes(bytes.try_into().expect("eight bytes"));
    let multi = number(take(5)[1..].to_vec()) == 6;
    let parts = if multi { number(take(4)) } else { 1 };
    let mut polygons = Vec::new();
    for _ in 0..parts {
        if multi {
            take(5);
        }
        let mut polygon = Vec::new();
        for _ in 0..number(take(4)) {
            let count = number(take(4));
            let mut position = || {
                let (lon, lat) = (degrees(take(8)), degrees(take(8)));
                Position::from_degrees(lon, lat).expect("a position")
            };
            polygon.push((0..count).map(|_| position()).collect());
        }
        polygons.push(polygon);
    }
    Draft { polygons }
}

/// The lines of a file that ogr2ogr reads, in degrees; says so where there is no ogr2ogr.
pub fn lines(path: &Path) -> Option<Vec<Vec<Position>>> {
    let out = tempfile::tempdir().expect("a folder");
    let file = out.path().join("lines.geojson");
    let options = [
        "-f",
        "GeoJSON",
        "-t_srs",
        "EPSG:4326",
        "-lco",
        "RFC7946=YES",
    ];
    let made = Command::new("ogr2ogr")
        .args(options)
        .args([file.as_path(), path])
        .status();
    if !made.is_ok_and(|status| status.success()) {
        skipped(&format!("no ogr2ogr to read {}", path.display()));
        return None;
    }
    let text = std::fs::read_to_string(file).expect("written");
    let rows: Value = serde_json::from_str(&text).expect("json");
    let position = |pair: &Value| Position::from_degrees(pair[0].as_f64()?, pair[1].as_f64()?).ok();
    let path = |row: &Value| {
        let places = row["geometry"]["coordinates"].as_array()?.iter();
        places.map(position).collect::<Option<Vec<Position>>>()
    };
    let rows = rows["features"].as_array().expect("features").iter();
    Some(rows.filter_map(path).collect())
}
