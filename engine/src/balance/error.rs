//! What makes a problem one that cannot be stated.

use thiserror::Error;

/// Why a graph, a band or a problem was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ProblemError {
    /// More units or links than can be numbered.
    #[error("{units} units are more than a problem can number")]
    TooLarge {
        /// How many.
        units: usize,
    },
    /// A link ends at no unit.
    #[error("link {link} ends at unit {unit}, there are {units}")]
    UnknownUnit {
        /// Which link.
        link: usize,
        /// Where it ends.
        unit: u32,
        /// How many units there are.
        units: usize,
    },
    /// A link joins a unit to itself.
    #[error("link {link} joins unit {unit} to itself")]
    LinkedToItself {
        /// Which link.
        link: usize,
        /// Which unit.
        unit: u32,
    },
    /// Two links join one pair.
    #[error("units {} and {} are linked twice", ends[0], ends[1])]
    TwiceLinked {
        /// The pair.
        ends: [u32; 2],
    },
    /// A common border of no length.
    #[error("units {} and {} share a border of no length", ends[0], ends[1])]
    PointContact {
        /// The pair.
        ends: [u32; 2],
    },
    /// No work lies in the band, or none but no work at all.
    #[error("the band from {low} to {high} holds no work")]
    EmptyBand {
        /// Its lower end.
        low: u64,
        /// Its upper end.
        high: u64,
    },
    /// As many units must be described as the graph has, and as many labels given.
    #[error("{given} {what} for {units} units")]
    WrongLength {
        /// What was given.
        what: &'static str,
        /// How many.
        given: usize,
        /// How many there should be.
        units: usize,
    },
    /// A unit lies in a grid that is not described.
    #[error("unit {unit} lies in grid {grid}, there are {grids}")]
    UnknownGrid {
        /// Which unit.
        unit: u32,
        /// Which grid.
        grid: u32,
        /// How many grids are described.
        grids: usize,
    },
    /// The work of all units together must stay below 2^62, and so must loads, areas and borders.
    #[error("the {what} of all units together is too much to add up")]
    TooMuch {
        /// Of what.
        what: &'static str,
    },
    /// A number of grids that no plan has: none for some units, or more than units.
    #[error("{count} grids cannot divide {units} units")]
    ImpossibleCount {
        /// How many grids.
        count: u32,
        /// How many units.
        units: usize,
    },
    /// Locks and numbers of grids are facts of a plan in force.
    #[error("without a plan of today there are no grids to hold, yet {grids} are described")]
    HeldWithoutPlan {
        /// How many.
        grids: usize,
    },
}
