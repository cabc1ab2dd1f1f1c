//! `/events`: each commit as it comes, in order and once, as server-sent events.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use hexward_engine::model::Revision;
use hexward_engine::{Event as EngineEvent, Events};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::{OwnedSemaphorePermit, watch};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::config::HEARTBEAT;
use crate::dto::{CommitEvent, CoveredGround};
use crate::error::ApiError;
use crate::openapi::tag;
use crate::refusal;
use crate::request::{Parameters, revision};
use crate::state::AppState;

/// The last event that a client saw, when it connects again.
const LAST_EVENT_ID: &str = "last-event-id";
/// How many commits are looked up in the log for a client that was away.
const LOOKED_UP_MAX: u64 = 4_096;
/// Most topics of a listener.
const TOPICS_MAX: usize = 32;
/// Tells proxies to pass events on as they come.
pub(super) const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(events))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// The last revision that is known already; the newest when it is not given.
    #[param(value_type = Option<u64>)]
    after: Option<String>,
    /// Tables and plans (`plan:ID`), separated by commas, at most 32; all when it is not given.
    #[param(example = "grids,plan:2027")]
    topics: Option<String>,
}

/// What a listener has heard.
struct Listener {
    state: AppState,
    topics: Vec<String>,
    head: watch::Receiver<Revision>,
    ended: Pin<Box<dyn Future<Output = ()> + Send>>,
    last: Revision,
    ready: VecDeque<Event>,
    _place: OwnedSemaphorePermit,
}

/// Every commit as it comes
///
/// Server-sent events, in order and once: `commit` with a `CommitEvent` as data and the revision as id, `resync` when too
/// much was missed to tell, so that all has to be asked for again. A comment is sent now and then to keep the connection.
#[utoipa::path(
    get,
    path = "/events",
    operation_id = "listen",
    tag = tag::EVENTS,
    params(
        Wish,
        ("Last-Event-ID" = Option<u64>, Header, description = "The last event that was heard, as browsers say it when they connect again; it wins over `after`."),
    ),
    responses((status = 200, description = "The events, without an end.", body = String, content_type = "text/event-stream")),
)]
async fn events(
    State(state): State<AppState>,
    Parameters(wish): Parameters<Wish>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let after = after(&wish, &headers)?;
    let topics = topics(wish.topics.as_deref())?;
    let place = state.live().place()?;
    let head = state.live().head();
    let newest = state.engine().snapshot().revision;
    let last = after.unwrap_or(newest);
    if last > newest {
        // another server has told more than this one knows yet
        let own = state.clone();
        let caught_up = move || {
            let caught_up = own.engine().catch_up();
            caught_up.map_err(|error| refusal::of_store(&error))
        };
        state.read(caught_up).await?;
    }
    let own = state.clone();
    let begin = move || {
        let newest = own.engine().snapshot();
        own.live().covers().begin(&own, &newest);
        Ok(())
    };
    state.read(begin).await?;
    // the id stands for what is known, so that a client that hears nothing resumes there
    let welcome = Event::default()
        .event("open")
        .id(last.to_string())
        .data(json!({ "after": last.0 }).to_string());
    let listener = Listener {
        ended: Box::pin(state.live().ended()),
        state,
        topics,
        head,
        last,
        ready: VecDeque::from([welcome]),
        _place: place,
    };
    let told = stream::unfold(listener, |mut listener| async {
        let event = listener.next().await?;
        Some((Ok::<_, Infallible>(event), listener))
    });
    let events = Sse::new(told).keep_alive(KeepAlive::new().interval(HEARTBEAT));
    let mut response = events.into_response();
    let headers = response.headers_mut();
    headers.insert(BUFFERING, HeaderValue::from_static("no"));
    Ok(response)
}

impl Listener {
    /// The next event; none when the server ends.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if self.state.live().is_ending() {
                return None;
            }
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            self.head.borrow_and_update();
            self.look().await;
            if !self.ready.is_empty() {
                continue;
            }
            tokio::select! {
                () = &mut self.ended => return None,
                changed = self.head.changed() => changed.ok()?,
            }
        }
    }

    /// Makes ready what was committed since the last event.
    async fn look(&mut self) {
        // nobody hears of what cannot be asked about yet
        let newest = self.state.engine().snapshot().revision;
        let found = match self.state.engine().events_after(self.last) {
            Events::Known(events) => {
                let shown = events.iter().filter(|event| event.revision <= newest);
                let shown: Vec<_> = shown.cloned().collect();
                self.last = shown.last().map_or(self.last, |event| event.revision);
                let told = covered(&self.state, shown).await;
                self.pick(told);
                return;
            }
            Events::Forgotten { head } => looked_up(&self.state, self.last, head).await,
        };
        let head = self.state.engine().snapshot().revision;
        if let Some(found) = found {
            self.last = found.last().map_or(head, |event| Revision(event.revision));
            self.pick(found);
        } else {
            self.last = head;
            let resync = Event::default().event("resync").id(head.to_string());
            let data = json!({ "revision": head.0 });
            self.ready.push_back(resync.data(data.to_string()));
        }
    }

    fn pick(&mut self, events: Vec<CommitEvent>) {
        let own = events.into_iter().filter(|event| event.is_of(&self.topics));
        self.ready.extend(own.map(|event| {
            let text = serde_json::to_string(&event).expect("wire types have a JSON form");
            let id = event.revision.to_string();
            Event::default().event("commit").id(id).data(text)
        }));
    }
}

/// Commits as they are told, with what they cover.
async fn covered(state: &AppState, events: Vec<Arc<EngineEvent>>) -> Vec<CommitEvent> {
    if events.is_empty() {
        return Vec::new();
    }
    let (own, bare) = (state.clone(), events.clone());
    let work = move || {
        let snapshot = own.engine().snapshot();
        let told = events.iter().map(|event| {
            let covers = own.live().covers().of(&own, &snapshot, event);
            let covers = covers.map(|all| all.iter().map(CoveredGround::from).collect());
            let mut told = CommitEvent::from(&**event);
            told.covers = covers;
            told
        });
        Ok(told.collect())
    };
    let told: Result<Vec<CommitEvent>, ApiError> = state.read(work).await;
    told.unwrap_or_else(|error| {
        tracing::error!(%error, "the covers of commits were not worked out");
        bare.iter()
            .map(|event| CommitEvent::from(&**event))
            .collect()
    })
}

/// The commits after one up to another as the log has them, if they are not too many.
async fn looked_up(state: &AppState, last: Revision, head: Revision) -> Option<Vec<CommitEvent>> {
    let count = head.0.checked_sub(last.0)?;
    if count > LOOKED_UP_MAX {
        return None;
    }
    let own = state.clone();
    let read = move || {
        let log = own.engine().log_before(head.next(), count as usize);
        log.map_err(|error| refusal::of_store(&error))
    };
    let log = state.read(read).await.ok()?;
    let whole = log.len() as u64 == count;
    whole.then(|| log.iter().rev().map(CommitEvent::from).collect())
}

fn after(wish: &Wish, headers: &HeaderMap) -> Result<Option<Revision>, ApiError> {
    let header = headers.get(LAST_EVENT_ID);
    let header = header.map(|value| value.to_str().unwrap_or_default());
    // a client that connects again says what it saw last, at the address that it asked first
    let (pointer, text) = match (header, wish.after.as_deref()) {
        (Some(id), _) => ("/headers/last-event-id", id),
        (None, Some(after)) => ("/query/after", after),
        (None, None) => return Ok(None),
    };
    revision(pointer, text).map(Some)
}

fn topics(text: Option<&str>) -> Result<Vec<String>, ApiError> {
    let parts = text.into_iter().flat_map(|text| text.split(','));
    let topics: Vec<String> = parts
        .filter(|part| !part.is_empty())
        .map(ToOwned::to_owned)
        .collect();
    if topics.len() <= TOPICS_MAX {
        return Ok(topics);
    }
    Err(ApiError::Malformed {
        pointer: "/query/topics",
        detail: format!("there are more than {TOPICS_MAX} topics"),
    })
}
