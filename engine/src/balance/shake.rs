//! Undoes a part of the plan and settles it again in another way, to be kept only if that is no worse.

use crate::watch::Watch;

use super::flow::neighbours;
use super::plan::Plan;
use super::polish::exchange;
use super::score::Score;
use super::settle::{Scope, settle, touched};
use super::transfer::{Taste, Tools, touches};

/// Passes over the offenders after a shake.
const PASSES: u32 = 2;

/// Passes over all grids in a row that may improve nothing before the search ends.
const IDLE: u32 = 3;

/// Shakes every grid that has part in what the plan changes, pass after pass, until the score is good enough, the
/// rounds are spent or nothing improves any more. The plan is never worse after it.
pub(super) fn shake_all(
    plan: &mut Plan,
    tools: &mut Tools,
    watch: &Watch,
    is_enough: impl Fn(&Score) -> bool,
) {
    let mut idle = 0;
    for _ in 0..plan.problem().task().rounds {
        let before = *plan.score();
        for grid in touched(plan) {
            if watch.is_stopped() || is_enough(plan.score()) {
                return;
            }
            shake(plan, tools, watch, grid);
            plan.settle_down();
        }
        idle = if *plan.score() < before { 0 } else { idle + 1 };
        if idle == IDLE {
            return;
        }
    }
}

/// Sends the units that went in or out of one grid back home and settles again, by chance in another way.
fn shake(plan: &mut Plan, tools: &mut Tools, watch: &Watch, grid: u32) {
    let (before, mark) = (*plan.score(), plan.mark());
    let away = away_around(plan, grid);
    tools.taste = Taste::Adventure;
    send_home(plan, tools, &away);
    settle(plan, tools, watch, PASSES, Scope::Around(grid, mark));
    tools.taste = Taste::Shape;
    if plan.score().violation <= before.violation && *plan.score() >= before {
        let mut away = away_around(plan, grid);
        away.sort_unstable();
        exchange(plan, tools, &away);
    }
    if *plan.score() > before {
        plan.back_to(mark);
    }
    tools.check(plan);
}

/// The units that are away in a grid, or from it in a grid beside it.
fn away_around(plan: &Plan, grid: u32) -> Vec<u32> {
    let mut away = Vec::new();
    for other in neighbours(plan, grid) {
        let members = plan.members(other).iter();
        away.extend(members.filter(|&&unit| plan.home(unit) == grid));
    }
    let own = plan.members(grid).iter();
    away.extend(own.filter(|&&unit| plan.is_away(unit)));
    away
}

/// Moves units home, as far as all grids stay in one piece.
fn send_home(plan: &mut Plan, tools: &mut Tools, away: &[u32]) {
    let mut has_moved = true;
    while has_moved {
        has_moved = false;
        for &unit in away {
            let home = plan.home(unit);
            let can_go = plan.is_away(unit) && plan.may_leave(unit) && plan.may_enter(home);
            if can_go && touches(plan, unit, home) && tools.walks.stays_whole(plan, unit) {
                plan.shift(unit, home);
                has_moved = true;
            }
        }
    }
}
