//! `/health` and `/v1/limits`: what watches the server, and what it allows.

use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use hexward_engine::geom::MAX_PIXEL_ZOOM;
use serde_json::json;

use crate::answer::Answer;
use crate::config::{BODY_LIMIT_BYTES, NEAREST_MAX, REQUEST_TIMEOUT};
use crate::error::ApiError;
use crate::state::AppState;

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/health/live", get(live))
        .route("/health/ready", get(ready))
        .route("/v1/limits", get(limits))
}

async fn live() -> Response {
    healthy("live")
}

async fn ready(State(state): State<AppState>) -> Result<Response, ApiError> {
    let stopping = || ApiError::Unavailable("the server is stopping".to_owned());
    state
        .is_ready()
        .then(|| healthy("ready"))
        .ok_or_else(stopping)
}

fn healthy(status: &str) -> Response {
    (
        StatusCode::OK,
        [(CACHE_CONTROL, "no-store")],
        Json(json!({ "status": status })),
    )
        .into_response()
}

async fn limits(headers: HeaderMap) -> Response {
    let limits = json!({
        "request": { "timeout_s": REQUEST_TIMEOUT.as_secs(), "body_bytes": BODY_LIMIT_BYTES },
        "tiles": { "sizes_px": [256, 512], "maxzoom": MAX_PIXEL_ZOOM - 1, "formats": ["png", "mvt"] },
        "nearest": { "k_min": 1, "k_max": NEAREST_MAX },
        "locate": { "lon": [-180, 180], "lat": [-90, 90] },
    });
    Answer::json(&limits).to(&headers)
}
