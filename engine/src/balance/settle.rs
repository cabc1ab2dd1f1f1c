//! Brings a plan into the band from where it stands, and what moved in vain back home.

use std::cmp::Reverse;

use super::currents::even_out;
use super::flow::{neighbours, send};
use super::plan::Plan;
use super::polish::{exchange, improve};
use super::transfer::Tools;
use crate::watch::Watch;

/// Offenders whose exchanges are tried when nothing else helps.
const STUBBORN: usize = 8;

/// Sends work between grids until none of these is outside the band or nothing improves. `rounds` bounds the passes.
pub(super) fn settle(plan: &mut Plan, tools: &mut Tools, watch: &Watch, rounds: u32, scope: Scope) {
    if !watch.is_stopped() {
        even_out(plan, tools);
    }
    for _ in 0..rounds {
        let before = *plan.score();
        let found = scope.offenders(plan);
        for &grid in &found {
            while !watch.is_stopped() && plan.offends(grid) && send(plan, tools, grid) {}
            if plan.offends(grid) && !watch.is_stopped() {
                improve(plan, tools, &around(plan, grid));
            }
        }
        if found.is_empty() || watch.is_stopped() {
            break;
        }
        if *plan.score() == before {
            for grid in found.into_iter().take(STUBBORN) {
                if plan.offends(grid) && !watch.is_stopped() {
                    exchange(plan, tools, &around(plan, grid));
                }
            }
            if *plan.score() == before {
                break;
            }
        }
    }
    let away = scope.away(plan);
    if !away.is_empty() && !watch.is_stopped() {
        improve(plan, tools, &away);
    }
}

/// What a search looks at.
#[derive(Debug, Clone, Copy)]
pub(super) enum Scope {
    /// All grids.
    All,
    /// A grid and those that gave or took units since a mark.
    Around(u32, usize),
}

impl Scope {
    fn offenders(self, plan: &Plan) -> Vec<u32> {
        let Self::Around(grid, mark) = self else {
            return offenders(plan);
        };
        let mut grids = vec![grid];
        for &(unit, from) in plan.since(mark) {
            grids.extend([from, plan.label(unit)]);
        }
        grids.sort_unstable();
        grids.dedup();
        grids.retain(|&grid| plan.offends(grid));
        grids.sort_by_key(|&grid| (Reverse(plan.outside(grid)), grid));
        grids
    }

    fn away(self, plan: &Plan) -> Vec<u32> {
        let Self::Around(_, mark) = self else {
            return units_away(plan);
        };
        let mut units: Vec<u32> = plan.since(mark).iter().map(|step| step.0).collect();
        units.sort_unstable();
        units.dedup();
        units.retain(|&unit| plan.is_away(unit));
        units
    }
}

/// The units that are in another grid than today.
fn units_away(plan: &Plan) -> Vec<u32> {
    let units = 0..plan.labels().len() as u32;
    units.filter(|&unit| plan.is_away(unit)).collect()
}

/// The grids that are outside the band or above a cap, the worst first.
pub(super) fn offenders(plan: &Plan) -> Vec<u32> {
    let grids = 0..plan.grids() as u32;
    let mut found: Vec<u32> = grids.filter(|&grid| plan.offends(grid)).collect();
    found.sort_by_key(|&grid| (Reverse(plan.outside(grid)), grid));
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
