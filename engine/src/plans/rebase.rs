//! Bringing a plan up to date with the plan in force.

use std::borrow::Cow;

use super::PlanError;
use super::steps::{changed, composed, editable};
use crate::model::{Change, Delta, Plan, PlanId, PlanState, PlanStep};
use crate::snapshot::{Snapshot, Stored};

/// What becomes of rows that both the plan and the plan in force have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resolution {
    /// There must be none.
    Refuse,
    /// As the plan has them.
    Plan,
    /// As the plan in force has them.
    InForce,
}

impl Resolution {
    /// The name used in commands and the API.
    pub fn from_name(name: &str) -> Option<Self> {
        match name {
            "refuse" => Some(Self::Refuse),
            "plan" => Some(Self::Plan),
            "in-force" => Some(Self::InForce),
            _ => None,
        }
    }
}

/// The rows that bring a plan up to date: its steps become one that starts from what is in force now. Rows that both
/// have changed become what the resolution says.
///
/// # Errors
/// [`PlanError::State`] when the plan cannot be edited; [`PlanError::Conflict`] names the rows that both have changed,
/// when they are to be refused.
pub fn rebase(
    snapshot: &Snapshot,
    id: &PlanId,
    resolution: Resolution,
) -> Result<Delta, PlanError> {
    let plan = editable(snapshot, id)?;
    let mine = composed(&snapshot.plans, id);
    let both = snapshot.misfits(&mine);
    if !both.is_empty() && resolution == Resolution::Refuse {
        return Err(PlanError::Conflict {
            id: id.clone(),
            rows: both,
        });
    }
    let keeps = resolution == Resolution::Plan;
    let whole = Delta {
        grids: resolved(snapshot, mine.grids, keeps),
        crossing_layers: resolved(snapshot, mine.crossing_layers, keeps),
        cells: resolved(snapshot, mine.cells, keeps),
        checkpoints: resolved(snapshot, mine.checkpoints, keeps),
        ..Delta::default()
    };
    let after = Plan {
        base: snapshot.revision,
        state: PlanState::Draft,
        validated: None,
        ..plan.clone()
    };
    Ok(Delta {
        plans: changed(plan, after),
        plan_steps: if both.is_empty() {
            Vec::new()
        } else {
            replaced(snapshot, id, whole)
        },
        ..Delta::default()
    })
}

/// The changes as seen from the rows that are stored now.
fn resolved<T: Stored>(
    snapshot: &Snapshot,
    changes: Vec<Change<T>>,
    keeps: bool,
) -> Vec<Change<T>> {
    let again = |change: Change<T>| {
        let now = T::stored(snapshot, &change.key());
        if now.as_deref() == change.before() {
            return Some(change);
        }
        if !keeps {
            return None;
        }
        match (now.map(Cow::into_owned), change.after().cloned()) {
            (Some(now), Some(after)) if now == after => None,
            (Some(now), Some(after)) => Change::replace(now, after),
            (None, Some(after)) => Some(Change::make(after)),
            (Some(now), None) => Some(Change::remove(now)),
            (None, None) => None,
        }
    };
    changes.into_iter().filter_map(again).collect()
}

/// One step instead of all.
fn replaced(snapshot: &Snapshot, id: &PlanId, whole: Delta) -> Vec<Change<PlanStep>> {
    let steps = snapshot.plans.steps_of(id);
    let last = steps.last().map_or(0, |step| step.number);
    let mut changes: Vec<_> = steps.iter().cloned().map(Change::remove).collect();
    if !whole.is_empty() {
        changes.push(Change::make(PlanStep {
            plan: id.clone(),
            number: last + 1,
            delta: whole.into(),
        }));
    }
    changes
}
