//! Stores: the conformance suite on both, and what only a file or only a server can get wrong.

#[path = "store/bulk.rs"]
mod bulk;
#[path = "store/conformance.rs"]
mod conformance;
#[path = "store/copies.rs"]
mod copies;
#[path = "store/damage.rs"]
mod damage;
#[path = "store/fixture.rs"]
mod fixture;
#[path = "store/foreign.rs"]
mod foreign;
#[path = "store/formats.rs"]
mod formats;
#[path = "store/gdal.rs"]
mod gdal;
#[path = "store/histories.rs"]
mod histories;
#[path = "store/readers.rs"]
mod readers;
#[path = "store/refusals.rs"]
mod refusals;
#[path = "store/rot.rs"]
mod rot;
#[path = "store/server.rs"]
mod server;
#[path = "store/sharing.rs"]
mod sharing;

use std::path::PathBuf;

use conformance::Backend;
use hexward_engine::store::{GeoPackage, PostGis, Store, StoreError};
use hexward_tests::Database;

/// A folder with one GeoPackage.
struct File {
    folder: tempfile::TempDir,
}

impl File {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().expect("a folder"),
        }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("store '1' 东.gpkg")
    }

    fn writer(&self) -> GeoPackage {
        GeoPackage::create_or_open(self.path()).expect("opened for writing")
    }

    fn reader(&self) -> GeoPackage {
        GeoPackage::open_read_only(self.path()).expect("opened for reading")
    }
}

impl Backend for File {
    fn try_open(&self) -> Result<Box<dyn Store>, StoreError> {
        Ok(Box::new(GeoPackage::create_or_open(self.path())?))
    }

    fn reader(&self) -> Box<dyn Store> {
        Box::new(self.reader())
    }
}

impl Backend for Database {
    fn try_open(&self) -> Result<Box<dyn Store>, StoreError> {
        Ok(Box::new(PostGis::create_or_open(&self.address())?))
    }

    fn reader(&self) -> Box<dyn Store> {
        Box::new(self.reader())
    }
}

macro_rules! conformance {
    ($($module:ident::$case:ident),+ $(,)?) => {
        mod geopackage {
            $(#[test]
            fn $case() {
                crate::$module::$case(&crate::File::new());
            })+
        }

        mod postgis {
            $(#[test]
            fn $case() {
                if let Some(database) = hexward_tests::Database::new() {
                    crate::$module::$case(&database);
                }
            })+
        }
    };
}

conformance! {
    conformance::a_new_store_is_empty,
    conformance::a_commit_is_loaded_and_listed,
    conformance::a_commit_survives_reopening,
    conformance::the_inverse_restores_the_rows,
    conformance::a_stale_base_is_refused,
    conformance::an_empty_delta_is_a_revision,
    conformance::a_delta_that_does_not_fit_changes_nothing,
    conformance::a_key_twice_in_a_delta_is_refused,
    conformance::a_large_delta_is_one_commit,
    histories::random_histories_agree_with_the_records,
    conformance::several_deltas_are_several_revisions_or_none,
    conformance::a_commit_that_is_broken_off_leaves_nothing,
    conformance::the_log_lists_notes_requests_and_hashes,
    conformance::a_key_is_used_once,
    readers::a_reader_cannot_commit,
    readers::a_reader_works_without_a_writer_too,
    readers::readers_see_whole_commits_only,
}
