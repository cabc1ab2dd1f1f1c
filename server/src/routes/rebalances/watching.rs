//! How a search goes on, for those who watch it.

use axum::extract::State;
use axum::response::Response;

use crate::dto::SearchEntry;
use crate::error::ApiError;
use crate::openapi::{Problem, tag};
use crate::request::Piece;
use crate::routes::watching::{self, Standing};
use crate::state::AppState;

/// How a search goes on
///
/// Server-sent events `rebalance` with the search as data whenever that has changed, until nothing is being done any more.
#[utoipa::path(
    get,
    path = "/v1/rebalances/{id}/events",
    operation_id = "watch_rebalance",
    tag = tag::REBALANCES,
    params(("id" = String, Path, description = "The id of the search.", example = "d6c1f7b2a0934e58")),
    responses((status = 200, description = "The events.", body = String, content_type = "text/event-stream"), Problem<404>),
)]
pub(super) async fn events(
    State(state): State<AppState>,
    Piece(id): Piece,
) -> Result<Response, ApiError> {
    let search = state.searches().get(&id)?;
    let changes = search.changes();
    watching::events(state, "rebalance", changes, move || {
        let is_at_rest = search.status().step.is_at_rest();
        Standing {
            entry: SearchEntry::from(&*search),
            is_at_rest,
            is_over: is_at_rest,
        }
    })
}
