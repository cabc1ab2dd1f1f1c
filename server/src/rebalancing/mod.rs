//! Grids balanced anew: what the command line and the jobs of the server have in common.
//!
//! Units are derived ([`hexward_engine::units`]), problems stated and solved ([`hexward_engine::balance`]), every plan
//! counted anew by the evaluator that shares no code with the search, and turned into one edit of a draft.

mod drafting;
mod edits;
mod labels;
mod order;
mod report;
mod search;
mod searches;
mod what_if;
mod words;

use hexward_engine::Watch;
use hexward_engine::balance::{
    self, Diagnosis, Outcome, Point, Problem, ProblemError, diagnose, evaluate, solve_all,
};
use hexward_engine::layer::Threads;
use hexward_engine::model::{AreaCode, UnitId};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::units::{Aim, ParentUnits, UnitCover, UnitsError, derive_each, parents_below};

pub(crate) use drafting::{Target, draft};
pub(crate) use edits::edit;
pub(crate) use labels::{UnitRow, read_labels, unit_rows};
pub(crate) use order::{Order, unfit};
pub(crate) use report::{
    Found, GridRow, MoveRow, Side, Summary, flows, found, grids, moves, summary,
};
pub(crate) use search::{Search, Step};
pub(crate) use searches::Searches;
pub(crate) use what_if::WhatIf;
pub(crate) use words::histogram;

/// Tolerances around the middle of the band for which a frontier is found, in thousandths.
pub(crate) const FRONTIER_PERMILLE: [u32; 6] = [20, 50, 80, 120, 160, 200];

/// Why grids cannot be balanced.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RebalanceError {
    /// The units of a parent cannot be derived.
    #[error(transparent)]
    Units(#[from] UnitsError),
    /// The aim is that of no plan.
    #[error("{parent}: {error}")]
    Aim {
        /// The parent.
        parent: AreaCode,
        /// What is wrong with it.
        error: ProblemError,
    },
    /// More is taken off a unit than it has.
    #[error("unit {0} has less than is taken off it")]
    BelowZero(UnitId),
    /// Nobody knows the unit.
    #[error("the parents have no unit {0}")]
    NoSuchUnit(UnitId),
    /// The band is none.
    #[error(transparent)]
    Band(ProblemError),
    /// The evaluator counts otherwise than the search.
    #[error("{0}: the plan that was found is not what the search says of it, it was not taken")]
    Disproved(AreaCode),
}

/// Parents to be balanced, with what is asked of them.
pub(crate) struct Task {
    /// The units of each parent, by code.
    pub(crate) parents: Vec<ParentUnits>,
    /// The problem of each.
    pub(crate) problems: Vec<Problem>,
}

/// Plans for all parents.
pub(crate) struct Rebalanced {
    /// What was asked.
    pub(crate) task: Task,
    /// What was found for each parent.
    pub(crate) outcomes: Vec<Outcome>,
}

impl Task {
    /// The parents in and below some grids, with this aim. Cost: that of deriving their units; the watch is told of each
    /// parent.
    ///
    /// # Errors
    /// [`RebalanceError`].
    pub(crate) fn derive(
        snapshot: &Snapshot,
        codes: &[AreaCode],
        aim: &Aim,
        what_if: &WhatIf,
        threads: Threads,
        watch: &Watch,
    ) -> Result<Self, RebalanceError> {
        let mut parents = derive_each(snapshot, codes, threads, watch, UnitCover::into_units)?;
        what_if.apply(&mut parents)?;
        let problem = |parent: &ParentUnits| {
            parent.problem(aim).map_err(|error| RebalanceError::Aim {
                parent: parent.parent.clone(),
                error,
            })
        };
        let problems: Vec<Problem> = parents.iter().map(problem).collect::<Result<_, _>>()?;
        Ok(Self { parents, problems })
    }

    /// What can be said of each parent before any search.
    pub(crate) fn diagnoses(&self) -> Vec<Diagnosis> {
        self.problems.iter().map(diagnose).collect()
    }

    /// The best plans; those found so far once the watch says stop. `each` hears of every parent as it is done.
    ///
    /// # Errors
    /// [`RebalanceError::Disproved`], which would be a fault of the search.
    pub(crate) fn solve(
        self,
        threads: Threads,
        watch: &Watch,
        each: &(dyn Fn(&Outcome) + Sync),
    ) -> Result<Rebalanced, RebalanceError> {
        let outcomes = solve_all(&self.problems, threads, watch, &|_, outcome| each(outcome));
        for ((problem, outcome), parent) in self.problems.iter().zip(&outcomes).zip(&self.parents) {
            if evaluate(problem, &outcome.labels) != outcome.after {
                return Err(RebalanceError::Disproved(parent.parent.clone()));
            }
        }
        Ok(Rebalanced {
            task: self,
            outcomes,
        })
    }

    /// How many households move for each of six tolerances around the middle of the band.
    ///
    /// # Errors
    /// [`RebalanceError::Band`].
    pub(crate) fn frontier(
        &self,
        threads: Threads,
        watch: &Watch,
    ) -> Result<Vec<Point>, RebalanceError> {
        let found = balance::frontier(&self.problems, &FRONTIER_PERMILLE, threads, watch);
        found.map_err(RebalanceError::Band)
    }
}

/// The parents in and below some grids, each once, by code; of the whole store when none is given.
///
/// # Errors
/// [`UnitsError`].
pub(crate) fn parents(
    snapshot: &Snapshot,
    codes: &[AreaCode],
) -> Result<Vec<AreaCode>, UnitsError> {
    let tops = || {
        let highest = snapshot.grids.values().next().into_iter();
        highest.flat_map(|layer| layer.records().iter().map(|grid| grid.code.clone()))
    };
    let given: Vec<AreaCode> = if codes.is_empty() {
        tops().collect()
    } else {
        codes.to_vec()
    };
    let mut found = Vec::new();
    for code in &given {
        match parents_below(snapshot, code) {
            // of a whole store those without grids are passed over
            Err(UnitsError::NoGrids(_)) if codes.is_empty() => {}
            below => found.extend(below?),
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}
