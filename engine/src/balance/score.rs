//! The objective as one value that is compared field by field.

use super::{Load, Problem};

/// How bad a plan is. The order of the fields is the order of what matters; contiguity is no field, it always holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Score {
    /// How much lies above the caps.
    pub(super) above_caps: u64,
    /// The square of the work outside the band.
    pub(super) violation: u128,
    /// Households in another grid than today.
    pub(super) moved_households: u64,
    /// Units in another grid than today.
    pub(super) moved_units: u64,
    /// Grids beyond the first in which estates lie.
    pub(super) estates_split: u64,
    /// Obstacles crossed inside grids.
    pub(super) crossed_mm: u64,
    /// Common borders of different grids.
    pub(super) border_mm: u64,
}

impl Score {
    /// Whether all grids are below the caps and in the band.
    pub(super) fn is_met(&self) -> bool {
        self.above_caps == 0 && self.violation == 0
    }
}

/// Farther outside the band than this all work is equally far, so that squares of 2^31 grids can be added.
const FARTHEST: u64 = 1 << 48;

/// What a grid adds to the first two fields.
pub(super) fn faults_of(problem: &Problem, work: u64, load: &Load) -> (u64, u128) {
    let task = problem.task();
    let above = |cap: &super::Cap| load.of(cap.criterion).saturating_sub(cap.at_most);
    let outside = u128::from(task.band.outside(work).min(FARTHEST));
    (task.caps.iter().map(above).sum(), outside * outside)
}
