//! Undo and redo.

use hexward_engine::CommitError;
use hexward_engine::edit::Edit;
use hexward_engine::geom::Position;
use hexward_engine::model::{Lock, Revision};

use crate::{Home, begin, by, code, commit, hash, node_moved, plan, rename, step};

const GRID: &str = "320205001001G001";
const GROWING: &str = "320205001002G001";
const OTHER: &str = "320205001004G009";

pub(crate) fn commits_are_taken_back_in_any_order_that_their_rows_allow(home: &Home) {
    let engine = home.town();
    let first = hash(&engine.snapshot());
    let one = commit(&engine, vec![rename(OTHER, "far")]);
    let two = commit(&engine, vec![node_moved(300)]);
    let three = commit(&engine, vec![rename(GRID, "named")]);
    let last = hash(&engine.snapshot());
    let refused = engine
        .undo(two, &by("undo"))
        .expect_err("its rows have changed");
    let CommitError::Undo { rows, .. } = &refused else {
        unreachable!("{refused}");
    };
    assert_eq!(*rows, [(format!("grids {GRID}"), three)]);
    let backs = [one, three, two].map(|r| engine.undo(r, &by("undo")).expect("fits").revision);
    assert_eq!(hash(&engine.snapshot()), first);
    let entry = engine
        .log_before(Revision(u64::MAX), 1)
        .expect("a log")
        .remove(0);
    assert_eq!(entry.note.undoes, Some(two));
    drop(engine);
    let engine = home.engine();
    for back in backs.into_iter().rev() {
        engine.undo(back, &by("redo")).expect("fits");
    }
    assert_eq!(hash(&engine.snapshot()), last);
    let unknown = engine.undo(Revision(99), &by("undo"));
    assert!(matches!(unknown, Err(CommitError::Unknown(Revision(99)))));
    let unknown = engine.undo(Revision(0), &by("undo"));
    assert!(matches!(unknown, Err(CommitError::Unknown(Revision(0)))));
}

pub(crate) fn what_grew_under_a_lock_is_taken_back(home: &Home) {
    let engine = home.town();
    let lock = |lock| Edit::LockGrids {
        codes: vec![code(GROWING)],
        lock,
    };
    commit(&engine, vec![lock(Lock::MayGrow)]);
    let before = hash(&engine.snapshot());
    let spot = |x: i64, y: i64| Position::clamped(1_203_000_000 + x, 315_000_000 + y);
    let grown = commit(
        &engine,
        vec![Edit::TransferGround {
            from: code("320205001002G002"),
            to: code(GROWING),
            line: vec![spot(40_000, 0), spot(43_000, 5_000), spot(40_000, 10_000)],
        }],
    );
    let back = engine
        .undo(grown, &by("undo"))
        .expect("the state before was there");
    assert_eq!(hash(&engine.snapshot()), before);
    engine
        .undo(back.revision, &by("redo"))
        .expect("as was this one");
    // a lock that came later binds: nothing brings back a state that was there
    commit(&engine, vec![rename(OTHER, "far")]);
    let refused = engine
        .undo(grown, &by("undo"))
        .expect_err("ground would leave");
    assert!(matches!(refused, CommitError::Edit(_)), "{refused}");
}

pub(crate) fn no_step_is_left_without_its_plan(home: &Home) {
    let engine = home.town();
    let begun = begin(&engine, "p", None);
    let one = step(&engine, "p", vec![rename(GRID, "one")])
        .expect("a step")
        .revision;
    let two = step(&engine, "p", vec![rename(GRID, "two")])
        .expect("a step")
        .revision;
    let refused = engine.undo(begun, &by("undo")).expect_err("it has steps");
    assert!(refused.to_string().contains("plan p"), "{refused}");
    let refused = engine
        .undo(one, &by("undo"))
        .expect_err("the second stands on it");
    assert!(matches!(refused, CommitError::Plan(_)), "{refused}");
    let mut backs = Vec::new();
    for revision in [two, one, begun] {
        backs.push(
            engine
                .undo(revision, &by("undo"))
                .expect("the newest")
                .revision,
        );
    }
    assert!(engine.snapshot().plans.get(&plan("p")).is_none());
    commit(&engine, vec![rename(OTHER, "far")]);
    let refused = engine
        .undo(backs[1], &by("redo"))
        .expect_err("a step of no plan");
    assert!(matches!(refused, CommitError::Plan(_)), "{refused}");
    engine.undo(backs[2], &by("redo")).expect("the plan");
    engine.undo(backs[1], &by("redo")).expect("then its step");
    assert_eq!(engine.snapshot().plans.steps_of(&plan("p")).len(), 1);
}
