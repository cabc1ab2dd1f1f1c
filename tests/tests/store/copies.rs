//! Copies of stores, made while they are written to.

use std::path::Path;

use hexward_engine::model::{Delta, Revision};
use hexward_engine::store::{GeoPackage, Store, StoreError, fingerprint, replay_whole};
use hexward_tests::Database;

use crate::File;
use crate::fixture::{address, everything, make_all, revision_two};

#[test]
fn a_copy_of_a_store_that_is_written_to_is_whole() {
    let file = File::new();
    let mut writer = file.writer();
    writer.commit(Revision(0), &everything()).expect("fits");
    let target = |number: u64| file.path().with_extension(format!("{number}.gpkg"));
    std::thread::scope(|scope| {
        scope.spawn(move || {
            for round in 1..40 {
                let numbers = round * 50..(round + 1) * 50;
                let rows = numbers.map(|n| address(&format!("B{n}"), n, n, "b"));
                let delta = Delta {
                    addresses: make_all(rows),
                    ..Delta::default()
                };
                let base = Revision(u64::try_from(round).expect("small"));
                writer.commit(base, &delta).expect("fits");
            }
        });
        for number in 0..4 {
            let mut reader = file.reader();
            reader
                .back_up(target(number), &mut |_, _| {})
                .expect("copied");
        }
    });
    let whole = file.reader().since(Revision(0)).expect("read");
    for number in 0..4 {
        let mut copy = GeoPackage::open_read_only(target(number)).expect("opened");
        let log = copy.since(Revision(0)).expect("read");
        assert_eq!(log[..], whole[..log.len()]);
        assert_nothing_beside(&target(number));
    }
    let again = file.reader().back_up(target(0), &mut |_, _| {});
    assert!(
        matches!(again, Err(StoreError::Foreign { .. })),
        "{again:?}"
    );
    // a log gives the same store once more
    let replayed = file.path().with_extension("replayed.gpkg");
    let found = GeoPackage::replay_to_new(&mut file.reader(), &replayed, &mut |_, _| {});
    assert_eq!(
        found.expect("replayed"),
        fingerprint(&mut file.reader()).expect("read")
    );
}

fn assert_nothing_beside(path: &Path) {
    for ending in [".part", "-wal", "-journal", ".part.lock"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        assert!(!Path::new(&name).exists(), "{}", Path::new(&name).display());
    }
}

#[test]
fn a_database_is_copied_into_a_file_and_back() {
    let (Some(database), Some(other)) = (Database::new(), Database::new()) else {
        return;
    };
    let mut store = database.writer();
    store.commit(Revision(0), &everything()).expect("fits");
    store.commit(Revision(1), &revision_two()).expect("fits");
    drop(store);
    let folder = File::new();
    let target = folder.path();
    let copied = GeoPackage::replay_to_new(&mut database.reader(), &target, &mut |_, _| {});
    let copied = copied.expect("copied");
    assert_eq!(copied, fingerprint(&mut database.reader()).expect("read"));
    let mut file = GeoPackage::open_read_only(&target).expect("opened");
    let restored = replay_whole(&mut file, &mut other.writer(), &mut |_, _| {});
    assert_eq!(restored.expect("restored"), copied);
    let again = replay_whole(&mut file, &mut other.writer(), &mut |_, _| {});
    assert!(
        matches!(again, Err(StoreError::Foreign { .. })),
        "{again:?}"
    );
}
