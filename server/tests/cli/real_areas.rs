//! Real areas with real faults: refused with the faults named, mended when asked, then certified.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::program::Desk;
use crate::repairing::{certified, collection, feature, import, lines};

/// The folder of real data beside the repository (`HEXWARD_SHARED_DATA` names another); says so when it is not there.
pub(crate) fn shared_data() -> Option<PathBuf> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data");
    let named = std::env::var("HEXWARD_SHARED_DATA").unwrap_or_else(|_unset| beside.to_owned());
    let folder = PathBuf::from(named);
    if folder.is_dir() {
        return Some(folder);
    }
    let mut err = std::io::stderr();
    let _ = std::io::Write::write_fmt(
        &mut err,
        format_args!("skipped: no real data at {}\n", folder.display()),
    );
    None
}

/// The features of a packed GeoJSON file.
fn features(path: &Path) -> Vec<Value> {
    let unpacked = Command::new("gzip")
        .arg("-dc")
        .arg(path)
        .output()
        .expect("gzip runs");
    let file: Value = serde_json::from_slice(&unpacked.stdout).expect("json");
    file["features"].as_array().cloned().expect("features")
}

/// The features as grids without a parent, numbered.
fn numbered(features: &[Value], first: u64) -> String {
    let grid = |(i, feature_in): (usize, &Value)| {
        feature(
            &format!("{:012}", first + i as u64),
            None,
            &feature_in["geometry"],
        )
    };
    collection(&features.iter().enumerate().map(grid).collect::<Vec<_>>())
}

/// Imports real areas: refused with so many invalid features, or faults between them; then repaired and certified.
fn mended(name: &str, grids: &str, invalid: usize) -> Desk {
    let desk = Desk::empty();
    let run = import(&desk, "street", grids, &["--json"]).ended(1);
    let found = lines(&run);
    let faults = found.iter().filter(|line| line["finding"] == "fault");
    let mut broken: Vec<u64> = faults
        .clone()
        .filter_map(|line| line["feature"].as_u64())
        .collect();
    broken.dedup();
    assert_eq!(broken.len(), invalid, "{name}");
    assert!(faults.count() > 0, "{name}");
    assert!(!desk.path("store.gpkg").exists());
    let run = import(&desk, "street", grids, &["--repair", "--dry-run"]).ended(0);
    assert!(
        run.out
            .lines()
            .filter(|line| line.starts_with("repair: "))
            .count()
            >= invalid
    );
    assert!(!desk.path("store.gpkg").exists());
    import(&desk, "street", grids, &["--repair"]).ended(0);
    certified(&desk);
    let certificate = desk.path("c.cert");
    let verified = Command::new(crate::program::BINARY)
        .arg("verify")
        .arg(certificate)
        .status();
    assert!(verified.expect("started").success(), "{name}");
    desk
}

#[test]
fn districts_of_five_cities_are_mended() {
    let Some(folder) = shared_data() else { return };
    let cities = [
        ("wuxi", 7),
        ("huaian", 7),
        ("zhuzhou", 6),
        ("nanchang", 9),
        ("jinhua", 9),
    ];
    for (city, invalid) in cities {
        let file = folder.join(format!("cn-divisions/{city}_districts.geojson.gz"));
        mended(city, &numbered(&features(&file), 990_000_000_000), invalid);
    }
}

#[test]
fn villages_of_kaohsiung_are_mended() {
    let Some(folder) = shared_data() else { return };
    let villages = features(&folder.join("kaohsiung-dengue/villages.geojson.gz"));
    let grid = |village: &Value| {
        let code = village["properties"]["VILLCODE"].as_str().expect("a code");
        feature(&format!("{code:0>12}"), None, &village["geometry"])
    };
    let grids: Vec<Value> = villages.iter().map(grid).collect();
    mended("kaohsiung", &collection(&grids), 1);
}

/// Two plans of different years: their borders run side by side, and ground on the coast is in one of them only.
#[test]
fn subzones_of_singapore_are_mended_within_planning_areas() {
    let Some(folder) = shared_data() else { return };
    let areas = features(&folder.join("singapore/planning_areas_2017.geojson.gz"));
    let subzones = features(&folder.join("singapore/subzones.geojson.gz"));
    let desk = mended("planning areas", &numbered(&areas, 990_000_100_000), 11);
    let name = |feature: &Value, property: &str| {
        let name = feature["properties"][property].as_str().expect("a name");
        name.to_uppercase()
    };
    let names: Vec<String> = areas.iter().map(|area| name(area, "PLN_AREA_N")).collect();
    let nested = |(i, subzone): (usize, &Value)| {
        let area = names
            .iter()
            .position(|area| *area == name(subzone, "pln_area_n"));
        let parent = format!("{:012}", 990_000_100_000 + area.expect("the same areas"));
        let code = format!("{:012}", 990_000_200_000_u64 + i as u64);
        feature(&code, Some(&parent), &subzone["geometry"])
    };
    let nested = collection(&subzones.iter().enumerate().map(nested).collect::<Vec<_>>());
    let run = import(&desk, "community", &nested, &[]).ended(1);
    assert!(run.out.lines().count() > 1_000, "{}", run.err);
    let run = import(&desk, "community", &nested, &["--repair"]).ended(1);
    assert!(
        run.out.contains("uncovered, parent 990000100033"),
        "{}",
        run.err
    );
    let wide = ["--repair", "--sliver", "200", "--gap", "1000000"];
    import(&desk, "community", &nested, &wide).ended(0);
    certified(&desk);
}

#[test]
fn blocks_of_providence_are_mended() {
    let Some(folder) = shared_data() else { return };
    let desk = Desk::empty();
    let converted = Command::new("ogr2ogr")
        .args([
            "-f",
            "GeoJSON",
            "-t_srs",
            "EPSG:4326",
            "-lco",
            "COORDINATE_PRECISION=9",
        ])
        .arg(desk.path("blocks.geojson"))
        .arg(folder.join("providence-blocks/providence.gpkg"))
        .arg("blocks")
        .status();
    if !converted.is_ok_and(|status| status.success()) {
        return;
    }
    let text = std::fs::read_to_string(desk.path("blocks.geojson")).expect("written");
    let file: Value = serde_json::from_str(&text).expect("json");
    let blocks = file["features"].as_array().expect("features");
    let grids = numbered(blocks, 990_000_000_000);
    let run = import(&desk, "street", &grids, &["--dry-run"]);
    if run.code == 0 {
        import(&desk, "street", &grids, &[]).ended(0);
        certified(&desk);
    } else {
        mended("blocks", &grids, 0);
    }
}
