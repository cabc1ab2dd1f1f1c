//! More grids or fewer: splits what is too large, dissolves what is too small.

use super::diagnose::aims;
use super::pieces::components;
use super::plan::Plan;
use super::transfer::Tools;
use super::tree::{Tree, side_of};
use super::{Component, Hold};

/// Trees drawn for one split.
const TREES: usize = 12;

/// Splits and dissolves grids until every component has as many as it shall have, as far as holds and seats allow.
pub(super) fn adjust(plan: &mut Plan, tools: &mut Tools, found: &[Component]) {
    let problem = plan.problem();
    let parts = components(problem.graph());
    let aims = aims(problem, &parts, found);
    for (part, aim) in parts.iter().zip(aims) {
        loop {
            let grids = grids_of(plan, part);
            let has_changed = match grids.len().cmp(&(aim as usize)) {
                std::cmp::Ordering::Less => split_one(plan, tools, &grids),
                std::cmp::Ordering::Greater => dissolve_one(plan, tools, &grids),
                std::cmp::Ordering::Equal => false,
            };
            if !has_changed {
                break;
            }
        }
    }
}

fn grids_of(plan: &Plan, part: &[u32]) -> Vec<u32> {
    let mut grids: Vec<u32> = part.iter().map(|&unit| plan.label(unit)).collect();
    grids.sort_unstable();
    grids.dedup();
    grids
}

fn split_one(plan: &mut Plan, tools: &mut Tools, grids: &[u32]) -> bool {
    let can_split = |&&grid: &&u32| plan.members(grid).len() > 1 && plan.hold(grid) == Hold::Open;
    let mut open: Vec<u32> = grids.iter().filter(can_split).copied().collect();
    open.sort_by_key(|&grid| (std::cmp::Reverse(plan.work(grid)), grid));
    open.into_iter().any(|grid| split(plan, tools, grid))
}

fn dissolve_one(plan: &mut Plan, tools: &mut Tools, grids: &[u32]) -> bool {
    if grids.len() < 2 {
        return false;
    }
    let at_home = |grid: u32| -> u64 {
        let members = plan.members(grid).iter();
        let stays = members.filter(|&&unit| plan.home(unit) == grid);
        stays.map(|&unit| plan.households(unit)).sum()
    };
    let mut order: Vec<(u64, u32)> = grids.iter().map(|&g| (at_home(g), g)).collect();
    order.sort_unstable();
    order
        .into_iter()
        .any(|(_, grid)| dissolve(plan, tools, grid))
}

/// Splits a grid in two along the best of some trees; the part with fewer households at home becomes a new grid.
/// Whether it could be split.
pub(super) fn split(plan: &mut Plan, tools: &mut Tools, grid: u32) -> bool {
    let mut region = plan.members(grid).to_vec();
    region.sort_unstable();
    if region.len() < 2 || plan.hold(grid) != Hold::Open {
        return false;
    }

    let mut best: Option<((u128, u64, u64), Vec<u32>)> = None;
    for _ in 0..TREES {
        if !tools.tree.draw(plan, &region, &mut tools.chance) {
            return false;
        }
        if let Some((key, place, is_below)) = best_half(plan, &tools.tree, grid)
            && best.as_ref().is_none_or(|(other, _)| key < *other)
        {
            let mut below = tools.tree.below(place).to_vec();
            below.sort_unstable();
            let keeps = |unit: &u32| below.binary_search(unit).is_ok() == is_below;
            best = Some((key, region.iter().copied().filter(keeps).collect()));
        }
    }
    let Some((_, leaving)) = best else {
        return false;
    };
    let new = plan.new_grid();
    for unit in leaving {
        plan.shift(unit, new);
    }
    true
}

/// The best cut of a tree: how good it is, where, and whether what lies below leaves.
fn best_half(plan: &Plan, tree: &Tree, grid: u32) -> Option<((u128, u64, u64), usize, bool)> {
    let work = tree.sums(|unit| plan.unit_work(unit));
    let at_home = tree.sums(|u| u64::from(plan.home(u) == grid) * plan.households(u));
    let seats = tree.sums(|u| u64::from(plan.problem().units()[u as usize].is_fixed));
    let mut best = None;
    for place in 1..work.len() {
        for leaves_below in [true, false] {
            let side = |sums: &[u64]| side_of(sums, place, leaves_below);
            if side(&seats) > 0 {
                continue;
            }
            let (own, other) = (side(&work), work[0] - side(&work));
            let missed = missed(plan, own) + missed(plan, other);
            let key = (
                (missed, side(&at_home), own.abs_diff(other)),
                place,
                leaves_below,
            );
            if best.is_none_or(|other| key < other) {
                best = Some(key);
            }
        }
    }
    best
}

/// How far so much work is from what some number of grids in the band have, squared.
fn missed(plan: &Plan, work: u64) -> u128 {
    let band = plan.problem().task().band;
    let most = work.checked_div(band.low()).unwrap_or(u64::MAX).max(1);
    let over = work.saturating_sub(most.saturating_mul(band.high()));
    let under = (most.saturating_add(1).saturating_mul(band.low())).saturating_sub(work);
    let missed = match (work < band.low(), over) {
        (true, _) => band.low() - work,
        (false, over) => over.min(under),
    };
    u128::from(missed.min(1 << 60)).pow(2)
}

/// Gives all units of a grid to its neighbours, one by one from its border; whether that could be done. Nothing is
/// done if it cannot.
pub(super) fn dissolve(plan: &mut Plan, tools: &mut Tools, grid: u32) -> bool {
    let has_seat = |&unit: &u32| plan.problem().units()[unit as usize].is_fixed;
    if plan.hold(grid) != Hold::Open || plan.members(grid).iter().any(has_seat) {
        return false;
    }
    let mark = plan.mark();
    while !plan.members(grid).is_empty() {
        let mut order = offers(plan, grid);
        order.sort_unstable();
        let is_last = plan.members(grid).len() == 1;
        let fits = |offer: &&Offer| is_last || tools.walks.stays_whole(plan, offer.unit);
        let Some((unit, to)) = order.iter().find(fits).map(|offer| (offer.unit, offer.to)) else {
            plan.back_to(mark);
            return false;
        };
        plan.shift(unit, to);
    }
    true
}

/// A unit and a grid that could take it, the best first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Offer {
    excess: u64,
    is_away: bool,
    lengthens_mm: i64,
    unit: u32,
    to: u32,
}

fn offers(plan: &Plan, grid: u32) -> Vec<Offer> {
    let band = plan.problem().task().band;
    let mut offers = Vec::new();
    for &unit in plan.members(grid) {
        let row = plan.problem().graph().neighbours(unit);
        for to in super::polish::targets(plan, unit) {
            let length_to = |label: u32| -> i64 {
                let there = row.iter().filter(|next| plan.label(next.unit) == label);
                there.map(|next| next.length_mm as i64).sum()
            };
            offers.push(Offer {
                excess: band.excess(plan.work(to) + plan.unit_work(unit)),
                is_away: plan.home(unit) != to,
                lengthens_mm: length_to(grid) - length_to(to),
                unit,
                to,
            });
        }
    }
    offers
}
