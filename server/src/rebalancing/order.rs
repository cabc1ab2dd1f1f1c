//! What is asked of a search over HTTP.

use std::collections::BTreeMap;

use hexward_engine::Viewpoint;
use hexward_engine::balance::{Band, Cap, Count, Criterion, DEFAULT_ROUNDS, Weights};
use hexward_engine::model::{AreaCode, PlanId, UnitId};
use hexward_engine::units::Aim;
use serde::{Deserialize, Serialize};
use serde_json::Map;
use utoipa::ToSchema;

use super::WhatIf;
use crate::dto::{Code, PlanName, UnitKey};
use crate::error::{ApiError, RefusalKind};

/// Most grids, seats or changed units that an order names.
const NAMES_MAX: usize = 10_000;
/// Most iterations of each kind.
const ROUNDS_MAX: u32 = 1_000;

/// What the grids shall become, as it is sent.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RebalanceOrder)]
pub(crate) struct Order {
    /// The draft that is balanced further, instead of the plan in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<PlanName>)]
    plan: Option<String>,
    /// The grids whose grids are balanced; of one above communities, each of these by itself. The whole store when there
    /// is none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<Code>)]
    parents: Vec<String>,
    /// What counts as work; households when it is not given.
    #[serde(default)]
    work: Work,
    band: BandForm,
    /// What no grid may exceed.
    #[serde(default)]
    caps: Caps,
    /// Whether each parent keeps the number of its grids.
    #[serde(default)]
    keep_count: bool,
    /// The number of grids of each parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
    /// Units that stay in their grids.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(value_type = Vec<UnitKey>)]
    seats: Vec<String>,
    /// What is counted more, or less, of some units than there is now: a new estate, a demolition.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(value_type = BTreeMap<String, More>)]
    what_if: BTreeMap<String, More>,
    /// Whether today's borders are passed over.
    #[serde(default)]
    fresh: bool,
    /// Whether it is also found how many households move for each of six tolerances.
    #[serde(default)]
    frontier: bool,
    /// Where chance begins: the same seed gives the same plan.
    #[serde(default = "one")]
    seed: u64,
    /// How many iterations of each kind may be spent on a parent.
    #[serde(default = "rounds")]
    #[schema(minimum = 1, maximum = 1_000)]
    rounds: u32,
}

fn one() -> u64 {
    1
}

fn rounds() -> u32 {
    DEFAULT_ROUNDS
}

/// What counts as work, each with its weight.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = RebalanceWork)]
struct Work {
    households: u32,
    residents: u32,
    /// Minutes of one visit to each household.
    minutes: u32,
}

impl Default for Work {
    fn default() -> Self {
        Self {
            households: 1,
            residents: 0,
            minutes: 0,
        }
    }
}

/// How much work a grid shall have.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RebalanceBand)]
struct BandForm {
    low: u64,
    high: u64,
}

/// What no grid may exceed.
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = RebalanceCaps)]
struct Caps {
    #[serde(skip_serializing_if = "Option::is_none")]
    households: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    residents: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    minutes: Option<u64>,
}

/// How much more, or less, is counted of a unit.
#[derive(Debug, Clone, Copy, Default, Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
#[schema(as = RebalanceMore)]
struct More {
    households: i64,
    residents: i64,
}

fn malformed(pointer: impl Into<String>, detail: &(impl ToString + ?Sized)) -> ApiError {
    ApiError::Body {
        pointer: pointer.into(),
        detail: detail.to_string(),
    }
}

/// What has a meaning, but not beside the rest.
pub(crate) fn unfit(pointer: &str, detail: &(impl ToString + ?Sized)) -> ApiError {
    let members = Map::from_iter([("pointer".to_owned(), pointer.into())]);
    RefusalKind::Edit.with(detail.to_string(), members)
}

impl Order {
    /// Refuses what has no meaning in itself.
    ///
    /// # Errors
    /// [`ApiError::Body`] names the member.
    pub(crate) fn check(&self) -> Result<(), ApiError> {
        self.plan()?;
        self.parents()?;
        self.what_if()?;
        self.aim().map(drop)
    }

    /// The draft that is balanced further.
    ///
    /// # Errors
    /// [`ApiError::Body`] names the member.
    pub(crate) fn plan(&self) -> Result<Option<PlanId>, ApiError> {
        let plan = self.plan.as_deref().map(PlanId::new).transpose();
        plan.map_err(|error| malformed("/plan", &error))
    }

    /// Which state of the grids is balanced.
    ///
    /// # Errors
    /// As [`Order::plan`].
    pub(crate) fn viewpoint(&self) -> Result<Viewpoint, ApiError> {
        Ok(self.plan()?.map_or(Viewpoint::Newest, Viewpoint::Plan))
    }

    /// The grids whose grids are balanced; none for all.
    ///
    /// # Errors
    /// [`ApiError::Body`] names the member.
    pub(crate) fn parents(&self) -> Result<Vec<AreaCode>, ApiError> {
        few("/parents", self.parents.len())?;
        let codes = self.parents.iter().enumerate().map(|(place, code)| {
            AreaCode::new(code).map_err(|error| malformed(format!("/parents/{place}"), &error))
        });
        codes.collect()
    }

    /// Where chance begins.
    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    /// Whether the frontier is found too.
    pub(crate) fn wants_frontier(&self) -> bool {
        self.frontier
    }

    /// What is counted otherwise than it is.
    ///
    /// # Errors
    /// [`ApiError::Refused`] where a key is no id of a unit, which a schema does not say of keys.
    pub(crate) fn what_if(&self) -> Result<WhatIf, ApiError> {
        few("/what_if", self.what_if.len())?;
        let all = self.what_if.iter().map(|(unit, more)| {
            let id = UnitId::new(unit).map_err(|error| unfit("/what_if", &error))?;
            Ok((id, [more.households, more.residents]))
        });
        all.collect::<Result<_, _>>().map(WhatIf)
    }

    /// What the grids shall become.
    ///
    /// # Errors
    /// [`ApiError::Body`] names the member.
    pub(crate) fn aim(&self) -> Result<Aim, ApiError> {
        let Work {
            households,
            residents,
            minutes,
        } = self.work;
        if households == 0 && residents == 0 && minutes == 0 {
            return Err(unfit("/work", "at least one weight is above 0"));
        }
        if self.count.is_some() && self.keep_count {
            return Err(unfit("/count", "either the number is kept or stated"));
        }
        self.in_range()?;
        if self.rounds == 0 || self.rounds > ROUNDS_MAX {
            let detail = format!("from 1 to {ROUNDS_MAX} iterations may be spent");
            return Err(malformed("/rounds", &detail));
        }
        let band = Band::new(self.band.low, self.band.high);
        Ok(Aim {
            weights: Weights {
                households,
                residents,
                minutes,
            },
            band: band.map_err(|error| unfit("/band", &error))?,
            caps: self.caps.caps(),
            count: match self.count {
                Some(count) => Count::Exactly(count),
                None if self.keep_count => Count::Kept,
                None => Count::Free,
            },
            seed: self.seed,
            rounds: self.rounds,
            seats: self.seats()?,
            is_fresh: self.fresh,
        })
    }

    /// Refuses numbers that other programs cannot tell.
    fn in_range(&self) -> Result<(), ApiError> {
        let caps = [
            ("/caps/households", self.caps.households),
            ("/caps/residents", self.caps.residents),
            ("/caps/minutes", self.caps.minutes),
        ];
        let others = [
            ("/band/low", Some(self.band.low)),
            ("/band/high", Some(self.band.high)),
            ("/seed", Some(self.seed)),
        ];
        let large = |number: &u64| i64::try_from(*number).is_err();
        let found = caps.into_iter().chain(others);
        let mut found =
            found.filter_map(|(pointer, number)| Some((pointer, number.filter(large)?)));
        match found.next() {
            Some((pointer, number)) => Err(malformed(pointer, &format!("{number} is too large"))),
            None => Ok(()),
        }
    }

    fn seats(&self) -> Result<Vec<UnitId>, ApiError> {
        few("/seats", self.seats.len())?;
        let seats = self.seats.iter().enumerate().map(|(place, unit)| {
            UnitId::new(unit).map_err(|error| malformed(format!("/seats/{place}"), &error))
        });
        seats.collect()
    }
}

impl Caps {
    fn caps(self) -> Vec<Cap> {
        let all = [
            (Criterion::Households, self.households),
            (Criterion::Residents, self.residents),
            (Criterion::Minutes, self.minutes),
        ];
        let stated = all.into_iter().filter_map(|(criterion, at_most)| {
            let at_most = at_most?;
            Some(Cap { criterion, at_most })
        });
        stated.collect()
    }
}

fn few(pointer: &str, names: usize) -> Result<(), ApiError> {
    if names > NAMES_MAX {
        let detail = format!("there are {names}, at most {NAMES_MAX} may be named");
        return Err(malformed(pointer, &detail));
    }
    Ok(())
}
