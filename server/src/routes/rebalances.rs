//! `/v1/rebalances`: searches for grids that meet a band of work and move the fewest households.

mod watching;

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use hexward_engine::model::Note;
use hexward_engine::plans::NewPlan;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{attachment, uncached};
use crate::body::Posted;
use crate::dto::choices::RowsForm;
use crate::dto::{Author, Items, PlanName, Reason, SearchEntry, Words};
use crate::error::{ApiError, RefusalKind, shown};
use crate::openapi::{Problem, tag};
use crate::rebalancing::{
    Found, GridRow, MoveRow, Order, Rebalanced, Search, Target, UnitRow, grids, moves, unfit,
    unit_rows,
};
use crate::request::{Parameters, Piece};
use crate::state::AppState;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list, ask))
        .routes(routes!(one, remove))
        .routes(routes!(parents))
        .routes(routes!(moved))
        .routes(routes!(divided))
        .routes(routes!(units))
        .routes(routes!(draft))
        .routes(routes!(watching::events))
}

/// The searches
///
/// The oldest first; one that nobody touches is forgotten after a day.
#[utoipa::path(
    get,
    path = "/v1/rebalances",
    operation_id = "list_rebalances",
    tag = tag::REBALANCES,
    responses((status = 200, description = "All searches.", body = Items<SearchEntry>)),
)]
async fn list(State(state): State<AppState>) -> Response {
    let searches = state.searches().list();
    uncached(&Items {
        items: searches
            .iter()
            .map(|search| SearchEntry::from(&**search))
            .collect(),
        next: None,
    })
}

/// Search for a plan
///
/// The answer comes before the work is done. One search is made at a time. What is found is never applied: it may become a draft.
#[utoipa::path(
    post,
    path = "/v1/rebalances",
    operation_id = "rebalance",
    tag = tag::REBALANCES,
    request_body = Order,
    responses((status = 202, description = "The search.", body = SearchEntry), Problem<404>, Problem<422>, Problem<503>),
)]
async fn ask(State(state): State<AppState>, posted: Posted) -> Result<Response, ApiError> {
    let order: Order = posted.read()?;
    order.check()?;
    let search = state.search_for(order)?;
    Ok(accepted(&search))
}

/// One search
///
/// How far it is, and what it found: whether the band can be met, the plan before and after, bounds that no plan undercuts.
#[utoipa::path(
    get,
    path = "/v1/rebalances/{id}",
    operation_id = "get_rebalance",
    tag = tag::REBALANCES,
    params(("id" = String, Path, description = "The id of the search.", example = "d6c1f7b2a0934e58")),
    responses((status = 200, description = "The search.", body = SearchEntry), Problem<404>),
)]
async fn one(State(state): State<AppState>, Piece(id): Piece) -> Result<Response, ApiError> {
    let search = state.searches().get(&id)?;
    Ok(uncached(&SearchEntry::from(&*search)))
}

/// Break a search off
///
/// The best valid plan until then is kept. A search at which nobody works is forgotten.
#[utoipa::path(
    delete,
    path = "/v1/rebalances/{id}",
    operation_id = "remove_rebalance",
    tag = tag::REBALANCES,
    params(("id" = String, Path, description = "The id of the search.", example = "d6c1f7b2a0934e58")),
    responses(
        (status = 202, description = "It is being broken off.", body = SearchEntry),
        (status = 204, description = "It is forgotten."),
        Problem<403>,
        Problem<404>,
        Problem<409>,
    ),
)]
async fn remove(State(state): State<AppState>, Piece(id): Piece) -> Result<Response, ApiError> {
    let search = state.searches().get(&id)?;
    if search.break_off() {
        // chance had another course than the next time, so it is not made again
        state.searches().lose(&id);
        return Ok(accepted(&search));
    }
    if !search.status().step.is_at_rest() {
        return Err(RefusalKind::Conflict.because("the search is becoming a draft"));
    }
    state.searches().forget(&id);
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn accepted(search: &Search) -> Response {
    let mut response = uncached(&SearchEntry::from(search));
    *response.status_mut() = StatusCode::ACCEPTED;
    let path = format!("/v1/rebalances/{}", search.id);
    let value = HeaderValue::from_str(&path).expect("hexadecimal digits fit a header");
    response.headers_mut().insert(LOCATION, value);
    response
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Form {
    /// The form of the answer; a table when it is not given.
    #[param(inline, value_type = Option<RowsForm>)]
    format: Option<String>,
}

/// What is known of each parent before the search
///
/// Whether its grids can be brought into the band, and if not, why.
#[utoipa::path(
    get,
    path = "/v1/rebalances/{id}/parents",
    operation_id = "list_rebalance_parents",
    tag = tag::REBALANCES,
    params(("id" = String, Path, description = "The id of the search.", example = "d6c1f7b2a0934e58")),
    responses((status = 200, description = "The parents.", body = Items<Found>), Problem<404>, Problem<409>),
)]
async fn parents(State(state): State<AppState>, Piece(id): Piece) -> Result<Response, ApiError> {
    let search = state.searches().get(&id)?;
    let found = search.status().found.clone();
    let found = found.ok_or_else(|| not_yet(&search))?;
    Ok(uncached(&Items {
        items: found.iter().collect(),
        next: None,
    }))
}

/// What moves
///
/// Each unit that changes its grid: from, to, its households, why, and what that bought.
#[utoipa::path(
    get,
    path = "/v1/rebalances/{id}/moves",
    operation_id = "list_rebalance_moves",
    tag = tag::REBALANCES,
    params(("id" = String, Path, description = "The id of the search.", example = "d6c1f7b2a0934e58"), Form),
    responses(
        (status = 200, description = "The moves.", content((String = "text/csv"), (Items<MoveRow> = "application/json"))),
        Problem<404>,
        Problem<409>,
    ),
)]
async fn moved(
    State(state): State<AppState>,
    Piece(id): Piece,
    Parameters(form): Parameters<Form>,
) -> Result<Response, ApiError> {
    let (found, wanted) = (result(&state, &id)?, form.wanted()?);
    state
        .read(move || Ok(written(moves(&found), wanted, "moves.csv")))
        .await
}

/// The grids
///
/// Each before and after: its units, its work, whether it is in the band.
#[utoipa::path(
    get,
    path = "/v1/rebalances/{id}/grids",
    operation_id = "list_rebalance_grids",
    tag = tag::REBALANCES,
    params(("id" = String, Path, description = "The id of the search.", example = "d6c1f7b2a0934e58"), Form),
    responses(
        (status = 200, description = "The grids.", content((String = "text/csv"), (Items<GridRow> = "application/json"))),
        Problem<404>,
        Problem<409>,
    ),
)]
async fn divided(
    State(state): State<AppState>,
    Piece(id): Piece,
    Parameters(form): Parameters<Form>,
) -> Result<Response, ApiError> {
    let (found, wanted) = (result(&state, &id)?, form.wanted()?);
    state
        .read(move || Ok(written(grids(&found).into_iter(), wanted, "grids.csv")))
        .await
}

/// The units
///
/// Each with its grid today and in the plan: the table that `hexward rebalance --labels` reads.
#[utoipa::path(
    get,
    path = "/v1/rebalances/{id}/units",
    operation_id = "list_rebalance_units",
    tag = tag::REBALANCES,
    params(("id" = String, Path, description = "The id of the search.", example = "d6c1f7b2a0934e58"), Form),
    responses(
        (status = 200, description = "The units.", content((String = "text/csv"), (Items<UnitRow> = "application/json"))),
        Problem<404>,
        Problem<409>,
    ),
)]
async fn units(
    State(state): State<AppState>,
    Piece(id): Piece,
    Parameters(form): Parameters<Form>,
) -> Result<Response, ApiError> {
    let (found, wanted) = (result(&state, &id)?, form.wanted()?);
    state
        .read(move || Ok(written(unit_rows(&found), wanted, "units.csv")))
        .await
}

fn not_yet(search: &Search) -> ApiError {
    let step = search.status().step.name();
    RefusalKind::Conflict.because(format!("the search is {step}: it has found nothing yet"))
}

/// What a search has found.
fn result(state: &AppState, id: &str) -> Result<Arc<Rebalanced>, ApiError> {
    let search = state.searches().get(id)?;
    let result = search.status().result.clone();
    result.ok_or_else(|| not_yet(&search))
}

/// The forms that lists have.
#[derive(Clone, Copy)]
enum Wanted {
    Csv,
    Json,
}

impl Form {
    fn wanted(&self) -> Result<Wanted, ApiError> {
        match self.format.as_deref() {
            None | Some("csv") => Ok(Wanted::Csv),
            Some("json") => Ok(Wanted::Json),
            Some(other) => Err(ApiError::Malformed {
                pointer: "/query/format",
                detail: format!("`{}` is not csv or json", shown(other)),
            }),
        }
    }
}

/// Rows as a table or a list.
fn written<R: Serialize>(
    rows: impl Iterator<Item = R>,
    wanted: Wanted,
    name: &'static str,
) -> Response {
    if let Wanted::Json = wanted {
        return uncached(&Items {
            items: rows.collect::<Vec<_>>(),
            next: None,
        });
    }
    let mut table = csv::Writer::from_writer(Vec::new());
    for row in rows {
        table
            .serialize(row)
            .expect("a vector takes all that is written");
    }
    let bytes = table
        .into_inner()
        .expect("a vector takes all that is written");
    let mut response = Response::new(bytes.into());
    let headers = response.headers_mut();
    let csv = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
    headers.insert(CONTENT_TYPE, csv);
    headers.insert(CONTENT_DISPOSITION, attachment(name));
    response
}

/// What is sent to make a draft of what was found.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RebalanceDraft)]
struct Drafted {
    /// The id of the draft. Of a search that balanced a draft further it is left out: its result is a step of that draft.
    #[serde(default)]
    id: Option<PlanName>,
    #[serde(default)]
    #[schema(value_type = Option<Words>)]
    name: Option<Words>,
    author: Author,
    #[serde(default)]
    reason: Reason,
}

/// Make a draft of what was found
///
/// A new one or, where a draft was balanced further, a step of that one. The answer comes before the work is done; the entry then names
/// the draft, or says what stands against it.
#[utoipa::path(
    post,
    path = "/v1/rebalances/{id}/draft",
    operation_id = "draft_rebalance",
    tag = tag::REBALANCES,
    params(("id" = String, Path, description = "The id of the search.", example = "d6c1f7b2a0934e58")),
    request_body = Drafted,
    responses((status = 202, description = "The search.", body = SearchEntry), Problem<404>, Problem<409>, Problem<422>),
)]
async fn draft(
    State(state): State<AppState>,
    Piece(id): Piece,
    posted: Posted,
) -> Result<Response, ApiError> {
    let drafted: Drafted = posted.read()?;
    let search = state.searches().get(&id)?;
    let note = Note {
        request: posted.key(None)?,
        author: drafted.author.0,
        reason: drafted.reason.0,
        at: state.config().zone.now(),
        ..Note::default()
    };
    let target = match (drafted.id, search.order.plan()?) {
        (Some(_), Some(plan)) => {
            let detail =
                format!("the search is about the draft {plan}: its result is a step of it");
            return Err(unfit("/id", &detail));
        }
        (None, None) => return Err(unfit("/id", "the draft needs an id")),
        (None, Some(plan)) => Target::Known(plan),
        (Some(id), None) => Target::New(NewPlan {
            id: id.0,
            name: drafted.name.map(|name| name.0).unwrap_or_default(),
            from: None,
        }),
    };
    state.draft(&search, target, note)?;
    Ok(accepted(&search))
}
