//! Plans that meet a band of work and move the fewest households.
//!
//! | term | meaning |
//! |---|---|
//! | unit | ground that no plan divides, with what is counted of it |
//! | link | two units between which one may walk; grids are in one piece by links alone |
//! | parent | the units of one problem: no plan moves one to another parent |
//! | grid | a set of units of a parent; a plan gives each unit its grid |
//! | work | what counts of a unit: households, residents and minutes, each with its weight |
//! | band | from how much to how much work a grid shall have |
//! | hold | what may not happen to a grid of today |
//! | seat | a unit that stays in its grid |
//! | estate | units that plans should keep in one grid |
//!
//! The objective, each of these before all that follow: every grid in one piece and below the caps; the square of the
//! work outside the band; households that change their grid; estates split; obstacles crossed inside grids; length of
//! borders. All of it is in integers, so that the same problem has the same plan on every machine.
//!
//! Nothing here knows positions, snapshots or files.

mod bounds;
mod chance;
mod count;
mod currents;
mod diagnose;
mod diagnosis;
mod error;
mod estates;
mod evaluate;
mod exact;
mod flow;
mod fresh;
mod graph;
mod many;
mod measures;
mod moves;
mod network;
mod outcome;
mod pieces;
mod plan;
mod polish;
mod problem;
mod repair;
mod resplit;
mod score;
mod settle;
mod shake;
mod solve;
mod staffing;
mod succession;
mod transfer;
mod tree;
mod vary;
mod work;

#[cfg(test)]
mod tests;

pub use diagnose::diagnose;
pub use diagnosis::{Cause, Component, Diagnosis};
pub use error::ProblemError;
pub use evaluate::evaluate;
pub use graph::{Link, LinkKind, Neighbour, Obstacle, UnitGraph};
pub use many::{frontier, solve_all};
pub use measures::{GridMeasures, Measures};
pub use outcome::{Bounds, Fate, Move, Outcome, Point, Proof, Reason};
pub use problem::{Count, DEFAULT_ROUNDS, Hold, Problem, Task, Unit};
pub use solve::solve;
pub use staffing::{GridDemand, Staffing, StaffingError, StaffingRule, assign_staff, staffing};
pub use work::{Band, Cap, Criterion, Load, Weights};
