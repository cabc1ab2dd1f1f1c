//! `/v1/faults`: what is wrong with a tier and where, and that nothing is when nothing is.

use hexward_engine::edit::Edit;
use hexward_engine::geom::{Polygon, Position, Region, Ring};
use hexward_engine::model::{AreaCode, Grid, Lock, Tier};
use hexward_tests::Site;
use serde_json::{Value, json};

/// A box as a grid, in steps of 0.001 degree from 102.5 E, 40.3 N.
fn grid(code: &str, tier: Tier, parent: Option<&str>, [x, y, width, height]: [i32; 4]) -> Grid {
    let corners = [
        (x, y),
        (x + width, y),
        (x + width, y + height),
        (x, y + height),
    ];
    let at = |(x, y): (i32, i32)| {
        Position::from_lattice(1_025_000_000 + x * 10_000, 403_000_000 + y * 10_000)
    };
    let vertices = corners.map(|corner| at(corner).expect("on the globe"));
    let ring = Ring::new(&vertices).expect("valid");
    Grid {
        code: AreaCode::new(code).expect("valid"),
        tier,
        parent: parent.map(|code| AreaCode::new(code).expect("valid")),
        name: String::new(),
        region: Region::single(Polygon::new(ring, Vec::new()).expect("valid")),
        lock: Lock::Open,
    }
}

/// A community of which one grid overlaps another, one reaches outside, and a corner belongs to none.
fn broken() -> Site {
    const PARENT: &str = "990000000001";
    let part = |number: u32, square| {
        let code = format!("{PARENT}G{number:03}");
        grid(&code, Tier::Grid, Some(PARENT), square)
    };
    let site = Site::empty();
    site.commit(vec![
        Edit::ImportGrids(vec![
            grid(PARENT, Tier::Community, None, [0, 0, 10, 10]),
            part(1, [0, 0, 6, 5]),
            part(2, [5, 0, 5, 5]),
            part(3, [0, 5, 5, 6]),
        ]),
        Edit::WithFaults,
    ]);
    site
}

fn kinds(faults: &Value) -> Vec<(&str, u64)> {
    let rows = faults["kinds"].as_array().expect("kinds").iter();
    rows.filter_map(|row| Some((row["kind"].as_str()?, row["count"].as_u64()?)))
        .collect()
}

#[tokio::test]
async fn a_sound_tier_has_none() {
    let site = Site::soho();
    for (tier, areas) in [("community", 1), ("grid", 13), ("micro", 0)] {
        let faults = site.json(&format!("/v1/faults?tier={tier}")).await;
        let none = json!({
            "tier": tier, "areas": areas, "total": 0, "breaking": 0, "kinds": [], "items": [],
        });
        assert_eq!(faults, none);
    }
    assert_eq!(site.json("/v1/faults").await["tier"], "grid");
}

#[tokio::test]
async fn each_fault_has_its_kind_grids_place_and_size() {
    let site = broken();
    let faults = site.json("/v1/faults?tier=grid").await;
    let found = kinds(&faults);
    for kind in ["overlap", "outside-the-parent", "uncovered"] {
        assert!(
            found.iter().any(|(name, _)| *name == kind),
            "{kind}: {found:?}"
        );
    }
    let items = faults["items"].as_array().expect("items");
    assert_eq!(faults["total"], items.len());
    let overlap = items
        .iter()
        .find(|item| item["kind"] == "overlap")
        .expect("one");
    assert_eq!(
        overlap["codes"],
        json!(["990000000001G001", "990000000001G002"])
    );
    assert_eq!(overlap["parent"], "990000000001");
    assert_eq!(overlap["breaks_coverage"], true);
    assert_eq!(overlap["bounds"], json!([102.505, 40.3, 102.506, 40.305]));
    assert_eq!(overlap["geometry"]["type"], "Polygon");
    assert_eq!(overlap["size"]["unit"], "m2");
    // 0.001 by 0.005 degrees at 40.3 N: 85.0 m by 555.2 m
    let area_m2 = overlap["size"]["value"].as_f64().expect("a number");
    assert!((area_m2 - 47_200.0).abs() < 200.0, "{area_m2}");
    for item in items {
        let (lon, lat) = (item["lon"].as_f64(), item["lat"].as_f64());
        assert!(
            lon.is_some_and(|lon| (102.5..=102.51).contains(&lon)),
            "{item}"
        );
        assert!(
            lat.is_some_and(|lat| (40.3..=40.311).contains(&lat)),
            "{item}"
        );
    }
    assert_eq!(site.json("/v1/faults?tier=community").await["total"], 0);
}

#[tokio::test]
async fn faults_come_by_kind_and_in_portions() {
    let site = broken();
    let all = site.json("/v1/faults?tier=grid").await;
    let mut together = Vec::new();
    for (kind, count) in kinds(&all) {
        let mut next = Some(format!("/v1/faults?tier=grid&kind={kind}&limit=1"));
        let mut found = 0;
        while let Some(path) = next {
            let portion = site.json(&path).await;
            assert_eq!(portion["total"], all["total"]);
            let items = portion["items"].as_array().expect("items").clone();
            assert!(items.len() == 1 && items[0]["kind"] == kind, "{path}");
            found += 1;
            together.extend(items);
            next = portion["next"].as_str().map(str::to_owned);
        }
        assert_eq!(found, count, "{kind}");
    }
    together.sort_by_key(|item| item["index"].as_u64());
    assert_eq!(json!(together), all["items"]);
    for wrong in [
        "tier=x", "kind=x", "kind=", "limit=0", "after=x", "after=-1",
    ] {
        let answer = site.get(&format!("/v1/faults?{wrong}")).await;
        assert!(answer.is_problem(400, "malformed"), "{wrong}");
    }
    let behind = site.json("/v1/faults?tier=grid&after=99").await;
    assert_eq!((&behind["items"], behind.get("next")), (&json!([]), None));
}
