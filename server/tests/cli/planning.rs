//! Undo, plans from the first edit to the day they are in force, and the past.

use serde_json::Value;

use crate::program::{Desk, Run};
use crate::repairing::{collection, feature};

const PARENT: &str = "990000000001";
const WEST: &str = "990000000001G001";
const EAST: &str = "990000000001G002";
const NORTH: &str = "990000000001G003";

/// A ring around these corners, in thousandths of a degree.
fn ring(corners: &[(i32, i32)]) -> Value {
    let at = |&(x, y): &(i32, i32)| [120.0 + f64::from(x) / 1e3, 31.0 + f64::from(y) / 1e3];
    let ring: Vec<[f64; 2]> = corners.iter().chain(&corners[..1]).map(at).collect();
    serde_json::json!({ "type": "Polygon", "coordinates": [ring] })
}

/// West, east and north of a community; the border of west and east ends at a meridian.
pub(crate) fn grids(border: i32) -> [Value; 3] {
    [
        feature(
            WEST,
            Some(PARENT),
            &ring(&[(0, 0), (10, 0), (border, 5), (0, 5)]),
        ),
        feature(
            EAST,
            Some(PARENT),
            &ring(&[(10, 0), (20, 0), (20, 5), (border, 5)]),
        ),
        feature(
            NORTH,
            Some(PARENT),
            &ring(&[(0, 5), (border, 5), (20, 5), (20, 10), (10, 10), (0, 10)]),
        ),
    ]
}

fn import(desk: &Desk, kind: &str, file: &str, more: &[&str]) -> Run {
    let plain = ["import", kind, file, "--crs", "EPSG:4326"];
    desk.run(&[&plain[..], more].concat())
}

/// A community of three grids with three addresses.
pub(crate) fn desk() -> Desk {
    let desk = Desk::empty();
    let outline = ring(&[
        (0, 0),
        (10, 0),
        (20, 0),
        (20, 5),
        (20, 10),
        (10, 10),
        (0, 10),
        (0, 5),
    ]);
    let file = desk.write(
        "parent.geojson",
        collection(&[feature(PARENT, None, &outline)]),
    );
    import(&desk, "grids", &file, &["--tier", "community"]).ended(0);
    let file = desk.write("grids.geojson", collection(&grids(10)));
    import(&desk, "grids", &file, &["--tier", "grid"]).ended(0);
    let rows = "id,lon,lat,households,residents\nA1,120.005,31.002,2,5\nA2,120.011,31.004,3,8\nA3,120.005,31.008,1,1\n";
    let file = desk.write("addresses.csv", rows);
    import(&desk, "addresses", &file, &[]).ended(0);
    desk
}

impl Desk {
    /// Runs `hexward plan` on the store.
    pub(crate) fn plan(&self, arguments: &[&str]) -> Run {
        let (action, rest) = arguments.split_first().expect("an action");
        let store = self.store();
        self.run_plain(&[&["plan", action, "--store", &store], rest].concat(), b"")
    }
}

/// A draft `p` with the border at a meridian, made by an import of a whole file.
pub(crate) fn drafted(desk: &Desk, border: i32) {
    desk.plan(&["create", "p", "--name", "2027", "--author", "a"])
        .ended(0);
    let file = desk.write("drawn.geojson", collection(&grids(border)));
    desk.plan(&["import", "p", &file, "--crs", "EPSG:4326", "--author", "a"])
        .ended(0);
}

fn json(run: &Run) -> Value {
    serde_json::from_str(&run.out).expect("json")
}

#[test]
fn imports_are_undone_and_redone_in_turn() {
    let desk = desk();
    let full = desk.content_hash();
    let run = desk.run(&["undo", "--author", "b", "--json"]).ended(0);
    let undone = json(&run);
    assert_eq!(
        (&undone["revision"], &undone["undoes"]),
        (&4.into(), &3.into())
    );
    assert_eq!(desk.rows("addresses"), 0);
    let run = desk.run(&["undo"]).ended(0);
    assert!(
        run.out.contains("3 rows changed, revision 5, takes back 2"),
        "{}",
        run.out
    );
    desk.run(&["redo"]).ended(0);
    desk.run(&["redo", "--key", "again"]).ended(0);
    assert_eq!(desk.content_hash(), full);
    let run = desk.run(&["redo"]).ended(4);
    assert!(
        run.err.contains("there is nothing to bring again"),
        "{}",
        run.err
    );
    let run = desk.run(&["redo", "--key", "again"]).ended(0);
    assert!(
        run.out.contains("done before under this key"),
        "{}",
        run.out
    );
    let run = desk.run(&["undo", "--key", "again"]).ended(4);
    assert!(
        run.err.contains("was used for another request"),
        "{}",
        run.err
    );
    let run = desk.run(&["history", "-n", "3", "--json"]).ended(0);
    let entries: Vec<Value> = run
        .out
        .lines()
        .map(|l| serde_json::from_str(l).expect("json"))
        .collect();
    assert_eq!(entries.len(), 3);
    assert_eq!(
        (&entries[0]["revision"], &entries[0]["undoes"]),
        (&7.into(), &4.into())
    );
    assert_eq!(entries[2]["undone_by"], 6);
    assert_eq!(entries[0]["changed"]["addresses"], 3);
    let run = desk.run(&["show", "2", "-n", "2"]).ended(0);
    assert!(
        run.out.contains("grids 990000000001G001: new"),
        "{}",
        run.out
    );
    assert!(run.out.contains("and 1 more rows"), "{}", run.out);
}

#[test]
#[expect(clippy::too_many_lines, reason = "one list, one story")]
fn a_plan_goes_from_draft_to_in_force_by_two_people() {
    let desk = desk();
    drafted(&desk, 14);
    let official = desk.content_hash();
    let run = desk.plan(&["diff", "p"]).ended(0);
    assert!(
        run.out
            .contains("990000000001G001 -> 990000000001G001: border"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("1 addresses, 3 households, 8 residents"),
        "{}",
        run.out
    );
    let position = b"120.011,31.004\n";
    let at = |more: &[&str]| {
        let run = desk
            .run_with(&[&["locate"], more].concat(), position)
            .ended(0);
        run.out
            .trim()
            .rsplit(',')
            .next()
            .expect("a code")
            .to_owned()
    };
    assert_eq!(
        (at(&[]).as_str(), at(&["--plan", "p"]).as_str()),
        (EAST, WEST)
    );
    desk.plan(&["validate", "p", "--author", "a"]).ended(0);
    desk.plan(&["submit", "p", "--effective", "2999-01-01", "--author", "a"])
        .ended(0);
    let today = ["--today", "2998-12-01"];
    let approve =
        |author: &str| desk.plan(&[&["approve", "p", "--author", author], &today[..]].concat());
    let run = approve("a").ended(4);
    assert!(
        run.err.contains("another person has to approve it"),
        "{}",
        run.err
    );
    let run = approve("b").ended(0);
    assert!(
        run.out
            .contains("plan p is approved, takes effect on 2999-01-01"),
        "{}",
        run.out
    );
    let run = desk
        .plan(&["activate", "p", "--author", "b", "--today", "2998-12-31"])
        .ended(4);
    assert!(run.err.contains("that day has not come"), "{}", run.err);
    assert_eq!(
        (at(&[]).as_str(), at(&["--at", "2999-01-01"]).as_str()),
        (EAST, WEST)
    );
    assert_ne!(desk.content_hash(), official, "the plan is a row");
    desk.plan(&["activate", "p", "--author", "b", "--today", "2999-01-01"])
        .ended(0);
    assert_eq!(
        (at(&[]).as_str(), at(&["--revision", "3"]).as_str()),
        (WEST, EAST)
    );
    let run = desk.plan(&["list", "--json"]).ended(0);
    let plan = json(&run);
    assert_eq!(
        (&plan["state"], &plan["approved"]["by"]),
        (&"in-force".into(), &"b".into())
    );
    let run = desk.plan(&["show", "p"]).ended(0);
    for part in [
        "submitted",
        "step 1",
        "grid 990000000001G002 -> 990000000001G002: border",
    ] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
    for command in [
        &["export", "grids", "--format", "geojson"][..],
        &["faults"],
        &["ledger"],
    ] {
        for view in [["--plan", "p"], ["--revision", "3"], ["--at", "2999-06-01"]] {
            desk.run(&[command, &view].concat()).ended(0);
        }
    }
    let run = desk
        .run(&["compare", "--before", "revision:3", "--after", "plan:p"])
        .ended(0);
    assert!(
        run.out.contains("2 grids changed") || run.out.contains("3 grids changed"),
        "{}",
        run.out
    );
}

#[test]
fn steps_of_a_draft_are_undone_and_a_draft_is_reopened() {
    let desk = desk();
    drafted(&desk, 14);
    let run = desk.plan(&["undo", "p", "--json"]).ended(0);
    assert_eq!(json(&run)["plan"], "p");
    let run = desk.plan(&["submit", "p", "--author", "a"]).ended(4);
    assert!(run.err.contains("plan p changes nothing"), "{}", run.err);
    desk.plan(&["undo", "p"]).ended(4);
    desk.run(&["redo", "--plan", "p"]).ended(0);
    desk.plan(&["submit", "p", "--author", "a"]).ended(0);
    desk.plan(&["withdraw", "p", "--author", "a"]).ended(0);
    let run = desk.plan(&["reopen", "p", "--author", "a"]).ended(0);
    assert!(run.out.contains("plan p is draft"), "{}", run.out);
    // somebody moves the same border in the plan in force
    let file = desk.write("official.geojson", collection(&grids(11)));
    import(&desk, "grids", &file, &["--tier", "grid"]).ended(0);
    let run = desk.plan(&["validate", "p", "--author", "a"]).ended(4);
    assert!(run.err.contains("rebase it"), "{}", run.err);
    let run = desk.plan(&["show", "p"]).ended(0);
    assert!(run.out.contains("rebase it"), "{}", run.out);
    desk.plan(&["rebase", "p", "--author", "a"]).ended(4);
    desk.plan(&["rebase", "p", "--conflicts", "plan", "--author", "a"])
        .ended(0);
    desk.plan(&["validate", "p", "--author", "a"]).ended(0);
}

#[test]
fn single_grids_and_checkpoints_are_imported_into_a_draft() {
    let desk = desk();
    desk.plan(&["create", "p", "--author", "a"]).ended(0);
    let gates = desk.write(
        "gates.csv",
        "id,lon,lat,name,kind\nG1,120.005,31.002,Gate,gate\n",
    );
    let run = import(&desk, "checkpoints", &gates, &["--plan", "p"]).ended(0);
    assert!(
        run.out.contains("1 rows read, 1 rows changed"),
        "{}",
        run.out
    );
    assert_eq!(desk.rows("checkpoints"), 0);
    let near = ["nearest", "--layer", "checkpoints", "120.0,31.0"];
    let run = desk.run(&[&near[..], &["--plan", "p"]].concat()).ended(0);
    assert!(run.out.contains("G1"), "{}", run.out);
    let rows = desk.write("more.csv", "id,lon,lat\nX1,120.005,31.002\n");
    let run = import(&desk, "addresses", &rows, &["--plan", "p"]).ended(2);
    assert!(run.err.contains("grids and checkpoints"), "{}", run.err);
    let run = import(&desk, "checkpoints", &gates, &["--plan", "q"]).ended(2);
    assert!(
        run.err.contains("there is no plan q; there are: p"),
        "{}",
        run.err
    );
    let [west, ..] = grids(12);
    let one = desk.write("one.geojson", collection(&[west]));
    let run = import(&desk, "grids", &one, &["--tier", "grid", "--plan", "p"]).ended(1);
    assert!(run.out.contains("overlap"), "{}", run.out);
}
