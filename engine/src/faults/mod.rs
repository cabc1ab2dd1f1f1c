//! Whether the tiers divide the ground: every reason why one does not, with the grids concerned.
//!
//! A tier is right when
//! 1. its grids are a polygonal coverage: valid, without overlap, edge-matched;
//! 2. the grids of each parent partition it: they lie within it, fill it, and share its border edge by edge.
//!
//! Gaps between grids without a parent are listed too, but break nothing ([`TierFault::breaks_partition`]); a gap
//! between grids with parents is uncovered ground of a parent, or a gap of the parents' tier.
//!
//! # Why parent by parent is enough
//! Let all grids of a tier have parents of one tier above, which is a coverage. If the grids of every parent partition
//! it edge by edge, their borders are the parents' edges and edges inside one parent. Two grids of different parents
//! meet where these meet: along whole edges of both or at vertices, for the parents are edge-matched, and their
//! interiors do not, for those of the parents do not. So the tier is a coverage, and only what changed needs a look:
//! the grids of a parent whose own ground or any of whose grids changed. Where that finds a fault, all grids nearby are
//! looked at together, so that the list is the one that the whole tier would give.

mod memo;
mod named;
mod near;
mod plan;
mod proofs;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::geom::Fault;
use crate::layer::AreaLayer;
use crate::model::{AreaCode, Grid, Tier};

pub(crate) use memo::FaultMemo;
pub use named::NamedFault;
pub(crate) use near::Near;
pub(crate) use plan::{Plan, has_new_ground, parents_concerned};

/// The layers of grids by tier.
type Grids = BTreeMap<Tier, Arc<AreaLayer<Grid>>>;

/// One reason why the grids of a tier do not divide the ground.
#[derive(Debug, Clone, PartialEq)]
pub struct TierFault {
    /// What is wrong, where and how much; its members are indices into the records of the tier's layer.
    pub fault: Fault,
    /// The parent that the grids concerned have in common; for uncovered ground the parent that it belongs to.
    pub parent: Option<AreaCode>,
}

impl TierFault {
    /// Whether the tier does not divide the ground because of this; a gap between grids without a parent may be meant.
    pub fn breaks_partition(&self) -> bool {
        self.fault.kind.breaks_coverage()
    }
}

/// How many of some faults break the partition.
pub fn breaking(faults: &[TierFault]) -> usize {
    faults
        .iter()
        .filter(|fault| fault.breaks_partition())
        .count()
}

/// The faults of a tier, ordered by kind, grids and place; none proves that it divides the ground.
///
/// Cost: O(n log n) for n edges of the tier and of the tiers above it, and an overlay for each fault.
pub fn tier_faults(grids: &Grids, tier: Tier) -> Vec<TierFault> {
    FaultMemo::default().faults(grids, tier).to_vec()
}
