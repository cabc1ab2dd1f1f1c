//! Files of other programs, imported from the command line.

use std::process::{Command, Output};

use crate::bench::{ADDRESSES, Bench, program};

fn import(bench: &Bench, file: &str, more: &[&str]) -> Output {
    import_as(bench, "addresses", file, more)
}

/// Imports a file into the store of the folder.
pub(crate) fn import_as(bench: &Bench, kind: &str, file: &str, more: &[&str]) -> Output {
    Command::new(program())
        .args(["import", "--store", "store.gpkg", kind, file])
        .args(more)
        .current_dir(bench.path(""))
        .output()
        .expect("started")
}

#[test]
fn a_foreign_file_is_imported_as_any_other() {
    let bench = Bench::new();
    bench.write("a.geojson", ADDRESSES);
    if !bench.ogr2ogr(&[
        "-f",
        "GPKG",
        "地址.gpkg",
        "a.geojson",
        "-s_srs",
        "EPSG:4490",
        "-t_srs",
        "EPSG:4549",
        "-nln",
        "a",
    ]) {
        return;
    }
    let first = import(&bench, "地址.gpkg", &["--crs", "EPSG:4549"]);
    assert!(first.status.success(), "{first:?}");
    let again = import(&bench, "地址.gpkg", &["--crs", "EPSG:4549", "--layer", "a"]);
    assert!(again.status.success(), "{again:?}");
    assert!(
        String::from_utf8_lossy(&again.stdout).contains(" 0 rows changed"),
        "{again:?}"
    );
    let wrong = import(&bench, "地址.gpkg", &["--crs", "EPSG:4490"]);
    let said = String::from_utf8_lossy(&wrong.stderr);
    assert_eq!(wrong.status.code(), Some(1), "{said}");
    assert!(
        said.contains("地址.gpkg: ") && said.contains("fit EPSG:4549"),
        "{said}"
    );
    let wrong = import(&bench, "a.geojson", &["--crs", "EPSG:4490", "--layer", "x"]);
    let said = String::from_utf8_lossy(&wrong.stderr);
    assert!(said.contains("a.geojson: it has no layers"), "{said}");
}

#[test]
fn bad_rows_are_named_by_the_file_that_was_sent() {
    let bench = Bench::new();
    bench.write(
        "t.csv",
        "id,lon,lat,households\nA1,120.3,31.5,2\nA2,120.4,west,3\n",
    );
    if !bench.ogr2ogr(&["-f", "XLSX", "t.xlsx", "t.csv"]) {
        return;
    }
    let run = import(&bench, "t.xlsx", &["--crs", "EPSG:4490"]);
    let said = String::from_utf8_lossy(&run.stdout);
    assert_eq!(run.status.code(), Some(1), "{run:?}");
    assert!(
        said.contains("t.xlsx") && said.contains('3') && said.contains("lat"),
        "{said}"
    );
    assert!(!bench.path("store.gpkg").exists());
}
