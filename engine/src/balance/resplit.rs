//! Divides two or three neighbouring grids anew along random trees (after DeFord, Duchin and Solomon 2021).

use crate::watch::Watch;

use super::Hold;
use super::flow::neighbours;
use super::plan::Plan;
use super::polish::improve;
use super::settle::offenders;
use super::transfer::Tools;
use super::tree::{Tree, side_of};

/// Offenders that one pass looks at.
const OFFENDERS: usize = 24;

/// Divides offenders with one neighbour and then with two, along so many trees each; whether the score improved.
pub(super) fn resplit(plan: &mut Plan, tools: &mut Tools, watch: &Watch, trees: u32) -> bool {
    let before = *plan.score();

    for grid in offenders(plan).into_iter().take(OFFENDERS) {
        if plan.hold(grid) != Hold::Open {
            continue;
        }
        let around = neighbours(plan, grid);
        let open = around.into_iter().filter(|&g| plan.hold(g) == Hold::Open);
        let open: Vec<u32> = open.collect();
        for group in groups(plan, grid, &open) {
            for _ in 0..trees {
                if !plan.offends(grid) || watch.is_stopped() {
                    break;
                }
                attempt(plan, tools, &group);
            }
        }
    }
    *plan.score() < before
}

/// A grid with each of its neighbours, then with each two of them, at most a dozen of these.
fn groups(plan: &Plan, grid: u32, open: &[u32]) -> Vec<Vec<u32>> {
    let mut groups: Vec<Vec<u32>> = open.iter().map(|&other| vec![grid, other]).collect();
    let mut triples = Vec::new();
    for &other in open {
        for third in neighbours(plan, other) {
            let is_new = third != grid && (third > other || !open.contains(&third));
            if is_new && plan.hold(third) == Hold::Open {
                triples.push(vec![grid, other, third]);
            }
        }
    }
    triples.truncate(12);
    groups.append(&mut triples);
    groups
}

/// Divides a group of grids along one tree and keeps it if that improves the score.
fn attempt(plan: &mut Plan, tools: &mut Tools, group: &[u32]) {
    let (before, mark) = (*plan.score(), plan.mark());
    let mut region: Vec<u32> = Vec::new();
    for &grid in group {
        region.extend_from_slice(plan.members(grid));
    }
    region.sort_unstable();
    if divide(plan, tools, group, region.clone()) {
        improve(plan, tools, &region);
        if *plan.score() < before {
            tools.check(plan);
            return;
        }
    }
    plan.back_to(mark);
}

/// Cuts one grid after the other off a region; whether all found their place.
fn divide(plan: &mut Plan, tools: &mut Tools, group: &[u32], mut region: Vec<u32>) -> bool {
    let mut left = group.to_vec();
    while left.len() > 1 {
        if !tools.tree.draw(plan, &region, &mut tools.chance) {
            return false;
        }
        let Some((place, is_below, chosen)) = best_cut(plan, &tools.tree, &left) else {
            return false;
        };
        let mut cut: Vec<u32> = tools.tree.below(place).to_vec();
        cut.sort_unstable();
        let rest = |u: &u32| cut.binary_search(u).is_err();
        let rest: Vec<u32> = region.iter().copied().filter(rest).collect();
        let (cut, rest) = if is_below { (cut, rest) } else { (rest, cut) };
        relabel(plan, &cut, chosen);
        left.retain(|&grid| grid != chosen);
        region = rest;
    }
    relabel(plan, &region, left[0]);
    true
}

fn relabel(plan: &mut Plan, units: &[u32], grid: u32) {
    for &unit in units {
        if plan.label(unit) != grid {
            plan.shift(unit, grid);
        }
    }
}

/// The cut after which one side can be one of these grids and the other side all others: where it is, whether the
/// grid lies below it, and which grid. None if seats forbid every cut.
fn best_cut(plan: &Plan, tree: &Tree, left: &[u32]) -> Option<(usize, bool, u32)> {
    let work = tree.sums(|unit| plan.unit_work(unit));
    let mut best = None;
    for &grid in left {
        let at_home = tree.sums(|u| u64::from(plan.home(u) == grid) * plan.households(u));
        let seat = |u: u32| plan.problem().units()[u as usize].is_fixed;
        let own_seats = tree.sums(|u| u64::from(seat(u) && plan.home(u) == grid));
        let other_seats = tree.sums(|u| u64::from(seat(u) && plan.home(u) != grid));
        for place in 1..work.len() {
            for is_below in [true, false] {
                let side = |sums: &[u64]| side_of(sums, place, is_below);
                if side(&own_seats) != own_seats[0] || side(&other_seats) != 0 {
                    continue;
                }
                let own = side(&work);
                let missed = misses(plan, own, 1);
                let missed = missed + misses(plan, work[0] - own, left.len() as u64 - 1);
                let lost = at_home[0] - side(&at_home);
                let key = (missed, lost, place, is_below, grid);
                if best.is_none_or(|other| key < other) {
                    best = Some(key);
                }
            }
        }
    }
    best.map(|(_, _, place, is_below, grid)| (place, is_below, grid))
}

/// How far so much work is from what so many grids in the band have, squared.
fn misses(plan: &Plan, work: u64, grids: u64) -> u128 {
    let band = plan.problem().task().band;
    let low = u128::from(band.low()) * u128::from(grids);
    let high = u128::from(band.high()) * u128::from(grids);
    let work = u128::from(work);
    let missed = work.saturating_sub(high) + low.saturating_sub(work);
    missed.min(1 << 60).pow(2)
}
