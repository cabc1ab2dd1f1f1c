//! Wire types: the JSON of the API and how it is made from records. The only `serde` of the API.

mod cards;
mod changes;
pub(crate) mod choices;
mod compare;
mod documents;
mod edits;
mod faults;
pub(crate) mod forms;
mod gates;
mod geometry;
mod glyphs;
mod jobs;
mod ledger;
mod limits;
mod map;
pub(crate) mod ogc;
mod plans;
mod rebalances;
mod revisions;
mod staffing;
pub(crate) mod tile_sets;
mod validity;
mod values;

use hexward_engine::assign::Tally;
use hexward_engine::layer::MeasureCounts;
use hexward_engine::model;
use hexward_engine::render::RiskLevel;
use serde::Serialize;
use utoipa::ToSchema;

pub(crate) use cards::GridCard;
pub(crate) use changes::Changed;
pub(crate) use compare::ComparisonHead;
pub(crate) use documents::{ComparisonDocument, ExportedFeatures, FeatureCollection};
pub(crate) use edits::{EditForm, edit};
pub(crate) use faults::{FAULT_KINDS, Fault, FaultCount, FaultSize, Faults, fault_slug};
pub(crate) use gates::{GatePlan, gate_numbers};
pub(crate) use geometry::{Outlined, geometry, line, point};
pub(crate) use glyphs::Glyphs;
pub(crate) use jobs::JobEntry;
pub(crate) use ledger::{LedgerEntry, LedgerSummary};
pub(crate) use limits::{Health, Limits};
pub(crate) use map::{
    HoneycombLayer, Legend, MapStyle, StyleOptions, Summary, TierSize, TileJson, Totals,
    VectorLayer, extent,
};
pub(crate) use plans::{Plan, PlanChange, PlanStep};
pub(crate) use rebalances::SearchEntry;
pub(crate) use revisions::{CommitEvent, CoveredGround, NextChanges, RevisionEntry, RevisionRows};
pub(crate) use staffing::{GridStaffing, StaffingList};
pub(crate) use validity::{Valid, Validity};
pub(crate) use values::{
    AddressName, Author, CheckpointName, Code, Day, DutyKey, LockName, PhaseLetter, PlanName,
    Point, Reason, RoleKey, StaffNumber, StateName, TierName, UnitKey, UnitName, Words,
};

/// Longitude and latitude in degrees of WGS 84, as the OGC names it.
pub(crate) const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// Hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16);
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(digit).collect()
}

/// A text in both languages.
#[derive(Serialize, ToSchema)]
pub(crate) struct Text {
    zh: String,
    en: String,
}

impl From<&model::Text> for Text {
    fn from(text: &model::Text) -> Self {
        Self {
            zh: text.zh.clone(),
            en: text.en.clone(),
        }
    }
}

/// A list of resources, or a portion of one.
#[derive(Serialize, ToSchema)]
pub(crate) struct Items<T> {
    pub(crate) items: Vec<T>,
    /// Where the next portion is, unless this was the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

/// A portion of a list that can be filtered, and how many rows pass.
#[derive(Serialize, ToSchema)]
pub(crate) struct Listed<T> {
    pub(crate) total: usize,
    pub(crate) items: Vec<T>,
    /// Where the next portion is, unless this was the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

/// One count up to a cut-off date. A measure that nobody reported is not listed: that is not zero.
#[derive(Serialize, ToSchema)]
pub(crate) struct Count {
    measure: String,
    #[schema(value_type = UnitName)]
    unit: &'static str,
    value: u64,
    /// The last day that is counted.
    #[schema(value_type = Day)]
    cutoff: String,
}

/// The counts of some measures, given in the order of the measures.
pub(crate) fn counts<'a>(
    measures: &'a [MeasureCounts],
    values: impl IntoIterator<Item = Option<u64>> + 'a,
) -> Vec<Count> {
    let reported = measures
        .iter()
        .zip(values)
        .filter_map(|(measure, value)| Some((measure, value?)));
    let count = |(measure, value): (&MeasureCounts, u64)| Count {
        measure: measure.measure.to_string(),
        unit: measure.unit.name(),
        value,
        cutoff: model::Count::format_date(measure.cutoff),
    };
    reported.map(count).collect()
}

/// The sum of a measure over everything stored.
#[derive(Serialize, ToSchema)]
pub(crate) struct MeasureTotal {
    measure: String,
    #[schema(value_type = UnitName)]
    unit: &'static str,
    total: u64,
    #[schema(value_type = Day)]
    cutoff: String,
}

impl From<&MeasureCounts> for MeasureTotal {
    fn from(sums: &MeasureCounts) -> Self {
        Self {
            measure: sums.measure.to_string(),
            unit: sums.unit.name(),
            total: sums.total,
            cutoff: model::Count::format_date(sums.cutoff),
        }
    }
}

/// A grid.
#[derive(Serialize, ToSchema)]
pub(crate) struct Grid {
    #[schema(value_type = Code)]
    code: String,
    name: String,
    #[schema(value_type = TierName)]
    tier: &'static str,
    /// The grid of the tier above.
    #[schema(value_type = Option<Code>, required)]
    parent: Option<String>,
    area_m2: f64,
    addresses: u64,
    households: u64,
    residents: u64,
    counts: Vec<Count>,
    #[schema(schema_with = forms::risk)]
    risk: &'static str,
    /// What may happen to its ground.
    #[schema(value_type = LockName)]
    lock: &'static str,
    #[schema(schema_with = forms::bbox)]
    bounds: [f64; 4],
}

impl Grid {
    pub(crate) fn new(
        grid: &model::Grid,
        area_m2: f64,
        tally: &Tally,
        risk: RiskLevel,
        measures: &[MeasureCounts],
    ) -> Self {
        Self {
            code: grid.code.to_string(),
            name: grid.name.clone(),
            tier: grid.tier.name(),
            parent: grid.parent.as_ref().map(ToString::to_string),
            area_m2: to_centi(area_m2),
            addresses: tally.addresses,
            households: tally.households,
            residents: tally.residents,
            counts: counts(measures, tally.counts.iter().copied()),
            risk: risk.name(),
            lock: grid.lock.name(),
            bounds: grid.region.bounds().degrees(),
        }
    }
}

/// A spatial unit.
#[derive(Serialize, ToSchema)]
pub(crate) struct Unit {
    id: String,
    kind: String,
    name: String,
    area_m2: f64,
    #[schema(schema_with = forms::bbox)]
    bounds: [f64; 4],
}

impl Unit {
    pub(crate) fn new(unit: &model::SpatialUnit, area_m2: f64) -> Self {
        Self {
            id: unit.id.to_string(),
            kind: unit.kind.clone(),
            name: unit.name.clone(),
            area_m2: to_centi(area_m2),
            bounds: unit.region.bounds().degrees(),
        }
    }
}

/// A honeycomb cell.
#[derive(Serialize, ToSchema)]
pub(crate) struct Cell {
    code: String,
    layer: String,
    #[schema(value_type = PhaseLetter)]
    phase: char,
    q: i32,
    r: i32,
    area_m2: f64,
    addresses: u64,
    counts: Vec<Count>,
    #[schema(schema_with = forms::risk)]
    risk: &'static str,
    #[schema(schema_with = forms::bbox)]
    bounds: [f64; 4],
}

impl Cell {
    pub(crate) fn new(
        cell: &model::Cell,
        layer: &model::CrossingLayer,
        area_m2: f64,
        tally: &Tally,
        risk: RiskLevel,
        measures: &[MeasureCounts],
    ) -> Self {
        let (q, r) = cell.hexes.first().map_or((0, 0), |hex| (hex.q, hex.r));
        Self {
            code: cell.code.to_string(),
            layer: layer.name.to_string(),
            phase: layer.phase.letter(),
            q,
            r,
            area_m2: to_centi(area_m2),
            addresses: tally.addresses,
            counts: counts(measures, tally.counts.iter().copied()),
            risk: risk.name(),
            bounds: cell.region.bounds().degrees(),
        }
    }
}

/// Square metres to two decimals: more would claim more than the lattice knows.
pub(crate) fn to_centi(area_m2: f64) -> f64 {
    (area_m2 * 100.0).round() / 100.0
}

/// A checkpoint, and what is nearest to it.
#[derive(Serialize, ToSchema)]
pub(crate) struct Checkpoint {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    /// `open` or `closed`; nothing is nearest to a closed one.
    #[schema(value_type = StateName)]
    pub(crate) state: &'static str,
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    pub(crate) nearest: Nearest,
}

/// What adds up over the addresses whose nearest checkpoint one is.
#[derive(Serialize, ToSchema)]
pub(crate) struct Nearest {
    pub(crate) addresses: u64,
    pub(crate) counts: Vec<Count>,
}

/// The areas that a position lies in.
#[derive(Serialize, ToSchema)]
pub(crate) struct Located {
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    /// Whether any grid holds it.
    pub(crate) inside: bool,
    pub(crate) grids: Vec<LocatedGrid>,
    pub(crate) cells: Vec<LocatedCell>,
}

/// A grid that a position lies in.
#[derive(Serialize, ToSchema)]
pub(crate) struct LocatedGrid {
    #[schema(value_type = TierName)]
    pub(crate) tier: &'static str,
    #[schema(value_type = Code)]
    pub(crate) code: String,
    pub(crate) name: String,
}

/// A cell that a position lies in.
#[derive(Serialize, ToSchema)]
pub(crate) struct LocatedCell {
    pub(crate) layer: String,
    pub(crate) code: String,
    pub(crate) q: i32,
    pub(crate) r: i32,
}

/// A record near a position. Counts are those at an address, or those nearest to a checkpoint.
#[derive(Serialize, ToSchema)]
pub(crate) struct Neighbour {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    pub(crate) distance_m: f64,
    /// How many addresses a checkpoint is nearest to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) addresses: Option<u64>,
    pub(crate) counts: Vec<Count>,
}

/// An address that was looked for.
#[derive(Serialize, ToSchema)]
pub(crate) struct FoundAddress {
    pub(crate) id: String,
    /// The written address.
    pub(crate) label: String,
    pub(crate) lon: f64,
    pub(crate) lat: f64,
}

impl From<&model::Address> for FoundAddress {
    fn from(address: &model::Address) -> Self {
        Self {
            id: address.id.to_string(),
            label: address.label.to_string(),
            lon: address.position.lon_degrees(),
            lat: address.position.lat_degrees(),
        }
    }
}
