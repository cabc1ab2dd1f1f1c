//! How many people grids need, and why.

use hexward_engine::balance::{GridDemand, Staffing};
use hexward_engine::model::Grid;
use serde::Serialize;
use utoipa::ToSchema;

use super::Code;

/// How many people the grids of a tier need, with the sums.
#[derive(Serialize, ToSchema)]
pub(crate) struct StaffingList {
    #[serde(flatten)]
    pub(crate) sums: StaffingSums,
    /// The grids, by code.
    pub(crate) items: Vec<GridStaffing>,
}

/// The sums over all grids of a list.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct StaffingSums {
    grids: usize,
    residents: u64,
    /// How many people are needed, with decimals.
    need: f64,
    /// How many people there are, or how many are needed when each grid's need is rounded up.
    staff: u64,
}

/// A grid with its staff; people with decimals are needs, whole ones are staff.
#[derive(Clone, Serialize, ToSchema)]
pub(crate) struct GridStaffing {
    #[schema(value_type = Code)]
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) residents: u64,
    pub(crate) area_m2: u64,
    /// How hard the work is, in thousandths of the usual.
    pub(crate) difficulty_permille: u32,
    /// The part of the need that its residents make.
    pub(crate) for_people: f64,
    /// The part of the need that its ground makes.
    pub(crate) for_area: f64,
    /// What difficulty adds to the two, or takes off.
    pub(crate) for_difficulty: f64,
    /// The three together.
    pub(crate) need: f64,
    /// Whole people.
    pub(crate) staff: u32,
}

impl StaffingList {
    pub(crate) fn new(items: Vec<GridStaffing>) -> Self {
        let sums = StaffingSums {
            grids: items.len(),
            residents: items.iter().map(|item| item.residents).sum(),
            need: items.iter().map(|item| item.need).sum(),
            staff: items.iter().map(|item| u64::from(item.staff)).sum(),
        };
        Self { sums, items }
    }
}

impl StaffingSums {
    /// The sums in a sentence.
    pub(crate) fn said(&self) -> String {
        format!(
            "{} grids, {} residents: {} people where {:.1} are needed",
            self.grids, self.residents, self.staff, self.need
        )
    }
}

impl GridStaffing {
    pub(crate) fn new(grid: &Grid, demand: &GridDemand, staffing: &Staffing) -> Self {
        let people = |thousandths: u64| thousandths as f64 / 1000.0;
        Self {
            code: grid.code.to_string(),
            name: grid.name.clone(),
            residents: demand.residents,
            area_m2: demand.area_m2,
            difficulty_permille: demand.difficulty_permille,
            for_people: people(staffing.for_people),
            for_area: people(staffing.for_area),
            for_difficulty: staffing.for_difficulty as f64 / 1000.0,
            need: people(staffing.need),
            staff: staffing.staff,
        }
    }
}
