//! A city in a temporary folder, read back through the engine's readers.

#![allow(dead_code, reason = "each test binary uses a part")]

use std::fmt::Write;

use hexward_city::{City, FILES, Size, Totals};
use hexward_engine::io::{
    ColumnMap, Crs, Import, ImportError, Source, Statement, read_addresses, read_barriers,
    read_cases, read_checkpoints, read_grids,
};
use hexward_engine::model::{Address, Barrier, Checkpoint, Count, Grid, Tier};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// The files of a city.
pub(crate) struct Files {
    folder: TempDir,
    pub(crate) totals: Totals,
}

/// Builds and writes a city.
pub(crate) fn city(size: &Size, seed: u64) -> Files {
    let folder = TempDir::new().expect("a folder");
    let city = City::build(size, seed).expect("built");
    let totals = city.write(folder.path()).expect("written");
    Files { folder, totals }
}

/// SHA-256 of all files, one after another.
pub(crate) fn digest(files: &Files) -> String {
    let mut sha = Sha256::new();
    for name in FILES {
        sha.update(files.bytes(name));
    }
    sha.finalize().iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("a string takes it");
        text
    })
}

fn all<T>(read: Result<Import<T>, ImportError>) -> Vec<T> {
    let read = read.expect("the file as a whole is accepted");
    assert!(read.rejected.is_empty(), "{:?}", read.rejected[0]);
    assert!(read.ignored_columns.is_empty());
    read.rows
}

impl Files {
    fn source(&self, name: &str) -> Source<'_> {
        Source::path(self.folder.path().join(name))
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.folder.path().join(name)).expect("written")
    }

    pub(crate) fn grids(&self, tier: Tier) -> Vec<Grid> {
        let source = self.source(&format!("grids-{tier}.geojson"));
        all(read_grids(&source, &Statement::of(Crs::CRS84), None))
    }

    pub(crate) fn addresses(&self) -> Vec<Address> {
        all(read_addresses(
            &self.source("addresses.csv"),
            &Statement::of(Crs::CRS84),
        ))
    }

    pub(crate) fn checkpoints(&self) -> Vec<Checkpoint> {
        all(read_checkpoints(
            &self.source("checkpoints.csv"),
            &Statement::of(Crs::CRS84),
        ))
    }

    pub(crate) fn cases(&self) -> Vec<Count> {
        all(read_cases(&self.source("cases.csv"), &ColumnMap::default()))
    }

    pub(crate) fn barriers(&self) -> Vec<Barrier> {
        all(read_barriers(
            &self.source("barriers.geojson"),
            &Statement::of(Crs::CRS84),
        ))
    }
}
