//! Why a plan cannot be made, changed or put in force.

use time::Date;

use crate::edit::{EditError, PartitionError};
use crate::model::{PlanId, PlanState};

/// How many rows a message names; the others are counted.
const NAMED: usize = 3;

/// Why something cannot be done with a plan; nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum PlanError {
    /// There is no such plan.
    #[error("there is no plan {0}")]
    Unknown(PlanId),
    /// The id is taken.
    #[error("there is a plan {0} already")]
    Taken(PlanId),
    /// The plan stands where this cannot be done.
    #[error("plan {id} is {state}: it cannot be {wanted}")]
    State {
        /// The plan.
        id: PlanId,
        /// Where it stands.
        state: PlanState,
        /// What was asked for, for example `edited`.
        wanted: &'static str,
    },
    /// The plan is not what whoever acts on it has looked at.
    #[error("plan {0} has changed: look at it again")]
    Changed(PlanId),
    /// Rows that the plan changes have changed since it was branched.
    #[error("plan {id} does not fit the plan in force any more, rebase it: {}", listed(.rows))]
    Conflict {
        /// The plan.
        id: PlanId,
        /// The rows, as table and key.
        rows: Vec<String>,
    },
    /// A plan changes grids, honeycombs and checkpoints only.
    #[error("plan {id} cannot change {table}: facts are changed in the store, not in a plan")]
    Facts {
        /// The plan.
        id: PlanId,
        /// The table.
        table: &'static str,
    },
    /// The plan changes nothing.
    #[error("plan {0} changes nothing")]
    Empty(PlanId),
    /// Its steps are others than those that would be proved or approved again, or would be left without it.
    #[error("plan {0} has other steps by now: take these back first")]
    Steps(PlanId),
    /// The tiers of the plan do not divide the ground.
    #[error("plan {id}: {error}")]
    Partition {
        /// The plan.
        id: PlanId,
        /// Every fault.
        error: PartitionError,
    },
    /// Whoever submits a plan does not approve it.
    #[error("plan {id} was submitted by {by}: another person has to approve it")]
    SamePerson {
        /// The plan.
        id: PlanId,
        /// Who submitted it.
        by: String,
    },
    /// Nobody is named.
    #[error("say who: a post or an account")]
    Nobody,
    /// It has no date from which it is in force.
    #[error("plan {0} has no date from which it is in force")]
    NoDate(PlanId),
    /// Its date has not come.
    #[error("plan {id} takes effect on {date}, that day has not come")]
    NotYet {
        /// The plan.
        id: PlanId,
        /// Its date.
        date: Date,
    },
    /// Its date has passed.
    #[error("plan {id} cannot take effect on {date}: today is {today}")]
    Past {
        /// The plan.
        id: PlanId,
        /// The date asked for.
        date: Date,
        /// Today.
        today: Date,
    },
    /// An edit is refused.
    #[error(transparent)]
    Edit(#[from] EditError),
}

fn listed(rows: &[String]) -> String {
    let named = rows.iter().take(NAMED).map(String::as_str);
    let mut text = named.collect::<Vec<_>>().join(", ");
    if rows.len() > NAMED {
        text = format!("{text} and {} more", rows.len() - NAMED);
    }
    text
}
