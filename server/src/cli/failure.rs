//! Why a command did not do what was asked, and the exit code of each reason.

use std::io;
use std::process::ExitCode;

use hexward_engine::io::ImportError;
use hexward_engine::plans::PlanError;
use hexward_engine::render::{RenderError, StyleError};
use hexward_engine::store::StoreError;
use hexward_engine::units::UnitsError;
use hexward_engine::{CommitError, ViewError};

use crate::apart::ApartError;
use crate::demo::DemoError;
use crate::looks::LooksError;

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    /// What was given has faults; they are listed already, or named here.
    #[error("{0}")]
    Findings(String),
    /// The arguments do not fit.
    #[error("{0}")]
    Usage(String),
    /// The system, a file or a port refuses.
    #[error("{0}")]
    Environment(String),
    /// Something else is there, or came in between.
    #[error("{0}")]
    Conflict(String),
    /// Nobody reads the result any more.
    #[error("the reader of the result is gone")]
    Closed,
}

impl Failure {
    /// The exit code.
    pub(super) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Closed => 0,
            Self::Findings(_) => 1,
            Self::Usage(_) => 2,
            Self::Environment(_) => 3,
            Self::Conflict(_) => 4,
        })
    }

    /// What a store refuses.
    fn of_store(error: &StoreError) -> Self {
        match error {
            StoreError::Stale { .. } | StoreError::Conflict { .. } => {
                Self::Conflict(error.to_string())
            }
            _ => Self::Environment(error.to_string()),
        }
    }

    /// A failure of the system at a file.
    pub(super) fn at(path: &std::path::Path, error: &io::Error) -> Self {
        Self::Environment(format!("{}: {error}", path.display()))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::Environment(error.to_string()),
        }
    }
}

impl From<csv::Error> for Failure {
    fn from(error: csv::Error) -> Self {
        Self::from(io::Error::from(error))
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::of_store(&error)
    }
}

impl From<ViewError> for Failure {
    fn from(error: ViewError) -> Self {
        match error {
            ViewError::Store(error) => error.into(),
            _ => Self::Usage(error.to_string()),
        }
    }
}

impl From<CommitError> for Failure {
    fn from(error: CommitError) -> Self {
        match &error {
            CommitError::Edit(_) => Self::Findings(error.to_string()),
            CommitError::Store(error) => Self::of_store(error),
            CommitError::Plan(PlanError::Edit(_) | PlanError::Partition { .. }) => {
                Self::Findings(error.to_string())
            }
            CommitError::Interrupted => Self::Environment(error.to_string()),
            CommitError::Unknown(_) | CommitError::Plan(PlanError::Unknown(_)) => {
                Self::Usage(error.to_string())
            }
            CommitError::Dataset(_)
            | CommitError::Plan(_)
            | CommitError::Stale { .. }
            | CommitError::Base { .. }
            | CommitError::Key(_)
            | CommitError::Undo { .. } => Self::Conflict(error.to_string()),
        }
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        if error.is_users() {
            Self::Findings(error.to_string())
        } else {
            Self::Environment(error.to_string())
        }
    }
}

impl From<UnitsError> for Failure {
    fn from(error: UnitsError) -> Self {
        match error {
            UnitsError::UnknownGrid(_) | UnitsError::NoGrids(_) => Self::Usage(error.to_string()),
            UnitsError::Stopped => Self::Environment("stopped, nothing was written".to_owned()),
            _ => Self::Findings(error.to_string()),
        }
    }
}

impl From<ApartError> for Failure {
    fn from(error: ApartError) -> Self {
        if error.is_users() {
            Self::Findings(error.to_string())
        } else {
            Self::Environment(error.to_string())
        }
    }
}

impl From<RenderError> for Failure {
    fn from(error: RenderError) -> Self {
        match error {
            RenderError::NoLayer(_)
            | RenderError::NoTier(_)
            | RenderError::Zoom { .. }
            | RenderError::Format { .. } => Self::Usage(error.to_string()),
            RenderError::TooManyCases(_) => Self::Findings(error.to_string()),
            RenderError::Encode(_) => Self::Environment(error.to_string()),
        }
    }
}

impl From<LooksError> for Failure {
    fn from(error: LooksError) -> Self {
        match error {
            LooksError::Read { .. } => Self::Environment(error.to_string()),
            LooksError::Style(error) => error.into(),
        }
    }
}

impl From<StyleError> for Failure {
    fn from(error: StyleError) -> Self {
        Self::Environment(error.to_string())
    }
}

impl From<DemoError> for Failure {
    fn from(error: DemoError) -> Self {
        Self::Environment(error.to_string())
    }
}
