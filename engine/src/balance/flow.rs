//! Sends work from grids that have too much towards grids that have room, over as few borders as possible.

use std::collections::VecDeque;

use super::Hold;
use super::plan::Plan;
use super::transfer::{Order, Taste, Tools, transfer};

/// Grids looked at in one search for room.
const REACH: usize = 96;

/// Ways tried for one grid before it is left for later.
const WAYS: usize = 4;

/// Moves work out of a grid above the band or into one below it, along the best way that improves the score; whether
/// one did.
pub(super) fn send(plan: &mut Plan, tools: &mut Tools, grid: u32) -> bool {
    let is_above = surplus(plan, grid) > 0;
    if is_above && plan.hold(grid) != Hold::Open || !is_above && !plan.may_enter(grid) {
        return false;
    }
    for way in ways(plan, tools, grid, is_above) {
        let (before, mark) = (*plan.score(), plan.mark());
        if is_above {
            push(plan, tools, &way);
        } else {
            pull(plan, tools, &way);
        }
        if *plan.score() < before {
            tools.check(plan);
            return true;
        }
        plan.back_to(mark);
    }
    false
}

/// How much work a grid has to give away: what lies above the band, or its share in what lies above a cap.
fn surplus(plan: &Plan, grid: u32) -> u64 {
    let (task, work) = (plan.problem().task(), plan.work(grid));
    let share = |cap: &super::Cap| {
        let load = plan.load(grid).of(cap.criterion);
        let above = u128::from(load.saturating_sub(cap.at_most));
        (u128::from(work) * above).div_ceil(u128::from(load.max(1))) as u64
    };
    let above_caps = task.caps.iter().map(share).max().unwrap_or(0);
    above_caps.max(task.band.excess(work))
}

/// Sends what is too much along a way: each grid passes on what it cannot keep.
fn push(plan: &mut Plan, tools: &mut Tools, way: &[u32]) {
    let band = plan.problem().task().band;
    let room_of = |plan: &Plan, grid: u32| band.high().saturating_sub(plan.work(grid));
    let mut room: u64 = way[1..].iter().map(|&grid| room_of(plan, grid)).sum();
    for pair in way.windows(2) {
        let (from, to) = (pair[0], pair[1]);
        let need = surplus(plan, from).min(room);
        let most = plan.work(from).saturating_sub(band.low()).min(room);
        let order = Order {
            from,
            to,
            need,
            most: most.max(need),
        };
        room = room.saturating_sub(room_of(plan, to));
        transfer(plan, tools, order);
    }
}

/// Fetches what is missing along a way: each grid fetches what it gave away and cannot do without.
fn pull(plan: &mut Plan, tools: &mut Tools, way: &[u32]) {
    let band = plan.problem().task().band;
    let spare_of = |plan: &Plan, grid: u32| plan.work(grid).saturating_sub(band.low());
    let mut spare: u64 = way[1..].iter().map(|&grid| spare_of(plan, grid)).sum();
    for pair in way.windows(2) {
        let (to, from) = (pair[0], pair[1]);
        let need = band.deficit(plan.work(to)).min(spare);
        let most = band.high().saturating_sub(plan.work(to)).min(spare);
        let order = Order {
            from,
            to,
            need,
            most: most.max(need),
        };
        spare = spare.saturating_sub(spare_of(plan, from));
        transfer(plan, tools, order);
    }
}

/// Ways over neighbouring grids to one that can help, the best first: few borders, and a far end that is itself
/// outside the band on the other side counts as one border less.
fn ways(plan: &Plan, tools: &mut Tools, start: u32, is_above: bool) -> Vec<Vec<u32>> {
    let seen = spread(plan, start, is_above);
    let band = plan.problem().task().band;
    let mut ends = Vec::new();
    for (place, step) in seen.iter().enumerate().skip(1) {
        let work = plan.work(step.grid);
        let (help, is_relief) = if is_above {
            (band.high().saturating_sub(work), work < band.low())
        } else {
            (work.saturating_sub(band.low()), work > band.high())
        };
        if help > 0 {
            let noise = match tools.taste {
                Taste::Shape => 0,
                Taste::Adventure => tools.chance.below(4) / 3,
            };
            let length = 2 * step.depth + noise - 2 * usize::from(is_relief);
            ends.push((length, u64::MAX - help, place));
        }
    }
    ends.sort_unstable();
    ends.truncate(WAYS);
    ends.iter().map(|&(_, _, end)| trace(&seen, end)).collect()
}

/// A grid reached in a search, and from where.
struct Step {
    grid: u32,
    depth: usize,
    before: usize,
}

fn spread(plan: &Plan, start: u32, is_above: bool) -> Vec<Step> {
    let mut seen = vec![Step {
        grid: start,
        depth: 0,
        before: 0,
    }];
    let mut queue = VecDeque::from([0]);
    let mut deepest = usize::MAX;
    while let Some(place) = queue.pop_front() {
        let (here, depth) = (seen[place].grid, seen[place].depth);
        if depth >= deepest || seen.len() > REACH {
            break;
        }
        for grid in neighbours(plan, here) {
            let is_open = if is_above {
                plan.may_enter(grid) && plan.hold(here) == Hold::Open
            } else {
                plan.hold(grid) == Hold::Open && plan.may_enter(here)
            };
            if is_open && !seen.iter().any(|step| step.grid == grid) {
                seen.push(Step {
                    grid,
                    depth: depth + 1,
                    before: place,
                });
                queue.push_back(seen.len() - 1);
                if deepest == usize::MAX && helps(plan, grid, is_above) {
                    deepest = depth + 3;
                }
            }
        }
    }
    seen
}

fn helps(plan: &Plan, grid: u32, is_above: bool) -> bool {
    let (band, work) = (plan.problem().task().band, plan.work(grid));
    if is_above {
        work < band.high()
    } else {
        work > band.low()
    }
}

fn trace(seen: &[Step], end: usize) -> Vec<u32> {
    let (mut way, mut place) = (vec![seen[end].grid], end);
    while place != 0 {
        place = seen[place].before;
        way.push(seen[place].grid);
    }
    way.reverse();
    way
}

/// The grids that a grid touches, in ascending order.
pub(super) fn neighbours(plan: &Plan, grid: u32) -> Vec<u32> {
    let graph = plan.problem().graph();
    let mut around = Vec::new();
    let mut last = grid;
    for &unit in plan.members(grid) {
        for next in graph.neighbours(unit) {
            let label = plan.label(next.unit);
            if label != grid && label != last {
                last = label;
                around.push(label);
            }
        }
    }
    around.sort_unstable();
    around.dedup();
    around
}
