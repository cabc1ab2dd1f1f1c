//! Undoes a part of the plan and settles it again in another way, to be kept only if that is no worse.

use crate::watch::Watch;

use super::plan::Plan;
use super::polish::exchange;
use super::settle::{offenders, settle, touched, units_away};
use super::transfer::{Taste, Tools};

/// Passes over the offenders after a shake.
const PASSES: u32 = 2;

/// Sends the units that went in or out of one grid back home and settles again, by chance in another way; the plan is
/// never worse after it.
pub(super) fn shake(plan: &mut Plan, tools: &mut Tools, watch: &Watch) {
    let grids = touched(plan);
    if grids.is_empty() {
        return;
    }
    let (before, mark) = (*plan.score(), plan.mark());
    let grid = grids[tools.chance.below(grids.len())];
    tools.taste = Taste::Adventure;
    send_home(plan, tools, grid);
    settle(plan, tools, watch, PASSES);
    tools.taste = Taste::Shape;
    if offenders(plan).is_empty() && *plan.score() >= before {
        let away = units_away(plan);
        exchange(plan, tools, &away);
    }
    if *plan.score() > before {
        plan.back_to(mark);
    }
    tools.check(plan);
}

/// Moves units home that are away in a grid or from it, as far as all grids stay in one piece.
fn send_home(plan: &mut Plan, tools: &mut Tools, grid: u32) {
    let mut away = units_away(plan);
    away.retain(|&unit| plan.label(unit) == grid || plan.home(unit) == grid);
    let mut has_moved = true;
    while has_moved {
        has_moved = false;
        for &unit in &away {
            let home = plan.home(unit);
            let can_go = plan.is_away(unit) && plan.may_leave(unit) && plan.may_enter(home);
            if can_go
                && super::transfer::touches(plan, unit, home)
                && tools.walks.stays_whole(plan, unit)
            {
                plan.shift(unit, home);
                has_moved = true;
            }
        }
    }
}
