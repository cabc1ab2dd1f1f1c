//! Real data from the folder `shared/data` beside the repository (`HEXWARD_SHARED_DATA` names another): each fault
//! named, GEOS asked as well, and what a repair would leave.

use hexward_engine::geom::{
    ChangeKind, Draft, Fault, Region, RepairLimits, preview_repair, validate,
};
use hexward_tests::real::{draft, geojson, geopackage};
use hexward_tests::shared::shared_data;
use serde_json::Value;

use super::geos;
use super::partitions::borrowed;

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
