//! Repair of tiers, on request: rows that divide the ground, and every change that makes them so.
//!
//! Each parent's grids are made a partition of it, grids without a parent a coverage; codes stay. Borders between grids
//! may get vertices by that, and all grids of all tiers that have such a border take them over. Where a repaired grid
//! has grids of its own, these are repaired within its new border. Whether what comes out divides the ground is for the
//! commit to say, like of any other rows.

mod weave;
mod work;

use crate::geom::{ChangeKind, Position, RepairError, RepairLimits};
use crate::model::{AreaCode, Grid, GridDraft, Tier};
use crate::snapshot::Snapshot;

use work::Work;

/// What a repair does to a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GridChangeKind {
    /// It gets other ground or other rings.
    Repaired(ChangeKind),
    /// Its border takes over this many vertices of others.
    BorderNoded(usize),
}

impl GridChangeKind {
    /// The kind in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Repaired(kind) => kind.name(),
            Self::BorderNoded(_) => "border noded",
        }
    }
}

/// One change of a repair.
#[derive(Debug, Clone, PartialEq)]
pub struct GridChange {
    /// The tier.
    pub tier: Tier,
    /// What happens.
    pub kind: GridChangeKind,
    /// The grid that it happens to, or that gets the ground.
    pub code: AreaCode,
    /// The grid that loses the ground.
    pub from: Option<AreaCode>,
    /// Where.
    pub place: Position,
    /// How much ground moves, in square metres; for rebuilt rings the grid's area afterwards.
    pub area_m2: f64,
    /// The grid's area before the repair; none when its rings were not valid.
    pub before_m2: Option<f64>,
    /// The grid's area after the repair; none when nothing is left of it.
    pub after_m2: Option<f64>,
}

impl GridChange {
    /// The ground that moves from one grid, or from none, to another, or to none; in square metres.
    pub fn moved_m2(&self) -> f64 {
        match self.kind {
            GridChangeKind::Repaired(
                ChangeKind::Snapped
                | ChangeKind::OverlapGiven
                | ChangeKind::GapFilled
                | ChangeKind::CutOff,
            ) => self.area_m2,
            GridChangeKind::Repaired(ChangeKind::RingsRebuilt | ChangeKind::Vanished)
            | GridChangeKind::BorderNoded(_) => 0.0,
        }
    }
}

/// A proposal: rows to import, and what they change.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GridRepair {
    /// The drafts as grids, and the stored grids that change with them, sorted by code.
    pub grids: Vec<Grid>,
    /// The changes, from the largest tier down.
    pub changes: Vec<GridChange>,
    /// The grids of which nothing is left, or nothing valid.
    pub lost: Vec<AreaCode>,
}

impl GridRepair {
    /// How much ground moves in all, in square metres.
    pub fn moved_m2(&self) -> f64 {
        self.changes.iter().map(GridChange::moved_m2).sum()
    }
}

/// Why nothing can be proposed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("tier {tier}{} cannot be repaired: {error}", of(.parent.as_ref()))]
pub struct GridRepairError {
    /// The tier.
    pub tier: Tier,
    /// The parent of the grids concerned.
    pub parent: Option<AreaCode>,
    /// What stands against it.
    pub error: RepairError,
}

fn of(parent: Option<&AreaCode>) -> String {
    parent.map_or_else(String::new, |code| format!(", grids of {code},"))
}

/// What a repair within these limits makes of drafts that are to be imported.
///
/// Cost: O(grids), a validation of the grids of each parent concerned, and an overlay for each that is wrong.
///
/// # Errors
/// [`GridRepairError`] when grids are spread too wide, or a parent would get another border.
pub fn repair_drafts(
    snapshot: &Snapshot,
    drafts: &[GridDraft],
    limits: &RepairLimits,
) -> Result<GridRepair, GridRepairError> {
    let mut work = Work::new(snapshot, *limits);
    drafts.iter().for_each(|draft| work.take(draft));
    let Some(first) = drafts.iter().map(|draft| draft.tier).min() else {
        return Ok(GridRepair::default());
    };
    work.repair_from(first, false)?;
    Ok(work.finish())
}

/// What a repair within these limits makes of a stored tier and of those below it.
///
/// Cost: as [`repair_drafts`], for all grids of these tiers.
///
/// # Errors
/// As [`repair_drafts`].
pub fn repair_tier(
    snapshot: &Snapshot,
    tier: Tier,
    limits: &RepairLimits,
) -> Result<GridRepair, GridRepairError> {
    let mut work = Work::new(snapshot, *limits);
    work.repair_from(tier, true)?;
    Ok(work.finish())
}

#[cfg(test)]
mod tests;
