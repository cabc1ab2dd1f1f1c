//! All plans of a small parent, as far as they can be better than the best one known.
//!
//! Grids are laid one after the other around the first unit that has none yet: each a set of units in one piece, grown
//! unit by unit, taken or left. A branch ends where what is known of it is no better than the best plan.

use super::plan::{NOWHERE, Plan};
use super::{Band, Count, Hold, Problem};
use crate::watch::Watch;

/// Sets of units are the bits of a word.
const MOST_UNITS: usize = 128;

/// A set of units, a bit for each.
type Units = u128;

/// What plans are compared by here: the square of the work outside the band, then households that move.
type Worth = (u128, u64);

/// Steps between two questions whether to stop: less than a millisecond.
const UNASKED: u64 = 4096;

/// Looks at all plans for a parent of at most 128 units without holds, seats and caps, as far as so many steps allow
/// and nobody asks to stop, and takes the best over. Whether all were looked at: then no plan is better.
pub(super) fn look_at_all(plan: &mut Plan, steps: u64, watch: &Watch) -> bool {
    let problem = plan.problem();
    if !is_small_and_open(problem) {
        return false;
    }
    let mut search = Search::new(plan, steps, watch);
    let all = search.everything();
    search.lay(all, (0, 0), 0);
    if let Some(labels) = &search.better {
        plan.take_over(labels);
    }
    search.steps > 0
}

fn is_small_and_open(problem: &Problem) -> bool {
    let task = problem.task();
    (1..=MOST_UNITS).contains(&problem.units().len())
        && task.caps.is_empty()
        && task.grids.iter().all(|&hold| hold == Hold::Open)
        && !problem.units().iter().any(|unit| unit.is_fixed)
}

struct Search<'w> {
    watch: &'w Watch,
    band: Band,
    around: Vec<Units>,
    work: Vec<u64>,
    households: Vec<u64>,
    /// The units of each grid of today.
    homes: Vec<Units>,
    /// The work of a household if nothing else is work; 0 otherwise.
    household_work: u64,
    /// How many grids there shall be, or any number.
    count: Option<usize>,
    labels: Vec<u32>,
    used: Vec<bool>,
    best: Worth,
    better: Option<Vec<u32>>,
    steps: u64,
}

/// A grid that is being laid.
#[derive(Clone, Copy)]
struct Growing {
    label: usize,
    taken: Units,
    left: Units,
    /// Neighbours of what was taken.
    around: Units,
    work: u64,
    /// Units that had no grid when this one was begun, and their work.
    free: Units,
    free_work: u64,
    /// Violation of the grids before this one.
    violation: u128,
    /// Work of the units of its own grid of today that are free and not left.
    own_work: u64,
    /// What is too much in grids of today that are not laid yet, and what was taken from any of them.
    too_much: u64,
    foreign_work: u64,
    /// Units known to move, and their households.
    moved: Units,
    moved_households: u64,
}

impl<'w> Search<'w> {
    fn new(plan: &Plan, steps: u64, watch: &'w Watch) -> Self {
        let weights = plan.problem().task().weights;
        let is_plain = weights.residents == 0 && weights.minutes == 0;
        let problem = plan.problem();
        let units = problem.units().len();
        let bit_of = |next: &super::Neighbour| -> Units { 1 << next.unit };
        let row = |unit: u32| problem.graph().neighbours(unit).iter().map(bit_of).sum();
        let mut homes = vec![0; problem.task().grids.len()];
        for unit in 0..units as u32 {
            if plan.home(unit) != NOWHERE {
                homes[plan.home(unit) as usize] |= 1 << unit;
            }
        }
        let score = plan.score();
        let count = plan
            .labels()
            .iter()
            .max()
            .map_or(0, |&label| label as usize + 1);
        let used = (0..count as u32).filter(|&grid| !plan.members(grid).is_empty());
        Self {
            watch,
            band: problem.task().band,
            around: (0..units as u32).map(row).collect(),
            work: problem.work().to_vec(),
            households: problem
                .units()
                .iter()
                .map(|unit| unit.load.households)
                .collect(),
            count: (problem.task().count != Count::Free).then(|| used.count()),
            household_work: if is_plain {
                u64::from(weights.households)
            } else {
                0
            },
            used: vec![false; homes.len() + units],
            homes,
            labels: vec![0; units],
            best: (score.violation, score.moved_households),
            better: None,
            steps,
        }
    }

    fn everything(&self) -> Units {
        Units::MAX >> (MOST_UNITS - self.labels.len())
    }

    /// Lays the next grid where units are free; `moved` are units known to move.
    fn lay(&mut self, free: Units, worth: Worth, moved: Units) {
        if free == 0 {
            if worth < self.best && self.count.is_none_or(|count| count == self.laid()) {
                self.best = worth;
                self.better = Some(self.labels.clone());
            }
            return;
        }
        if self.count.is_some_and(|count| count <= self.laid()) {
            return;
        }
        let first = free.trailing_zeros() as usize;
        let free_work = sum(&self.work, free);
        for label in self.choices(first) {
            let mut growing = Growing {
                label,
                taken: 0,
                left: 0,
                around: 0,
                work: 0,
                free,
                free_work,
                violation: worth.0,
                own_work: 0,
                too_much: 0,
                foreign_work: 0,
                moved,
                moved_households: worth.1,
            };
            self.used[label] = true;
            self.look_ahead(&mut growing);
            self.take(&mut growing, first);
            self.grow(growing);
            self.used[label] = false;
        }
    }

    /// Notes what the grids of today that are not laid yet have too much.
    fn look_ahead(&self, growing: &mut Growing) {
        for (label, home) in self.homes.iter().enumerate() {
            let work = sum(&self.work, home & growing.free);
            if label == growing.label {
                growing.own_work = work;
            } else if !self.used[label] {
                growing.too_much += self.band.excess(work);
            }
        }
    }

    fn laid(&self) -> usize {
        self.used.iter().filter(|&&is_used| is_used).count()
    }

    /// Labels for the grid of a unit: its own of today first, then the others, and one that is new.
    fn choices(&self, unit: usize) -> Vec<usize> {
        let is_home = |&label: &usize| self.homes[label] >> unit & 1 == 1;
        let free = (0..self.homes.len()).filter(|&label| !self.used[label]);
        let mut choices: Vec<usize> = free.collect();
        choices.sort_by_key(|label| !is_home(label));
        let may_be_new = self.count.is_none() || self.homes.is_empty();
        let new = (self.homes.len()..self.used.len()).find(|&label| !self.used[label]);
        choices.extend(new.filter(|_| may_be_new));
        choices
    }

    fn take(&self, growing: &mut Growing, unit: usize) {
        growing.taken |= 1 << unit;
        growing.around |= self.around[unit];
        growing.work += self.work[unit];
        let is_home = self
            .homes
            .get(growing.label)
            .is_some_and(|home| home >> unit & 1 == 1);
        if !is_home && !self.homes.is_empty() {
            growing.foreign_work += self.work[unit];
            self.count_moved(growing, unit);
        }
    }

    fn count_moved(&self, growing: &mut Growing, unit: usize) {
        let is_known = growing.moved >> unit & 1 == 1;
        growing.moved |= 1 << unit;
        growing.moved_households += u64::from(!is_known) * self.households[unit];
    }

    fn leave(&self, growing: &mut Growing, unit: usize) {
        growing.left |= 1 << unit;
        let home = self.homes.get(growing.label).copied().unwrap_or(0);
        if home >> unit & 1 == 1 {
            growing.own_work -= self.work[unit];
            self.count_moved(growing, unit);
        }
    }

    /// Takes or leaves one unit after the other at the border of what was taken.
    fn grow(&mut self, growing: Growing) {
        if self.steps == 0 {
            return;
        }
        self.steps -= 1;
        if self.steps.is_multiple_of(UNASKED) && self.watch.is_stopped() {
            self.steps = 0;
            return;
        }
        if self.least(&growing) >= self.best {
            return;
        }
        let Some(unit) = self.next(&growing) else {
            self.close(growing);
            return;
        };
        let (mut with, mut without) = (growing, growing);
        self.take(&mut with, unit);
        self.leave(&mut without, unit);
        let is_home = self
            .homes
            .get(growing.label)
            .is_some_and(|home| home >> unit & 1 == 1);
        let order = if is_home {
            [with, without]
        } else {
            [without, with]
        };
        for next in order {
            self.grow(next);
        }
    }

    /// What a plan is worth at least that goes on from here.
    fn least(&self, growing: &Growing) -> Worth {
        let mut violation = growing.violation + square(self.band.excess(growing.work));
        if let Some(count) = self.count {
            let all = growing.free_work;
            let grids = (count - self.laid()) as u64 + 1;
            let above = all.saturating_sub(grids.saturating_mul(self.band.high()));
            let below = grids.saturating_mul(self.band.low()).saturating_sub(all);
            let spread = square(above.max(below)).div_ceil(u128::from(grids));
            violation = violation.max(growing.violation + spread);
        }
        (
            violation,
            growing.moved_households + self.still_to_move(growing),
        )
    }

    /// Households that have to move besides those known to, in a plan that is wholly in the band: what is too much.
    fn still_to_move(&self, growing: &Growing) -> u64 {
        if self.best.0 > 0 || self.household_work == 0 {
            return 0;
        }
        let own = self.band.excess(growing.own_work);
        let others = growing.too_much.saturating_sub(growing.foreign_work);
        (own + others).div_ceil(self.household_work)
    }

    /// A free unit at the border that was neither taken nor left, of the grid's own of today if there is one.
    fn next(&self, growing: &Growing) -> Option<usize> {
        let open = growing.around & growing.free & !growing.taken & !growing.left;
        let home = self.homes.get(growing.label).copied().unwrap_or(0);
        let open = if open & home != 0 { open & home } else { open };
        (open != 0).then(|| open.trailing_zeros() as usize)
    }

    /// The grid is as large as it gets: all of its grid of today that was not taken moves.
    fn close(&mut self, growing: Growing) {
        let home = self.homes.get(growing.label).copied().unwrap_or(0);
        let moved = growing.moved | (home & growing.free & !growing.taken);
        let outside = square(self.band.outside(growing.work));
        let worth = (growing.violation + outside, sum(&self.households, moved));
        if worth >= self.best {
            return;
        }
        let mut taken = growing.taken;
        while taken != 0 {
            self.labels[taken.trailing_zeros() as usize] = growing.label as u32;
            taken &= taken - 1;
        }
        self.lay(growing.free & !growing.taken, worth, moved);
    }
}

fn square(outside: u64) -> u128 {
    u128::from(outside.min(1 << 48)).pow(2)
}

/// The sum of a value over a set of units.
fn sum(values: &[u64], mut units: Units) -> u64 {
    let mut sum = 0;
    while units != 0 {
        sum += values[units.trailing_zeros() as usize];
        units &= units - 1;
    }
    sum
}
