//! Why edits are refused.

use super::{Breach, PartitionError};
use crate::cross::NetError;
use crate::geom::{HoneycombError, HullError, Position, RegionError, SliceError, VoronoiError};
use crate::model::{
    AreaCode, CheckpointId, DatasetError, DutyError, DutyId, IdError, LayerName, Lock, Measure,
    Revision, RoleId, Tier, Unit, UnitId,
};
use crate::units::UnitsError;

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
    /// No border of a tier has a node there.
    #[error("no border of tier {tier} has a node at {node}")]
    NoNode {
        /// The tier.
        tier: Tier,
        /// The place.
        node: Position,
    },
    /// No border of a tier has such an edge.
    #[error("no border of tier {tier} has an edge from {from} to {to}")]
    NoEdge {
        /// The tier.
        tier: Tier,
        /// One end.
        from: Position,
        /// The other.
        to: Position,
    },
    /// More than two edges end at a node.
    #[error("{edges} edges end at {node}: only a node between two edges can be taken away")]
    Junction {
        /// The node.
        node: Position,
        /// How many edges end there.
        edges: usize,
    },
    /// A border of a tier above would change.
    #[error("{place} lies on the outline of {code}: edit the border of tier {tier} instead")]
    Outline {
        /// The grid above.
        code: AreaCode,
        /// Its tier.
        tier: Tier,
        /// The place.
        place: Position,
    },
    /// A grid would no longer be a region.
    #[error("grid {code} would be no valid area: {reason}")]
    Shape {
        /// The grid.
        code: AreaCode,
        /// What is wrong with it.
        reason: String,
    },
    /// Grids of different tiers or parents are to be one.
    #[error("grids {code} and {other} differ in tier or parent, they cannot be joined")]
    Unlike {
        /// One.
        code: AreaCode,
        /// The other.
        other: AreaCode,
    },
    /// Grids without a common border are to be one.
    #[error("grid {other} does not hang together with {code} along a border")]
    Apart {
        /// One.
        code: AreaCode,
        /// The other.
        other: AreaCode,
    },
    /// Grids to be joined are no coverage.
    #[error("grid {code} and those to be joined with it have a fault: {fault}; repair it first")]
    Overlapping {
        /// The grid that would stay.
        code: AreaCode,
        /// The first fault.
        fault: String,
    },
    /// A honeycomb is laid over a grid that goes.
    #[error("the honeycomb layer {layer} is laid over {code}: remove it first")]
    Carries {
        /// The grid.
        code: AreaCode,
        /// The layer.
        layer: LayerName,
    },
    /// A line does not divide a grid as it should.
    #[error(
        "the line divides {code} into {parts} parts: draw it from border to border, once across"
    )]
    NotDivided {
        /// The grid.
        code: AreaCode,
        /// How many parts come out; 0 or 1 when it is not divided.
        parts: usize,
    },
    /// A line cannot cut a grid.
    #[error("{code} cannot be cut along the line: {reason}")]
    Cut {
        /// The grid.
        code: AreaCode,
        /// Why.
        reason: String,
    },
    /// A drawn grid lies beside its parent.
    #[error("the rings drawn for {code} cover no ground of {parent}")]
    NoGround {
        /// The grid that was drawn.
        code: AreaCode,
        /// Its parent.
        parent: AreaCode,
    },
    /// A grid would lose all its ground.
    #[error("nothing would be left of grid {0}: merge it instead")]
    Vanishes(AreaCode),
    /// A grid would lose its connection.
    #[error("grid {code} would fall apart: the part around {place} would be cut off")]
    FallsApart {
        /// The grid.
        code: AreaCode,
        /// A place in its smaller part.
        place: Position,
    },
    /// No building of that name counts in the grid.
    #[error("no building \"{building}\" counts in grid {code}")]
    NoBuilding {
        /// The grid.
        code: AreaCode,
        /// The name.
        building: String,
    },
    /// A building or unit cannot go to a grid that its ground does not touch.
    #[error(
        "{what} \"{name}\" of grid {code} at {place} does not hang together with {other} along a border"
    )]
    Severed {
        /// The grid that would give it.
        code: AreaCode,
        /// The grid that would get it.
        other: AreaCode,
        /// What it is.
        what: &'static str,
        /// The name of the building, the id of the unit.
        name: String,
        /// Where it is.
        place: Position,
    },
    /// A unit lies beside the grid.
    #[error("unit {unit} has no ground in grid {code}")]
    NoUnit {
        /// The grid.
        code: AreaCode,
        /// The unit.
        unit: UnitId,
    },
    /// A unit so close to a border that it would touch itself there.
    #[error("unit {unit} would be no valid area where it meets borders: {reason}")]
    UnitShape {
        /// The unit.
        unit: UnitId,
        /// What is wrong with it.
        reason: String,
    },
    /// There is no free code for a part of a divided grid.
    #[error("there is no free code below {0} that was never used")]
    Codes(AreaCode),
    /// A code was that of a grid that is no more.
    #[error("the code {code} was retired by {}: retired codes never return", by(*.revision))]
    Retired {
        /// The code.
        code: AreaCode,
        /// The revision that retired it; none when an edit before in the same changeset or draft did.
        revision: Option<Revision>,
    },
    /// A grid without a code among grids whose codes are those of divisions.
    #[error("the grids of {0} have codes of divisions, which are not ours to give: say the code")]
    NeedsCode(AreaCode),
    /// A code of digits alone that numbers no grid of its parent.
    #[error("a code of 14, 15 or 20 digits of tier {0} does not number a grid of the parent")]
    NotNumbered(Tier),
    /// A code is taken.
    #[error("the code {0} is taken by another grid")]
    Taken(AreaCode),
    /// A grid is locked.
    #[error("the lock of grid {code} ({}) forbids it: {breach}", .lock.name())]
    Locked {
        /// The grid.
        code: AreaCode,
        /// Its lock.
        lock: Lock,
        /// What the lock does not allow.
        breach: Breach,
    },
    /// The id of a new checkpoint is taken.
    #[error("the id {0} is taken by another checkpoint")]
    TakenCheckpoint(CheckpointId),
    /// A row to be changed or taken away is not stored.
    #[error("there is no {what} {id}")]
    UnknownRow {
        /// The kind of row.
        what: &'static str,
        /// Its id.
        id: String,
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
    #[error("there are no open checkpoints inside {0} to divide it by")]
    NoCheckpoints(AreaCode),
    /// A grid of the lowest tier cannot be divided.
    #[error("{0} is a micro-grid, there is no tier below it")]
    LowestTier(AreaCode),
    /// There is no grid of a tier to work on.
    #[error("there is no grid of tier {tier}{}", .within.as_ref().map(|code| format!(" in {code}")).unwrap_or_default())]
    NoGrids {
        /// The tier.
        tier: Tier,
        /// The grid in which there is none.
        within: Option<AreaCode>,
    },
    /// A grid has micro-grids already.
    #[error("grid {code} is divided already, {child} belongs to it")]
    Divided {
        /// The grid.
        code: AreaCode,
        /// A grid that belongs to it.
        child: AreaCode,
    },
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
    /// A role or a duty has no meaning.
    #[error("{row}: {error}")]
    Duty {
        /// Its table and id.
        row: String,
        /// Why.
        error: DutyError,
    },
    /// A role to be taken away is held.
    #[error("duty {duty} is in role {role}: take the duties away first")]
    RoleHeld {
        /// The role.
        role: RoleId,
        /// One of its duties.
        duty: DutyId,
    },
    /// Nothing is stored.
    #[error("nothing is stored yet, so there is no ground to draw on")]
    Empty,
    /// The units of a parent cannot be derived.
    #[error(transparent)]
    Units(UnitsError),
    /// Grids cannot cross.
    #[error(transparent)]
    Crossing(#[from] NetError),
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

fn by(revision: Option<Revision>) -> String {
    revision.map_or_else(
        || "an edit before it".to_owned(),
        |revision| format!("revision {revision}"),
    )
}
