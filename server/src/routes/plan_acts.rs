//! `POST /v1/plans/{id}/{act}`: the steps in the life of a plan, by whoever has looked at it.

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::IF_MATCH;
use axum::response::Response;
use hexward_engine::model::Note;
use hexward_engine::plans::{PlanError, Resolution};
use hexward_engine::{Engine, PlanAct, PlanDigest, plan_digest};
use serde::Deserialize;
use time::Date;
use utoipa::ToSchema;

use super::plans::changed;
use crate::answer::tags;
use crate::body::Posted;
use crate::dto::choices::{PlanActName, ResolutionName};
use crate::dto::{Author, Day, PlanChange, PlanName, Reason, forms, hex};
use crate::error::{ApiError, RefusalKind, shown};
use crate::openapi::{Problem, tag};
use crate::state::AppState;
use crate::view::plan_id;

/// What is asked of a plan.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PlanActWish)]
pub(super) struct Wish {
    author: Author,
    #[serde(default)]
    reason: Reason,
    /// From when it is to be in force: for submissions and approvals.
    effective: Option<Day>,
    /// What becomes of rows that the plan in force has changed, too: for rebasing.
    #[schema(value_type = Option<ResolutionName>)]
    resolution: Option<String>,
    /// Under which the request is done once, as the header `Idempotency-Key`.
    #[schema(value_type = Option<forms::Key>)]
    key: Option<String>,
}

/// Take a plan a step further
///
/// Validate, submit, approve (another author than who submitted it), activate, reopen, withdraw or rebase it. `If-Match`
/// has to be the `ETag` of the plan, so that nobody decides on what they have not looked at.
#[utoipa::path(
    post,
    path = "/v1/plans/{id}/{act}",
    operation_id = "act_on_plan",
    tag = tag::PLANS,
    params(
        ("id" = inline(PlanName), Path, description = "The id of the plan."),
        ("act" = inline(PlanActName), Path, description = "What is done.", example = "validate"),
        ("If-Match" = String, Header, description = "The `ETag` of the plan as it was looked at, `*` for any."),
    ),
    request_body = Wish,
    responses(
        (status = 200, description = "The plan as it is now.", body = PlanChange),
        Problem<404>,
        Problem<409>,
        Problem<412>,
        Problem<428>,
    ),
)]
pub(super) async fn act(
    State(state): State<AppState>,
    path: Result<Path<(String, String)>, PathRejection>,
    headers: HeaderMap,
    posted: Posted,
) -> Result<Response, ApiError> {
    let Ok(Path((id, name))) = path else {
        return Err(ApiError::Malformed {
            pointer: "/path",
            detail: "the path is not UTF-8".to_owned(),
        });
    };
    let wish: Wish = posted.read()?;
    let id = plan_id("/path/id", &id)?;
    let zone = state.config().zone;
    let act = act_named(&name, &wish, zone.today())?;
    let note = Note {
        request: posted.key(wish.key.as_deref())?,
        author: wish.author.0,
        reason: wish.reason.0,
        at: zone.now(),
        ..Note::default()
    };
    let seen = held(&headers)?;
    let acted = id.clone();
    let work = move |engine: &Engine| {
        let is = plan_digest(&engine.snapshot(), &acted);
        let is = is.ok_or_else(|| PlanError::Unknown(acted.clone()))?;
        let seen = seen.map(|held| seen_digest(&held, is));
        engine.act_on_plan(&acted, act, seen, &note)
    };
    changed(&state, &id, work).await
}

fn act_named(name: &str, wish: &Wish, today: Date) -> Result<PlanAct, ApiError> {
    let effective = wish.effective.as_ref().map(|day| day.0);
    let resolution = wish.resolution.as_deref().map(resolution).transpose()?;
    let act = match name {
        "validate" => PlanAct::Validate,
        "submit" => PlanAct::Submit { effective },
        "approve" => PlanAct::Approve { effective, today },
        "activate" => PlanAct::Activate { today },
        "reopen" => PlanAct::Reopen,
        "withdraw" => PlanAct::Withdraw,
        "rebase" => PlanAct::Rebase(resolution.unwrap_or(Resolution::Refuse)),
        other => {
            return Err(ApiError::NotFound(format!(
                "`{}` is not done with plans: validate, submit, approve, activate, reopen, withdraw or rebase",
                shown(other)
            )));
        }
    };
    let dated = matches!(act, PlanAct::Submit { .. } | PlanAct::Approve { .. });
    if effective.is_some() && !dated {
        return Err(malformed(
            "/effective",
            "a plan gets its date when it is submitted or approved",
        ));
    }
    if resolution.is_some() && !matches!(act, PlanAct::Rebase(_)) {
        return Err(malformed("/resolution", "only rebasing resolves conflicts"));
    }
    Ok(act)
}

fn resolution(name: &str) -> Result<Resolution, ApiError> {
    let detail = || format!("`{}` is not refuse, plan or in-force", shown(name));
    Resolution::from_name(name).ok_or_else(|| malformed("/resolution", &detail()))
}

fn malformed(pointer: &'static str, detail: &str) -> ApiError {
    ApiError::Malformed {
        pointer,
        detail: detail.to_owned(),
    }
}

/// The tags of `If-Match`, `None` when any plan will do.
///
/// # Errors
/// 428 when the header is not there.
fn held(headers: &HeaderMap) -> Result<Option<Vec<String>>, ApiError> {
    let mut lines = headers.get_all(IF_MATCH).iter().peekable();
    if lines.peek().is_none() {
        let detail = "If-Match has to be the ETag of the plan as you have looked at it";
        return Err(RefusalKind::NoPrecondition.because(detail));
    }
    let texts: Vec<&str> = lines.filter_map(|line| line.to_str().ok()).collect();
    if texts.iter().any(|text| text.trim() == "*") {
        return Ok(None);
    }
    // a weak tag never matches strongly
    let strong = texts.iter().flat_map(|text| tags(text));
    let strong = strong.filter(|(is_weak, _)| !is_weak);
    Ok(Some(strong.map(|(_, tag)| tag.to_owned()).collect()))
}

/// The digest that the client has looked at: that of the plan when one of its tags is that, else one of no plan.
fn seen_digest(held: &[String], is: PlanDigest) -> PlanDigest {
    let own = hex(&is);
    let names = |tag: &String| tag.strip_suffix("-conflicting").unwrap_or(tag) == own;
    if held.iter().any(names) { is } else { [0; 32] }
}
