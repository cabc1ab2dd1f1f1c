//! Plans: drafts of the division beside the plan in force, from the first edit to the day they replace it.
//!
//! - **plan in force**: what the tables of grids, honeycombs and checkpoints hold;
//! - **draft**: a plan and its steps, each a delta on top of the plan in force and the steps before it. The facts (addresses,
//!   counts, barriers, units) are no part of a plan: a draft is always looked at with the newest ones;
//! - **base**: the revision that a draft was branched from. It still fits later ones as long as no row that it changes has
//!   changed in between; where one has, the draft must be rebased.
//!
//! Every function is pure: it takes a snapshot and gives the rows to commit.

mod error;
mod life;
mod rebase;
mod steps;

pub use error::PlanError;
pub use life::{
    NewPlan, activate, approve, archive_order, create, due, reopen, submit, validate, withdraw,
};
pub use rebase::{Resolution, rebase};
pub use steps::{Edited, append, composed, draft, edited, with_approved};
