//! Long works on the server as events, for those who watch them.

use std::convert::Infallible;
use std::pin::Pin;

use axum::http::HeaderValue;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Serialize;
use tokio::sync::{OwnedSemaphorePermit, watch};

use super::events::BUFFERING;
use crate::config::{HEARTBEAT, JOB_TOLD};
use crate::error::ApiError;
use crate::state::AppState;

/// How a work stands.
pub(super) struct Standing<T> {
    /// What those who watch are told.
    pub(super) entry: T,
    /// Whether it goes on by nothing but a request.
    pub(super) is_at_rest: bool,
    /// Whether the events end once this was told.
    pub(super) is_over: bool,
}

/// Who watches a work, and how it is looked at.
struct Watcher<F> {
    state: AppState,
    name: &'static str,
    look: F,
    changes: watch::Receiver<u64>,
    ended: Pin<Box<dyn Future<Output = ()> + Send>>,
    told: Option<String>,
    is_at_rest: bool,
    is_over: bool,
    _place: OwnedSemaphorePermit,
}

/// Events of a name with an entry as data when the work takes another step, and every [`JOB_TOLD`] while it moves, until it
/// is over or the server ends.
///
/// # Errors
/// So many listen already.
pub(super) fn events<T, F>(
    state: AppState,
    name: &'static str,
    changes: watch::Receiver<u64>,
    look: F,
) -> Result<Response, ApiError>
where
    T: Serialize + 'static,
    F: Fn() -> Standing<T> + Send + 'static,
{
    let watcher = Watcher {
        ended: Box::pin(state.live().ended()),
        _place: state.live().place()?,
        state,
        name,
        look,
        changes,
        told: None,
        is_at_rest: false,
        is_over: false,
    };
    let told = stream::unfold(watcher, |mut watcher| async {
        let event = watcher.next().await?;
        Some((Ok::<_, Infallible>(event), watcher))
    });
    let events = Sse::new(told).keep_alive(KeepAlive::new().interval(HEARTBEAT));
    let mut response = events.into_response();
    let headers = response.headers_mut();
    headers.insert(BUFFERING, HeaderValue::from_static("no"));
    Ok(response)
}

impl<T: Serialize, F: Fn() -> Standing<T>> Watcher<F> {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if self.is_over || self.state.live().is_ending() {
                return None;
            }
            // how far it is changes all the time: who watches is told now and then
            if self.told.is_some() {
                self.wait().await?;
            }
            self.changes.borrow_and_update();
            let (text, is_over) = {
                let standing = (self.look)();
                self.is_at_rest = standing.is_at_rest;
                let text = serde_json::to_string(&standing.entry);
                let text = text.expect("wire types have a JSON form");
                (text, standing.is_over)
            };
            if self.told.as_ref() != Some(&text) {
                self.is_over = is_over;
                self.told = Some(text.clone());
                return Some(Event::default().event(self.name).data(text));
            }
        }
    }

    /// Until there may be something to tell; `None` when the server ends.
    async fn wait(&mut self) -> Option<()> {
        tokio::select! {
            () = &mut self.ended => None,
            changed = self.changes.changed() => changed.ok(),
            () = tokio::time::sleep(JOB_TOLD), if !self.is_at_rest => Some(()),
        }
    }
}
