//! Gates of a street that is closed off.

use std::fmt::Write;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use crate::cards::town;
use crate::program::Desk;
use crate::real_areas::shared_data;
use crate::repairing::{collection, feature};

const STREET: &str = "992001001000";

#[test]
fn every_crossing_is_a_gate_or_a_block_and_everybody_reaches_a_gate() {
    let desk = Desk::empty();
    town(&desk);
    let mut fewest = Vec::new();
    for within in ["400", "700", "1500"] {
        let arguments = [
            "gates", STREET, "--within", within, "--shift", "8", "--format", "json",
        ];
        let run = desk.run(&arguments).ended(0);
        let plan: Value = serde_json::from_str(&run.out).expect("json");
        let number = |name: &str| plan[name].as_u64().expect("a number");
        let items = plan["items"].as_array().expect("crossings");
        let of = |state: &str| items.iter().filter(|item| item["state"] == state).count() as u64;
        assert_eq!(number("crossings"), number("gates") + number("blocks"));
        assert_eq!(
            (of("gate"), of("block")),
            (number("gates"), number("blocks"))
        );
        assert_eq!(number("gates"), number("bound"), "{within}: solved exactly");
        assert_eq!((number("reached"), number("cut_off")), (16_200, 0));
        let sum: u64 = items
            .iter()
            .filter_map(|item| item["addresses"].as_u64())
            .sum();
        assert_eq!(sum, 16_200, "each address has one gate");
        if number("beyond") == 0 {
            let farthest = plan["farthest_m"].as_f64().expect("metres");
            assert!(farthest <= within.parse::<f64>().expect("metres"));
        }
        let shifts = plan["roster"]["shifts"].as_array().expect("shifts").len() as u64;
        assert_eq!(shifts, 21 * number("gates"), "three shifts on seven days");
        fewest.push(number("gates"));
    }
    assert!(
        fewest[0] > fewest[1] && fewest[1] >= fewest[2],
        "{fewest:?}"
    );
}

#[test]
fn blocks_and_gates_become_checkpoints() {
    let desk = Desk::empty();
    town(&desk);
    let before = desk.rows("checkpoints");
    let file = desk.path("edits.json").to_str().expect("utf-8").to_owned();
    let run = desk
        .run(&["gates", STREET, "--format", "edits", "-o", &file])
        .ended(0);
    assert!(run.err.contains("crossings = "), "{}", run.err);
    desk.run(&["edit", &file]).ended(0);
    let rows = desk.run(&["gates", STREET]).ended(0);
    let crossings = rows.out.lines().count() as u64 - 1;
    assert_eq!(desk.rows("checkpoints"), before + crossings);
    let roster = desk.run(&["gates", STREET, "--format", "roster"]).ended(2);
    assert!(roster.err.contains("--shift"), "{}", roster.err);
    let odd = desk.run(&["gates", STREET, "--shift", "5"]).ended(2);
    assert!(odd.err.contains("4, 6, 8 and 12"), "{}", odd.err);
    let none = desk.run(&["gates", "000000000000"]).ended(2);
    assert!(none.err.contains("there is no grid"), "{}", none.err);
}

/// A ring of 24 corners, about so many metres around a place in Wuhan.
fn around(lon: f64, lat: f64, reach_m: f64) -> Value {
    let corner = |k: usize| {
        let angle = k as f64 / 24.0 * std::f64::consts::TAU;
        let (east, north) = (reach_m * angle.cos(), reach_m * angle.sin());
        let degrees = [lon + east / 95_800.0, lat + north / 110_900.0];
        json!(degrees.map(|part| (part * 1e7).round() / 1e7))
    };
    let ring: Vec<Value> = (0..25).map(|k| corner(k % 24)).collect();
    json!({ "type": "Polygon", "coordinates": [ring] })
}

/// The streets of Wuhan as lines of degrees.
fn streets(desk: &Desk, file: &Path) -> Option<Vec<Value>> {
    let out = desk.path("streets.geojson");
    let made = Command::new("ogr2ogr")
        .args([
            "-f",
            "GeoJSON",
            "-t_srs",
            "EPSG:4326",
            "-lco",
            "RFC7946=YES",
        ])
        .args([out.as_path(), file])
        .status();
    if !made.is_ok_and(|status| status.success()) {
        let mut err = std::io::stderr();
        let _ = std::io::Write::write_all(&mut err, b"skipped: no ogr2ogr to read the streets\n");
        return None;
    }
    let text = std::fs::read_to_string(out).expect("written");
    let rows: Value = serde_json::from_str(&text).expect("json");
    let rows = rows["features"].as_array().expect("features").iter();
    Some(
        rows.map(|row| row["geometry"]["coordinates"].clone())
            .collect(),
    )
}

#[test]
fn gates_on_the_streets_of_wuhan() {
    let Some(folder) = shared_data() else {
        return;
    };
    let desk = Desk::empty();
    let Some(streets) = streets(&desk, &folder.join("wuhan-streets/streets.fgb")) else {
        return;
    };
    let places = [(114.30, 30.58), (114.26, 30.60), (114.35, 30.53)];
    let (mut grids, mut lines) = (Vec::new(), Vec::new());
    let mut homes = "id,lon,lat,label,building,households,residents\n".to_owned();
    for (k, &(lon, lat)) in places.iter().enumerate() {
        let code = format!("99000000000{}", k + 1);
        grids.push(feature(&code, None, &around(lon, lat, 1_200.0)));
    }
    let number = |place: &Value, k: usize| place[k].as_f64().unwrap_or(f64::NAN);
    let near = |place: &Value, reach_m: f64| {
        places.iter().any(|&(lon, lat)| {
            let (east, north) = (number(place, 0) - lon, number(place, 1) - lat);
            (east * 95_800.0).hypot(north * 110_900.0) < reach_m
        })
    };
    for (k, path) in streets.iter().enumerate() {
        let path = path.as_array().expect("a path");
        if !path.iter().any(|place| near(place, 2_500.0)) {
            continue;
        }
        let geometry = json!({ "type": "LineString", "coordinates": path });
        let properties = json!({ "id": format!("W{k}"), "class": "street" });
        lines.push(json!({ "type": "Feature", "properties": properties, "geometry": geometry }));
        for (m, place) in path
            .iter()
            .enumerate()
            .filter(|(_, place)| near(place, 1_150.0))
        {
            // a house beside each corner of a street
            let (lon, lat) = (number(place, 0) + 0.0002, number(place, 1) + 0.0001);
            writeln!(homes, "W{k}-{m},{lon:.7},{lat:.7},,,4,9").expect("a text");
        }
    }
    for (kind, file, rows) in [
        ("grids", "areas.geojson", collection(&grids)),
        ("barriers", "lines.geojson", collection(&lines)),
        ("addresses", "homes.csv", homes),
    ] {
        let file = desk.write(file, rows);
        let mut arguments = vec!["import", kind, &file, "--crs", "EPSG:4326"];
        if kind == "grids" {
            arguments.extend(["--tier", "community"]);
        }
        desk.run(&arguments).ended(0);
    }
    for k in 1..=places.len() {
        is_closed_off(&desk, &format!("99000000000{k}"));
    }
}

/// The gates of an area are as few as can be, and every other crossing is blocked.
fn is_closed_off(desk: &Desk, code: &str) {
    let run = desk
        .run(&["gates", code, "--within", "900", "--format", "json"])
        .ended(0);
    let plan: Value = serde_json::from_str(&run.out).expect("json");
    let of = |name: &str| plan[name].as_u64().expect("a number");
    println!("{code}: {}", run.err.trim());
    assert!(of("crossings") > 10 && of("reached") > 100, "{}", run.err);
    assert_eq!(of("crossings"), of("gates") + of("blocks"));
    assert_eq!(of("cut_off"), 0);
    assert_eq!(of("gates"), of("bound"), "solved exactly: {}", run.err);
    assert!(of("gates") < of("crossings") / 2, "{}", run.err);
}
