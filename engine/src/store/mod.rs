//! Stores: where commits become durable.
//!
//! A store knows rows and revisions, never geometry questions, so that two stores cannot answer differently. Everything
//! is in three methods; the conformance suite in `tests` runs on every implementation.

mod codec;
mod copy;
mod geopackage;
mod hash;
mod hexes;
mod keyed;
mod log;
#[cfg(feature = "postgis")]
mod postgis;
mod replayed;
mod wkb;

pub use codec::{CodecError, decode_delta, encode_delta};
pub use copy::{Fingerprint, fingerprint, replay_whole};
pub use geopackage::{Examination, GeoPackage, Unreadable};
pub use hash::content_hash;
#[cfg(feature = "postgis")]
pub use postgis::{PostGis, ServerAddress, ServerAddressError};
pub use replayed::Replayed;

use crate::model::{Commit, Dataset, Delta, LogEntry, Revision};
use crate::watch::Watch;

/// The release of SQLite that writes the embedded store.
pub fn sqlite_release() -> &'static str {
    rusqlite::version()
}

/// What every store does.
///
/// A writer takes its turn, sees what is newest, commits and gives the turn back; a commit outside a turn takes one of
/// its own. Only who has the turn can commit: for a file that is the process that has it open, in a database whoever
/// holds the lock, so that several servers commit one after the other.
pub trait Store: Send {
    /// All rows at the newest revision.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read or holds what no version wrote.
    fn load(&mut self) -> Result<Dataset, StoreError>;

    /// Takes the writer's turn, waiting while another process has it; returns the newest revision.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when the other does not end, [`StoreError::ReadOnly`].
    fn begin(&mut self) -> Result<Revision, StoreError>;

    /// Makes deltas durable as the next revisions, one each, all of them or none: one wait for the disk for all.
    /// Returns the newest revision, `base` when there are no deltas. The watch is told of each row, and may break it off
    /// before the wait for the disk.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when `base` is not the newest revision, [`StoreError::Conflict`] when a row is not as a
    /// delta says; nothing has changed then. [`StoreError::Full`] likewise, and it may be tried again;
    /// [`StoreError::Stopped`] when the watch says so.
    fn commit_all(
        &mut self,
        base: Revision,
        deltas: &[&Delta],
        watch: &Watch,
    ) -> Result<Revision, StoreError>;

    /// Gives the turn back; nothing happens when there is none.
    fn end(&mut self);

    /// Gives memory back in which rows were read that are not asked for again.
    fn rest(&mut self) {}

    /// The commits after `base`, oldest first, at most so many, at least one if there is any.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read, or its log has a gap or another hash than its deltas.
    fn commits_after(&mut self, base: Revision, limit: usize) -> Result<Vec<Commit>, StoreError>;

    /// The log before a revision without rows, the newest first, at most so many.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    fn log_before(&mut self, end: Revision, limit: usize) -> Result<Vec<LogEntry>, StoreError>;

    /// The revision of a request with this key, and the digest of what was asked.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    fn commit_of(&mut self, key: &str) -> Result<Option<(Revision, [u8; 32])>, StoreError>;

    /// Makes one delta durable as the next revision.
    ///
    /// # Errors
    /// As [`Store::commit_all`].
    fn commit(&mut self, base: Revision, delta: &Delta) -> Result<Revision, StoreError> {
        self.commit_all(base, &[delta], &Watch::default())
    }

    /// All commits after `base`, oldest first. Cost: they are all in memory at once.
    ///
    /// # Errors
    /// As [`Store::commits_after`].
    fn since(&mut self, base: Revision) -> Result<Vec<Commit>, StoreError> {
        self.commits_after(base, usize::MAX)
    }
}

/// Why a store did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Somebody committed in between.
    #[error("the change is based on revision {base}, but the store is at revision {head}")]
    Stale {
        /// The revision that the change started from.
        base: Revision,
        /// The newest revision.
        head: Revision,
    },
    /// A row is not as the delta says it was.
    #[error("{table} row {key}: the stored row is not the one that the change starts from")]
    Conflict {
        /// The table.
        table: &'static str,
        /// The key.
        key: String,
    },
    /// The file is not a store of ours, or was made by a newer version.
    #[error("{path}: {reason}")]
    Foreign {
        /// The store.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Another process writes to the store.
    #[error("{path} is in use by another hexward process that writes to it")]
    Locked {
        /// The store.
        path: String,
    },
    /// The store was opened for reading only.
    #[error("{path} was opened for reading only")]
    ReadOnly {
        /// The store.
        path: String,
    },
    /// Whoever waited has asked to break off; nothing has changed.
    #[error("the change was broken off, nothing was written")]
    Stopped,
    /// There is no room left; nothing has changed, and it may be tried again.
    #[error("{path}: no space is left: {reason}")]
    Full {
        /// The store.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// A write or a wait for the disk failed, so that what is on it is not known: the store has to be opened again.
    #[error(
        "{path}: writing failed, nothing is written any more until the store is opened again: {reason}"
    )]
    Failed {
        /// The store.
        path: String,
        /// What the system said.
        reason: String,
    },
    /// A stored row cannot be read.
    #[error("{table} row {row}: {error}")]
    Row {
        /// The table.
        table: &'static str,
        /// Its row number.
        row: i64,
        /// What is wrong with it.
        error: CodecError,
    },
    /// The file system failed.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: String,
        /// What the system says.
        error: std::io::Error,
    },
    /// Another process has become the writer since this one opened the store.
    #[error("another hexward process has taken over writing to {path}: open the store again")]
    Superseded {
        /// The store.
        path: String,
    },
    /// A database server failed, or refuses.
    #[error("{path}: {reason}")]
    Server {
        /// The store.
        path: String,
        /// What the server says.
        reason: String,
    },
    /// SQLite failed.
    #[error("{path}: {error}")]
    Sqlite {
        /// The store.
        path: String,
        /// What SQLite says.
        error: rusqlite::Error,
    },
}
