//! What the doctor finds in a store whose rows do not fit together.

use std::fs;

use hexward_engine::geom::{Polygon, Position, Region, Ring};
use hexward_engine::model::{AreaCode, Change, Delta, Grid, Lock, Tier};
use hexward_engine::store::{GeoPackage, Store};

use crate::program::Desk;

/// A square of 0.001 degrees a side.
fn square(west: f64, south: f64) -> Region {
    let corners = [(0.0, 0.0), (0.001, 0.0), (0.001, 0.001), (0.0, 0.001)];
    let vertices =
        corners.map(|(x, y)| Position::from_degrees(west + x, south + y).expect("in range"));
    let ring = Ring::new(&vertices).expect("a ring");
    Region::single(Polygon::new(ring, Vec::new()).expect("a polygon"))
}

fn grid(code: &str, tier: Tier, parent: Option<&str>, region: Region) -> Grid {
    Grid {
        code: AreaCode::new(code).expect("valid"),
        tier,
        parent: parent.map(|code| AreaCode::new(code).expect("valid")),
        name: String::new(),
        region,
        lock: Lock::Open,
    }
}

/// Puts grids into the store past all checks; a grid of this code is replaced.
fn force(desk: &Desk, grids: Vec<Grid>) {
    let mut store = GeoPackage::create_or_open(desk.store()).expect("a store");
    let rows = store.load().expect("readable");
    let change = |grid: Grid| match rows.grids.iter().find(|row| row.code == grid.code) {
        Some(before) => Change::replace(before.clone(), grid).expect("one key"),
        None => Change::make(grid),
    };
    let delta = Delta {
        grids: grids.into_iter().map(change).collect(),
        ..Delta::default()
    };
    store.commit(rows.revision, &delta).expect("committed");
}

fn findings(desk: &Desk) -> Vec<String> {
    let run = desk.run(&["doctor", "--json"]).ended(1);
    let report: serde_json::Value = serde_json::from_str(&run.out).expect("json");
    let findings = report["findings"].as_array().expect("a list").iter();
    findings
        .filter_map(|text| Some(text.as_str()?.to_owned()))
        .collect()
}

#[test]
fn a_grid_below_a_grid_of_its_own_tier_is_found() {
    let desk = Desk::soho();
    let (own, above) = ("990185400002G001", "990185400001G007");
    force(
        &desk,
        vec![grid(own, Tier::Grid, Some(above), square(0.1, 51.0))],
    );
    let wrong =
        format!("grid {own} of tier grid belongs to {above} of tier grid, which is not above it");
    assert!(findings(&desk).contains(&wrong), "{:?}", findings(&desk));
    force(
        &desk,
        vec![grid(
            own,
            Tier::Grid,
            Some("990185400003"),
            square(0.1, 51.0),
        )],
    );
    let lost = format!("grid {own} belongs to 990185400003, which is not stored");
    assert!(findings(&desk).contains(&lost), "{:?}", findings(&desk));
}

#[test]
fn a_honeycomb_over_ground_that_its_grid_has_no_more_is_found() {
    let desk = Desk::soho();
    let community = grid(
        "990185400001",
        Tier::Community,
        None,
        square(-0.137, 51.513),
    );
    force(&desk, vec![community]);
    let findings = findings(&desk);
    assert!(
        findings[0].starts_with("honeycomb hex60a covers "),
        "{findings:?}"
    );
    assert!(findings[0].ends_with(": lay it again"), "{findings:?}");
}

#[test]
fn grids_of_a_tier_that_overlap_are_found() {
    let desk = Desk::soho();
    let codes = ["990185400002G001", "990185400002G002", "990185400002G003"];
    force(
        &desk,
        vec![
            grid(codes[0], Tier::Grid, None, square(0.1, 51.0)),
            grid(codes[1], Tier::Grid, None, square(0.1005, 51.0)),
            grid(codes[2], Tier::Grid, None, square(0.2, 51.0)),
            // of another tier: no overlap
            grid("990185400002", Tier::Community, None, square(0.1, 51.0)),
        ],
    );
    let findings = findings(&desk);
    let overlaps = findings.iter().filter(|text| text.contains("overlap"));
    assert_eq!(overlaps.count(), 1, "{findings:?}");
    let start = format!(
        "tier grid: overlap, grids {} and {}, at ",
        codes[0], codes[1]
    );
    assert!(findings[0].starts_with(&start), "{findings:?}");
}

#[test]
fn a_damaged_store_is_explained_and_what_is_intact_is_saved() {
    let desk = Desk::soho();
    let sound = desk.run(&["doctor", "--json"]).ended(0);
    let mut bytes = fs::read(desk.store()).expect("read");
    let label = b"Broad Street";
    let mut places = (0..bytes.len()).filter(|&at| bytes[at..].starts_with(label));
    let first = places.next().expect("stored as it is");
    bytes[first] = b'b';
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0);
    fs::write(desk.store(), bytes).expect("written");
    let target = desk.path("saved.gpkg");
    let salvage = [
        "doctor",
        "--json",
        "--salvage",
        target.to_str().expect("utf-8"),
    ];
    let run = desk.run(&salvage).ended(1);
    let report: serde_json::Value = serde_json::from_str(&run.out).expect("json");
    assert!(
        report["findings"].to_string().contains("cannot be read"),
        "{report}"
    );
    let hash = |text: &str| -> String {
        let report: serde_json::Value = serde_json::from_str(text).expect("json");
        report["store"]["content_hash"].to_string()
    };
    assert_eq!(
        report["saved"]["content_hash"].to_string(),
        hash(&sound.out),
        "{report}"
    );
    desk.run(&salvage).ended(4);
}
