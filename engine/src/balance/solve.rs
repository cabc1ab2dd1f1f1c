//! The search: from today's plan to the best one within the rounds.

use super::bounds::bounds;
use super::chance::Chance;
use super::diagnose::diagnose;
use super::evaluate::evaluate;
use super::exact::look_at_all;
use super::fresh::plan_from_nothing;
use super::moves::moves;
use super::plan::Plan;
use super::repair::repair;
use super::resplit::resplit;
use super::score::Score;
use super::settle::{Scope, settle};
use super::shake::shake_all;
use super::succession::name_by_overlap;
use super::transfer::Tools;
use super::vary::{fit, vary};
use super::{Bounds, Diagnosis, Fate, Outcome, Problem, Proof};
use crate::watch::Watch;

/// Passes over all offenders before something else is tried.
const PASSES: u32 = 6;

/// Trees drawn for each group of grids that is divided anew.
const TREES: u32 = 6;

/// Steps that a look at all plans of a small parent may take, for each round, times the fourth power of its units: some
/// 700,000 for 25 units, which is nearly always enough, and next to none for a hundred, where it nearly never is.
const STEPS: u64 = 1 << 37;

/// The best plan for one parent that is found within its rounds. Once somebody asks to stop, the best so far; it is
/// always a whole plan. A parent not yet begun then keeps its plan of today, without diagnosis and bounds, if all of
/// its grids are in one piece. O(rounds * (n + m)).
pub fn solve(problem: &Problem, watch: &Watch) -> Outcome {
    if watch.is_stopped()
        && let Some(outcome) = as_today(problem)
    {
        return outcome;
    }
    let found = diagnose(problem);
    let today = problem.task().today.clone();
    let start = today.unwrap_or_else(|| plan_from_nothing(problem, found.aim as usize, watch));
    let labels = start.iter().max().map_or(0, |&label| label as usize + 1);
    let mut plan = Plan::new(problem, start, labels.max(problem.task().grids.len()));
    let mut tools = Tools::new(
        plan.labels().len(),
        Chance::new(problem.task().seed, plan.labels().len() as u64),
    );
    repair(&mut plan, &mut tools.walks);
    let cut_off: Vec<bool> = (0..plan.labels().len() as u32)
        .map(|unit| plan.is_away(unit))
        .collect();
    plan.settle_down();
    let is_best = search(&mut plan, &mut tools, &found, watch);
    finish(plan, found, &cut_off, is_best, watch)
}

/// Today's plan as it is, if all its grids are in one piece.
fn as_today(problem: &Problem) -> Option<Outcome> {
    let labels = problem.task().today.clone()?;
    let measures = evaluate(problem, &labels);
    let (labels, fates) = fates(problem, labels);
    (measures.loose_parts == 0).then(|| Outcome {
        labels,
        fates,
        diagnosis: Diagnosis::default(),
        before: Some(measures.clone()),
        after: measures,
        moves: Vec::new(),
        bounds: Bounds::default(),
        proof: Proof::Stopped,
    })
}

/// Searches; whether no plan is better in what is compared first.
fn search(plan: &mut Plan, tools: &mut Tools, found: &Diagnosis, watch: &Watch) -> bool {
    if watch.is_stopped() {
        return false;
    }
    fit(plan, tools, &found.components, watch, PASSES);
    if !plan.score().is_met() && resplit(plan, tools, watch, TREES) {
        settle(plan, tools, watch, PASSES, Scope::All);
    }
    if !plan.score().is_met() {
        vary(plan, tools, watch, PASSES);
    }
    plan.settle_down();
    let least = bounds(plan.problem(), found, 0).relocation;
    shake_all(plan, tools, watch, |score| is_proved(score, least));
    name_by_overlap(plan);
    if watch.is_stopped() || is_proved(plan.score(), least) {
        return is_proved(plan.score(), least);
    }
    let rounds = u64::from(plan.problem().task().rounds);
    let units = plan.labels().len() as u64;
    let steps = rounds * (STEPS / units.saturating_pow(4).max(1));
    look_at_all(plan, steps, watch)
}

/// Whether no plan is better in what is compared first: caps, band, households that move.
fn is_proved(score: &Score, least: u64) -> bool {
    score.is_met() && score.moved_households <= least
}

fn finish(plan: Plan, found: Diagnosis, cut_off: &[bool], is_best: bool, watch: &Watch) -> Outcome {
    let problem = plan.problem();
    let (labels, fates) = fates(problem, plan.into_labels());
    let before = problem
        .task()
        .today
        .as_ref()
        .map(|today| evaluate(problem, today));
    let after = evaluate(problem, &labels);
    let mut bounds = bounds(problem, &found, after.excess + after.deficit);
    if is_best && after.violation == 0 {
        bounds.relocation = after.moved_households;
    }
    let proof = match () {
        () if is_best => Proof::Optimal,
        () if watch.is_stopped() => Proof::Stopped,
        () => Proof::Best,
    };
    Outcome {
        moves: moves(problem, &labels, &fates, cut_off),
        labels,
        fates,
        diagnosis: found,
        before,
        after,
        bounds,
        proof,
    }
}

/// Numbers the new grids after those of today, in the order of their first units, and says what became of each.
fn fates(problem: &Problem, mut labels: Vec<u32>) -> (Vec<u32>, Vec<Fate>) {
    let today = problem.task().grids.len();
    let most = labels
        .iter()
        .map(|&label| label as usize + 1)
        .max()
        .unwrap_or(0);
    let mut numbers = vec![u32::MAX; most.max(today)];
    let mut count = today as u32;
    for label in &mut labels {
        let number = &mut numbers[*label as usize];
        if *number == u32::MAX {
            *number = *label;
            if *label as usize >= today {
                *number = count;
                count += 1;
            }
        }
        *label = *number;
    }
    let is_there = |label: usize| numbers[label] != u32::MAX;
    let mut fates: Vec<Fate> = (0..today)
        .map(|label| {
            if is_there(label) {
                Fate::Continued
            } else {
                Fate::Dissolved
            }
        })
        .collect();
    fates.extend(origins(problem, &labels, today, count as usize));
    (labels, fates)
}

/// For each new grid the grid of today from which most of its households come, then most of its units.
fn origins(problem: &Problem, labels: &[u32], today: usize, count: usize) -> Vec<Fate> {
    let Some(before) = &problem.task().today else {
        return vec![Fate::New; count - today];
    };
    let mut shares: Vec<(u32, u32, u64)> = Vec::new();
    for (unit, (&label, &from)) in labels.iter().zip(before).enumerate() {
        if label as usize >= today {
            shares.push((label, from, problem.units()[unit].load.households));
        }
    }
    shares.sort_unstable();
    let mut best = vec![(0, 0, 0); count - today];
    for share in shares.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)) {
        let households = share.iter().map(|unit| unit.2).sum::<u64>();
        let of = (households, share.len(), share[0].1);
        let entry = &mut best[share[0].0 as usize - today];
        if (of.0, of.1) > (entry.0, entry.1) {
            *entry = of;
        }
    }
    best.into_iter()
        .map(|(_, _, from)| Fate::SplitFrom(from))
        .collect()
}
