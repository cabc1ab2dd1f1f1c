//! Commands that answer: locate, nearest, honeycomb, doctor.

use std::fs;

use crate::program::{Desk, data};

#[test]
fn positions_get_the_code_of_their_grid() {
    let desk = Desk::soho();
    let run = desk
        .run_with(&["locate"], b"-0.1367486,51.513338\n 120.0 , 31.0\r\n")
        .ended(0);
    assert_eq!(
        run.out,
        "-0.1367486,51.513338,990185400001G007\n120.0 , 31.0,\n"
    );
    let run = desk
        .run_with(
            &["locate", "-"],
            b"-0.1367,51.5133\nhouse\n0,91\n\xff,1\n\n-0.1367,51.5133",
        )
        .ended(1);
    assert_eq!(run.out.lines().count(), 2);
    for part in [
        "line 2: `house`",
        "line 3: latitude 91",
        "line 4: not UTF-8",
        "line 5:",
        "4 lines",
    ] {
        assert!(run.err.contains(part), "{part}: {}", run.err);
    }
    let addresses = fs::read_to_string(data("soho-1854/addresses.csv")).expect("the demo");
    let positions: Vec<&str> = addresses
        .lines()
        .skip(1)
        .filter_map(|line| Some(line.split_once(',')?.1))
        .collect();
    let file = desk.write("positions.txt", positions.join("\n"));
    let run = desk.run(&["locate", &file]).ended(0);
    assert_eq!(
        run.out
            .lines()
            .filter(|line| line.contains(",990185400001G"))
            .count(),
        324
    );
    desk.run(&["locate", "none.txt"]).ended(3);
}

#[test]
fn broad_street_has_266_of_392() {
    let desk = Desk::soho();
    let run = desk
        .run(&[
            "nearest",
            "--layer",
            "checkpoints",
            "--all",
            "--weight",
            "deaths",
        ])
        .ended(0);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines.len(), 15);
    assert!(lines.contains(&"P07,Broad Street,185,266"), "{}", run.out);
    assert_eq!(lines.last(), Some(&"total,,324,392"));
    let run = desk
        .run(&["nearest", "--layer", "checkpoints", "--all", "--json"])
        .ended(0);
    assert!(
        run.out
            .contains(r#"{"id":"P07","name":"Broad Street","addresses":185,"sum":185}"#),
        "{}",
        run.out
    );
    let run = desk
        .run(&[
            "nearest",
            "--layer",
            "checkpoints",
            "--all",
            "--weight",
            "births",
        ])
        .ended(2);
    assert!(run.err.contains("there are: deaths"), "{}", run.err);
}

#[test]
fn neighbours_come_nearest_first() {
    let desk = Desk::soho();
    let run = desk
        .run(&[
            "nearest",
            "--layer",
            "checkpoints",
            "-k",
            "3",
            "-0.1367486,51.513338",
        ])
        .ended(0);
    let ids: Vec<&str> = run
        .out
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').next())
        .collect();
    assert_eq!((ids.len(), ids[0]), (3, "P07"));
    let run = desk
        .run(&[
            "nearest",
            "--layer",
            "addresses",
            "-k",
            "2",
            "--json",
            "-0.1367486,51.513338",
        ])
        .ended(0);
    assert_eq!(run.out.lines().count(), 2);
    for wrong in [
        &["--layer", "persons", "0,0"][..],
        &["--layer", "checkpoints", "0;0"],
        &["--layer", "checkpoints", "0,91"],
        &["--layer", "checkpoints", "-k", "0", "0,0"],
        &["--layer", "checkpoints"],
        &["--layer", "addresses", "--all"],
    ] {
        desk.run(&[&["nearest"], wrong].concat()).ended(2);
    }
}

#[test]
fn honeycombs_hold_every_death_at_every_spacing() {
    let desk = Desk::soho();
    for spacing in ["10", "25", "40", "60", "85", "120", "200", "400"] {
        let run = desk.run(&[
            "honeycomb",
            "--parent",
            "990185400001",
            "--spacing",
            spacing,
            "--name",
            "test",
            "--json",
        ]);
        let laid: serde_json::Value = serde_json::from_str(&run.ended(0).out).expect("json");
        assert_eq!(
            (&laid["sums"]["deaths"], &laid["addresses"]),
            (&392.into(), &324.into()),
            "{spacing}"
        );
        assert_eq!(
            (&laid["unlocated"], &laid["layer"]),
            (&0.into(), &"test".into())
        );
    }
    let run = desk.run(&[
        "honeycomb",
        "--parent",
        "990185400001",
        "--spacing",
        "85.5",
        "--phases",
        "ABC",
        "--name",
        "x",
    ]);
    let run = run.ended(0);
    let starts: Vec<&str> = run
        .out
        .lines()
        .filter_map(|line| line.split(',').next())
        .collect();
    assert_eq!(starts, ["xa: phase A", "xb: phase B", "xc: phase C"]);
    assert_eq!(run.out.matches("392 deaths").count(), 3, "{}", run.out);
    assert_eq!(desk.rows("crossing_layers"), 5);
}

#[test]
fn honeycombs_that_cannot_be() {
    let desk = Desk::soho();
    let hash = desk.content_hash();
    let lay = |parent: &str, spacing: &str, phases: &str, name: &str| {
        desk.run(&[
            "honeycomb",
            "--parent",
            parent,
            "--spacing",
            spacing,
            "--phases",
            phases,
            "--name",
            name,
        ])
    };
    lay("990185400009", "60", "A", "x").ended(1);
    lay("soho", "60", "A", "x").ended(2);
    lay("990185400001", "1", "A", "x").ended(1);
    lay("990185400001", "-60", "A", "x").ended(2);
    lay("990185400001", "NaN", "A", "x").ended(2);
    lay("990185400001", "60", "D", "x").ended(2);
    lay("990185400001", "60", "A", "").ended(2);
    assert_eq!(desk.content_hash(), hash);
}

#[test]
fn every_grid_of_a_tier_gets_a_honeycomb_of_its_own_and_micro_grids_of_its_cells() {
    let desk = Desk::soho();
    let base = [
        "honeycomb",
        "--phases",
        "ABC",
        "--name",
        "hex",
        "--each",
        "grid",
    ];
    let of_thirty = ["--households", "40", "--least-addresses", "3", "--json"];
    desk.run(&base).ended(2);
    desk.run(&[&base[..], &of_thirty[..], &["--spacing", "60"]].concat())
        .ended(2);
    let none = ["--within", "990185400001G001G", "--spacing", "60"];
    desk.run(&[&base[..], &none[..]].concat()).ended(2);
    let micro = [
        "honeycomb",
        "--micro",
        "--within",
        "990185400001",
        "--spacing",
        "90",
    ];
    let run = desk.run(&micro).ended(0);
    assert!(run.out.ends_with(" micro-grids\n"), "{}", run.out);
    assert!(desk.run(&micro).ended(1).err.contains("is divided already"));
    let run = desk.run(&[
        "honeycomb",
        "--each",
        "community",
        "--spacing",
        "100",
        "--name",
        "h",
        "--json",
    ]);
    let laid: serde_json::Value = serde_json::from_str(&run.ended(0).out).expect("json");
    assert_eq!(
        (&laid["layers"], &laid["widest_m"]),
        (&1.into(), &100.0.into())
    );
}

#[test]
fn the_doctor_says_what_is_there() {
    let desk = Desk::soho();
    let report = desk.doctor();
    assert_eq!(report["findings"], serde_json::json!([]));
    assert_eq!(
        (
            &report["store"]["revision"],
            &report["store"]["rows"]["grids"]
        ),
        (&1.into(), &14.into())
    );
    assert!(
        report["styles"]
            .as_array()
            .is_some_and(|styles| styles.len() >= 7)
    );
    let text = desk.run(&["doctor"]).ended(0).out;
    assert!(
        text.contains(report["store"]["content_hash"].as_str().expect("a hash")),
        "{text}"
    );
    Desk::empty().run(&["doctor"]).ended(3);
    let foreign = Desk::empty();
    foreign.write("store.gpkg", "not a database, whatever its name says");
    let run = foreign.run(&["doctor"]).ended(3);
    assert!(run.err.contains("store.gpkg"), "{}", run.err);
}
