//! One writer, any number of readers.

use std::env;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use hexward_engine::model::{Delta, Revision};
use hexward_engine::store::{GeoPackage, Store, StoreError};
use rusqlite::Connection;

use crate::File;
use crate::fixture::{address, everything, make_all, replayed};

#[test]
fn the_second_writer_is_locked_out_while_the_first_lives() {
    let file = File::new();
    let first = file.writer();
    assert_eq!(first.path(), file.path());
    let refused = GeoPackage::create_or_open(file.path()).expect_err("locked");
    assert!(matches!(refused, StoreError::Locked { .. }), "{refused}");
    let link = file.folder.path().join("link.gpkg");
    std::os::unix::fs::symlink(file.path(), &link).expect("linked");
    let refused = GeoPackage::create_or_open(&link).expect_err("locked under another name too");
    assert!(matches!(refused, StoreError::Locked { .. }), "{refused}");
    drop(first);
    GeoPackage::create_or_open(&link).expect("free again");
}

#[test]
fn a_reader_cannot_commit() {
    let file = File::new();
    drop(file.writer());
    let refused = file.reader().commit(Revision(0), &everything());
    assert!(
        matches!(refused, Err(StoreError::ReadOnly { .. })),
        "{refused:?}"
    );
}

#[test]
fn a_reader_works_without_a_writer_too() {
    let file = File::new();
    file.writer()
        .commit(Revision(0), &everything())
        .expect("fits");
    assert_eq!(
        file.reader().load().expect("loaded"),
        replayed([&everything()])
    );
}

#[test]
fn readers_see_whole_commits_only() {
    const ROWS: usize = 200;
    const COMMITS: u64 = 40;
    let file = File::new();
    let mut writer = file.writer();
    let done = AtomicBool::new(false);
    let watch = || {
        let mut reader = file.reader();
        let (mut last, mut loads) = (Revision(0), 0);
        while last < Revision(COMMITS) && !done.load(Ordering::Acquire) {
            let rows = reader.load().expect("loaded");
            assert!(rows.revision >= last);
            assert_eq!(rows.addresses.len() as u64, ROWS as u64 * rows.revision.0);
            (last, loads) = (rows.revision, loads + 1);
        }
        loads
    };
    thread::scope(|scope| {
        let watchers = [scope.spawn(watch), scope.spawn(watch)];
        for number in 0..COMMITS {
            let row = |i: usize| address(&format!("{number}-{i}"), 7, 8, "");
            let delta = Delta {
                addresses: make_all((0..ROWS).map(row)),
                ..Delta::default()
            };
            writer.commit(Revision(number), &delta).expect("fits");
        }
        done.store(true, Ordering::Release);
        for watcher in watchers {
            assert!(watcher.join().expect("no torn commit was seen") > 0);
        }
    });
}

/// Names the store to another process.
const OTHER: &str = "HEXWARD_TEST_OTHER_PROGRAM";

/// What another program does that wants the write-ahead log away; locks bind between processes only.
#[test]
fn other_program_switches_the_journal() {
    let Some(path) = env::var_os(OTHER) else {
        return;
    };
    let other = Connection::open(path).expect("opened");
    other
        .pragma_update_and_check(None, "busy_timeout", 0, |_| Ok(()))
        .expect("set");
    let mode = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
    let switched = other.pragma_update_and_check(None, "journal_mode", "DELETE", mode);
    println!("switched: {switched:?}");
}

#[test]
fn a_reader_beside_the_writer_leaves_its_locks_alone() {
    let file = File::new();
    let mut writer = file.writer();
    for number in 0..3 {
        drop(file.reader());
        let row = address(&number.to_string(), 1, 2, "");
        let delta = Delta {
            addresses: make_all([row]),
            ..Delta::default()
        };
        writer.commit(Revision(number), &delta).expect("fits");
        let mut other = Command::new(env::current_exe().expect("this program has a path"));
        other.args([
            "--exact",
            "sharing::other_program_switches_the_journal",
            "--nocapture",
        ]);
        let output = other.env(OTHER, file.path()).output().expect("started");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(
            text.contains("switched: Err") && text.contains("locked"),
            "{text}"
        );
    }
}
