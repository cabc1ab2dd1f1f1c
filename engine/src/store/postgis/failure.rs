//! What goes wrong inside, before the address of the store is known.

use std::error::Error;
use std::io;

use postgres::error::SqlState;

use crate::store::StoreError;

/// An error of PostgreSQL, or one of ours.
#[derive(Debug)]
pub(super) enum Failure {
    /// What PostgreSQL says.
    Postgres(postgres::Error),
    /// The database is no store that this version works on.
    Foreign(String),
    /// Somebody else has the writer's lock.
    Locked,
    /// Somebody else has become the writer.
    Superseded,
    /// One that already says all.
    Store(StoreError),
}

impl From<postgres::Error> for Failure {
    fn from(error: postgres::Error) -> Self {
        Self::Postgres(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<io::Error> for Failure {
    /// What a copy says: it wraps the errors of the connection.
    fn from(error: io::Error) -> Self {
        match error.downcast::<postgres::Error>() {
            Ok(error) => Self::Postgres(error),
            Err(error) => Self::Foreign(error.to_string()),
        }
    }
}

impl Failure {
    /// The error with its place.
    pub(super) fn at(self, path: &str) -> StoreError {
        let path = path.to_owned();
        match self {
            Self::Postgres(error) if error.code() == Some(&SqlState::DISK_FULL) => {
                StoreError::Full {
                    path,
                    reason: told(&error),
                }
            }
            Self::Postgres(error) => StoreError::Server {
                path,
                reason: told(&error),
            },
            Self::Foreign(reason) => StoreError::Foreign { path, reason },
            Self::Locked => StoreError::Locked { path },
            Self::Superseded => StoreError::Superseded { path },
            Self::Store(error) => error,
        }
    }

    /// Whether the connection is gone, or the server does not take one at the moment.
    pub(super) fn is_lost(&self) -> bool {
        let Self::Postgres(error) = self else {
            return false;
        };
        match error.code() {
            Some(code) => [
                SqlState::ADMIN_SHUTDOWN,
                SqlState::CRASH_SHUTDOWN,
                SqlState::CANNOT_CONNECT_NOW,
            ]
            .contains(code),
            None => error.is_closed() || error.source().is_some_and(<dyn Error>::is::<io::Error>),
        }
    }

    /// Whether somebody else holds what was waited for.
    pub(super) fn is_busy(&self) -> bool {
        matches!(self, Self::Postgres(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE))
    }
}

/// What an error says, without the rows and parameters that PostgreSQL adds as details.
pub(super) fn told(error: &postgres::Error) -> String {
    let Some(said) = error.as_db_error() else {
        let mut text = error.to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text = format!("{text}: {error}");
            cause = error.source();
        }
        return text;
    };
    let message = said.message();
    let code = said.code();
    if *code == SqlState::INSUFFICIENT_PRIVILEGE {
        format!("the role lacks a right: {message} (SECURITY.md has the statements that grant it)")
    } else if *code == SqlState::LOCK_NOT_AVAILABLE {
        format!("another program holds rows of the store: {message}")
    } else {
        format!("{message} ({})", code.code())
    }
}
