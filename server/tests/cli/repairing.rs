//! Grids that do not divide the ground: refused with every fault, stored when asked, mended when asked.

use serde_json::{Value, json};

use crate::program::{Desk, Run};

const CRS: [&str; 2] = ["--crs", "EPSG:4326"];

pub(crate) fn collection(features: &[Value]) -> String {
    json!({ "type": "FeatureCollection", "features": features }).to_string()
}

pub(crate) fn feature(code: &str, parent: Option<&str>, geometry: &Value) -> Value {
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

pub(crate) fn import(desk: &Desk, tier: &str, content: &str, more: &[&str]) -> Run {
    let file = desk.write("grids.geojson", content);
    let arguments = ["import", "grids", &file, "--tier", tier];
    desk.run(&[&arguments[..], &CRS, more].concat())
}

pub(crate) fn lines(run: &Run) -> Vec<Value> {
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
pub(crate) fn certified(desk: &Desk) {
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
