//! Acts on a plan by whoever has looked at it: refused when it is not that plan any more.

use sha2::{Digest, Sha256};
use time::Date;

use super::group::{Codes, Outcome};
use super::{CommitError, Committed, Engine};
use crate::model::{Change, Delta, Note, PlanId};
use crate::plans::{self, PlanError, Resolution};
use crate::snapshot::Snapshot;
use crate::store::encode_delta;

/// SHA-256 of a plan and its steps: equal as long as nobody changes it, in whichever process.
pub type PlanDigest = [u8; 32];

/// A step in the life of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlanAct {
    /// Proves its partition.
    Validate,
    /// Proves it and hands it over for approval.
    Submit {
        /// From when it should be in force.
        effective: Option<Date>,
    },
    /// Approves it, as another person.
    Approve {
        /// From when it is to be in force; the date of the submission when it is not given.
        effective: Option<Date>,
        /// Today.
        today: Date,
    },
    /// Puts it in force.
    Activate {
        /// Today.
        today: Date,
    },
    /// Makes it a draft again.
    Reopen,
    /// Gives it up.
    Withdraw,
    /// Brings it up to date with the plan in force.
    Rebase(Resolution),
}

impl PlanAct {
    fn rows(self, snapshot: &Snapshot, id: &PlanId, note: &Note) -> Result<Delta, PlanError> {
        match self {
            Self::Validate => plans::validate(snapshot, id, note),
            Self::Submit { effective } => plans::submit(snapshot, id, effective, note),
            Self::Approve { effective, today } => {
                plans::approve(snapshot, id, effective, today, note)
            }
            Self::Activate { today } => plans::activate(snapshot, id, today, note),
            Self::Reopen => plans::reopen(snapshot, id),
            Self::Withdraw => plans::withdraw(snapshot, id),
            Self::Rebase(resolution) => plans::rebase(snapshot, id, resolution),
        }
    }
}

impl Engine {
    /// Acts on a plan that nobody has changed since it had a digest; on whatever it is when none is given.
    ///
    /// # Errors
    /// [`CommitError::Plan`]: [`PlanError::Changed`], and those of the act.
    pub fn act_on_plan(
        &self,
        id: &PlanId,
        act: PlanAct,
        seen: Option<PlanDigest>,
        note: &Note,
    ) -> Result<Committed, CommitError> {
        let (id, by) = (id.clone(), note.clone());
        self.perform(note.clone(), None, Codes::Known, move |turn| {
            let is = plan_digest(turn.snapshot, &id);
            let is = is.ok_or_else(|| PlanError::Unknown(id.clone()))?;
            if seen.is_some_and(|seen| seen != is) {
                return Err(PlanError::Changed(id.clone()).into());
            }
            Ok(Outcome::from(act.rows(turn.snapshot, &id, &by)?))
        })
    }
}

/// The digest of a plan, `None` when there is none of that id. O(rows of its steps).
pub fn plan_digest(snapshot: &Snapshot, id: &PlanId) -> Option<PlanDigest> {
    let plan = snapshot.plans.get(id)?.clone();
    let steps = snapshot.plans.steps_of(id).iter().cloned();
    let whole = Delta {
        plans: vec![Change::make(plan)],
        plan_steps: steps.map(Change::make).collect(),
        ..Delta::default()
    };
    Some(Sha256::digest(encode_delta(&whole)).into())
}
