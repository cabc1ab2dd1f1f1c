//! Rows that another program spoiled: named by table and row, never a panic.

use hexward_engine::model::{Change, Delta, Revision};
use hexward_engine::store::{Store, StoreError};
use rusqlite::Connection;

use crate::File;
use crate::fixture::{Random, checkpoint, everything, replayed, revision_two};

/// A store with two commits, edited behind our back.
fn edited(statement: &str) -> File {
    let file = File::new();
    let mut store = file.writer();
    store.commit(Revision(0), &everything()).expect("fits");
    store.commit(Revision(1), &revision_two()).expect("fits");
    drop(store);
    let other = Connection::open(file.path()).expect("opened");
    other.execute_batch(statement).expect("edited");
    file
}

/// What another program may do to a row, and what is said of it.
const SPOILED: &[(&str, &str)] = &[
    (
        "UPDATE grids SET tier = 'galaxy' WHERE fid = 3",
        "grids row 3: byte 0: column tier: `galaxy` is not known",
    ),
    (
        "UPDATE grids SET code = '12' WHERE fid = 2",
        "column code: `12` is not a valid area code",
    ),
    (
        "UPDATE grids SET parent = '' WHERE fid = 2",
        "grids row 2: byte 0: column parent",
    ),
    (
        "UPDATE grids SET geom = x'00' WHERE fid = 4",
        "grids row 4: byte 0: 4 bytes are expected, 1 remain",
    ),
    (
        "UPDATE cells SET hexes = '1,2,3' WHERE fid = 3",
        "cells row 3: byte 0: column hexes",
    ),
    (
        "UPDATE cells SET geom = (SELECT geom FROM addresses) WHERE fid = 3",
        "geometry has type 1, not 6",
    ),
    (
        "UPDATE addresses SET geom = 'here' WHERE fid = 5",
        "addresses row 5: byte 0: column geom: Text instead",
    ),
    (
        "UPDATE addresses SET residents = -1 WHERE fid = 5",
        "addresses row 5: byte 0: column residents",
    ),
    (
        "UPDATE addresses SET households = 5e9 WHERE fid = 5",
        "addresses row 5: byte 0: column households",
    ),
    (
        "UPDATE addresses SET label = x'ff' WHERE fid = 5",
        "column label: Blob instead of text",
    ),
    (
        "UPDATE addresses SET label = CAST(x'ff' AS TEXT) WHERE fid = 5",
        "column label: invalid utf-8",
    ),
    (
        "UPDATE addresses SET id = ' a' WHERE fid = 5",
        "column id: ` a` is not a valid address id",
    ),
    (
        "UPDATE checkpoints SET id = '' WHERE fid = 1",
        "checkpoints row 1",
    ),
    (
        "UPDATE barriers SET geom = (SELECT geom FROM grids) WHERE fid = 1",
        "barriers row 1: byte 40",
    ),
    (
        "UPDATE counts SET cutoff = '2026-02-30' WHERE fid = 1",
        "counts row 1: byte 0: column cutoff",
    ),
    (
        "UPDATE counts SET unit = 'metres' WHERE fid = 1",
        "counts row 1: byte 0: column unit",
    ),
    (
        "UPDATE crossing_layers SET datum_lat = 91",
        "latitude 91 is not between",
    ),
    (
        "UPDATE crossing_layers SET level = 256",
        "crossing_layers row 2: byte 0: column level",
    ),
    (
        "UPDATE place SET anchor_lon = 'east'",
        "place row 1: byte 0: column anchor_lon",
    ),
];

#[test]
fn a_spoiled_row_is_named() {
    for (statement, expected) in SPOILED {
        let error = edited(statement)
            .writer()
            .load()
            .map(|_| ())
            .expect_err(statement);
        assert!(
            matches!(error, StoreError::Row { .. }),
            "{statement}: {error:?}"
        );
        assert!(error.to_string().contains(expected), "{statement}: {error}");
    }
}

#[test]
fn a_spoiled_log_is_named() {
    for (statement, expected) in [
        (
            "UPDATE hexward_commit SET delta = x'' WHERE revision = 2",
            "hexward_commit row 2: byte 0: the hash is not that of the log up to here",
        ),
        (
            "UPDATE hexward_commit SET hash = x'07' WHERE revision = 1",
            "hexward_commit row 1: byte 0: the hash is not that of the log up to here",
        ),
        (
            "UPDATE hexward_commit SET delta = 'text' WHERE revision = 1",
            "hexward_commit row 1",
        ),
        (
            "DELETE FROM hexward_commit WHERE revision = 1",
            "hexward_commit row 2: byte 0: revision 1 is missing",
        ),
        (
            "UPDATE hexward_commit SET revision = -revision",
            "hexward_commit row -1",
        ),
    ] {
        let mut store = edited(statement).writer();
        let error = store
            .load()
            .and_then(|_| store.since(Revision(0)))
            .map(|_| ())
            .expect_err(statement);
        assert!(error.to_string().contains(expected), "{statement}: {error}");
    }
}

#[test]
fn an_edit_from_outside_is_loaded_and_guarded() {
    let file = edited("UPDATE checkpoints SET name = 'renamed in QGIS' WHERE id = 'k2'");
    let mut store = file.writer();
    let mut expected = replayed([&everything(), &revision_two()]);
    let row = expected
        .checkpoints
        .iter_mut()
        .find(|row| row.id.as_str() == "k2")
        .expect("there");
    let unaware = row.clone();
    row.name = "renamed in QGIS".to_owned();
    let aware = row.clone();
    assert_eq!(store.load().expect("loaded"), expected);
    let to = checkpoint("k2", 2, "renamed here");
    let delta = |before| Delta {
        checkpoints: vec![Change::replace(before, to.clone()).expect("same key")],
        ..Delta::default()
    };
    let refused = store.commit(Revision(2), &delta(unaware));
    assert!(
        matches!(
            refused,
            Err(StoreError::Conflict {
                table: "checkpoints",
                ..
            })
        ),
        "{refused:?}"
    );
    store.commit(Revision(2), &delta(aware)).expect("fits");
}

#[test]
fn a_file_with_random_damage_never_panics() {
    let whole = std::fs::read(edited("PRAGMA journal_mode = DELETE").path()).expect("read");
    let file = File::new();
    let mut random = Random(11);
    for _ in 0..60 {
        let mut bytes = whole.clone();
        for _ in 0..=random.below(20) {
            let place = random.below(bytes.len());
            bytes[place] = random.next().to_le_bytes()[0];
        }
        if random.below(4) == 0 {
            bytes.truncate(random.below(whole.len()));
        }
        std::fs::write(file.path(), bytes).expect("written");
        if let Ok(mut store) = hexward_engine::store::GeoPackage::create_or_open(file.path()) {
            let _ = (
                store.load(),
                store.since(Revision(0)),
                store.commit(Revision(2), &Delta::default()),
            );
        }
        for left in ["-wal", "-shm", "-journal"] {
            let mut name = file.path().into_os_string();
            name.push(left);
            let _ = std::fs::remove_file(name);
        }
    }
}
