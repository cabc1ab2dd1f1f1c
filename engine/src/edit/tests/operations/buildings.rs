//! Buildings that go from one grid to its neighbour.

use super::*;

/// A plan whose grids have a row of buildings, of two addresses each, from west to east.
fn built() -> Snapshot {
    let start = plan();
    let gone = start.addresses.records().ids();
    let rows = (0..16 * 8_i64).flat_map(|n| {
        let (x, y) = (n % 32 * 50 + 25, n / 32 * 400 + 190);
        [0, 9].map(|door| Address {
            building: format!("T{n:03}").into(),
            ..address(&format!("T{n:03}-{door}"), spot(x + door, y))
        })
    });
    let edits = vec![
        Edit::RemoveAddresses(gone.collect()),
        Edit::ImportAddresses(rows.collect()),
    ];
    after(&start, edits).expect("buildings")
}

fn give(start: &Snapshot, from: i64, to: i64, names: &[&str]) -> Result<Snapshot, EditError> {
    let edit = Edit::TransferBuildings {
        from: code(from),
        to: code(to),
        buildings: names.iter().map(ToString::to_string).collect(),
    };
    after(start, vec![edit])
}

#[test]
fn buildings_go_with_all_their_addresses_and_the_ground_around_them() {
    let start = built();
    let done = give(&start, 1, 2, &["T006", "T007"]).expect("given");
    assert_eq!(households(&start, &code(1)), 16);
    assert_eq!(
        (households(&done, &code(1)), households(&done, &code(2))),
        (12, 20)
    );
    assert_eq!(done.assignment(Tier::Grid).unlocated, []);
    for tier in [Tier::Grid, Tier::Micro] {
        assert_eq!(area(&done, tier), area(&done, Tier::Community), "{tier}");
    }
    // half way between the fifth and the sixth building, through micro-grids
    let (layer, index) = done.grid(&code(1)).expect("stored");
    let east = layer.bounds_of(index).max().lon();
    assert!((299..=301).contains(&east), "{east}");
    let micros = done.grids[&Tier::Micro].records().iter();
    let own = micros.filter(|micro| micro.parent.as_ref() == Some(&code(2)));
    assert!(own.count() > 4);
    let back = give(&done, 2, 1, &["T006", "T007"]).expect("given back");
    assert_eq!(households(&back, &code(1)), 16);
    let nothing = give(&start, 1, 2, &[]).expect("no change");
    assert_eq!(nothing.dataset().grids, start.dataset().grids);
}

#[test]
fn buildings_that_cannot_go_are_named() {
    let start = built();
    let refused = |from, to, names: &[&str]| {
        let refused = give(&start, from, to, names).expect_err("refused");
        refused.to_string()
    };
    let text = refused(1, 2, &["T007", "T003"]);
    assert!(
        text.contains("building \"T003\" of grid 990000000001G001") && text.contains("G002 along"),
        "{text}"
    );
    // buildings in a middle column would cut the grid in two parts on their way to the grid north of it
    let text = refused(1, 5, &["T003", "T004"]);
    assert!(text.contains("G001 would fall apart"), "{text}");
    let all = [
        "T000", "T001", "T002", "T003", "T004", "T005", "T006", "T007",
    ];
    assert!(refused(1, 2, &all).contains("nothing would be left"));
    assert!(refused(1, 2, &["T008"]).contains("no building \"T008\""));
    assert!(refused(1, 2, &[""]).contains("no building"));
    assert!(refused(1, 1, &["T001"]).contains("differ"));
    assert!(refused(1, 99, &["T001"]).contains("no grid"));
    // two addresses at one position, one of which would stay
    let twin = Address {
        building: "U".into(),
        households: 9,
        ..address("U", spot(7 * 50 + 25, 190))
    };
    let start = after(&start, vec![Edit::ImportAddresses(vec![twin])]).expect("a row");
    let text = give(&start, 1, 2, &["T007"])
        .expect_err("refused")
        .to_string();
    assert!(text.contains("share the position"), "{text}");
}
