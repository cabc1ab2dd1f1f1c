//! `/v1/staffing`: how many people grids need by residents, ground and difficulty, with the parts of each need.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::balance::StaffingRule;
use hexward_engine::model::{AreaCode, Tier};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::dto;
use crate::error::{ApiError, shown};
use crate::openapi::{Problem, Unchanged, tag};
use crate::request::{Parameters, tier_named};
use crate::staffing::{StaffingFault, StaffingWish, USUAL_RULE, difficulty, staffed};
use crate::state::AppState;
use crate::view::Asked;

/// How many people can be assigned at most.
const STAFF_MAX: u32 = 10_000_000;
/// How many grids of unusual difficulty a request may name.
const DIFFICULTIES_MAX: usize = 200;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(staffing))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Query {
    /// The grid whose grids are staffed; all grids of the tier without it.
    #[param(inline, value_type = Option<dto::Code>)]
    parent: Option<String>,
    /// The tier that is staffed; `grid` when nothing is said.
    #[param(inline, value_type = Option<dto::TierName>)]
    tier: Option<String>,
    /// How many residents one person looks after where there is no ground to cover; 300 when nothing is said.
    #[param(value_type = Option<u32>, minimum = 1)]
    residents_each: Option<String>,
    /// How many square metres one person looks after where nobody lives; 300,000 when nothing is said.
    #[param(value_type = Option<u64>, minimum = 1)]
    area_each_m2: Option<String>,
    /// How many people every grid has at least; 1 when nothing is said.
    #[param(value_type = Option<u32>, maximum = 1000)]
    least: Option<String>,
    /// Assign exactly so many people, where they are needed most; without it each grid gets what it needs, rounded up.
    #[param(value_type = Option<u32>, maximum = 10_000_000)]
    staff: Option<String>,
    /// Grids whose work is harder or easier than usual, as `CODE=PERMILLE` between commas: 1200 is a fifth harder.
    #[param(value_type = Option<String>, example = "990185400001G003=1200")]
    difficulty: Option<String>,
}

/// Staff of grids
///
/// How many people each grid needs: for its residents, for its ground, and what difficulty adds. Or so many people assigned, each to
/// where the need for one more is the greatest (the divisor method of Webster and Sainte-Laguë).
#[utoipa::path(
    get,
    path = "/v1/staffing",
    operation_id = "get_staffing",
    tag = tag::DUTIES,
    params(Query, Asked),
    responses(
        (status = 200, description = "The grids with their staff, and the sums.", body = dto::StaffingList),
        Unchanged,
        Problem<404>,
    ),
)]
async fn staffing(
    State(state): State<AppState>,
    Parameters(query): Parameters<Query>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let wish = wish(&query)?;
    let question = move |_: &AppState, snapshot: &Snapshot| {
        let answer = staffed(snapshot, &wish).map_err(|fault| refused(&fault))?;
        Ok(Answer::json(&answer))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

fn wish(query: &Query) -> Result<StaffingWish, ApiError> {
    let parent = query.parent.as_deref().map(parent).transpose()?;
    let tier = query.tier.as_deref().map(tier_named).transpose()?;
    let staff = number(
        "/query/staff",
        query.staff.as_deref(),
        0,
        u64::from(STAFF_MAX),
    )?;
    Ok(StaffingWish {
        parent,
        tier: tier.unwrap_or(Tier::Grid),
        rule: rule(query)?,
        staff: staff.map(|staff| staff as u32),
        difficulties: difficulties(query.difficulty.as_deref())?,
    })
}

fn parent(text: &str) -> Result<AreaCode, ApiError> {
    AreaCode::new(text)
        .map_err(|_malformed| ApiError::NotFound(format!("there is no grid `{}`", shown(text))))
}

fn rule(query: &Query) -> Result<StaffingRule, ApiError> {
    let most = u64::from(u32::MAX);
    let residents = number(
        "/query/residents_each",
        query.residents_each.as_deref(),
        1,
        most,
    )?;
    let area = number(
        "/query/area_each_m2",
        query.area_each_m2.as_deref(),
        1,
        u64::MAX,
    )?;
    let least = number("/query/least", query.least.as_deref(), 0, 1000)?;
    Ok(StaffingRule {
        residents_each: residents.map_or(USUAL_RULE.residents_each, |each| each as u32),
        area_m2_each: area.unwrap_or(USUAL_RULE.area_m2_each),
        least: least.map_or(USUAL_RULE.least, |least| least as u32),
    })
}

fn number(
    pointer: &'static str,
    text: Option<&str>,
    first: u64,
    last: u64,
) -> Result<Option<u64>, ApiError> {
    let Some(text) = text else {
        return Ok(None);
    };
    let number = text.parse().ok();
    let number = number.filter(|number| (first..=last).contains(number));
    let malformed = || ApiError::Malformed {
        pointer,
        detail: format!("`{}` is not a whole number {first} to {last}", shown(text)),
    };
    number.ok_or_else(malformed).map(Some)
}

fn difficulties(text: Option<&str>) -> Result<Vec<(AreaCode, u32)>, ApiError> {
    let malformed = |detail: String| ApiError::Malformed {
        pointer: "/query/difficulty",
        detail: shown(&detail),
    };
    let Some(text) = text else {
        return Ok(Vec::new());
    };
    if text.split(',').count() > DIFFICULTIES_MAX {
        return Err(malformed(format!("more than {DIFFICULTIES_MAX} grids")));
    }
    let all = text
        .split(',')
        .map(|part| difficulty(part).map_err(malformed));
    all.collect()
}

fn refused(fault: &StaffingFault) -> ApiError {
    let pointer = match fault {
        StaffingFault::NoParent | StaffingFault::NoGrids(_) => {
            return ApiError::NotFound(fault.to_string());
        }
        StaffingFault::NotAmong(_) => "/query/difficulty",
        StaffingFault::Rule(_) => "/query/staff",
    };
    let detail = fault.to_string();
    ApiError::Malformed { pointer, detail }
}
