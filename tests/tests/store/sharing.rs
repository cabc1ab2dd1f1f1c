//! One writer of a file, any number of readers: what other programs and other names of the file do.

use std::env;
use std::process::Command;

use hexward_engine::model::{Delta, Revision};
use hexward_engine::store::{GeoPackage, Store, StoreError};
use rusqlite::Connection;

use crate::File;
use crate::fixture::{address, make_all};

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
