//! The embedded store: one GeoPackage file (OGC 12-128r18), which QGIS and GDAL open.
//!
//! - **layer**: a table of features with a geometry column `geom` in EPSG:4490, x = longitude, y = latitude, degrees;
//! - **attributes**: a table without geometry that a GIS shows as well;
//! - **contents**: the GeoPackage's own list of both, with the box around each layer, which every commit keeps exact;
//! - **commit log**: the table `hexward_commit`, one row for each revision with the delta in its binary form;
//! - **writer**: the one process that may commit. It holds a lock on `<path>.lock`, a file beside the store;
//! - **reader**: any other. It needs no lock and sees the newest whole commit at the time of each call.
//!
//! A write or a sync that fails ends the store: it answers nothing any more until it is opened again. A full disk only refuses
//! the commit.
//!
//! A commit is one SQLite transaction with the write-ahead log and `synchronous=FULL`: when it returns, it survives a
//! crash of the process and of the machine. The file belongs on a local disk. A delta may take up to 1 GB in its binary
//! form, which is SQLite's limit for a value. Commits of very many rows are written in place, with a rollback journal and
//! as durable, so that they are written once. There is no spatial index: the engine builds its own;
//! one that QGIS or GDAL made is kept true.

mod backup;
mod blob;
mod commit;
mod dates;
mod examine;
mod extent;
mod failure;
mod functions;
mod in_place;
mod load;
mod log;
mod open;
mod packed;
mod row;
mod rows;
mod salvage;
mod scan;
mod sql;
mod table;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use super::{Store, StoreError};
use crate::model::{Commit, Dataset, Delta, LogEntry, Revision};
use crate::watch::Watch;
pub use examine::{Examination, Unreadable};
use failure::Failure;

/// A store in one file.
#[derive(Debug)]
pub struct GeoPackage {
    path: PathBuf,
    connection: Connection,
    /// Held by the writer; dropped after the connection.
    lock: Option<File>,
    /// Why nothing is done any more.
    failed: Option<String>,
    /// From how many changed rows on a commit is written in place.
    in_place_from: usize,
}

impl GeoPackage {
    /// Opens the store at a path for writing, and makes an empty one when there is no file or an empty one.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another writer has it open, [`StoreError::Foreign`] when something else is there, which
    /// is left as it is, [`StoreError::File`] and [`StoreError::Sqlite`] when the system refuses.
    pub fn create_or_open(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let place = open::Place::at(path.as_ref())?;
        let (connection, lock) = open::open_writer(&place)?;
        Ok(Self {
            path: path.as_ref().to_owned(),
            connection,
            lock: Some(lock),
            failed: None,
            in_place_from: in_place::LARGE,
        })
    }

    /// Opens the store at a path for reading, also while a writer is at work.
    ///
    /// # Errors
    /// As [`GeoPackage::create_or_open`], but never [`StoreError::Locked`]; [`StoreError::File`] when there is no file.
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let place = open::Place::at(path.as_ref())?;
        let connection = open::open_reader(&place)?;
        Ok(Self {
            path: path.as_ref().to_owned(),
            connection,
            lock: None,
            failed: None,
            in_place_from: in_place::LARGE,
        })
    }

    /// Writes commits of so many changed rows or more in place, those of fewer through the write-ahead log.
    #[must_use]
    pub fn in_place_from(self, rows: usize) -> Self {
        Self {
            in_place_from: rows,
            ..self
        }
    }

    /// The file, as it was named when it was opened.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn located<T>(&self, result: Result<T, Failure>) -> Result<T, StoreError> {
        result.map_err(|failure| failure.at(&self.path))
    }
}

impl GeoPackage {
    /// Refuses what a failed write has made pointless.
    fn assert_usable(&self) -> Result<(), StoreError> {
        match &self.failed {
            None => Ok(()),
            Some(reason) => Err(StoreError::Failed {
                path: self.path.display().to_string(),
                reason: reason.clone(),
            }),
        }
    }

    fn assert_writer(&self) -> Result<(), StoreError> {
        self.assert_usable()?;
        if self.lock.is_some() {
            return Ok(());
        }
        Err(StoreError::ReadOnly {
            path: self.path.display().to_string(),
        })
    }
}

impl Store for GeoPackage {
    fn load(&mut self) -> Result<Dataset, StoreError> {
        self.assert_usable()?;
        // without a second connection it takes longer
        let beside = open::Place::at(&self.path).and_then(|place| open::open_reader(&place));
        let loaded = commit::load(&mut self.connection, beside.ok());
        self.located(loaded)
    }

    fn begin(&mut self) -> Result<Revision, StoreError> {
        self.assert_writer()?;
        let head = commit::head(&self.connection);
        self.located(head).map(|head| head.revision)
    }

    fn commit_all(
        &mut self,
        base: Revision,
        deltas: &[&Delta],
        watch: &Watch,
    ) -> Result<Revision, StoreError> {
        self.assert_writer()?;
        let rows: usize = deltas.iter().map(|delta| delta.len()).sum();
        let committed = if rows < self.in_place_from {
            open::assert_wal(&self.connection)
                .map_err(Failure::from)
                .and_then(|()| {
                    commit::commit(&mut self.connection, base, deltas, watch, &|_| Ok(()))
                })
        } else {
            let place = open::Place::at(&self.path)?;
            let done = in_place::commit_in_place(&mut self.connection, &place, base, deltas, watch);
            // what is committed is committed, but nothing more is
            self.failed = done.broken.map(|failure| failure.to_string());
            done.committed
        };
        if let Err(failure) = &committed
            && failure.is_fatal()
        {
            self.failed = Some(failure.to_string());
            self.assert_usable()?;
        }
        self.located(committed)
    }

    fn end(&mut self) {}

    fn rest(&mut self) {
        // pages that stay in memory are no fault
        let _ = self.connection.execute_batch("PRAGMA shrink_memory");
    }

    fn commits_after(&mut self, base: Revision, limit: usize) -> Result<Vec<Commit>, StoreError> {
        self.assert_usable()?;
        let commits = commit::commits_after(&mut self.connection, base, limit);
        self.located(commits)
    }

    fn log_before(&mut self, end: Revision, limit: usize) -> Result<Vec<LogEntry>, StoreError> {
        self.assert_usable()?;
        let entries = log::before(&self.connection, end, limit);
        self.located(entries)
    }

    fn commit_of(&mut self, key: &str) -> Result<Option<(Revision, [u8; 32])>, StoreError> {
        self.assert_usable()?;
        let found = log::commit_of(&self.connection, key);
        self.located(found)
    }
}
