//! Why there is no archive.

use std::io;
use std::path::Path;

use crate::render::RenderError;

/// Why there is no archive.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// A tile could not be drawn.
    #[error(transparent)]
    Render(#[from] RenderError),
    /// The formats know no other plane.
    #[error("archives hold tiles of the Mercator plane only")]
    Plane,
    /// There is nothing to draw.
    #[error("nothing is stored that could be drawn")]
    Nothing,
    /// More tiles than one archive should have.
    #[error("{tiles} tiles are more than the {most} of an archive: fewer zooms or a smaller box")]
    TooMany {
        /// Tiles of the cover.
        tiles: u64,
        /// The most there may be.
        most: u64,
    },
    /// Another process writes the same archive.
    #[error("{path} is being written by another process")]
    Busy {
        /// The work file.
        path: String,
    },
    /// Somebody asked to break off.
    #[error("the export was broken off; the same order goes on where it was")]
    Stopped,
    /// The system refuses.
    #[error("{path}: {source}")]
    File {
        /// The file.
        path: String,
        /// What the system says.
        source: io::Error,
    },
    /// SQLite refuses.
    #[error("{path}: {source}")]
    Sqlite {
        /// The work file.
        path: String,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// The writer of PMTiles refuses.
    #[error("{path}: {reason}")]
    Packing {
        /// The file.
        path: String,
        /// What the writer says.
        reason: String,
    },
}

impl ArchiveError {
    /// A failure of the system at a file.
    pub(super) fn at(path: &Path, source: io::Error) -> Self {
        Self::File {
            path: path.display().to_string(),
            source,
        }
    }

    /// A failure of SQLite at a file.
    pub(super) fn of_sqlite(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.display().to_string();
        match source.sqlite_error_code() {
            Some(rusqlite::ErrorCode::DatabaseBusy | rusqlite::ErrorCode::DatabaseLocked) => {
                Self::Busy { path }
            }
            _ => Self::Sqlite { path, source },
        }
    }

    /// A failure of the writer of PMTiles at a file.
    pub(super) fn of_packing(path: &Path, error: &pmtiles::PmtError) -> Self {
        Self::Packing {
            path: path.display().to_string(),
            reason: error.to_string(),
        }
    }
}
