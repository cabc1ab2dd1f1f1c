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
