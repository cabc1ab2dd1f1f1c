//! Better borders by short searches, each from one node outwards (V. Osipov, P. Sanders 2010: n-level graph partitioning,
//! multi-try local search): moves that make it worse are allowed, what is kept is the best prefix.

use std::collections::BinaryHeap;

use super::super::chance::Chance;
use super::coarsen::shuffled;
use super::level::Level;
use super::plan::{Plan, Range};
use crate::watch::Watch;

/// Moves without a better plan after which a search gives up.
const PATIENCE: usize = 8;
/// Nodes after which the question whether a grid stays in one piece is given up.
const WALK: usize = 96;

/// What comes first among moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aim {
    /// Cheaper borders, as long as no grid is out of its range by more than so much work.
    Borders { slack: u64 },
    /// Work inside the ranges.
    Work,
}

/// How much a move is wanted: less violation, cheaper borders, then the node.
type Key = (i128, i64, u32, u32);

pub(super) struct Search<'a> {
    level: &'a Level,
    ranges: &'a [Range],
    aim: Aim,
    walk: usize,
    // which search a node was moved in
    moved: Vec<u32>,
    number: u32,
    heap: BinaryHeap<Key>,
    made: Vec<(u32, u32)>,
    links: Vec<(u32, u64)>,
}

impl<'a> Search<'a> {
    pub(super) fn new(level: &'a Level, ranges: &'a [Range], aim: Aim) -> Self {
        Self {
            level,
            ranges,
            aim,
            walk: if aim == Aim::Work { usize::MAX } else { WALK },
            moved: vec![0; level.len()],
            number: 0,
            heap: BinaryHeap::new(),
            made: Vec::new(),
            links: Vec::new(),
        }
    }

    /// Searches from every node at a border, in an order of chance, and again from those around what has changed; at most so
    /// many rounds.
    pub(super) fn run(&mut self, plan: &mut Plan, rounds: u32, chance: &mut Chance, watch: &Watch) {
        let mut seeds: Vec<u32> = (0..self.level.len() as u32)
            .filter(|&node| self.is_seed(plan, node))
            .collect();
        let mut is_listed = vec![false; self.level.len()];
        for _ in 0..rounds {
            shuffled(&mut seeds, chance);
            let mut changed = Vec::new();
            for (turn, &seed) in seeds.iter().enumerate() {
                if turn % 64 == 0 && watch.is_stopped() {
                    return;
                }
                self.search(plan, seed);
                changed.extend(self.made.iter().map(|&(node, _)| node));
            }
            seeds.clear();
            for &node in &changed {
                for next in self
                    .level
                    .edges(node)
                    .iter()
                    .map(|edge| edge.to)
                    .chain([node])
                {
                    if !is_listed[next as usize] && self.is_seed(plan, next) {
                        is_listed[next as usize] = true;
                        seeds.push(next);
                    }
                }
            }
            for &node in &seeds {
                is_listed[node as usize] = false;
            }
            if seeds.is_empty() {
                return;
            }
        }
    }

    /// Whether a search may begin at a node: at a border, and where work is the aim at that of a grid out of its range.
    fn is_seed(&self, plan: &Plan, node: u32) -> bool {
        let own = plan.label(node);
        let is_out = |grid: u32| self.ranges[grid as usize].violation(plan.work[grid as usize]) > 0;
        let mut others = self
            .level
            .edges(node)
            .iter()
            .map(|edge| plan.label(edge.to));
        match self.aim {
            Aim::Borders { .. } => others.any(|other| other != own),
            Aim::Work => others.any(|other| other != own && (is_out(own) || is_out(other))),
        }
    }

    /// One search. What it keeps stays in `made`.
    fn search(&mut self, plan: &mut Plan, seed: u32) {
        self.number += 1;
        self.heap.clear();
        self.made.clear();
        self.offer(plan, seed);
        let (mut strain, mut cost) = (0_i128, 0_i64);
        let (mut best, mut kept) = ((0_i128, 0_i64), 0);
        while let Some(key) = self.heap.pop() {
            let node = key.2;
            if self.moved[node as usize] == self.number {
                continue;
            }
            let Some(now) = self.wish(plan, node) else {
                continue;
            };
            if now != key {
                // the neighbourhood has changed since: those of its moves that are better were offered then
                if now < key {
                    self.heap.push(now);
                }
                continue;
            }
            if !plan.may_leave(self.level, node, self.walk) {
                continue;
            }
            let from = plan.label(node);
            strain += plan.strain(self.level, self.ranges, node, key.3);
            cost -= key.1;
            plan.shift(self.level, node, key.3);
            self.moved[node as usize] = self.number;
            self.made.push((node, from));
            if (strain, cost) < best {
                best = (strain, cost);
                kept = self.made.len();
            } else if self.made.len() - kept >= PATIENCE {
                break;
            }
            for place in 0..self.level.edges(node).len() {
                let next = self.level.edges(node)[place].to;
                if self.moved[next as usize] != self.number {
                    self.offer(plan, next);
                }
            }
        }
        for &(node, from) in self.made[kept..].iter().rev() {
            plan.shift(self.level, node, from);
        }
        self.made.truncate(kept);
    }

    fn offer(&mut self, plan: &Plan, node: u32) {
        if let Some(key) = self.wish(plan, node) {
            self.heap.push(key);
        }
    }

    /// The best move of a node to a grid that it touches.
    fn wish(&mut self, plan: &Plan, node: u32) -> Option<Key> {
        let own = plan.label(node);
        let mut inside = 0;
        self.links.clear();
        for edge in self.level.edges(node) {
            let (other, cost) = (plan.label(edge.to), u64::from(edge.cost));
            if other == own {
                inside += cost;
            } else if let Some(link) = self.links.iter_mut().find(|link| link.0 == other) {
                link.1 += cost;
            } else {
                self.links.push((other, cost));
            }
        }
        let work = self.level.work[node as usize];
        let mut best: Option<Key> = None;
        for &(to, outside) in &self.links {
            let gain = outside as i64 - inside as i64;
            let relief = match self.aim {
                Aim::Borders { slack } => {
                    let after = (
                        plan.work[own as usize] - work,
                        plan.work[to as usize] + work,
                    );
                    let (here, there) = (self.ranges[own as usize], self.ranges[to as usize]);
                    let is_low = after.0 + slack < here.low && work > 0;
                    if is_low || after.1 > there.high.saturating_add(slack) && work > 0 {
                        continue;
                    }
                    0
                }
                Aim::Work => -plan.strain(self.level, self.ranges, node, to),
            };
            let key = (relief, gain, node, to);
            if best.is_none_or(|best| key > best) {
                best = Some(key);
            }
        }
        best
    }
}
