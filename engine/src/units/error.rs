//! Why a parent has no units.

use crate::model::{AreaCode, Tier};

/// Why units could not be derived.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnitsError {
    /// No grid has this code.
    #[error("there is no grid {0}")]
    UnknownGrid(AreaCode),
    /// Nothing belongs to the grid.
    #[error("no grid belongs to {0}, so there is nothing to divide anew")]
    NoGrids(AreaCode),
    /// The grids of a parent do not divide its ground.
    #[error("the grids of tier {tier} in {parent} do not divide its ground: repair them first")]
    Faulty {
        /// The parent.
        parent: AreaCode,
        /// Their tier.
        tier: Tier,
    },
    /// A grid is thinner than the lattice can tell.
    #[error("grid {0} is too thin to have units")]
    TooThin(AreaCode),
    /// Somebody asked to stop.
    #[error("stopped")]
    Stopped,
}
