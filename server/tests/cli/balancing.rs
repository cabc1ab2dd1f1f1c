//! Grids balanced anew: what is said, the draft that is made, the table that it is written to and read from.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::program::{Desk, Run};
use crate::repairing::{collection, feature};

const PARENT: &str = "990000000001";

/// A rectangle in thousandths of a degree.
fn rectangle(west: i32, east: i32, more: &[i32]) -> Value {
    let at = |x: i32, y: i32| [120.0 + f64::from(x) / 1e3, 31.0 + f64::from(y) / 1e3];
    let south = more.iter().map(|&x| at(x, 0));
    let north = more.iter().rev().map(|&x| at(x, 10));
    let mut ring: Vec<[f64; 2]> = vec![at(west, 0)];
    ring.extend(south);
    ring.extend([at(east, 0), at(east, 10)]);
    ring.extend(north);
    ring.extend([at(west, 10), at(west, 0)]);
    json!({ "type": "Polygon", "coordinates": [ring] })
}

/// A community of three grids side by side, with ten by ten addresses in each: 600, 400 and 200 households. A street runs
/// through all of them.
fn desk() -> Desk {
    desk_of([6, 4, 2])
}

fn desk_of(households: [u32; 3]) -> Desk {
    let desk = Desk::empty();
    let import = |kind: &str, file: &str, more: &[&str]| {
        let plain = ["import", kind, file, "--crs", "EPSG:4326"];
        desk.run(&[&plain[..], more].concat()).ended(0);
    };
    let outline = feature(PARENT, None, &rectangle(0, 30, &[10, 20]));
    let file = desk.write("parent.geojson", collection(&[outline]));
    import("grids", &file, &["--tier", "community"]);
    let grid = |number: i32| {
        let code = format!("{PARENT}G{number:03}");
        feature(
            &code,
            Some(PARENT),
            &rectangle(10 * number - 10, 10 * number, &[]),
        )
    };
    let file = desk.write("grids.geojson", collection(&[grid(1), grid(2), grid(3)]));
    import("grids", &file, &["--tier", "grid"]);
    let mut rows = "id,lon,lat,households,residents\n".to_owned();
    for x in 0..30 {
        for y in 0..10 {
            let (lon, lat) = (120.0005 + f64::from(x) / 1e3, 31.0004 + f64::from(y) / 1e3);
            let own = households[x as usize / 10];
            let residents = 2 * own;
            writeln!(rows, "A{x:02}{y},{lon:.7},{lat:.7},{own},{residents}").expect("a text");
        }
    }
    let file = desk.write("addresses.csv", rows);
    import("addresses", &file, &[]);
    let street = json!({
        "type": "Feature",
        "properties": { "id": "S1", "class": "street" },
        "geometry": { "type": "LineString", "coordinates": [[119.999, 31.0047], [120.031, 31.0053]] },
    });
    let file = desk.write("barriers.geojson", collection(&[street]));
    import("barriers", &file, &[]);
    desk
}

fn rebalance(desk: &Desk, more: &[&str]) -> Run {
    let plain = ["rebalance", "--parent", PARENT, "--band", "350..450"];
    desk.run(&[&plain[..], more].concat())
}

/// The lines of JSON that have a member, by that member.
fn lines(run: &Run, member: &str) -> Vec<Value> {
    let all = run
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("json"));
    all.filter(|line| !line[member].is_null()).collect()
}

#[test]
fn grids_out_of_band_become_a_draft_in_band() {
    let desk = desk();
    let trial = rebalance(&desk, &["--dry-run", "--json"]).ended(0);
    let parent = &lines(&trial, "parent")[0]["parent"];
    assert_eq!(
        (&parent["feasible"], &parent["grids"]),
        (&json!(true), &json!(3))
    );
    let sum = &lines(&trial, "summary")[0]["summary"];
    assert_eq!(
        (&sum["before"]["in_band"], &sum["after"]["in_band"]),
        (&json!(1), &json!(3))
    );
    let moved = sum["moved_households"].as_u64().expect("a number");
    let bound = sum["bound_households"].as_u64().expect("a number");
    // from neighbour to neighbour 302 reach the band; the search may find a way that is shorter
    assert!((bound..=302).contains(&moved), "{bound} {moved}");
    let moves = lines(&trial, "move");
    let households = moves
        .iter()
        .filter_map(|line| line["move"]["households"].as_u64());
    assert_eq!(households.sum::<u64>(), moved);
    assert!(!desk.plan(&["list"]).out.contains("spring"));

    let said = rebalance(&desk, &["--draft", "spring", "--units-out", "plan.csv"]).ended(0);
    assert!(
        said.out.contains("feasible") && said.out.contains("no plan as near"),
        "{}",
        said.out
    );
    let again = rebalance(&desk, &["--draft", "spring"]).ended(0);
    assert!(again.out.contains("nothing moves"), "{}", again.out);
    assert!(desk.plan(&["list"]).out.contains("spring"));
    desk.plan(&["validate", "spring"]).ended(0);
    // nothing is in force before somebody approves it
    let now = rebalance(&desk, &["--dry-run", "--json"]).ended(0);
    assert_eq!(
        lines(&now, "summary")[0]["summary"]["before"]["in_band"],
        json!(1)
    );

    // the table makes the same draft, and a step can be taken back
    let read = rebalance(&desk, &["--draft", "table", "--labels", "plan.csv"]).ended(0);
    assert!(read.out.contains("of plan table changed"), "{}", read.out);
    let store = desk.store();
    let impact = |before: &str| {
        let plans = [
            "--before",
            before,
            "--after",
            "plan:table",
            "--what",
            "impact",
            "--format",
            "csv",
        ];
        let run = desk.run_plain(&[&["compare", "--store", &store], &plans[..]].concat(), b"");
        run.ended(0).out.lines().count()
    };
    // the head, and a line for each address that moves
    assert!(impact("official") > 20, "{}", impact("official"));
    assert_eq!(impact("plan:spring"), 1);
    desk.plan(&["undo", "table"]).ended(0);
}

#[test]
fn a_plan_in_band_stays_as_it_is() {
    let desk = desk_of([4, 4, 4]);
    let run = rebalance(&desk, &["--draft", "still"]).ended(0);
    assert!(
        run.out.contains("nothing moves, nothing was written"),
        "{}",
        run.out
    );
    assert!(!desk.plan(&["list"]).out.contains("still"));
}

#[test]
fn what_no_plan_can_meet_is_said_before_the_search() {
    let desk = desk();
    let run = rebalance(&desk, &["--dry-run", "--count", "9", "--json"]).ended(0);
    let parent = &lines(&run, "parent")[0]["parent"];
    assert_eq!(parent["feasible"], json!(false));
    let because = parent["because"][0].as_str().expect("a reason");
    assert_eq!(because, "9 grids are asked for, 3 to 3 can be in the band");
    let wrong = rebalance(&desk, &["--dry-run", "--parent", "990000000001G001"]).ended(2);
    assert!(wrong.err.contains("no grid belongs to"), "{}", wrong.err);
    let wrong = desk.run(&[
        "rebalance",
        "--parent",
        PARENT,
        "--band",
        "500..300",
        "--dry-run",
    ]);
    wrong.ended(2);
    let wrong = rebalance(&desk, &["--dry-run", "--weights", "households=0"]).ended(2);
    assert!(wrong.err.contains("at least one weight"), "{}", wrong.err);
    let broken = desk.write("broken.csv", "unit,grid\n@nobody,990000000001G001\n");
    let wrong = rebalance(&desk, &["--dry-run", "--labels", &broken]).ended(1);
    assert!(
        wrong.err.contains("there is no unit \"@nobody\""),
        "{}",
        wrong.err
    );
}

#[test]
fn the_frontier_has_six_points_that_never_rise() {
    let run = rebalance(&desk(), &["--frontier", "--json"]).ended(0);
    let points = lines(&run, "tolerance_percent");
    let moved = points
        .iter()
        .filter_map(|point| point["moved_households"].as_u64());
    let moved: Vec<u64> = moved.collect();
    assert_eq!(moved.len(), 6);
    assert!(moved.is_sorted_by(|a, b| a >= b), "{moved:?}");
}

#[test]
fn units_are_written_to_look_at_and_can_be_stored() {
    let desk = desk();
    let store = desk.store();
    let run = |rest: &[&str]| {
        let plain = ["units", "derive", "--store", &store, "--parent", PARENT];
        desk.run_plain(&[&plain[..], rest].concat(), b"")
    };
    let said = run(&["-o", "units.geojson", "--json"]).ended(0);
    let counted: Value = serde_json::from_str(said.out.trim()).expect("json");
    assert_eq!(
        (&counted["units"], &counted["buildings"]),
        (&json!(300), &json!(300))
    );
    assert_eq!(counted["households"], json!(1200));
    desk.run(&["import", "units", "units.geojson", "--crs", "EPSG:4326"])
        .ended(0);
    let again = run(&["--json"]).ended(0);
    let counted: Value = serde_json::from_str(again.out.trim()).expect("json");
    assert_eq!(
        (&counted["units"], &counted["stored"]),
        (&json!(300), &json!(300))
    );
}

#[test]
fn a_plan_from_nothing_continues_the_codes_of_today() {
    let desk = desk();
    let run = rebalance(&desk, &["--fresh", "--draft", "fresh"]).ended(0);
    assert!(run.out.contains("of plan fresh changed"), "{}", run.out);
    desk.plan(&["validate", "fresh"]).ended(0);
    let named = desk.plan(&["export", "fresh", "-o", "fresh.geojson"]);
    named.ended(0);
    let text = std::fs::read_to_string(desk.path("fresh.geojson")).expect("written");
    for number in 1..=3 {
        assert!(text.contains(&format!("{PARENT}G{number:03}")), "{text}");
    }
}

/// What `hexward staffing` says with some arguments: the grids, then the sums.
fn staffed(desk: &Desk, arguments: &[&str]) -> Vec<Value> {
    let plain = [
        "staffing",
        "--parent",
        PARENT,
        "--residents-each",
        "400",
        "--area-each-m2",
        "100000000000",
        "--json",
    ];
    let said = desk.run(&[&plain[..], arguments].concat()).ended(0).out;
    let lines = said.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().expect("lines of JSON")
}

#[test]
fn staff_follows_residents_and_difficulty() {
    let desk = desk();
    let staff = |rows: &[Value]| -> Vec<u64> {
        let all = rows.iter().map(|row| row["staff"].as_u64());
        all.collect::<Option<_>>().expect("numbers")
    };
    let hard = format!("{PARENT}G003=1500");
    let needed = staffed(&desk, &["--difficulty", &hard]);
    assert_eq!(staff(&needed), [3, 2, 2, 7]);
    assert_eq!(
        (&needed[2]["for_people"], &needed[2]["for_difficulty"]),
        (&json!(1.0), &json!(0.5))
    );
    assert_eq!(staff(&staffed(&desk, &["--staff", "12"])), [6, 4, 2, 12]);
    for (arguments, told) in [
        (["--staff", "2"], "2 people are too few for 3 grids"),
        (["--difficulty", "990000000001G009=900"], "is not among"),
        (["--tier", "street"], "there are no grids of tier street"),
    ] {
        let refused = desk.run(&[&["staffing"][..], &arguments].concat()).ended(2);
        assert!(refused.err.contains(told), "{}", refused.err);
    }
}
