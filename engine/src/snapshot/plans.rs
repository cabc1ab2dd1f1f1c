//! The plans with their steps.

use crate::model::{Plan, PlanId, PlanStep};

/// The plans with their steps, each table sorted by key.
#[derive(Debug, Default)]
pub struct Plans {
    /// The plans.
    pub records: Vec<Plan>,
    /// Their steps, in order.
    pub steps: Vec<PlanStep>,
}

impl Plans {
    /// The plan of an id.
    pub fn get(&self, id: &PlanId) -> Option<&Plan> {
        let place = self.records.binary_search_by(|plan| plan.id.cmp(id));
        place.ok().map(|place| &self.records[place])
    }

    /// The steps of a plan, in order.
    pub fn steps_of(&self, id: &PlanId) -> &[PlanStep] {
        let start = self.steps.partition_point(|step| step.plan < *id);
        let rest = &self.steps[start..];
        &rest[..rest.partition_point(|step| step.plan == *id)]
    }
}
