//! `POST /v1/changesets`: edits of the plan in force or a draft, all or none.

use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{ETAG, LOCATION};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use hexward_engine::edit::{Changeset, Edit};
use hexward_engine::model::{Note, Revision};
use hexward_engine::{CommitError, Committed, Events, Proposal};
use serde::Deserialize;
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::uncached;
use crate::body::Posted;
use crate::config::EDITS_MAX;
use crate::dto::{self, Author, Changed, CommitEvent, PlanName, Reason};
use crate::error::{ApiError, Refusal, RefusalKind, shown};
use crate::openapi::{IfMatch, Problem, tag};
use crate::request::Parameters;
use crate::state::AppState;

/// How many commits a refusal lists.
const SINCE_MAX: usize = 100;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(change))
        .layer(DefaultBodyLimit::disable())
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// Whether it is only asked what the change would do.
    #[param(value_type = Option<bool>)]
    dry_run: Option<String>,
}

/// Who changes what and why, on top of which revision.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Changeset)]
struct Proposed {
    /// The revision that the author has looked at: the change is refused when the rows it changes have changed since.
    base: Option<u64>,
    /// Under which the request is done once, as the header `Idempotency-Key`.
    #[schema(value_type = Option<dto::forms::Key>)]
    key: Option<String>,
    author: Author,
    #[serde(default)]
    reason: Reason,
    /// The draft that gets the edits as a step; what is in force changes when it is not given.
    plan: Option<PlanName>,
    /// What is changed, in this order.
    #[schema(value_type = Vec<dto::EditForm>, min_items = 1, max_items = 1000)]
    edits: Vec<Value>,
}

/// Change something
///
/// All edits or none; the answer says what adds up before and after and what is proved of the partition. A request with a
/// key is done once, however often it is sent.
#[utoipa::path(
    post,
    path = "/v1/changesets",
    operation_id = "change",
    tag = tag::CHANGES,
    params(Wish, IfMatch),
    request_body = Proposed,
    responses(
        (status = 200, description = "What the change would do, that nothing changed, or what it did when it was sent before.", body = Changed),
        (status = 201, description = "What the change did.", body = Changed),
        Problem<404>,
        Problem<409>,
        Problem<412>,
    ),
)]
async fn change(
    State(state): State<AppState>,
    Parameters(wish): Parameters<Wish>,
    posted: Posted,
) -> Result<Response, ApiError> {
    let dry_run = match wish.dry_run.as_deref() {
        None | Some("false") => false,
        Some("true") => true,
        Some(other) => {
            return Err(ApiError::Malformed {
                pointer: "/query/dry_run",
                detail: format!("`{}` is not true or false", shown(other)),
            });
        }
    };
    let work = move |state: &AppState| {
        let proposal = proposal(state, &posted)?;
        let committed = if dry_run {
            state.engine().rehearse(&proposal)
        } else {
            state.engine().propose(&proposal)
        };
        let committed = committed.map_err(|error| {
            let by_header = posted.if_match().is_ok_and(|header| header.is_some());
            refused(state, &error, proposal.base, by_header)
        })?;
        Ok(done(&committed, dry_run))
    };
    state.write(work).await
}

/// The answer to a change that was made, or only asked for.
pub(super) fn done(committed: &Committed, dry_run: bool) -> Response {
    let made = committed.changed_rows > 0 && !dry_run;
    let mut response = uncached(&Changed::new(committed, dry_run));
    if made {
        *response.status_mut() = StatusCode::CREATED;
    }
    if made || committed.repeated {
        let path = format!("/v1/revisions/{}", committed.revision);
        let headers = response.headers_mut();
        headers.insert(LOCATION, HeaderValue::from_str(&path).expect("ascii"));
        let tag = format!("\"{}\"", committed.revision);
        headers.insert(ETAG, HeaderValue::from_str(&tag).expect("ascii"));
    }
    response
}

fn proposal(state: &AppState, posted: &Posted) -> Result<Proposal, ApiError> {
    let proposed: Proposed = posted.read()?;
    let note = Note {
        request: posted.key(proposed.key.as_deref())?,
        author: proposed.author.0,
        reason: proposed.reason.0,
        at: state.config().zone.now(),
        ..Note::default()
    };
    let malformed = |pointer: &str, detail: String| ApiError::Body {
        pointer: pointer.to_owned(),
        detail,
    };
    let header = posted.if_match()?;
    let base = match (proposed.base.map(Revision), header) {
        (Some(base), Some(header)) if base != header => {
            let detail = format!("the header If-Match names revision {header}");
            return Err(malformed("/base", detail));
        }
        (base, header) => base.or(header),
    };
    if !(1..=EDITS_MAX).contains(&proposed.edits.len()) {
        let detail = format!("a changeset has 1 to {EDITS_MAX} edits");
        return Err(malformed("/edits", detail));
    }
    let edits = proposed.edits.into_iter().enumerate();
    let edits: Result<Vec<Edit>, ApiError> =
        edits.map(|(index, edit)| dto::edit(index, edit)).collect();
    Ok(Proposal {
        base,
        plan: proposed.plan.map(|plan| plan.0),
        ..Proposal::from(Changeset {
            note,
            edits: edits?,
        })
    })
}

/// The refusal, with what has changed since the base of the change.
fn refused(
    state: &AppState,
    error: &CommitError,
    base: Option<Revision>,
    by_header: bool,
) -> ApiError {
    let refused = state.refused(error);
    let (ApiError::Refused(refusal), Some(base)) = (&refused, base) else {
        return refused;
    };
    let about_base = matches!(refusal.kind, RefusalKind::Stale | RefusalKind::UnknownBase);
    let is_edit = matches!(
        refusal.kind,
        RefusalKind::Edit | RefusalKind::Locked | RefusalKind::Faults
    );
    if !about_base && !is_edit {
        return refused;
    }
    let mut refusal = Refusal::clone(refusal);
    if let Events::Known(events) = state.engine().events_after(base) {
        let since = events.iter().rev().take(SINCE_MAX);
        let since = since.map(|event| CommitEvent::from(&**event));
        let since: Vec<Value> = since.map(|event| serde_json::json!(event)).collect();
        refusal.members.insert("since".to_owned(), since.into());
    }
    if about_base && by_header {
        refusal.kind = RefusalKind::Precondition;
    }
    ApiError::Refused(Box::new(refusal))
}
