//! Grids that do not divide the ground: refused with every fault, stored when asked, mended when asked.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};

use crate::program::{Desk, Run};

const CRS: [&str; 2] = ["--crs", "EPSG:4326"];

fn collection(features: &[Value]) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

fn feature(code: &str, parent: Option<&str>, geometry: &Value) -> Value {
    json!({
        "type": "Feature",
        "properties": { "code": code, "name": "", "parent": parent },
        "geometry": geometry,
    })
}

/// A grid around these corners, in thousandths of a degree.
fn polygon(code: &str, parent: Option<&str>, corners: &[(i32, i32)]) -> Value {
    let at = |&(x, y): &(i32, i32)| [120.0 + f64::from(x) / 1e3, 31.0 + f64::from(y) / 1e3];
    let ring: Vec<[f64; 2]> = corners.iter().chain(&corners[..1]).map(at).collect();
    feature(
        code,
        parent,
        &json!({ "type": "Polygon", "coordinates": [ring] }),
    )
}

const PARENT: &str = "990000000001";

fn parent() -> String {
    collection(&[polygon(PARENT, None, &[(0, 0), (20, 0), (20, 10), (0, 10)])])
}

/// Two grids of the parent up to these meridians.
fn halves(west: i32, east: i32) -> [Value; 2] {
    let corners = |from: i32, to: i32| [(from, 0), (to, 0), (to, 10), (from, 10)];
    [
        polygon("990000000001G001", Some(PARENT), &corners(0, west)),
        polygon("990000000001G002", Some(PARENT), &corners(east, 20)),
    ]
}

fn import(desk: &Desk, tier: &str, content: &str, more: &[&str]) -> Run {
    let file = desk.write("grids.geojson", content);
    let arguments = ["import", "grids", &file, "--tier", tier];
    desk.run(&[&arguments[..], &CRS, more].concat())
}

fn lines(run: &Run) -> Vec<Value> {
    let parse = |line| serde_json::from_str(line).expect("json");
    run.out.lines().map(parse).collect()
}

#[test]
fn an_overlap_is_refused_named_drawn_and_mended() {
    let desk = Desk::empty();
    import(&desk, "community", &parent(), &[]).ended(0);
    let overlapping = collection(&halves(11, 10));
    let before = desk.content_hash();
    for dry_run in [&[][..], &["--dry-run"]] {
        let run = import(&desk, "grid", &overlapping, dry_run).ended(1);
        assert!(
            run.out.contains("tier grid: overlap, grids 990000000001G001 and 990000000001G002, parent 990000000001, at "),
            "{run:?}"
        );
        assert!(run.err.contains("nothing was written"), "{run:?}");
    }
    let run = import(
        &desk,
        "grid",
        &overlapping,
        &["--json", "-o", "faults.geojson"],
    )
    .ended(1);
    let found = lines(&run);
    assert_eq!(found[0]["finding"], "fault");
    assert_eq!(found[0]["kind"], "overlap");
    assert_eq!(
        found[0]["codes"],
        json!(["990000000001G001", "990000000001G002"])
    );
    assert!(
        found[0]["area_m2"]
            .as_f64()
            .is_some_and(|m2| m2 > 100_000.0)
    );
    assert_eq!(found.last().expect("a summary")["written"], false);
    let drawn = std::fs::read_to_string(desk.path("faults.geojson")).expect("written");
    let drawn: Value = serde_json::from_str(&drawn).expect("json");
    assert_eq!(
        drawn["features"].as_array().map(Vec::len),
        Some(found.len() - 1)
    );
    assert_eq!(drawn["features"][0]["geometry"]["type"], "Polygon");
    assert_eq!(desk.content_hash(), before);

    let run = import(&desk, "grid", &overlapping, &["--repair", "--dry-run"]).ended(0);
    assert!(
        run.out
            .contains("repair: overlap given, grid 990000000001G001 from 990000000001G002"),
        "{run:?}"
    );
    assert_eq!(desk.content_hash(), before);
    let run = import(&desk, "grid", &overlapping, &["--repair", "--json"]).ended(0);
    let found = lines(&run);
    assert_eq!(found[0]["change"], "overlap given");
    let summary = found.last().expect("a summary");
    assert!(
        summary["moved_m2"]
            .as_f64()
            .is_some_and(|m2| m2 > 100_000.0)
    );
    assert_eq!(summary["written"], true);
    certified(&desk);
}

/// What is stored is certified, and the certificate holds.
fn certified(desk: &Desk) {
    desk.run(&["certify", "-o", "c.cert"]).ended(0);
}

#[test]
fn a_broken_plan_is_stored_when_asked_and_repaired_where_it_is() {
    let desk = Desk::empty();
    import(&desk, "community", &parent(), &[]).ended(0);
    let overlapping = collection(&halves(11, 10));
    let before = desk.content_hash();
    let foreseen = ["--with-faults", "--dry-run", "--json"];
    let run = import(&desk, "grid", &overlapping, &foreseen).ended(0);
    let found = lines(&run);
    assert_eq!(found.last().expect("a summary")["faults"], found.len() - 1);
    assert_eq!(desk.content_hash(), before);
    let run = import(&desk, "grid", &overlapping, &["--with-faults"]).ended(0);
    assert!(run.err.contains("faults are stored"), "{run:?}");
    let run = desk.run(&["certify", "-o", "c.cert"]).ended(1);
    assert!(
        run.out.contains("overlap, grids 990000000001G001"),
        "{run:?}"
    );
    assert!(run.err.contains("cannot be certified"), "{run:?}");
    assert!(!desk.path("c.cert").exists());
    let grids = || {
        desk.run(&["export", "grids", "--format", "geojson"])
            .ended(0)
            .out
    };
    let before = grids();
    let run = desk
        .run(&["repair", "--tier", "grid", "--dry-run"])
        .ended(0);
    assert!(run.out.contains("repair: overlap given"), "{run:?}");
    assert_eq!(grids(), before);
    let run = desk.run(&["repair", "--tier", "grid", "--json"]).ended(0);
    let found = lines(&run);
    let summary = found.last().expect("a summary");
    assert_eq!(
        (&summary["faults_after"], &summary["written"]),
        (&json!(0), &json!(true))
    );
    certified(&desk);
    let run = desk.run(&["repair", "--tier", "grid"]).ended(0);
    assert!(
        run.out.contains("0 repairs") && run.out.contains("0 rows changed"),
        "{run:?}"
    );
}

#[test]
fn what_cannot_be_mended_is_refused_with_what_remains() {
    let desk = Desk::empty();
    import(&desk, "community", &parent(), &[]).ended(0);
    let before = desk.content_hash();
    let [west, east] = halves(10, 10);
    let bow = [(10, 0), (20, 10), (20, 0), (10, 10)];
    let bow = polygon("990000000001G002", Some(PARENT), &bow);
    let third = |parent: &str, chain: &[(i32, i32)]| {
        let third = polygon("990000000001G003", Some(parent), chain);
        vec![west.clone(), east.clone(), third]
    };
    let flat = third(PARENT, &[(12, 1), (13, 1)]);
    let hidden = third(PARENT, &[(2, 1), (3, 1), (3, 2)]);
    let beside = third(PARENT, &[(30, 0), (40, 0), (40, 10)]);
    let strange = third("990000000009", &[(30, 0), (40, 0), (40, 10)]);
    let crossed = vec![west.clone(), bow];
    let alone = vec![west.clone()];
    let gap = halves(10, 11).to_vec();
    let invalid = "feature 2: invalid ring, grid 990000000001G002";
    let vanished = "nothing would be left of grid 990000000001G003";
    let cases: [(&[Value], &[&str], &str); 11] = [
        (&alone, &[], "uncovered, parent 990000000001"),
        (&alone, &["--repair"], "would remain beyond the limits"),
        (
            &gap,
            &["--repair", "--sliver", "1", "--gap", "0"],
            "uncovered",
        ),
        (&crossed, &[], invalid),
        (
            &crossed,
            &["--with-faults"],
            "1 fault in the rings of 1 feature",
        ),
        (&crossed, &["--repair"], "uncovered"),
        (&flat, &["--repair"], vanished),
        (&hidden, &["--repair"], vanished),
        (&beside, &[], "outside the parent, grid 990000000001G003"),
        (&beside, &["--repair"], vanished),
        (
            &strange,
            &["--repair"],
            "is neither a stored grid nor one of the file",
        ),
    ];
    for (content, more, says) in cases {
        let run = import(&desk, "grid", &collection(content), more).ended(1);
        let said = format!("{}{}", run.out, run.err);
        assert!(said.contains(says), "`{says}` is not in {said}");
        assert_eq!(desk.content_hash(), before);
    }
}

#[test]
fn options_that_do_not_fit_are_refused() {
    let desk = Desk::empty();
    import(&desk, "community", &parent(), &[]).ended(0);
    let refused = |content: &[Value], more: &[&str], code: i32, says: &str| {
        let run = import(&desk, "grid", &collection(content), more).ended(code);
        assert!(run.err.contains(says), "{run:?}");
    };
    let both = halves(10, 10);
    refused(&both, &["--sliver", "1"], 2, "how far --repair may go");
    refused(&both, &["--repair", "--gap=-1"], 2, "it is a number from 0");
    refused(
        &both,
        &["--repair", "--snap", "NaN"],
        2,
        "it is a number from 0",
    );
    let addresses = desk.write("a.csv", "id,lon,lat\nX,120.01,31.005\n");
    let run = desk
        .run(&[&["import", "addresses", &addresses, "--repair"][..], &CRS].concat())
        .ended(2);
    assert!(run.err.contains("are for grids"), "{run:?}");
    let run = desk.run(&["repair", "--tier", "micro"]).ended(1);
    assert!(
        run.err.contains("there are no grids of tier micro"),
        "{run:?}"
    );
    desk.run(&["repair", "--tier", "province"]).ended(2);
    let nowhere = Desk::empty();
    nowhere.run(&["repair", "--tier", "grid"]).ended(3);
    let run = import(
        &nowhere,
        "grid",
        &collection(&[
            polygon(PARENT, None, &[(0, 0), (9, 0), (9, 9)]),
            polygon("990000000002", None, &[(0, 0), (9, 0), (9, 9)]),
        ]),
        &[],
    )
    .ended(1);
    assert!(run.out.contains("overlap, grids"), "{run:?}");
    assert!(!nowhere.path("store.gpkg").exists());
}

/// The folder of real data beside the repository (`HEXWARD_SHARED_DATA` names another); says so when it is not there.
fn shared_data() -> Option<PathBuf> {
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
