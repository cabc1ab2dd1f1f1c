//! Entries of the ledger, as the API and the command line write them.

use hexward_engine::ledger::{Entry, LedgerCounts};
use serde::Serialize;
use utoipa::ToSchema;

use super::Code;
use super::forms;

/// An entry of the ledger; what does not apply to its kind is left out.
#[derive(Serialize, ToSchema)]
pub(crate) struct LedgerEntry {
    #[schema(schema_with = forms::entry_kind)]
    pub(crate) kind: &'static str,
    pub(crate) address: String,
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) building: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The area that its file states.
    #[schema(value_type = Option<Code>)]
    pub(crate) stated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// Whether the code or the point wins.
    #[schema(schema_with = forms::winner)]
    pub(crate) winner: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The grid that its point lies in.
    #[schema(value_type = Option<Code>)]
    pub(crate) found: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// The grid in which it counts.
    #[schema(value_type = Option<Code>)]
    pub(crate) counted: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    /// Why it counts there.
    pub(crate) reason: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) distance_m: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) addresses: Option<u32>,
}

impl From<Entry<'_>> for LedgerEntry {
    fn from(entry: Entry<'_>) -> Self {
        let Entry { address, .. } = entry;
        let building = Some(address.building.to_string()).filter(|name| !name.is_empty());
        Self {
            kind: entry.kind.name(),
            address: address.id.to_string(),
            lon: address.position.lon_degrees(),
            lat: address.position.lat_degrees(),
            building,
            stated: entry.stated.map(ToString::to_string),
            winner: entry
                .code_wins
                .map(|wins| if wins { "code" } else { "point" }),
            found: entry.found.map(ToString::to_string),
            counted: entry.counted.map(ToString::to_string),
            reason: entry.reason.map(hexward_engine::assign::Reason::name),
            distance_m: entry.distance_m.map(to_decimetre),
            addresses: entry.addresses,
        }
    }
}

/// How the addresses of a tier count.
#[derive(Serialize, ToSchema)]
pub(crate) struct LedgerSummary {
    summary: &'static str,
    tier: &'static str,
    addresses: usize,
    point: usize,
    border: usize,
    building: usize,
    code: usize,
    unlocated: usize,
    conflicts: usize,
    unknown_areas: usize,
    scattered: usize,
    moved: usize,
}

impl LedgerSummary {
    pub(crate) fn new(tier: &'static str, counts: LedgerCounts) -> Self {
        Self {
            summary: "ledger",
            tier,
            addresses: counts.addresses,
            point: counts.by_point,
            border: counts.on_border,
            building: counts.by_building,
            code: counts.by_code,
            unlocated: counts.unlocated,
            conflicts: counts.conflicts,
            unknown_areas: counts.unknown_areas,
            scattered: counts.scattered,
            moved: counts.moved,
        }
    }
}

/// Metres to one decimal: codes and points are no surveys.
fn to_decimetre(distance_m: f64) -> f64 {
    (distance_m * 10.0).round() / 10.0
}
