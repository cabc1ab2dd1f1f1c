//! Tries more grids or fewer, or another division into as many, where the band is not met.

use std::cmp::Reverse;

use crate::watch::Watch;

use super::count::{adjust, dissolve, split};
use super::plan::Plan;
use super::settle::{Scope, offenders, settle};
use super::transfer::Tools;
use super::{Component, Count, Hold};

/// Offenders for which another number is tried in one pass, and passes at most.
const TRIED: usize = 6;

/// Grids that are tried to be dissolved where another is split, or split where another is dissolved.
const PARTNERS: usize = 3;

/// Brings the number of grids to what it shall be, and the plan into the band. If that leaves a plan of any number of
/// grids outside the band, today's number is tried too.
pub(super) fn fit(
    plan: &mut Plan,
    tools: &mut Tools,
    found: &[Component],
    watch: &Watch,
    rounds: u32,
) {
    let mark = plan.mark();
    adjust(plan, tools, found);
    let has_changed = plan.mark() > mark;
    settle(plan, tools, watch, rounds, Scope::All);
    let is_free = plan.problem().task().count == Count::Free;
    if !(is_free && has_changed) || plan.score().is_met() {
        return;
    }
    let (score, labels) = (*plan.score(), plan.labels().to_vec());
    plan.back_to(mark);
    settle(plan, tools, watch, rounds, Scope::All);
    if *plan.score() > score {
        plan.take_over(&labels);
    }
}

/// Splits and dissolves grids around those outside the band for as long as that improves the score.
pub(super) fn vary(plan: &mut Plan, tools: &mut Tools, watch: &Watch, rounds: u32) {
    for _ in 0..TRIED {
        let before = *plan.score();
        for grid in offenders(plan).into_iter().take(TRIED) {
            if watch.is_stopped() {
                return;
            }
            if plan.offends(grid) && plan.hold(grid) == Hold::Open {
                vary_one(plan, tools, watch, grid, rounds);
            }
        }
        if *plan.score() == before {
            return;
        }
    }
}

fn vary_one(plan: &mut Plan, tools: &mut Tools, watch: &Watch, grid: u32, rounds: u32) {
    let is_above = plan.work(grid) > plan.problem().task().band.high();
    if plan.problem().task().count == Count::Free {
        keep_if_better(plan, tools, watch, rounds, |plan, tools| {
            if is_above {
                split(plan, tools, grid)
            } else {
                dissolve(plan, tools, grid)
            }
        });
        return;
    }
    for partner in partners(plan, grid, is_above) {
        let (split_one, dissolved) = if is_above {
            (grid, partner)
        } else {
            (partner, grid)
        };
        let is_better = keep_if_better(plan, tools, watch, rounds, |plan, tools| {
            dissolve(plan, tools, dissolved) && split(plan, tools, split_one)
        });
        if is_better {
            return;
        }
    }
}

/// Grids to dissolve when one is split, those with the fewest households first; or to split when one is dissolved,
/// those with the most work first.
fn partners(plan: &Plan, grid: u32, is_above: bool) -> Vec<u32> {
    let grids = 0..plan.grids() as u32;
    let is_open = |&other: &u32| {
        other != grid && plan.hold(other) == Hold::Open && !plan.members(other).is_empty()
    };
    let mut others: Vec<u32> = grids.filter(is_open).collect();
    if is_above {
        others.sort_by_key(|&other| (plan.load(other).households, other));
    } else {
        others.sort_by_key(|&other| (Reverse(plan.work(other)), other));
    }
    others.truncate(PARTNERS);
    others
}

/// Makes a change, settles, and keeps both if the score is better than before.
fn keep_if_better(
    plan: &mut Plan,
    tools: &mut Tools,
    watch: &Watch,
    rounds: u32,
    change: impl FnOnce(&mut Plan, &mut Tools) -> bool,
) -> bool {
    let (before, mark) = (*plan.score(), plan.mark());
    if change(plan, tools) {
        settle(plan, tools, watch, rounds, Scope::All);
        if *plan.score() < before {
            tools.check(plan);
            return true;
        }
    }
    plan.back_to(mark);
    false
}
