//! Units of real ground: buildings and roads of a quarter of Kathmandu, the streets of Wuhan.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::program::Desk;
use crate::real_areas::shared_data;
use crate::repairing::{collection, feature};

const PARENT: &str = "990000000001";

/// A community of one grid.
fn desk(ground: &Value) -> Desk {
    let desk = Desk::empty();
    for (tier, code, above) in [
        ("community", PARENT.to_owned(), None),
        ("grid", format!("{PARENT}G001"), Some(PARENT)),
    ] {
        let rows = collection(&[feature(&code, above, ground)]);
        let file = desk.write(&format!("{tier}.geojson"), rows);
        let import = [
            "import",
            "grids",
            &file,
            "--crs",
            "EPSG:4326",
            "--tier",
            tier,
        ];
        desk.run(&import).ended(0);
    }
    desk
}

fn barriers(desk: &Desk, lines: &[Value]) {
    let file = desk.write("barriers.geojson", collection(lines));
    desk.run(&["import", "barriers", &file, "--crs", "EPSG:4326"])
        .ended(0);
}

/// What is said of the units, and their features.
fn derived(desk: &Desk) -> (Value, Vec<Value>) {
    let store = desk.store();
    let plain = [
        "units",
        "derive",
        "--store",
        &store,
        "-o",
        "units.geojson",
        "--json",
    ];
    let said = desk.run_plain(&plain, b"").ended(0);
    let text = std::fs::read_to_string(desk.path("units.geojson")).expect("written");
    let file: Value = serde_json::from_str(&text).expect("geojson");
    let features = file["features"].as_array().expect("features").clone();
    (
        serde_json::from_str(said.out.trim()).expect("json"),
        features,
    )
}

fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("the file");
    serde_json::from_str(&text).expect("geojson")
}

/// The mean of the corners of a ring.
fn middle(ring: &[Value]) -> (f64, f64) {
    let corners = &ring[1..];
    let mean = |axis: usize| {
        let sum: f64 = corners
            .iter()
            .filter_map(|corner| corner[axis].as_f64())
            .sum();
        sum / corners.len() as f64
    };
    (mean(0), mean(1))
}

#[test]
fn a_quarter_of_kathmandu_is_a_unit_a_building() {
    let Some(folder) = shared_data() else {
        return;
    };
    let folder = folder.join("kathmandu-split");
    let ground = read(&folder.join("kathmandu.geojson"))["features"][0]["geometry"].clone();
    let desk = desk(&ground);
    let rows = read(&folder.join("kathmandu_extract.geojson"));
    let mut addresses = "id,lon,lat,households\n".to_owned();
    let mut roads = Vec::new();
    for (number, row) in rows["features"]
        .as_array()
        .expect("features")
        .iter()
        .enumerate()
    {
        let tags = &row["properties"]["tags"];
        if row["geometry"]["type"] == "LineString" {
            let class = tags["highway"].as_str().unwrap_or("street");
            let properties = json!({ "id": format!("R{number}"), "class": class });
            let geometry = &row["geometry"];
            roads
                .push(json!({ "type": "Feature", "properties": properties, "geometry": geometry }));
        } else {
            let ring = row["geometry"]["coordinates"][0]
                .as_array()
                .expect("a ring");
            let (lon, lat) = middle(ring);
            writeln!(addresses, "B{number},{lon:.7},{lat:.7},1").expect("a text");
        }
    }
    assert_eq!(roads.len(), 22);
    barriers(&desk, &roads);
    let file = desk.write("addresses.csv", addresses);
    desk.run(&["import", "addresses", &file, "--crs", "EPSG:4326"])
        .ended(0);
    let (said, features) = derived(&desk);
    assert_eq!(
        (&said["units"], &said["buildings"]),
        (&json!(667), &json!(667))
    );
    assert_eq!(said["households"], json!(667));
    let ids: BTreeSet<&str> = features
        .iter()
        .filter_map(|unit| unit["properties"]["id"].as_str())
        .collect();
    assert_eq!(ids.len(), 667);
    let balanced = [
        "rebalance",
        "--parent",
        PARENT,
        "--band",
        "40..70",
        "--draft",
        "new",
    ];
    let run = desk.run(&balanced).ended(0);
    assert!(run.out.contains("feasible"), "{}", run.out);
    desk.plan(&["validate", "new"]).ended(0);
}

#[test]
fn streets_of_wuhan_enclose_blocks() {
    let Some(folder) = shared_data() else {
        return;
    };
    let ring = [
        [113.95, 30.33],
        [114.6, 30.33],
        [114.6, 30.82],
        [113.95, 30.82],
        [113.95, 30.33],
    ];
    let desk = desk(&json!({ "type": "Polygon", "coordinates": [ring] }));
    let out = desk.path("streets.geojson");
    let source = folder.join("wuhan-streets/streets.fgb");
    let made = Command::new("ogr2ogr")
        .args([
            "-f",
            "GeoJSON",
            "-t_srs",
            "EPSG:4326",
            "-lco",
            "RFC7946=YES",
        ])
        .args([&out, &source])
        .status();
    if !made.is_ok_and(|status| status.success()) {
        let mut err = std::io::stderr();
        let _ = std::io::Write::write_all(&mut err, b"skipped: no ogr2ogr to read the streets\n");
        return;
    }
    let rows = read(&out);
    let mut streets = Vec::new();
    for (number, row) in rows["features"]
        .as_array()
        .expect("features")
        .iter()
        .enumerate()
    {
        let path = row["geometry"]["coordinates"].as_array().expect("a path");
        let text = |place: &Value| format!("{} {}", place[0], place[1]);
        let places: BTreeSet<String> = path.iter().map(text).collect();
        if places.len() > 1 {
            let properties = json!({ "id": format!("W{number}"), "class": "street" });
            let geometry = &row["geometry"];
            streets
                .push(json!({ "type": "Feature", "properties": properties, "geometry": geometry }));
        }
    }
    barriers(&desk, &streets);
    let (said, features) = derived(&desk);
    // the publisher's own polygons are 4,118; here two lines that cross without a common vertex make a corner, too, and
    // what is narrower than a street is none
    let units = said["units"].as_u64().expect("a number");
    assert!((4000..5500).contains(&units), "{units}");
    assert_eq!(features.len() as u64, units);
    assert_eq!(said["empty"], json!(units));
}
