//! Faults of a tier.

use geojson::Geometry;
use hexward_engine::geom::FaultKind;
use serde::Serialize;
use utoipa::ToSchema;

use super::forms::{self, Shape};
use super::{Code, TierName};

/// All kinds of faults.
pub(crate) const FAULT_KINDS: [FaultKind; 10] = [
    FaultKind::InvalidRing,
    FaultKind::SplitInterior,
    FaultKind::SelfOverlap,
    FaultKind::Overlap,
    FaultKind::OverlapSliver,
    FaultKind::Unmatched,
    FaultKind::Gap,
    FaultKind::GapSliver,
    FaultKind::Outside,
    FaultKind::Uncovered,
];

/// The name of a kind in the API.
pub(crate) fn fault_slug(kind: FaultKind) -> String {
    kind.name().replace(' ', "-")
}

/// A portion of the faults of a tier, and what there is in all.
#[derive(Serialize, ToSchema)]
pub(crate) struct Faults {
    #[schema(value_type = TierName)]
    pub(crate) tier: &'static str,
    /// How many grids the tier has.
    pub(crate) areas: usize,
    /// How many faults there are; none proves a partition.
    pub(crate) total: usize,
    /// How many of them break the coverage; the others are gaps.
    pub(crate) breaking: usize,
    pub(crate) kinds: Vec<FaultCount>,
    pub(crate) items: Vec<Fault>,
    /// Where the next portion is, unless this was the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<String>,
}

/// A kind that was found, and how often.
#[derive(Serialize, ToSchema)]
pub(crate) struct FaultCount {
    #[schema(schema_with = forms::fault_kind)]
    pub(crate) kind: String,
    pub(crate) breaks_coverage: bool,
    pub(crate) count: usize,
}

/// One fault.
#[derive(Serialize, ToSchema)]
pub(crate) struct Fault {
    /// Its place in the list of its tier at this revision.
    pub(crate) index: usize,
    #[schema(schema_with = forms::fault_kind)]
    pub(crate) kind: String,
    pub(crate) breaks_coverage: bool,
    /// The grids concerned, one or two; none for bare ground of a parent.
    #[schema(value_type = Vec<Code>)]
    pub(crate) codes: Vec<String>,
    /// The grid of the tier above that the grids concerned belong to.
    #[schema(value_type = Option<Code>, required)]
    pub(crate) parent: Option<String>,
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    #[schema(schema_with = forms::bbox)]
    pub(crate) bounds: [f64; 4],
    /// Length or area; none at a point.
    #[schema(required)]
    pub(crate) size: Option<FaultSize>,
    #[schema(value_type = Shape)]
    pub(crate) geometry: Geometry,
}

/// How large a fault is.
#[derive(Serialize, ToSchema)]
pub(crate) struct FaultSize {
    pub(crate) value: f64,
    /// `m` or `m2`.
    #[schema(schema_with = forms::size_unit)]
    pub(crate) unit: &'static str,
}
