//! Brings a plan into the band from where it stands, and what moved in vain back home.

use super::flow::{neighbours, send};
use super::plan::Plan;
use super::polish::{exchange, improve};
use super::transfer::Tools;
use crate::watch::Watch;

/// Offenders whose exchanges are tried when nothing else helps.
const STUBBORN: usize = 8;

/// Sends work between grids until none of these is outside the band or nothing improves. `rounds` bounds the passes.
pub(super) fn settle(plan: &mut Plan, tools: &mut Tools, watch: &Watch, rounds: u32) {
    for _ in 0..rounds {
        let before = *plan.score();
        for grid in offenders(plan) {
            while !watch.is_stopped() && plan.offends(grid) && send(plan, tools, grid) {}
            if plan.offends(grid) && !watch.is_stopped() {
                improve(plan, tools, &around(plan, grid));
            }
        }
        if plan.score().is_met() || watch.is_stopped() {
            break;
        }
        if *plan.score() == before {
            for grid in offenders(plan).into_iter().take(STUBBORN) {
                exchange(plan, tools, &around(plan, grid));
            }
            if *plan.score() == before {
                break;
            }
        }
    }
    come_home(plan, tools, watch);
}

/// Moves back home what need not be away.
pub(super) fn come_home(plan: &mut Plan, tools: &mut Tools, watch: &Watch) {
    let away = units_away(plan);
    if away.is_empty() || watch.is_stopped() {
        return;
    }
    improve(plan, tools, &away);
}

/// The units that are in another grid than today.
pub(super) fn units_away(plan: &Plan) -> Vec<u32> {
    let units = 0..plan.labels().len() as u32;
    units.filter(|&unit| plan.is_away(unit)).collect()
}

/// The grids that are outside the band or above a cap, the worst first.
pub(super) fn offenders(plan: &Plan) -> Vec<u32> {
    let grids = 0..plan.grids() as u32;
    let mut found: Vec<u32> = grids.filter(|&grid| plan.offends(grid)).collect();
    found.sort_by_key(|&grid| (std::cmp::Reverse(plan.outside(grid)), grid));
    found
}

/// The units of a grid at its border, and those on the other side.
fn around(plan: &Plan, grid: u32) -> Vec<u32> {
    let graph = plan.problem().graph();
    let mut units = Vec::new();
    for &unit in plan.members(grid) {
        let outside = graph.neighbours(unit).iter().map(|next| next.unit);
        let before = units.len();
        units.extend(outside.filter(|&other| plan.label(other) != grid));
        if units.len() > before {
            units.push(unit);
        }
    }
    units.sort_unstable();
    units.dedup();
    units
}

/// The grids that gave or took units, and those that touch an offender.
pub(super) fn touched(plan: &Plan) -> Vec<u32> {
    let mut grids = Vec::new();
    for unit in units_away(plan) {
        grids.extend([plan.label(unit), plan.home(unit)]);
    }
    for grid in offenders(plan) {
        grids.push(grid);
        grids.extend(neighbours(plan, grid));
    }
    grids.sort_unstable();
    grids.dedup();
    grids.retain(|&grid| !plan.members(grid).is_empty());
    grids
}
