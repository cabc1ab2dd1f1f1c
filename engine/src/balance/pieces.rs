//! Whether grids are in one piece, and what falls off when a unit leaves.

use super::UnitGraph;
use super::plan::Plan;

/// Memory for walks over units, kept so that no walk allocates.
#[derive(Debug, Clone, Default)]
pub(super) struct Walks {
    stamps: Vec<u32>,
    now: u32,
    queue: Vec<u32>,
    sides: Sides,
}

impl Walks {
    /// Memory for walks over so many units.
    pub(super) fn new(units: usize) -> Self {
        Self {
            stamps: vec![0; units],
            ..Self::default()
        }
    }

    /// Begins with no unit seen: so many stamps are free from the one returned on, the last of them is `now`.
    fn begin(&mut self, stamps: u32) -> u32 {
        if self.now > u32::MAX - stamps {
            self.stamps.fill(0);
            self.now = 0;
        }
        self.now += stamps;
        self.queue.clear();
        self.now + 1 - stamps
    }

    /// Whether the part of its grid that a unit is in stays in one piece without it. Walks from all its neighbours at
    /// once, so it ends when they have met or one of them can go no farther: O(degrees * units of the smaller side).
    pub(super) fn stays_whole(&mut self, plan: &Plan, unit: u32) -> bool {
        let first = self.gather_sides(plan, unit);
        if self.sides.count() <= 1 {
            return true;
        }
        let (graph, grid) = (plan.problem().graph(), plan.label(unit));
        let mut at = 0;
        while let Some(&here) = self.queue.get(at) {
            at += 1;
            let side = self.stamps[here as usize] - first;
            for next in graph.neighbours(here) {
                let stamp = self.stamps[next.unit as usize];
                if stamp > first {
                    if stamp < self.now && self.sides.join(side, stamp - first) {
                        return true;
                    }
                } else if plan.label(next.unit) == grid {
                    self.stamps[next.unit as usize] = first + side;
                    self.sides.open(side);
                    self.queue.push(next.unit);
                }
            }
            if self.sides.close(side) {
                return false;
            }
        }
        true
    }

    /// Stamps the neighbours of a unit in its grid with the sides that they form without it, from one on above the
    /// stamp returned; the unit itself gets the last stamp.
    fn gather_sides(&mut self, plan: &Plan, unit: u32) -> u32 {
        let (graph, grid) = (plan.problem().graph(), plan.label(unit));
        let around = graph.neighbours(unit);
        let first = self.begin(around.len() as u32 + 2);
        for next in around {
            if plan.label(next.unit) == grid {
                self.stamps[next.unit as usize] = first;
            }
        }
        self.stamps[unit as usize] = self.now;
        self.sides.clear();
        let mut at = 0;
        for start in around {
            if self.stamps[start.unit as usize] != first {
                continue;
            }
            let side = self.sides.add();
            self.reach(start.unit, first + side);
            while let Some(&here) = self.queue.get(at) {
                at += 1;
                self.sides.open(side);
                for next in graph.neighbours(here) {
                    if self.stamps[next.unit as usize] == first {
                        self.reach(next.unit, first + side);
                    }
                }
            }
        }
        first
    }

    fn reach(&mut self, unit: u32, stamp: u32) {
        self.stamps[unit as usize] = stamp;
        self.queue.push(unit);
    }

    /// What falls off a grid when a unit leaves it: all parts but the one with the most households at home, then the
    /// most units. Nothing if it stays whole.
    pub(super) fn falls_off(&mut self, plan: &Plan, unit: u32) -> Vec<u32> {
        let grid = plan.label(unit);
        let now = self.begin(1);
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
        let now = self.begin(1);
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
        self.begin(1);
        let mut part = Vec::with_capacity(units);
        self.flood(plan, first, &mut part);
        part.len() == units
    }
}

/// The sides from which a walk goes on, numbered from one: which have met, and how many units each has to go on from.
#[derive(Debug, Clone, Default)]
struct Sides {
    open: Vec<u32>,
    met: Vec<u32>,
    count: u32,
}

impl Sides {
    fn clear(&mut self) {
        self.open.clear();
        self.met.clear();
        self.count = 0;
    }

    /// A further side; its number.
    fn add(&mut self) -> u32 {
        self.open.push(0);
        self.met.push(self.met.len() as u32);
        self.count += 1;
        self.count
    }

    /// How many have not met.
    fn count(&self) -> u32 {
        self.count
    }

    fn root(&self, side: u32) -> usize {
        let mut place = side as usize - 1;
        while self.met[place] as usize != place {
            place = self.met[place] as usize;
        }
        place
    }

    /// A side has one more unit to go on from.
    fn open(&mut self, side: u32) {
        let root = self.root(side);
        self.open[root] += 1;
    }

    /// A side has one unit less to go on from; whether it has none left and met not all others.
    fn close(&mut self, side: u32) -> bool {
        let root = self.root(side);
        self.open[root] -= 1;
        self.open[root] == 0
    }

    /// Two sides have met; whether all have.
    fn join(&mut self, one: u32, other: u32) -> bool {
        let (one, other) = (self.root(one), self.root(other));
        if one != other {
            self.met[other] = one as u32;
            self.open[one] += self.open[other];
            self.count -= 1;
        }
        self.count == 1
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
