//! What can be said of a parent before any search.

/// A part of the parent that no link joins to the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Component {
    /// Its first unit.
    pub first: u32,
    /// How many units it has.
    pub units: u32,
    /// Its work.
    pub work: u64,
    /// The work of its units that are heavier than the band, each of which is a grid of its own at best.
    pub overweight: u64,
    /// The least and the most grids in the band, by weight alone, those of overweight units included; the first is
    /// above the second if no number will do.
    pub counts: (u32, u32),
}

/// Why no plan meets the task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Cause {
    /// A unit has more work than a grid may have.
    Overweight {
        /// Which unit.
        unit: u32,
        /// Its work.
        work: u64,
    },
    /// A unit alone exceeds a cap.
    AboveCap {
        /// Which unit.
        unit: u32,
        /// Which cap, by its place in the task.
        cap: u32,
    },
    /// A part of the parent, without its overweight units, has less work than one grid needs.
    TooLittle {
        /// The first unit of the part.
        first: u32,
        /// Its work.
        work: u64,
    },
    /// A part of the parent, without its overweight units, has too much work for so many grids and too little for
    /// one more.
    Between {
        /// The first unit of the part.
        first: u32,
        /// Its work.
        work: u64,
        /// How many grids are too few.
        grids: u32,
    },
    /// The number of grids that was asked for is not among those that can be in the band.
    Count {
        /// How many were asked for.
        asked: u32,
        /// The least that will do.
        least: u32,
        /// The most that will do.
        most: u32,
    },
    /// A grid that nothing may leave has too much work as it is.
    HeldAbove {
        /// Which grid.
        grid: u32,
        /// Its work.
        work: u64,
    },
    /// A grid that nothing may enter has too little work as it is.
    HeldBelow {
        /// Which grid.
        grid: u32,
        /// Its work.
        work: u64,
    },
    /// A grid that nothing may leave is not in one piece.
    HeldBroken {
        /// Which grid.
        grid: u32,
    },
}

/// What is known of a parent before the search.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Diagnosis {
    /// The parts that no link joins, by their first units.
    pub components: Vec<Component>,
    /// Units heavier than the band: each is best a grid of its own, a dedicated one.
    pub overweight: Vec<u32>,
    /// Grids of today that are not in one piece.
    pub broken: Vec<u32>,
    /// The least and the most grids by weight alone, over all components; none if some component has no such number.
    pub counts: Option<(u32, u32)>,
    /// How many grids the search aims at.
    pub aim: u32,
    /// Why no plan meets the task. Empty does not promise that one does: only weights were looked at.
    pub causes: Vec<Cause>,
}

impl Diagnosis {
    /// Whether nothing speaks against a plan that meets the task.
    pub fn is_feasible(&self) -> bool {
        self.causes.is_empty()
    }
}
