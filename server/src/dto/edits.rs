//! Edits as they are sent: one form for each operation of the engine.

mod rows;

use hexward_engine::edit::Edit;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::values::{
    AddressName, CheckpointName, Code, Ground, LayerId, LockName, Meant, PhaseLetter, Point,
    ProfileName, StateName, TierName, TwoTexts, UnitKey, Words,
};
use crate::body::malformed;
use crate::error::ApiError;
use rows::{AddressRow, BarrierRow, CheckpointRow, CountRow, GridRow, UnitRow};

/// The member that names the operation.
const OP: &str = "op";

/// The operations and what each stands for: those with several values, and those with one list or row.
macro_rules! operations {
    (
        [$($op:ident { $($field:ident: $value:ty),* })*]
        [$($list:ident { $rows:ident: $row:ty })*]
    ) => {
        /// An operation, named from outside.
        #[derive(Deserialize)]
        #[serde(rename_all = "snake_case", deny_unknown_fields)]
        enum Operation {
            $($op { $($field: $value),* },)*
            $($list { $rows: $row },)*
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
    Describe { name: TwoTexts, note: TwoTexts }
    DrawOutline { code: Code, name: Words, tier: TierName, margin_m: f64 }
    PartitionByCheckpoints { parent: Code }
    Honeycomb { parent: Code, name: LayerId, phase: PhaseLetter, spacing_mm: u32 }
    MoveNode { tier: TierName, from: Point, to: Point }
    InsertNode { tier: TierName, edge: (Point, Point), at: Point }
    DeleteNode { tier: TierName, node: Point }
    MergeGrids { keep: Code, others: Vec<Code> }
    SplitGrid { code: Code, line: Vec<Point>, new: Option<Code>, name: Words }
    TransferGround { from: Code, to: Code, line: Vec<Point> }
    DrawGrid { parent: Code, code: Option<Code>, name: Words, region: Ground }
    TransferBuildings { from: Code, to: Code, buildings: Vec<Words> }
    TransferUnits { from: Code, to: Code, units: Vec<UnitKey> }
    RenameGrid { code: Code, name: Words }
    RenumberGrid { code: Code, to: Code }
    NumberGrids { parent: Code, profile: Option<ProfileName> }
    ReparentGrid { code: Code, parent: Option<Code> }
    LockGrids { codes: Vec<Code>, lock: LockName }
    MoveCheckpoint { id: CheckpointName, to: Point }
    SetCheckpointState { id: CheckpointName, state: StateName }
    WithFaults {}
] [
    ImportGrids { grids: Vec<GridRow> }
    ImportAddresses { addresses: Vec<AddressRow> }
    ImportCheckpoints { checkpoints: Vec<CheckpointRow> }
    ImportBarriers { barriers: Vec<BarrierRow> }
    ImportUnits { units: Vec<UnitRow> }
    ImportCounts { counts: Vec<CountRow> }
    PlaceCheckpoint { checkpoint: CheckpointRow }
    RemoveCheckpoints { ids: Vec<CheckpointName> }
    RemoveAddresses { ids: Vec<AddressName> }
    RemoveUnits { ids: Vec<UnitKey> }
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
