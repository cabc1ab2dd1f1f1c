//! Undo: the rows that take a revision back, and what they must not break.
//!
//! What brings back a state that was there is never refused: who takes back one commit after the other, the newest
//! first, comes to the first. Anything else is held to what every change is held to, and to the lives of plans.

use super::CommitError;
use super::group::{Outcome, Turn};
use super::views::changes_since;
use crate::edit;
use crate::model::{Delta, PlanId, PlanState, Revision};
use crate::plans::{self, PlanError};
use crate::store::StoreError;

/// The rows that take a revision back.
pub(super) fn undone(turn: &mut Turn<'_>, revision: Revision) -> Result<Outcome, CommitError> {
    let unknown = || CommitError::Unknown(revision);
    let before = Revision(revision.0.checked_sub(1).ok_or_else(unknown)?);
    let commit = turn.store.commits_after(before, 1)?.pop();
    let delta = commit.ok_or_else(unknown)?.delta.inverse();
    let rows = turn.snapshot.misfits(&delta);
    if !rows.is_empty() {
        let rows = rows.into_iter().map(|row| (row, Revision::default()));
        return Err(CommitError::Undo {
            revision,
            rows: rows.collect(),
        });
    }
    let checked = checked(turn, revision, &delta);
    let views = match checked {
        Ok(()) => plans::edited(turn.snapshot, &delta).map_err(CommitError::from),
        Err(error) => Err(error),
    };
    let views = match views {
        Err(_) if was_there(turn, revision)? => None,
        other => other?,
    };
    Ok(Outcome {
        views,
        ..Outcome::from(delta)
    })
}

/// Whether all is as the revision left it, so that the state before it comes back. Cost: of the commits since.
fn was_there(turn: &mut Turn<'_>, revision: Revision) -> Result<bool, StoreError> {
    if !turn.pending.is_empty() {
        return Ok(false);
    }
    let since = changes_since(turn.store, revision, turn.snapshot.revision)?;
    Ok(since.is_some_and(|since| since.is_empty()))
}

fn checked(turn: &mut Turn<'_>, revision: Revision, delta: &Delta) -> Result<(), CommitError> {
    edit::check(turn.snapshot, delta)?;
    let after = turn.snapshot.plans_with(delta)?;
    for change in &delta.plan_steps {
        let (id, _) = change.key();
        if change.after().is_some() && after.get(&id).is_none() {
            return Err(PlanError::Unknown(id).into());
        }
    }
    for change in &delta.plans {
        let id = change.key();
        match change.after().map(|plan| plan.state) {
            None if !after.steps_of(&id).is_empty() => return Err(PlanError::Steps(id).into()),
            Some(PlanState::Validated | PlanState::Submitted | PlanState::Approved)
                if has_other_steps(turn, revision, &id)? =>
            {
                return Err(PlanError::Steps(id).into());
            }
            _ => {}
        }
    }
    Ok(())
}

/// Whether the steps of a plan are others than those that the revision left: nobody has approved them.
fn has_other_steps(
    turn: &mut Turn<'_>,
    revision: Revision,
    id: &PlanId,
) -> Result<bool, StoreError> {
    if turn.pending.iter().any(|ahead| ahead.rows.are_of(id)) {
        return Ok(true);
    }
    let head = match turn.pending.first() {
        Some(first) => Revision(first.revision.0 - 1),
        None => turn.snapshot.revision,
    };
    let since = changes_since(turn.store, revision, head)?;
    let own = |since: Delta| since.plan_steps.iter().any(|step| step.key().0 == *id);
    Ok(since.is_none_or(own))
}
