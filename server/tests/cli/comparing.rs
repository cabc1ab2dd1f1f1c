//! `hexward compare`: two stores beside each other, in every form.

use std::fs;

use serde_json::Value;

use crate::program::Desk;

/// The demo with another name of one grid, and the selector of the demo as it was.
fn desk() -> (Desk, String) {
    let desk = Desk::soho();
    let run = desk
        .run(&["export", "grids", "--format", "geojson"])
        .ended(0);
    let mut grids: Value = serde_json::from_str(&run.out).expect("json");
    let features = grids["features"].as_array_mut().expect("features");
    features.retain(|feature| feature["properties"]["tier"] == "grid");
    for feature in features {
        let properties = &mut feature["properties"];
        if properties["code"] == "990185400001G003" {
            properties["name"] = "=Another name".into();
        }
    }
    let file = desk.write("grids.geojson", grids.to_string());
    let old = desk.path("old.gpkg").to_str().expect("utf-8").to_owned();
    fs::copy(desk.store(), &old).expect("copied");
    let import = [
        "import",
        "grids",
        &file,
        "--crs",
        "EPSG:4490",
        "--tier",
        "grid",
    ];
    desk.run(&import).ended(0);
    (desk, format!("file:{old}"))
}

fn compare(desk: &Desk, old: &str, more: &[&str]) -> crate::program::Run {
    let plain = ["compare", "--before", old, "--after", "official"];
    desk.run(&[&plain[..], more].concat())
}

#[test]
fn two_stores_are_compared_in_every_form() {
    let (desk, old) = desk();
    let run = compare(&desk, &old, &[]).ended(0);
    assert_eq!(
        run.out,
        "990185400001G003 -> 990185400001G003: renamed\n\
         1 grids changed, 12 did not; 0 addresses, 0 households, 0 residents, 0 buildings and 0 checkpoints change grid, \
         0 visit minutes\n"
    );
    let run = compare(&desk, &old, &["--format", "csv", "--language", "en"]).ended(0);
    assert!(
        run.out.starts_with("\u{feff}Code before,Code after,"),
        "{}",
        run.out
    );
    assert!(run.out.contains(",'=Another name,renamed,"), "{}", run.out);
    // the same, asked of the history of one store
    let past = compare(&desk, "revision:1", &[]).ended(0);
    let beside = compare(&desk, &old, &[]).ended(0);
    assert_eq!(past.out, beside.out);
    // the demo was loaded at no particular time, the other name was given just now
    let past = compare(&desk, "at:2000-01-01", &[]).ended(0);
    assert_eq!(past.out, beside.out);
    let same = compare(&desk, "at:9999-12-31", &[]).ended(0);
    assert!(
        same.out.starts_with("0 grids changed, 13 did not"),
        "{}",
        same.out
    );
    let wish = ["--what", "crosswalk", "--of", "deaths", "--format", "json"];
    let run = compare(&desk, &old, &wish).ended(0);
    let crosswalk: Value = serde_json::from_str(&run.out).expect("json");
    assert_eq!(crosswalk["sums"]["after"], 392);
    let rows = crosswalk["totals"].as_array().expect("totals").iter();
    let sum: u64 = rows.filter_map(|row| row["before"].as_u64()).sum();
    assert_eq!(sum, 392);
    let book = desk.path("impact.xlsx");
    let wish = [
        "--what",
        "impact",
        "--format",
        "xlsx",
        "-o",
        book.to_str().expect("utf-8"),
    ];
    compare(&desk, &old, &wish).ended(0);
    assert!(fs::read(book).expect("a file").starts_with(b"PK"));
    let run = compare(&desk, &old, &["--format", "geojson"]).ended(0);
    let ground: Value = serde_json::from_str(&run.out).expect("json");
    assert_eq!(ground["type"], "FeatureCollection");
}

#[test]
fn what_does_not_fit_is_refused() {
    let (desk, old) = desk();
    for (wish, says) in [
        (&["--format", "xlsx"][..], "name it with -o"),
        (&["-o", "x"], "a file has a form"),
        (&["--what", "crosswalk", "--of", "births"], "births"),
        (&["--of", "residents", "--up-to", "2026-01-01"], "cut-off"),
        (&["--after", "plan"], "cannot be used multiple times"),
    ] {
        let run = compare(&desk, &old, wish).ended(2);
        assert!(run.err.contains(says), "{}", run.err);
    }
    let run = desk.run(&["compare", "--before", "plan", "--after", "official"]);
    assert!(run.ended(2).err.contains("is not official, plan:ID"));
    for (plan, says) in [("plan:none", "none"), ("revision:99", "no revision 99")] {
        let run = compare(&desk, plan, &[]).ended(2);
        assert!(run.err.contains(says), "{}", run.err);
    }
    compare(&desk, "file:none.gpkg", &[]).ended(3);
}
