//! Edits: what people and programs ask for, turned into deltas of rows.
//!
//! Every edit is a pure function of a snapshot. A changeset applies its edits in order and becomes one delta, so that it
//! is durable as a whole or not at all. An edit that changes nothing gives an empty delta. A changeset that would break
//! the partition of the ground is refused, unless it says [`Edit::WithFaults`].
//!
//! Borders are shared: an edit moves them for the grids on both sides, and for the grids of all tiers below that have the
//! same border. A grid below that loses part of its parent is divided, and its parts belong to whoever has the ground. A
//! border of the tiers above never moves along: an edit that would move it is refused and says which grid's it is.

mod buildings;
mod changeset;
mod checkpoints;
mod codes;
mod compose;
mod crossing;
mod derive;
mod draw;
mod duties;
mod effects;
mod error;
mod ground;
mod honeycomb;
mod import;
mod lay;
mod locks;
mod merge;
mod nodes;
mod partition;
mod pieces;
mod redraw;
mod repair;
mod rows;
mod split;
mod units;
mod whole;

use crate::codes::Profile;
use crate::geom::{Phase, Position, Region};
use crate::model::{
    Address, AddressId, AreaCode, Barrier, Checkpoint, CheckpointId, CheckpointState, Count, Delta,
    Duty, DutyId, Grid, LayerName, Lock, Role, RoleId, SpatialUnit, Text, Tier, UnitId,
};
use crate::snapshot::Snapshot;

pub use changeset::Changeset;
pub use codes::check_codes;
pub(crate) use compose::compose;
pub use crossing::Crossing;
pub use effects::{BeforeAfter, Effects, GridEffect, GridState, Sums, TierVerdict};
pub use error::EditError;
pub use honeycomb::{Honeycombs, Spacing};
pub use locks::Breach;
pub use partition::PartitionError;
pub use redraw::UnitsOfGrid;
pub use repair::{
    GridChange, GridChangeKind, GridRepair, GridRepairError, repair_drafts, repair_tier,
};
pub use whole::partition_faults;

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
    /// Adds or replaces grids. A grid that is stored keeps its lock, whatever the row says: only [`Edit::LockGrids`] changes
    /// it.
    ImportGrids(Vec<Grid>),
    /// Adds or replaces addresses.
    ImportAddresses(Vec<Address>),
    /// Adds or replaces checkpoints.
    ImportCheckpoints(Vec<Checkpoint>),
    /// Adds or replaces barriers.
    ImportBarriers(Vec<Barrier>),
    /// Adds or replaces spatial units.
    ImportUnits(Vec<SpatialUnit>),
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
    /// Divides a grid into one grid of the next tier an open checkpoint: the ground nearest to it. Numbered west to east, then north to south.
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
    /// Lays honeycombs over all grids of a tier, each grid with its own, replacing layers of the same names.
    LayHoneycombs(Honeycombs),
    /// Divides grids of tier grid that have no micro-grids into the cells of a honeycomb, clipped to each.
    DivideByHoneycomb {
        /// The grid to divide, or one whose grids are divided.
        within: AreaCode,
        /// Which of the three shifted lattices.
        phase: Phase,
        /// How far apart the centres lie.
        spacing: Spacing,
        /// A cell with fewer addresses is merged into the neighbour with the longest common border.
        least_addresses: u32,
    },
    /// Moves a node of a tier's borders; grids of the tiers below that share it follow.
    MoveNode {
        /// The tier whose border moves.
        tier: Tier,
        /// Where the node is.
        from: Position,
        /// Where it goes.
        to: Position,
    },
    /// Puts a node into an edge of a tier's borders, on it or beside it.
    InsertNode {
        /// The tier whose border gets the node.
        tier: Tier,
        /// The ends of the edge, in either order.
        edge: (Position, Position),
        /// Where the node goes.
        at: Position,
    },
    /// Takes away a node through which a border only passes.
    DeleteNode {
        /// The tier whose border loses the node.
        tier: Tier,
        /// Where the node is.
        node: Position,
    },
    /// Joins neighbouring grids into the first, which keeps its code; what belonged to the others belongs to it.
    MergeGrids {
        /// The grid that stays.
        keep: AreaCode,
        /// The grids that go.
        others: Vec<AreaCode>,
    },
    /// Splits a grid in two along a line; the larger part keeps the code.
    SplitGrid {
        /// The grid.
        code: AreaCode,
        /// The line, across the grid once; it may begin and end beyond it.
        line: Vec<Position>,
        /// The code of the smaller part; the next one when it is not given.
        new: Option<AreaCode>,
        /// The name of the smaller part.
        name: String,
    },
    /// Gives the ground that a line cuts off towards a neighbour to that neighbour; a border drawn anew is this.
    TransferGround {
        /// The grid that gives.
        from: AreaCode,
        /// Its neighbour, of the same tier and parent.
        to: AreaCode,
        /// The line, which may begin and end beyond the grid.
        line: Vec<Position>,
    },
    /// Draws a grid over ground of the grids that belong to a parent; they keep the rest, and the grids below them are
    /// divided. Where the parent has none, what is drawn must fill it.
    DrawGrid {
        /// The grid that it belongs to; ground beyond it is left out.
        parent: AreaCode,
        /// Its code; the next one when it is not given.
        code: Option<AreaCode>,
        /// Its name.
        name: String,
        /// What is drawn.
        region: Region,
    },
    /// Gives whole buildings to a neighbour, with the ground that is nearer to them than to the other buildings.
    TransferBuildings {
        /// The grid that gives.
        from: AreaCode,
        /// Its neighbour, of the same tier and parent.
        to: AreaCode,
        /// The names of the buildings.
        buildings: Vec<String>,
    },
    /// Gives spatial units to a neighbour: those that touch it with their own ground, else with the ground that is nearer
    /// to them than to the other units.
    TransferUnits {
        /// The grid that gives.
        from: AreaCode,
        /// Its neighbour, of the same tier and parent.
        to: AreaCode,
        /// The units; of one that lies in several grids the part in the grid that gives.
        units: Vec<UnitId>,
    },
    /// Gives spatial units, stored or derived, to grids of their parents: each grid becomes the union of its units, and the
    /// grids below are divided along. New grids are possible, and those that are left without units go.
    AssignUnits(Vec<UnitsOfGrid>),
    /// Gives a grid another name.
    RenameGrid {
        /// The grid.
        code: AreaCode,
        /// Its name from now on.
        name: String,
    },
    /// Gives a grid another code; what belongs to it stays with it.
    RenumberGrid {
        /// Its code so far.
        code: AreaCode,
        /// Its code from now on.
        to: AreaCode,
    },
    /// Gives the grids of a parent new codes from west to east, of one longitude from north to south; codes that were ever
    /// used are not used again, and grids that are in this order keep theirs.
    NumberGrids {
        /// The parent.
        parent: AreaCode,
        /// The form of the codes; that of the present ones when it is not given.
        profile: Option<Profile>,
    },
    /// Says to which grid of a tier above a grid belongs.
    ReparentGrid {
        /// The grid.
        code: AreaCode,
        /// The grid above, or none.
        parent: Option<AreaCode>,
    },
    /// Says what edits may do to grids from now on.
    LockGrids {
        /// The grids.
        codes: Vec<AreaCode>,
        /// What may be done to them.
        lock: Lock,
    },
    /// Sets up a checkpoint.
    PlaceCheckpoint(Checkpoint),
    /// Moves a checkpoint.
    MoveCheckpoint {
        /// Its id.
        id: CheckpointId,
        /// Where it is from now on.
        to: Position,
    },
    /// Closes a checkpoint, which stays where it is, or opens it again.
    SetCheckpointState {
        /// Its id.
        id: CheckpointId,
        /// Its state from now on.
        state: CheckpointState,
    },
    /// Takes checkpoints away.
    RemoveCheckpoints(Vec<CheckpointId>),
    /// Takes addresses away, with what was counted there.
    RemoveAddresses(Vec<AddressId>),
    /// Takes spatial units away.
    RemoveUnits(Vec<UnitId>),
    /// Adds or replaces roles.
    SetRoles(Vec<Role>),
    /// Adds or replaces duties, in roles and on ground that are stored.
    SetDuties(Vec<Duty>),
    /// Gives the workers of grids their borders and junctions, so that two or more answer for every place inside.
    LayCrossing(Crossing),
    /// Takes roles away in which there is no duty.
    RemoveRoles(Vec<RoleId>),
    /// Takes duties away.
    RemoveDuties(Vec<DutyId>),
    /// Changes nothing, but lets the whole changeset leave tiers that do not divide the ground, so that a broken plan
    /// can be stored, looked at and repaired. Nothing is proved of such a tier until it is repaired.
    WithFaults,
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

/// Refuses rows that nobody may commit, whoever made them: an edit, an undo, a plan.
///
/// # Errors
/// [`EditError::Partition`] when they would leave faults; [`EditError::Locked`] when they break the lock of a grid that
/// they do not open.
pub fn check(snapshot: &Snapshot, delta: &Delta) -> Result<(), EditError> {
    locks::check(snapshot, delta)?;
    partition::check(snapshot, delta)?;
    Ok(())
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
        locks::check(base, &delta)?;
        codes::refuse_other_digits(&delta)?;
        codes::refuse_retired(base, &delta, snapshot.revision)?;
        if rest.peek().is_some() {
            latest = Some(base.with(&delta)?);
        }
        total = compose(total, delta);
    }
    Ok(total)
}

fn apply_edit(snapshot: &Snapshot, edit: &Edit) -> Result<Delta, EditError> {
    match edit {
        Edit::WithFaults => Ok(Delta::default()),
        Edit::MoveNode { tier, from, to } => nodes::move_node(snapshot, *tier, *from, *to),
        Edit::InsertNode { tier, edge, at } => nodes::insert_node(snapshot, *tier, *edge, *at),
        Edit::DeleteNode { tier, node } => nodes::delete_node(snapshot, *tier, *node),
        Edit::MergeGrids { keep, others } => merge::merge(snapshot, keep, others),
        Edit::SplitGrid {
            code,
            line,
            new,
            name,
        } => split::split(snapshot, code, line, new.as_ref(), name),
        Edit::TransferGround { from, to, line } => split::transfer(snapshot, from, to, line),
        Edit::DrawGrid {
            parent,
            code,
            name,
            region,
        } => draw::draw(snapshot, parent, code.as_ref(), name, region),
        Edit::TransferBuildings {
            from,
            to,
            buildings,
        } => buildings::transfer(snapshot, from, to, buildings),
        Edit::TransferUnits { from, to, units } => units::transfer(snapshot, from, to, units),
        Edit::AssignUnits(rows) => redraw::redraw(snapshot, rows),
        Edit::ImportUnits(rows) => import::units(snapshot, rows),
        Edit::RemoveUnits(ids) => rows::remove_units(snapshot, ids),
        Edit::SetRoles(rows) => duties::set_roles(snapshot, rows),
        Edit::SetDuties(rows) => duties::set_duties(snapshot, rows),
        Edit::LayCrossing(wanted) => crossing::lay(snapshot, wanted),
        Edit::RemoveRoles(ids) => duties::remove_roles(snapshot, ids),
        Edit::RemoveDuties(ids) => duties::remove_duties(snapshot, ids),
        Edit::RenameGrid { code, name } => rows::rename(snapshot, code, name),
        Edit::RenumberGrid { code, to } => rows::renumber(snapshot, code, to),
        Edit::NumberGrids { parent, profile } => codes::number(snapshot, parent, *profile),
        Edit::ReparentGrid { code, parent } => rows::reparent(snapshot, code, parent.as_ref()),
        Edit::LockGrids { codes, lock } => rows::lock(snapshot, codes, *lock),
        Edit::PlaceCheckpoint(checkpoint) => checkpoints::place(snapshot, checkpoint),
        Edit::MoveCheckpoint { id, to } => checkpoints::move_to(snapshot, id, *to),
        Edit::SetCheckpointState { id, state } => checkpoints::set_state(snapshot, id, *state),
        Edit::RemoveCheckpoints(ids) => rows::remove_checkpoints(snapshot, ids),
        Edit::RemoveAddresses(ids) => rows::remove_addresses(snapshot, ids),
        Edit::Describe { name, note } => Ok(import::describe(snapshot, name, note)),
        Edit::ImportGrids(rows) => import::stored_locks(snapshot, rows),
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
        Edit::Honeycomb { .. } | Edit::LayHoneycombs(_) | Edit::DivideByHoneycomb { .. } => {
            honeycomb::apply(snapshot, edit)
        }
    }
}

/// The anchor of the frame for a first import: the middle of what comes in.
fn anchor(positions: impl Iterator<Item = Position>) -> Option<Position> {
    Some(crate::geom::Bounds::around(positions)?.center())
}

#[cfg(test)]
mod tests;
