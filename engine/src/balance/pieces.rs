//! Whether grids are in one piece, and what falls off when a unit leaves.

use super::UnitGraph;
use super::plan::Plan;

/// Memory for walks over units, kept so that no walk allocates.
#[derive(Debug, Clone, Default)]
pub(super) struct Walks {
    stamps: Vec<u32>,
    now: u32,
    queue: Vec<u32>,
}

impl Walks {
    /// Memory for walks over so many units.
    pub(super) fn new(units: usize) -> Self {
        Self {
            stamps: vec![0; units],
            now: 0,
            queue: Vec::new(),
        }
    }

    /// Begins with no unit seen: two stamps above the last are free, the caller uses either.
    fn begin(&mut self) -> u32 {
        if self.now > u32::MAX - 4 {
            self.stamps.fill(0);
            self.now = 0;
        }
        self.now += 2;
        self.queue.clear();
        self.now
    }

    /// Whether the part of its grid that a unit is in stays in one piece without it. O(units of the grid).
    pub(super) fn stays_whole(&mut self, plan: &Plan, unit: u32) -> bool {
        let (graph, grid) = (plan.problem().graph(), plan.label(unit));
        let now = self.begin();
        let (wanted, seen) = (now - 1, now);
        let mut missing = 0;
        for next in graph.neighbours(unit) {
            if plan.label(next.unit) == grid {
                self.stamps[next.unit as usize] = wanted;
                self.queue.push(next.unit);
                missing += 1;
            }
        }
        if missing <= 1 {
            return true;
        }
        self.queue.truncate(1);
        self.stamps[unit as usize] = seen;
        self.stamps[self.queue[0] as usize] = seen;
        missing -= 1;
        let mut at = 0;
        while let Some(&here) = self.queue.get(at) {
            at += 1;
            for next in graph.neighbours(here) {
                let stamp = &mut self.stamps[next.unit as usize];
                if *stamp == seen || plan.label(next.unit) != grid {
                    continue;
                }
                missing -= usize::from(*stamp == wanted);
                if missing == 0 {
                    return true;
                }
                *stamp = seen;
                self.queue.push(next.unit);
            }
        }
        false
    }

    /// What falls off a grid when a unit leaves it: all parts but the one with the most households at home, then the
    /// most units. Nothing if it stays whole.
    pub(super) fn falls_off(&mut self, plan: &Plan, unit: u32) -> Vec<u32> {
        let grid = plan.label(unit);
        let now = self.begin();
        self.stamps[unit as usize] = now;
        let (mut off, mut kept): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
        let mut best = (0, 0);
        for next in plan.problem().graph().neighbours(unit) {
            if plan.label(next.unit) != grid || self.stamps[next.unit as usize] == now {
                continue;
            }
            let mut part = Vec::new();
            self.flood(plan, next.unit, &mut part);
            let at_home = |&&unit: &&u32| plan.home(unit) == grid;
            let households = part.iter().filter(at_home).map(|&u| plan.households(u));
            let weight = (households.sum::<u64>(), part.len());
            if kept.is_empty() || weight > best {
                best = weight;
                off.append(&mut kept);
                kept = part;
            } else {
                off.append(&mut part);
            }
        }
        off
    }

    /// The parts of a grid that no links join, each in the order of the walk.
    pub(super) fn parts(&mut self, plan: &Plan, grid: u32) -> Vec<Vec<u32>> {
        let now = self.begin();
        let mut parts = Vec::new();
        let mut members = plan.members(grid).to_vec();
        members.sort_unstable();
        for unit in members {
            if self.stamps[unit as usize] != now {
                let mut part = Vec::new();
                self.flood(plan, unit, &mut part);
                parts.push(part);
            }
        }
        parts
    }

    /// Gathers what can be reached within the grid from a unit over units not seen since the walk began.
    fn flood(&mut self, plan: &Plan, start: u32, part: &mut Vec<u32>) {
        let grid = plan.label(start);
        self.stamps[start as usize] = self.now;
        part.push(start);
        let mut at = 0;
        while let Some(&here) = part.get(at) {
            at += 1;
            for next in plan.problem().graph().neighbours(here) {
                let stamp = &mut self.stamps[next.unit as usize];
                if *stamp != self.now && plan.label(next.unit) == grid {
                    *stamp = self.now;
                    part.push(next.unit);
                }
            }
        }
    }

    /// Whether a grid is in one piece; one without units is.
    pub(super) fn is_whole(&mut self, plan: &Plan, grid: u32) -> bool {
        let members = plan.members(grid);
        let Some(&first) = members.first() else {
            return true;
        };
        let units = members.len();
        self.begin();
        let mut part = Vec::with_capacity(units);
        self.flood(plan, first, &mut part);
        part.len() == units
    }
}

/// The parts of a graph that no link joins, each with its units in ascending order.
pub(super) fn components(graph: &UnitGraph) -> Vec<Vec<u32>> {
    let mut is_seen = vec![false; graph.len()];
    let mut parts = Vec::new();
    for start in 0..graph.len() as u32 {
        if is_seen[start as usize] {
            continue;
        }
        is_seen[start as usize] = true;
        let (mut part, mut at) = (vec![start], 0);
        while let Some(&here) = part.get(at) {
            at += 1;
            for next in graph.neighbours(here) {
                if !is_seen[next.unit as usize] {
                    is_seen[next.unit as usize] = true;
                    part.push(next.unit);
                }
            }
        }
        part.sort_unstable();
        parts.push(part);
    }
    parts
}
