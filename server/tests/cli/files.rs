//! Files into a store and out of it again.

use std::fs;

use crate::program::{Desk, data};

/// Imports the four files of the demo.
fn filled() -> Desk {
    let desk = Desk::empty();
    for (kind, file, rows) in [
        ("barriers", "streets.geojson", 118),
        ("addresses", "addresses.csv", 324),
        ("checkpoints", "checkpoints.csv", 13),
        ("cases", "cases.csv", 324),
    ] {
        let path = data(&format!("soho-1854/{file}"));
        let run = desk
            .run(&[
                "import",
                kind,
                &path,
                "--crs",
                "EPSG:4326",
                "--reason",
                "test",
            ])
            .ended(0);
        assert!(
            run.out.starts_with(&format!("{rows} rows read, ")),
            "{}",
            run.out
        );
    }
    desk
}

#[test]
fn each_kind_is_imported_in_one_commit() {
    let desk = filled();
    let store = &desk.doctor()["store"];
    assert_eq!(store["revision"], 4);
    for (table, rows) in [
        ("addresses", 324),
        ("checkpoints", 13),
        ("barriers", 118),
        ("counts", 324),
        ("place", 1),
    ] {
        assert_eq!(store["rows"][table], rows, "{table}");
    }
    let file = desk.write(
        "community.geojson",
        r#"{"type":"FeatureCollection","features":[{"type":"Feature",
        "properties":{"code":"990185400001","name":"Soho","tier":"community","parent":null},"geometry":{"type":"Polygon",
        "coordinates":[[[-0.145,51.508],[-0.13,51.508],[-0.13,51.518],[-0.145,51.518],[-0.145,51.508]]]}}]}"#,
    );
    let run = desk
        .run(&[
            "import",
            "grids",
            &file,
            "--crs",
            "EPSG:4326",
            "--tier",
            "community",
        ])
        .ended(0);
    assert_eq!(run.out, "1 rows read, 1 rows changed, revision 5\n");
    let template = data("templates/grids.geojson");
    desk.run(&["import", "grids", &template, "--crs", "EPSG:4326"])
        .ended(1);
    desk.run(&[
        "import",
        "grids",
        &template,
        "--crs",
        "EPSG:4326",
        "--anywhere",
    ])
    .ended(0);
    assert_eq!(desk.rows("grids"), 2);
}

#[test]
fn the_same_file_twice_changes_nothing() {
    let desk = filled();
    let before = desk.doctor();
    let file = data("soho-1854/cases.csv");
    let run = desk
        .run(&["import", "cases", &file, "--crs", "EPSG:4326"])
        .ended(0);
    assert_eq!(run.out, "324 rows read, 0 rows changed, revision 4\n");
    let run = desk
        .run(&["import", "cases", &file, "--crs", "EPSG:4326", "--json"])
        .ended(0);
    assert!(
        run.out.contains("\"changed_rows\":0") && run.out.contains("\"written\":false"),
        "{}",
        run.out
    );
    assert_eq!(desk.doctor(), before);
}

#[test]
fn units_twice_change_nothing_where_there_is_nothing_else() {
    let desk = Desk::empty();
    let square = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"U"},"geometry":
        {"type":"Polygon","coordinates":[[[1,1],[1.01,1],[1.01,1.01],[1,1]]]}}]}"#;
    let file = desk.write("units.geojson", square);
    let crs = ["--crs", "EPSG:4326", "--map", "=block=kind"];
    let arguments = [&["import", "units", &file][..], &crs].concat();
    desk.run(&arguments).ended(0);
    let run = desk.run(&arguments).ended(0);
    assert_eq!(run.out, "1 rows read, 0 rows changed, revision 1\n");
}

#[test]
fn a_dry_run_says_what_would_change() {
    let desk = filled();
    let before = desk.doctor();
    let file = desk.write(
        "more.csv",
        "nr,lon,lat\nX1,-0.137,51.513\nX2,-0.138,51.513\n",
    );
    let arguments = [
        "import",
        "addresses",
        &file,
        "--crs",
        "EPSG:4326",
        "--map",
        "nr=id",
        "--dry-run",
    ];
    assert_eq!(
        desk.run(&arguments).ended(0).out,
        "2 rows read, 2 rows would change; nothing was written\n"
    );
    assert_eq!(desk.doctor(), before);
    desk.run(&arguments[..arguments.len() - 1]).ended(0);
    assert_eq!(desk.rows("addresses"), 326);
}

/// A file of grids without the days from which they are in force.
fn without_days(text: &str) -> String {
    let mut parts = text.split(",\"valid_from\":\"");
    let first = parts.next().unwrap_or_default().to_owned();
    let behind = |part: &str| {
        part.split_once('"')
            .map_or(String::new(), |(_, rest)| rest.to_owned())
    };
    parts.fold(first, |text, part| text + &behind(part))
}

#[test]
fn what_is_exported_can_be_read_back() {
    let desk = Desk::soho();
    let copy = Desk::empty();
    for (layer, kind, format) in [
        ("grids", "grids", "geojson"),
        ("barriers", "barriers", "geojson"),
        ("addresses", "addresses", "csv"),
        ("checkpoints", "checkpoints", "geojson"),
        ("counts", "cases", "csv"),
    ] {
        let file = copy
            .path(&format!("{layer}.{format}"))
            .to_str()
            .expect("utf-8")
            .to_owned();
        let run = desk
            .run(&["export", layer, "--format", format, "-o", &file])
            .ended(0);
        assert!(run.out.is_empty(), "{}", run.out);
        copy.run(&["import", kind, &file, "--crs", "EPSG:4326"])
            .ended(0);
        // the days of grids are those of the import
        let again = copy.run(&["export", layer, "--format", format]).ended(0);
        let exported = fs::read_to_string(&file).expect("exported");
        assert_eq!(without_days(&again.out), without_days(&exported), "{layer}");
    }
    for table in ["grids", "barriers", "addresses", "checkpoints", "counts"] {
        assert_eq!(copy.rows(table), desk.rows(table), "{table}");
    }
    let cells = desk
        .run(&["export", "cells", "--format", "geojson"])
        .ended(0);
    let cells: serde_json::Value = serde_json::from_str(&cells.out).expect("json");
    assert_eq!(
        cells["features"].as_array().map(Vec::len),
        usize::try_from(desk.rows("cells")).ok()
    );
    let parts = fs::read_dir(copy.path(""))
        .expect("a folder")
        .filter_map(Result::ok);
    assert!(
        parts
            .into_iter()
            .all(|entry| !entry.file_name().to_string_lossy().ends_with(".part"))
    );
}

#[test]
fn an_export_that_fails_leaves_the_old_file() {
    let desk = Desk::soho();
    desk.run(&["export", "persons", "--format", "csv"]).ended(2);
    let nowhere = desk
        .path("none/grids.geojson")
        .to_str()
        .expect("utf-8")
        .to_owned();
    desk.run(&["export", "grids", "--format", "geojson", "-o", &nowhere])
        .ended(3);
    let kept = desk.write("grids.geojson", "old");
    Desk::empty()
        .run(&["export", "grids", "--format", "geojson", "-o", &kept])
        .ended(3);
    assert_eq!(fs::read_to_string(&kept).expect("there"), "old");
}

#[test]
fn a_tile_is_written_as_its_extension_says() {
    let desk = Desk::soho();
    let picture = desk.path("tile.png").to_str().expect("utf-8").to_owned();
    for (style, size) in [("cases", "256"), ("risk", "512"), ("streets", "256")] {
        desk.run(&[
            "render",
            "--style",
            style,
            "--tile",
            "15/16371/10895",
            "--size",
            size,
            "-o",
            &picture,
        ])
        .ended(0);
        let bytes = fs::read(&picture).expect("written");
        assert!(
            bytes.starts_with(b"\x89PNG") && bytes.len() > 500,
            "{style}"
        );
        let side = u32::from_be_bytes(bytes[16..20].try_into().expect("four bytes"));
        assert_eq!(side.to_string(), size);
        let run = desk
            .run(&[
                "render",
                "--style",
                style,
                "--tile",
                "15/16371/10895",
                "--size",
                size,
            ])
            .ended(0);
        assert_eq!(run.bytes, bytes, "{style}");
    }
    let vector = desk.path("tile.mvt").to_str().expect("utf-8").to_owned();
    desk.run(&[
        "render",
        "--style",
        "addresses",
        "--tile",
        "15/16371/10895",
        "-o",
        &vector,
    ])
    .ended(0);
    assert!(fs::metadata(&vector).expect("written").len() > 100);
    for wrong in [
        &["--style", "none", "--tile", "0/0/0"][..],
        &["--style", "cases", "--tile", "0/1/0"],
        &["--style", "cases", "--tile", "0/0"],
        &["--style", "cases", "--tile", "-1/0/0"],
        &["--style", "cases", "--tile", "17/0/0"],
        &["--style", "cases", "--tile", "0/0/0", "--size", "333"],
        &["--style", "risk", "--tile", "0/0/0", "--layer", "none"],
        &["--style", "cases", "--tile", "0/0/0", "-o", "tile.tif"],
    ] {
        desk.run(&[&["render"], wrong].concat()).ended(2);
    }
}
