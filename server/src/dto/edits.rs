//! Edits as they are sent: one form for each operation of the engine.

mod duties;
mod form;
mod rows;

use hexward_engine::edit::Edit;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::values::{
    AddressName, CheckpointName, Code, DutyKey, Ends, Ground, LayerId, LockName, Meant,
    PhaseLetter, Point, ProfileName, RoleKey, StateName, TierName, TwoTexts, UnitKey, Words,
};
use crate::body::malformed;
use crate::error::ApiError;
pub(super) use duties::staff_number;
use duties::{DutyRow, RoleRow};
pub(crate) use form::EditForm;
use rows::{
    AddressRow, BarrierRow, CheckpointRow, CountRow, CrossingRow, GridRow, HoneycombsRow,
    SpacingRow, UnitRow, UnitsOfGridRow,
};

/// The member that names the operation.
const OP: &str = "op";

/// The operations and what each stands for: those with several values, and those with one list or row.
macro_rules! operations {
    (
        [$($(#[$of_op:meta])* $op:ident { $($field:ident: $value:ty),* })*]
        [$($(#[$of_list:meta])* $list:ident { $rows:ident: $row:ty })*]
    ) => {
        /// An operation, named from outside.
        #[derive(Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case", deny_unknown_fields)]
        enum Operation {
            $($(#[$of_op])* $op { $($field: $value),* },)*
            $($(#[$of_list])* $list { $rows: $row },)*
        }

        impl From<Operation> for Edit {
            fn from(operation: Operation) -> Self {
                match operation {
                    $(Operation::$op { $($field),* } => Self::$op { $($field: $field.meant()),* },)*
                    $(Operation::$list { $rows } => Self::$list($rows.meant()),)*
                }
            }
        }
    };
}

operations! {[
    /// Says what the store describes.
    Describe { name: TwoTexts, note: TwoTexts }
    /// Draws a grid around everything stored: the widened convex hull.
    DrawOutline { code: Code, name: Words, tier: TierName, margin_m: f64 }
    /// Divides a grid into one grid of the next tier an open checkpoint: the ground nearest to it. Numbered west
    /// to east, then north to south.
    PartitionByCheckpoints { parent: Code }
    /// Lays a honeycomb over a grid, replacing a layer of the same name.
    Honeycomb { parent: Code, name: LayerId, phase: PhaseLetter, spacing_mm: u32 }
    /// Divides grids of tier grid that have no micro-grids, `within` itself or those in it, into the cells of a honeycomb,
    /// clipped to each grid.
    DivideByHoneycomb { within: Code, phase: PhaseLetter, spacing: SpacingRow, least_addresses: u32 }
    /// Moves a node of a tier's borders; grids of the tiers below that share it follow.
    MoveNode { tier: TierName, from: Point, to: Point }
    /// Puts a node into an edge of a tier's borders, on it or beside it.
    InsertNode { tier: TierName, edge: Ends, at: Point }
    /// Takes away a node through which a border only passes.
    DeleteNode { tier: TierName, node: Point }
    /// Joins neighbouring grids into the first, which keeps its code; what belonged to the others belongs to it.
    MergeGrids { keep: Code, others: Vec<Code> }
    /// Splits a grid in two along a line; the larger part keeps the code.
    SplitGrid { code: Code, line: Vec<Point>, new: Option<Code>, name: Words }
    /// Gives the ground that a line cuts off towards a neighbour to that neighbour; a border drawn anew is this.
    TransferGround { from: Code, to: Code, line: Vec<Point> }
    /// Draws a grid over ground of the grids that belong to a parent; they keep the rest, and the grids below
    /// them are divided. Where the parent has none, what is drawn must fill it.
    DrawGrid { parent: Code, code: Option<Code>, name: Words, region: Ground }
    /// Gives whole buildings to a neighbour, with the ground that is nearer to them than to the other buildings.
    TransferBuildings { from: Code, to: Code, buildings: Vec<Words> }
    /// Gives spatial units to a neighbour: those that touch it with their own ground, else with the ground that
    /// is nearer to them than to the other units.
    TransferUnits { from: Code, to: Code, units: Vec<UnitKey> }
    /// Gives a grid another name.
    RenameGrid { code: Code, name: Words }
    /// Gives a grid another code; what belongs to it stays with it.
    RenumberGrid { code: Code, to: Code }
    /// Gives the grids of a parent new codes from west to east, of one longitude from north to south; codes that
    /// were ever used are not used again, and grids that are in this order keep theirs.
    NumberGrids { parent: Code, profile: Option<ProfileName> }
    /// Says to which grid of a tier above a grid belongs.
    ReparentGrid { code: Code, parent: Option<Code> }
    /// Says what edits may do to grids from now on.
    LockGrids { codes: Vec<Code>, lock: LockName }
    /// Moves a checkpoint.
    MoveCheckpoint { id: CheckpointName, to: Point }
    /// Closes a checkpoint, which stays where it is, or opens it again.
    SetCheckpointState { id: CheckpointName, state: StateName }
    /// Changes nothing, but lets the whole changeset leave tiers that do not divide the ground, so that a broken
    /// plan can be stored, looked at and repaired. Nothing is proved of such a tier until it is repaired.
    WithFaults {}
] [
    /// Adds or replaces grids. A grid that is stored keeps its lock, whatever the row says: only `lock_grids`
    /// changes it.
    ImportGrids { grids: Vec<GridRow> }
    /// Adds or replaces addresses.
    ImportAddresses { addresses: Vec<AddressRow> }
    /// Adds or replaces checkpoints.
    ImportCheckpoints { checkpoints: Vec<CheckpointRow> }
    /// Adds or replaces barriers.
    ImportBarriers { barriers: Vec<BarrierRow> }
    /// Adds or replaces spatial units.
    ImportUnits { units: Vec<UnitRow> }
    /// Adds or replaces counts, at addresses that exist.
    ImportCounts { counts: Vec<CountRow> }
    /// Gives spatial units, stored or derived, to grids of their parents: each grid becomes the union of its units,
    /// and the grids below are divided along. New grids are possible, and those that are left without units go.
    AssignUnits { grids: Vec<UnitsOfGridRow> }
    /// Lays honeycombs over all grids of a tier, each grid with its own, replacing layers of the same names.
    LayHoneycombs { honeycombs: HoneycombsRow }
    /// Gives the workers of grids, who hold a role, their borders and junctions as duties, so that two people or more
    /// answer for every place away from outer borders. An earlier crossing of the same grids is replaced.
    LayCrossing { crossing: CrossingRow }
    /// Sets up a checkpoint.
    PlaceCheckpoint { checkpoint: CheckpointRow }
    /// Takes checkpoints away.
    RemoveCheckpoints { ids: Vec<CheckpointName> }
    /// Takes addresses away, with what was counted there.
    RemoveAddresses { ids: Vec<AddressName> }
    /// Takes spatial units away.
    RemoveUnits { ids: Vec<UnitKey> }
    /// Adds or replaces roles.
    SetRoles { roles: Vec<RoleRow> }
    /// Adds or replaces duties, in roles and on ground that are stored.
    SetDuties { duties: Vec<DutyRow> }
    /// Takes roles away in which there is no duty.
    RemoveRoles { ids: Vec<RoleKey> }
    /// Takes duties away.
    RemoveDuties { ids: Vec<DutyKey> }
]}

/// The edit that one element of a list `edits` stands for: `{"op": "move_node", "tier": "grid", "from": [lon, lat],
/// "to": [lon, lat]}`. Positions are longitude and latitude in degrees, regions GeoJSON geometries.
///
/// # Errors
/// [`ApiError::Body`] with the place of the mistake.
pub(crate) fn edit(index: usize, value: Value) -> Result<Edit, ApiError> {
    let below = format!("/edits/{index}");
    let fault = |detail: &str| ApiError::Body {
        pointer: below.clone(),
        detail: detail.to_owned(),
    };
    let Value::Object(mut members) = value else {
        return Err(fault("an edit is an object"));
    };
    let Some(Value::String(op)) = members.remove(OP) else {
        return Err(fault("the member op names the operation"));
    };
    // named from outside, so that a mistake within it keeps its place
    let named = Map::from_iter([(op, Value::Object(members))]);
    let operation = serde_path_to_error::deserialize::<_, Operation>(Value::Object(named));
    let operation = operation.map_err(|error| malformed(&below, error.path(), error.inner()))?;
    Ok(operation.into())
}
