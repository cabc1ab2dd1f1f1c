//! Plans and their steps.

use std::collections::BTreeMap;

use hexward_engine::model::{self, Change, Count, Delta, Record};
use hexward_engine::plan_digest;
use hexward_engine::plans::composed;
use hexward_engine::snapshot::Snapshot;
use serde::Serialize;
use utoipa::ToSchema;

use super::forms;
use super::{Day, PlanName};

/// Most keys that a step lists of what it changes.
const KEYS: usize = 200;
/// Most rows that a plan lists of those that stand against it.
const ROWS: usize = 1_000;

/// Who did something and when.
#[derive(Serialize, ToSchema)]
pub(crate) struct Stamp {
    by: String,
    at: String,
}

impl From<&model::Stamp> for Stamp {
    fn from(stamp: &model::Stamp) -> Self {
        Self {
            by: stamp.by.clone(),
            at: stamp.at.clone(),
        }
    }
}

/// A plan.
#[derive(Serialize, ToSchema)]
pub(crate) struct Plan {
    #[schema(value_type = PlanName)]
    id: String,
    name: String,
    #[schema(schema_with = forms::plan_state)]
    state: &'static str,
    /// The revision of the plan in force that it was made on.
    base: u64,
    /// The day from which it is to be in force.
    #[schema(value_type = Option<Day>, required)]
    effective: Option<String>,
    /// The revision that put it in force.
    #[schema(required)]
    in_force: Option<u64>,
    created: Stamp,
    #[schema(required)]
    validated: Option<Stamp>,
    #[schema(required)]
    submitted: Option<Stamp>,
    #[schema(required)]
    approved: Option<Stamp>,
    #[schema(required)]
    activated: Option<Stamp>,
    steps: usize,
    /// How many rows of which tables all steps together change.
    changed: BTreeMap<&'static str, usize>,
    /// Whether it can be put on top of the plan in force as it is; null once it took effect or was given up.
    #[schema(required)]
    fits: Option<bool>,
    /// The rows that stand against it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conflicts: Vec<String>,
    /// SHA-256 of the plan with its steps: its `ETag`.
    digest: String,
}

impl Plan {
    /// A plan of a snapshot. O(rows of its steps).
    pub(crate) fn new(snapshot: &Snapshot, plan: &model::Plan) -> Self {
        let whole = composed(&snapshot.plans, &plan.id);
        let pending = plan.state.is_pending();
        let misfits = if pending {
            snapshot.misfits(&whole)
        } else {
            Vec::new()
        };
        let stamp = |stamp: &Option<model::Stamp>| stamp.as_ref().map(Stamp::from);
        Self {
            id: plan.id.to_string(),
            name: plan.name.clone(),
            state: plan.state.name(),
            base: plan.base.0,
            effective: plan.effective.map(Count::format_date),
            in_force: plan.in_force.map(|revision| revision.0),
            created: Stamp::from(&plan.created),
            validated: stamp(&plan.validated),
            submitted: stamp(&plan.submitted),
            approved: stamp(&plan.approved),
            activated: stamp(&plan.activated),
            steps: snapshot.plans.steps_of(&plan.id).len(),
            changed: whole.changed().into_iter().collect(),
            fits: pending.then_some(misfits.is_empty()),
            conflicts: misfits.into_iter().take(ROWS).collect(),
            digest: plan_digest(snapshot, &plan.id)
                .map_or_else(String::new, |digest| super::hex(&digest)),
        }
    }

    /// The entity tag of the plan: another one when the plan changes, or when it ceases to fit.
    pub(crate) fn tag(&self) -> String {
        let conflicting = if self.conflicts.is_empty() {
            ""
        } else {
            "-conflicting"
        };
        format!("\"{}{conflicting}\"", self.digest)
    }
}

/// What a change of a plan came to.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlanChange {
    /// The revision that it is.
    pub(crate) revision: u64,
    /// Whether the same request had been answered before, so that nothing was done now.
    pub(crate) repeated: bool,
    /// The plan as it is now.
    pub(crate) plan: Plan,
}

/// A step of a plan.
#[derive(Serialize, ToSchema)]
pub(crate) struct PlanStep {
    number: u32,
    author: String,
    reason: String,
    at: String,
    changed: BTreeMap<&'static str, usize>,
    /// Codes of grids that it makes, takes away and alters, at most 200 of each.
    grids: Keys,
    /// Ids of checkpoints, likewise.
    #[serde(skip_serializing_if = "Keys::is_empty")]
    checkpoints: Keys,
}

/// Keys of rows by what happens to them.
#[derive(Serialize, Default, ToSchema)]
struct Keys {
    made: Vec<String>,
    removed: Vec<String>,
    altered: Vec<String>,
}

impl Keys {
    fn of<T: Record>(changes: &[Change<T>]) -> Self {
        let mut keys = Self::default();
        for change in changes {
            let list = match (change.before(), change.after()) {
                (None, _) => &mut keys.made,
                (Some(_), None) => &mut keys.removed,
                (Some(_), Some(_)) => &mut keys.altered,
            };
            if list.len() < KEYS {
                list.push(T::key_text(&change.key()));
            }
        }
        keys
    }

    fn is_empty(&self) -> bool {
        self.made.is_empty() && self.removed.is_empty() && self.altered.is_empty()
    }
}

impl From<&model::PlanStep> for PlanStep {
    fn from(step: &model::PlanStep) -> Self {
        let delta: &Delta = &step.delta;
        Self {
            number: step.number,
            author: delta.note.author.clone(),
            reason: delta.note.reason.clone(),
            at: delta.note.at.clone(),
            changed: delta.changed().into_iter().collect(),
            grids: Keys::of(&delta.grids),
            checkpoints: Keys::of(&delta.checkpoints),
        }
    }
}
