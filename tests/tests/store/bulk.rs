//! The size of a city: how fast three million addresses are committed and loaded. Prints figures, asserts none.

use std::time::Instant;

use hexward_engine::model::{Address, Change, Delta, Revision};
use hexward_engine::store::{Store, content_hash};
use hexward_tests::Database;

use crate::File;
use crate::fixture::{Random, address, make_all, note};

const ADDRESSES: usize = 3_000_000;

fn city(shuffled: bool) -> Vec<Address> {
    let mut random = Random(1854);
    let mut row = |i: usize| {
        let lon = 1_200_000_000 + i64::try_from(random.below(8_000_000)).expect("small");
        let lat = 314_000_000 + i64::try_from(random.below(6_000_000)).expect("small");
        let (road, house, room) = (i / 4_000, i / 40 % 100, i % 40);
        address(
            &format!("a{i:08}"),
            lon,
            lat,
            &format!("东亭街道柏庄路{road}号{house}幢{room}室"),
        )
    };
    let mut rows: Vec<Address> = (0..ADDRESSES).map(&mut row).collect();
    if shuffled {
        (1..rows.len())
            .rev()
            .for_each(|i| rows.swap(i, random.below(i + 1)));
    }
    rows
}

fn report(what: &str, rows: usize, start: Instant) {
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{what}: {rows} rows in {seconds:.2} s, {:.0} rows/s",
        rows as f64 / seconds
    );
}

fn measure(store: &mut dyn Store, shuffled: bool) {
    let delta = Delta {
        note: note("bulk"),
        addresses: make_all(city(shuffled)),
        ..Delta::default()
    };
    let start = Instant::now();
    store.commit(Revision(0), &delta).expect("fits");
    report(&format!("commit, shuffled {shuffled}"), ADDRESSES, start);
    drop(delta);
    let start = Instant::now();
    let rows = store.load().expect("loaded");
    report("load", ADDRESSES, start);
    let start = Instant::now();
    let hash = content_hash(&rows);
    report(&format!("hash {}", &hash[..8]), ADDRESSES, start);
    let start = Instant::now();
    let commits = store.since(Revision(0)).expect("read");
    report("since", commits[0].delta.len(), start);
    drop(commits);
    let moved = rows.addresses.iter().step_by(30).map(|row| {
        let mut after = row.clone();
        after.residents += 1;
        Change::replace(row.clone(), after).expect("same key")
    });
    let delta = Delta {
        note: note("bulk"),
        addresses: moved.collect(),
        ..Delta::default()
    };
    let start = Instant::now();
    store.commit(Revision(1), &delta).expect("fits");
    report("replace", delta.len(), start);
    let start = Instant::now();
    let delta = Delta {
        note: note("bulk"),
        addresses: make_all([address("z", 1, 2, "")]),
        ..Delta::default()
    };
    store.commit(Revision(2), &delta).expect("fits");
    report("one row", 1, start);
}

#[test]
#[ignore = "takes minutes and 2 GB without optimization; figures are for a release build"]
fn three_million_addresses() {
    for shuffled in [false, true] {
        let file = File::new();
        measure(&mut file.writer(), shuffled);
        let bytes = std::fs::metadata(file.path()).expect("there").len();
        println!("file: {:.0} MB", bytes as f64 / 1e6);
    }
}

#[test]
#[ignore = "takes minutes and 2 GB without optimization; figures are for a release build"]
fn three_million_addresses_in_a_database() {
    for shuffled in [false, true] {
        let Some(database) = Database::new() else {
            return;
        };
        measure(&mut database.writer(), shuffled);
        let size = "SELECT pg_database_size(current_database())";
        let bytes: i64 = database
            .client()
            .query_one(size, &[])
            .expect("asked")
            .get(0);
        println!("database: {:.0} MB", bytes as f64 / 1e6);
    }
}
