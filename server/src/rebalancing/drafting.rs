//! What was found, as a draft.

use hexward_engine::edit::Changeset;
use hexward_engine::model::{Note, PlanId, Revision};
use hexward_engine::plans::NewPlan;
use hexward_engine::{CommitError, Proposal, Viewpoint};

use super::{Rebalanced, edit};
use crate::error::ApiError;
use crate::state::AppState;

/// The draft that takes what was found.
pub(crate) enum Target {
    /// One that is begun for it.
    New(NewPlan),
    /// One that is there.
    Known(PlanId),
}

impl Target {
    /// The id of the draft.
    pub(crate) fn id(&self) -> &PlanId {
        match self {
            Self::New(new) => &new.id,
            Self::Known(id) => id,
        }
    }
}

/// Makes what was found for the grids of a revision a step of a draft; the id of that draft. A draft that was begun for it goes again when
/// that fails.
///
/// # Errors
/// A refusal: grids that the plan changes are not any more what they were, among others.
pub(crate) fn draft(
    state: &AppState,
    found: &Rebalanced,
    base: Revision,
    target: &Target,
    note: &Note,
) -> Result<PlanId, ApiError> {
    let engine = state.engine();
    let refused = |error: CommitError| state.refused(&error);
    let begun = match target {
        Target::New(new) => Some(engine.create_plan(new, note).map_err(refused)?),
        Target::Known(_) => None,
    };
    if begun.as_ref().is_some_and(|begun| begun.repeated) {
        return Ok(target.id().clone());
    }
    let done = step(state, found, base, target, note);
    if let (Err(_), Some(begun)) = (&done, begun)
        && let Err(error) = engine.undo(
            begun.revision,
            &Note {
                request: None,
                ..note.clone()
            },
        )
    {
        tracing::warn!(%error, "a draft without steps is left over");
    }
    done.map(|()| target.id().clone())
}

fn step(
    state: &AppState,
    found: &Rebalanced,
    base: Revision,
    target: &Target,
    note: &Note,
) -> Result<(), ApiError> {
    let at = Viewpoint::Plan(target.id().clone());
    let snapshot = state.engine().view(&at)?;
    let Some(edit) = edit(&snapshot, found) else {
        return Ok(());
    };
    // a draft that was begun for it has taken the key
    let request = match target {
        Target::New(_) => None,
        Target::Known(_) => note.request.clone(),
    };
    let note = Note {
        request,
        ..note.clone()
    };
    let proposal = Proposal {
        base: Some(base),
        plan: Some(target.id().clone()),
        ..Proposal::from(Changeset {
            note,
            edits: vec![edit],
        })
    };
    let done = state.engine().propose(&proposal);
    done.map(drop).map_err(|error| state.refused(&error))
}
