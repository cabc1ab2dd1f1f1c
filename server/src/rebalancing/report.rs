//! What is said of plans: parents, grids, moves, and what it comes to.

use std::collections::BTreeMap;

use hexward_engine::balance::{
    Band, Criterion, Diagnosis, Fate, Measures, Outcome, Problem, Proof,
};
use hexward_engine::units::ParentUnits;
use serde::Serialize;
use utoipa::ToSchema;

use super::labels::grid_name;
use super::words::cause;
use super::{Rebalanced, Task};

/// What was found of a parent before the search.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = RebalanceParent)]
pub(crate) struct Found {
    /// The parent.
    pub(crate) parent: String,
    /// How many grids it has today.
    pub(crate) grids: usize,
    /// How many units.
    pub(crate) units: usize,
    /// How many households.
    pub(crate) households: u64,
    /// The least and the most grids that can be in the band, by weight alone.
    pub(crate) counts: Option<[u32; 2]>,
    /// How many the search aims at.
    pub(crate) aim: u32,
    /// Parts that nothing joins.
    pub(crate) components: usize,
    /// Units heavier than the band, each best a grid of its own.
    pub(crate) dedicated: Vec<String>,
    /// Grids of today that are not in one piece.
    pub(crate) broken: Vec<String>,
    /// Whether nothing speaks against a plan in the band.
    pub(crate) feasible: bool,
    /// What speaks against it.
    pub(crate) because: Vec<String>,
}

/// A grid before and after.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RebalanceGrid)]
pub(crate) struct GridRow {
    parent: String,
    grid: String,
    /// `continued`, `split`, `new` or `dissolved`.
    state: &'static str,
    from: Option<String>,
    units_before: u32,
    units: u32,
    work_before: u64,
    work: u64,
    households: u64,
    residents: u64,
    minutes: u64,
    area_m2: u64,
    compactness: Option<f64>,
    in_band: bool,
}

/// A unit that changes its grid.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RebalanceMove)]
pub(crate) struct MoveRow {
    pub(crate) parent: String,
    pub(crate) unit: String,
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) households: u64,
    pub(crate) why: &'static str,
    pub(crate) gained: i64,
}

/// All units that go from one grid to another for one reason.
#[derive(Debug, Default)]
pub(crate) struct Flow {
    pub(crate) units: usize,
    pub(crate) households: u64,
    pub(crate) gained: i64,
}

/// One side of the table.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[schema(as = RebalanceSide)]
pub(crate) struct Side {
    pub(crate) grids: u32,
    pub(crate) in_band: u32,
    pub(crate) below: u32,
    pub(crate) above: u32,
    pub(crate) least: Option<u64>,
    pub(crate) median: Option<u64>,
    pub(crate) most: Option<u64>,
    /// Work outside the band.
    pub(crate) outside: u64,
    pub(crate) loose_parts: u32,
    pub(crate) above_caps: u64,
    pub(crate) estates_split: u64,
    pub(crate) border_m: u64,
    pub(crate) crossed_m: u64,
    /// The mean of 4πA/P².
    pub(crate) compactness: Option<f64>,
    #[serde(skip)]
    pub(crate) work: Vec<u64>,
}

/// What all plans come to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RebalanceSummary)]
pub(crate) struct Summary {
    pub(crate) by: String,
    pub(crate) band: [u64; 2],
    pub(crate) seed: u64,
    pub(crate) parents: usize,
    pub(crate) units: usize,
    pub(crate) households: u64,
    pub(crate) before: Side,
    pub(crate) after: Side,
    pub(crate) moved_units: u64,
    pub(crate) moved_households: u64,
    /// No plan with as little outside the band moves fewer households.
    pub(crate) bound_households: u64,
    /// No plan has less work outside the band.
    pub(crate) bound_outside: u64,
    /// Parents whose plan is proved to be the best.
    pub(crate) optimal: usize,
    /// Parents whose search somebody broke off.
    pub(crate) stopped: usize,
    /// Parents that no plan brings into the band.
    pub(crate) infeasible: usize,
    pub(crate) new_grids: usize,
    pub(crate) dissolved_grids: usize,
}

/// What was found of each parent before the search.
pub(crate) fn found(task: &Task, diagnoses: &[Diagnosis]) -> Vec<Found> {
    let all = task.parents.iter().zip(&task.problems).zip(diagnoses);
    let one = |((parent, problem), diagnosis): ((&ParentUnits, &Problem), &Diagnosis)| Found {
        parent: parent.parent.to_string(),
        grids: parent.grids.len(),
        units: parent.units.len(),
        households: parent.units.iter().map(|unit| unit.load.households).sum(),
        counts: diagnosis.counts.map(Into::into),
        aim: diagnosis.aim,
        components: diagnosis.components.len(),
        dedicated: named(&diagnosis.overweight, |unit| {
            parent.units[unit].id.to_string()
        }),
        broken: named(&diagnosis.broken, |grid| parent.grids[grid].to_string()),
        feasible: diagnosis.is_feasible(),
        because: diagnosis
            .causes
            .iter()
            .map(|found| cause(found, parent, problem))
            .collect(),
    };
    all.map(one).collect()
}

fn named(numbers: &[u32], name: impl Fn(usize) -> String) -> Vec<String> {
    numbers
        .iter()
        .map(|&number| name(number as usize))
        .collect()
}

/// The grids of all parents before and after.
pub(crate) fn grids(found: &Rebalanced) -> Vec<GridRow> {
    let mut rows = Vec::new();
    for (parent, problem, outcome) in each(found) {
        let band = problem.task().band;
        for (label, &fate) in outcome.fates.iter().enumerate() {
            let Some(after) = outcome.after.grids.get(label) else {
                continue;
            };
            let before = outcome
                .before
                .as_ref()
                .and_then(|before| before.grids.get(label));
            let (state, from) = match fate {
                Fate::Continued => ("continued", None),
                Fate::SplitFrom(grid) => ("split", Some(grid_name(parent, grid))),
                Fate::New => ("new", None),
                Fate::Dissolved => ("dissolved", None),
            };
            rows.push(GridRow {
                parent: parent.parent.to_string(),
                grid: grid_name(parent, label as u32),
                state,
                from,
                units_before: before.map_or(0, |grid| grid.units),
                units: after.units,
                work_before: before.map_or(0, |grid| grid.work),
                work: after.work,
                households: after.load.households,
                residents: after.load.residents,
                minutes: after.load.minutes,
                area_m2: after.area_m2,
                compactness: after.compactness(),
                in_band: (band.low()..=band.high()).contains(&after.work),
            });
        }
    }
    rows
}

/// All moves of all parents.
pub(crate) fn moves(found: &Rebalanced) -> impl Iterator<Item = MoveRow> + '_ {
    each(found).flat_map(|(parent, _, outcome)| {
        outcome.moves.iter().map(|step| MoveRow {
            parent: parent.parent.to_string(),
            unit: parent.units[step.unit as usize].id.to_string(),
            from: grid_name(parent, step.from),
            to: grid_name(parent, step.to),
            households: step.households,
            why: step.why.name(),
            gained: step.gained,
        })
    })
}

/// The moves put together by grid, grid and reason.
pub(crate) fn flows(
    moves: impl Iterator<Item = MoveRow>,
) -> BTreeMap<(String, String, &'static str), Flow> {
    let mut flows: BTreeMap<(String, String, &'static str), Flow> = BTreeMap::new();
    for step in moves {
        let flow = flows.entry((step.from, step.to, step.why)).or_default();
        flow.units += 1;
        flow.households += step.households;
        flow.gained += step.gained;
    }
    flows
}

fn each(found: &Rebalanced) -> impl Iterator<Item = (&ParentUnits, &Problem, &Outcome)> {
    let Task { parents, problems } = &found.task;
    let pairs = parents.iter().zip(problems).zip(&found.outcomes);
    pairs.map(|((parent, problem), outcome)| (parent, problem, outcome))
}

/// What all plans that were found with a seed come to.
pub(crate) fn summary(found: &Rebalanced, seed: u64) -> Summary {
    let mut sum = Summary {
        by: String::new(),
        band: [0, 0],
        seed,
        parents: found.outcomes.len(),
        units: 0,
        households: 0,
        before: Side::default(),
        after: Side::default(),
        moved_units: 0,
        moved_households: 0,
        bound_households: 0,
        bound_outside: 0,
        optimal: 0,
        stopped: 0,
        infeasible: 0,
        new_grids: 0,
        dissolved_grids: 0,
    };
    let mut compactness = [(0.0, 0_u32); 2];
    for (parent, problem, outcome) in each(found) {
        let task = problem.task();
        sum.by = criteria(problem);
        sum.band = [task.band.low(), task.band.high()];
        sum.units += parent.units.len();
        sum.households += parent
            .units
            .iter()
            .map(|unit| unit.load.households)
            .sum::<u64>();
        let before = outcome.before.as_ref();
        if let Some(before) = before {
            sum.before.take(before, task.band, &mut compactness[0]);
        }
        sum.after
            .take(&outcome.after, task.band, &mut compactness[1]);
        sum.moved_units += u64::from(outcome.after.moved_units);
        sum.moved_households += outcome.after.moved_households;
        sum.bound_households += outcome.bounds.relocation;
        sum.bound_outside += outcome.bounds.outside;
        sum.optimal += usize::from(outcome.proof == Proof::Optimal);
        sum.stopped += usize::from(outcome.proof == Proof::Stopped);
        sum.infeasible += usize::from(!outcome.diagnosis.is_feasible());
        let new = |fate: &&Fate| matches!(fate, Fate::New | Fate::SplitFrom(_));
        sum.new_grids += outcome.fates.iter().filter(new).count();
        let gone = |fate: &&Fate| **fate == Fate::Dissolved;
        sum.dissolved_grids += outcome.fates.iter().filter(gone).count();
    }
    sum.before.finish(compactness[0]);
    sum.after.finish(compactness[1]);
    sum
}

/// What counts as work, in a word or as a sum.
fn criteria(problem: &Problem) -> String {
    let weights = problem.task().weights;
    let all = [
        (weights.households, Criterion::Households),
        (weights.residents, Criterion::Residents),
        (weights.minutes, Criterion::Minutes),
    ];
    let named = all.iter().filter(|(weight, _)| *weight > 0);
    let term = |&(weight, criterion): &(u32, Criterion)| {
        let name = super::words::criterion(criterion);
        if weight == 1 {
            name.to_owned()
        } else {
            format!("{weight} {name}")
        }
    };
    named.map(term).collect::<Vec<_>>().join(" + ")
}

impl Side {
    fn take(&mut self, measures: &Measures, band: Band, compactness: &mut (f64, u32)) {
        for grid in measures.grids.iter().filter(|grid| grid.units > 0) {
            self.below += u32::from(grid.work < band.low());
            self.above += u32::from(grid.work > band.high());
            self.work.push(grid.work);
            if let Some(value) = grid.compactness() {
                compactness.0 += value;
                compactness.1 += 1;
            }
        }
        self.grids += measures.count;
        self.in_band += measures.in_band;
        self.outside += measures.excess + measures.deficit;
        self.loose_parts += measures.loose_parts;
        self.above_caps += measures.above_caps;
        self.estates_split += measures.estates_split;
        self.border_m += measures.border_mm / 1000;
        self.crossed_m += measures.crossed_mm / 1000;
    }

    fn finish(&mut self, (sum, count): (f64, u32)) {
        self.work.sort_unstable();
        self.least = self.work.first().copied();
        self.most = self.work.last().copied();
        self.median = self.work.get(self.work.len() / 2).copied();
        self.compactness = (count > 0).then(|| sum / f64::from(count));
    }
}
