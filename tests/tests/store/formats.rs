//! Stores of the format before this one.

use hexward_engine::model::{Address, AreaCode, Dataset, Delta, Revision, Stated};
use hexward_engine::store::Store;
use rusqlite::Connection;

use crate::File;
use crate::fixture::{address, make_all, note};

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
    old.execute_batch(
        "ALTER TABLE addresses DROP COLUMN stated_area;
         ALTER TABLE addresses DROP COLUMN stated_wins;
         UPDATE hexward_meta SET value = '1' WHERE key = 'format';",
    )
    .expect("edited");
    (file, rows)
}

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
fn a_writer_brings_the_format_before_to_this_one() {
    let (file, mut rows) = format_1();
    let mut store = file.writer();
    assert_eq!(format_of(&file), "2");
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
