//! Faults of a tier.

use geojson::Geometry;
use serde::Serialize;

/// A portion of the faults of a tier, and what there is in all.
#[derive(Serialize)]
pub(crate) struct Faults {
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
#[derive(Serialize)]
pub(crate) struct FaultCount {
    pub(crate) kind: String,
    pub(crate) breaks_coverage: bool,
    pub(crate) count: usize,
}

/// One fault.
#[derive(Serialize)]
pub(crate) struct Fault {
    /// Its place in the list of its tier at this revision.
    pub(crate) index: usize,
    pub(crate) kind: String,
    pub(crate) breaks_coverage: bool,
    /// The grids concerned, one or two; none for bare ground of a parent.
    pub(crate) codes: Vec<String>,
    /// The grid of the tier above that the grids concerned belong to.
    pub(crate) parent: Option<String>,
    pub(crate) lon: f64,
    pub(crate) lat: f64,
    pub(crate) bounds: [f64; 4],
    /// Length or area; none at a point.
    pub(crate) size: Option<FaultSize>,
    pub(crate) geometry: Geometry,
}

/// How large a fault is.
#[derive(Serialize)]
pub(crate) struct FaultSize {
    pub(crate) value: f64,
    /// `m` or `m2`.
    pub(crate) unit: &'static str,
}
