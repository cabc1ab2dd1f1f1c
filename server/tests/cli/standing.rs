//! Codes that disagree with points: which one counts, and the ledger that lists them.

use crate::program::{Desk, data};

/// Three addresses of the demo: one names its own grid, one another, one a grid that is not stored.
const NAMED: &str = "id,lon,lat,grid\n\
    A001,-0.1367486,51.513338,990185400001G007\n\
    A002,-0.1367486,51.513338,990185400001G001\n\
    A003,-0.1367486,51.513338,990185400009\n";

fn import(desk: &Desk, content: &str, more: &[&str]) -> crate::program::Run {
    let file = desk.write("named.csv", content);
    desk.run(&[&["import", "addresses", &file, "--crs", "EPSG:4326"], more].concat())
}

#[test]
fn an_import_says_who_wins() {
    let desk = Desk::soho();
    let run = import(&desk, NAMED, &["--dry-run"]).ended(0);
    let says = "3 addresses name a grid: where the point disagrees, the code wins for";
    assert!(
        run.out.ends_with(&format!("{says} 0, the point for 3\n")),
        "{}",
        run.out
    );
    let run = import(&desk, NAMED, &["--winner", "code", "--dry-run"]).ended(0);
    assert!(
        run.out.ends_with(&format!("{says} 3, the point for 0\n")),
        "{}",
        run.out
    );
    let run = import(&desk, NAMED, &["--winner", "code", "--json"]).ended(0);
    assert!(
        run.out
            .contains(r#""winner":"code","stated":3,"code_wins":3"#),
        "{}",
        run.out
    );
    let run = desk
        .run(&["export", "addresses", "--format", "csv"])
        .ended(0);
    assert!(run.out.contains(",990185400001G007,code\n"), "{}", run.out);
    assert!(run.out.contains(",990185400009,code\n"), "{}", run.out);
}

#[test]
fn a_row_says_itself_who_wins() {
    let desk = Desk::soho();
    let rows = "id,lon,lat,grid,winner\nX1,-0.137,51.513,990185400001G007,point\n\
        X2,-0.137,51.513,990185400001G007,\nX3,-0.137,51.513,,\n";
    let run = import(&desk, rows, &["--winner", "code"]).ended(0);
    assert!(
        run.out
            .contains("2 addresses name a grid: where the point disagrees, the code wins for 1")
    );
    for (rows, says) in [
        (
            "X1,-0.137,51.513,G007,",
            "line 2, grid: `G007` is not a valid area code",
        ),
        (
            "X1,-0.137,51.513,99018540000,",
            "grid: `99018540000` is not a valid area code",
        ),
        (
            "X1,-0.137,51.513,990185400001G007,both",
            "winner: `both` is not one of point, code",
        ),
        (
            "X1,-0.137,51.513,,code",
            "winner: `code` cannot win: the row names no grid",
        ),
    ] {
        let run = import(&desk, &format!("id,lon,lat,grid,winner\n{rows}\n"), &[]).ended(1);
        assert!(run.out.contains(says), "{rows}: {}", run.out);
    }
}

#[test]
fn the_winner_is_for_addresses() {
    let desk = Desk::soho();
    import(&desk, NAMED, &["--winner", "both"]).ended(2);
    let pumps = data("soho-1854/checkpoints.csv");
    let run = desk
        .run(&[
            "import",
            "checkpoints",
            &pumps,
            "--crs",
            "EPSG:4326",
            "--winner",
            "code",
        ])
        .ended(2);
    assert!(run.err.contains("--winner is for addresses"), "{}", run.err);
}

/// The demo with a building on a border, a name in two places, and codes.
fn disputed() -> Desk {
    let desk = Desk::soho();
    let rows = "id,lon,lat,building,households,grid,winner\n\
        X1,-0.1367486,51.513338,,1,990185400001G007,code\n\
        X2,-0.1367486,51.513338,,1,990185400001G001,code\n\
        X3,-0.1367486,51.513338,,1,990185400001G001,point\n\
        X4,-0.1367486,51.513338,,1,990185400009,point\n\
        X5,-0.1367486,51.513338,=3,1,,\n\
        X6,-0.1327486,51.513338,=3,1,,\n\
        Y1,-0.1367486,51.513338,=4,1,,\n\
        Y2,-0.1327486,51.511838,=4,1,,\n";
    import(&desk, rows, &[]).ended(0);
    desk
}

#[test]
fn the_ledger_lists_what_had_to_be_decided() {
    let desk = disputed();
    let run = desk.run(&["ledger"]).ended(0);
    let lines: Vec<&str> = run.out.lines().collect();
    assert!(
        lines[0].starts_with("conflict X2: states 990185400001G001, lies in 990185400001G007, "),
        "{}",
        run.out
    );
    assert!(
        lines[0].ends_with("counts in 990185400001G001"),
        "{}",
        run.out
    );
    assert!(
        lines[1].ends_with("counts in 990185400001G007"),
        "{}",
        run.out
    );
    assert_eq!(
        lines[2],
        "unknown-area X4: states 990185400009, which is not stored; counts in 990185400001G007"
    );
    assert!(
        lines[3].starts_with("scattered =4: 2 addresses from Y1 on lie 32"),
        "{}",
        run.out
    );
    assert!(lines[4].starts_with("moved X6: lies in 990185400001G013, counts with building =3 in 990185400001G007, 277.7 m"), "{}", run.out);
    assert!(lines[5].starts_with("332 addresses: 329 by point, 0 on a border, 1 by building, 2 by code, 0 unlocated; 2 conflicts, 1 state"), "{}", run.out);
    let run = desk.run(&["ledger", "--tier", "community"]).ended(0);
    assert!(
        run.out
            .contains("2 by code, 0 unlocated; 0 conflicts, 1 state an unknown area"),
        "{}",
        run.out
    );
}

#[test]
fn unlocated_addresses_are_findings() {
    let desk = disputed();
    let rows = "id,lon,lat,grid\nX7,-0.1367486,51.513338,990185400009\nX8,-0.1,51.5,\n";
    import(&desk, rows, &["--winner", "code", "--anywhere"]).ended(0);
    let run = desk.run(&["ledger", "--json"]).ended(1);
    assert!(run.err.contains("2 addresses are unlocated"), "{}", run.err);
    let rows: Vec<serde_json::Value> = run
        .out
        .lines()
        .map(|line| serde_json::from_str(line).expect("json"))
        .collect();
    assert_eq!(
        (&rows[0]["address"], &rows[0]["reason"]),
        (&"X7".into(), &"unknown-area".into())
    );
    assert_eq!(
        (&rows[1]["address"], &rows[1]["reason"]),
        (&"X8".into(), &"outside".into())
    );
    let summary = rows.last().expect("a summary");
    for (field, number) in [
        ("addresses", 334),
        ("unlocated", 2),
        ("conflicts", 2),
        ("unknown_areas", 2),
        ("scattered", 1),
    ] {
        assert_eq!(summary[field], number, "{field}");
    }
    assert_eq!(rows.len(), 2 + 2 + 2 + 1 + 1 + 1);
}

#[test]
fn the_ledger_is_written_to_files() {
    let desk = disputed();
    for (name, part) in [
        (
            "ledger.csv",
            "unknown-area,X4,-0.1367486,51.5133380,,990185400009,point,,990185400001G007,,,\n",
        ),
        ("ledger.csv", "scattered,Y1,-0.1367486,51.5133380,'=4,"),
        ("ledger.geojson", r#""kind":"unknown-area""#),
    ] {
        let file = desk.path(name).to_str().expect("utf-8").to_owned();
        let run = desk.run(&["ledger", "-o", &file]).ended(0);
        assert!(
            run.out.starts_with("332 addresses: ") && run.out.lines().count() == 1,
            "{}",
            run.out
        );
        let text = std::fs::read_to_string(&file).expect("written");
        assert!(text.contains(part), "{text}");
        if name.ends_with("json") {
            let json: serde_json::Value = serde_json::from_str(&text).expect("json");
            assert_eq!(json["features"].as_array().map(Vec::len), Some(5));
        }
    }
}

#[test]
fn a_ledger_that_cannot_be_is_refused() {
    let desk = Desk::soho();
    for wrong in [
        &["ledger", "--tier", "village"][..],
        &["ledger", "--tier", "micro"],
        &["ledger", "-o", "ledger.xlsx"],
        &["ledger", "-o", "ledger"],
        &["ledger", "--kind", "all"],
    ] {
        desk.run(wrong).ended(2);
    }
    assert!(
        desk.run(&["ledger", "--tier", "micro"])
            .err
            .contains("no grids of tier micro")
    );
    Desk::empty().run(&["ledger"]).ended(3);
    desk.run(&["ledger", "-o", "none/ledger.csv"]).ended(3);
}
