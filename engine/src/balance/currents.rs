//! Brings many grids into the band at once: what must cross each border is worked out for all of them together, then
//! carried out from those that only give to those that only take.

use std::collections::BTreeSet;

use super::Hold;
use super::flow::neighbours;
use super::network::Network;
use super::plan::Plan;
use super::transfer::{Order, Taste, Tools, transfer};

/// More grids than this are too many to be worked out together.
const MOST_GRIDS: usize = 400;

/// How often the rest is worked out anew where a border does not let enough pass.
const TURNS: usize = 3;

/// The cost of a border; a search for something else adds less than half of it by chance.
const BORDER: i64 = 8;

/// Moves work over borders as the least flow says; whether the score improved. Else nothing is changed.
pub(super) fn even_out(plan: &mut Plan, tools: &mut Tools) -> bool {
    let grids: Vec<u32> = (0..plan.grids() as u32)
        .filter(|&grid| !plan.members(grid).is_empty())
        .collect();
    if grids.len() > MOST_GRIDS || !grids.iter().any(|&grid| plan.offends(grid)) {
        return false;
    }
    let (before, mark) = (*plan.score(), plan.mark());
    let mut closed = BTreeSet::new();
    for _ in 0..TURNS {
        let flows = flows(plan, tools, &grids, &closed);
        if flows.is_empty() {
            break;
        }
        carry_out(plan, tools, &flows, &mut closed);
    }
    if *plan.score() < before {
        tools.check(plan);
        return true;
    }
    plan.back_to(mark);
    false
}

/// What shall cross which border, from where only is given to where only is taken.
fn flows(
    plan: &Plan,
    tools: &mut Tools,
    grids: &[u32],
    closed: &BTreeSet<(u32, u32)>,
) -> Vec<(u32, u32, u64)> {
    let works: Vec<u64> = grids.iter().map(|&grid| plan.work(grid)).collect();
    let mut network = Network::new(&works, plan.problem().task().band);
    for (place, &grid) in grids.iter().enumerate() {
        if plan.hold(grid) != Hold::Open {
            continue;
        }
        for to in neighbours(plan, grid) {
            let noise = match tools.taste {
                Taste::Shape => 0,
                Taste::Adventure => tools.chance.below(BORDER as usize / 2) as i64,
            };
            if plan.may_enter(to) && !closed.contains(&(grid, to)) {
                let there = grids.binary_search(&to);
                network.allow(place, there.expect("a grid with units"), BORDER + noise);
            }
        }
    }
    let flows = network.least_flow().into_iter();
    downstream(flows.map(|(from, to, work)| (grids[from], grids[to], work)))
}

/// Flows in an order in which every grid gets all before it gives; there is no circle among flows of least cost.
fn downstream(flows: impl Iterator<Item = (u32, u32, u64)>) -> Vec<(u32, u32, u64)> {
    let mut left: Vec<(u32, u32, u64)> = flows.collect();
    let mut order = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let waiting: BTreeSet<u32> = left.iter().map(|flow| flow.1).collect();
        let before = order.len();
        left.retain(|&flow| {
            let is_ready = !waiting.contains(&flow.0);
            if is_ready {
                order.push(flow);
            }
            !is_ready
        });
        if order.len() == before {
            order.append(&mut left);
        }
    }
    order
}

fn carry_out(
    plan: &mut Plan,
    tools: &mut Tools,
    flows: &[(u32, u32, u64)],
    closed: &mut BTreeSet<(u32, u32)>,
) {
    let band = plan.problem().task().band;
    // what a grid got more than it should have, which it passes on
    let mut more = vec![0_i64; plan.grids()];
    for (place, &(from, to, work)) in flows.iter().enumerate() {
        let need = (work as i64).saturating_add(more[from as usize]).max(0) as u64;
        let passed_on = flows[place + 1..].iter().filter(|flow| flow.0 == to);
        let passed_on: u64 = passed_on.map(|flow| flow.2).sum();
        let room = (band.high() + passed_on).saturating_sub(plan.work(to));
        let most = plan.work(from).saturating_sub(band.low()).min(room);
        let order = Order {
            from,
            to,
            need,
            most: most.max(need),
        };
        let passed = transfer(plan, tools, order);
        if passed < need {
            closed.insert((from, to));
        }
        more[from as usize] = 0;
        more[to as usize] += passed as i64 - work as i64;
    }
}
