//! One parent to be divided: its units, today's plan, and what a plan shall meet.

use super::{Band, Cap, Load, Obstacle, ProblemError, UnitGraph, Weights};

/// A unit: the ground that no plan divides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Unit {
    /// What is counted of it.
    pub load: Load,
    /// Its area in square metres.
    pub area_m2: u64,
    /// The length of its whole border in millimetres, towards other units and outwards.
    pub perimeter_mm: u64,
    /// The estate it belongs to, one that plans should keep whole.
    pub estate: Option<u32>,
    /// Whether it stays in its grid of today: the seat of the grid.
    pub is_fixed: bool,
}

/// What may happen to a grid of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Hold {
    /// Anything.
    #[default]
    Open,
    /// Nothing leaves it.
    MayGrow,
    /// Nothing leaves it and nothing enters.
    Closed,
}

/// How many grids the plan has. A grid without units does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Count {
    /// As many as today; without a plan of today as many as make the mean work fit the middle of the band.
    Kept,
    /// As many as it takes, those of today where that will do.
    Free,
    /// So many.
    Exactly(u32),
}

/// Passes over all grids concerned that are enough for nearly every parent.
pub const DEFAULT_ROUNDS: u32 = 4;

/// What a plan shall meet, and where it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// The grid of each unit today, numbered as in `grids`; none for a plan from nothing.
    pub today: Option<Vec<u32>>,
    /// What may happen to each grid of today. Empty without a plan of today.
    pub grids: Vec<Hold>,
    /// How many grids there shall be.
    pub count: Count,
    /// What counts as work.
    pub weights: Weights,
    /// How much work a grid shall have.
    pub band: Band,
    /// What no grid may exceed.
    pub caps: Vec<Cap>,
    /// Where chance begins: the same seed gives the same plan, on any machine and any number of threads.
    pub seed: u64,
    /// How many passes over all grids concerned the search may make; see [`DEFAULT_ROUNDS`].
    pub rounds: u32,
}

/// One parent to be divided, known to be consistent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    graph: UnitGraph,
    units: Vec<Unit>,
    work: Vec<u64>,
    task: Task,
}

/// Sums up to here can be added, doubled and subtracted without care.
const MOST: u64 = 1 << 62;

impl Problem {
    /// A parent with these units and this task. O(n).
    ///
    /// # Errors
    /// Units or labels that do not match the graph, labels of no grid, a number of grids that no plan has, sums of
    /// work, load, area or border beyond 2^62.
    pub fn new(graph: UnitGraph, units: Vec<Unit>, task: Task) -> Result<Self, ProblemError> {
        check_length("units", units.len(), &graph)?;
        check_today(&graph, &task)?;
        check_count(&graph, task.count)?;
        check_sums(&graph, &units)?;
        let mut work = Vec::with_capacity(units.len());
        let mut total = 0_u64;
        for unit in &units {
            let own = task.weights.work(&unit.load);
            let sum = own.and_then(|own| total.checked_add(own));
            total = sum
                .filter(|&sum| sum < MOST)
                .ok_or(ProblemError::TooMuch { what: "work" })?;
            work.push(own.unwrap_or_default());
        }
        Ok(Self {
            graph,
            units,
            work,
            task,
        })
    }

    /// Which units are neighbours.
    pub fn graph(&self) -> &UnitGraph {
        &self.graph
    }

    /// The units, numbered as in the graph.
    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// The work of each unit.
    pub fn work(&self) -> &[u64] {
        &self.work
    }

    /// What a plan shall meet.
    pub fn task(&self) -> &Task {
        &self.task
    }

    /// The same parent with another band.
    #[must_use]
    pub fn with_band(&self, band: Band) -> Self {
        let mut other = self.clone();
        other.task.band = band;
        other
    }
}

fn check_length(what: &'static str, given: usize, graph: &UnitGraph) -> Result<(), ProblemError> {
    let units = graph.len();
    if given == units {
        Ok(())
    } else {
        Err(ProblemError::WrongLength { what, given, units })
    }
}

fn check_today(graph: &UnitGraph, task: &Task) -> Result<(), ProblemError> {
    let grids = task.grids.len();
    let Some(today) = &task.today else {
        return if grids == 0 {
            Ok(())
        } else {
            Err(ProblemError::HeldWithoutPlan { grids })
        };
    };
    check_length("labels", today.len(), graph)?;
    if grids >= (u32::MAX / 2) as usize {
        return Err(ProblemError::TooLarge { units: grids });
    }
    match today.iter().position(|&grid| grid as usize >= grids) {
        None => Ok(()),
        Some(unit) => Err(ProblemError::UnknownGrid {
            unit: unit as u32,
            grid: today[unit],
            grids,
        }),
    }
}

fn check_count(graph: &UnitGraph, count: Count) -> Result<(), ProblemError> {
    let units = graph.len();
    match count {
        Count::Exactly(count) if count as usize > units || (count == 0 && units > 0) => {
            Err(ProblemError::ImpossibleCount { count, units })
        }
        _ => Ok(()),
    }
}

fn check_sums(graph: &UnitGraph, units: &[Unit]) -> Result<(), ProblemError> {
    fits("households", units.iter().map(|u| u.load.households))?;
    fits("residents", units.iter().map(|u| u.load.residents))?;
    fits("minutes", units.iter().map(|u| u.load.minutes))?;
    fits("area", units.iter().map(|u| u.area_m2))?;
    fits("perimeter", units.iter().map(|u| u.perimeter_mm))?;
    let dearest = Obstacle::River.cost();
    let lengths = graph.links().map(|link| link.length_mm);
    fits("border", lengths.map(|mm| mm.saturating_mul(dearest)))
}

fn fits(what: &'static str, mut values: impl Iterator<Item = u64>) -> Result<(), ProblemError> {
    let sum = values.try_fold(0_u64, u64::checked_add);
    match sum.filter(|&sum| sum < MOST) {
        Some(_) => Ok(()),
        None => Err(ProblemError::TooMuch { what }),
    }
}
