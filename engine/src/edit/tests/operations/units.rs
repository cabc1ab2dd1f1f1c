//! Units that go from one grid to its neighbour.

use super::*;
use crate::model::{SpatialUnit, UnitId};

fn unit(id: &str, region: Region) -> SpatialUnit {
    SpatialUnit {
        id: UnitId::new(id).expect("valid"),
        kind: "block".to_owned(),
        name: String::new(),
        region,
    }
}

/// Squares with their south-west corners in a grid of this many steps from corner to corner.
fn town(apart: i64, side: i64) -> Snapshot {
    let rows = (0..16 * STEP / apart).flat_map(|x| (0..16 * STEP / apart).map(move |y| (x, y)));
    let units = rows.map(|(x, y)| {
        let margin = (apart - side) / 2;
        let (west, south) = (x * apart + margin, y * apart + margin);
        let corners = [(0, 0), (side, 0), (side, side), (0, side)];
        let corners = corners.map(|(dx, dy)| spot(west + dx, south + dy));
        let ring = Ring::new(&corners).expect("valid");
        let polygon = Polygon::new(ring, Vec::new()).expect("valid");
        unit(&format!("U{x:02}-{y:02}"), Region::single(polygon))
    });
    after(&plan(), vec![Edit::ImportUnits(units.collect())]).expect("units")
}

fn give(start: &Snapshot, from: i64, to: i64, ids: &[&str]) -> Result<Snapshot, EditError> {
    let edit = Edit::TransferUnits {
        from: code(from),
        to: code(to),
        units: ids
            .iter()
            .map(|id| UnitId::new(id).expect("valid"))
            .collect(),
    };
    after(start, vec![edit])
}

fn ground(snapshot: &Snapshot, number: i64) -> i128 {
    let (layer, index) = snapshot.grid(&code(number)).expect("stored");
    let polygons = layer.records()[index].region.polygons().iter();
    polygons.map(Polygon::doubled_area).sum()
}

#[test]
fn blocks_go_with_their_own_ground_one_after_the_other() {
    let start = town(100, 100);
    assert_eq!(start.units.records().len(), 256);
    // the second block reaches the neighbour through the first
    let done = give(&start, 6, 5, &["U05-05", "U04-05"]).expect("given");
    assert_eq!(ground(&done, 6), ground(&start, 6) - 2 * 2 * 100 * 100);
    assert_eq!(ground(&done, 5), ground(&start, 5) + 2 * 2 * 100 * 100);
    assert_eq!(area(&done, Tier::Micro), area(&start, Tier::Micro));
    let sum = |snapshot| households(snapshot, &code(5)) + households(snapshot, &code(6));
    assert_eq!(sum(&done), sum(&start));
    let back = give(&done, 5, 6, &["U05-05", "U04-05"]).expect("given back");
    assert_eq!(ground(&back, 6), ground(&start, 6));
}

#[test]
fn buildings_apart_go_with_the_ground_nearest_to_them() {
    let start = town(100, 40);
    let done = give(&start, 6, 5, &["U04-05", "U04-06"]).expect("given");
    let given = ground(&done, 5) - ground(&start, 5);
    // half way to the buildings around them
    assert!((given - 2 * 2 * 100 * 100).abs() < 2_000, "{given}");
    assert_eq!(area(&done, Tier::Grid), area(&done, Tier::Community));
    assert_eq!(area(&done, Tier::Micro), area(&done, Tier::Community));
    for row in ["U04-05", "U04-06"] {
        let index = done.units.index_of(&UnitId::new(row).expect("valid"));
        let region = &done.units.records()[index.expect("stored")].region;
        let (layer, index) = done.grid(&code(5)).expect("stored");
        let own = &layer.records()[index].region;
        let vertices = region.rings().flat_map(Ring::vertices);
        assert!(vertices.into_iter().all(|&vertex| own.covers(vertex)));
    }
}

#[test]
fn units_that_cannot_go_are_named() {
    for (side, inner) in [(100, "U05-05"), (40, "U05-05")] {
        let start = town(100, side);
        let refused = |from, to, ids: &[&str]| {
            let refused = give(&start, from, to, ids).expect_err("refused");
            refused.to_string()
        };
        let text = refused(6, 5, &[inner]);
        assert!(
            text.contains("unit \"U05-05\"") && text.contains("G005 along"),
            "{text}"
        );
        let across = ["U04-05", "U05-05", "U06-05", "U07-05"];
        let text = refused(6, 5, &across);
        assert!(text.contains("G006 would fall apart"), "{text}");
        assert!(refused(6, 5, &["U99"]).contains("no unit U99"));
        assert!(refused(6, 5, &["U00-00"]).contains("U00-00 has no ground in grid"));
        assert!(refused(6, 6, &["U04-05"]).contains("differ"));
    }
    let start = town(100, 100);
    let ids: Vec<String> = (4..8)
        .flat_map(|x| (4..8).map(move |y| format!("U{x:02}-{y:02}")))
        .collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let text = give(&start, 6, 5, &ids).expect_err("refused").to_string();
    assert!(text.contains("nothing would be left"), "{text}");
    let gone = Edit::RemoveUnits(vec![UnitId::new("U00-00").expect("valid")]);
    let rest = after(&start, vec![gone]).expect("removed");
    assert_eq!(rest.units.records().len(), 255);
}
