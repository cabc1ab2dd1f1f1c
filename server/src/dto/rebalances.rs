//! Searches for balanced grids: what was asked, how far they are, what they found.

use hexward_engine::balance::Point;
use serde::Serialize;
use utoipa::ToSchema;

use super::PlanName;
use super::choices::SearchState;
use crate::error::ApiError;
use crate::rebalancing::{Found, Order, Search, Step, Summary, histogram, summary};

/// A search and how it stands.
#[derive(Serialize, ToSchema)]
#[schema(as = Rebalance)]
pub(crate) struct SearchEntry {
    id: String,
    /// When it was asked for, an RFC 3339 instant.
    made: String,
    /// The revision of the grids that it is about.
    revision: u64,
    #[schema(value_type = SearchState)]
    state: &'static str,
    order: Order,
    /// How far it is, while something is being done.
    #[serde(skip_serializing_if = "Option::is_none")]
    progress: Option<SearchProgress>,
    /// What speaks against a plan in the band, before any search.
    #[serde(skip_serializing_if = "Option::is_none")]
    feasibility: Option<Feasibility>,
    /// What the plan comes to.
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<Summary>,
    /// How many grids have how much work, before and after.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    histogram: Vec<Bar>,
    /// How many households move for six tolerances around the middle of the band.
    #[serde(skip_serializing_if = "Option::is_none")]
    frontier: Option<Vec<Trade>>,
    /// The draft that was made of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<PlanName>)]
    draft: Option<String>,
    /// Why it was refused, or no draft made of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<SearchProblem>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RebalanceProgress)]
struct SearchProgress {
    /// Parents that the step is done with.
    parents: u64,
    /// Of how many, once that is known.
    all: usize,
    /// Work outside the band in the plans that are done.
    outside: u64,
    /// Households that move in them.
    moved_households: u64,
}

/// Whether parents can be brought into the band.
#[derive(Serialize, ToSchema)]
struct Feasibility {
    parents: usize,
    infeasible: usize,
    /// The first of them, with the reasons; all are in the list of parents.
    first_infeasible: Vec<Found>,
}

/// Grids with work in a range.
#[derive(Serialize, ToSchema)]
#[schema(as = RebalanceBar)]
struct Bar {
    work: String,
    before: usize,
    after: usize,
}

/// A point of the frontier.
#[derive(Serialize, ToSchema)]
#[schema(as = RebalanceTrade)]
struct Trade {
    tolerance_percent: f64,
    moved_households: u64,
    /// How many any plan moves that has no more work outside the band.
    bound_households: u64,
    outside: u64,
    in_band: u32,
    grids: u32,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RebalanceProblem)]
struct SearchProblem {
    code: String,
    detail: String,
}

/// How many infeasible parents an entry shows.
const INFEASIBLE_SHOWN: usize = 20;

impl From<&Search> for SearchEntry {
    fn from(search: &Search) -> Self {
        let status = search.status();
        let [outside, moved_households] = search.so_far.sums();
        let works = !status.step.is_at_rest() && status.step != Step::Waiting;
        let result = status.result.clone();
        let summary = result
            .as_deref()
            .map(|found| summary(found, search.order.seed()));
        let problem = |error: &ApiError| SearchProblem {
            code: error.code().to_owned(),
            detail: error.detail(),
        };
        let points = status.frontier.as_ref();
        Self {
            id: search.id.clone(),
            made: search.made.clone(),
            revision: search.revision.0,
            state: status.step.name(),
            order: search.order.clone(),
            progress: works.then(|| SearchProgress {
                parents: search.watch.rows(),
                all: status.parents,
                outside,
                moved_households,
            }),
            feasibility: status.found.as_ref().map(|found| feasibility(found)),
            histogram: summary.as_ref().map(bars).unwrap_or_default(),
            summary,
            frontier: points.map(|points| points.iter().map(Trade::from).collect()),
            draft: status.draft.as_ref().map(ToString::to_string),
            problem: status.problem.as_deref().map(problem),
        }
    }
}

fn feasibility(found: &[Found]) -> Feasibility {
    let infeasible = || found.iter().filter(|parent| !parent.feasible);
    Feasibility {
        parents: found.len(),
        infeasible: infeasible().count(),
        first_infeasible: infeasible().take(INFEASIBLE_SHOWN).cloned().collect(),
    }
}

fn bars(summary: &Summary) -> Vec<Bar> {
    let ranges = histogram(summary.band, &summary.before.work, &summary.after.work);
    let bar = |(work, before, after)| Bar {
        work,
        before,
        after,
    };
    ranges.into_iter().map(bar).collect()
}

impl From<&Point> for Trade {
    fn from(point: &Point) -> Self {
        Self {
            tolerance_percent: f64::from(point.tolerance_permille) / 10.0,
            moved_households: point.moved_households,
            bound_households: point.bound_households,
            outside: point.outside,
            in_band: point.in_band,
            grids: point.grids,
        }
    }
}
