//! Gates of an area that is closed off: every place where a way meets its perimeter is a crossing; some crossings are kept
//! open as gates, all others are blocks.
//!
//! Every address reaches an open gate within a distance along the ways inside (in a straight line where no way inside leads
//! to a crossing); one that no crossing is that near reaches a gate at most a quarter farther than its nearest crossing. As few gates as possible are kept open, which is a minimum set cover: solved exactly where that is
//! quick, and always with a lower bound. Rosters staff the gates around the clock.

mod cover;
mod network;
mod perimeter;
mod plan;
mod roster;
mod stored;
#[cfg(test)]
mod tests;

use crate::geom::Position;

pub use plan::{DETOUR, plan};
pub use roster::{Roster, RosterError, Shift, ShiftRule, roster};
pub use stored::{gates_of, is_drivable};

/// A way on the ground.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way<'a> {
    /// What it is, for example `street`.
    pub class: &'a str,
    /// Its name, which may be empty.
    pub name: &'a str,
    /// Whether vehicles pass.
    pub drivable: bool,
    /// Its vertices in order.
    pub path: &'a [Position],
}

/// A place that people leave and come to: addresses at one position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Door {
    /// Where it is.
    pub position: Position,
    /// How many addresses are there.
    pub addresses: u32,
    /// How many households are there.
    pub households: u32,
}

/// What gates have to do.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wish {
    /// How far an open gate may be from an address, in metres.
    pub within_m: f64,
    /// Whether one gate at least is on a way for vehicles, where there is one.
    pub vehicles: bool,
}

/// A place where ways meet the perimeter.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossing {
    /// Where it is.
    pub position: Position,
    /// Classes and names of the ways that lead inside from here, each once, in order.
    pub ways: Vec<(String, String)>,
    /// Whether vehicles pass.
    pub drivable: bool,
    /// Whether it is kept open; a block otherwise.
    pub is_gate: bool,
    /// Addresses for which this is the nearest open gate.
    pub addresses: u64,
    /// Households for which this is the nearest open gate.
    pub households: u64,
    /// How far the farthest of them has to go, in metres.
    pub farthest_m: f64,
}

/// Which crossings are gates and which are blocks.
#[derive(Debug, Clone, PartialEq)]
pub struct GatePlan {
    /// All crossings, by position.
    pub crossings: Vec<Crossing>,
    /// No plan has fewer gates.
    pub bound: usize,
    /// Addresses that have an open gate.
    pub reached: u64,
    /// Addresses that no crossing is within the distance of: they have a gate that is hardly farther than their nearest crossing.
    pub beyond: u64,
    /// Addresses that no crossing can be reached from.
    pub cut_off: u64,
    /// How far the farthest address has to go, in metres.
    pub farthest_m: f64,
    /// The mean way of an address, in metres.
    pub mean_m: f64,
    /// Whether distances are those along ways; in a straight line otherwise.
    pub along_ways: bool,
}

impl GatePlan {
    /// The crossings that are kept open.
    pub fn gates(&self) -> impl Iterator<Item = &Crossing> {
        self.crossings.iter().filter(|crossing| crossing.is_gate)
    }

    /// The crossings that are blocked.
    pub fn blocks(&self) -> impl Iterator<Item = &Crossing> {
        self.crossings.iter().filter(|crossing| !crossing.is_gate)
    }

    /// Whether no plan with fewer gates exists.
    pub fn is_fewest(&self) -> bool {
        self.gates().count() == self.bound
    }
}
