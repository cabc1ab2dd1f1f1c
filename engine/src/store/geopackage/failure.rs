//! What goes wrong inside, before the path of the store is known.

use std::fmt;
use std::path::Path;

use rusqlite::ErrorCode;

use crate::store::StoreError;

/// An error of SQLite, or one that already says all.
#[derive(Debug)]
pub(super) enum Failure {
    /// What SQLite says.
    Sqlite(rusqlite::Error),
    /// What we say.
    Store(StoreError),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(error) => error.fmt(f),
            Self::Store(error) => error.fmt(f),
        }
    }
}

impl Failure {
    /// The error with its place.
    pub(super) fn at(self, path: &Path) -> StoreError {
        match self {
            Self::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::DiskFull) => {
                StoreError::Full {
                    path: path.display().to_string(),
                    reason: error.to_string(),
                }
            }
            Self::Sqlite(error) => StoreError::Sqlite {
                path: path.display().to_string(),
                error,
            },
            Self::Store(error) => error,
        }
    }

    /// Whether the system failed to write, or to say that it has written: nobody knows then what is on the disk, and
    /// asking it once more may be answered with a yes that is not true.
    pub(super) fn is_fatal(&self) -> bool {
        matches!(self, Self::Sqlite(error)
            if error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure))
    }
}
