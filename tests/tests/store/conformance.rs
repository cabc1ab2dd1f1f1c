//! What every store does, asked through the trait alone: each case runs on both stores.

use hexward_engine::Watch;
use hexward_engine::model::{Change, Commit, Dataset, Delta, Revision};
use hexward_engine::store::{Store, StoreError, content_hash};

use crate::fixture::{
    Random, address, barrier, cell, checkpoint, count, crossing_layer, everything, grid, inverse,
    make_all, note, place, replayed, revision_two,
};

/// A place where one store lives; opening it again finds what was committed before.
pub(crate) trait Backend: Sync {
    /// Opens the store for writing.
    fn try_open(&self) -> Result<Box<dyn Store>, StoreError>;

    /// Opens the store for reading.
    fn reader(&self) -> Box<dyn Store>;

    /// Opens the store for writing; nothing else has it open.
    fn open(&self) -> Box<dyn Store> {
        self.try_open().expect("opened for writing")
    }
}

fn hash_of(store: &mut dyn Store) -> String {
    content_hash(&store.load().expect("loaded"))
}

pub(crate) fn a_new_store_is_empty(backend: &dyn Backend) {
    let mut store = backend.open();
    assert_eq!(store.load().expect("loaded"), Dataset::default());
    assert_eq!(store.since(Revision(0)).expect("read"), Vec::new());
}

pub(crate) fn a_commit_is_loaded_and_listed(backend: &dyn Backend) {
    let mut store = backend.open();
    let (first, second) = (everything(), revision_two());
    assert_eq!(
        store.commit(Revision(0), &first).expect("fits"),
        Revision(1)
    );
    assert_eq!(store.load().expect("loaded"), replayed([&first]));
    assert_eq!(
        store.commit(Revision(1), &second).expect("fits"),
        Revision(2)
    );
    assert_eq!(store.load().expect("loaded"), replayed([&first, &second]));
    let commit = |number, delta: &Delta| Commit {
        revision: Revision(number),
        delta: delta.clone(),
    };
    assert_eq!(
        store.since(Revision(0)).expect("read"),
        [commit(1, &first), commit(2, &second)]
    );
    assert_eq!(
        store.since(Revision(1)).expect("read"),
        [commit(2, &second)]
    );
    for later in [2, 3, u64::MAX] {
        assert_eq!(store.since(Revision(later)).expect("read"), []);
    }
}

pub(crate) fn a_commit_survives_reopening(backend: &dyn Backend) {
    let mut store = backend.open();
    store.commit(Revision(0), &everything()).expect("fits");
    let before = hash_of(store.as_mut());
    drop(store);
    let mut again = backend.open();
    assert_eq!(hash_of(again.as_mut()), before);
    again.commit(Revision(1), &revision_two()).expect("fits");
    drop(again);
    let mut last = backend.open();
    assert_eq!(
        last.load().expect("loaded"),
        replayed([&everything(), &revision_two()])
    );
    assert_eq!(last.since(Revision(0)).expect("read").len(), 2);
}

pub(crate) fn the_inverse_restores_the_rows(backend: &dyn Backend) {
    let mut store = backend.open();
    let empty = hash_of(store.as_mut());
    store.commit(Revision(0), &everything()).expect("fits");
    let first = hash_of(store.as_mut());
    store.commit(Revision(1), &revision_two()).expect("fits");
    assert_ne!(hash_of(store.as_mut()), first);
    store
        .commit(Revision(2), &inverse(revision_two()))
        .expect("fits");
    assert_eq!(hash_of(store.as_mut()), first);
    store
        .commit(Revision(3), &inverse(everything()))
        .expect("fits");
    assert_eq!(hash_of(store.as_mut()), empty);
    assert_eq!(store.load().expect("loaded").revision, Revision(4));
}

pub(crate) fn a_stale_base_is_refused(backend: &dyn Backend) {
    let mut store = backend.open();
    store.commit(Revision(0), &everything()).expect("fits");
    for wrong in [0, 2, u64::MAX] {
        let refused = store.commit(Revision(wrong), &revision_two());
        let named = |base, head| base == Revision(wrong) && head == Revision(1);
        assert!(
            matches!(refused, Err(StoreError::Stale { base, head }) if named(base, head)),
            "{refused:?}"
        );
    }
    assert_eq!(store.load().expect("loaded"), replayed([&everything()]));
    store.commit(Revision(1), &revision_two()).expect("fits");
}

pub(crate) fn an_empty_delta_is_a_revision(backend: &dyn Backend) {
    let mut store = backend.open();
    let empty = Delta {
        note: note("nobody"),
        ..Delta::default()
    };
    assert_eq!(
        store.commit(Revision(0), &empty).expect("fits"),
        Revision(1)
    );
    assert_eq!(
        store.load().expect("loaded"),
        Dataset {
            revision: Revision(1),
            ..Dataset::default()
        }
    );
    assert_eq!(
        store.since(Revision(0)).expect("read"),
        [Commit {
            revision: Revision(1),
            delta: empty
        }]
    );
}

/// What makes a delta that fits after [`everything`] one that does not.
const MISFITS: [fn(&mut Delta); 13] = [
    |delta| delta.place = make_all([place("twice")]),
    |delta| delta.grids = make_all([grid(50, "new"), grid(3, "there")]),
    |delta| {
        let change = Change::replace(grid(3, "another name"), grid(3, "x"));
        delta.grids = vec![change.expect("same key")];
    },
    |delta| delta.grids = vec![Change::remove(grid(70, "never there"))],
    |delta| delta.crossing_layers = vec![Change::remove(crossing_layer("一层", 5_001))],
    |delta| {
        let mut cell = cell("一层", 2, 2);
        cell.region = grid(1, "").region;
        delta.cells = vec![Change::remove(cell)];
    },
    |delta| delta.cells = make_all([cell("一层", 1, 1)]),
    |delta| delta.addresses = vec![Change::remove(address("号 0", 1, 1, ""))],
    |delta| delta.addresses = make_all([address("new", 1, 1, "a"), address("new", 1, 1, "b")]),
    |delta| delta.checkpoints = make_all([checkpoint("k0", 0, "")]),
    |delta| delta.barriers = vec![Change::remove(barrier("b1", "wall"))],
    |delta| delta.counts = vec![Change::remove(count("号 0", "2026-03-02", 0))],
    |delta| delta.counts = make_all([count("号 0", "2026-03-01", 7)]),
];

pub(crate) fn a_delta_that_does_not_fit_changes_nothing(backend: &dyn Backend) {
    let mut store = backend.open();
    store.commit(Revision(0), &everything()).expect("fits");
    let before = store.load().expect("loaded");
    for spoil in MISFITS {
        let mut misfit = Delta {
            note: note("a"),
            place: revision_two().place,
            ..Delta::default()
        };
        spoil(&mut misfit);
        let expected = before.apply(&misfit).expect_err("does not fit");
        let refused = store
            .commit(Revision(1), &misfit)
            .expect_err("does not fit");
        let StoreError::Conflict { table, key } = refused else {
            unreachable!("{refused}");
        };
        assert_eq!((table, key), (expected.table, expected.key));
        assert_eq!(store.load().expect("loaded"), before);
        assert_eq!(store.since(Revision(1)).expect("read"), []);
    }
    store
        .commit(Revision(1), &revision_two())
        .expect("the store still works");
}

pub(crate) fn a_key_twice_in_a_delta_is_refused(backend: &dyn Backend) {
    let mut store = backend.open();
    let (one, two) = (checkpoint("k", 1, "one"), checkpoint("k", 2, "two"));
    store
        .commit(
            Revision(0),
            &Delta {
                checkpoints: make_all([one.clone()]),
                ..Delta::default()
            },
        )
        .expect("fits");
    let replace =
        |a: &_, b: &_| Change::replace(Clone::clone(a), Clone::clone(b)).expect("same key");
    let remove = Change::remove(one.clone());
    for twice in [
        vec![replace(&one, &two), replace(&two, &one)],
        vec![remove.clone(), remove.clone()],
        vec![remove, Change::make(two)],
    ] {
        let refused = store.commit(
            Revision(1),
            &Delta {
                checkpoints: twice,
                ..Delta::default()
            },
        );
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
    }
}

pub(crate) fn a_large_delta_is_one_commit(backend: &dyn Backend) {
    let mut store = backend.open();
    let mut random = Random(7);
    let mut row = |i: usize| {
        let lon = 1_200_000_000 + i64::try_from(random.below(9_000_000)).expect("small");
        address(
            &format!("{:04x}-{i}", random.below(1 << 16)),
            lon,
            315_000_000,
            "江苏省无锡市锡山区东亭街道",
        )
    };
    let rows: Vec<_> = (0..30_000).map(&mut row).collect();
    let delta = Delta {
        addresses: make_all(rows.clone()),
        ..Delta::default()
    };
    store.commit(Revision(0), &delta).expect("fits");
    assert_eq!(store.load().expect("loaded"), replayed([&delta]));
    let moved = rows.iter().map(|row| {
        let mut after = row.clone();
        after.residents += 1;
        Change::replace(row.clone(), after).expect("same key")
    });
    let second = Delta {
        addresses: moved.collect(),
        ..Delta::default()
    };
    store.commit(Revision(1), &second).expect("fits");
    assert_eq!(
        content_hash(&store.load().expect("loaded")),
        content_hash(&replayed([&delta, &second]))
    );
    assert_eq!(
        store.since(Revision(1)).expect("read"),
        [Commit {
            revision: Revision(2),
            delta: second
        }]
    );
}

pub(crate) fn all(
    store: &mut dyn Store,
    base: Revision,
    deltas: &[Delta],
) -> Result<Revision, StoreError> {
    let deltas: Vec<&Delta> = deltas.iter().collect();
    store.commit_all(base, &deltas, &Watch::default())
}

pub(crate) fn a_commit_that_is_broken_off_leaves_nothing(backend: &dyn Backend) {
    let mut store = backend.open();
    let (first, watch) = (everything(), Watch::default());
    watch.stop();
    let refused = store.commit_all(Revision(0), &[&first], &watch);
    assert!(matches!(refused, Err(StoreError::Stopped)), "{refused:?}");
    assert!(store.load().expect("loaded").grids.is_empty());
    let watch = Watch::default();
    let done = store.commit_all(Revision(0), &[&first], &watch);
    assert_eq!(done.expect("fits"), Revision(1));
    assert_eq!(watch.rows(), first.len() as u64);
}

pub(crate) fn several_deltas_are_several_revisions_or_none(backend: &dyn Backend) {
    let mut store = backend.open();
    let two = [everything(), revision_two()];
    assert_eq!(
        all(store.as_mut(), Revision(0), &two).expect("fits"),
        Revision(2)
    );
    assert_eq!(store.since(Revision(0)).expect("read").len(), 2);
    let undone = inverse(revision_two());
    let refused = all(store.as_mut(), Revision(2), &[undone.clone(), undone]);
    assert!(
        matches!(refused, Err(StoreError::Conflict { .. })),
        "{refused:?}"
    );
    let rows = store.load().expect("loaded");
    assert_eq!(
        (rows.revision, store.begin().expect("a turn")),
        (Revision(2), Revision(2))
    );
    assert_eq!(content_hash(&rows), content_hash(&replayed(&two)));
    store.end();
    assert_eq!(
        all(store.as_mut(), Revision(2), &[]).expect("nothing"),
        Revision(2)
    );
}

pub(crate) fn the_log_lists_notes_requests_and_hashes(backend: &dyn Backend) {
    let mut store = backend.open();
    for (base, delta) in [everything(), revision_two(), inverse(revision_two())]
        .iter()
        .enumerate()
    {
        store.commit(Revision(base as u64), delta).expect("fits");
    }
    let log = store.log_before(Revision(u64::MAX), 9).expect("read");
    let revisions: Vec<u64> = log.iter().map(|entry| entry.revision.0).collect();
    assert_eq!(revisions, [3, 2, 1]);
    assert_eq!(store.log_before(Revision(3), 1).expect("read"), log[1..2]);
    assert_eq!(log[2].note, everything().note);
    assert_eq!(log[1].note, revision_two().note);
    assert_eq!(log[0].note.undoes, Some(Revision(1)));
    assert_eq!(log[0].note.request, None);
    let changed = everything().changed().into_iter();
    let changed: Vec<_> = changed
        .map(|(table, rows)| (table.to_owned(), rows as u64))
        .collect();
    assert_eq!(log[2].changed, changed);
    assert_eq!(log[2].plan, everything().plan());
    let key = &everything().note.request.expect("asked for").key;
    assert_eq!(
        store.commit_of(key).expect("read"),
        Some((Revision(1), [7; 32]))
    );
    assert_eq!(store.commit_of("other").expect("read"), None);
    // what differs between stores would show here
    let nibbles = log[0].hash.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    let hash: String = nibbles
        .filter_map(|nibble| char::from_digit(u32::from(nibble), 16))
        .collect();
    assert_eq!(
        hash,
        "d98c8723ffa3d01abf44c8bdc6d96d24eb71e09949db8ed4f4f6c7739581d30c"
    );
}

pub(crate) fn a_key_is_used_once(backend: &dyn Backend) {
    let mut store = backend.open();
    store.commit(Revision(0), &everything()).expect("fits");
    let again = Delta {
        note: everything().note,
        ..Delta::default()
    };
    store
        .commit(Revision(1), &again)
        .expect_err("the key is taken");
    assert_eq!(store.since(Revision(0)).expect("read").len(), 1);
}
