//! Real data from the folder `shared/data` beside the repository (`HEXWARD_SHARED_DATA` names another): each fault
//! named, GEOS asked as well, and what a repair would leave.

use std::path::Path;
use std::process::Command;

use hexward_engine::geom::{
    ChangeKind, Draft, Fault, Position, Region, RepairLimits, preview_repair, validate,
};
use hexward_tests::shared::shared_data;
use serde_json::Value;

use super::geos;
use super::partitions::borrowed;

fn geojson(path: &Path) -> Vec<Draft> {
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
pub(crate) fn draft(geometry: &Value) -> Option<Draft> {
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

/// The multi-polygons of a table of a GeoPackage.
fn geopackage(path: &Path, table: &str) -> Vec<Draft> {
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

fn count(faults: &[Fault]) -> String {
    let mut names: Vec<&str> = faults.iter().map(|fault| fault.kind.name()).collect();
    names.sort_unstable();
    let groups = names.chunk_by(|a, b| a == b);
    let counts: Vec<String> = groups
        .map(|group| format!("{} {}", group.len(), group[0]))
        .collect();
    if counts.is_empty() {
        "nothing".to_owned()
    } else {
        counts.join(", ")
    }
}

/// Names the faults of a set, asks GEOS, and repairs; returns how many members are not valid by themselves.
fn examine(name: &str, drafts: &[Draft]) -> usize {
    let mut broken = Vec::new();
    let mut valid: Vec<(usize, Region)> = Vec::new();
    for (number, draft) in drafts.iter().enumerate() {
        match draft.region(number) {
            Ok(region) => valid.push((number, region)),
            Err(faults) => broken.extend(faults),
        }
    }
    let invalid: Vec<usize> = (0..drafts.len())
        .filter(|n| valid.iter().all(|(v, _)| v != n))
        .collect();
    let regions: Vec<Region> = valid.iter().map(|(_, region)| region.clone()).collect();
    let faults = validate(&borrowed(&regions));
    println!(
        "{name}: {} members, {} invalid: {}; the others: {}",
        drafts.len(),
        invalid.len(),
        count(&broken),
        count(&faults)
    );
    if geos::is_there() {
        let opinions = geos::opinions(&[drafts.to_vec(), geos::drafts(&regions)]);
        assert_eq!(
            opinions[0].invalid.iter().copied().collect::<Vec<_>>(),
            invalid
        );
        let named = geos::named(&faults);
        assert_eq!(opinions[1].valid, named.is_empty());
        assert!(named.is_superset(&opinions[1].members));
        println!(
            "  GEOS: the same members invalid; of the others it names {}, we name these and {} more",
            opinions[1].members.len(),
            named.len() - opinions[1].members.len()
        );
    }
    let limits = RepairLimits {
        snap_m: 0.0,
        gap_width_m: 5.0,
        gap_area_m2: 100.0,
    };
    let repair = preview_repair(drafts, &limits).expect("not too wide");
    let moved = repair
        .changes
        .iter()
        .filter(|change| change.kind != ChangeKind::RingsRebuilt);
    let area_m2 = moved.fold(0.0, |sum, change| sum + change.area_m2);
    println!(
        "  repair: {} changes, {area_m2:.0} m2 besides rebuilt rings; left: {}",
        repair.changes.len(),
        count(&repair.faults)
    );
    let breaking: Vec<&Fault> = repair
        .faults
        .iter()
        .filter(|fault| fault.kind.breaks_coverage())
        .collect();
    assert!(breaking.is_empty(), "{breaking:#?}");
    invalid.len()
}

#[test]
fn singapore_subzones() {
    if let Some(folder) = shared_data() {
        let drafts = geojson(&folder.join("singapore/subzones.geojson.gz"));
        assert_eq!(examine("subzones", &drafts), 0);
    }
}

#[test]
fn singapore_planning_areas() {
    if let Some(folder) = shared_data() {
        let drafts = geojson(&folder.join("singapore/planning_areas_2017.geojson.gz"));
        assert_eq!(examine("planning areas", &drafts), 11);
    }
}

#[test]
fn providence_blocks() {
    if let Some(folder) = shared_data() {
        let file = folder.join("providence-blocks/providence.gpkg");
        for table in ["blocks", "precincts", "new_precincts", "districts"] {
            assert_eq!(examine(table, &geopackage(&file, table)), 0);
        }
    }
}

#[test]
fn kaohsiung_villages() {
    if let Some(folder) = shared_data() {
        let drafts = geojson(&folder.join("kaohsiung-dengue/villages.geojson.gz"));
        assert_eq!(drafts.len(), 886);
        assert_eq!(examine("villages", &drafts), 1);
    }
}

#[test]
fn districts_of_five_cities() {
    if let Some(folder) = shared_data() {
        let mut invalid = 0;
        for city in ["wuxi", "huaian", "zhuzhou", "nanchang", "jinhua"] {
            let drafts = geojson(&folder.join(format!("cn-divisions/{city}_districts.geojson.gz")));
            invalid += examine(city, &drafts);
        }
        assert_eq!(invalid, 38);
    }
}

#[test]
fn geojson_fixtures_are_read_without_a_panic() {
    let Some(folder) = shared_data() else { return };
    let mut regions = 0;
    for part in ["good", "bad", "plain"] {
        let files =
            std::fs::read_dir(folder.join("fixtures/geojson").join(part)).expect("a folder");
        for file in files {
            let text = std::fs::read_to_string(file.expect("a file").path()).unwrap_or_default();
            let json: Value = serde_json::from_str(&text).unwrap_or_default();
            let listed = json["features"].as_array().cloned().unwrap_or_default();
            let features = listed.iter().map(|feature| &feature["geometry"]);
            for draft in features.chain([&json["geometry"], &json]).filter_map(draft) {
                regions += usize::from(draft.region(0).is_ok());
                let limits = RepairLimits {
                    snap_m: 1.0,
                    gap_width_m: 1.0,
                    gap_area_m2: 1.0,
                };
                preview_repair(&[draft], &limits).ok();
            }
        }
    }
    println!("{regions} valid regions among the fixtures");
    assert!(regions > 0);
}
