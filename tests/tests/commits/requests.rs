//! Keys of requests, and the revisions that changes start from.

use std::sync::Arc;
use std::thread;

use hexward_engine::model::{Note, Revision};
use hexward_engine::{CommitError, Engine, Proposal};

use crate::{Home, by, changes, commit, keyed, node_moved, rename};

const GRID: &str = "320205001001G001";
const OTHER: &str = "320205001004G009";

fn proposal(key: &str, name: &str) -> Proposal {
    let mut changeset = changes(vec![rename(GRID, name)]);
    changeset.note = Note {
        request: Some(keyed(key)),
        ..by("editor")
    };
    changeset.into()
}

pub(crate) fn a_request_is_done_once(home: &Home) {
    let engine = home.town();
    let first = engine.propose(&proposal("k", "one")).expect("done");
    assert!(!first.repeated && first.changed_rows == 1);
    let asked_again = |engine: &Engine| {
        let again = engine.propose(&proposal("k", "one")).expect("answered");
        assert!(again.repeated && again.changed_rows == 0);
        assert_eq!(again.revision, first.revision);
    };
    commit(&engine, vec![rename(GRID, "two")]);
    asked_again(&engine);
    let mut other = proposal("k", "three");
    let changeset = Arc::make_mut(&mut other.changeset);
    let request = changeset.note.request.as_mut();
    request.expect("one").digest = [9; 32];
    let refused = engine.propose(&other).expect_err("another request");
    assert!(
        matches!(&refused, CommitError::Key(key) if key == "k"),
        "{refused}"
    );
    drop(engine);
    let engine = home.engine();
    asked_again(&engine);
    // the same key by many at once: one does it
    let before = engine.snapshot().revision;
    let done = thread::scope(|scope| {
        let same = || engine.propose(&proposal("same", "four")).expect("answered");
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(same)).collect();
        let done = threads.into_iter().map(|t| t.join().expect("no panic"));
        done.collect::<Vec<_>>()
    });
    assert!(done.iter().all(|done| done.revision == before.next()));
    assert_eq!(done.iter().filter(|done| !done.repeated).count(), 1);
    assert_eq!(engine.snapshot().revision, before.next());
}

fn based(base: Revision, edit: hexward_engine::edit::Edit) -> Proposal {
    Proposal {
        base: Some(base),
        ..changes(vec![edit]).into()
    }
}

pub(crate) fn edits_of_other_rows_both_succeed(home: &Home) {
    let engine = home.town();
    let base = engine.snapshot().revision;
    engine
        .propose(&based(base, node_moved(300)))
        .expect("the first");
    engine
        .propose(&based(base, rename(OTHER, "far")))
        .expect("the second");
    assert_eq!(engine.snapshot().revision.0, base.0 + 2);
}

pub(crate) fn edits_of_the_same_rows_are_refused(home: &Home) {
    let engine = home.town();
    let base = engine.snapshot().revision;
    commit(&engine, vec![rename(OTHER, "far")]);
    let changed = commit(&engine, vec![node_moved(300)]);
    commit(&engine, vec![rename(OTHER, "farther")]);
    let refused = engine.propose(&based(base, rename(GRID, "mine")));
    let Err(CommitError::Stale { rows, head, .. }) = &refused else {
        unreachable!("{refused:?}");
    };
    assert_eq!(*rows, [(format!("grids {GRID}"), changed)]);
    assert_eq!(head.0, base.0 + 3);
    let text = refused.expect_err("refused").to_string();
    assert!(
        text.contains(GRID) && text.contains(&format!("revision {changed}")),
        "{text}"
    );
    engine
        .propose(&based(changed, rename(GRID, "mine")))
        .expect("looked at again");
    let unknown = engine.propose(&based(Revision(99), rename(GRID, "x")));
    assert!(
        matches!(unknown, Err(CommitError::Base { .. })),
        "{unknown:?}"
    );
    drop(engine);
    // what happened before the store was opened is looked up there
    let engine = home.engine();
    let old = engine.propose(&based(base, rename(GRID, "x")));
    assert!(matches!(old, Err(CommitError::Stale { .. })), "{old:?}");
    let free = engine.propose(&based(base, rename("320205001003G001", "x")));
    free.expect("nobody has changed it");
}
