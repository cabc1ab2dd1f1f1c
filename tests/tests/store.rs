//! Stores: the conformance suite on the embedded one, and what only a file can get wrong.

#[path = "store/bulk.rs"]
mod bulk;
#[path = "store/conformance.rs"]
mod conformance;
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
#[path = "store/sharing.rs"]
mod sharing;

use std::path::PathBuf;

use conformance::Backend;
use hexward_engine::store::{GeoPackage, Store};

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
    fn open(&self) -> Box<dyn Store> {
        Box::new(self.writer())
    }
}

macro_rules! conformance {
    ($($case:ident),+ $(,)?) => {
        $(#[test]
        fn $case() {
            conformance::$case(&File::new());
        })+
    };
}

conformance! {
    a_new_store_is_empty,
    a_commit_is_loaded_and_listed,
    a_commit_survives_reopening,
    the_inverse_restores_the_rows,
    a_stale_base_is_refused,
    an_empty_delta_is_a_revision,
    a_delta_that_does_not_fit_changes_nothing,
    a_key_twice_in_a_delta_is_refused,
    a_large_delta_is_one_commit,
    random_histories_agree_with_the_records,
}
