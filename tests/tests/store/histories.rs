//! Random sequences of deltas, fitting or not, in all tables.

use hexward_engine::model::{Change, Commit, Dataset, Delta, Record, Revision};
use hexward_engine::store::{Store, StoreError, content_hash};
use hexward_tests::Database;

use crate::File;
use crate::conformance::Backend;
use crate::fixture::{
    Random, TEXTS, address, barrier, cell, checkpoint, count, crossing_layer, grid, note, place,
};

/// After any sequence of deltas the store holds what the records' own rule says.
pub(crate) fn random_histories_agree_with_the_records(backend: &dyn Backend) {
    let mut store = backend.open();
    let mut random = Random(20_260_301);
    let mut expected = Dataset::default();
    let mut log = Vec::new();
    for _ in 0..120 {
        let delta = random_delta(&mut random, &expected);
        let committed = store.commit(expected.revision, &delta);
        match expected.apply(&delta) {
            Ok(next) => {
                let revision = committed.expect("fits");
                assert_eq!(revision, next.revision);
                log.push(Commit { revision, delta });
                expected = next;
            }
            Err(fault) => assert!(
                matches!(&committed, Err(StoreError::Conflict { table, .. }) if *table == fault.table),
                "{committed:?} instead of {fault:?}"
            ),
        }
        assert_eq!(store.load().expect("loaded"), expected);
    }
    let middle = log.len() / 2;
    assert_eq!(
        store.since(Revision(middle as u64)).expect("read"),
        log[middle..]
    );
    assert!(expected.revision > Revision(20), "most deltas should fit");
}

/// The same deltas, one after the other, to both stores: the same answers.
#[test]
fn both_stores_give_the_same_answers() {
    let Some(database) = Database::new() else {
        return;
    };
    let file = File::new();
    let mut stores: [Box<dyn Store>; 2] = [Box::new(file.writer()), Box::new(database.writer())];
    let mut random = Random(1_854);
    let mut rows = Dataset::default();
    let (mut made, mut refused) = (0, 0);
    for _ in 0..150 {
        let delta = random_delta(&mut random, &rows);
        let base = match random.below(20) {
            0 => Revision(random.next() % 50),
            _ => rows.revision,
        };
        let [one, other] = stores.each_mut().map(|store| store.commit(base, &delta));
        match (one, other) {
            (Ok(one), Ok(other)) => {
                assert_eq!(one, other);
                made += 1;
            }
            (Err(one), Err(other)) => {
                assert_eq!(one.to_string(), other.to_string());
                refused += 1;
            }
            answers => unreachable!("{answers:?}"),
        }
        let [one, other] = stores.each_mut().map(|store| store.load().expect("loaded"));
        assert_eq!(one, other);
        assert_eq!(content_hash(&one), content_hash(&other));
        rows = one;
    }
    for base in [0, 1, made / 2, made, made + 1].map(Revision) {
        let [one, other] = stores
            .each_mut()
            .map(|store| store.since(base).expect("read"));
        assert_eq!(one, other);
    }
    assert!(made > 40 && refused > 20, "{made} made, {refused} refused");
}

fn random_delta(random: &mut Random, rows: &Dataset) -> Delta {
    let text = TEXTS[random.below(TEXTS.len())];
    let mut delta = Delta {
        note: note(text),
        ..Delta::default()
    };
    // few tables in one delta, or hardly any would fit
    for _ in 0..=random.below(2) {
        match random.below(8) {
            0 => delta.place = changes(random, &rows.place, |_, _| place(text)),
            1 => delta.grids = changes(random, &rows.grids, |i, _| grid(i, text)),
            2 => {
                let layer = |i: usize, seed: usize| {
                    crossing_layer(
                        ["a", "层", "c"][i % 3],
                        1 + u32::try_from(seed).unwrap_or(0),
                    )
                };
                delta.crossing_layers = changes(random, &rows.crossing_layers, layer);
            }
            3 => {
                let row =
                    |i: usize, seed: usize| cell("层", i32::try_from(i).expect("small"), seed % 4);
                delta.cells = changes(random, &rows.cells, row);
            }
            4 => {
                let row =
                    |i: usize, seed| address(&format!("号 {i}"), metres(seed), metres(i), text);
                delta.addresses = changes(random, &rows.addresses, row);
            }
            5 => {
                let row = |i: usize, seed| checkpoint(&format!("k{i}"), metres(seed), text);
                delta.checkpoints = changes(random, &rows.checkpoints, row);
            }
            6 => {
                let row = |i: usize, _| barrier(&format!("b{i}"), text);
                delta.barriers = changes(random, &rows.barriers, row);
            }
            _ => {
                let dates = ["0000-01-01", "1854-09-08", "9999-12-31"];
                let row = |i: usize, seed: usize| {
                    count(
                        &format!("a{}", i / 3),
                        dates[i % 3],
                        u32::try_from(seed).unwrap_or(7),
                    )
                };
                delta.counts = changes(random, &rows.counts, row);
            }
        }
    }
    delta
}

fn metres(seed: usize) -> i64 {
    i64::try_from(seed).expect("small") - 500
}

/// Up to five changes of rows that `row` makes of a small number, which gives the key, and of another one. One in eight
/// does not fit the stored rows.
fn changes<T: Record>(
    random: &mut Random,
    stored: &[T],
    row: impl Fn(usize, usize) -> T,
) -> Vec<Change<T>> {
    let mut changes: Vec<Change<T>> = Vec::new();
    for _ in 0..=random.below(4) {
        let after = row(random.below(12), random.below(1_000));
        let before = stored.iter().find(|row| row.key() == after.key()).cloned();
        let change = match (before, random.below(16)) {
            (None, 0) | (Some(_), 1) => Change::remove(after),
            (None, _) | (Some(_), 2) => Change::make(after),
            (Some(before), 3..=6) => Change::remove(before),
            (Some(before), _) => Change::replace(before, after).expect("same key"),
        };
        let is_new = changes.iter().all(|other| other.key() != change.key());
        if is_new || random.below(30) == 0 {
            changes.push(change);
        }
    }
    changes
}
