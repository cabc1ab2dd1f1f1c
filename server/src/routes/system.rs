//! `/health` and `/v1/limits`: what watches the server, and what it allows.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, uncached};
use crate::dto::{Health, Limits};
use crate::error::ApiError;
use crate::openapi::{Unchanged, tag};
use crate::state::AppState;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(ready))
        .routes(routes!(limits))
}

/// Whether the process lives
#[utoipa::path(
    get,
    path = "/health/live",
    operation_id = "is_live",
    tag = tag::HEALTH,
    responses((status = 200, description = "It lives.", body = Health)),
)]
async fn live() -> Response {
    uncached(&Health { status: "live" })
}

/// Whether the server takes requests
///
/// 503 once it is stopping, or its store failed.
#[utoipa::path(
    get,
    path = "/health/ready",
    operation_id = "is_ready",
    tag = tag::HEALTH,
    responses((status = 200, description = "It does.", body = Health)),
)]
async fn ready(State(state): State<AppState>) -> Result<Response, ApiError> {
    let stopping = || match state.failure() {
        Some(_) => ApiError::StoreFailed,
        None => ApiError::Unavailable("the server is stopping".to_owned()),
    };
    state
        .is_ready()
        .then(|| uncached(&Health { status: "ready" }))
        .ok_or_else(stopping)
}

/// What the server allows
///
/// The longest bodies, lists and waits, and what is not limited.
#[utoipa::path(
    get,
    path = "/v1/limits",
    operation_id = "get_limits",
    tag = tag::OVERVIEW,
    responses((status = 200, description = "The limits.", body = Limits), Unchanged),
)]
async fn limits(State(state): State<AppState>, headers: HeaderMap) -> Response {
    Answer::json(&Limits::of(state.config())).to(&headers)
}
