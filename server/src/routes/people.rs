//! `/v1/duties/people/{staff}` and `/v1/duties/loads`: where the absence of one person is felt, and how much work each has.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::duties::{Extent, absence_by_area, loads};
use hexward_engine::model::{DutyId, RoleId, StaffId, Tier};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::duties::{LEAST_DEFAULT, LEAST_MAX, day_of, key};
use crate::answer::Answer;
use crate::answering::{AbsenceInArea, AbsenceOfOne, LoadRow};
use crate::config::UNITS_DEFAULT;
use crate::dto;
use crate::error::{ApiError, shown};
use crate::openapi::{Problem, Unchanged, tag};
use crate::portion::Portion;
use crate::request::{Parameters, Piece, count_within, tier_named};
use crate::state::AppState;
use crate::view::Asked;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(absence))
        .routes(routes!(work))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AbsenceWish {
    /// The tier of the grids; `grid` when it is not given.
    #[param(inline, value_type = Option<dto::TierName>)]
    tier: Option<String>,
    /// Only duties that count on this day; that of `at` when it is not given, else all.
    #[param(inline, value_type = Option<dto::Day>)]
    day: Option<String>,
    /// How many people are enough for an address.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 20)]
    least: Option<String>,
}

/// What the absence of one person leaves, grid by grid
///
/// The grids in which the person answers for some address, alone or with others, by code.
#[utoipa::path(
    get,
    path = "/v1/duties/people/{staff}",
    operation_id = "get_absence",
    tag = tag::DUTIES,
    params(("staff" = inline(dto::StaffNumber), Path, description = "The post or staff number."), AbsenceWish, Asked),
    responses((status = 200, description = "What the absence leaves.", body = AbsenceOfOne), Unchanged, Problem<404>),
)]
async fn absence(
    State(state): State<AppState>,
    Piece(text): Piece,
    Parameters(wish): Parameters<AbsenceWish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let day = day_of(wish.day.as_deref(), &asked)?;
    let least = wish.least.as_deref().unwrap_or(LEAST_DEFAULT);
    let least = count_within("/query/least", least, 1..=LEAST_MAX)?;
    let tier = wish.tier.as_deref().map_or(Ok(Tier::Grid), tier_named)?;
    let question = move |_: &AppState, snapshot: &Snapshot| {
        let cover = snapshot.cover(day);
        let unknown = || ApiError::NotFound(format!("`{}` holds no duty", shown(&text)));
        let staff = StaffId::new(&text).map_err(|_other| unknown())?;
        let person = cover.number(&staff).ok_or_else(unknown)?;
        let found = absence_by_area(&cover, person, least, &snapshot.assignment(tier));
        let grids = snapshot.grids.get(&tier);
        let areas = found.iter().filter_map(|area| {
            let grid = grids?.records().get(area.area)?;
            Some(AbsenceInArea::new(grid, area))
        });
        Ok(Answer::json(&AbsenceOfOne {
            staff: staff.to_string(),
            tier: tier.name(),
            least,
            addresses: sum(found.iter().map(|area| area.answers_for)),
            left_below: sum(found.iter().map(|area| area.left_below)),
            left_alone: sum(found.iter().map(|area| area.left_alone)),
            areas: areas.collect(),
        }))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

/// The addresses of some extents.
fn sum(extents: impl Iterator<Item = Extent>) -> u64 {
    extents.map(|extent| extent.addresses).sum()
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct LoadWish {
    /// Only the work in this role.
    #[param(inline, value_type = Option<dto::RoleKey>)]
    role: Option<String>,
    /// Only duties that count on this day; that of `at` when it is not given, else all.
    #[param(inline, value_type = Option<dto::Day>)]
    day: Option<String>,
    /// At most so many rows.
    #[param(value_type = Option<usize>)]
    limit: Option<String>,
}

/// How much work each person has
///
/// By role, and in it those first who have most. Households are shared by the holders of a duty as their shares are, deputies have none.
#[utoipa::path(
    get,
    path = "/v1/duties/loads",
    operation_id = "list_loads",
    tag = tag::DUTIES,
    params(LoadWish, Asked),
    responses((status = 200, description = "The first of them.", body = dto::Listed<LoadRow>), Unchanged),
)]
async fn work(
    State(state): State<AppState>,
    Parameters(wish): Parameters<LoadWish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let day = day_of(wish.day.as_deref(), &asked)?;
    let role = key("/query/role", wish.role.as_deref(), RoleId::new)?;
    let portion = Portion::parse(wish.limit.as_deref(), None, UNITS_DEFAULT, DutyId::new)?;
    let question = move |_: &AppState, snapshot: &Snapshot| {
        let cover = snapshot.cover(day);
        let by_role = loads(&cover).into_iter();
        let wanted = by_role.filter(|(id, _)| role.as_ref().is_none_or(|role| role == id));
        let mut items: Vec<LoadRow> = wanted
            .flat_map(|(role, loads)| LoadRow::of_role(&cover, &role, loads))
            .collect();
        let total = items.len();
        items.truncate(portion.limit());
        let next = None;
        Ok(Answer::json(&dto::Listed { total, items, next }))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}
