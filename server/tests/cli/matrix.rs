//! Every layer in every format: exported by the program, imported by it into an empty store, and compared record by record
//! with what was there; GDAL's tools find the same rows in the files.

use std::process::Command;

use hexward_engine::Engine;
use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::geom::{Polygon, Position, Region};
use hexward_engine::model::{Dataset, Note};
use hexward_engine::store::{GeoPackage, Store};

use crate::program::Desk;
use crate::town;

/// A format with its options: the name, the ending of its files, a system of coordinates, an encoding.
#[derive(Clone, Copy)]
struct Form {
    format: &'static str,
    ending: &'static str,
    crs: &'static str,
    encoding: &'static str,
}

const fn form(
    format: &'static str,
    ending: &'static str,
    crs: &'static str,
    encoding: &'static str,
) -> Form {
    Form {
        format,
        ending,
        crs,
        encoding,
    }
}

/// Layers, each with the kind that imports it. Cells follow from their honeycomb, so none imports them as such: they
/// come back as units.
const LAYERS: [(&str, &str); 7] = [
    ("grids", "grids"),
    ("addresses", "addresses"),
    ("checkpoints", "checkpoints"),
    ("barriers", "barriers"),
    ("units", "units"),
    ("counts", "cases"),
    ("cells", "units"),
];

fn town() -> Desk {
    let desk = Desk::empty();
    let store = GeoPackage::create_or_open(desk.store()).expect("a store");
    let engine = Engine::open(Box::new(store)).expect("an engine");
    let changeset = Changeset {
        note: Note::default(),
        edits: town::edits(),
    };
    engine.commit(&changeset).expect("a town");
    drop(engine);
    desk.run(&[
        "honeycomb",
        "--parent",
        town::COMMUNITY,
        "--spacing",
        "40",
        "--name",
        "comb",
    ])
    .ended(0);
    desk
}

fn rows(desk: &Desk) -> Dataset {
    let mut store = GeoPackage::create_or_open(desk.store()).expect("a store");
    let mut rows = store.load().expect("rows");
    for region in rows.grids.iter_mut().map(|grid| &mut grid.region) {
        settle(region);
    }
    rows.units
        .iter_mut()
        .for_each(|unit| settle(&mut unit.region));
    rows.cells
        .iter_mut()
        .for_each(|cell| settle(&mut cell.region));
    rows
}

/// Has rings begin with their least vertex, holes and parts in the order of theirs: a Shapefile keeps neither.
fn settle(region: &mut Region) {
    fn chain(vertices: &[Position]) -> Vec<Position> {
        let mut chain = vertices.to_vec();
        let least = (0..chain.len()).min_by_key(|&at| chain[at]).unwrap_or(0);
        chain.rotate_left(least);
        chain.push(chain[0]);
        chain
    }
    let mut parts: Vec<Vec<Vec<Position>>> = Vec::new();
    for polygon in region.polygons() {
        let mut holes: Vec<_> = polygon
            .holes()
            .iter()
            .map(|hole| chain(hole.vertices()))
            .collect();
        holes.sort();
        holes.insert(0, chain(polygon.outer().vertices()));
        parts.push(holes);
    }
    parts.sort();
    let polygons = parts
        .iter()
        .map(|rings| Polygon::from_closed_chains(rings).expect("as before"));
    *region = Region::new(polygons.collect()).expect("as before");
}

/// What GDAL counts in a file, and what it makes of it; `None` where it has no driver for it or is not there.
fn counted(path: &str, form: Form) -> Option<usize> {
    let zipped = format!("/vsizip/{path}");
    let path = if form.ending == "zip" { &zipped } else { path };
    let mut info = Command::new("ogrinfo");
    info.args(["-ro", "-so", "-al", path]);
    if form.format == "csv" {
        info.args([
            "-oo",
            "GEOM_POSSIBLE_NAMES=geometry",
            "-oo",
            "X_POSSIBLE_NAMES=lon,x",
            "-oo",
            "Y_POSSIBLE_NAMES=lat,y",
        ]);
    }
    let Ok(run) = info.output() else {
        eprintln!("skipped: ogrinfo is not installed");
        return None;
    };
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    if !run.status.success() && form.format == "parquet" {
        eprintln!(
            "skipped: this ogrinfo has no driver for Parquet; scripts/geoparquet.sh asks others"
        );
        return None;
    }
    assert!(
        run.status.success(),
        "{path}: {}",
        String::from_utf8_lossy(&run.stderr)
    );
    let count = said
        .lines()
        .find_map(|line| line.strip_prefix("Feature Count: "));
    Some(count.expect("a count").parse().expect("a number"))
}

/// What `ogr2ogr` copies a file to, for the importer.
fn copied(desk: &Desk, path: &str, form: Form) -> Option<String> {
    let from = match form.ending {
        "zip" => format!("/vsizip/{path}"),
        _ => path.to_owned(),
    };
    let to = format!("{path}.copy.gpkg");
    let run = Command::new("ogr2ogr")
        .args(["-f", "GPKG", &to, &from])
        .current_dir(desk.path(""))
        .output();
    let run = run.ok()?;
    assert!(
        run.status.success(),
        "{}",
        String::from_utf8_lossy(&run.stderr)
    );
    Some(to)
}

/// Sends all layers from one store to another as files of a format, and has GDAL read them in between.
fn exchange(form: Form) {
    let town = town();
    let mut before = rows(&town);
    if form.format == "shp" {
        // its texts are filled up with spaces, so none is kept around them
        for address in &mut before.addresses {
            address.label = address.label.trim().into();
        }
    }
    let (own, by_gdal) = (Desk::empty(), Desk::empty());
    let has_places = |layer: &str| layer != "counts";
    let mut has_copies = false;
    for (layer, kind) in LAYERS {
        if !has_places(layer) && !["csv", "parquet"].contains(&form.format) {
            continue;
        }
        let path = own.path(&format!("{layer}.{}", form.ending));
        let path = path.to_str().expect("utf-8");
        let options = ["--crs", form.crs, "--encoding", form.encoding, "-o", path];
        town.run(&[&["export", layer, "--format", form.format], &options[..]].concat())
            .ended(0);
        let count = rows_of(&before, layer);
        assert!(count > 0, "{layer}");
        if form.crs != "GCJ-02"
            && form.encoding == "utf-8"
            && let Some(found) = counted(path, form)
        {
            assert_eq!(found, count, "{layer} as {}", form.format);
        }
        if layer == "cells" {
            same_cells(&before, path, form);
            continue;
        }
        let mut said = vec!["--crs", form.crs];
        if form.format == "csv" {
            said.extend(["--encoding", form.encoding]);
        }
        let crs = if has_places(layer) {
            &said[..]
        } else {
            &said[2..]
        };
        own.run(&[&["import", kind, path], crs].concat()).ended(0);
        if ["gpkg", "shp", "fgb"].contains(&form.format)
            && let Some(copy) = copied(&own, path, form)
        {
            by_gdal
                .run(&["import", kind, &copy, "--crs", form.crs])
                .ended(0);
            has_copies = true;
        }
    }
    same(&before, &rows(&own), form);
    if has_copies {
        same(&before, &rows(&by_gdal), form);
    }
}

/// How many rows a layer has.
fn rows_of(town: &Dataset, layer: &str) -> usize {
    match layer {
        "grids" => town.grids.len(),
        "addresses" => town.addresses.len(),
        "checkpoints" => town.checkpoints.len(),
        "barriers" => town.barriers.len(),
        "units" => town.units.len(),
        "counts" => town.counts.len(),
        _ => town.cells.len(),
    }
}

fn same(before: &Dataset, after: &Dataset, form: Form) {
    let format = form.format;
    assert_eq!(after.grids, before.grids, "{format}");
    assert_eq!(after.addresses, before.addresses, "{format}");
    assert_eq!(after.checkpoints, before.checkpoints, "{format}");
    assert_eq!(after.barriers, before.barriers, "{format}");
    assert_eq!(after.units, before.units, "{format}");
    if ["csv", "parquet"].contains(&format) {
        assert_eq!(after.counts, before.counts, "{format}");
    }
}

/// Cells come back as units: their ground, their code, their layer.
fn same_cells(before: &Dataset, path: &str, form: Form) {
    let desk = Desk::empty();
    let mut said = vec!["--crs", form.crs, "--map", "code=id,layer=kind"];
    if form.format == "csv" {
        said.extend(["--encoding", form.encoding]);
    }
    desk.run(&[&["import", "units", path], &said[..]].concat())
        .ended(0);
    let after = rows(&desk);
    assert_eq!(after.units.len(), before.cells.len());
    for (unit, cell) in after.units.iter().zip(&before.cells) {
        assert_eq!(
            (unit.id.as_str(), &*unit.kind),
            (cell.code.as_str(), cell.layer.as_str())
        );
        assert_eq!(unit.region, cell.region, "{} of {}", unit.id, form.format);
    }
}

#[test]
fn geojson() {
    exchange(form("geojson", "geojson", "CRS84", "utf-8"));
    exchange(form("geojson", "geojson", "EPSG:4549", "utf-8"));
}

#[test]
fn csv() {
    exchange(form("csv", "csv", "CRS84", "utf-8"));
    exchange(form("csv", "csv", "EPSG:4549,swapped", "gb18030"));
}

#[test]
fn geopackage() {
    exchange(form("gpkg", "gpkg", "EPSG:4549", "utf-8"));
}

#[test]
fn shapefile() {
    exchange(form("shp", "zip", "EPSG:4490", "gb18030"));
    exchange(form("shp", "zip", "EPSG:4528", "utf-8"));
}

#[test]
fn flatgeobuf() {
    exchange(form("fgb", "fgb", "EPSG:3857", "utf-8"));
}

#[test]
fn geoparquet() {
    exchange(form("parquet", "parquet", "CRS84", "utf-8"));
    exchange(form("parquet", "parquet", "EPSG:4549", "utf-8"));
}

/// What a format cannot carry is refused when it is written or read, never lost.
#[test]
fn what_a_format_cannot_carry() {
    let town = town();
    for format in ["gpkg", "shp", "fgb"] {
        let said = town
            .run(&["export", "counts", "--format", format])
            .ended(2)
            .err;
        assert!(
            said.contains("counts have no place: use --format csv or parquet"),
            "{said}"
        );
    }
    // sums at addresses are for maps, they are no counts again
    let sums = town.path("sums.geojson");
    let sums = sums.to_str().expect("utf-8");
    town.run(&["export", "counts", "--format", "geojson", "-o", sums])
        .ended(0);
    let said = town.run(&["import", "cases", sums]).ended(1).err;
    assert!(said.contains("column `address` is missing"), "{said}");
    // 255 bytes of GB18030, one more than a Shapefile keeps
    let desk = Desk::empty();
    let store = GeoPackage::create_or_open(desk.store()).expect("a store");
    let engine = Engine::open(Box::new(store)).expect("an engine");
    let mut addresses = town::addresses();
    addresses[0].label = format!("{}a", "长".repeat(127)).into();
    let changeset = Changeset {
        note: Note::default(),
        edits: vec![Edit::ImportAddresses(addresses)],
    };
    engine.commit(&changeset).expect("committed");
    drop(engine);
    let file = desk.path("a.zip");
    let file = file.to_str().expect("utf-8");
    let shapefile = [
        "export",
        "addresses",
        "--format",
        "shp",
        "--encoding",
        "gb18030",
        "-o",
        file,
    ];
    let said = desk.run(&shapefile).ended(2).err;
    assert!(said.contains("longer than the format can keep"), "{said}");
    assert!(!std::fs::exists(file).expect("a folder"));
}
