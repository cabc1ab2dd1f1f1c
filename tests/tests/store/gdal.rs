//! What GDAL says of the file: its own validator, and the layers that a GIS would show.

use std::path::Path;
use std::process::Command;

use hexward_engine::model::{Delta, Revision};
use hexward_engine::store::Store;

use crate::File;
use crate::fixture::{address, everything, make_all, revision_two};

/// The output of a program, `None` when it is not installed.
fn output(program: &str, arguments: &[&str], file: &Path) -> Option<(bool, String)> {
    let run = Command::new(program).args(arguments).arg(file).output();
    let Ok(run) = run else {
        eprintln!("skipped: {program} is not installed");
        return None;
    };
    let text = [run.stdout, run.stderr]
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
        .concat();
    if text.contains("No module named") {
        eprintln!(
            "skipped: {program} {} is not installed",
            arguments.join(" ")
        );
        return None;
    }
    Some((run.status.success(), text))
}

fn assert_valid(file: &Path) {
    // the system's own Python: that is where the distribution puts GDAL's scripts
    let validator = [
        "-m",
        "osgeo_utils.samples.validate_gpkg",
        "--extra",
        "--warning-as-error",
    ];
    if let Some((success, text)) = output("/usr/bin/python3", &validator, file) {
        assert!(success, "{text}");
    }
}

fn summary(file: &Path) -> Option<String> {
    let (success, text) = output("ogrinfo", &["-ro", "-al", "-so"], file)?;
    assert!(
        success && !text.contains("Warning") && !text.contains("ERROR"),
        "{text}"
    );
    Some(text)
}

/// The lines about one layer.
fn layer<'a>(summary: &'a str, name: &str) -> &'a str {
    let start = summary
        .find(&format!("Layer name: {name}\n"))
        .expect("the layer is listed");
    let rest = &summary[start..];
    &rest[..rest[1..]
        .find("\nLayer name: ")
        .map_or(rest.len(), |end| end + 1)]
}

fn assert_layer(summary: &str, name: &str, lines: &[&str]) {
    let layer = layer(summary, name);
    for line in lines {
        assert!(
            layer.lines().any(|found| found.trim() == *line),
            "{line} is not in\n{layer}"
        );
    }
}

#[test]
fn gdal_finds_no_fault_in_an_empty_store() {
    let file = File::new();
    let _store = file.writer();
    assert_valid(&file.path());
    let Some(summary) = summary(&file.path()) else {
        return;
    };
    assert_eq!(summary.matches("Layer name: ").count(), 8, "{summary}");
}

#[test]
fn gdal_reads_the_layers_while_the_store_is_open() {
    let file = File::new();
    let mut store = file.writer();
    store.commit(Revision(0), &everything()).expect("fits");
    store.commit(Revision(1), &revision_two()).expect("fits");
    assert_valid(&file.path());
    let Some(summary) = summary(&file.path()) else {
        return;
    };
    let crs = "ID[\"EPSG\",4490]]";
    assert_layer(
        &summary,
        "grids",
        &[
            "Geometry: Multi Polygon",
            "Feature Count: 8",
            crs,
            "code: String (0.0) UNIQUE NOT NULL",
        ],
    );
    assert_layer(
        &summary,
        "grids",
        &["Extent: (120.300700, 31.499891) - (120.369480, 31.500099)"],
    );
    assert_layer(
        &summary,
        "cells",
        &["Geometry: Multi Polygon", "Feature Count: 4", crs],
    );
    assert_layer(
        &summary,
        "addresses",
        &["Geometry: Point", "Feature Count: 7", crs],
    );
    assert_layer(
        &summary,
        "addresses",
        &["Extent: (-180.000000, -90.000000) - (180.000000, 90.000000)"],
    );
    assert_layer(
        &summary,
        "checkpoints",
        &["Extent: (-0.000008, 31.512346) - (0.000001, 31.512346)"],
    );
    assert_layer(
        &summary,
        "barriers",
        &["Geometry: Line String", "Feature Count: 2", crs],
    );
    assert_layer(
        &summary,
        "counts",
        &[
            "Geometry: None",
            "Feature Count: 2",
            "cutoff: Date (0.0) NOT NULL",
        ],
    );
    assert_layer(
        &summary,
        "crossing_layers",
        &["Geometry: None", "Feature Count: 1"],
    );
    assert_layer(&summary, "place", &["Geometry: None", "Feature Count: 1"]);
}

#[test]
fn gdal_reads_the_last_commit_in_the_middle_of_a_transaction() {
    let file = File::new();
    let mut store = file.writer();
    store.commit(Revision(0), &everything()).expect("fits");
    let other = rusqlite::Connection::open(file.path()).expect("opened");
    other
        .execute_batch("BEGIN IMMEDIATE; DELETE FROM addresses; UPDATE gpkg_contents SET min_x = 7")
        .expect("begun");
    assert_valid(&file.path());
    if let Some(summary) = summary(&file.path()) {
        assert_layer(&summary, "addresses", &["Feature Count: 8"]);
        assert_layer(
            &summary,
            "addresses",
            &["Extent: (-180.000000, -90.000000) - (180.000000, 90.000000)"],
        );
    }
    assert_eq!(file.reader().load().expect("loaded").addresses.len(), 8);
    other.execute_batch("ROLLBACK").expect("ended");
    let delta = Delta {
        addresses: make_all([address("new", 1, 2, "")]),
        ..Delta::default()
    };
    store.commit(Revision(1), &delta).expect("fits");
}

#[test]
fn gdal_reads_every_coordinate_as_it_was_written() {
    let file = File::new();
    let mut store = file.writer();
    store.commit(Revision(0), &everything()).expect("fits");
    let query = [
        "-ro",
        "-q",
        "-sql",
        "SELECT ST_AsText(geom) AS text FROM grids WHERE code = '320205000000'",
    ];
    let Some((success, text)) = output("ogrinfo", &query, &file.path()) else {
        return;
    };
    assert!(success, "{text}");
    if text.contains("no such function") {
        eprintln!("skipped: ogrinfo has no spatialite");
        return;
    }
    let outer = "MULTIPOLYGON(((120.3001 31.5, 120.3001 31.5001, 120.3 31.5001, 120.3 31.5, 120.3001 31.5), ";
    let hole = "(120.30004 31.50006, 120.30006 31.50006, 120.30006 31.50004, 120.30004 31.50004, 120.30004 31.50006)";
    assert!(text.contains(outer) && text.contains(hole), "{text}");
}
