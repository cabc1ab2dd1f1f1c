//! Grids drawn over others, and grids divided by checkpoints.

use super::*;
use crate::model::{Checkpoint, CheckpointId, CheckpointState};

fn ring(corners: &[(i64, i64)]) -> Region {
    let corners: Vec<Position> = corners.iter().map(|&(x, y)| spot(x, y)).collect();
    let ring = Ring::new(&corners).expect("valid");
    Region::single(Polygon::new(ring, Vec::new()).expect("valid"))
}

fn draw(start: &Snapshot, number: i64, region: Region) -> Result<Snapshot, EditError> {
    let edit = Edit::DrawGrid {
        parent: AreaCode::new(COMMUNITY).expect("valid"),
        code: Some(code(number)),
        name: "drawn".to_owned(),
        region,
    };
    after(start, vec![edit])
}

#[test]
fn a_drawn_grid_takes_its_ground_from_those_below_it() {
    let start = plan();
    // over parts of four grids and of their micro-grids
    let done = draw(
        &start,
        17,
        ring(&[(250, 250), (603, 231), (571, 590), (260, 605)]),
    );
    let done = done.expect("drawn");
    assert_eq!(done.grids[&Tier::Grid].records().len(), 17);
    for tier in [Tier::Grid, Tier::Micro] {
        assert_eq!(area(&done, tier), area(&start, tier), "{tier}");
    }
    let all = |snapshot: &Snapshot| -> u64 {
        let tallies = &snapshot.assignment(Tier::Grid).tallies;
        tallies.iter().map(|tally| tally.households).sum()
    };
    assert_eq!(all(&done), all(&start));
    assert!(households(&done, &code(17)) > 0);
    let micros = done.grids[&Tier::Micro].records().iter();
    let own = micros.filter(|micro| micro.parent.as_ref() == Some(&code(17)));
    assert!(own.count() >= 4);
}

#[test]
fn a_grid_drawn_over_the_outline_ends_there_and_one_inside_another_leaves_a_hole() {
    let start = plan();
    let corner = draw(
        &start,
        17,
        ring(&[(-90, -70), (133, -40), (120, 150), (-80, 140)]),
    );
    let corner = corner.expect("drawn");
    // where its border meets the outline, this bends by less than a step
    let drift = area(&corner, Tier::Community) - area(&start, Tier::Community);
    assert!(drift.abs() < 4_000, "{drift}");
    assert_eq!(area(&corner, Tier::Grid), area(&corner, Tier::Community));
    let island = draw(&start, 17, ring(&[(510, 510), (590, 510), (550, 590)])).expect("drawn");
    let (layer, index) = island.grid(&code(6)).expect("stored");
    let around = &layer.records()[index].region;
    assert_eq!(around.polygons()[0].holes().len(), 1);
}

#[test]
fn what_cannot_be_drawn_is_refused_with_the_grid_and_the_place() {
    let start = plan();
    let refused = |number, region| {
        let refused = draw(&start, number, region).expect_err("refused");
        refused.to_string()
    };
    let whole = ring(&[(350, 350), (850, 350), (850, 850), (350, 850)]);
    let text = refused(17, whole);
    assert!(text.contains("left of grid 990000000001G006"), "{text}");
    let across = ring(&[(380, 500), (820, 500), (820, 600), (380, 600)]);
    let text = refused(17, across);
    assert!(
        text.contains("990000000001G006 would fall apart") && text.contains("cut off"),
        "{text}"
    );
    let beside = ring(&[(-300, 0), (-200, 0), (-200, 90)]);
    assert!(refused(17, beside.clone()).contains("no ground of 990000000001"));
    assert!(refused(6, beside).contains("taken"));
    // a grid drawn in two parts of the parent
    let horseshoe = ring(&[
        (-50, 100),
        (90, 100),
        (90, 150),
        (-20, 150),
        (-20, 250),
        (90, 250),
        (90, 290),
        (-50, 290),
    ]);
    let text = refused(17, horseshoe);
    assert!(text.contains("990000000001G017 would fall apart"), "{text}");
}

fn gate(id: &str, x: i64, y: i64) -> Checkpoint {
    Checkpoint {
        id: CheckpointId::new(id).expect("valid"),
        position: spot(x, y),
        name: id.to_owned(),
        kind: "gate".to_owned(),
        state: CheckpointState::Open,
    }
}

#[test]
fn neighbours_take_over_the_vertices_of_a_division_by_checkpoints() {
    let start = plan();
    // without the micro-grids that are there, with addresses on the border towards the east and on the outline
    let micros = start.grids[&Tier::Micro].records().iter();
    let gone: Vec<AreaCode> = micros.map(|micro| micro.code.clone()).collect();
    let bare = start.dataset();
    let grids = bare.grids.into_iter().filter(|g| !gone.contains(&g.code));
    let snapshot =
        after(&empty(), vec![Edit::ImportGrids(grids.collect())]).expect("no micro-grids");
    let borders = (0..40_i64).flat_map(|n| {
        let y = n * 10 + 3;
        [
            address(&format!("E{n:02}"), spot(400, y)),
            address(&format!("W{n:02}"), spot(0, y)),
        ]
    });
    let gates = vec![gate("a", 101, 33), gate("b", 207, 118), gate("c", 330, 277)];
    let edits = vec![
        Edit::ImportAddresses(borders.collect()),
        Edit::ImportCheckpoints(gates),
    ];
    let snapshot = after(&snapshot, edits).expect("rows");
    let counted = |snapshot: &Snapshot| -> Vec<u64> {
        let tallies = &snapshot.assignment(Tier::Grid).tallies;
        tallies.iter().map(|tally| tally.addresses).collect()
    };
    let before = counted(&snapshot);
    let parent = code(1);
    let divided = after(&snapshot, vec![Edit::PartitionByCheckpoints { parent }]);
    let divided = divided.expect("divided");
    assert_eq!(divided.grids[&Tier::Micro].records().len(), 3);
    for tier in Tier::ALL {
        assert_eq!(*divided.faults(tier), [], "{tier}");
    }
    assert_eq!(counted(&divided), before);
    let vertices = |snapshot: &Snapshot, code: &AreaCode| {
        let (layer, index) = snapshot.grid(code).expect("stored");
        let rings = layer.records()[index].region.rings();
        rings.map(|ring| ring.vertices().len()).sum::<usize>()
    };
    let more = |code: &AreaCode| vertices(&divided, code) - vertices(&snapshot, code);
    assert_eq!(more(&code(1)), 4);
    let outline = more(&AreaCode::new(COMMUNITY).expect("valid"));
    assert_eq!((more(&code(2)) + more(&code(5)), outline), (2, 2));
}
