//! Stores of the formats before this one.

use hexward_engine::model::{
    Address, AreaCode, Barrier, Dataset, Delta, LogEntry, Revision, Stated,
};
use hexward_engine::store::{Store, encode_delta};
use rusqlite::Connection;

use crate::File;
use crate::fixture::{address, barrier, everything, make_all, note};

/// A store of format 1 with two addresses, made by taking from one of format 2 what it lacked.
fn format_1() -> (File, Vec<Address>) {
    let file = File::new();
    let mut rows = vec![address("A1", 1, 2, "a"), address("B2", 3, 4, "b")];
    for row in &mut rows {
        row.stated = None;
    }
    let delta = Delta {
        note: note("writer"),
        addresses: make_all(rows.clone()),
        ..Delta::default()
    };
    file.writer().commit(Revision(0), &delta).expect("fits");
    let old = Connection::open(file.path()).expect("opened");
    old.execute_batch(FORMAT_3).expect("edited");
    old.execute_batch(FORMAT_2).expect("edited");
    old.execute_batch(FORMAT_1).expect("edited");
    (file, rows)
}

/// A store of format 5 says that it is one of format 4.
const FORMAT_4: &str = "UPDATE hexward_meta SET value = '4' WHERE key = 'format';";
/// Takes from a store of format 4 what format 3 lacked.
const FORMAT_3: &str = "
    ALTER TABLE barriers DROP COLUMN name;
    DROP TABLE roles;
    DROP TABLE duties;
    DELETE FROM gpkg_contents WHERE table_name IN ('roles', 'duties');
    UPDATE hexward_meta SET value = '3' WHERE key = 'format';";
/// Takes from a store of format 3 what format 2 lacked.
const FORMAT_2: &str = "
    ALTER TABLE grids DROP COLUMN lock;
    ALTER TABLE checkpoints DROP COLUMN state;
    DROP TABLE units;
    DROP TABLE plans;
    DROP TABLE plan_steps;
    DELETE FROM gpkg_geometry_columns WHERE table_name = 'units';
    DELETE FROM gpkg_contents WHERE table_name IN ('units', 'plans', 'plan_steps');
    DROP INDEX hexward_commit_request;
    ALTER TABLE hexward_commit DROP COLUMN request;
    ALTER TABLE hexward_commit DROP COLUMN digest;
    ALTER TABLE hexward_commit DROP COLUMN undoes;
    ALTER TABLE hexward_commit DROP COLUMN effective;
    ALTER TABLE hexward_commit DROP COLUMN changed;
    ALTER TABLE hexward_commit DROP COLUMN plan;
    ALTER TABLE hexward_commit DROP COLUMN hash;
    UPDATE hexward_meta SET value = '2' WHERE key = 'format';";
/// Takes from a store of format 2 what format 1 lacked.
const FORMAT_1: &str = "
    ALTER TABLE addresses DROP COLUMN stated_area;
    ALTER TABLE addresses DROP COLUMN stated_wins;
    UPDATE hexward_meta SET value = '1' WHERE key = 'format';";

fn format_of(file: &File) -> String {
    let store = Connection::open(file.path()).expect("opened");
    let format = "SELECT value FROM hexward_meta WHERE key = 'format'";
    store
        .query_row(format, [], |row| row.get(0))
        .expect("stated")
}

fn addresses_of(mut store: impl Store) -> Vec<Address> {
    let Dataset { addresses, .. } = store.load().expect("loaded");
    addresses
}

#[test]
fn a_reader_reads_the_format_before_and_leaves_it() {
    let (file, rows) = format_1();
    assert_eq!(addresses_of(file.reader()), rows);
    assert_eq!(format_of(&file), "1");
}

#[test]
fn the_log_of_format_2_gets_its_hashes() {
    let file = File::new();
    let mut writer = file.writer();
    let one = |id: &str| Delta {
        note: note("writer"),
        addresses: make_all([address(id, 1, 2, "")]),
        ..Delta::default()
    };
    for number in 0..3 {
        writer
            .commit(Revision(number), &one(&number.to_string()))
            .expect("fits");
    }
    let log = writer.log_before(Revision(9), 9).expect("read");
    drop(writer);
    let old = Connection::open(file.path()).expect("opened");
    old.execute_batch(FORMAT_3).expect("edited");
    old.execute_batch(FORMAT_2).expect("edited");
    drop(old);
    assert_eq!(file.reader().since(Revision(0)).expect("read").len(), 3);
    let mut moved = file.writer();
    let again = moved.log_before(Revision(9), 9).expect("read");
    let hashes = |log: &[LogEntry]| log.iter().map(|entry| entry.hash).collect::<Vec<_>>();
    assert_eq!(hashes(&again), hashes(&log));
    assert_eq!(moved.since(Revision(0)).expect("sound").len(), 3);
}

#[test]
fn a_store_of_format_3_keeps_its_plans_barriers_and_log() {
    let file = File::new();
    let mut writer = file.writer();
    let delta = Delta {
        roles: Vec::new(),
        duties: Vec::new(),
        barriers: make_all([nameless("b1"), nameless("b2")]),
        ..everything()
    };
    writer.commit(Revision(0), &delta).expect("fits");
    let hash = writer.log_before(Revision(9), 9).expect("read")[0].hash;
    let rows = writer.load().expect("loaded");
    drop(writer);
    let old = Connection::open(file.path()).expect("opened");
    old.execute_batch(FORMAT_3).expect("edited");
    drop(old);
    assert_eq!(file.reader().load().expect("read"), rows);
    assert_eq!(format_of(&file), "3");
    let mut moved = file.writer();
    assert_eq!(format_of(&file), "5");
    assert_eq!(moved.load().expect("read"), rows);
    assert_eq!(
        moved.log_before(Revision(9), 9).expect("read")[0].hash,
        hash
    );
    let later = Delta {
        note: note("writer"),
        roles: everything().roles,
        duties: everything().duties,
        ..Delta::default()
    };
    moved.commit(Revision(1), &later).expect("fits");
    assert_eq!(moved.load().expect("read").duties.len(), later.duties.len());
    assert_eq!(moved.since(Revision(0)).expect("sound").len(), 2);
}

#[test]
fn the_long_deltas_of_format_4_are_read_as_they_are() {
    let file = File::new();
    let mut writer = file.writer();
    let rows = (0..20_000).map(|row| address(&format!("A{row:06}"), row, row, "长江路"));
    let delta = Delta {
        note: note("writer"),
        addresses: make_all(rows),
        ..Delta::default()
    };
    writer.commit(Revision(0), &delta).expect("fits");
    drop(writer);
    let stored = || {
        let old = Connection::open(file.path()).expect("opened");
        let lengths = "SELECT length(delta) FROM hexward_commit ORDER BY revision";
        let mut lengths = old.prepare(lengths).expect("prepared");
        let lengths = lengths.query_map([], |row| row.get(0)).expect("read");
        lengths.collect::<Result<Vec<i64>, _>>().expect("read")
    };
    let plain = encode_delta(&delta);
    let length = plain.len() as i64;
    assert!(plain.len() > 1 << 20 && stored()[0] < length / 2);
    let old = Connection::open(file.path()).expect("opened");
    let update = "UPDATE hexward_commit SET delta = ?";
    old.execute(update, [&plain]).expect("edited");
    old.execute_batch(FORMAT_4).expect("edited");
    drop(old);
    assert_eq!(file.reader().since(Revision(0)).expect("read").len(), 1);
    let mut moved = file.writer();
    assert_eq!(format_of(&file), "5");
    let again = Delta {
        note: note("writer"),
        ..delta.inverse()
    };
    moved.commit(Revision(1), &again).expect("fits");
    let commits = moved.since(Revision(0)).expect("sound");
    assert_eq!(commits.len(), 2);
    assert_eq!(commits[1].delta, again);
    let lengths = stored();
    assert!(lengths[0] == length && lengths[1] < length / 2);
}

fn nameless(id: &str) -> Barrier {
    barrier(id, "street").named(String::new())
}

#[test]
fn a_writer_brings_the_format_before_to_this_one() {
    let (file, mut rows) = format_1();
    let mut store = file.writer();
    assert_eq!(format_of(&file), "5");
    let mut third = address("C3", 5, 6, "c");
    let area = AreaCode::new("320205001002").expect("valid");
    third.stated = Some(Box::new(Stated { area, wins: true }));
    rows.push(third.clone());
    let delta = Delta {
        note: note("writer"),
        addresses: make_all([third]),
        ..Delta::default()
    };
    store.commit(Revision(1), &delta).expect("fits");
    assert_eq!(store.since(Revision(0)).expect("read").len(), 2);
    drop(store);
    assert_eq!(addresses_of(file.reader()), rows);
    assert_eq!(addresses_of(file.writer()), rows);
}
