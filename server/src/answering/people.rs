//! One person: where the absence is felt, and how much work there is.

use hexward_engine::duties::{AreaAbsence, Cover, Load};
use hexward_engine::model::{Grid, RoleId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::dto::forms;

/// What the absence of one person leaves, grid by grid.
#[derive(Serialize, ToSchema)]
pub(crate) struct AbsenceOfOne {
    pub(crate) staff: String,
    /// The tier of the grids.
    pub(crate) tier: &'static str,
    /// So many people are enough.
    pub(crate) least: usize,
    /// Addresses in these grids for which the person answers, alone or with others.
    pub(crate) addresses: u64,
    /// So many have enough people with the person and too few without.
    pub(crate) left_below: u64,
    /// For so many nobody else answers.
    pub(crate) left_alone: u64,
    /// The grids in which the person answers for some address.
    pub(crate) areas: Vec<AbsenceInArea>,
}

/// What the absence of one person leaves in one grid.
#[derive(Serialize, ToSchema)]
pub(crate) struct AbsenceInArea {
    pub(crate) code: String,
    pub(crate) name: String,
    #[schema(schema_with = forms::bbox)]
    pub(crate) bounds: [f64; 4],
    pub(crate) addresses: u64,
    pub(crate) left_below: u64,
    pub(crate) left_alone: u64,
}

impl AbsenceInArea {
    pub(crate) fn new(grid: &Grid, absence: &AreaAbsence) -> Self {
        Self {
            code: grid.code.to_string(),
            name: grid.name.clone(),
            bounds: grid.region.bounds().degrees(),
            addresses: absence.answers_for.addresses,
            left_below: absence.left_below.addresses,
            left_alone: absence.left_alone.addresses,
        }
    }
}

/// The work of a person in a role.
#[derive(Serialize, ToSchema)]
pub(crate) struct LoadRow {
    pub(crate) role: String,
    pub(crate) staff: String,
    /// Households, each shared by the holders of a duty.
    pub(crate) households: f64,
    /// The minutes of one visit to each of them.
    pub(crate) minutes: f64,
}

impl LoadRow {
    /// The work in a role, the most first.
    pub(crate) fn of_role(cover: &Cover, role: &RoleId, mut loads: Vec<Load>) -> Vec<Self> {
        loads.sort_by(|a, b| {
            let staff = |load: &Load| cover.staff(load.person);
            let most = b.households.total_cmp(&a.households);
            most.then_with(|| staff(a).cmp(staff(b)))
        });
        let thousandth = |value: f64| (value * 1000.0).round() / 1000.0;
        let row = |load: Load| Self {
            role: role.to_string(),
            staff: cover.staff(load.person).to_string(),
            households: thousandth(load.households),
            minutes: thousandth(load.visit_minutes()),
        };
        loads.into_iter().map(row).collect()
    }
}
