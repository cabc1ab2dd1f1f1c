//! What is said about a file, and asked of it.

use std::collections::BTreeMap;

use hexward_engine::geom::RepairLimits;
use hexward_engine::io::{ColumnMap, Crs};
use hexward_engine::model::{AreaCode, PlanId, Tier};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::dto::{Code, PlanName, TierName};
use crate::error::ApiError;
use crate::importing::{GAP_AREA_M2, GAP_WIDTH_M, Kind, Winner};
use crate::view::plan_id;

/// The order as it is sent.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = ImportOrder)]
pub(crate) struct Order {
    /// The system of its coordinates; for all but cases.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) crs: Option<String>,
    /// The layer or sheet to read, of a file that has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) layer: Option<String>,
    /// The encoding of its texts, where the file does not say it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) encoding: Option<String>,
    /// Columns that are called otherwise than their fields: column to field. What begins with `=` is a text that fills the
    /// field, with `{#}` for the number of the row and `{column}` for what a column says.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) columns: BTreeMap<String, String>,
    /// The tier of all grids.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<TierName>)]
    pub(crate) tier: Option<String>,
    /// What counts where the area that an address names and its point disagree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) winner: Option<Winner>,
    /// The draft that it goes into, instead of the plan in force.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<PlanName>)]
    pub(crate) plan: Option<String>,
    /// The area that all points of the file lie in.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Code>)]
    pub(crate) parent: Option<String>,
    /// Whether the points may lie far from those that are stored.
    pub(crate) anywhere: bool,
    /// Whether the CRS is right, even when another explains the points better.
    pub(crate) trust_crs: bool,
    /// How far grids may be mended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) repair: Option<Repair>,
    /// Whether grids may be stored with their faults.
    pub(crate) with_faults: bool,
}

/// How far grids may be mended.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Repair {
    /// Vertices closer than this become one.
    #[schema(minimum = 0, maximum = 1_000_000)]
    snap_m: f64,
    /// Gaps narrower than this on average go to a neighbour.
    #[schema(minimum = 0, maximum = 1_000_000)]
    sliver_m: f64,
    /// Gaps smaller than this go to a neighbour.
    #[schema(minimum = 0, maximum = 1_000_000)]
    gap_m2: f64,
}

impl Default for Repair {
    fn default() -> Self {
        Self {
            snap_m: 0.0,
            sliver_m: GAP_WIDTH_M,
            gap_m2: GAP_AREA_M2,
        }
    }
}

pub(super) fn malformed(pointer: &str, detail: &(impl ToString + ?Sized)) -> ApiError {
    ApiError::Body {
        pointer: pointer.to_owned(),
        detail: detail.to_string(),
    }
}

impl Order {
    /// Refuses what does not fit a kind of file.
    ///
    /// # Errors
    /// [`ApiError::Body`] names the member.
    pub(crate) fn check(&self, kind: Kind) -> Result<(), ApiError> {
        self.crs(kind)?;
        self.columns()?;
        self.repair()?;
        let are_grids = kind == Kind::Grids;
        for (pointer, is_wrong, detail) in [
            (
                "/tier",
                self.tier.is_some() && !are_grids,
                "a tier is for grids",
            ),
            (
                "/winner",
                self.winner.is_some() && kind != Kind::Addresses,
                "what wins is for addresses",
            ),
            (
                "/plan",
                self.plan.is_some() && !kind.is_planned(),
                "grids and checkpoints are parts of plans, the rest is not",
            ),
            (
                "/repair",
                self.repair.is_some() && !are_grids,
                "only grids are mended",
            ),
            (
                "/with_faults",
                self.with_faults && !are_grids,
                "only grids can have faults",
            ),
        ] {
            if is_wrong {
                return Err(malformed(pointer, detail));
            }
        }
        self.plan()?;
        self.parent()?;
        self.tier().map(|_| ())
    }

    /// The area that all points lie in.
    ///
    /// # Errors
    /// [`ApiError::Body`].
    pub(super) fn parent(&self) -> Result<Option<AreaCode>, ApiError> {
        let parent = self.parent.as_deref().map(AreaCode::new).transpose();
        parent.map_err(|error| malformed("/parent", &error))
    }

    /// The draft that it goes into.
    ///
    /// # Errors
    /// [`ApiError::Malformed`].
    pub(super) fn plan(&self) -> Result<Option<PlanId>, ApiError> {
        let plan = self.plan.as_deref();
        plan.map(|id| plan_id("/plan", id)).transpose()
    }

    /// The system of the coordinates; files without any need none.
    ///
    /// # Errors
    /// [`ApiError::Body`].
    pub(super) fn crs(&self, kind: Kind) -> Result<Crs, ApiError> {
        match &self.crs {
            Some(text) => Crs::parse(text).map_err(|error| malformed("/crs", &error)),
            None if kind == Kind::Cases => Ok(Crs::CRS84),
            None => Err(malformed(
                "/crs",
                "say which coordinate reference system the file is in, such as EPSG:4490",
            )),
        }
    }

    /// What the columns are called.
    ///
    /// # Errors
    /// [`ApiError::Body`].
    pub(super) fn columns(&self) -> Result<ColumnMap, ApiError> {
        let mut pairs = self.columns.iter();
        let mapped = pairs.try_fold(ColumnMap::default(), |map, (column, field)| {
            map.with(column, field)
        });
        mapped.map_err(|error| malformed("/columns", &error))
    }

    /// The tier of all grids of the file.
    ///
    /// # Errors
    /// [`ApiError::Body`].
    pub(super) fn tier(&self) -> Result<Option<Tier>, ApiError> {
        let named = |name: &str| {
            let tier = Tier::from_name(name);
            tier.ok_or_else(|| malformed("/tier", "tiers are street, community, grid and micro"))
        };
        self.tier.as_deref().map(named).transpose()
    }

    /// How far grids may be mended, if they are.
    ///
    /// # Errors
    /// [`ApiError::Body`].
    pub(super) fn repair(&self) -> Result<Option<RepairLimits>, ApiError> {
        let Some(repair) = self.repair else {
            return Ok(None);
        };
        let Repair {
            snap_m,
            sliver_m,
            gap_m2,
        } = repair;
        if [snap_m, sliver_m, gap_m2]
            .iter()
            .all(|amount| (0.0..=1e6).contains(amount))
        {
            return Ok(Some(RepairLimits {
                snap_m,
                gap_width_m: sliver_m,
                gap_area_m2: gap_m2,
            }));
        }
        Err(malformed("/repair", "limits are numbers from 0 to 1000000"))
    }
}
