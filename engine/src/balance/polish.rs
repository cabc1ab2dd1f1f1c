//! Single units: each moves where the score is best, or changes places with another.

use super::plan::Plan;
use super::score::Score;
use super::transfer::{Tools, touches};

/// Moves units of the list for as long as one improves the score by itself; whether any did.
pub(super) fn improve(plan: &mut Plan, tools: &mut Tools, units: &[u32]) -> bool {
    let mut has_improved = false;
    loop {
        let before = *plan.score();
        for &unit in units {
            improve_one(plan, tools, unit);
        }
        tools.check(plan);
        if *plan.score() == before {
            return has_improved;
        }
        has_improved = true;
    }
}

fn improve_one(plan: &mut Plan, tools: &mut Tools, unit: u32) {
    if !plan.may_leave(unit) {
        return;
    }
    let best = targets(plan, unit)
        .into_iter()
        .map(|to| (plan.score_after(unit, to), to))
        .min();
    let Some((score, to)) = best else {
        return;
    };
    if score < *plan.score() && tools.walks.stays_whole(plan, unit) {
        plan.shift(unit, to);
    }
}

/// The grids a unit touches and may enter.
pub(super) fn targets(plan: &Plan, unit: u32) -> Vec<u32> {
    let own = plan.label(unit);
    let mut labels = Vec::new();
    for next in plan.problem().graph().neighbours(unit) {
        let label = plan.label(next.unit);
        if label != own && !labels.contains(&label) && plan.may_enter(label) {
            labels.push(label);
        }
    }
    labels
}

/// Lets units of the list go to a neighbouring grid, with what falls off otherwise, in exchange for at most one other;
/// whether the score improved.
pub(super) fn exchange(plan: &mut Plan, tools: &mut Tools, units: &[u32]) -> bool {
    let mut has_improved = false;
    for &unit in units {
        if !plan.may_leave(unit) {
            continue;
        }
        for to in targets(plan, unit) {
            if exchange_one(plan, tools, unit, to) {
                has_improved = true;
                break;
            }
        }
    }
    has_improved
}

fn exchange_one(plan: &mut Plan, tools: &mut Tools, unit: u32, to: u32) -> bool {
    let (before, mark, from) = (*plan.score(), plan.mark(), plan.label(unit));
    let off = if tools.walks.stays_whole(plan, unit) {
        Vec::new()
    } else {
        tools.walks.falls_off(plan, unit)
    };
    if !off.iter().all(|&u| plan.may_leave(u)) || !plan.may_enter(from) {
        return false;
    }
    plan.shift(unit, to);
    for &other in &off {
        plan.shift(other, to);
    }
    if *plan.score() < before {
        return true;
    }
    if answer(plan, tools, to, from, &before) {
        return true;
    }
    plan.back_to(mark);
    false
}

/// Moves the one unit from a grid to another that makes the score better than it was before, if there is one.
fn answer(plan: &mut Plan, tools: &mut Tools, from: u32, to: u32, before: &Score) -> bool {
    let mut answers: Vec<(Score, u32)> = Vec::new();
    for &unit in plan.members(from) {
        if plan.may_leave(unit) && touches(plan, unit, to) {
            let score = plan.score_after(unit, to);
            if score < *before {
                answers.push((score, unit));
            }
        }
    }
    answers.sort_unstable();
    for (_, unit) in answers {
        if tools.walks.stays_whole(plan, unit) {
            plan.shift(unit, to);
            return true;
        }
    }
    false
}
