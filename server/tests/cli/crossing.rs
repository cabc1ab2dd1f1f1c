//! `hexward cross`: what crossing responsibility comes to, and its duties.

use serde_json::Value;

use crate::program::Desk;

#[test]
fn crossing_is_shown_written_and_laid() {
    let desk = Desk::soho();
    let store = desk.store();
    // the store is named behind both words of the command
    let run = |arguments: &[&str]| {
        let (command, rest) = arguments.split_at(2);
        desk.run_plain(&[command, &["--store", &store], rest].concat(), b"")
    };
    let (units, borders) = (
        desk.write("units.geojson", ""),
        desk.write("borders.csv", ""),
    );
    let done = run(&[
        "cross",
        "show",
        "--json",
        "-o",
        &units,
        "--agreements",
        &borders,
    ]);
    let shown: Value = serde_json::from_str(&done.ended(0).out).expect("json");
    assert_eq!(
        (&shown["grids"], &shown["single_inner_flags"]),
        (&13.into(), &0.into())
    );
    assert_eq!(shown["single_inner_addresses"], 0);
    let by_people = shown["addresses_by_people"].as_array().expect("a list");
    assert_eq!(by_people.iter().filter_map(Value::as_u64).sum::<u64>(), 324);
    let worst = |name: &str| shown[name].as_u64().expect("a number");
    assert!(worst("worst_absence") < worst("worst_absence_before"));
    let file: Value =
        serde_json::from_str(&std::fs::read_to_string(&units).expect("written")).expect("json");
    let written = file["features"].as_array().expect("features").len() as u64;
    let edges = worst("inner_edges") + worst("outer_edges");
    assert_eq!(written, 13 + edges + worst("junctions"));
    let listed = std::fs::read_to_string(&borders).expect("written");
    assert_eq!(listed.lines().count() as u64, 1 + worst("agreements"));
    assert!(listed.starts_with("grid,neighbour,length_m,"));
    run(&["cross", "show", "--tier", "micro"]).ended(1);
    run(&["cross", "show", "--parent", "990185400009"]).ended(1);
    run(&["cross", "lay", "--role", "grid-keeper"]).ended(1);
    run(&["duties", "preset", "xihu"]).ended(0);
    let lay = ["cross", "lay", "--role", "grid-keeper", "--posts"];
    let done = run(&lay).ended(0);
    assert!(
        done.out.contains(" duties laid, 0 taken away"),
        "{}",
        done.out
    );
    assert!(run(&lay).ended(0).out.starts_with("0 duties laid"));
    let text = run(&["cross", "show"]).ended(0).out;
    assert!(text.contains("addresses with three people"), "{text}");
}
