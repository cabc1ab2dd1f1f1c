//! Real partitions from the folder `shared/data`, their faults repaired first.

use std::path::Path;
use std::process::Command;

use hexward_engine::geom::{Draft, Position, Region, RepairLimits, preview_repair};
use hexward_tests::shared::shared_data;
use serde_json::Value;

use super::town::{checked, snapshot};

fn drafts(path: &Path) -> Vec<Draft> {
    let unpacked = Command::new("gzip")
        .arg("-dc")
        .arg(path)
        .output()
        .expect("gzip runs");
    let file: Value = serde_json::from_slice(&unpacked.stdout).expect("json");
    let position = |pair: &Value| {
        let degrees = |i: usize| pair[i].as_f64().expect("a number");
        Position::from_degrees(degrees(0), degrees(1)).expect("on the globe")
    };
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let chain = |ring: &Value| list(ring).iter().map(position).collect();
    let polygon = |part: &Value| list(part).iter().map(chain).collect();
    let feature = |feature: &Value| {
        let shape = &feature["geometry"];
        let parts = match shape["type"].as_str() {
            Some("Polygon") => vec![shape["coordinates"].clone()],
            _ => list(&shape["coordinates"]),
        };
        Draft {
            polygons: parts.iter().map(polygon).collect(),
        }
    };
    list(&file["features"]).iter().map(feature).collect()
}

fn repaired(drafts: &[Draft]) -> Vec<Region> {
    let limits = RepairLimits {
        snap_m: 0.0,
        gap_width_m: 5.0,
        gap_area_m2: 100.0,
    };
    let repair = preview_repair(drafts, &limits).expect("not too wide");
    repair.members.into_iter().flatten().collect()
}

#[test]
fn singapore_subzones_and_kaohsiung_villages() {
    let Some(folder) = shared_data() else { return };
    for (name, file, least) in [
        ("Singapore", "singapore/subzones.geojson.gz", 300),
        ("Kaohsiung", "kaohsiung-dengue/villages.geojson.gz", 880),
    ] {
        let regions = repaired(&drafts(&folder.join(file)));
        let report = checked(name, &snapshot(regions), 5_000);
        assert!(report.faces >= least, "{name} {}", report.faces);
        assert!(!report.agreements.is_empty());
        assert!(
            report.extra_units_max() <= 12,
            "{name} {}",
            report.extra_units_max()
        );
    }
}
