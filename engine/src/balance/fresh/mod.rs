//! A plan from nothing: coarser and coarser graphs, a first division of the coarsest by cutting in two, and better borders on
//! the way back (G. Karypis, V. Kumar 1998: multilevel k-way partitioning), every part in one piece at every step.

mod bisect;
mod coarsen;
mod level;
mod local;
mod pieces;
mod plan;
#[cfg(test)]
mod tests;

use super::Problem;
use super::chance::Chance;
use crate::watch::Watch;
use coarsen::{Limits, Step, coarsened};
use level::Level;
use local::{Aim, Search};
use pieces::Piece;
use plan::{Plan, Range, Worth};

/// Clusters a grid in the graph that is divided first.
const CLUSTERS: usize = 20;
/// Tries for parts of at most so many units.
const TRIES: [(usize, u64); 2] = [(200, 6), (5_000, 2)];

/// Divides the units of a problem into so many connected grids, as near to the band as may be with short borders; which grids
/// there are today counts for nothing. Parts that no link joins are divided by themselves, and a unit that is heavier than the
/// band gets a grid of its own. Labels begin at 0, in the order of the first unit of each grid.
///
/// There are more grids than asked for if there are more parts. Caps are not looked at. O((n + m) log n).
pub(super) fn plan_from_nothing(problem: &Problem, grids: usize, watch: &Watch) -> Vec<u32> {
    let level = Level::of(problem);
    let band = problem.task().band;
    let range = Range {
        low: band.low(),
        high: band.high(),
    };
    let mut labels = vec![0; level.len()];
    let mut place = vec![u32::MAX; level.len()];
    let mut first = 0;
    for Piece { nodes, grids, .. } in pieces::of(&level, range, grids) {
        let part = level.induced(&nodes, &mut place);
        let found = divided(&part, grids, range, problem.task().seed, watch);
        for (&node, &own) in nodes.iter().zip(&found) {
            labels[node as usize] = first + own;
        }
        first += grids as u32;
    }
    numbered_by_first(labels, first as usize)
}

fn numbered_by_first(mut labels: Vec<u32>, grids: usize) -> Vec<u32> {
    let mut number = vec![u32::MAX; grids];
    let mut next = 0;
    for label in &mut labels {
        let own = &mut number[*label as usize];
        if *own == u32::MAX {
            *own = next;
            next += 1;
        }
        *label = *own;
    }
    labels
}

/// The best of some divisions of a connected graph.
fn divided(level: &Level, grids: usize, range: Range, seed: u64, watch: &Watch) -> Vec<u32> {
    if grids < 2 {
        return vec![0; level.len()];
    }
    if level.len() <= grids {
        return (0..level.len() as u32).collect();
    }
    let ranges = vec![range; grids];
    let tries = TRIES.iter().find(|(units, _)| level.len() <= *units);
    let tries = tries.map_or(1, |&(_, tries)| tries);
    let mut best: Option<(Worth, Vec<u32>)> = None;
    for number in 0..tries {
        let chance = Chance::new(seed, number);
        let mut course = Course {
            grids,
            range,
            chance,
            watch,
        };
        let labels = course.first(level.clone());
        let labels = course.again(level.clone(), labels);
        let plan = Plan::new(level, labels, grids);
        let worth = plan.worth(level, &ranges);
        if best.as_ref().is_none_or(|(least, _)| worth < *least) {
            best = Some((worth, plan.labels));
        }
        if watch.is_stopped() {
            break;
        }
    }
    best.map(|(_, labels)| labels).unwrap_or_default()
}

/// One division of a connected graph.
struct Course<'a> {
    grids: usize,
    range: Range,
    chance: Chance,
    watch: &'a Watch,
}

impl Course<'_> {
    fn limits(&self, level: &Level) -> Limits {
        Limits {
            enough: (CLUSTERS * self.grids).max(48),
            work: level.total_work() / self.grids as u64 / 4,
        }
    }

    fn first(&mut self, level: Level) -> Vec<u32> {
        let limits = self.limits(&level);
        let (steps, coarsest) = coarsened(level, limits, None, &mut self.chance, self.watch);
        let (grids, range) = (self.grids, self.range);
        let labels = bisect::divided(&coarsest, grids, range, &mut self.chance, self.watch);
        self.refined(steps, &coarsest, labels)
    }

    /// Coarsens along the borders of a division and improves it once more on the way back.
    fn again(&mut self, level: Level, mut labels: Vec<u32>) -> Vec<u32> {
        let limits = self.limits(&level);
        let kept = Some(&mut labels);
        let (steps, coarsest) = coarsened(level, limits, kept, &mut self.chance, self.watch);
        self.refined(steps, &coarsest, labels)
    }

    /// Improves the division of the coarsest graph and carries it back to the finest, improving it on each.
    fn refined(&mut self, steps: Vec<Step>, coarsest: &Level, labels: Vec<u32>) -> Vec<u32> {
        let mut labels = self.improved(coarsest, labels, steps.is_empty());
        let count = steps.len();
        for (number, step) in steps.into_iter().rev().enumerate() {
            let fine = step.cluster.iter().map(|&own| labels[own as usize]);
            labels = fine.collect();
            labels = self.improved(&step.level, labels, number + 1 == count);
        }
        labels
    }

    fn improved(&mut self, level: &Level, labels: Vec<u32>, is_finest: bool) -> Vec<u32> {
        let mean = level.total_work() / level.len().max(1) as u64;
        let room = if is_finest { 0 } else { mean / 2 };
        let ranges = vec![self.range.widened(room); self.grids];
        let mut plan = Plan::new(level, labels, self.grids);
        for (aim, rounds) in [
            (Aim::Work, 4),
            (Aim::Borders { slack: 4 * mean }, 3),
            (Aim::Work, 4),
        ] {
            let mut search = Search::new(level, &ranges, aim);
            search.run(&mut plan, rounds, &mut self.chance, self.watch);
        }
        plan.labels
    }
}
