//! What needs a look inside: failing writes, journal modes, extents.

use super::*;
use crate::geom::Position;
use crate::model::{Change, Checkpoint, CheckpointId, CheckpointState, Note};
use crate::store::content_hash;
use crate::store::log::{NO_HASH, chained};

fn gate(number: usize, lon: i64, name: &str) -> Checkpoint {
    Checkpoint {
        id: CheckpointId::new(&format!("k{number:05}")).expect("valid"),
        position: Position::clamped(lon, 300_000_000),
        name: name.to_owned(),
        kind: "gate".to_owned(),
        state: CheckpointState::Open,
    }
}

fn delta(checkpoints: Vec<Change<Checkpoint>>) -> Delta {
    let note = Note {
        at: "2026-03-01T00:00:00Z".to_owned(),
        ..Note::default()
    };
    Delta {
        note,
        checkpoints,
        ..Delta::default()
    }
}

fn store() -> (tempfile::TempDir, GeoPackage) {
    let folder = tempfile::tempdir().expect("a folder");
    let store = GeoPackage::create_or_open(folder.path().join("store.gpkg")).expect("created");
    (folder, store)
}

fn pragma<T: rusqlite::types::FromSql>(store: &GeoPackage, name: &str) -> T {
    store
        .connection
        .pragma_query_value(None, name, |row| row.get(0))
        .expect("a value")
}

#[test]
fn a_new_store_is_durable() {
    let (_folder, store) = store();
    assert_eq!(pragma::<String>(&store, "journal_mode"), "wal");
    assert_eq!(pragma::<i64>(&store, "synchronous"), 2);
    assert_eq!(pragma::<i64>(&store, "application_id"), 0x4750_4B47);
    assert_eq!(pragma::<i64>(&store, "user_version"), 10_300);
    assert_eq!(pragma::<i64>(&store, "foreign_keys"), 1);
}

#[test]
fn a_delta_of_several_mebibytes_is_logged_as_a_short_one_is() {
    let (_folder, mut store) = store();
    // names that are as long when they are packed
    let digest = |i: usize| chained(&NO_HASH, &i.to_le_bytes());
    let letter = |byte: u8| char::from_u32(0x4e00 + u32::from(byte)).expect("a letter");
    let name = |i| String::from_iter(digest(i).map(letter));
    let many = (0..24_000).map(|i| Change::make(gate(i, 1, &name(i))));
    let long = delta(many.collect());
    let bytes = crate::store::encode_delta(&long);
    assert!(bytes.len() > 2 << 20 && packed::pack(bytes).len() > 1 << 20);
    let short = delta(vec![Change::make(gate(24_000, 2, "a"))]);
    let base = store.commit(Revision(0), &long).expect("committed");
    store.commit(base, &short).expect("committed");
    // reading checks each hash against the bytes
    let read = store.since(Revision(0)).expect("whole");
    let read: Vec<Delta> = read.into_iter().map(|commit| commit.delta).collect();
    assert_eq!(read, [long, short]);
}

#[test]
fn a_full_disk_leaves_the_store_as_it_was_and_usable() {
    let (_folder, mut store) = store();
    let first = delta(vec![Change::make(gate(0, 1, "a"))]);
    let one = store.commit(Revision(0), &first).expect("room");
    let before = store.load().expect("whole");
    let pages = pragma::<i64>(&store, "page_count");
    store
        .connection
        .pragma_update_and_check(None, "max_page_count", pages + 3, |_| Ok(()))
        .expect("set");
    let large = delta(
        (1..2_000)
            .map(|i| Change::make(gate(i, 1, "a gate with a name")))
            .collect(),
    );
    let full = store.commit(one, &large).expect_err("no room");
    assert!(full.to_string().contains("full"), "{full}");
    assert_eq!(store.load().expect("whole"), before);
    store
        .connection
        .pragma_update_and_check(None, "max_page_count", 1 << 30, |_| Ok(()))
        .expect("set");
    assert_eq!(store.commit(one, &large).expect("room again"), Revision(2));
    assert_eq!(store.load().expect("whole").checkpoints.len(), 2_000);
}

#[test]
fn a_journal_mode_that_another_program_left_is_put_right() {
    let (folder, store) = store();
    let path = folder.path().join("store.gpkg");
    drop(store);
    let other = Connection::open(&path).expect("opened");
    other
        .pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))
        .expect("switched");
    let mut reading = other
        .prepare("SELECT * FROM gpkg_contents")
        .expect("prepared");
    let mut rows = reading.query([]).expect("running");
    rows.next().expect("a row");
    let mut store = GeoPackage::create_or_open(&path).expect("opened beside a reader");
    assert_eq!(pragma::<String>(&store, "journal_mode"), "delete");
    drop(rows);
    store
        .commit(Revision(0), &delta(vec![Change::make(gate(0, 1, "a"))]))
        .expect("committed");
    assert_eq!(pragma::<String>(&store, "journal_mode"), "wal");
}

#[test]
fn commits_in_place_leave_what_all_others_leave() {
    let (folder, store) = store();
    let path = folder.path().join("store.gpkg");
    let mut store = store.in_place_from(1);
    let rows = |from: usize| {
        (from..from + 500)
            .map(|i| Change::make(gate(i, 1, "a")))
            .collect()
    };
    let one = store.commit(Revision(0), &delta(rows(0))).expect("room");
    assert_eq!(pragma::<String>(&store, "journal_mode"), "wal");
    assert!(!folder.path().join("store.gpkg-journal").exists());
    // refused and broken off: as if nothing had been
    let before = store.load().expect("whole");
    let stale = store.commit(Revision(0), &delta(rows(500)));
    assert!(matches!(stale, Err(StoreError::Stale { .. })), "{stale:?}");
    let refused = store.commit(one, &delta(rows(499)));
    assert!(refused.is_err(), "{refused:?}");
    assert_eq!(store.load().expect("whole"), before);
    // beside a reader it takes the longer way
    let reader = GeoPackage::open_read_only(&path).expect("a reader");
    let two = store.commit(one, &delta(rows(500))).expect("room");
    drop(reader);
    let mut plain = store.in_place_from(usize::MAX);
    plain.commit(two, &delta(rows(1_000))).expect("room");
    assert_eq!(plain.load().expect("whole").checkpoints.len(), 1_500);
    assert_eq!(plain.since(Revision(0)).expect("whole").len(), 3);
}

/// Copies what a writer has on the disk in the midst of a commit in place: what a kill would leave.
fn left_in_the_midst(path: &Path, to: &Path) {
    let mut connection = Connection::open(path).expect("opened");
    open::switch_journal(&connection, "TRUNCATE").expect("switched");
    // so few pages that SQLite has to write some before the end
    connection
        .pragma_update(None, "cache_size", 5)
        .expect("set");
    let writing = connection.transaction().expect("begun");
    writing
        .execute(
            "UPDATE checkpoints SET name = name || ' once more and longer'",
            [],
        )
        .expect("changed");
    for ending in ["", "-journal"] {
        let file = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        std::fs::copy(file(path), file(to)).expect("copied");
    }
}

#[test]
fn a_reader_finds_the_last_commit_after_a_writer_died_in_place() {
    let (folder, mut store) = store();
    let rows = (0..2_000).map(|i| Change::make(gate(i, 1, "a gate with a name")));
    store
        .commit(Revision(0), &delta(rows.collect()))
        .expect("room");
    let before = store.load().expect("whole");
    let path = store.path().to_owned();
    drop(store);
    let left = folder.path().join("left.gpkg");
    left_in_the_midst(&path, &left);
    let raw = std::fs::read(&left).expect("read");
    assert_ne!(
        raw,
        std::fs::read(&path).expect("read"),
        "pages were written"
    );
    let mut reader = GeoPackage::open_read_only(&left).expect("rolled back");
    assert_eq!(reader.load().expect("whole"), before);
}

fn stated_extent(store: &GeoPackage) -> [Option<f64>; 4] {
    let query = |row: &rusqlite::Row<'_>| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?]);
    store
        .connection
        .query_row(sql::EXTENT, ["checkpoints"], query)
        .expect("a row")
}

#[test]
fn the_stated_extent_follows_every_commit() {
    let (_folder, mut store) = store();
    let mut revision = Revision(0);
    let mut commit = |store: &mut GeoPackage, changes| {
        revision = store.commit(revision, &delta(changes)).expect("fits");
        let rows = store.load().expect("whole").checkpoints;
        let bounds = crate::geom::Bounds::around(rows.iter().map(|row| row.position));
        assert_eq!(
            stated_extent(store),
            bounds.map_or([None; 4], |b| b.degrees().map(Some))
        );
    };
    let row = |i: i64| gate(usize::try_from(i).expect("positive"), 10 * i, "a");
    commit(&mut store, (0..9).map(|i| Change::make(row(i))).collect());
    commit(&mut store, vec![Change::make(gate(20, -7, "west"))]);
    commit(&mut store, vec![Change::remove(row(4))]);
    commit(
        &mut store,
        vec![Change::remove(row(8)), Change::remove(gate(20, -7, "west"))],
    );
    commit(
        &mut store,
        vec![Change::replace(row(7), gate(7, 35, "moved in")).expect("same key")],
    );
    commit(
        &mut store,
        vec![Change::replace(row(0), gate(0, -99, "moved out")).expect("same key")],
    );
    // somebody else's numbers are not trusted when they turn out to be wrong
    store
        .connection
        .execute("UPDATE gpkg_contents SET min_x = NULL", [])
        .expect("edited");
    commit(&mut store, vec![Change::make(row(10))]);
    let rows = store.load().expect("whole").checkpoints;
    commit(&mut store, rows.into_iter().map(Change::remove).collect());
    commit(&mut store, vec![Change::make(row(1))]);
}

#[test]
fn rows_in_any_order_are_loaded_in_key_order() {
    let (_folder, mut store) = store();
    store
        .commit(Revision(0), &delta(vec![Change::make(gate(5, 1, "a"))]))
        .expect("fits");
    store
        .commit(
            Revision(1),
            &delta(vec![
                Change::make(gate(3, 1, "b")),
                Change::make(gate(9, 1, "c")),
            ]),
        )
        .expect("fits");
    let loaded = store.load().expect("whole");
    let names: Vec<&str> = loaded
        .checkpoints
        .iter()
        .map(|row| row.name.as_str())
        .collect();
    assert_eq!(names, ["b", "a", "c"]);
    assert_eq!(
        content_hash(&loaded),
        content_hash(&Dataset {
            revision: Revision(7),
            ..loaded
        })
    );
}
