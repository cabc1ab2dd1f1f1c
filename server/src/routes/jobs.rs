//! `/v1/jobs`: files that are imported in steps that can be watched and broken off.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use hexward_engine::model::AreaCode;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::upload::{receive, sent};
use super::watching::{self, Standing};
use crate::answer::{attachment, uncached};
use crate::body::{Authored, Posted};
use crate::dto::choices::RowsForm;
use crate::dto::{Code, Items, JobEntry};
use crate::error::{ApiError, RefusalKind, shown};
use crate::importing::{Finding, write_findings};
use crate::jobs::{Found, Job, Look, Order, Step, Task};
use crate::openapi::{Problem, tag};
use crate::request::{Parameters, Piece};
use crate::state::AppState;

/// Where files are sent to.
pub(crate) const UPLOADS: &str = "/v1/jobs";

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(one, remove))
        .routes(routes!(survey))
        .routes(routes!(check))
        .routes(routes!(apply))
        .routes(routes!(rejected))
        .routes(routes!(events))
}

/// The route that takes files, which may be long.
pub(crate) fn uploads() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(list, send))
}

/// The jobs
///
/// Files that were sent, the oldest first; one that nobody touches is forgotten after an hour, or after five minutes when
/// its place is needed.
#[utoipa::path(
    get,
    path = "/v1/jobs",
    operation_id = "list_jobs",
    tag = tag::JOBS,
    responses((status = 200, description = "All jobs.", body = Items<JobEntry>)),
)]
async fn list(State(state): State<AppState>) -> Response {
    let jobs = state.jobs().list();
    uncached(&Items {
        items: jobs.iter().map(|job| JobEntry::from(&**job)).collect(),
        next: None,
    })
}

/// Send a file
///
/// The body is the file. Nothing is done with it before it is checked.
#[utoipa::path(
    post,
    path = "/v1/jobs",
    operation_id = "send_file",
    tag = tag::JOBS,
    params(sent::Wish),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "The file."),
    responses((status = 201, description = "The job.", body = JobEntry), Problem<403>, Problem<413>, Problem<507>),
)]
async fn send(
    State(state): State<AppState>,
    Parameters(wish): Parameters<sent::Wish>,
    body: Body,
) -> Result<Response, ApiError> {
    let upload = receive(&state, wish, body).await?;
    let job = state.jobs().add(upload);
    let mut response = uncached(&JobEntry::from(&*job));
    *response.status_mut() = StatusCode::CREATED;
    located(&mut response, &job);
    Ok(response)
}

/// One job
///
/// How far it is, and what came of it.
#[utoipa::path(
    get,
    path = "/v1/jobs/{id}",
    operation_id = "get_job",
    tag = tag::JOBS,
    params(("id" = String, Path, description = "The id of the job.", example = "d6c1f7b2a0934e58")),
    responses((status = 200, description = "The job.", body = JobEntry), Problem<404>),
)]
async fn one(State(state): State<AppState>, Piece(id): Piece) -> Result<Response, ApiError> {
    let job = state.jobs().get(&id)?;
    Ok(uncached(&JobEntry::from(&*job)))
}

/// Break a job off
///
/// Or forget it, if nothing is being done. What is broken off leaves the store as it was.
#[utoipa::path(
    delete,
    path = "/v1/jobs/{id}",
    operation_id = "remove_job",
    tag = tag::JOBS,
    params(("id" = String, Path, description = "The id of the job.", example = "d6c1f7b2a0934e58")),
    responses(
        (status = 202, description = "It is being broken off.", body = JobEntry),
        (status = 204, description = "It is forgotten."),
        Problem<403>,
        Problem<404>,
    ),
)]
async fn remove(State(state): State<AppState>, Piece(id): Piece) -> Result<Response, ApiError> {
    let job = state.jobs().get(&id)?;
    if job.break_off() {
        return Ok(accepted(&job));
    }
    state.jobs().forget(&id);
    Ok(StatusCode::NO_CONTENT.into_response())
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct LookWish {
    /// The layer or sheet to look at, of a file that has several.
    layer: Option<String>,
    /// The encoding of its texts, where the file does not say it.
    #[param(example = "gb18030")]
    encoding: Option<String>,
    /// The area that its points should lie in.
    #[param(inline, value_type = Option<Code>)]
    parent: Option<String>,
}

/// Look at a file
///
/// What it seems to be, before anything is said about it: its layers, its columns, and how many points fit under each
/// coordinate reference system.
#[utoipa::path(
    get,
    path = "/v1/jobs/{id}/survey",
    operation_id = "survey_file",
    tag = tag::JOBS,
    params(("id" = String, Path, description = "The id of the job.", example = "d6c1f7b2a0934e58"), LookWish),
    responses((status = 200, description = "What it seems to be.", body = Found), Problem<404>, Problem<422>),
)]
async fn survey(
    State(state): State<AppState>,
    Piece(id): Piece,
    Parameters(wish): Parameters<LookWish>,
) -> Result<Response, ApiError> {
    let job = state.jobs().get(&id)?;
    let parent = wish.parent.as_deref().map(AreaCode::new).transpose();
    let look = Look {
        layer: wish.layer,
        encoding: wish.encoding,
        parent: parent.map_err(|error| ApiError::Malformed {
            pointer: "/query/parent",
            detail: error.to_string(),
        })?,
    };
    let own = state.clone();
    let found: Found = state.read(move || job.look(&own, &look)).await?;
    Ok(uncached(&found))
}

/// Check a file
///
/// Reads it and compares it with what is stored, and changes nothing. The answer comes before the work is done.
#[utoipa::path(
    post,
    path = "/v1/jobs/{id}/check",
    operation_id = "check_file",
    tag = tag::JOBS,
    params(("id" = String, Path, description = "The id of the job.", example = "d6c1f7b2a0934e58")),
    request_body = Order,
    responses((status = 202, description = "The job, which has begun.", body = JobEntry), Problem<404>, Problem<409>),
)]
async fn check(
    State(state): State<AppState>,
    Piece(id): Piece,
    posted: Posted,
) -> Result<Response, ApiError> {
    let order: Order = posted.read()?;
    begin(&state, &id, Task::Check(order))
}

/// Make what was checked durable
///
/// As one commit. The answer comes before the work is done.
#[utoipa::path(
    post,
    path = "/v1/jobs/{id}/apply",
    operation_id = "apply_file",
    tag = tag::JOBS,
    params(("id" = String, Path, description = "The id of the job.", example = "d6c1f7b2a0934e58")),
    request_body = Authored,
    responses((status = 202, description = "The job, which has begun.", body = JobEntry), Problem<404>, Problem<409>),
)]
async fn apply(
    State(state): State<AppState>,
    Piece(id): Piece,
    posted: Posted,
) -> Result<Response, ApiError> {
    let authored: Authored = posted.read()?;
    let note = authored.note(&posted, state.config().zone.now())?;
    begin(&state, &id, Task::Apply(note))
}

fn begin(state: &AppState, id: &str, task: Task) -> Result<Response, ApiError> {
    let job = state.jobs().get(id)?;
    job.begin(&task)?;
    state.work_at(Arc::clone(&job), task);
    Ok(accepted(&job))
}

fn accepted(job: &Job) -> Response {
    let mut response = uncached(&JobEntry::from(job));
    *response.status_mut() = StatusCode::ACCEPTED;
    located(&mut response, job);
    response
}

fn located(response: &mut Response, job: &Job) {
    let path = format!("/v1/jobs/{}", job.id);
    let value = HeaderValue::from_str(&path).expect("hexadecimal digits fit a header");
    response.headers_mut().insert(LOCATION, value);
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Form {
    /// The form of the answer; a table when it is not given.
    #[param(inline, value_type = Option<RowsForm>)]
    format: Option<String>,
}

/// The bad rows of a file
///
/// Each with its place, field, value and reason.
#[utoipa::path(
    get,
    path = "/v1/jobs/{id}/rejected",
    operation_id = "list_rejected",
    tag = tag::JOBS,
    params(("id" = String, Path, description = "The id of the job.", example = "d6c1f7b2a0934e58"), Form),
    responses(
        (status = 200, description = "The rows.", content(
            (String = "text/csv"),
            (Items<Finding> = "application/json"),
        )),
        Problem<404>,
        Problem<409>,
    ),
)]
async fn rejected(
    State(state): State<AppState>,
    Piece(id): Piece,
    Parameters(form): Parameters<Form>,
) -> Result<Response, ApiError> {
    let job = state.jobs().get(&id)?;
    let report = job.status().report.clone();
    let Some(report) = report else {
        let detail = "the job was not checked yet, so nothing is known of its rows";
        return Err(RefusalKind::Conflict.because(detail));
    };
    match form.format.as_deref() {
        None | Some("csv") => Ok(as_csv(&report.rejected)),
        Some("json") => Ok(uncached(&Items {
            items: report.rejected.iter().collect(),
            next: None,
        })),
        Some(other) => Err(ApiError::Malformed {
            pointer: "/query/format",
            detail: format!("`{}` is not csv or json", shown(other)),
        }),
    }
}

fn as_csv(findings: &[Finding]) -> Response {
    let mut bytes = Vec::new();
    write_findings(&mut bytes, findings).expect("a vector takes all that is written");
    let mut response = Response::new(bytes.into());
    let headers = response.headers_mut();
    let csv = HeaderValue::from_static("text/csv; charset=utf-8; header=present");
    headers.insert(CONTENT_TYPE, csv);
    headers.insert(CONTENT_DISPOSITION, attachment("rejected.csv"));
    response
}

/// How a job goes on
///
/// Server-sent events `job` with a `JobEntry` as data whenever that has changed, until nothing is being done any more.
#[utoipa::path(
    get,
    path = "/v1/jobs/{id}/events",
    operation_id = "watch_job",
    tag = tag::JOBS,
    params(("id" = String, Path, description = "The id of the job.", example = "d6c1f7b2a0934e58")),
    responses((status = 200, description = "The events.", body = String, content_type = "text/event-stream"), Problem<404>),
)]
async fn events(State(state): State<AppState>, Piece(id): Piece) -> Result<Response, ApiError> {
    let job = state.jobs().get(&id)?;
    let changes = job.changes();
    watching::events(state, "job", changes, move || {
        let step = job.status().step;
        Standing {
            entry: JobEntry::from(&*job),
            is_at_rest: step.is_at_rest(),
            is_over: step.is_at_rest() && step != Step::Sent,
        }
    })
}
