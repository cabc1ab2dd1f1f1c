//! `/v1/roles`, `/v1/duties` and `/v1/responsible`: who answers for what, and what absences leave.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::Viewpoint;
use hexward_engine::duties::{absences, shortages};
use hexward_engine::model::{AddressId, Count, DutyId, RoleId, StaffId};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use time::Date;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::answering::{self, Wanted};
use crate::config::{LIST_MAX, UNITS_DEFAULT};
use crate::dto;
use crate::error::{ApiError, shown};
use crate::openapi::{Problem, Unchanged, tag};
use crate::portion::Portion;
use crate::request::{Parameters, count_within, percent_encoded, position};
use crate::state::AppState;
use crate::view::Asked;

/// How many people are enough when a request does not say.
pub(super) const LEAST_DEFAULT: &str = "2";
/// How many pairs of absent people are drawn.
const PAIRS_DEFAULT: &str = "1000";
/// The most people that can be asked to be enough.
pub(super) const LEAST_MAX: usize = 20;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(roles))
        .routes(routes!(duties))
        .routes(routes!(report))
        .routes(routes!(missing))
        .routes(routes!(people))
        .routes(routes!(responsible))
}

/// The day whose duties count: the one that is named, else that of the view.
pub(super) fn day_of(day: Option<&str>, asked: &Asked) -> Result<Option<Date>, ApiError> {
    let of_view = match &asked.0 {
        Viewpoint::Day(day) => Some(*day),
        _ => None,
    };
    let Some(text) = day else {
        return Ok(of_view);
    };
    let day = Count::parse_date(text).ok_or_else(|| ApiError::Malformed {
        pointer: "/query/day",
        detail: format!("`{}` is not a date YYYY-MM-DD", shown(text)),
    });
    day.map(Some)
}

/// The roles
///
/// Posts with how many people each grid of a tier has in them, by id.
#[utoipa::path(
    get,
    path = "/v1/roles",
    operation_id = "list_roles",
    tag = tag::DUTIES,
    params(Asked),
    responses((status = 200, description = "All roles.", body = dto::Items<answering::RoleRow>), Unchanged),
)]
async fn roles(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let question = move |_: &AppState, snapshot: &Snapshot| {
        let roles = snapshot.duties.roles().iter();
        let items: Vec<answering::RoleRow> = roles.map(Into::into).collect();
        Ok(Answer::json(&dto::Items { items, next: None }))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ListWish {
    /// Only duties in this role.
    #[param(inline, value_type = Option<dto::RoleKey>)]
    role: Option<String>,
    /// Only duties that this post or staff number holds.
    #[param(inline, value_type = Option<dto::StaffNumber>)]
    staff: Option<String>,
    /// At most so many rows.
    #[param(value_type = Option<usize>)]
    limit: Option<String>,
    /// Only what comes behind this id in the order of the list: the portion that `next` links to.
    #[param(inline, value_type = Option<dto::DutyKey>)]
    after: Option<String>,
}

/// A parameter that is an identifier.
pub(super) fn key<T, E: std::fmt::Display>(
    pointer: &'static str,
    text: Option<&str>,
    parse: impl FnOnce(&str) -> Result<T, E>,
) -> Result<Option<T>, ApiError> {
    let malformed = |error: E| ApiError::Malformed {
        pointer,
        detail: error.to_string(),
    };
    text.map(parse).transpose().map_err(malformed)
}

/// The duties
///
/// Who answers in which role, and for what kind of ground, by id; `hexward duties export` writes the ground itself.
#[utoipa::path(
    get,
    path = "/v1/duties",
    operation_id = "list_duties",
    tag = tag::DUTIES,
    params(ListWish, Asked),
    responses((status = 200, description = "A portion of the duties.", body = dto::Listed<answering::DutyRow>), Unchanged),
)]
async fn duties(
    State(state): State<AppState>,
    Parameters(wish): Parameters<ListWish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (limit, after) = (wish.limit.as_deref(), wish.after.as_deref());
    let portion = Portion::parse(limit, after, UNITS_DEFAULT, DutyId::new)?.of(&asked);
    let role = key("/query/role", wish.role.as_deref(), RoleId::new)?;
    let staff = key("/query/staff", wish.staff.as_deref(), StaffId::new)?;
    let named = [("role", wish.role), ("staff", wish.staff)];
    let filter: String = named
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}&", percent_encoded(&value?))))
        .collect();
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let rows = snapshot.duties.records();
        let found: Vec<_> = rows
            .iter()
            .filter(|duty| role.as_ref().is_none_or(|role| duty.role == *role))
            .filter(|duty| {
                let holds =
                    |staff: &StaffId| duty.holders.iter().any(|holder| holder.staff == *staff);
                staff.as_ref().is_none_or(holds)
            })
            .collect();
        let range = portion.places(found.len(), |place| &found[place].id);
        let next = (range.end < found.len()).then(|| {
            let last = found[range.end - 1].id.as_str();
            portion.next(state.config(), "/v1/duties", &filter, last)
        });
        Ok(Answer::json(&dto::Listed {
            total: found.len(),
            items: found[range]
                .iter()
                .map(|&duty| answering::DutyRow::from(duty))
                .collect(),
            next,
        }))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ReportWish {
    /// Only duties that count on this day; that of `at` when it is not given, else all.
    #[param(inline, value_type = Option<dto::Day>)]
    day: Option<String>,
    /// How many people are enough for an address.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 20)]
    least: Option<String>,
    /// How many pairs of absent people are drawn.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 10_000)]
    pairs: Option<String>,
    /// The seed that draws them.
    #[param(value_type = Option<usize>, minimum = 0, maximum = 1_000_000_000)]
    seed: Option<String>,
}

/// How well the place is covered
///
/// How many people answer for how many addresses, in all and in each class of roles; what the absence of one person leaves, and of pairs that
/// a seed draws; how evenly households are shared; how many people are missing in roles.
#[utoipa::path(
    get,
    path = "/v1/duties/report",
    operation_id = "report_duties",
    tag = tag::DUTIES,
    params(ReportWish, Asked),
    responses((status = 200, description = "The report.", body = answering::Report), Unchanged),
)]
async fn report(
    State(state): State<AppState>,
    Parameters(wish): Parameters<ReportWish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let day = day_of(wish.day.as_deref(), &asked)?;
    let least = wish.least.as_deref().unwrap_or(LEAST_DEFAULT);
    let pairs = wish.pairs.as_deref().unwrap_or(PAIRS_DEFAULT);
    let seed = wish.seed.as_deref().unwrap_or("1");
    let wanted = Wanted {
        least: count_within("/query/least", least, 1..=LEAST_MAX)?,
        pairs: count_within("/query/pairs", pairs, 1..=LIST_MAX)?,
        seed: count_within("/query/seed", seed, 0..=1_000_000_000)? as u64,
        listed: 20,
    };
    let question = move |_: &AppState, snapshot: &Snapshot| {
        let cover = snapshot.cover(day);
        Ok(Answer::json(&answering::report(
            &snapshot.duties,
            &cover,
            wanted,
        )))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct DayWish {
    /// Only duties that count on this day; that of `at` when it is not given, else all.
    #[param(inline, value_type = Option<dto::Day>)]
    day: Option<String>,
}

/// Grids with too few or too many people in a role
///
/// By role and code. Whoever holds a role for a grid or for one above counts once for the grid; deputies do not.
#[utoipa::path(
    get,
    path = "/v1/duties/shortages",
    operation_id = "list_shortages",
    tag = tag::DUTIES,
    params(DayWish, Asked),
    responses((status = 200, description = "All of them.", body = dto::Items<answering::ShortageRow>), Unchanged),
)]
async fn missing(
    State(state): State<AppState>,
    Parameters(wish): Parameters<DayWish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let day = day_of(wish.day.as_deref(), &asked)?;
    let question = move |_: &AppState, snapshot: &Snapshot| {
        let found = shortages(&snapshot.cover(day));
        let items = answering::shortage_rows(snapshot, &found);
        Ok(Answer::json(&dto::Items { items, next: None }))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PeopleWish {
    /// Only duties that count on this day; that of `at` when it is not given, else all.
    #[param(inline, value_type = Option<dto::Day>)]
    day: Option<String>,
    /// How many people are enough for an address.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 20)]
    least: Option<String>,
    /// At most so many rows.
    #[param(value_type = Option<usize>)]
    limit: Option<String>,
}

/// What the absence of each person leaves
///
/// Those first whose absence leaves most addresses with nobody, then with too few.
#[utoipa::path(
    get,
    path = "/v1/duties/people",
    operation_id = "list_absences",
    tag = tag::DUTIES,
    params(PeopleWish, Asked),
    responses((status = 200, description = "The first of them.", body = dto::Listed<answering::AbsenceRow>), Unchanged),
)]
async fn people(
    State(state): State<AppState>,
    Parameters(wish): Parameters<PeopleWish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let day = day_of(wish.day.as_deref(), &asked)?;
    let least = wish.least.as_deref().unwrap_or(LEAST_DEFAULT);
    let least = count_within("/query/least", least, 1..=LEAST_MAX)?;
    let portion = Portion::parse(wish.limit.as_deref(), None, UNITS_DEFAULT, DutyId::new)?;
    let question = move |_: &AppState, snapshot: &Snapshot| {
        let cover = snapshot.cover(day);
        let mut items = answering::absence_rows(&cover, absences(&cover, least));
        let total = items.len();
        items.truncate(portion.limit());
        let next = None;
        Ok(Answer::json(&dto::Listed { total, items, next }))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PlaceWish {
    /// Longitude in degrees.
    #[param(value_type = Option<f64>, minimum = -180, maximum = 180, example = -0.1367)]
    lon: Option<String>,
    /// Latitude in degrees.
    #[param(value_type = Option<f64>, minimum = -90, maximum = 90, example = 51.5133)]
    lat: Option<String>,
    /// An address instead of a position.
    #[param(inline, value_type = Option<dto::AddressName>)]
    address: Option<String>,
    /// Only duties that count on this day; that of `at` when it is not given, else all.
    #[param(inline, value_type = Option<dto::Day>)]
    day: Option<String>,
}

/// Who answers here
///
/// All duties that hold the position, or the address that `address` names, with their holders and the reason: what is nearest to a household comes
/// first. What is said of addresses and buildings holds for a position within 25 m of one.
#[utoipa::path(
    get,
    path = "/v1/responsible",
    operation_id = "find_responsible",
    tag = tag::DUTIES,
    params(PlaceWish, Asked),
    responses((status = 200, description = "Who answers.", body = answering::Answering), Unchanged, Problem<404>),
)]
async fn responsible(
    State(state): State<AppState>,
    Parameters(wish): Parameters<PlaceWish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let day = day_of(wish.day.as_deref(), &asked)?;
    let address = key("/query/address", wish.address.as_deref(), AddressId::new)?;
    let place = match (&address, &wish.lon, &wish.lat) {
        (Some(_), _, _) => None,
        (None, Some(lon), Some(lat)) => Some(position(Some(lon), Some(lat))?),
        (None, ..) => {
            return Err(ApiError::Malformed {
                pointer: "/query",
                detail: "a position has lon and lat; an address may be named instead".to_owned(),
            });
        }
    };
    let question = move |_: &AppState, snapshot: &Snapshot| {
        let found = answering::answering(snapshot, day, place, address.as_ref());
        let unknown = || {
            let id = address.as_ref().map_or("", AddressId::as_str);
            ApiError::NotFound(format!("there is no address `{}`", shown(id)))
        };
        Ok(Answer::json(&found.ok_or_else(unknown)?))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}
