//! `/health`, `/v1/limits` and `/v1/glyphs`: what watches the server, what it allows, and what it cannot write.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::render::label_texts;
use hexward_engine::snapshot::Snapshot;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, uncached};
use crate::dto::{Glyphs, Health, Limits};
use crate::error::ApiError;
use crate::openapi::{Unchanged, tag};
use crate::state::AppState;
use crate::view::Asked;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(live))
        .routes(routes!(ready))
        .routes(routes!(limits))
        .routes(routes!(glyphs))
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

/// Characters that no font has
///
/// Of the names and codes that labels are made from. Where a name has one, its code is written instead.
#[utoipa::path(
    get,
    path = "/v1/glyphs",
    operation_id = "list_missing_glyphs",
    tag = tag::OVERVIEW,
    params(Asked),
    responses((status = 200, description = "The characters, by code point.", body = Glyphs), Unchanged),
)]
async fn glyphs(
    State(state): State<AppState>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let question = |state: &AppState, snapshot: &Snapshot| {
        let missing = state.fonts().missing(label_texts(snapshot));
        Ok(Answer::json(&Glyphs::new(state.fonts(), missing)))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}
