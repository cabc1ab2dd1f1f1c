//! Steps of a plan and what they come to.

use std::sync::Arc;

use time::Date;

use super::PlanError;
use crate::edit::{EditError, compose};
use crate::model::{Change, Delta, Note, Plan, PlanId, PlanState, PlanStep, Record, Revision};
use crate::snapshot::{Plans, Snapshot};

/// The plan of an id.
pub(super) fn known<'a>(snapshot: &'a Snapshot, id: &PlanId) -> Result<&'a Plan, PlanError> {
    let plan = snapshot.plans.get(id);
    plan.ok_or_else(|| PlanError::Unknown(id.clone()))
}

/// All steps of a plan as one delta; rows that end as they began drop out. O(rows of the steps).
pub fn composed(plans: &Plans, id: &PlanId) -> Delta {
    let steps = plans.steps_of(id).iter();
    let all = steps.fold(Delta::default(), |total, step| {
        compose(total, Delta::clone(&step.delta))
    });
    Delta {
        note: Note::default(),
        ..all
    }
}

/// The snapshot as it is once a plan is in force, at the revision of the one given. Cost: that of one commit of all it
/// changes.
///
/// # Errors
/// [`PlanError::Unknown`]; [`PlanError::Conflict`] when it has to be rebased.
pub fn draft(snapshot: &Snapshot, id: &PlanId) -> Result<Snapshot, PlanError> {
    let plan = known(snapshot, id)?;
    let delta = match plan.state {
        // its rows are those of the tables
        PlanState::InForce => Delta::default(),
        _ => composed(&snapshot.plans, id),
    };
    applied(snapshot, id, &delta)
}

fn applied(snapshot: &Snapshot, id: &PlanId, delta: &Delta) -> Result<Snapshot, PlanError> {
    let conflict = |_| PlanError::Conflict {
        id: id.clone(),
        rows: snapshot.misfits(delta),
    };
    let next = snapshot.with(delta).map_err(conflict)?;
    Ok(next.at_revision(snapshot.revision))
}

/// The snapshot with all approved plans that take effect up to a day, in the order of their dates.
///
/// # Errors
/// [`PlanError::Conflict`] when one does not fit.
pub fn with_approved(snapshot: &Arc<Snapshot>, day: Date) -> Result<Arc<Snapshot>, PlanError> {
    let mut latest = Arc::clone(snapshot);
    for id in super::due(snapshot, day) {
        latest = Arc::new(draft(&latest, &id)?);
    }
    Ok(latest)
}

/// The rows that add a step to a plan.
///
/// # Errors
/// [`PlanError::State`] when it cannot be edited any more, [`PlanError::Facts`] when the step changes what no plan changes.
pub fn append(snapshot: &Snapshot, id: &PlanId, delta: Delta) -> Result<Delta, PlanError> {
    let plan = editable(snapshot, id)?;
    assert_no_facts(id, &delta)?;
    let last = snapshot.plans.steps_of(id).last();
    let step = PlanStep {
        plan: id.clone(),
        number: last.map_or(1, |step| step.number + 1),
        delta: Arc::new(delta),
    };
    Ok(Delta {
        plans: drafted(plan),
        plan_steps: vec![Change::make(step)],
        ..Delta::default()
    })
}

/// The plan if it can be edited.
pub(super) fn editable<'a>(snapshot: &'a Snapshot, id: &PlanId) -> Result<&'a Plan, PlanError> {
    let plan = known(snapshot, id)?;
    if plan.state.is_editable() {
        return Ok(plan);
    }
    Err(PlanError::State {
        id: id.clone(),
        state: plan.state,
        wanted: "edited",
    })
}

/// A plan that was validated is a draft again once it changes.
pub(super) fn drafted(plan: &Plan) -> Vec<Change<Plan>> {
    let again = Plan {
        state: PlanState::Draft,
        validated: None,
        ..plan.clone()
    };
    changed(plan, again)
}

/// The change of a plan, none when it stays as it is.
pub(super) fn changed(before: &Plan, after: Plan) -> Vec<Change<Plan>> {
    if *before == after {
        return Vec::new();
    }
    vec![Change::replace(before.clone(), after).expect("a plan keeps its id")]
}

fn assert_no_facts(id: &PlanId, delta: &Delta) -> Result<(), PlanError> {
    fn named<T: Record>(changes: &[Change<T>]) -> Option<&'static str> {
        (!changes.is_empty()).then_some(T::TABLE)
    }
    let facts = [
        named(&delta.place),
        named(&delta.addresses),
        named(&delta.barriers),
        named(&delta.counts),
        named(&delta.units),
        named(&delta.plans),
        named(&delta.plan_steps),
    ];
    match facts.into_iter().flatten().next() {
        None => Ok(()),
        Some(table) => Err(PlanError::Facts {
            id: id.clone(),
            table,
        }),
    }
}

/// The revision that follows a snapshot.
pub(super) fn next_revision(snapshot: &Snapshot) -> Revision {
    snapshot.revision.next()
}

/// A draft before and after a change.
pub type Edited = (Arc<Snapshot>, Arc<Snapshot>);

/// The draft before and after a change of its steps, which it must survive; `None` when no steps change, or it did not
/// fit before.
///
/// # Errors
/// [`PlanError::State`] when the plan cannot be edited, [`PlanError::Conflict`] when the other steps do not fit without.
pub fn edited(snapshot: &Snapshot, delta: &Delta) -> Result<Option<Edited>, PlanError> {
    let Some(change) = delta.plan_steps.first() else {
        return Ok(None);
    };
    let (id, _) = change.key();
    let Some(_) = snapshot.plans.get(&id) else {
        return Ok(None);
    };
    editable(snapshot, &id)?;
    let plans = snapshot.plans_with(delta).map_err(EditError::from)?;
    if plans.get(&id).is_none() {
        return Ok(None);
    }
    let after = Arc::new(applied(snapshot, &id, &composed(&plans, &id))?);
    // one that did not fit may fit again
    let before = draft(snapshot, &id).ok();
    Ok(before.map(|before| (Arc::new(before), after)))
}
