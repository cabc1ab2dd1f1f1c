//! Demos: loaded once, served again, never half, and the files of synthetic cities.

use std::fs;

use hexward::demo::{Demo, Found};
use hexward_engine::Engine;
use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::model::{Note, Text};
use hexward_engine::store::GeoPackage;
use serde_json::{Value, json};

use crate::program::{Desk, data};
use crate::serving::Server;

/// An engine over the store of a desk.
fn engine(desk: &Desk) -> Engine {
    let store = GeoPackage::create_or_open(desk.store()).expect("a store");
    Engine::open(Box::new(store)).expect("an engine")
}

/// Gives the store of a desk the name of a demo and some note.
fn describe(desk: &Desk, demo: &Demo, note: Text) {
    let name = demo.name();
    let edits = vec![Edit::Describe { name, note }];
    let note = Note::default();
    engine(desk)
        .commit(&Changeset { note, edits })
        .expect("committed");
}

fn json_of(answer: &str) -> Value {
    let body = answer.split_once("\r\n\r\n").expect("a body").1;
    serde_json::from_str(body).expect("json")
}

#[test]
fn the_demo_is_loaded_once_and_served_again() {
    let desk = Desk::empty();
    let first = Server::start(&["demo"], &desk.path(""));
    assert!(first.get("/health/ready").starts_with("HTTP/1.1 200"));
    assert!(first.get("/v1").contains("\"total\":392"));
    assert!(first.get("/tiles/cases.json").contains("/tiles/cases/"));
    first.stop();
    let second = Server::start(
        &["demo", "--city", "soho", "--store", ".demo/soho.gpkg"],
        &desk.path(""),
    );
    assert!(second.get("/v1").contains("\"revision\":1,"));
    second.stop();
}

#[test]
fn the_demo_leaves_other_data_alone() {
    let desk = Desk::empty();
    let file = data("templates/addresses.csv");
    desk.run(&["import", "addresses", &file, "--crs", "EPSG:4326"])
        .ended(0);
    let hash = desk.content_hash();
    let run = desk.run(&["demo", "--listen", "127.0.0.1:0"]).ended(4);
    assert!(run.err.contains("other data"), "{}", run.err);
    assert_eq!(desk.content_hash(), hash);
    let run = desk.run(&["demo", "--city", "atlantis"]).ended(2);
    assert!(run.err.contains("there are: soho, xihu"), "{}", run.err);
}

#[test]
fn an_older_demo_is_made_anew_unless_it_was_changed() {
    let older = |desk: &Desk| {
        let Text { zh, en } = Demo::Soho.note();
        let (zh, en) = (
            zh.replace("版本 1", "版本 77"),
            en.replace("version 1", "version 77"),
        );
        describe(desk, &Demo::Soho, Text { zh, en });
    };
    let desk = Desk::empty();
    older(&desk);
    Server::start(&["demo", "--store", &desk.store()], &desk.path("")).stop();
    assert_eq!(desk.rows("addresses"), 324);
    let desk = Desk::empty();
    older(&desk);
    let file = data("templates/addresses.csv");
    desk.run(&["import", "addresses", &file, "--crs", "EPSG:4326"])
        .ended(0);
    let hash = desk.content_hash();
    let run = desk.run(&["demo", "--listen", "127.0.0.1:0"]).ended(4);
    assert!(run.err.contains("with changes"), "{}", run.err);
    assert_eq!(desk.content_hash(), hash);
}

#[test]
fn a_city_is_loaded_whole_even_after_a_break() {
    let desk = Desk::empty();
    let demo = Demo::named("xihu").expect("a demo");
    describe(&desk, &demo, demo.unfinished_note());
    let stray = data("templates/addresses.csv");
    desk.run(&["import", "addresses", &stray, "--crs", "EPSG:4326"])
        .ended(0);
    let arguments = ["demo", "--city", "xihu", "--store", &desk.store()];
    let server = Server::start(&arguments, &desk.path(""));
    let root = json_of(&server.get("/v1"));
    for (total, value) in [
        ("addresses", 16_200),
        ("residents", 35_100),
        (
            "barriers",
            root["totals"]["barriers"].as_u64().expect("some"),
        ),
    ] {
        assert_eq!(root["totals"][total], value, "{total}");
    }
    assert_eq!(root["revision"], demo.commits());
    assert_eq!(root["measures"][0]["total"], 600);
    assert!(
        root["note"]["zh"]
            .as_str()
            .expect("a note")
            .contains("虚构")
    );
    assert!(
        root["note"]["en"]
            .as_str()
            .expect("a note")
            .contains("invented")
    );
    assert!(root["layers"][0]["cells"].as_u64().expect("a number") > 50);
    let tiers = ["street", "community", "grid", "micro"].map(|tier| {
        let found = root["tiers"]
            .as_array()
            .expect("tiers")
            .iter()
            .find(|t| t["tier"] == tier);
        found.expect("all four tiers")["areas"]
            .as_u64()
            .expect("a number")
    });
    assert_eq!(tiers[..3], [1, 8, 49]);
    assert!(tiers[3] >= 49);
    server.stop();
    // a second start opens what is there, and leaves nothing beside it
    let server = Server::start(&arguments, &desk.path(""));
    assert_eq!(json_of(&server.get("/v1"))["revision"], demo.commits());
    server.stop();
    assert_eq!(demo.found_in(&engine(&desk).snapshot()), Found::Whole);
    let left = fs::read_dir(desk.path("")).expect("a folder");
    let left = left.filter(|entry| entry.as_ref().expect("an entry").path().is_dir());
    assert_eq!(left.count(), 0);
}

/// Runs `hexward city` and reads what it says.
fn city(desk: &Desk, arguments: &[&str], folder: &str) -> Value {
    let rest = ["--json", "-o", folder];
    let run = desk.run_plain(&[&["city"], arguments, &rest[..]].concat(), b"");
    serde_json::from_str(&run.ended(0).out).expect("json")
}

#[test]
fn the_files_of_a_city_have_its_totals_and_the_same_bytes_twice() {
    let desk = Desk::empty();
    let tiny = [
        "--grids",
        "6",
        "--addresses",
        "400",
        "--residents",
        "900",
        "--seed",
        "3",
    ];
    let said = city(&desk, &tiny, "one");
    assert_eq!(city(&desk, &tiny, "two"), said);
    for (total, value) in [
        ("grids", 6),
        ("addresses", 400),
        ("residents", 900),
        ("cases", 14),
    ] {
        assert_eq!(said[total], value, "{total}");
    }
    for file in hexward_city::FILES {
        let read = |folder: &str| fs::read(desk.path(folder).join(file)).expect("a file");
        assert!(
            !read("one").is_empty() && read("one") == read("two"),
            "{file}"
        );
    }
    let other = city(&desk, &[&tiny[..7], &["4"]].concat(), "three");
    assert_eq!((&other["grids"], &other["seed"]), (&json!(6), &json!(4)));
    let differs = |file| {
        let read = |folder: &str| fs::read(desk.path(folder).join(file)).expect("a file");
        read("one") != read("three")
    };
    assert!(differs("addresses.csv") && differs("grids-grid.geojson"));
    // what it wrote goes in without a finding
    let grids = desk.path("one/grids-street.geojson");
    let grids = grids.to_str().expect("utf-8");
    desk.run(&["import", "grids", grids, "--crs", "EPSG:4326"])
        .ended(0);
}

#[test]
fn a_preset_has_its_published_totals() {
    let desk = Desk::empty();
    let said = city(&desk, &["xihu"], "xihu");
    for (total, value) in [
        ("streets", 1),
        ("communities", 8),
        ("grids", 49),
        ("addresses", 16_200),
        ("residents", 35_100),
        ("cases", 600),
    ] {
        assert_eq!(said[total], value, "{total}");
    }
    let lines = fs::read_to_string(desk.path("xihu/addresses.csv")).expect("a file");
    assert_eq!(lines.lines().count(), 16_201);
}

#[test]
fn a_city_that_cannot_be_is_refused() {
    let desk = Desk::empty();
    for wrong in [
        &["atlantis"][..],
        &[],
        &["--grids", "5"],
        &["--grids", "0", "--addresses", "1", "--residents", "1"],
        &["--grids", "5", "--addresses", "10", "--residents", "81"],
        &["--grids", "-1", "--addresses", "10", "--residents", "10"],
        &[
            "xihu",
            "--grids",
            "5",
            "--addresses",
            "10",
            "--residents",
            "10",
        ],
        &["xihu", "--seed", "x"],
    ] {
        desk.run_plain(&[&["city"], wrong, &["-o", "out"][..]].concat(), b"")
            .ended(2);
        assert!(!desk.path("out").exists(), "{wrong:?}");
    }
    desk.run_plain(&["city", "xihu"], b"").ended(2);
    desk.write("file", "");
    let run = desk.run_plain(
        &[
            "city",
            "--grids",
            "1",
            "--addresses",
            "9",
            "--residents",
            "9",
            "-o",
            "file",
        ],
        b"",
    );
    assert!(run.ended(3).err.contains("file"));
}
