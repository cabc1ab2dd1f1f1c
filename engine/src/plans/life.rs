//! The life of a plan: draft, validated, submitted, approved by a second person, in force from a date, archived.

use time::Date;

use super::PlanError;
use super::steps::{changed, composed, draft, editable, known, next_revision};
use crate::edit::{self, partition_faults};
use crate::model::{Change, Delta, Note, Plan, PlanId, PlanState, Revision, Stamp};
use crate::snapshot::Snapshot;

/// A plan to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPlan {
    /// Its id.
    pub id: PlanId,
    /// Its name.
    pub name: String,
    /// The plan whose steps it starts with; from the plan in force when there is none.
    pub from: Option<PlanId>,
}

/// Who does something with a plan, as the note of the change says.
fn stamp(note: &Note) -> Result<Stamp, PlanError> {
    if note.author.trim().is_empty() {
        return Err(PlanError::Nobody);
    }
    Ok(Stamp {
        by: note.author.clone(),
        at: note.at.clone(),
    })
}

fn refused(plan: &Plan, wanted: &'static str) -> PlanError {
    PlanError::State {
        id: plan.id.clone(),
        state: plan.state,
        wanted,
    }
}

fn plans(changes: Vec<Change<Plan>>) -> Delta {
    Delta {
        plans: changes,
        ..Delta::default()
    }
}

/// The rows that begin a draft.
///
/// # Errors
/// [`PlanError::Taken`], [`PlanError::Nobody`], [`PlanError::Unknown`] when the plan to start with is not there.
pub fn create(snapshot: &Snapshot, new: &NewPlan, note: &Note) -> Result<Delta, PlanError> {
    if snapshot.plans.get(&new.id).is_some() {
        return Err(PlanError::Taken(new.id.clone()));
    }
    let from = new.from.as_ref();
    let from = from.map(|id| known(snapshot, id)).transpose()?;
    let pending = from.filter(|plan| plan.state.is_pending());
    let steps = pending.map_or(&[][..], |plan| snapshot.plans.steps_of(&plan.id));
    let copies = steps.iter().cloned().map(|mut step| {
        step.plan = new.id.clone();
        Change::make(step)
    });
    let plan = Plan {
        id: new.id.clone(),
        name: new.name.clone(),
        state: PlanState::Draft,
        base: pending.map_or(snapshot.revision, |plan| plan.base),
        effective: None,
        created: stamp(note)?,
        validated: None,
        submitted: None,
        approved: None,
        activated: None,
        in_force: None,
    };
    Ok(Delta {
        plans: vec![Change::make(plan)],
        plan_steps: copies.collect(),
        ..Delta::default()
    })
}

/// Proves the partition of a plan from nothing: every tier is looked at, not only what changed.
///
/// # Errors
/// [`PlanError::Partition`] with every fault, [`PlanError::Conflict`], [`PlanError::Empty`], [`PlanError::Edit`] when it
/// takes from a locked grid or brings a retired code back.
fn prove(snapshot: &Snapshot, id: &PlanId) -> Result<(), PlanError> {
    let delta = composed(&snapshot.plans, id);
    if delta.is_empty() {
        return Err(PlanError::Empty(id.clone()));
    }
    let planned = draft(snapshot, id)?;
    if let Some(error) = partition_faults(&planned) {
        return Err(PlanError::Partition {
            id: id.clone(),
            error,
        });
    }
    edit::check_codes(snapshot, &delta)?;
    Ok(edit::check(snapshot, &delta)?)
}

/// The rows that say that a plan's partition was proved.
///
/// # Errors
/// [`PlanError`] when it is not a draft, or not a partition.
pub fn validate(snapshot: &Snapshot, id: &PlanId, note: &Note) -> Result<Delta, PlanError> {
    let plan = editable(snapshot, id)?;
    let by = stamp(note)?;
    prove(snapshot, id)?;
    let after = Plan {
        state: PlanState::Validated,
        validated: Some(by),
        ..plan.clone()
    };
    Ok(plans(changed(plan, after)))
}

/// The rows that hand a plan over for approval, proved once more; with the date from which it should be in force.
///
/// # Errors
/// As [`validate`].
pub fn submit(
    snapshot: &Snapshot,
    id: &PlanId,
    effective: Option<Date>,
    note: &Note,
) -> Result<Delta, PlanError> {
    let plan = editable(snapshot, id)?;
    let by = stamp(note)?;
    prove(snapshot, id)?;
    let after = Plan {
        state: PlanState::Submitted,
        validated: plan.validated.clone().or_else(|| Some(by.clone())),
        submitted: Some(by),
        effective: effective.or(plan.effective),
        ..plan.clone()
    };
    Ok(plans(changed(plan, after)))
}

/// The rows that approve a plan from a date on, by another person than the one who submitted it.
///
/// # Errors
/// [`PlanError::SamePerson`], [`PlanError::NoDate`], [`PlanError::Past`] when the date is before today, and the errors of
/// [`validate`]: it is proved once more.
pub fn approve(
    snapshot: &Snapshot,
    id: &PlanId,
    effective: Option<Date>,
    today: Date,
    note: &Note,
) -> Result<Delta, PlanError> {
    let plan = known(snapshot, id)?;
    let Some(submitted) = plan
        .submitted
        .as_ref()
        .filter(|_| plan.state == PlanState::Submitted)
    else {
        return Err(refused(plan, "approved"));
    };
    let by = stamp(note)?;
    if submitted.by.trim() == by.by.trim() {
        return Err(PlanError::SamePerson {
            id: id.clone(),
            by: by.by,
        });
    }
    let date = effective
        .or(plan.effective)
        .ok_or_else(|| PlanError::NoDate(id.clone()))?;
    if date < today {
        return Err(PlanError::Past {
            id: id.clone(),
            date,
            today,
        });
    }
    prove(snapshot, id)?;
    let after = Plan {
        state: PlanState::Approved,
        approved: Some(by),
        effective: Some(date),
        ..plan.clone()
    };
    Ok(plans(changed(plan, after)))
}

/// The rows that make a submitted, approved or withdrawn plan a draft again.
///
/// # Errors
/// [`PlanError::State`] when it is a draft, or in force.
pub fn reopen(snapshot: &Snapshot, id: &PlanId) -> Result<Delta, PlanError> {
    let plan = known(snapshot, id)?;
    let may = [
        PlanState::Submitted,
        PlanState::Approved,
        PlanState::Withdrawn,
    ];
    if !may.contains(&plan.state) {
        return Err(refused(plan, "reopened"));
    }
    let after = Plan {
        state: PlanState::Draft,
        validated: None,
        submitted: None,
        approved: None,
        ..plan.clone()
    };
    Ok(plans(changed(plan, after)))
}

/// The rows that give a plan up; it can be reopened.
///
/// # Errors
/// [`PlanError::State`] when it is or was in force.
pub fn withdraw(snapshot: &Snapshot, id: &PlanId) -> Result<Delta, PlanError> {
    let plan = known(snapshot, id)?;
    if !plan.state.is_pending() {
        return Err(refused(plan, "withdrawn"));
    }
    let after = Plan {
        state: PlanState::Withdrawn,
        ..plan.clone()
    };
    Ok(plans(changed(plan, after)))
}

/// The approved plans that take effect up to a day, in the order of their dates, then ids.
pub fn due(snapshot: &Snapshot, day: Date) -> Vec<PlanId> {
    let approved = snapshot.plans.records.iter();
    let mut due: Vec<_> = approved
        .filter(|plan| plan.state == PlanState::Approved)
        .filter_map(|plan| Some((plan.effective.filter(|date| *date <= day)?, plan.id.clone())))
        .collect();
    due.sort();
    due.into_iter().map(|(_, id)| id).collect()
}

/// The rows that put an approved plan in force, all at once: what it changes, and that the plan before is archived. The
/// note says from which day it counts.
///
/// # Errors
/// [`PlanError::State`], [`PlanError::NotYet`], [`PlanError::Conflict`], [`PlanError::Edit`].
pub fn activate(
    snapshot: &Snapshot,
    id: &PlanId,
    today: Date,
    note: &Note,
) -> Result<Delta, PlanError> {
    let plan = known(snapshot, id)?;
    let by = stamp(note)?;
    let date = match (plan.state, plan.effective) {
        (PlanState::Approved, Some(date)) => date,
        (PlanState::Approved, None) => return Err(PlanError::NoDate(id.clone())),
        _ => return Err(refused(plan, "put in force")),
    };
    if date > today {
        return Err(PlanError::NotYet {
            id: id.clone(),
            date,
        });
    }
    prove(snapshot, id)?;
    let after = Plan {
        state: PlanState::InForce,
        activated: Some(by),
        in_force: Some(next_revision(snapshot)),
        ..plan.clone()
    };
    // the log names the first plan of a commit
    let mut states = changed(plan, after);
    states.extend(archived(snapshot));
    Ok(Delta {
        plans: states,
        note: Note {
            effective: Some(date),
            ..Note::default()
        },
        ..composed(&snapshot.plans, id)
    })
}

fn archived(snapshot: &Snapshot) -> Vec<Change<Plan>> {
    let plans = snapshot.plans.records.iter();
    let in_force = plans.filter(|plan| plan.state == PlanState::InForce);
    let archive = |plan: &Plan| {
        let state = PlanState::Archived;
        changed(
            plan,
            Plan {
                state,
                ..plan.clone()
            },
        )
    };
    in_force.flat_map(archive).collect()
}

/// The plans that were in force, the newest first, with the revision that put each there.
pub fn archive_order(snapshot: &Snapshot) -> Vec<(Revision, PlanId)> {
    let plans = snapshot.plans.records.iter();
    let mut order: Vec<_> = plans
        .filter_map(|plan| Some((plan.in_force?, plan.id.clone())))
        .collect();
    order.sort();
    order.reverse();
    order
}
