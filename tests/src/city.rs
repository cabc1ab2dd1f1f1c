//! A synthetic city in a temporary folder, read back through the engine's readers.

use std::path::PathBuf;

use hexward_city::{City, Size};
use hexward_engine::io::{Crs, Import, ImportError, Source, Statement, read_addresses, read_grids};
use hexward_engine::model::{Address, Dataset, Grid, Tier};
use tempfile::TempDir;

/// The files of a city.
pub struct Files(TempDir);

impl Files {
    /// Those of a city of this size and seed.
    pub fn of(size: &Size, seed: u64) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let city = City::build(size, seed).expect("built");
        city.write(folder.path()).expect("written");
        Self(folder)
    }

    /// Those of a city with so many grids and addresses.
    pub fn numbers(grids: u32, addresses: u64, seed: u64) -> Self {
        let size = Size::numbers(grids, addresses, addresses * 2).expect("in range");
        Self::of(&size, seed)
    }

    /// Where a file lies.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn source(&self, name: &str) -> Source<'_> {
        Source::path(self.path(name))
    }

    /// The grids of a tier, by code.
    pub fn grids(&self, tier: Tier) -> Vec<Grid> {
        let source = self.source(&format!("grids-{tier}.geojson"));
        let mut grids = all(read_grids(&source, &Statement::of(Crs::CRS84), None));
        grids.sort_by(|a, b| a.code.cmp(&b.code));
        grids
    }

    /// The addresses, by id.
    pub fn addresses(&self) -> Vec<Address> {
        let source = self.source("addresses.csv");
        let mut addresses = all(read_addresses(&source, &Statement::of(Crs::CRS84)));
        addresses.sort_by(|a, b| a.id.cmp(&b.id));
        addresses
    }

    /// Grids of all tiers and addresses, as a store holds them.
    pub fn dataset(&self) -> Dataset {
        let mut grids: Vec<Grid> = Tier::ALL.into_iter().flat_map(|t| self.grids(t)).collect();
        grids.sort_by(|a, b| a.code.cmp(&b.code));
        Dataset {
            grids,
            addresses: self.addresses(),
            ..Dataset::default()
        }
    }
}

fn all<T>(read: Result<Import<T>, ImportError>) -> Vec<T> {
    let read = read.expect("the file as a whole is accepted");
    assert!(read.rejected.is_empty(), "{:?}", read.rejected[0]);
    read.rows
}
