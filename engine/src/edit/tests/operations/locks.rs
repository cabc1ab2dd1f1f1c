//! Grids that nothing may leave or enter, and single checkpoints.

use super::*;
use crate::model::{Checkpoint, CheckpointId, CheckpointState, Lock};

fn lock(start: &Snapshot, number: i64, lock: Lock) -> Snapshot {
    let codes = vec![code(number)];
    after(start, vec![Edit::LockGrids { codes, lock }]).expect("locked")
}

fn refused(start: &Snapshot, edit: Edit) -> String {
    after(start, vec![edit]).expect_err("refused").to_string()
}

fn bulge(from: i64, to: i64, eastern: i64) -> Edit {
    let line = [(400, 420), (eastern, 500), (400, 700)];
    Edit::TransferGround {
        from: code(from),
        to: code(to),
        line: line.map(|(x, y)| spot(x, y)).to_vec(),
    }
}

fn renumber(number: i64, to: i64) -> Edit {
    Edit::RenumberGrid {
        code: code(number),
        to: code(to),
    }
}

#[test]
fn nothing_leaves_and_nothing_enters_a_closed_grid() {
    let start = lock(&plan(), 6, Lock::Closed);
    for (edit, says) in [
        (bulge(6, 5, 550), "ground around"),
        (bulge(5, 6, 250), "would enter it"),
        (renumber(6, 60), "its code would go"),
        (
            Edit::MergeGrids {
                keep: code(5),
                others: vec![code(6)],
            },
            "its code would go",
        ),
        (
            Edit::ReparentGrid {
                code: code(6),
                parent: None,
            },
            "another parent",
        ),
    ] {
        let text = refused(&start, edit);
        let lock = "the lock of grid 990000000001G006 (locked) forbids it";
        assert!(text.starts_with(lock) && text.contains(says), "{text}");
    }
    // a broken plan does not open it, nor does a file that says nothing of locks
    let wide = Grid {
        region: square(3, 4, 5),
        lock: Lock::Open,
        ..start.grids[&Tier::Grid].records()[5].clone()
    };
    let with_faults = vec![Edit::ImportGrids(vec![wide]), Edit::WithFaults];
    assert!(after(&start, with_faults).is_err());
    // names, what belongs to it, and a line that ends at its border may change
    let split = |number, line: [(i64, i64); 2], new| Edit::SplitGrid {
        code: number,
        line: line.map(|(x, y)| spot(x, y)).to_vec(),
        new: Some(new),
        name: String::new(),
    };
    let micro = AreaCode::new(&format!("{COMMUNITY}G00601")).expect("valid");
    let other = AreaCode::new(&format!("{COMMUNITY}G00609")).expect("valid");
    let edits = vec![
        split(code(5), [(-50, 611), (450, 573)], code(17)),
        split(micro, [(350, 511), (650, 473)], other),
        Edit::RenameGrid {
            code: code(6),
            name: "new".to_owned(),
        },
    ];
    after(&start, edits).expect("allowed");
    // after it is unlocked, also in one changeset
    let open = Edit::LockGrids {
        codes: vec![code(6)],
        lock: Lock::Open,
    };
    after(&start, vec![open, bulge(6, 5, 550)]).expect("unlocked");
    let codes = vec![code(99)];
    let lock = Lock::Open;
    assert!(refused(&start, Edit::LockGrids { codes, lock }).contains("no grid"));
}

#[test]
fn a_grid_that_may_grow_wins_ground_and_loses_none() {
    let start = lock(&plan(), 6, Lock::MayGrow);
    let grown = after(&start, vec![bulge(5, 6, 60)]).expect("grown");
    assert!(households(&grown, &code(6)) > households(&start, &code(6)));
    let text = refused(&grown, bulge(6, 5, 550));
    assert!(
        text.contains("(may-grow)") && text.contains("would leave it"),
        "{text}"
    );
}

#[test]
fn addresses_stay_in_locked_grids() {
    let rows = vec![
        address("east", spot(800, 555)),
        address("west", spot(400, 555)),
        address("inside", spot(600, 600)),
    ];
    let start = after(&plan(), vec![Edit::ImportAddresses(rows)]).expect("rows");
    for kind in [Lock::MayGrow, Lock::Closed] {
        let start = lock(&start, 6, kind);
        // the border belongs to the lower code
        let text = refused(&start, renumber(7, 0));
        assert!(
            text.contains("address east") && text.contains("leave"),
            "{text}"
        );
        let entering = after(&start, vec![renumber(5, 50)]);
        assert_eq!(entering.is_ok(), kind == Lock::MayGrow);
        let text = refused(
            &start,
            Edit::ImportAddresses(vec![address("inside", spot(100, 100))]),
        );
        assert!(text.contains("address inside"), "{text}");
        let entering = Edit::ImportAddresses(vec![address("west", spot(600, 610))]);
        assert_eq!(after(&start, vec![entering]).is_ok(), kind == Lock::MayGrow);
        // what is built and what is torn down is no matter of the plan
        let facts = vec![
            Edit::ImportAddresses(vec![address("new", spot(610, 610))]),
            Edit::RemoveAddresses(vec![AddressId::new("inside").expect("valid")]),
        ];
        after(&start, facts).expect("facts");
    }
}

#[test]
fn checkpoints_are_set_up_moved_closed_and_opened_again() {
    let id = CheckpointId::new("gate").expect("valid");
    let gate = Checkpoint {
        id: id.clone(),
        position: spot(10, 10),
        name: "north gate".to_owned(),
        kind: "gate".to_owned(),
        state: CheckpointState::Open,
    };
    let start = plan();
    let placed = after(&start, vec![Edit::PlaceCheckpoint(gate.clone())]).expect("placed");
    let taken = refused(&placed, Edit::PlaceCheckpoint(gate));
    assert!(taken.contains("id gate is taken"), "{taken}");
    let state = CheckpointState::Closed;
    let (id_to_move, to) = (id.clone(), spot(900, 10));
    let edits = vec![
        Edit::MoveCheckpoint { id: id_to_move, to },
        Edit::SetCheckpointState { id, state },
    ];
    let changed = after(&placed, edits).expect("changed");
    let row = &changed.checkpoints.records()[0];
    assert_eq!(
        (row.position, row.state, row.name.as_str()),
        (to, state, "north gate")
    );
    let id = CheckpointId::new("other").expect("valid");
    assert!(refused(&changed, Edit::MoveCheckpoint { id, to }).contains("no checkpoint other"));
}
