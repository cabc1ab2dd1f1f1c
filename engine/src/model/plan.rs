//! Plans: drafts of the ground's division, from the first edit to the day they are in force.

use std::fmt;
use std::sync::Arc;

use time::Date;

use super::{Delta, PlanId, Revision};

/// Where a plan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum PlanState {
    /// It is being edited.
    Draft,
    /// Its partition was proved; an edit makes it a draft again.
    Validated,
    /// It was proved and waits for a second person.
    Submitted,
    /// A second person agreed; it takes effect on its date.
    Approved,
    /// It is the plan in force.
    InForce,
    /// It was in force until another plan was.
    Archived,
    /// It was given up before it took effect.
    Withdrawn,
}

impl PlanState {
    /// All states.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Validated,
        Self::Submitted,
        Self::Approved,
        Self::InForce,
        Self::Archived,
        Self::Withdrawn,
    ];

    /// The name used in files, commands and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Validated => "validated",
            Self::Submitted => "submitted",
            Self::Approved => "approved",
            Self::InForce => "in-force",
            Self::Archived => "archived",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }

    /// Whether its steps can be changed.
    pub fn is_editable(self) -> bool {
        matches!(self, Self::Draft | Self::Validated)
    }

    /// Whether it has not taken effect yet and still may.
    pub fn is_pending(self) -> bool {
        self < Self::InForce
    }
}

impl fmt::Display for PlanState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Who did something and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// Post or account, never a person's name.
    pub by: String,
    /// When, as an RFC 3339 instant.
    pub at: String,
}

/// A plan: a name, where it stands, and who brought it there. What it changes is in its [`PlanStep`]s.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// Its stable id.
    pub id: PlanId,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub state: PlanState,
    /// The revision that it was branched from, or brought up to since.
    pub base: Revision,
    /// The day from which it is, will be or was in force.
    pub effective: Option<Date>,
    /// Who began it.
    pub created: Stamp,
    /// Who had its partition proved.
    pub validated: Option<Stamp>,
    /// Who submitted it.
    pub submitted: Option<Stamp>,
    /// Who approved it: not the one who submitted it.
    pub approved: Option<Stamp>,
    /// When it took effect.
    pub activated: Option<Stamp>,
    /// The revision that put it in force.
    pub in_force: Option<Revision>,
}

/// One edit of a plan: the rows that it changes, on top of the steps before it.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanStep {
    /// The plan.
    pub plan: PlanId,
    /// Its place among the steps; later steps have larger numbers.
    pub number: u32,
    /// What it changes. It never changes plans.
    pub delta: Arc<Delta>,
}
