//! Single checkpoints: set up, moved, closed and opened again.

use super::{EditError, import};
use crate::model::{Checkpoint, CheckpointId, Delta};
use crate::snapshot::Snapshot;

/// Sets up a checkpoint.
///
/// # Errors
/// [`EditError::TakenCheckpoint`]; [`EditError::TooWide`].
pub(super) fn place(snapshot: &Snapshot, checkpoint: &Checkpoint) -> Result<Delta, EditError> {
    if snapshot.checkpoints.index_of(&checkpoint.id).is_some() {
        return Err(EditError::TakenCheckpoint(checkpoint.id.clone()));
    }
    import::checkpoints(snapshot, std::slice::from_ref(checkpoint))
}

/// Gives a checkpoint the row that a function makes of the stored one.
///
/// # Errors
/// [`EditError::UnknownRow`]; [`EditError::TooWide`].
pub(super) fn change(
    snapshot: &Snapshot,
    id: &CheckpointId,
    row: impl Fn(Checkpoint) -> Checkpoint,
) -> Result<Delta, EditError> {
    let layer = &snapshot.checkpoints;
    let index = layer.index_of(id).ok_or_else(|| EditError::UnknownRow {
        what: "checkpoint",
        id: id.to_string(),
    })?;
    import::checkpoints(snapshot, &[row(layer.records()[index].clone())])
}
