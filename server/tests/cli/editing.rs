//! `hexward edit`: operations from a file, rehearsed, done, and refused.

use serde_json::{Value, json};

use crate::planning::desk;
use crate::program::{Desk, Run};

const WEST: &str = "990000000001G001";
const EAST: &str = "990000000001G002";

fn edit(desk: &Desk, edits: &Value, more: &[&str]) -> Run {
    let arguments = [&["edit"], more, &["-"]].concat();
    desk.run_with(&arguments, edits.to_string().as_bytes())
}

/// The south end of the border between west and east, moved.
fn moved() -> Value {
    json!([{ "op": "move_node", "tier": "grid", "from": [120.01, 31.005], "to": [120.013, 31.005] }])
}

#[test]
fn a_border_moves_for_both_sides_with_tallies_and_verdict() {
    let desk = desk();
    let hash = desk.content_hash();
    let run = edit(&desk, &moved(), &["--dry-run"]).ended(0);
    for part in [
        "990000000001G001: ",
        "together: ",
        "tier grid divides the ground",
        "rows would change; nothing was written",
    ] {
        assert!(run.out.contains(part), "{part}: {}", run.out);
    }
    assert_eq!(desk.content_hash(), hash);
    let key = ["--key", "k1", "--base", "3", "--json"];
    let run = edit(&desk, &moved(), &key).ended(0);
    let done: Value = serde_json::from_str(&run.out).expect("json");
    assert_eq!(
        (&done["revision"], &done["written"]),
        (&4.into(), &true.into())
    );
    assert_eq!(done["partition"][0]["faults"], 0);
    let households = |side: &str| done[side]["households"].as_u64();
    assert_eq!(households("before"), households("after"));
    let run = edit(&desk, &moved(), &key).ended(0);
    let again: Value = serde_json::from_str(&run.out).expect("json");
    assert_eq!(
        (&again["revision"], &again["repeated"]),
        (&4.into(), &true.into())
    );
    let run = edit(&desk, &moved(), &["--key", "k1"]).ended(4);
    assert!(
        run.err.contains("was used for another request"),
        "{}",
        run.err
    );
    let other = json!([{ "op": "rename_grid", "code": WEST, "name": "West" }]);
    let run = edit(&desk, &other, &["--base", "3"]).ended(4);
    assert!(run.err.contains("since revision 3"), "{}", run.err);
    desk.run(&["undo"]).ended(0);
    assert_eq!(desk.content_hash(), hash);
}

#[test]
fn several_operations_are_one_step_of_a_draft() {
    let desk = desk();
    desk.plan(&["create", "p", "--author", "a"]).ended(0);
    let edits = json!([
        { "op": "rename_grid", "code": WEST, "name": "West" },
        { "op": "merge_grids", "keep": WEST, "others": [EAST] },
    ]);
    let run = edit(&desk, &edits, &["--plan", "p"]).ended(0);
    assert!(
        run.out.contains("990000000001G002: gone, had 1 addresses"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains("rows of plan p changed, revision 5"),
        "{}",
        run.out
    );
    let run = desk.plan(&["show", "p"]).ended(0);
    assert!(run.out.contains("step 1"), "{}", run.out);
    assert!(
        !desk
            .run(&["export", "grids", "--format", "geojson"])
            .out
            .contains("West")
    );
    let planned = ["export", "grids", "--format", "geojson", "--plan", "p"];
    assert!(desk.run(&planned).out.contains("West"));
}

#[test]
fn bad_operations_are_refused_with_their_place() {
    let desk = desk();
    let hash = desk.content_hash();
    let point = |lon: f64, lat: f64| json!([lon, lat]);
    let node = |from: Value, to: Value| json!([{ "op": "move_node", "tier": "grid", "from": from, "to": to }]);
    let cases = [
        (json!({}), 1, "not a JSON list of operations"),
        (json!([]), 1, "it has no operations"),
        (json!([1]), 1, "/0"),
        (json!([{ "op": "fly" }]), 1, "/0"),
        (json!([{ "op": "rename_grid", "code": WEST }]), 1, "name"),
        (
            json!([{ "op": "rename_grid", "code": "x", "name": "y" }]),
            1,
            "area code",
        ),
        (
            json!([{ "op": "rename_grid", "code": WEST, "name": "y", "why": 1 }]),
            1,
            "why",
        ),
        (node(point(200.0, 31.0), point(120.0, 31.0)), 1, "/0/from"),
        (
            node(point(120.001, 31.001), point(120.0, 31.0)),
            1,
            "has a node at",
        ),
        (
            node(point(120.01, 31.005), point(120.05, 31.005)),
            1,
            "990000000001G00",
        ),
        (
            json!([{ "op": "merge_grids", "keep": WEST, "others": ["990000000001G009"] }]),
            1,
            "there is no grid with the code 990000000001G009",
        ),
    ];
    for (edits, code, says) in cases {
        for more in [&[][..], &["--dry-run"]] {
            let run = edit(&desk, &edits, more).ended(code);
            let said = format!("{}{}", run.out, run.err);
            assert!(said.contains(says), "{edits}: {said}");
        }
    }
    let run = edit(&desk, &moved(), &["--plan", "q"]).ended(2);
    assert!(
        run.err.contains("there is no plan q, there are none"),
        "{}",
        run.err
    );
    let run = edit(&desk, &moved(), &["--base", "99"]).ended(4);
    assert!(run.err.contains("revision 99 is not known"), "{}", run.err);
    desk.run(&["edit", "none.json"]).ended(3);
    assert_eq!(desk.content_hash(), hash);
}
