//! How a search goes on, for those who watch it.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderValue;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::{OwnedSemaphorePermit, watch};

use crate::config::{HEARTBEAT, JOB_TOLD};
use crate::dto::SearchEntry;
use crate::error::ApiError;
use crate::openapi::{Problem, tag};
use crate::rebalancing::Search;
use crate::request::Piece;
use crate::state::AppState;

/// Who watches a search.
struct Watcher {
    state: AppState,
    search: Arc<Search>,
    changes: watch::Receiver<u64>,
    ended: Pin<Box<dyn Future<Output = ()> + Send>>,
    told: Option<String>,
    is_over: bool,
    _place: OwnedSemaphorePermit,
}

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
    let watcher = Watcher {
        changes: search.changes(),
        ended: Box::pin(state.live().ended()),
        _place: state.live().place()?,
        state,
        search,
        told: None,
        is_over: false,
    };
    let told = stream::unfold(watcher, |mut watcher| async {
        let event = watcher.next().await?;
        Some((Ok::<_, Infallible>(event), watcher))
    });
    let events = Sse::new(told).keep_alive(KeepAlive::new().interval(HEARTBEAT));
    let mut response = events.into_response();
    let headers = response.headers_mut();
    headers.insert(
        crate::routes::events::BUFFERING,
        HeaderValue::from_static("no"),
    );
    Ok(response)
}

impl Watcher {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if self.is_over || self.state.live().is_ending() {
                return None;
            }
            self.changes.borrow_and_update();
            let at_rest = self.search.status().step.is_at_rest();
            let entry = SearchEntry::from(&*self.search);
            let text = serde_json::to_string(&entry).expect("wire types have a JSON form");
            if self.told.as_ref() != Some(&text) {
                self.is_over = at_rest;
                self.told = Some(text.clone());
                return Some(Event::default().event("rebalance").data(text));
            }
            tokio::select! {
                () = &mut self.ended => return None,
                changed = self.changes.changed() => changed.ok()?,
                () = tokio::time::sleep(JOB_TOLD), if !at_rest => {}
            }
        }
    }
}
