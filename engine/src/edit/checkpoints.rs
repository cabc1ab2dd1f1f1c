//! Single checkpoints: set up, moved, closed and opened again.

use super::{EditError, import};
use crate::geom::Position;
use crate::model::{Checkpoint, CheckpointId, CheckpointState, Delta};
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

/// Moves a checkpoint.
///
/// # Errors
/// [`EditError::UnknownRow`]; [`EditError::TooWide`].
pub(super) fn move_to(
    snapshot: &Snapshot,
    id: &CheckpointId,
    position: Position,
) -> Result<Delta, EditError> {
    let row = stored(snapshot, id)?;
    import::checkpoints(snapshot, &[Checkpoint { position, ..row }])
}

/// Closes a checkpoint or opens it again.
///
/// # Errors
/// [`EditError::UnknownRow`].
pub(super) fn set_state(
    snapshot: &Snapshot,
    id: &CheckpointId,
    state: CheckpointState,
) -> Result<Delta, EditError> {
    let row = stored(snapshot, id)?;
    import::checkpoints(snapshot, &[Checkpoint { state, ..row }])
}

fn stored(snapshot: &Snapshot, id: &CheckpointId) -> Result<Checkpoint, EditError> {
    let layer = &snapshot.checkpoints;
    let index = layer.index_of(id).ok_or_else(|| EditError::UnknownRow {
        what: "checkpoint",
        id: id.to_string(),
    })?;
    Ok(layer.records()[index].clone())
}
