//! The same thousand addresses in the files of other programs: declared right they are where they were, declared wrong they are
//! refused with what is right.

use std::fmt::Write;

use crate::bench::Bench;
use crate::importing::import_as;

/// A street of 4.7 by 4.4 km, in 49 grids of which each address names its own.
fn street() -> String {
    let mut features = Vec::new();
    for number in 0..49 {
        let [west, south] = corner(number);
        let [east, north] = [west + 70_000, south + 63_000];
        let ring = [
            [west, south],
            [east, south],
            [east, north],
            [west, north],
            [west, south],
        ];
        let ring: Vec<String> = ring.iter().map(|&place| pair(place)).collect();
        features.push(format!(
            r#"{{"type":"Feature","properties":{{"code":"990185400000G{:03}","name":"n","tier":"grid"}},
            "geometry":{{"type":"Polygon","coordinates":[[{}]]}}}}"#,
            number + 1,
            ring.join(",")
        ));
    }
    collection(&features)
}

fn collection(features: &[String]) -> String {
    format!(
        r#"{{"type":"FeatureCollection","features":[{}]}}"#,
        features.join(",\n")
    )
}

/// The south-west corner of a grid in units of 1e-7 degree.
fn corner(number: i64) -> [i64; 2] {
    [
        1_202_800_000 + number % 7 * 70_000,
        314_600_000 + number / 7 * 63_000,
    ]
}

fn pair([lon, lat]: [i64; 2]) -> String {
    let degrees = |units: i64| format!("{}.{:07}", units / 10_000_000, units % 10_000_000);
    format!("[{},{}]", degrees(lon), degrees(lat))
}

/// A thousand addresses, moved by some units, with texts that are no ASCII.
fn addresses(prefix: &str, [east, north]: [i64; 2]) -> String {
    let feature = |i: i64| {
        let number = i % 49;
        let [west, south] = corner(number);
        let place = [
            west + 1000 + i * 7919 % 68_000 + east,
            south + 1000 + i * 6007 % 61_000 + north,
        ];
        let mut text = String::new();
        write!(
            text,
            r#"{{"type":"Feature","properties":{{"id":"{prefix}{i}","label":"示例路{i}号","grid":"990185400000G{:03}"}},
            "geometry":{{"type":"Point","coordinates":{}}}}}"#,
            number + 1,
            pair(place)
        )
        .expect("memory");
        text
    };
    collection(&(0..1000).map(feature).collect::<Vec<_>>())
}

fn check(bench: &Bench, file: &str, more: &[&str], code: i32, part: &str) {
    let run = import_as(bench, "addresses", file, more);
    let said = String::from_utf8_lossy(&run.stdout) + String::from_utf8_lossy(&run.stderr);
    assert!(
        run.status.code() == Some(code) && said.contains(part),
        "{file} {more:?}: {said}"
    );
}

const WRONG: [&str; 8] = [
    "EPSG:4490",
    "EPSG:4490,swapped",
    "EPSG:4549",
    "EPSG:4549,swapped",
    "EPSG:4528",
    "GCJ-02",
    "BD-09",
    "EPSG:3857",
];

/// Makes the file of each program; false where there is no program to make them with.
fn made(bench: &Bench) -> bool {
    let plane = ["-s_srs", "EPSG:4490", "-t_srs", "EPSG:4549"];
    let zone = ["-s_srs", "EPSG:4490", "-t_srs", "EPSG:4528"];
    for (to, system, options) in [
        (
            "a.shp",
            &plane[..],
            &["-f", "ESRI Shapefile", "-lco", "ENCODING=GB18030"][..],
        ),
        ("a.gpkg", &plane, &["-f", "GPKG"]),
        ("b.gpkg", &zone, &["-f", "GPKG"]),
        ("a.fgb", &plane, &["-f", "FlatGeobuf"]),
        ("a.kml", &[], &["-f", "LIBKML"]),
        ("xy.csv", &plane, &["-f", "CSV", "-lco", "GEOMETRY=AS_XY"]),
    ] {
        if !bench.ogr2ogr(&[options, system, &[to, "a.geojson"]].concat()) {
            return false;
        }
    }
    bench.ogr2ogr(&["-f", "XLSX", "a.xlsx", "xy.csv"])
}

#[test]
fn each_format_declared_right_and_wrong() {
    let bench = Bench::new();
    bench.write("grids.geojson", street());
    bench.write("a.geojson", addresses("A", [0, 0]));
    let run = import_as(&bench, "grids", "grids.geojson", &["--crs", "EPSG:4490"]);
    assert!(run.status.success(), "{run:?}");
    check(
        &bench,
        "a.geojson",
        &["--crs", "EPSG:4490"],
        0,
        "1000 rows changed",
    );
    if !made(&bench) {
        return;
    }
    for (file, right, more) in [
        ("a.shp", "EPSG:4549", &[][..]),
        ("a.gpkg", "EPSG:4549", &[]),
        ("b.gpkg", "EPSG:4528", &[]),
        ("a.fgb", "EPSG:4549", &[]),
        ("a.kml", "EPSG:4490", &[]),
        ("a.xlsx", "EPSG:4549", &["--map", "X=x,Y=y"]),
    ] {
        for stated in WRONG.into_iter().filter(|&stated| stated != right) {
            let code = right.trim_start_matches("EPSG:");
            let says = format!("EPSG::{code}, but {stated} was stated");
            let run = import_as(
                &bench,
                "addresses",
                file,
                &[&["--crs", stated], more].concat(),
            );
            let said = String::from_utf8_lossy(&run.stderr);
            let named = said.contains(&says) || said.contains(&format!("fit {right}"));
            let kml =
                file == "a.kml" && (said.contains("4326, but") || said.contains("CRS84, but"));
            assert!(
                run.status.code() == Some(1) && (named || kml),
                "{file} {stated}: {said}"
            );
        }
        check(
            &bench,
            file,
            &[&["--crs", right], more].concat(),
            0,
            " 0 rows changed",
        );
    }
}

/// Files in GCJ-02 say that they are in WGS 84, as there is no name for it.
#[test]
fn a_file_from_a_consumer_map() {
    let bench = Bench::new();
    bench.write("grids.geojson", street());
    // about what GCJ-02 adds there
    bench.write("g.geojson", addresses("G", [45_900, -20_900]));
    let run = import_as(&bench, "grids", "grids.geojson", &["--crs", "EPSG:4490"]);
    assert!(run.status.success(), "{run:?}");
    check(
        &bench,
        "g.geojson",
        &["--crs", "GCJ-02"],
        0,
        "1000 rows changed",
    );
    if !bench.ogr2ogr(&["-f", "LIBKML", "g.kml", "g.geojson"]) {
        return;
    }
    check(&bench, "g.kml", &["--crs", "EPSG:4326"], 1, "fit GCJ-02");
    check(&bench, "g.kml", &["--crs", "BD-09"], 1, "fit GCJ-02");
    check(&bench, "g.kml", &["--crs", "GCJ-02"], 0, " 0 rows changed");
}

/// What a file says of itself is another statement: its points decide.
#[test]
fn a_file_that_is_wrong_about_itself() {
    let bench = Bench::new();
    bench.write("grids.geojson", street());
    bench.write("a.geojson", addresses("A", [0, 0]));
    let run = import_as(&bench, "grids", "grids.geojson", &["--crs", "EPSG:4490"]);
    assert!(run.status.success(), "{run:?}");
    let plane = ["-s_srs", "EPSG:4490", "-t_srs", "EPSG:4549"];
    if !bench.ogr2ogr(&[&plane[..], &["-f", "GPKG", "right.gpkg", "a.geojson"]].concat()) {
        return;
    }
    for (file, wrong) in [("wrong.gpkg", "EPSG:4550"), ("other.shp", "EPSG:32650")] {
        bench.ogr2ogr(&["-a_srs", wrong, file, "right.gpkg"]);
        check(&bench, file, &["--crs", wrong], 1, "fit EPSG:4549");
        let told = format!(
            "the file says urn:ogc:def:crs:{} of itself",
            wrong.replace(':', "::")
        );
        check(&bench, file, &["--crs", "EPSG:4549"], 0, &told);
        // as the file says nor as it is
        check(&bench, file, &["--crs", "EPSG:4548"], 1, "fit EPSG:4549");
    }
}
