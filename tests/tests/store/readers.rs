//! One writer, any number of readers: what every store promises them.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use hexward_engine::model::{Delta, Revision};
use hexward_engine::store::StoreError;

use crate::conformance::Backend;
use crate::fixture::{address, everything, make_all, replayed};

pub(crate) fn a_reader_cannot_commit(backend: &dyn Backend) {
    drop(backend.open());
    let refused = backend.reader().commit(Revision(0), &everything());
    assert!(
        matches!(refused, Err(StoreError::ReadOnly { .. })),
        "{refused:?}"
    );
}

pub(crate) fn a_reader_works_without_a_writer_too(backend: &dyn Backend) {
    let mut writer = backend.open();
    writer.commit(Revision(0), &everything()).expect("fits");
    drop(writer);
    let rows = backend.reader().load().expect("loaded");
    assert_eq!(rows, replayed([&everything()]));
}

pub(crate) fn readers_see_whole_commits_only(backend: &dyn Backend) {
    const ROWS: usize = 200;
    const COMMITS: u64 = 40;
    let mut writer = backend.open();
    let done = AtomicBool::new(false);
    let watch = || {
        let mut reader = backend.reader();
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
            watcher.join().expect("no torn commit was seen");
        }
    });
    assert_eq!(
        backend.reader().load().expect("loaded").revision,
        Revision(COMMITS)
    );
}
