//! What the solver answers: a plan, what it costs, and why.

use super::{Diagnosis, Measures};

/// What became of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fate {
    /// It is a grid of today and still there.
    Continued,
    /// It is new, and most of its households were in this grid of today.
    SplitFrom(u32),
    /// It is new, in a plan from nothing.
    New,
    /// It was a grid of today, or described as one, and has no units now.
    Dissolved,
}

/// Why a unit changes its grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// It was cut off from the rest of its grid.
    CutOff,
    /// Its grid had too much work.
    Relieves,
    /// The grid that takes it had too little work.
    Fills,
    /// The grid that takes it hands other units on, or its own grid takes others in.
    PassesOn,
    /// Its grid was split, and it lies in the new one.
    Splits,
    /// Its grid was dissolved.
    Dissolves,
    /// It goes along so that all grids stay in one piece.
    GoesAlong,
}

impl Reason {
    /// The name used in files, commands and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::CutOff => "cut-off",
            Self::Relieves => "relieves",
            Self::Fills => "fills",
            Self::PassesOn => "passes-on",
            Self::Splits => "splits",
            Self::Dissolves => "dissolves",
            Self::GoesAlong => "goes-along",
        }
    }
}

/// A unit that changes its grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Which unit.
    pub unit: u32,
    /// Its grid today.
    pub from: u32,
    /// Its grid in the plan.
    pub to: u32,
    /// How many households it has.
    pub households: u64,
    /// Why it moves.
    pub why: Reason,
    /// By how much less work lies outside the band after this move than before it, the moves made in the order of
    /// the list; negative where it only makes way for a later one. The sum is what the plan bought.
    pub gained: i64,
}

/// What no plan can undercut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Bounds {
    /// Households that any plan moves that has no more work outside the band than this one. 0 for a plan from nothing.
    pub relocation: u64,
    /// Work that lies outside the band in any plan with the same task, summed over its grids.
    pub outside: u64,
}

/// How far the plan is known to be good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Proof {
    /// No plan with as many grids has a smaller sum of squares of the work outside the band, and none of those that
    /// have as small a one moves fewer households.
    Optimal,
    /// The best that was found within the given rounds.
    Best,
    /// The best that was found until somebody asked to stop.
    Stopped,
}

impl Proof {
    /// The name used in files, commands and the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Optimal => "optimal",
            Self::Best => "best",
            Self::Stopped => "stopped",
        }
    }
}

/// A plan for one parent. Every grid is in one piece, except those that were broken today and may not be changed, and
/// those whose units no links join.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// The grid of each unit, an index into `fates`.
    pub labels: Vec<u32>,
    /// What became of each grid: first those of today under their numbers, then the new ones.
    pub fates: Vec<Fate>,
    /// What was known before the search.
    pub diagnosis: Diagnosis,
    /// The plan of today; none for a plan from nothing.
    pub before: Option<Measures>,
    /// This plan.
    pub after: Measures,
    /// Which units change their grid: those that repair first, then from grid to grid.
    pub moves: Vec<Move>,
    /// What no plan can undercut.
    pub bounds: Bounds,
    /// How far this plan is known to be good.
    pub proof: Proof,
}

/// A point on the frontier of tolerance against households moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// The tolerance around the middle of the band, in thousandths.
    pub tolerance_permille: u32,
    /// How many households change their grid.
    pub moved_households: u64,
    /// How many any plan moves that has no more work outside the band.
    pub bound_households: u64,
    /// How much work lies outside the band.
    pub outside: u64,
    /// How many grids lie in the band.
    pub in_band: u32,
    /// How many grids there are.
    pub grids: u32,
}
