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
use crate::config::{
    BODY_LIMIT_BYTES, CELLS_DEFAULT, CHANGESET_LIMIT_BYTES, EDITS_MAX, FAULTS_DEFAULT,
    FRESH_TILES_MAX, HEARTBEAT, LEDGER_DEFAULT, LIST_MAX, LISTENERS_DEFAULT, NEAREST_MAX,
    PLANS_DEFAULT, REQUEST_TIMEOUT, REVISION_ROWS_MAX, REVISIONS_DEFAULT, TILE_CACHE_BYTES,
    UNITS_DEFAULT, VIEWS_AT_ONCE, VIEWS_WAITING,
};
use crate::error::ApiError;
use crate::idempotency::KEY_CHARS_MAX;
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
    let stopping = || match state.failure() {
        Some(_) => ApiError::StoreFailed,
        None => ApiError::Unavailable("the server is stopping".to_owned()),
    };
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

async fn limits(State(state): State<AppState>, headers: HeaderMap) -> Response {
    let list =
        |default: usize| json!({ "limit_min": 1, "limit_max": LIST_MAX, "limit_default": default });
    let limits = json!({
        "request": { "timeout_s": REQUEST_TIMEOUT.as_secs(), "body_bytes": BODY_LIMIT_BYTES },
        "changesets": { "body_bytes": CHANGESET_LIMIT_BYTES, "edits_max": EDITS_MAX, "key_chars_max": KEY_CHARS_MAX },
        "revisions": { "rows_max": REVISION_ROWS_MAX },
        "events": { "listeners_max": state.config().listeners.unwrap_or(LISTENERS_DEFAULT), "heartbeat_s": HEARTBEAT.as_secs() },
        "tiles": { "sizes_px": [256, 512], "maxzoom": MAX_PIXEL_ZOOM - 1, "formats": ["png", "mvt"] },
        "nearest": { "k_min": 1, "k_max": NEAREST_MAX },
        "locate": { "lon": [-180, 180], "lat": [-90, 90] },
        "lists": { "/v1/grids": list(LIST_MAX), "/v1/cells": list(CELLS_DEFAULT), "/v1/checkpoints": list(LIST_MAX), "/v1/units": list(UNITS_DEFAULT), "/v1/faults": list(FAULTS_DEFAULT), "/v1/ledger": list(LEDGER_DEFAULT), "/v1/plans": list(PLANS_DEFAULT), "/v1/revisions": list(REVISIONS_DEFAULT) },
        "views": { "parameters": ["at", "plan", "revision"], "made_at_once": VIEWS_AT_ONCE, "waited_for": VIEWS_WAITING },
        "memory": { "tile_cache_bytes": TILE_CACHE_BYTES, "fresh_tiles": FRESH_TILES_MAX },
        "not_limited": [
            "the size of a vector tile: at a low zoom one of addresses has every address of its ground",
            "the size of one outline, and how many honeycomb layers /v1 lists",
            "connections, and how many requests a client sends",
            "work that a timeout breaks off: it goes on to its end on its core",
        ],
    });
    Answer::json(&limits).to(&headers)
}
