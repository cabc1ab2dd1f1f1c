//! A first division of a small connected graph: cut in two, and each part again, until each part is a grid.

use std::collections::BinaryHeap;

use super::super::chance::Chance;
use super::coarsen::{Limits, coarsened};
use super::level::Level;
use super::local::{Aim, Search};
use super::plan::{Plan, Range, Worth};
use crate::watch::Watch;

/// Nodes of the graph that is cut; larger ones are coarsened first.
const ENOUGH: usize = 64;
/// Places from which a part grows.
const TRIES: usize = 6;

/// Divides a connected graph into `grids` connected parts, each near the range; the labels begin at 0.
pub(super) fn divided(
    level: &Level,
    grids: usize,
    range: Range,
    chance: &mut Chance,
    watch: &Watch,
) -> Vec<u32> {
    let mut labels = vec![0; level.len()];
    let mut place = vec![u32::MAX; level.len()];
    let all: Vec<u32> = (0..level.len() as u32).collect();
    let mut open = vec![(all, 0_u32, grids)];
    while let Some((nodes, first, grids)) = open.pop() {
        if grids < 2 {
            for &node in &nodes {
                labels[node as usize] = first;
            }
            continue;
        }
        let part = level.induced(&nodes, &mut place);
        let half = grids / 2;
        let total = part.total_work();
        let side = cut(part, [half, grids - half], range, chance, watch);
        let (mut near, mut far) = (Vec::new(), Vec::new());
        for (&node, &side) in nodes.iter().zip(&side) {
            if side == 0 {
                near.push(node);
            } else {
                far.push(node);
            }
        }
        let near_work = near.iter().map(|&node| level.work[node as usize]).sum();
        let half = share(near_work, total, grids)
            .clamp(grids.saturating_sub(far.len()).max(1), near.len());
        let half = half.min(grids - 1);
        open.push((far, first + half as u32, grids - half));
        open.push((near, first, half));
    }
    labels
}

/// How many of the grids a part with so much of the work should have.
fn share(work: u64, total: u64, grids: usize) -> usize {
    let (work, total) = (u128::from(work), u128::from(total.max(1)));
    ((2 * work * grids as u128 + total) / (2 * total)) as usize
}

/// Cuts a connected graph of at least two nodes in two connected parts for so many grids each.
fn cut(
    level: Level,
    grids: [usize; 2],
    range: Range,
    chance: &mut Chance,
    watch: &Watch,
) -> Vec<u32> {
    let total = level.total_work();
    let ranges = shares(total, grids, range);
    let limits = Limits {
        enough: ENOUGH.max(4 * (grids[0] + grids[1])),
        work: total / 12,
    };
    let (steps, coarsest) = coarsened(level, limits, None, chance, watch);
    let mut labels = grown(&coarsest, &ranges, chance, watch);
    for step in steps.into_iter().rev() {
        labels = step
            .cluster
            .iter()
            .map(|&own| labels[own as usize])
            .collect();
        let mut plan = Plan::new(&step.level, labels, 2);
        improved(&step.level, &mut plan, &ranges, chance, watch);
        labels = plan.labels;
    }
    labels
}

/// The work of each part, so that its grids can be in the range: a third of the room is left to the cuts that follow.
fn shares(total: u64, grids: [usize; 2], range: Range) -> [Range; 2] {
    let count = (grids[0] + grids[1]) as u128;
    grids.map(|own| {
        let fair = (u128::from(total) * own as u128 / count) as u64;
        let own = own as u64;
        let room = |bound: u64| bound.saturating_mul(own).abs_diff(fair) / 3;
        let is_feasible =
            range.low.saturating_mul(own) <= fair && fair <= range.high.saturating_mul(own);
        let (below, above) = if is_feasible {
            (room(range.low), room(range.high))
        } else {
            (0, 0)
        };
        Range {
            low: fair - below,
            high: fair + above,
        }
    })
}

fn improved(
    level: &Level,
    plan: &mut Plan,
    ranges: &[Range; 2],
    chance: &mut Chance,
    watch: &Watch,
) {
    let slack = level.total_work() / level.len().max(1) as u64;
    if plan.worth(level, ranges).0 > 0 {
        Search::new(level, ranges, Aim::Work).run(plan, 2, chance, watch);
    }
    Search::new(level, ranges, Aim::Borders { slack }).run(plan, 3, chance, watch);
}

/// The best of some parts that grow from a place at the rim until they have their share.
fn grown(level: &Level, ranges: &[Range; 2], chance: &mut Chance, watch: &Watch) -> Vec<u32> {
    let mut best: Option<(Worth, Vec<u32>)> = None;
    for _ in 0..TRIES {
        let seed = farthest(level, chance.below(level.len()) as u32);
        let labels = part_from(level, seed, ranges);
        let mut plan = Plan::new(level, labels, 2);
        improved(level, &mut plan, ranges, chance, watch);
        let worth = plan.worth(level, ranges);
        if best.as_ref().is_none_or(|(least, _)| worth < *least) {
            best = Some((worth, plan.labels));
        }
        if watch.is_stopped() {
            break;
        }
    }
    best.map(|(_, labels)| labels).unwrap_or_default()
}

/// The last node that a walk from another reaches.
fn farthest(level: &Level, from: u32) -> u32 {
    let mut is_met = vec![false; level.len()];
    let mut queue = vec![from];
    is_met[from as usize] = true;
    let mut at = 0;
    while at < queue.len() {
        for edge in level.edges(queue[at]) {
            if !is_met[edge.to as usize] {
                is_met[edge.to as usize] = true;
                queue.push(edge.to);
            }
        }
        at += 1;
    }
    queue[queue.len() - 1]
}

/// Part 0 grows from a node over the cheapest rim until it has its share; what it cuts off from the larger rest joins it.
fn part_from(level: &Level, seed: u32, ranges: &[Range; 2]) -> Vec<u32> {
    let mut labels = vec![1_u32; level.len()];
    let mut heap = BinaryHeap::from([(0_i64, u32::MAX - seed)]);
    let (mut work, mut nodes) = (0, 0_usize);
    let enough = u64::midpoint(ranges[0].low, ranges[0].high);
    while let Some((key, turned)) = heap.pop() {
        let node = u32::MAX - turned;
        if labels[node as usize] == 0 {
            continue;
        }
        let now = pull(level, &labels, node);
        if now != key && nodes > 0 {
            if now < key {
                heap.push((now, turned));
            }
            continue;
        }
        let with = work + level.work[node as usize];
        let is_nearer = with.abs_diff(enough) <= enough.abs_diff(work);
        if nodes > 0 && (work >= enough || !is_nearer) || nodes + 1 >= level.len() {
            break;
        }
        labels[node as usize] = 0;
        work = with;
        nodes += 1;
        for edge in level.edges(node) {
            if labels[edge.to as usize] == 1 {
                heap.push((pull(level, &labels, edge.to), u32::MAX - edge.to));
            }
        }
    }
    join_cut_off(level, &mut labels);
    labels
}

/// By how much the rim gets cheaper when a node joins part 0.
fn pull(level: &Level, labels: &[u32], node: u32) -> i64 {
    let own = |edge: &super::level::Edge| labels[edge.to as usize] == 0;
    let signed = |edge: &super::level::Edge| {
        if own(edge) {
            i64::from(edge.cost)
        } else {
            -i64::from(edge.cost)
        }
    };
    level.edges(node).iter().map(signed).sum()
}

/// Leaves of part 1 the piece with the most work; the others join part 0, which they touch.
fn join_cut_off(level: &Level, labels: &mut [u32]) {
    let mut piece = vec![u32::MAX; level.len()];
    let mut pieces: Vec<(u64, u32)> = Vec::new();
    let mut stack = Vec::new();
    for first in 0..level.len() as u32 {
        if labels[first as usize] == 0 || piece[first as usize] != u32::MAX {
            continue;
        }
        let number = pieces.len() as u32;
        let (mut work, mut nodes) = (0, 0);
        piece[first as usize] = number;
        stack.push(first);
        while let Some(node) = stack.pop() {
            work += level.work[node as usize];
            nodes += 1;
            for edge in level.edges(node) {
                if labels[edge.to as usize] == 1 && piece[edge.to as usize] == u32::MAX {
                    piece[edge.to as usize] = number;
                    stack.push(edge.to);
                }
            }
        }
        pieces.push((work, nodes));
    }
    let heaviest = (0..pieces.len()).max_by_key(|&number| (pieces[number], number));
    for (label, &piece) in labels.iter_mut().zip(&piece) {
        if piece != u32::MAX && Some(piece as usize) != heaviest {
            *label = 0;
        }
    }
}
