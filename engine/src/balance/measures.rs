//! How good a plan is, in the terms of the objective.

use super::Load;

/// A grid, measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct GridMeasures {
    /// How many units it has; 0 for a grid that is no more.
    pub units: u32,
    /// In how many parts it lies that no link joins.
    pub parts: u32,
    /// What is counted of it.
    pub load: Load,
    /// Its work.
    pub work: u64,
    /// Its area in square metres.
    pub area_m2: u64,
    /// The length of its border in millimetres.
    pub perimeter_mm: u64,
}

impl GridMeasures {
    /// 4πA/P² (Polsby and Popper 1991): 1 for a disc, towards 0 for what is long or ragged; none without a border.
    pub fn compactness(&self) -> Option<f64> {
        let perimeter_m = self.perimeter_mm as f64 / 1000.0;
        (self.perimeter_mm > 0)
            .then(|| 4.0 * std::f64::consts::PI * self.area_m2 as f64 / (perimeter_m * perimeter_m))
    }
}

/// A plan, measured. The sums are compared in the order in which they stand here; less is better.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Measures {
    /// The grids under their numbers, those without units too.
    pub grids: Vec<GridMeasures>,
    /// Parts beyond the first, summed over the grids: 0 if all are in one piece.
    pub loose_parts: u32,
    /// How much lies above the caps, summed over caps and grids.
    pub above_caps: u64,
    /// The square of the work outside the band, summed over the grids that have units.
    pub violation: u128,
    /// How many households are in another grid than today; 0 for a plan from nothing.
    pub moved_households: u64,
    /// How many units are in another grid than today; 0 for a plan from nothing.
    pub moved_units: u32,
    /// In how many grids more than one the estates lie, summed over them.
    pub estates_split: u64,
    /// [`super::Obstacle::cost`] times length in millimetres, summed over borders inside grids.
    pub crossed_mm: u64,
    /// The common borders of different grids, in millimetres.
    pub border_mm: u64,
    /// Work above the band, summed over the grids.
    pub excess: u64,
    /// Work missing up to the band, summed over the grids that have units.
    pub deficit: u64,
    /// How many grids that have units lie in the band.
    pub in_band: u32,
    /// How many grids have units.
    pub count: u32,
}
