//! Units as a problem for the solver.

use super::ParentUnits;
use crate::balance::{
    Band, Cap, Count, Hold, Problem, ProblemError, Task, Unit, UnitGraph, Weights,
};
use crate::model::{Lock, UnitId};

/// What the grids of parents shall become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aim {
    /// What counts as work.
    pub weights: Weights,
    /// How much work a grid shall have.
    pub band: Band,
    /// What no grid may exceed.
    pub caps: Vec<Cap>,
    /// How many grids there shall be.
    pub count: Count,
    /// Where chance begins; each parent has its own from this and its code.
    pub seed: u64,
    /// How many iterations may be spent on a parent.
    pub rounds: u32,
    /// Units that stay in their grids.
    pub seats: Vec<UnitId>,
    /// Whether today's grids are passed over and the plan begins from nothing.
    pub is_fresh: bool,
}

impl ParentUnits {
    /// These units as a problem. O(units + links).
    ///
    /// # Errors
    /// [`ProblemError`] where the aim cannot be that of any plan of this parent.
    pub fn problem(&self, aim: &Aim) -> Result<Problem, ProblemError> {
        let graph = UnitGraph::new(self.units.len(), &self.links)?;
        let units = self.units.iter().map(|unit| Unit {
            load: unit.load,
            area_m2: unit.area_m2,
            perimeter_mm: unit.perimeter_mm,
            estate: unit.estate,
            is_fixed: unit.is_fixed || aim.seats.contains(&unit.id),
        });
        let hold = |lock: &Lock| match lock {
            Lock::Open => Hold::Open,
            Lock::MayGrow => Hold::MayGrow,
            Lock::Closed => Hold::Closed,
        };
        let grids = self.locks.iter().filter(|_| !aim.is_fresh).map(hold);
        let task = Task {
            today: (!aim.is_fresh).then(|| self.today()),
            grids: grids.collect(),
            count: aim.count,
            weights: aim.weights,
            band: aim.band,
            caps: aim.caps.clone(),
            seed: seed_of(aim.seed, self.parent.as_str()),
            rounds: aim.rounds,
        };
        Problem::new(graph, units.collect(), task)
    }

    /// The grid of each unit today.
    pub fn today(&self) -> Vec<u32> {
        self.units.iter().map(|unit| unit.grid).collect()
    }
}

/// The seed of a parent: no two parents play the same dice (SplitMix64, G. Steele, D. Lea, C. Flood 2014).
fn seed_of(seed: u64, parent: &str) -> u64 {
    parent.bytes().fold(seed, |state, byte| {
        let z = state
            .wrapping_add(0x9e37_79b9_7f4a_7c15)
            .wrapping_add(u64::from(byte));
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    })
}
