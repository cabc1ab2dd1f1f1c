//! `/v1/revisions`: the history, and taking parts of it back.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::model::{PlanId, Revision};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::changesets::done;
use crate::answer::Answer;
use crate::body::{Authored, Posted};
use crate::config::{LIST_MAX, REVISION_ROWS_MAX, REVISIONS_DEFAULT};
use crate::dto::{Changed, Items, NextChanges, PlanName, RevisionEntry, RevisionRows};
use crate::error::ApiError;
use crate::history::{self, Undone};
use crate::openapi::{Problem, Unchanged, tag};
use crate::refusal;
use crate::request::{Parameters, Piece, count_within, percent_encoded, revision};
use crate::state::AppState;

/// How many log entries one answer looks at for those of one plan; the next portion goes on from there.
const SCANNED_MAX: usize = 20_000;
/// How many are read at once.
const PAGE: usize = 1_024;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
        .routes(routes!(undo))
        .routes(routes!(next))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// Only those before a revision.
    #[param(value_type = Option<u64>)]
    before: Option<String>,
    /// At most so many.
    #[param(value_type = Option<usize>)]
    limit: Option<String>,
    /// Only those of a plan.
    #[param(inline, value_type = Option<PlanName>)]
    plan: Option<String>,
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Whose {
    /// Of the steps of a draft; of what is in force when it is not given.
    #[param(inline, value_type = Option<PlanName>)]
    plan: Option<String>,
    /// Only of an author.
    author: Option<String>,
}

/// The history
///
/// Every commit, newest first: who changed what, when and why.
#[utoipa::path(
    get,
    path = "/v1/revisions",
    operation_id = "list_revisions",
    tag = tag::REVISIONS,
    params(Filter),
    responses((status = 200, description = "A portion of the commits.", body = Items<RevisionEntry>), Unchanged),
)]
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

/// One commit, with the rows that it changed
#[utoipa::path(
    get,
    path = "/v1/revisions/{revision}",
    operation_id = "get_revision",
    tag = tag::REVISIONS,
    params(("revision" = u64, Path, description = "The number of the commit.", example = 1)),
    responses((status = 200, description = "The commit.", body = RevisionRows), Unchanged, Problem<404>),
)]
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

/// Take a commit back
///
/// By a commit that does the opposite; to take that one back is to redo. Refused when later changes stand on it.
#[utoipa::path(
    post,
    path = "/v1/revisions/{revision}/undo",
    operation_id = "undo",
    tag = tag::REVISIONS,
    params(("revision" = u64, Path, description = "The number of the commit.", example = 1)),
    request_body = Authored,
    responses(
        (status = 200, description = "What it did when it was sent before, or that nothing changed.", body = Changed),
        (status = 201, description = "What taking it back did.", body = Changed),
        Problem<404>,
        Problem<409>,
    ),
)]
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

/// What undo and redo would take next
#[utoipa::path(
    get,
    path = "/v1/undo",
    operation_id = "get_next_undo",
    tag = tag::REVISIONS,
    params(Whose),
    responses((status = 200, description = "The newest commit that holds, and the newest undo that holds.", body = NextChanges), Unchanged),
)]
async fn next(
    State(state): State<AppState>,
    Parameters(filter): Parameters<Whose>,
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
        Ok(Answer::json(&NextChanges {
            undo: next.undo.as_ref().map(entry),
            redo: next.redo.as_ref().map(entry),
        }))
    };
    Ok(state.read(question).await?.to(&headers))
}

fn plan(text: Option<&str>) -> Result<Option<PlanId>, ApiError> {
    let plan = text.map(PlanId::new).transpose();
    plan.map_err(|error| ApiError::Malformed {
        pointer: "/query/plan",
        detail: error.to_string(),
    })
}
