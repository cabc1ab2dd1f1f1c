//! The program on a store in a database. `scripts/postgres.sh run` gives the server; without one these tests are left out.

use std::env;
use std::fs;
use std::process::Command;

use postgres::{Client, NoTls};
use serde_json::Value;

use crate::program::{BINARY, Desk, Run, data};
use crate::serving::Server;

/// The URL of an empty database, `None` when there is no server.
pub(crate) fn database(name: &str) -> Option<String> {
    let server = env::var("HEXWARD_TEST_POSTGRES").ok()?;
    let name = format!("cli_{}_{name}", std::process::id());
    let mut client = Client::connect(&server, NoTls).expect("the server answers");
    let create = format!("CREATE DATABASE {name} TEMPLATE hexward_template");
    client.batch_execute(&create).expect("created");
    Some(server.replacen("/postgres?", &format!("/{name}?"), 1))
}

pub(crate) fn run(arguments: &[&str]) -> Run {
    let output = Command::new(BINARY)
        .args(arguments)
        .output()
        .expect("started");
    Run {
        code: output.status.code().expect("not killed"),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
        bytes: output.stdout,
    }
}

#[test]
fn every_command_works_on_a_database_and_gives_what_a_file_gives() {
    let Some(url) = database("all") else {
        return;
    };
    let desk = Desk::empty();
    let file = desk.store();
    let certificate = desk.path("certificate");
    let certificate = certificate.to_str().expect("utf-8");
    let grids = data("templates/grids.geojson");
    let addresses = data("templates/addresses.csv");
    let steps: [&[&str]; 7] = [
        &["import", "grids", &grids, "--crs", "EPSG:4326"],
        &[
            "import",
            "addresses",
            &addresses,
            "--crs",
            "EPSG:4326",
            "--json",
        ],
        &["export", "addresses", "--format", "csv"],
        &["export", "grids", "--format", "geojson"],
        &["locate", "-"],
        &["certify", "-o", certificate],
        &["nearest", "--layer", "checkpoints", "120.3,31.5"],
    ];
    for step in steps {
        let on = |store: &str| {
            let (command, rest) = step.split_first().expect("a command");
            let run = run(&[&[*command, "--store", store], rest].concat());
            (
                run.code,
                run.out.replace(store, "STORE"),
                run.err.replace(store, "STORE"),
            )
        };
        assert_eq!(on(&url), on(&file), "{step:?}");
    }
    let doctor = |store: &str| -> Value {
        let run = run(&["doctor", "--json", "--store", store]);
        serde_json::from_str(&run.out).expect("json")
    };
    let (one, other) = (doctor(&url), doctor(&file));
    assert_eq!(one["store"]["format"], "postgis");
    assert_eq!(other["store"]["format"], "geopackage");
    assert_eq!(one["store"]["content_hash"], other["store"]["content_hash"]);
    assert_eq!(one["store"]["rows"], other["store"]["rows"]);
    assert!(
        one["store"]["rows"]["addresses"].as_u64() > Some(0),
        "{one}"
    );
}

#[test]
fn a_database_is_served_twice_and_imported_into_meanwhile() {
    let Some(url) = database("served") else {
        return;
    };
    let refused = run(&["serve", "--store", &url, "--listen", "127.0.0.1:0"]).ended(3);
    assert!(refused.err.contains("there is no store"), "{}", refused.err);
    let desk = Desk::empty();
    let server = Server::start(&["demo", "--store", &url], &desk.path(""));
    assert!(server.get("/v1").contains("\"store\":\"postgis\""));
    assert!(server.get("/v1").contains("\"total\":392"));
    let second = Server::start(&["serve", "--store", &url], &desk.path(""));
    assert!(second.get("/v1").contains("\"total\":392"));
    let file = desk.write("more.csv", "id,lon,lat\nX1,-0.137,51.513\n");
    let import = [
        "import",
        "--store",
        &url,
        "addresses",
        &file,
        "--crs",
        "EPSG:4326",
    ];
    run(&[&import[..], &["--dry-run"]].concat()).ended(0);
    run(&import).ended(0);
    run(&["doctor", "--store", &url]).ended(0);
    second.stop();
    server.stop();
}

#[test]
fn a_password_is_never_printed() {
    let nowhere = "postgres://planner:geheim@/wuxi?host=/nonexistent";
    let broken = "postgres://planner:geheim@localhost:x/wuxi";
    let encrypted = "postgres://planner:geheim@localhost/wuxi?sslmode=require";
    for (url, code) in [(nowhere, 3), (broken, 2), (encrypted, 2)] {
        for command in [&["serve"][..], &["doctor"], &["locate", "-"], &["demo"]] {
            let (name, rest) = command.split_first().expect("a command");
            let run = run(&[&[*name, "--store", url], rest].concat()).ended(code);
            assert!(
                !run.err.contains("geheim") && !run.out.contains("geheim"),
                "{run:?}"
            );
            assert!(!run.err.is_empty(), "{command:?}");
        }
    }
    let run = run(&["doctor", "--store", nowhere]);
    let place = "postgres://planner@/wuxi?host=/nonexistent: ";
    assert!(
        run.err.contains(place) && run.err.contains("No such file"),
        "{}",
        run.err
    );
    assert!(fs::metadata(nowhere).is_err(), "no file was made");
}
