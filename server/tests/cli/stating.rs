//! What is said about a file and what is found in it: coordinate reference systems, encodings, templates.

use serde_json::Value;

use crate::program::Desk;

/// A street of 4.7 by 4.4 km.
const STREET: &str = r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"990185400000",
    "name":"n","tier":"street"},"geometry":{"type":"Polygon","coordinates":[[[120.28,31.46],[120.329,31.46],
    [120.329,31.5041],[120.28,31.5041],[120.28,31.46]]]}}]}"#;

/// Six addresses in EPSG:4549, the names of their columns in GB18030: 编号, 东坐标, 北坐标.
fn survey() -> Vec<u8> {
    let mut text = b"\xB1\xE0\xBA\xC5,\xB6\xAB\xD7\xF8\xB1\xEA,\xB1\xB1\xD7\xF8\xB1\xEA\n".to_vec();
    for i in 0..6 {
        text.extend(format!("A{i},{}.5,348{}450.25\n", 527_000 + i * 700, 3 + i % 3).bytes());
    }
    text
}

fn desk() -> Desk {
    let desk = Desk::empty();
    let street = desk.write("street.geojson", STREET);
    let run = desk
        .run(&["import", "grids", &street, "--crs", "EPSG:4490"])
        .ended(0);
    assert!(
        run.err
            .contains("nothing is stored that EPSG:4490 could be checked against")
    );
    desk
}

const SAID: [&str; 6] = [
    "--encoding",
    "gb18030",
    "--map",
    "编号=id,东坐标=x,北坐标=y",
    "--crs",
    "EPSG:4549",
];

fn import<'a>(file: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["import", "addresses", file], more].concat()
}

#[test]
fn a_file_is_inspected_before_anything_is_said() {
    let desk = desk();
    let file = desk.write("survey.csv", survey());
    let run = desk.run(&["inspect", &file]).ended(1);
    assert!(
        run.err
            .contains("can be read as GB18030; say --encoding gb18030"),
        "{run:?}"
    );
    let run = desk
        .run(&["inspect", &file, "--encoding", "gb18030"])
        .ended(0);
    for part in [
        "survey.csv: 6 rows, GB18030, read as addresses",
        "if that is meant: --map 编号=id,东坐标=lon,北坐标=lat",
        "EPSG:4549            6 of 6",
        "in the stored streets",
    ] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
    let run = desk
        .run(&["inspect", &file, "--encoding", "GBK", "--json"])
        .ended(0);
    let found: Value = serde_json::from_str(&run.out).expect("json");
    assert_eq!(found["scores"][0]["crs"], "EPSG:4549");
    assert_eq!(found["columns"][1]["field"], "lon");
    let plain = desk
        .run_plain(&["inspect", &file, "--encoding", "gbk"], b"")
        .ended(0);
    assert!(
        plain.out.contains("nothing is stored to hold them against"),
        "{}",
        plain.out
    );
}

#[test]
fn without_a_system_the_scores_of_all_are_listed() {
    let desk = desk();
    let file = desk.write("survey.csv", survey());
    let run = desk.run(&import(&file, &SAID[..4])).ended(2);
    for part in ["survey.csv: say with --crs", "EPSG:4549            6 of 6"] {
        assert!(run.err.contains(part), "{run:?}");
    }
}

#[test]
fn what_fits_better_is_named_and_who_knows_better_is_believed() {
    let desk = desk();
    let file = desk.write("survey.csv", survey());
    for (stated, part) in [
        (
            "EPSG:4528",
            "fit EPSG:4549 (no zone stands before its eastings)",
        ),
        (
            "EPSG:4549,swapped",
            "fit EPSG:4549 (its two coordinates are exchanged)",
        ),
        ("EPSG:4490", "fit EPSG:4549"),
        (
            "BD-09",
            "6 of 6 points lie in the stored streets, as stated 0",
        ),
    ] {
        let said = [&SAID[..4], &["--crs", stated]].concat();
        let run = desk.run(&import(&file, &said)).ended(1);
        assert!(run.err.contains(part), "{stated}: {run:?}");
    }
    let beside = [&SAID[..4], &["--crs", "EPSG:4548", "--trust-crs"]].concat();
    let run = desk
        .run(&import(&file, &[&beside[..], &["--dry-run"]].concat()))
        .ended(0);
    assert!(
        run.err.contains("EPSG:4548 was checked: 0 of 6 points fit"),
        "{run:?}"
    );
    let unknown = [&SAID[..], &["--parent", "990185400009"]].concat();
    let run = desk.run(&import(&file, &unknown)).ended(1);
    assert!(
        run.err.contains("no area 990185400009 is stored"),
        "{run:?}"
    );
    let run = desk
        .run(&import(&file, &[&SAID[..], &["--json"]].concat()))
        .ended(0);
    let summary: Value = serde_json::from_str(&run.out).expect("json");
    assert_eq!(summary["check"]["against"], "the stored streets");
    assert_eq!(summary["check"]["scores"][0]["inside"], 6);
}

#[test]
fn a_template_says_it_again() {
    let desk = desk();
    let file = desk.write("survey.csv", survey());
    let template = desk.path("survey.json");
    let template = template.to_str().expect("utf-8");
    let keep = ["--save-template", template];
    desk.run(&import(&file, &[&SAID[..], &keep].concat()))
        .ended(0);
    let again = ["--template", template];
    let run = desk.run(&import(&file, &again)).ended(0);
    assert!(
        run.out.starts_with("6 rows read, 0 rows changed"),
        "{run:?}"
    );
    let run = desk
        .run(&import(
            &file,
            &[&again[..], &["--crs", "EPSG:4528"]].concat(),
        ))
        .ended(1);
    assert!(run.err.contains("fit EPSG:4549"), "{run:?}");
    let run = desk
        .run(&["import", "checkpoints", &file, "--template", template])
        .ended(1);
    assert!(
        run.err.contains("it is for addresses, not for checkpoints"),
        "{run:?}"
    );
    let wrong = r#"{"hexward_template":1,"kind":"addresses","srs":"EPSG:4549"}"#;
    let wrong = desk.write("wrong.json", wrong);
    let run = desk.run(&import(&file, &["--template", &wrong])).ended(1);
    assert!(
        run.err.contains("unknown field `srs`") && run.err.contains("line 1"),
        "{run:?}"
    );
}
