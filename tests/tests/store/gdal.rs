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
    assert_eq!(summary.matches("Layer name: ").count(), 13, "{summary}");
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
    for (name, lines) in LAYERS {
        assert_layer(&summary, name, lines);
    }
}

const CRS: &str = "ID[\"EPSG\",4490]]";

/// What GDAL says of each layer after both deltas.
const LAYERS: [(&str, &[&str]); 9] = [
    (
        "grids",
        &["Geometry: Multi Polygon", "Feature Count: 8", CRS],
    ),
    (
        "grids",
        &["Extent: (120.300700, 31.499891) - (120.369480, 31.500099)"],
    ),
    (
        "cells",
        &["Geometry: Multi Polygon", "Feature Count: 4", CRS],
    ),
    (
        "addresses",
        &["Geometry: Point", "Feature Count: 7", CRS, WHOLE_GLOBE],
    ),
    (
        "checkpoints",
        &["Extent: (-0.000008, 31.512346) - (0.000001, 31.512346)"],
    ),
    (
        "barriers",
        &["Geometry: Line String", "Feature Count: 2", CRS],
    ),
    (
        "counts",
        &[
            "Geometry: None",
            "Feature Count: 2",
            "cutoff: Date (0.0) NOT NULL",
        ],
    ),
    ("crossing_layers", &["Geometry: None", "Feature Count: 1"]),
    ("place", &["Geometry: None", "Feature Count: 1"]),
];

const WHOLE_GLOBE: &str = "Extent: (-180.000000, -90.000000) - (180.000000, 90.000000)";

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

#[test]
fn a_spatial_index_made_by_gdal_follows_our_commits() {
    let file = File::new();
    let mut store = file.writer();
    store.commit(Revision(0), &everything()).expect("fits");
    for layer in ["grids", "checkpoints", "addresses"] {
        let query = format!("SELECT CreateSpatialIndex('{layer}', 'geom')");
        if output("ogrinfo", &["-q", "-sql", &query], &file.path()).is_none() {
            return;
        }
    }
    store.commit(Revision(1), &revision_two()).expect("fits");
    assert_valid(&file.path());
    let other = rusqlite::Connection::open(file.path()).expect("opened");
    let query = "SELECT (SELECT count(*) FROM rtree_grids_geom), (SELECT max(maxx) FROM rtree_grids_geom), \
        (SELECT min(minx) FROM rtree_checkpoints_geom), (SELECT count(*) FROM rtree_addresses_geom)";
    let corners =
        |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?));
    let (grids, east, west, addresses): (i64, f64, f64, i64) =
        other.query_row(query, [], corners).expect("indexed");
    assert_eq!((grids, addresses), (8, 7));
    assert!((120.36948..120.3695).contains(&east) && (-0.000_008..-0.000_007).contains(&west));
}
