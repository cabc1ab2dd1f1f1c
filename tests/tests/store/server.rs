//! What only a server can get wrong: lost sessions, writers that were superseded, edits behind our back, being told.

use std::thread;
use std::time::{Duration, Instant};

use hexward_engine::model::{Change, Delta, Revision};
use hexward_engine::store::{Store, StoreError, content_hash};
use hexward_tests::Database;

use crate::fixture::{address, checkpoint, everything, make_all, replayed, revision_two};

fn one_address(id: &str) -> Delta {
    Delta {
        addresses: make_all([address(id, 1, 2, "")]),
        ..Delta::default()
    }
}

/// Ends the sessions of stores, as an operator or a network would.
fn end_sessions(database: &Database) {
    let pids = database.serving();
    assert!(!pids.is_empty());
    for pid in pids {
        database.execute(&format!("SELECT pg_terminate_backend({pid}, 5000)"));
    }
}

#[test]
fn a_lost_session_is_opened_again() {
    let Some(database) = Database::new() else {
        return;
    };
    let mut writer = database.writer();
    let mut reader = database.reader();
    for number in 0..3 {
        end_sessions(&database);
        let revision = writer.commit(Revision(number), &one_address(&number.to_string()));
        assert_eq!(revision.expect("committed"), Revision(number + 1));
        end_sessions(&database);
        assert_eq!(
            reader.load().expect("loaded").revision,
            Revision(number + 1)
        );
        assert_eq!(reader.since(Revision(number)).expect("read").len(), 1);
    }
    let again = writer.commit(Revision(1), &one_address("x"));
    assert!(matches!(again, Err(StoreError::Stale { .. })), "{again:?}");
}

#[test]
fn writers_take_turns() {
    let Some(database) = Database::new() else {
        return;
    };
    let (mut one, mut other) = (database.writer(), database.writer());
    one.commit(Revision(0), &one_address("a")).expect("fits");
    let stale = other.commit(Revision(0), &one_address("b"));
    assert!(matches!(stale, Err(StoreError::Stale { .. })), "{stale:?}");
    assert_eq!(other.begin().expect("its turn"), Revision(1));
    thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let head = one.begin().expect("its turn");
            (head, Instant::now())
        });
        thread::sleep(Duration::from_millis(200));
        let two = [one_address("b"), one_address("c")];
        assert_eq!(
            crate::conformance::all(&mut other, Revision(1), &two).expect("fits"),
            Revision(3)
        );
        let ending = Instant::now();
        other.end();
        let (head, began) = waiting.join().expect("joined");
        assert_eq!(head, Revision(3));
        assert!(began > ending, "two had the turn at once");
    });
    one.commit(Revision(3), &one_address("d")).expect("fits");
    one.end();
    assert_eq!(other.since(Revision(0)).expect("sound").len(), 4);
}

#[test]
fn the_turn_of_a_lost_session_goes_to_the_next() {
    let Some(database) = Database::new() else {
        return;
    };
    let (mut old, mut new) = (database.writer(), database.writer());
    old.begin().expect("its turn");
    end_sessions(&database);
    new.commit(Revision(0), &one_address("new")).expect("fits");
    let refused = old.commit(Revision(0), &one_address("late"));
    assert!(
        matches!(refused, Err(StoreError::Stale { .. })),
        "{refused:?}"
    );
    old.end();
    assert_eq!(database.reader().load().expect("loaded").addresses.len(), 1);
}

#[test]
fn a_writer_whose_turn_was_lost_without_notice_is_fenced() {
    let Some(database) = Database::new() else {
        return;
    };
    let mut writer = database.writer();
    writer
        .commit(Revision(0), &one_address("one"))
        .expect("fits");
    writer.begin().expect("its turn");
    // what another writer does once it has the turn; the session of the first still lives
    database.execute("UPDATE hexward.writer SET epoch = epoch + 1");
    let refused = writer.commit(Revision(1), &one_address("two"));
    let said = refused
        .as_ref()
        .err()
        .map(ToString::to_string)
        .unwrap_or_default();
    assert!(said.contains("has taken over writing"), "{refused:?}");
    writer.end();
    assert_eq!(writer.load().expect("loaded").revision, Revision(1));
    writer
        .commit(Revision(1), &one_address("two"))
        .expect("a new turn");
}

#[test]
fn commits_are_told_to_those_who_wait() {
    const COMMITS: u64 = 20;
    let Some(database) = Database::new() else {
        return;
    };
    let mut writer = database.writer();
    let mut waiting = database.reader();
    let long = Duration::from_secs(20);
    let before = waiting.wait_for_commit(Revision(0), Duration::from_millis(1));
    assert_eq!(before.expect("asked"), None, "nothing was committed");
    let (sent, heard) = std::sync::mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            for number in 0..COMMITS {
                let told = waiting
                    .wait_for_commit(Revision(number), long)
                    .expect("asked");
                assert_eq!(told, Some(Revision(number + 1)));
                sent.send(Instant::now()).expect("heard");
            }
        });
        let mut delays = Vec::new();
        for number in 0..COMMITS {
            writer
                .commit(Revision(number), &one_address(&number.to_string()))
                .expect("fits");
            let committed = Instant::now();
            let told = heard.recv().expect("told");
            delays.push(told.saturating_duration_since(committed));
        }
        delays.sort();
        println!(
            "told after {:?} in the middle, {:?} at most",
            delays[10], delays[19]
        );
        assert!(delays[10] < Duration::from_millis(200), "{delays:?}");
    });
    // the other way, and what was committed before anybody listened
    let mut late = database.reader();
    let told = late.wait_for_commit(Revision(3), long).expect("asked");
    assert_eq!(told, Some(Revision(COMMITS)));
    assert_eq!(
        writer.wait_for_commit(Revision(0), long).expect("asked"),
        told
    );
}

#[test]
fn a_program_that_holds_a_row_delays_a_commit_but_not_for_ever() {
    let Some(database) = Database::new() else {
        return;
    };
    let mut writer = database.writer();
    writer.commit(Revision(0), &everything()).expect("fits");
    let mut other = database.client();
    let mut editing = other.transaction().expect("begun");
    editing
        .batch_execute("UPDATE hexward.checkpoints SET name = 'x' WHERE id = 'k0'")
        .expect("edited");
    let refused = writer
        .commit(Revision(1), &revision_two())
        .expect_err("busy");
    assert!(
        refused.to_string().contains("another program holds rows"),
        "{refused}"
    );
    editing.rollback().expect("ended");
    writer
        .commit(Revision(1), &revision_two())
        .expect("free again");
}

/// What another program may do to a row, and what is said of it.
const SPOILED: [(&str, &str); 6] = [
    (
        "UPDATE hexward.grids SET tier = 'galaxy' WHERE fid = 3",
        "grids row 3: byte 0: column tier: `galaxy` is not known",
    ),
    (
        "UPDATE hexward.grids SET code = '12' WHERE fid = 2",
        "column code: `12` is not a valid area code",
    ),
    (
        "UPDATE hexward.cells SET hexes = '1,2,3' WHERE fid = 3",
        "cells row 3: byte 0: column hexes",
    ),
    (
        "UPDATE hexward.addresses SET label = E'\\x1a' WHERE fid = 5",
        "addresses row 5: byte 0: column label",
    ),
    (
        "UPDATE hexward.counts SET cutoff = 'infinity' WHERE fid = 1",
        "counts row 1: byte 0: column cutoff",
    ),
    (
        "UPDATE hexward.crossing_layers SET datum_lat = 91",
        "latitude 91 is not between",
    ),
];

#[test]
fn a_spoiled_row_is_named() {
    for (statement, expected) in SPOILED {
        let Some(database) = Database::new() else {
            return;
        };
        let mut store = database.writer();
        store.commit(Revision(0), &everything()).expect("fits");
        database.execute(statement);
        let error = store.load().map(|_| ()).expect_err(statement);
        assert!(
            matches!(error, StoreError::Row { .. }),
            "{statement}: {error:?}"
        );
        assert!(error.to_string().contains(expected), "{statement}: {error}");
    }
}

#[test]
fn the_log_is_only_ever_added_to() {
    let Some(database) = Database::new() else {
        return;
    };
    let mut store = database.writer();
    store.commit(Revision(0), &everything()).expect("fits");
    store.commit(Revision(1), &revision_two()).expect("fits");
    let change = "UPDATE hexward.commits SET delta = 'x' WHERE revision = 1";
    for statement in [
        change,
        "DELETE FROM hexward.commits",
        "TRUNCATE hexward.commits",
    ] {
        let refused = database
            .client()
            .batch_execute(statement)
            .expect_err("refused");
        let said = refused
            .as_db_error()
            .map(|error| error.message().to_owned());
        assert!(said.is_some_and(|said| said.contains("only ever added to")));
    }
    database.execute("ALTER TABLE hexward.commits DISABLE TRIGGER append_only");
    database.execute(change);
    let error = store.since(Revision(0)).expect_err("noticed").to_string();
    assert!(
        error.contains("commits row 1: byte 0: the hash is not"),
        "{error}"
    );
    assert_eq!(store.since(Revision(1)).expect("sound").len(), 1);
}

#[test]
fn an_edit_from_outside_is_loaded_and_guarded() {
    let Some(database) = Database::new() else {
        return;
    };
    let mut store = database.writer();
    store.commit(Revision(0), &everything()).expect("fits");
    let mut expected = replayed([&everything()]);
    let row = &mut expected.checkpoints[2];
    let unaware = row.clone();
    row.name = "renamed in QGIS".to_owned();
    let aware = row.clone();
    let rename = format!(
        "UPDATE hexward.checkpoints SET name = '{}' WHERE id = 'k2'",
        row.name
    );
    database.execute(&rename);
    let loaded = store.load().expect("loaded");
    assert_eq!(content_hash(&loaded), content_hash(&expected));
    let to = checkpoint("k2", 2, "renamed here");
    let delta = |before| Delta {
        checkpoints: vec![Change::replace(before, to.clone()).expect("same key")],
        ..Delta::default()
    };
    let refused = store.commit(Revision(1), &delta(unaware));
    assert!(
        matches!(refused, Err(StoreError::Conflict { .. })),
        "{refused:?}"
    );
    store.commit(Revision(1), &delta(aware)).expect("fits");
}
