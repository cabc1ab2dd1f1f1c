//! Exports in every format, read back by our importer and by GDAL's tools.

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::program::Desk;

/// Layers that have a kind of import, in the order in which they can be imported.
const LAYERS: [&str; 5] = ["grids", "addresses", "checkpoints", "barriers", "units"];

/// The demo, with spatial units: its grids once more.
fn desk() -> Desk {
    let desk = Desk::soho();
    let text = exported(&desk, "grids", &[]);
    let units = text
        .replace("\"code\"", "\"id\"")
        .replace("\"tier\"", "\"kind\"");
    let file = desk.write("units.geojson", units);
    desk.run(&["import", "units", &file, "--crs", "EPSG:4326"])
        .ended(0);
    desk
}

fn exported(desk: &Desk, layer: &str, more: &[&str]) -> String {
    let run = desk.run(&[&["export", layer, "--format", "geojson"], more].concat());
    run.ended(0).out
}

/// The features without the days of grids, which are those of the import.
fn features(text: &str) -> Vec<Value> {
    let mut value: Value = serde_json::from_str(text).expect("json");
    let mut features: Vec<Value> = value["features"]
        .as_array_mut()
        .expect("features")
        .drain(..)
        .collect();
    for feature in &mut features {
        let properties = feature["properties"].as_object_mut().expect("an object");
        properties.retain(|name, _| !name.starts_with("valid_"));
        settle(&mut feature["geometry"]["coordinates"]);
    }
    features
}

/// Has rings begin with their least vertex: a Shapefile turns them round.
fn settle(coordinates: &mut Value) {
    let Some(list) = coordinates.as_array_mut() else {
        return;
    };
    let is_position = |value: &Value| value[0].is_number();
    if list.len() > 3 && list.iter().all(is_position) && list.first() == list.last() {
        list.pop();
        let text = |at: &usize| list[*at].to_string();
        let least = (0..list.len()).min_by_key(text).unwrap_or(0);
        list.rotate_left(least);
        list.push(list[0].clone());
    } else {
        list.iter_mut().for_each(settle);
    }
}

/// How many features `ogrinfo` counts; `None` where it is not installed.
fn counted(path: &str) -> Option<u64> {
    let path = path
        .strip_suffix(".zip")
        .map_or(path.to_owned(), |_| format!("/vsizip/{path}"));
    let Ok(run) = Command::new("ogrinfo")
        .args(["-ro", "-so", "-al", &path])
        .output()
    else {
        eprintln!("skipped: ogrinfo is not installed");
        return None;
    };
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    let counts = said
        .lines()
        .filter_map(|line| line.strip_prefix("Feature Count: "));
    Some(counts.filter_map(|count| count.parse::<u64>().ok()).sum())
}

#[test]
fn every_format_reads_back() {
    let desk = desk();
    for (format, ending, crs, more) in [
        ("geojson", "geojson", "EPSG:27700", &[][..]),
        ("gpkg", "gpkg", "EPSG:4326", &[]),
        ("shp", "zip", "EPSG:32630", &["--encoding", "gb18030"]),
        ("fgb", "fgb", "EPSG:3857", &[]),
    ] {
        let copy = Desk::empty();
        for layer in LAYERS {
            let file = copy.path(&format!("{layer}.{ending}"));
            let file = file.to_str().expect("utf-8");
            let how = [
                "export", layer, "--format", format, "--crs", crs, "-o", file,
            ];
            desk.run(&[&how[..], more].concat()).ended(0);
            let before = features(&exported(&desk, layer, &[]));
            if let Some(count) = counted(file) {
                assert_eq!(count, before.len() as u64, "{layer} as {format}");
            }
            copy.run(&["import", layer, file, "--crs", crs]).ended(0);
            let after = features(&exported(&copy, layer, &[]));
            assert_eq!(after, before, "{layer} as {format}");
        }
    }
}

#[test]
fn an_area_is_exported_with_all_that_belongs_to_it() {
    let desk = desk();
    let parent = "990185400001";
    let grid = format!("{parent}G007");
    let of = |layer: &str, area: &str| features(&exported(&desk, layer, &["--area", area]));
    assert_eq!(of("grids", parent).len(), 14);
    assert_eq!(of("grids", &grid).len(), 1);
    let own = of("addresses", &grid);
    let sheet = desk
        .run(&["export", "counts", "--format", "csv", "--area", &grid])
        .ended(0)
        .out;
    let all: usize = (1..=13)
        .map(|n| of("addresses", &format!("{parent}G{n:03}")).len())
        .sum();
    assert_eq!(all, of("addresses", parent).len());
    assert!(!own.is_empty() && own.len() < all);
    assert_eq!(sheet.lines().count(), own.len() + 1);
    assert_eq!(of("checkpoints", &grid).len(), 1);
    let unknown = desk.run(&[
        "export",
        "grids",
        "--format",
        "geojson",
        "--area",
        "990185400002",
    ]);
    assert!(unknown.ended(2).err.contains("there is no grid"));
}

#[test]
fn grids_say_from_when_until_when_they_are_in_force() {
    let desk = Desk::empty();
    let ring = |west: f64| {
        let east = west + 0.01;
        format!("[[{west},31],[{east},31],[{east},31.01],[{west},31.01],[{west},31]]")
    };
    let grid = |n: usize, west: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"990000000001G00{n}","name":"n","tier":"grid"}},
            "geometry":{{"type":"Polygon","coordinates":[{}]}}}}"#,
            ring(west)
        )
    };
    let all = format!(
        r#"{{"type":"FeatureCollection","features":[{},{}]}}"#,
        grid(1, 120.0),
        grid(2, 120.01)
    );
    let file = desk.write("grids.geojson", all);
    desk.run(&["import", "grids", &file, "--crs", "EPSG:4490"])
        .ended(0);
    let merge = r#"[{"op":"merge_grids","keep":"990000000001G001","others":["990000000001G002"]}]"#;
    let merge = desk.write("merge.json", merge);
    desk.run(&["edit", &merge]).ended(0);
    let now: Value = serde_json::from_str(&exported(&desk, "grids", &[])).expect("json");
    let then = exported(&desk, "grids", &["--revision", "1"]);
    let then: Value = serde_json::from_str(&then).expect("json");
    assert!(now["features"][0]["properties"]["valid_to"].is_null());
    let gone = &then["features"][1]["properties"];
    assert!(
        gone["valid_from"].is_string() && gone["valid_to"].is_string(),
        "{gone}"
    );
    let life = desk.run_plain(
        &[
            "codes",
            "life",
            "--store",
            &desk.store(),
            "990000000001G002",
        ],
        b"",
    );
    assert!(
        life.ended(0)
            .out
            .ends_with("(revision 2), then 990000000001G001\n")
    );
}

#[test]
fn what_has_no_form_is_refused() {
    let desk = Desk::soho();
    for (layer, format, more) in [
        ("counts", "gpkg", &[][..]),
        ("grids", "gpkg", &[]),
        ("grids", "geojson", &["--encoding", "gb18030"]),
        ("grids", "geojson", &["--crs", "EPSG:4326,swapped"]),
        ("grids", "geojson", &["--crs", "EPSG:1024"]),
    ] {
        desk.run(&[&["export", layer, "--format", format], more].concat())
            .ended(2);
    }
    let file = desk.path("g.gpkg");
    let file = file.to_str().expect("utf-8");
    desk.run(&[
        "export", "grids", "--format", "gpkg", "--crs", "GCJ-02", "-o", file,
    ])
    .ended(2);
    assert!(!fs::exists(file).expect("a folder"));
}
