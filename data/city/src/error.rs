//! Why a city was not built.

use hexward_engine::geom::{Position, SliceError};

/// Why a city was not built or written.
#[derive(Debug, thiserror::Error)]
pub enum CityError {
    /// The curves of this seed cannot be cut.
    #[error("the ground of this seed cannot be cut: {0}")]
    Slice(#[from] SliceError),
    /// A ring of this seed is not valid.
    #[error("the ground of this seed has no valid ring: {0}")]
    Ring(String),
    /// Two faces do not share an edge as they should.
    #[error("the ground of this seed has an edge without its other side at {0}")]
    Open(Position),
    /// There is less ground than grids.
    #[error("the ground of this seed has {atoms} parcels, fewer than its {areas} areas")]
    TooFew {
        /// How many parcels there are.
        atoms: usize,
        /// How many areas they should make.
        areas: usize,
    },
    /// A file cannot be written.
    #[error("{file}: {error}")]
    Write {
        /// The file's name.
        file: String,
        /// What the system says.
        error: std::io::Error,
    },
}
