//! `/v1/revisions`: the history, and taking parts of it back.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use hexward_engine::model::{PlanId, Revision};
use serde::Deserialize;
use serde_json::json;

use super::changesets::done;
use crate::answer::Answer;
use crate::body::{Authored, Posted};
use crate::config::{LIST_MAX, REVISION_ROWS_MAX, REVISIONS_DEFAULT};
use crate::dto::{Items, RevisionEntry, RevisionRows};
use crate::error::{ApiError, shown};
use crate::history::{self, Undone};
use crate::refusal;
use crate::request::{Parameters, Piece, count_within, percent_encoded};
use crate::state::AppState;

/// How many log entries one answer looks at for those of one plan; the next portion goes on from there.
const SCANNED_MAX: usize = 20_000;
/// How many are read at once.
const PAGE: usize = 1_024;

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/v1/revisions", get(list))
        .route("/v1/revisions/{revision}", get(one))
        .route("/v1/revisions/{revision}/undo", post(undo))
        .route("/v1/undo", get(next))
}

#[derive(Deserialize)]
struct Filter {
    /// Only those before a revision.
    before: Option<String>,
    /// At most so many.
    limit: Option<String>,
    /// Only those of a plan.
    plan: Option<String>,
    /// Only those of an author.
    author: Option<String>,
}

async fn list(
    State(state): State<AppState>,
    Parameters(filter): Parameters<Filter>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let before = filter.before.as_deref();
    let before = before
        .map(|text| revision("/query/before", text))
        .transpose()?;
    let limit = filter.limit.as_deref();
    let limit = limit.map_or(Ok(REVISIONS_DEFAULT), |text| {
        count_within("/query/limit", text, 1..=LIST_MAX)
    })?;
    let plan = plan(filter.plan.as_deref())?;
    let own = state.clone();
    let question = move || {
        let undone = read(&own)?;
        let end = before.unwrap_or_else(|| own.engine().snapshot().revision.next());
        Ok(Answer::json(&portion(
            &own,
            &undone,
            (end, limit),
            plan.as_ref(),
        )?))
    };
    Ok(state.read(question).await?.to(&headers))
}

/// What has been taken back, up to now.
fn read(state: &AppState) -> Result<std::sync::MutexGuard<'_, Undone>, ApiError> {
    let mut undone = state.live().undone();
    let read = undone.read(state.engine());
    read.map_err(|error| refusal::of_store(&error))?;
    Ok(undone)
}

fn portion(
    state: &AppState,
    undone: &Undone,
    (mut end, limit): (Revision, usize),
    plan: Option<&PlanId>,
) -> Result<Items<RevisionEntry>, ApiError> {
    let mut items = Vec::new();
    let mut scanned = 0;
    while items.len() < limit && scanned < SCANNED_MAX && end > Revision(1) {
        let wanted = if plan.is_some() {
            PAGE
        } else {
            limit.min(PAGE)
        };
        let page = state.engine().log_before(end, wanted);
        let page = page.map_err(|error| refusal::of_store(&error))?;
        if page.is_empty() {
            end = Revision(1);
        }
        scanned += page.len();
        for entry in page {
            if items.len() == limit {
                break;
            }
            end = entry.revision;
            if plan.is_none() || entry.plan.as_ref() == plan {
                items.push(RevisionEntry::new(&entry, undone.by(entry.revision)));
            }
        }
    }
    let next = (end > Revision(1)).then(|| {
        let base = state.config().public_url.as_ref();
        let base = base.map_or("", |url| url.as_str());
        let filter = plan.map(|plan| format!("plan={}&", percent_encoded(plan.as_str())));
        let filter = filter.unwrap_or_default();
        format!("{base}/v1/revisions?{filter}limit={limit}&before={end}")
    });
    Ok(Items { items, next })
}

async fn one(
    State(state): State<AppState>,
    Piece(text): Piece,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let number = revision("/path/revision", &text)?;
    let own = state.clone();
    let question = move || {
        let missing = || ApiError::NotFound(format!("there is no revision {number}"));
        let undone_by = read(&own)?.by(number);
        let engine = own.engine();
        let store = |error| refusal::of_store(&error);
        let entry = engine.log_before(number.next(), 1).map_err(store)?.pop();
        let entry = entry.filter(|entry| entry.revision == number);
        let commit = engine.commit_at(number).map_err(store)?;
        let (entry, commit) = entry.zip(commit).ok_or_else(missing)?;
        let rows = commit.delta.rows(REVISION_ROWS_MAX);
        Ok(Answer::json(&RevisionRows {
            entry: RevisionEntry::new(&entry, undone_by),
            rows: rows.into_iter().map(Into::into).collect(),
            rows_total: commit.delta.len(),
        }))
    };
    Ok(state.read(question).await?.to(&headers))
}

async fn undo(
    State(state): State<AppState>,
    Piece(text): Piece,
    posted: Posted,
) -> Result<Response, ApiError> {
    let number = revision("/path/revision", &text)?;
    let work = move |state: &AppState| {
        let authored: Authored = posted.read()?;
        let note = authored.note(&posted, state.config().zone.now())?;
        let committed = state.engine().undo(number, &note);
        let committed = committed.map_err(|error| state.refused(&error))?;
        Ok(done(&committed, false))
    };
    state.write(work).await
}

async fn next(
    State(state): State<AppState>,
    Parameters(filter): Parameters<Filter>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let plan = plan(filter.plan.as_deref())?;
    let own = state.clone();
    let question = move || {
        let undone = read(&own)?;
        let author = filter.author.as_deref();
        let next = history::next(own.engine(), &undone, plan.as_ref(), author);
        let next = next.map_err(|error| refusal::of_store(&error))?;
        let entry = |entry| RevisionEntry::new(entry, None);
        Ok(Answer::json(&json!({
            "undo": next.undo.as_ref().map(entry),
            "redo": next.redo.as_ref().map(entry),
        })))
    };
    Ok(state.read(question).await?.to(&headers))
}

fn revision(pointer: &'static str, text: &str) -> Result<Revision, ApiError> {
    let number = text.parse().ok().filter(|number| *number < u64::MAX);
    number.map(Revision).ok_or_else(|| ApiError::Malformed {
        pointer,
        detail: format!("`{}` is not the number of a revision", shown(text)),
    })
}

fn plan(text: Option<&str>) -> Result<Option<PlanId>, ApiError> {
    let plan = text.map(PlanId::new).transpose();
    plan.map_err(|error| ApiError::Malformed {
        pointer: "/query/plan",
        detail: error.to_string(),
    })
}
