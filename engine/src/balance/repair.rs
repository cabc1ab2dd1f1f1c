//! Puts grids into one piece.

use super::Hold;
use super::pieces::Walks;
use super::plan::Plan;

/// Gives every part that is cut off from its grid to a neighbouring grid, the one for which the score is best; a part
/// without neighbours that may take it becomes a grid of its own. Grids that nothing may leave stay as they are, and
/// so do parts with a seat. The part that stays is the one with a seat, else with the most households, else units.
pub(super) fn repair(plan: &mut Plan, walks: &mut Walks) {
    let mut is_sound = vec![true; plan.labels().len()];
    let mut loose = Vec::new();
    for grid in 0..plan.grids() as u32 {
        if plan.hold(grid) == Hold::Open && !walks.is_whole(plan, grid) {
            loose.extend(cut_off(plan, walks, grid));
        }
    }
    for part in &loose {
        for &unit in part {
            is_sound[unit as usize] = false;
        }
    }
    while !loose.is_empty() {
        let before = loose.len();
        loose.retain(|part| !join(plan, part, &mut is_sound));
        if loose.len() == before {
            let part = loose.remove(0);
            let grid = plan.new_grid();
            hand_over(plan, &part, grid, &mut is_sound);
        }
    }
}

fn cut_off(plan: &Plan, walks: &mut Walks, grid: u32) -> Vec<Vec<u32>> {
    let mut parts = walks.parts(plan, grid);
    let has_seat = |part: &Vec<u32>| {
        let units = plan.problem().units();
        part.iter().any(|&unit| units[unit as usize].is_fixed)
    };
    let weight = |part: &Vec<u32>| {
        let households: u64 = part.iter().map(|&unit| plan.households(unit)).sum();
        (has_seat(part), households, part.len())
    };
    parts.sort_by_key(|part| std::cmp::Reverse(weight(part)));
    parts.remove(0);
    parts.retain(|part| !has_seat(part));
    parts.reverse();
    parts
}

/// Gives a part to the best neighbouring grid that is sound where they touch; whether there was one.
fn join(plan: &mut Plan, part: &[u32], is_sound: &mut [bool]) -> bool {
    let mut around = Vec::new();
    for &unit in part {
        for next in plan.problem().graph().neighbours(unit) {
            let label = plan.label(next.unit);
            if is_sound[next.unit as usize] && plan.may_enter(label) {
                around.push(label);
            }
        }
    }
    around.sort_unstable();
    around.dedup();
    let mark = plan.mark();
    let mut score_in = |label: &u32| {
        for &unit in part {
            plan.shift(unit, *label);
        }
        let score = *plan.score();
        plan.back_to(mark);
        score
    };
    let Some(best) = around.into_iter().min_by_key(|label| score_in(label)) else {
        return false;
    };
    hand_over(plan, part, best, is_sound);
    true
}

fn hand_over(plan: &mut Plan, part: &[u32], grid: u32, is_sound: &mut [bool]) {
    for &unit in part {
        plan.shift(unit, grid);
        is_sound[unit as usize] = true;
    }
}
