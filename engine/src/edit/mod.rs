//! Edits: what people and programs ask for, turned into deltas of rows.
//!
//! Every edit is a pure function of a snapshot. A changeset applies its edits in order and becomes one delta, so that it
//! is durable as a whole or not at all. An edit that changes nothing gives an empty delta. A changeset that would break
//! the partition of the ground is refused, unless it says [`Edit::WithFaults`].

mod compose;
mod derive;
mod honeycomb;
mod import;
mod partition;
mod repair;

use crate::geom::{
    HoneycombError, HullError, Phase, Position, RegionError, SliceError, VoronoiError,
};
use crate::model::{
    Address, AreaCode, Barrier, Checkpoint, Count, DatasetError, Delta, Grid, IdError, LayerName,
    Measure, Note, Text, Tier, Unit,
};
use crate::snapshot::Snapshot;

pub use partition::PartitionError;
pub use repair::{
    GridChange, GridChangeKind, GridRepair, GridRepairError, repair_drafts, repair_tier,
};

/// One thing to change.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Says what the store describes.
    Describe {
        /// The name to show.
        name: Text,
        /// What the data is and where it comes from.
        note: Text,
    },
    /// Adds or replaces grids.
    ImportGrids(Vec<Grid>),
    /// Adds or replaces addresses.
    ImportAddresses(Vec<Address>),
    /// Adds or replaces checkpoints.
    ImportCheckpoints(Vec<Checkpoint>),
    /// Adds or replaces barriers.
    ImportBarriers(Vec<Barrier>),
    /// Adds or replaces counts, at addresses that exist.
    ImportCounts(Vec<Count>),
    /// Draws a grid around everything stored: the widened convex hull.
    DrawOutline {
        /// Its code.
        code: AreaCode,
        /// Its name.
        name: String,
        /// Its level.
        tier: Tier,
        /// How far it reaches beyond the outermost point, in metres.
        margin_m: f64,
    },
    /// Divides a grid into one grid of the next tier a checkpoint: the ground nearest to it. Numbered west to east, then north to south.
    PartitionByCheckpoints {
        /// The grid to divide.
        parent: AreaCode,
    },
    /// Lays a honeycomb over a grid, replacing a layer of the same name.
    Honeycomb {
        /// The grid to fill.
        parent: AreaCode,
        /// The name of the layer.
        name: LayerName,
        /// Which of the three shifted lattices.
        phase: Phase,
        /// Distance between neighbouring centres in millimetres.
        spacing_mm: u32,
    },
    /// Changes nothing, but lets the whole changeset leave tiers that do not divide the ground, so that a broken plan
    /// can be stored, looked at and repaired. Nothing is proved of such a tier until it is repaired.
    WithFaults,
}

/// Edits that are made durable together.
#[derive(Debug, Clone, PartialEq)]
pub struct Changeset {
    /// Who, why, when.
    pub note: Note,
    /// What, in order.
    pub edits: Vec<Edit>,
}

/// Why an edit is refused; nothing has changed then.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum EditError {
    /// A code names no grid.
    #[error("there is no grid with the code {0}")]
    UnknownGrid(AreaCode),
    /// A grid's parent is of the wrong tier.
    #[error("grid {code} of tier {tier} cannot belong to {parent} of tier {parent_tier}")]
    Tier {
        /// The grid.
        code: AreaCode,
        /// Its tier.
        tier: Tier,
        /// The parent.
        parent: AreaCode,
        /// The parent's tier.
        parent_tier: Tier,
    },
    /// A count is at an address that is not stored.
    #[error(
        "{measure} is counted at address {address}, which is not stored: import the addresses first"
    )]
    UnknownAddress {
        /// The address.
        address: String,
        /// The measure.
        measure: Measure,
    },
    /// A measure comes in two units.
    #[error("{measure} is stored in {stored}, it cannot be added to a count in {given}")]
    Unit {
        /// The measure.
        measure: Measure,
        /// The stored unit.
        stored: Unit,
        /// The unit of the refused count.
        given: Unit,
    },
    /// Two rows of one import have the same key.
    #[error("{0} stands twice in one import")]
    Doubled(String),
    /// There are no checkpoints to divide by.
    #[error("there are no checkpoints inside {0} to divide it by")]
    NoCheckpoints(AreaCode),
    /// A grid of the lowest tier cannot be divided.
    #[error("{0} is a micro-grid, there is no tier below it")]
    LowestTier(AreaCode),
    /// A division has no room for more layers of this phase.
    #[error("{0} already has ten honeycomb layers of this phase")]
    NoLevel(AreaCode),
    /// A honeycomb finer than its ground allows.
    #[error(
        "a spacing of {spacing_mm} mm would make about {expected} cells, more than 250000: choose a wider one"
    )]
    TooManyCells {
        /// The spacing asked for.
        spacing_mm: u32,
        /// Roughly how many cells it makes.
        expected: u64,
    },
    /// Data on both sides of the antimeridian, or all around the globe.
    #[error(
        "the data would reach from {from} to {to}, more than half around the globe: that is not supported"
    )]
    TooWide {
        /// South-west corner of the whole.
        from: Position,
        /// North-east corner of the whole.
        to: Position,
    },
    /// Nothing is stored.
    #[error("nothing is stored yet, so there is no ground to draw on")]
    Empty,
    /// A spacing out of range.
    #[error(transparent)]
    Honeycomb(#[from] HoneycombError),
    /// The ground could not be cut.
    #[error(transparent)]
    Slice(#[from] SliceError),
    /// The ground could not be divided.
    #[error(transparent)]
    Voronoi(#[from] VoronoiError),
    /// The outline could not be drawn.
    #[error(transparent)]
    Hull(#[from] HullError),
    /// A piece is no region.
    #[error(transparent)]
    Region(#[from] RegionError),
    /// A code could not be made.
    #[error(transparent)]
    Id(#[from] IdError),
    /// The tiers would not divide the ground.
    #[error(transparent)]
    Partition(#[from] PartitionError),
    /// Two edits of one changeset do not fit together.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
}

impl Changeset {
    /// Whether it may leave tiers that do not divide the ground.
    pub fn with_faults(&self) -> bool {
        self.edits
            .iter()
            .any(|edit| matches!(edit, Edit::WithFaults))
    }
}

/// The delta of a changeset: its edits applied in order to the snapshot.
///
/// # Errors
/// [`EditError`] of the first edit that is refused; [`EditError::Partition`] when all together would leave faults.
pub fn apply(snapshot: &Snapshot, changeset: &Changeset) -> Result<Delta, EditError> {
    let delta = Delta {
        note: changeset.note.clone(),
        ..composed(snapshot, &changeset.edits)?
    };
    if !changeset.with_faults() {
        partition::check(snapshot, &delta)?;
    }
    Ok(delta)
}

fn composed(snapshot: &Snapshot, edits: &[Edit]) -> Result<Delta, EditError> {
    let mut total = Delta::default();
    let mut latest: Option<Snapshot> = None;
    let mut rest = edits
        .iter()
        .filter(|edit| !matches!(edit, Edit::WithFaults))
        .peekable();
    while let Some(edit) = rest.next() {
        let base = latest.as_ref().unwrap_or(snapshot);
        let delta = apply_edit(base, edit)?;
        if rest.peek().is_some() {
            latest = Some(base.with(&delta)?);
        }
        total = compose::compose(total, delta);
    }
    Ok(total)
}

fn apply_edit(snapshot: &Snapshot, edit: &Edit) -> Result<Delta, EditError> {
    match edit {
        Edit::WithFaults => Ok(Delta::default()),
        Edit::Describe { name, note } => Ok(import::describe(snapshot, name, note)),
        Edit::ImportGrids(rows) => import::grids(snapshot, rows),
        Edit::ImportAddresses(rows) => import::addresses(snapshot, rows),
        Edit::ImportCheckpoints(rows) => import::checkpoints(snapshot, rows),
        Edit::ImportBarriers(rows) => import::barriers(snapshot, rows),
        Edit::ImportCounts(rows) => import::counts(snapshot, rows),
        Edit::DrawOutline {
            code,
            name,
            tier,
            margin_m,
        } => derive::outline(snapshot, code, name, *tier, *margin_m),
        Edit::PartitionByCheckpoints { parent } => derive::partition(snapshot, parent),
        Edit::Honeycomb {
            parent,
            name,
            phase,
            spacing_mm,
        } => honeycomb::honeycomb(snapshot, parent, name, *phase, *spacing_mm),
    }
}

/// The anchor of the frame for a first import: the middle of what comes in.
fn anchor(positions: impl Iterator<Item = Position>) -> Option<Position> {
    Some(crate::geom::Bounds::around(positions)?.center())
}

#[cfg(test)]
mod tests;
