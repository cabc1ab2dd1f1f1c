//! The sums of a comparison; its tables follow under their names, with the columns of
//! [`hexward_engine::compare`]'s tables.

use hexward_engine::compare::Quantity;
use hexward_engine::model::Count;
use serde::Serialize;
use utoipa::ToSchema;

use super::forms;
use super::{Day, TierName};
use crate::comparison::{Compared, Question};

/// What two plans have in common and what not.
#[derive(Serialize, ToSchema)]
pub(crate) struct ComparisonHead {
    #[schema(schema_with = forms::question)]
    what: &'static str,
    #[schema(value_type = TierName)]
    tier: &'static str,
    /// Grids that are in both plans with nothing changed.
    unchanged: usize,
    /// Grids with which something happened.
    changed: usize,
    moved: MovedTotals,
    #[serde(skip_serializing_if = "Option::is_none")]
    sums: Option<CrosswalkTotals>,
    /// Whether all sums agree.
    reconciles: bool,
}

/// What changes grid in all.
#[derive(Serialize, ToSchema)]
struct MovedTotals {
    addresses: u64,
    households: u64,
    residents: u64,
    buildings: u64,
    checkpoints: u64,
    minutes: f64,
}

/// The sums of a crosswalk.
#[derive(Serialize, ToSchema)]
struct CrosswalkTotals {
    of: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Day>)]
    up_to: Option<String>,
    before: u64,
    after: u64,
    unlocated_before: u64,
    unlocated_after: u64,
}

impl ComparisonHead {
    pub(crate) fn new(compared: &Compared<'_>, question: Question, quantity: &Quantity) -> Self {
        let totals = &compared.impact.totals;
        let (name, up_to) = match quantity {
            Quantity::Addresses => ("addresses", None),
            Quantity::Households => ("households", None),
            Quantity::Residents => ("residents", None),
            Quantity::Measure { measure, up_to } => (measure.as_str(), *up_to),
        };
        let crosswalk = compared.crosswalk.as_ref();
        Self {
            what: match question {
                Question::Summary => "summary",
                Question::Crosswalk => "crosswalk",
                Question::Impact => "impact",
            },
            tier: compared.comparison.tier.name(),
            unchanged: compared.comparison.unchanged(),
            changed: compared.comparison.changes.len(),
            moved: MovedTotals {
                addresses: totals.tally.addresses,
                households: totals.tally.households,
                residents: totals.tally.residents,
                buildings: totals.buildings,
                checkpoints: totals.checkpoints,
                minutes: compared.impact.minutes(),
            },
            sums: crosswalk.map(|crosswalk| CrosswalkTotals {
                of: name.to_owned(),
                up_to: up_to.map(Count::format_date),
                before: crosswalk.total_before(),
                after: crosswalk.total_after(),
                unlocated_before: crosswalk.unlocated_before,
                unlocated_after: crosswalk.unlocated_after,
            }),
            reconciles: compared.reconciles(),
        }
    }
}
