//! Files that are wrong: each is named with row, field, value and reason, and the store stays as it is.

use std::fs::File;

use crate::program::{Desk, data};

/// What is imported, the file's name and content, further arguments, and what the message must say.
struct Case {
    kind: &'static str,
    file: &'static str,
    content: &'static [u8],
    crs: &'static str,
    says: &'static [&'static str],
}

const BOW_TIE: &[u8] = br#"{"type":"FeatureCollection","features":[{"type":"Feature",
"properties":{"code":"990185400002","name":"x","tier":"community","parent":null},"geometry":{"type":"Polygon",
"coordinates":[[[-0.14,51.51],[-0.13,51.515],[-0.13,51.51],[-0.14,51.515],[-0.14,51.51]]]}}]}"#;

const CASES: [Case; 9] = [
    Case {
        kind: "addresses",
        file: "missing.csv",
        content: b"id,lon\nX1,-0.137\n",
        crs: "EPSG:4326",
        says: &["missing.csv", "column `lat` is missing", "`id`", "`lon`"],
    },
    Case {
        kind: "cases",
        file: "letters.csv",
        content: b"address,measure,unit,cutoff,value\nA001,deaths,persons,1854-10-01,3\nA002,deaths,persons,1854-10-01,three\n",
        crs: "EPSG:4326",
        says: &["letters.csv line 3, value: `three`", "1 of 2 rows are bad", "nothing was written"],
    },
    Case {
        kind: "cases",
        file: "negative.csv",
        content: b"address,measure,unit,cutoff,value\nA001,deaths,persons,1854-10-01,-2\n",
        crs: "EPSG:4326",
        says: &["negative.csv line 2, value: `-2`"],
    },
    Case {
        kind: "addresses",
        file: "north.csv",
        content: b"id,lon,lat\nX1,-0.137,51.513\nX2,-0.137,91\nX3,-0.138,51.513\n",
        crs: "EPSG:4326",
        says: &["north.csv line 3, lat: `91`", "is not between -90 and 90 degrees"],
    },
    Case {
        kind: "addresses",
        file: "swapped.csv",
        content: b"id,lon,lat\nX1,51.513,-0.137\nX2,51.512,-0.136\n",
        crs: "EPSG:4326",
        says: &["swapped.csv", "fit EPSG:4326,swapped", "2 of 2"],
    },
    Case {
        kind: "addresses",
        file: "fine.csv",
        content: b"id,lon,lat\nX1,-0.137,51.513\n",
        crs: "WGS-84",
        says: &["fine.csv", "`WGS-84` is not a CRS", "EPSG:4326"],
    },
    Case {
        kind: "grids",
        file: "bow-tie.geojson",
        content: BOW_TIE,
        crs: "EPSG:4326",
        says: &[
            "bow-tie.geojson feature 1: invalid ring, grid 990185400002, at -0.1350000,51.5125000",
            "1 fault in the rings of 1 feature, nothing was written",
        ],
    },
    Case {
        kind: "checkpoints",
        file: "empty.csv",
        content: b"",
        crs: "EPSG:4326",
        says: &["empty.csv", "it is empty"],
    },
    Case {
        kind: "addresses",
        file: "latin.csv",
        content: b"id,lon,lat,label\nX1,-0.137,51.513,Caf\xe9\n",
        crs: "EPSG:4326",
        says: &["latin.csv", "not UTF-8", "line 2"],
    },
];

const GRID: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature",
"properties":{"code":"990185400002","name":"x","tier":"community","parent":null},"geometry":{"type":"Polygon",
"coordinates":[[[-0.14,51.51],[-0.13,51.51],[-0.13,51.515],[-0.14,51.515],[-0.14,51.51]]]}}]}"#;

#[test]
fn bad_files_are_named_and_change_nothing() {
    let desk = Desk::soho();
    let hash = desk.content_hash();
    for Case {
        kind,
        file,
        content,
        crs,
        says,
    } in CASES
    {
        let path = desk.write(file, content);
        for more in [
            &["--crs", crs][..],
            &["--crs", crs, "--dry-run"],
            &["--crs", crs, "--json"],
        ] {
            let run = desk
                .run(&[&["import", kind, &path], more].concat())
                .ended(1);
            let said = if more.contains(&"--json") {
                run.err.clone()
            } else {
                format!("{}{}", run.out, run.err)
            };
            let expected = if more.contains(&"--json") {
                &[][..]
            } else {
                says
            };
            for part in expected {
                assert!(said.contains(part), "{file}: `{part}` is not in {said}");
            }
            if more.contains(&"--json") {
                assert!(
                    run.out.lines().all(|line| line.starts_with("{\"finding\":")
                        || line.starts_with("{\"summary\":"))
                );
                assert!(run.out.contains(file), "{file}: {}", run.out);
            }
        }
        assert_eq!(desk.content_hash(), hash, "{file}");
    }
}

#[test]
fn a_file_that_claims_a_gigabyte_is_refused_unread() {
    let desk = Desk::soho();
    let hash = desk.content_hash();
    let path = desk.path("huge.csv");
    File::create(&path)
        .and_then(|file| file.set_len(1 << 30))
        .expect("a sparse file");
    let run = desk
        .run(&[
            "import",
            "addresses",
            path.to_str().expect("utf-8"),
            "--crs",
            "EPSG:4326",
        ])
        .ended(1);
    assert!(
        run.err.contains("huge.csv: it has 1073741824 bytes"),
        "{}",
        run.err
    );
    assert_eq!(desk.content_hash(), hash);
}

#[test]
fn every_bad_row_is_listed() {
    let desk = Desk::soho();
    let file = desk.write(
        "rows.csv",
        "id,lon,lat\nA,x,51.513\nB,-0.137,51.513\n,-0.137,51.513\nB,-0.137,51.513\n",
    );
    let run = desk
        .run(&[
            "import",
            "checkpoints",
            &file,
            "--crs",
            "EPSG:4326",
            "--map",
            "id=id",
        ])
        .ended(1);
    assert!(run.err.contains("column `name` is missing"), "{run:?}");
    let run = desk
        .run(&["import", "addresses", &file, "--crs", "EPSG:4326"])
        .ended(1);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines.len(), 3, "{run:?}");
    for (line, start) in lines.iter().zip([
        "rows.csv line 2, lon: `x`",
        "rows.csv line 4, id: ``",
        "rows.csv line 5, id: `B`",
    ]) {
        assert!(line.starts_with(start), "{line}");
    }
    let run = desk
        .run(&["import", "addresses", &file, "--crs", "EPSG:4326", "--json"])
        .ended(1);
    let last: serde_json::Value =
        serde_json::from_str(run.out.lines().last().expect("lines")).expect("json");
    assert_eq!(
        (&last["rows"], &last["rejected"], &last["written"]),
        (&4.into(), &3.into(), &false.into())
    );
}

#[test]
fn references_to_what_is_not_stored_are_bad_rows() {
    let desk = Desk::soho();
    let hash = desk.content_hash();
    let cases = "address,measure,unit,cutoff,value\nA001,deaths,persons,1854-10-01,1\nZ9,deaths,persons,1854-10-01,1\n";
    let file = desk.write("cases.csv", cases);
    let run = desk
        .run(&["import", "cases", &file, "--crs", "EPSG:4326"])
        .ended(1);
    assert!(
        run.out
            .contains("cases.csv line 3, address: `Z9` is not a stored address"),
        "{run:?}"
    );
    let quoted = "address,measure,unit,cutoff,value\nZ8,deaths,persons,1854-10-01,x\n\"Z9\",deaths,persons,1854-10-01,1\n";
    let file = desk.write("quoted.csv", quoted);
    let run = desk.run(&["import", "cases", &file]).ended(1);
    let starts: Vec<&str> = run
        .out
        .lines()
        .filter_map(|line| line.split(':').next())
        .collect();
    assert!(
        matches!(starts.as_slice(), [a, b] if a.ends_with("quoted.csv line 2, value") && b.ends_with("quoted.csv line 3, address")),
        "{run:?}"
    );
    let grids = GRID.replace("null", "\"990185400009\"");
    let file = desk.write("grids.geojson", grids);
    let run = desk
        .run(&["import", "grids", &file, "--crs", "EPSG:4326"])
        .ended(1);
    assert!(
        run.out
            .contains("grids.geojson feature 1, parent: `990185400009` is neither"),
        "{run:?}"
    );
    let unit = "address,measure,unit,cutoff,value\nA001,deaths,places,1854-10-01,1\n";
    let file = desk.write("unit.csv", unit);
    let run = desk
        .run(&["import", "cases", &file, "--crs", "EPSG:4326"])
        .ended(1);
    assert!(run.err.contains("deaths is stored in persons"), "{run:?}");
    assert_eq!(desk.content_hash(), hash);
}

#[test]
fn a_file_without_rows_is_refused_and_makes_no_store() {
    let desk = Desk::empty();
    let nothing = r#"{"type":"FeatureCollection","features":[]}"#;
    for (kind, file, content) in [
        ("addresses", "addresses.csv", "id,lon,lat\n"),
        ("checkpoints", "gates.csv", "id,lon,lat,name,kind\n"),
        ("cases", "cases.csv", "address,measure,unit,cutoff,value\n"),
        ("grids", "grids.geojson", nothing),
        ("barriers", "streets.geojson", nothing),
    ] {
        let path = desk.write(file, content);
        for more in [&[][..], &["--dry-run"], &["--json"]] {
            let arguments = ["import", kind, &path, "--crs", "EPSG:4326"];
            let run = desk.run(&[&arguments[..], more].concat()).ended(1);
            assert!(
                run.err.contains(&format!("{file}: it has no rows")),
                "{run:?}"
            );
        }
        assert!(!desk.path("store.gpkg").exists(), "{file}");
    }
}

#[test]
fn only_files_with_coordinates_need_a_reference_system() {
    let desk = Desk::soho();
    let cases = "address,measure,unit,cutoff,value\nA001,deaths,persons,1854-10-01,1\n";
    let file = desk.write("cases.csv", cases);
    desk.run(&["import", "cases", &file]).ended(0);
    let run = desk
        .run(&["import", "cases", &file, "--crs", "WGS-84"])
        .ended(1);
    assert!(run.err.contains("`WGS-84` is not a CRS"), "{run:?}");
    let file = desk.write("more.csv", "id,lon,lat\nX1,-0.137,51.513\n");
    for kind in ["addresses", "checkpoints", "grids", "barriers"] {
        let run = desk.run(&["import", kind, &file]).ended(2);
        assert!(run.err.contains("--crs"), "{run:?}");
    }
}

#[test]
fn a_refused_file_makes_no_store() {
    let desk = Desk::empty();
    let file = desk.write("bad.csv", "id,lon,lat\nA,x,y\n");
    desk.run(&["import", "addresses", &file, "--crs", "EPSG:4326"])
        .ended(1);
    desk.run(&[
        "import",
        "addresses",
        &data("soho-1854/addresses.csv"),
        "--crs",
        "EPSG:4326",
        "--dry-run",
    ])
    .ended(0);
    assert!(!desk.path("store.gpkg").exists());
}
