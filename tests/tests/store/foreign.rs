//! Files that are not stores: a clear refusal, and not a byte of them changes.

use std::fs;
use std::path::Path;

use hexward_engine::store::{GeoPackage, StoreError};
use rusqlite::Connection;

use crate::File;
use crate::fixture::Random;

/// The refusals of a writer and of a reader; the folder is the same afterwards.
fn refusals(path: &Path) -> [String; 2] {
    let folder = path.parent().expect("a folder");
    let state = || {
        let mut names: Vec<_> = fs::read_dir(folder)
            .expect("listed")
            .map(|entry| entry.expect("read").path())
            .collect();
        names.sort();
        (names, fs::read(path).ok())
    };
    let before = state();
    let refusals = [
        GeoPackage::create_or_open(path),
        GeoPackage::open_read_only(path),
    ]
    .map(|opened| {
        let error = opened.expect_err("refused");
        assert!(
            matches!(error, StoreError::Foreign { .. } | StoreError::File { .. }),
            "{error:?}"
        );
        error.to_string()
    });
    assert!(state() == before, "{} was changed", path.display());
    refusals
}

fn assert_refused(path: &Path, reason: &str) {
    for refusal in refusals(path) {
        assert!(refusal.contains(reason), "{refusal}");
    }
}

#[test]
fn random_bytes_are_refused() {
    let file = File::new();
    let mut random = Random(5);
    for length in [1, 15, 16, 100, 511, 4096, 70_001] {
        let bytes: Vec<u8> = (0..length)
            .map(|_| random.next().to_le_bytes()[0])
            .collect();
        fs::write(file.path(), bytes).expect("written");
        assert_refused(&file.path(), "it is not a GeoPackage");
    }
}

#[test]
fn an_ordinary_database_is_refused() {
    let file = File::new();
    let other = Connection::open(file.path()).expect("opened");
    other
        .execute_batch("CREATE TABLE grids (code TEXT); INSERT INTO grids VALUES ('a')")
        .expect("written");
    drop(other);
    assert_refused(&file.path(), "an SQLite database, but not a GeoPackage");
}

#[test]
fn a_geopackage_by_someone_else_is_refused() {
    let file = File::new();
    let other = Connection::open(file.path()).expect("opened");
    other
        .execute_batch("PRAGMA application_id = 1196444487; CREATE TABLE gpkg_contents (a)")
        .expect("written");
    drop(other);
    assert_refused(&file.path(), "not a store of hexward");
}

#[test]
fn a_store_of_a_newer_version_is_refused_politely() {
    let file = File::new();
    drop(file.writer());
    let edit = |format: &str| {
        let other = Connection::open(file.path()).expect("opened");
        other
            .execute("UPDATE hexward_meta SET value = ?", [format])
            .expect("edited");
        other
            .pragma_update_and_check(None, "journal_mode", "DELETE", |_| Ok(()))
            .expect("one file");
    };
    edit("6");
    assert_refused(
        &file.path(),
        "a newer version made it: its format is 6, this version reads up to 5",
    );
    edit("x");
    assert_refused(&file.path(), "its format is not stated");
    edit("5");
    drop(file.writer());
}

#[test]
fn paths_that_name_no_file_are_refused() {
    let file = File::new();
    let folder = file.folder.path();
    for opened in [
        GeoPackage::create_or_open(""),
        GeoPackage::open_read_only(""),
    ] {
        assert!(
            opened
                .expect_err("refused")
                .to_string()
                .contains("the path is empty")
        );
    }
    for opened in [
        GeoPackage::create_or_open(folder),
        GeoPackage::open_read_only(folder),
    ] {
        assert!(
            opened
                .expect_err("refused")
                .to_string()
                .contains("it is a directory")
        );
    }
    let nowhere = folder.join("missing/store.gpkg");
    let error = GeoPackage::create_or_open(&nowhere).expect_err("refused");
    assert!(matches!(error, StoreError::File { .. }), "{error:?}");
    let error = GeoPackage::open_read_only(file.path()).expect_err("refused");
    assert!(matches!(error, StoreError::File { .. }), "{error:?}");
    assert!(!file.path().exists(), "a reader makes no file");
    let device = GeoPackage::create_or_open("/dev/null").expect_err("refused");
    assert!(
        device.to_string().contains("not a regular file"),
        "{device}"
    );
}

#[test]
fn an_empty_file_becomes_a_store_only_for_a_writer() {
    let file = File::new();
    fs::write(file.path(), b"").expect("written");
    let error = GeoPackage::open_read_only(file.path()).expect_err("refused");
    assert!(error.to_string().contains("an empty file"), "{error}");
    assert_eq!(fs::read(file.path()).expect("read"), b"");
    drop(file.writer());
    drop(file.reader());
}

#[test]
fn files_without_permission_are_refused() {
    use std::os::unix::fs::PermissionsExt;
    let file = File::new();
    drop(file.writer());
    fs::set_permissions(file.path(), fs::Permissions::from_mode(0o444)).expect("set");
    if fs::File::options().write(true).open(file.path()).is_ok() {
        eprintln!("skipped: this user may write whatever the permissions say");
        return;
    }
    let error = GeoPackage::create_or_open(file.path()).expect_err("refused");
    assert!(matches!(error, StoreError::File { .. }), "{error:?}");
    fs::set_permissions(file.path(), fs::Permissions::from_mode(0o000)).expect("set");
    assert!(GeoPackage::open_read_only(file.path()).is_err());
}
