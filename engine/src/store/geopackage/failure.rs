//! What goes wrong inside, before the path of the store is known.

use std::path::Path;

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

impl Failure {
    /// The error with its place.
    pub(super) fn at(self, path: &Path) -> StoreError {
        match self {
            Self::Sqlite(error) => StoreError::Sqlite {
                path: path.display().to_string(),
                error,
            },
            Self::Store(error) => error,
        }
    }
}
