//! `/v1/openapi.json`: what can be asked, for programs.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::openapi::{Unchanged, tag};
use crate::state::AppState;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(description))
}

/// This document
///
/// OpenAPI 3.1, made from the code that answers.
#[utoipa::path(
    get,
    path = "/v1/openapi.json",
    operation_id = "get_description",
    tag = tag::OVERVIEW,
    responses((status = 200, description = "The document.", body = Object), Unchanged),
)]
async fn description(State(state): State<AppState>, headers: HeaderMap) -> Response {
    state.description().to(&headers)
}
