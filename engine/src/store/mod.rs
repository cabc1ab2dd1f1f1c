//! Stores: where commits become durable.
//!
//! A store knows rows and revisions, never geometry questions, so that two stores cannot answer differently. Everything
//! is in three methods; the conformance suite in `tests` runs on every implementation.

mod codec;
mod geopackage;
mod hash;
mod hexes;
mod keyed;
#[cfg(feature = "postgis")]
mod postgis;
mod wkb;

pub use codec::{CodecError, decode_delta, encode_delta};
pub use geopackage::GeoPackage;
pub use hash::content_hash;
#[cfg(feature = "postgis")]
pub use postgis::{PostGis, ServerAddress, ServerAddressError};

use crate::model::{Commit, Dataset, Delta, Revision};

/// The release of SQLite that writes the embedded store.
pub fn sqlite_release() -> &'static str {
    rusqlite::version()
}

/// What every store does.
pub trait Store: Send {
    /// All rows at the newest revision.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read or holds what no version wrote.
    fn load(&mut self) -> Result<Dataset, StoreError>;

    /// Makes a delta durable as the next revision, all of it or nothing.
    ///
    /// # Errors
    /// [`StoreError::Stale`] when `base` is not the newest revision, [`StoreError::Conflict`] when a row is not as the
    /// delta says; nothing has changed then.
    fn commit(&mut self, base: Revision, delta: &Delta) -> Result<Revision, StoreError>;

    /// The commits after `base`, oldest first.
    ///
    /// # Errors
    /// [`StoreError`] when the store cannot be read.
    fn since(&mut self, base: Revision) -> Result<Vec<Commit>, StoreError>;
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
