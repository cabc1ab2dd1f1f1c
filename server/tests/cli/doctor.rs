//! What the doctor finds in a store whose rows do not fit together.

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
    assert_eq!(
        findings(&desk),
        [format!(
            "grid {own} of tier grid belongs to {above} of tier grid, which is not above it"
        )]
    );
    force(
        &desk,
        vec![grid(
            own,
            Tier::Grid,
            Some("990185400003"),
            square(0.1, 51.0),
        )],
    );
    assert_eq!(
        findings(&desk),
        [format!(
            "grid {own} belongs to 990185400003, which is not stored"
        )]
    );
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
    assert_eq!(findings.len(), 1, "{findings:?}");
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
    assert_eq!(findings.len(), 1, "{findings:?}");
    let start = format!("grids {} and {} overlap on ", codes[0], codes[1]);
    assert!(findings[0].starts_with(&start), "{findings:?}");
}
