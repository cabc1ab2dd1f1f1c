//! What the writers commit: deltas that follow from their revision alone.

use hexward_engine::model::{Address, Change, Delta};

use crate::fixture::{address, cell, checkpoint, grid, make_all, note, place};

/// The addresses that a revision makes: a few, or as many as overflow a page cache now and then.
fn batch(revision: u64, version: u32) -> impl Iterator<Item = Address> {
    let rows = if revision.is_multiple_of(5) {
        900
    } else {
        1 + revision % 7
    };
    (0..rows).map(move |i| {
        let mut row = address(
            &format!("{revision}-{i}"),
            i64::try_from(i).expect("small"),
            31,
            "东亭街道",
        );
        row.residents = version;
        row
    })
}

/// The delta that leads to a revision: it makes rows, replaces those of the one before, removes older ones.
pub(crate) fn delta_to(revision: u64) -> Delta {
    let number = usize::try_from(revision).expect("small");
    let mut delta = Delta {
        note: note("writer"),
        addresses: make_all(batch(revision, 0)),
        ..Delta::default()
    };
    delta.grids = make_all([grid(number, "made")]);
    delta.cells = make_all([cell("c", i32::try_from(revision).expect("small"), 1)]);
    delta.checkpoints = make_all([checkpoint(&format!("k{revision}"), 5, "门")]);
    if revision == 1 {
        delta.place = make_all([place("1")]);
        return delta;
    }
    let replace = Change::replace(
        place(&(revision - 1).to_string()),
        place(&revision.to_string()),
    );
    delta.place.push(replace.expect("same key"));
    let renamed = Change::replace(grid(number - 1, "made"), grid(number - 1, "old"));
    delta.grids.push(renamed.expect("same key"));
    let pairs = batch(revision - 1, 0).zip(batch(revision - 1, 1));
    let replaced = pairs.map(|(before, after)| Change::replace(before, after).expect("same key"));
    delta.addresses.extend(replaced);
    if revision > 2 {
        delta
            .addresses
            .extend(batch(revision - 2, 1).step_by(2).map(Change::remove));
    }
    delta
}
