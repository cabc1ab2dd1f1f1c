//! A plan while it is being changed: labels, sums and score kept together, every step undoable.

use super::estates::Estates;
#[cfg(debug_assertions)]
use super::pieces::Walks;
use super::score::{Score, faults_of};
use super::{Hold, Load, Problem};

/// The label of units whose grid of today is not known.
pub(super) const NOWHERE: u32 = u32::MAX;

/// What is summed up of a grid.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) work: u64,
    pub(super) load: Load,
}

/// A plan for a problem. Labels, members, sums and score always agree.
#[derive(Debug, Clone)]
pub(super) struct Plan<'a> {
    problem: &'a Problem,
    labels: Vec<u32>,
    members: Vec<Vec<u32>>,
    places: Vec<u32>,
    sums: Vec<Sum>,
    estates: Estates,
    score: Score,
    journal: Vec<(u32, u32)>,
}

impl<'a> Plan<'a> {
    /// The plan with these labels, each below `grids`.
    pub(super) fn new(problem: &'a Problem, labels: Vec<u32>, grids: usize) -> Self {
        let mut plan = Self {
            problem,
            members: vec![Vec::new(); grids],
            places: vec![0; labels.len()],
            sums: vec![Sum::default(); grids],
            estates: Estates::new(problem.units(), &labels),
            score: Score::default(),
            journal: Vec::new(),
            labels,
        };
        for unit in 0..plan.labels.len() as u32 {
            plan.enter(unit, plan.labels[unit as usize]);
        }
        plan.score = plan.counted();
        plan
    }

    /// The score, counted anew.
    pub(super) fn counted(&self) -> Score {
        let mut score = Score {
            estates_split: self.estates.split(),
            ..Score::default()
        };
        for (sum, members) in self.sums.iter().zip(&self.members) {
            if !members.is_empty() {
                let (above, outside) = faults_of(self.problem, sum.work, &sum.load);
                score.above_caps += above;
                score.violation += outside;
            }
        }
        for unit in 0..self.labels.len() as u32 {
            if self.is_away(unit) {
                score.moved_households += self.households(unit);
                score.moved_units += 1;
            }
            for next in self.problem.graph().neighbours(unit) {
                if next.unit > unit && self.label(next.unit) == self.label(unit) {
                    score.crossed_mm += next.obstacle.cost() * next.length_mm;
                } else if next.unit > unit {
                    score.border_mm += next.length_mm;
                }
            }
        }
        score
    }

    /// Whether sums and score agree with the labels and every grid that may change is in one piece. O(n + m).
    #[cfg(debug_assertions)]
    pub(super) fn is_sound(&self, walks: &mut Walks) -> bool {
        let anew = Self::new(self.problem, self.labels.clone(), self.grids());
        let mut is_sound = |grid: u32| {
            let stays = |unit: &&u32| self.problem.units()[**unit as usize].is_fixed;
            let is_held = self.hold(grid) != Hold::Open;
            let seats = self.members(grid).iter().filter(stays).count();
            is_held || seats > 1 || walks.is_whole(self, grid)
        };
        anew.score == self.score
            && anew.sums == self.sums
            && (0..self.grids() as u32).all(&mut is_sound)
    }

    pub(super) fn problem(&self) -> &'a Problem {
        self.problem
    }

    pub(super) fn labels(&self) -> &[u32] {
        &self.labels
    }

    #[inline]
    pub(super) fn label(&self, unit: u32) -> u32 {
        self.labels[unit as usize]
    }

    pub(super) fn into_labels(self) -> Vec<u32> {
        self.labels
    }

    /// How many labels there are, those without units included.
    pub(super) fn grids(&self) -> usize {
        self.members.len()
    }

    pub(super) fn members(&self, grid: u32) -> &[u32] {
        &self.members[grid as usize]
    }

    #[inline]
    pub(super) fn work(&self, grid: u32) -> u64 {
        self.sums[grid as usize].work
    }

    #[inline]
    pub(super) fn load(&self, grid: u32) -> &Load {
        &self.sums[grid as usize].load
    }

    pub(super) fn score(&self) -> &Score {
        &self.score
    }

    /// Work outside the band; 0 for a grid without units.
    #[inline]
    pub(super) fn outside(&self, grid: u32) -> u64 {
        let is_there = !self.members(grid).is_empty();
        u64::from(is_there) * self.problem.task().band.outside(self.work(grid))
    }

    /// Whether a grid is outside the band or above a cap.
    pub(super) fn offends(&self, grid: u32) -> bool {
        !self.members(grid).is_empty()
            && faults_of(self.problem, self.work(grid), self.load(grid)) != (0, 0)
    }

    /// What may happen to a grid; anything to one that is new.
    #[inline]
    pub(super) fn hold(&self, grid: u32) -> Hold {
        let holds = &self.problem.task().grids;
        holds.get(grid as usize).copied().unwrap_or_default()
    }

    #[inline]
    pub(super) fn households(&self, unit: u32) -> u64 {
        self.problem.units()[unit as usize].load.households
    }

    #[inline]
    pub(super) fn unit_work(&self, unit: u32) -> u64 {
        self.problem.work()[unit as usize]
    }

    /// The grid of a unit today, [`NOWHERE`] without a plan of today.
    #[inline]
    pub(super) fn home(&self, unit: u32) -> u32 {
        match &self.problem.task().today {
            Some(today) => today[unit as usize],
            None => NOWHERE,
        }
    }

    /// Whether a unit is in another grid than today.
    #[inline]
    pub(super) fn is_away(&self, unit: u32) -> bool {
        let home = self.home(unit);
        home != NOWHERE && home != self.label(unit)
    }

    /// Whether a unit may leave the grid it is in, by holds and seats; its grid may still fall apart.
    #[inline]
    pub(super) fn may_leave(&self, unit: u32) -> bool {
        let grid = self.label(unit);
        self.hold(grid) == Hold::Open
            && !self.problem.units()[unit as usize].is_fixed
            && self.members(grid).len() > 1
    }

    /// Whether units may enter a grid.
    #[inline]
    pub(super) fn may_enter(&self, grid: u32) -> bool {
        self.hold(grid) != Hold::Closed
    }

    /// A label without units for a new grid, never one of today.
    pub(super) fn new_grid(&mut self) -> u32 {
        let today = self.problem.task().grids.len();
        let free = (today..self.grids()).find(|&grid| self.members[grid].is_empty());
        free.unwrap_or_else(|| {
            self.members.push(Vec::new());
            self.sums.push(Sum::default());
            self.grids() - 1
        }) as u32
    }

    /// The score after a unit had moved to a grid that has units, without moving it.
    pub(super) fn score_after(&self, unit: u32, to: u32) -> Score {
        let from = self.label(unit);
        let mut score = self.score;
        let of_unit = self.sum_of(unit);
        let (mut left, mut right) = (self.sums[from as usize], self.sums[to as usize]);
        let before = [left, right].map(|sum| faults_of(self.problem, sum.work, &sum.load));
        left -= of_unit;
        right += of_unit;
        let after = [left, right].map(|sum| faults_of(self.problem, sum.work, &sum.load));
        for side in 0..2 {
            score.above_caps = score.above_caps - before[side].0 + after[side].0;
            score.violation = score.violation - before[side].1 + after[side].1;
        }
        score.estates_split = self.estates.split_after(unit, from, to);
        self.count_ties(unit, to, &mut score);
        score
    }

    /// Moves a unit. Contiguity is the caller's matter.
    pub(super) fn shift(&mut self, unit: u32, to: u32) {
        let from = self.label(unit);
        if from != to {
            self.journal.push((unit, from));
            self.put(unit, to);
        }
    }

    /// Moves every unit to where it is in another plan, whose labels may be new here.
    pub(super) fn take_over(&mut self, labels: &[u32]) {
        let count = labels.iter().max().map_or(0, |&label| label as usize + 1);
        let grids = count.max(self.grids());
        self.members.resize(grids, Vec::new());
        self.sums.resize(grids, Sum::default());
        for (unit, &label) in labels.iter().enumerate() {
            self.shift(unit as u32, label);
        }
    }

    /// A place in the history to come back to.
    pub(super) fn mark(&self) -> usize {
        self.journal.len()
    }

    /// Undoes all steps since a mark.
    pub(super) fn back_to(&mut self, mark: usize) {
        while self.journal.len() > mark {
            let (unit, from) = self.journal.pop().unwrap_or_default();
            self.put(unit, from);
        }
    }

    /// The steps since a mark: units and the grids they left.
    pub(super) fn since(&self, mark: usize) -> &[(u32, u32)] {
        &self.journal[mark..]
    }

    /// Forgets the history.
    pub(super) fn settle_down(&mut self) {
        self.journal.clear();
    }

    fn put(&mut self, unit: u32, to: u32) {
        let from = self.label(unit);
        let mut score = self.score;
        self.count_faults(from, to, &mut score, false);
        self.estates.shift(unit, from, to);
        score.estates_split = self.estates.split();
        self.count_ties(unit, to, &mut score);
        self.leave(unit, from);
        self.enter(unit, to);
        self.labels[unit as usize] = to;
        self.count_faults(from, to, &mut score, true);
        self.score = score;
    }

    fn count_faults(&self, from: u32, to: u32, score: &mut Score, is_added: bool) {
        for grid in [from, to] {
            let sum = &self.sums[grid as usize];
            if self.members(grid).is_empty() {
                continue;
            }
            let (above, outside) = faults_of(self.problem, sum.work, &sum.load);
            if is_added {
                score.above_caps += above;
                score.violation += outside;
            } else {
                score.above_caps -= above;
                score.violation -= outside;
            }
        }
    }

    /// Counts what a move changes of relocation, obstacles and borders.
    fn count_ties(&self, unit: u32, to: u32, score: &mut Score) {
        let (from, home) = (self.label(unit), self.home(unit));
        if home != NOWHERE {
            let households = self.households(unit);
            score.moved_households -= u64::from(from != home) * households;
            score.moved_households += u64::from(to != home) * households;
            score.moved_units -= u64::from(from != home);
            score.moved_units += u64::from(to != home);
        }
        for next in self.problem.graph().neighbours(unit) {
            let crossed_mm = next.obstacle.cost() * next.length_mm;
            let label = self.label(next.unit);
            if label == from {
                score.border_mm += next.length_mm;
                score.crossed_mm -= crossed_mm;
            } else if label == to {
                score.border_mm -= next.length_mm;
                score.crossed_mm += crossed_mm;
            }
        }
    }

    fn sum_of(&self, unit: u32) -> Sum {
        Sum {
            work: self.unit_work(unit),
            load: self.problem.units()[unit as usize].load,
        }
    }

    fn leave(&mut self, unit: u32, grid: u32) {
        let of_unit = self.sum_of(unit);
        self.sums[grid as usize] -= of_unit;
        let members = &mut self.members[grid as usize];
        let place = self.places[unit as usize];
        members.swap_remove(place as usize);
        if let Some(&moved) = members.get(place as usize) {
            self.places[moved as usize] = place;
        }
    }

    fn enter(&mut self, unit: u32, grid: u32) {
        let of_unit = self.sum_of(unit);
        self.sums[grid as usize] += of_unit;
        let members = &mut self.members[grid as usize];
        self.places[unit as usize] = members.len() as u32;
        members.push(unit);
    }
}

impl std::ops::AddAssign for Sum {
    fn add_assign(&mut self, other: Self) {
        self.work += other.work;
        self.load += other.load;
    }
}

impl std::ops::SubAssign for Sum {
    fn sub_assign(&mut self, other: Self) {
        self.work -= other.work;
        self.load.households -= other.load.households;
        self.load.residents -= other.load.residents;
        self.load.minutes -= other.load.minutes;
    }
}
