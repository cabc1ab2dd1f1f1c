//! `/v1/plans`: the plans, their steps, and what a plan makes of the grids.

use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, ETAG, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use hexward_engine::io::write_grids_geojson;
use hexward_engine::model::{Note, Plan, PlanId, PlanState};
use hexward_engine::plans::NewPlan;
use hexward_engine::snapshot::Snapshot;
use hexward_engine::{CommitError, Committed, Engine, Viewpoint};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::plan_acts;
use crate::answer::{Answer, REVALIDATE, attachment};
use crate::body::Posted;
use crate::config::PLANS_DEFAULT;
use crate::dto::{self, Author, PlanName, Reason, Words};
use crate::error::{ApiError, shown};
use crate::openapi::{Problem, Unchanged, tag};
use crate::portion::Portion;
use crate::request::{Parameters, Piece, percent_encoded, tier_named};
use crate::state::AppState;
use crate::view::{Asked, plan_id};

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(all, create))
        .routes(routes!(one))
        .routes(routes!(steps))
        .routes(routes!(grids))
        .routes(routes!(plan_acts::act))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// Only those that stand there.
    #[param(inline, value_type = Option<dto::choices::PlanStateName>)]
    state: Option<String>,
    /// At most so many rows.
    #[param(value_type = Option<usize>)]
    limit: Option<String>,
    /// Only what comes behind this id in the order of the list: the portion that `next` links to.
    #[param(inline, value_type = Option<PlanName>)]
    after: Option<String>,
}

/// The plans
///
/// Drafts, plans on their way, in force, and given up, by id.
#[utoipa::path(
    get,
    path = "/v1/plans",
    operation_id = "list_plans",
    tag = tag::PLANS,
    params(Wish, Asked),
    responses((status = 200, description = "A portion of the plans.", body = dto::Items<dto::Plan>), Unchanged),
)]
async fn all(
    State(state): State<AppState>,
    Parameters(wish): Parameters<Wish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (limit, after) = (wish.limit.as_deref(), wish.after.as_deref());
    let portion = Portion::parse(limit, after, PLANS_DEFAULT, PlanId::new)?.of(&asked);
    let stands = wish.state.as_deref().map(state_named).transpose()?;
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let plans = snapshot.plans.records.iter();
        let plans: Vec<&Plan> = plans
            .filter(|plan| stands.is_none_or(|only| plan.state == only))
            .collect();
        let range = portion.range(&plans, |plan| &plan.id);
        let next = (range.end < plans.len()).then(|| {
            let filter = stands.map_or_else(String::new, |only| format!("state={only}&"));
            let last = plans[range.end - 1].id.as_str();
            portion.next(state.config(), "/v1/plans", &filter, last)
        });
        let items = plans[range].iter();
        let items = items.map(|plan| dto::Plan::new(snapshot, plan)).collect();
        Ok(Answer::json(&dto::Items { items, next }))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

fn state_named(name: &str) -> Result<PlanState, ApiError> {
    PlanState::from_name(name).ok_or_else(|| {
        let names = PlanState::ALL.map(PlanState::name).join(", ");
        ApiError::Malformed {
            pointer: "/query/state",
            detail: format!("`{}` is not one of {names}", shown(name)),
        }
    })
}

/// The plan of an id in a path.
pub(super) fn known<'a>(snapshot: &'a Snapshot, text: &str) -> Result<&'a Plan, ApiError> {
    let id = PlanId::new(text).ok();
    let plan = id.and_then(|id| snapshot.plans.get(&id));
    plan.ok_or_else(|| ApiError::NotFound(format!("there is no plan {}", shown(text))))
}

/// One plan
///
/// Its `ETag` is what acts on it have to name.
#[utoipa::path(
    get,
    path = "/v1/plans/{id}",
    operation_id = "get_plan",
    tag = tag::PLANS,
    params(("id" = inline(PlanName), Path, description = "The id of the plan."), Asked),
    responses((status = 200, description = "The plan.", body = dto::Plan), Unchanged, Problem<404>),
)]
async fn one(
    State(state): State<AppState>,
    Piece(text): Piece,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let question = move |_: &AppState, snapshot: &Snapshot| {
        let plan = dto::Plan::new(snapshot, known(snapshot, &text)?);
        Ok(Answer::json(&plan).tagged(&plan.tag()))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Listed {
    /// At most so many rows.
    #[param(value_type = Option<usize>)]
    limit: Option<String>,
    /// Only those behind the one of this number.
    #[param(value_type = Option<u32>)]
    after: Option<String>,
}

/// The steps of a plan
#[utoipa::path(
    get,
    path = "/v1/plans/{id}/steps",
    operation_id = "list_plan_steps",
    tag = tag::PLANS,
    params(("id" = inline(PlanName), Path, description = "The id of the plan."), Listed, Asked),
    responses((status = 200, description = "A portion of the steps.", body = dto::Items<dto::PlanStep>), Unchanged, Problem<404>),
)]
async fn steps(
    State(state): State<AppState>,
    Piece(text): Piece,
    Parameters(wish): Parameters<Listed>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (limit, after) = (wish.limit.as_deref(), wish.after.as_deref());
    let portion = Portion::parse(limit, after, PLANS_DEFAULT, step)?.of(&asked);
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let plan = known(snapshot, &text)?;
        let steps = snapshot.plans.steps_of(&plan.id);
        let range = portion.range(steps, |step| &step.number);
        let next = (range.end < steps.len()).then(|| {
            let path = format!("/v1/plans/{}/steps", percent_encoded(plan.id.as_str()));
            let last = steps[range.end - 1].number.to_string();
            portion.next(state.config(), &path, "", &last)
        });
        let items: Vec<dto::PlanStep> = steps[range].iter().map(Into::into).collect();
        Ok(Answer::json(&dto::Items { items, next }))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

fn step(text: &str) -> Result<u32, String> {
    let number = text.parse::<u32>().ok();
    let number = number.filter(|number| i32::try_from(*number).is_ok());
    number.ok_or_else(|| format!("`{}` is not the number of a step", shown(text)))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Drawn {
    /// Only grids of this tier.
    #[param(inline, value_type = Option<dto::TierName>)]
    tier: Option<String>,
}

/// The grids of a plan as a file
///
/// GeoJSON in WGS 84, to be opened in QGIS.
#[utoipa::path(
    get,
    path = "/v1/plans/{id}/grids.geojson",
    operation_id = "get_plan_grids",
    tag = tag::PLANS,
    params(("id" = inline(PlanName), Path, description = "The id of the plan."), Drawn),
    responses(
        (status = 200, description = "The grids.", body = dto::FeatureCollection, content_type = "application/geo+json"),
        Unchanged,
        Problem<404>,
        Problem<409>,
        Problem<422>,
    ),
)]
async fn grids(
    State(state): State<AppState>,
    Piece(text): Piece,
    Parameters(wish): Parameters<Drawn>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let only = wish.tier.as_deref().map(tier_named).transpose()?;
    let id = plan_id("/path/id", &text)?;
    let asked = Asked(Viewpoint::Plan(id.clone()));
    let question = move |_: &AppState, snapshot: &Snapshot| {
        let tiers = snapshot.grids.iter();
        let tiers = tiers.filter(|(tier, _)| only.is_none_or(|only| only == **tier));
        let rows = tiers.flat_map(|(_, layer)| layer.records().iter());
        let mut body = Vec::new();
        write_grids_geojson(&mut body, rows)
            .map_err(|error| ApiError::Internal(error.to_string()))?;
        Ok(Answer::new(body, "application/geo+json", REVALIDATE))
    };
    let mut response = state.ask_at(&asked, question).await?.to(&headers);
    let name = attachment(&format!("{id}-grids.geojson"));
    response.headers_mut().insert(CONTENT_DISPOSITION, name);
    Ok(response)
}

/// A plan to begin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = NewPlan)]
struct Begun {
    id: PlanName,
    name: Words,
    /// The plan whose steps it starts with.
    from: Option<PlanName>,
    author: Author,
    #[serde(default)]
    reason: Reason,
    /// Under which the request is done once, as the header `Idempotency-Key`.
    #[schema(value_type = Option<dto::forms::Key>)]
    key: Option<String>,
}

/// Begin a plan
///
/// An empty draft beside the plan in force, or one with the steps of another plan.
#[utoipa::path(
    post,
    path = "/v1/plans",
    operation_id = "create_plan",
    tag = tag::PLANS,
    request_body = Begun,
    responses((status = 201, description = "The draft.", body = dto::PlanChange), Problem<404>, Problem<409>),
)]
async fn create(State(state): State<AppState>, posted: Posted) -> Result<Response, ApiError> {
    let begun: Begun = posted.read()?;
    let new = NewPlan {
        id: begun.id.0,
        name: begun.name.0,
        from: begun.from.map(|from| from.0),
    };
    let note = Note {
        request: posted.key(begun.key.as_deref())?,
        author: begun.author.0,
        reason: begun.reason.0,
        at: state.config().zone.now(),
        ..Note::default()
    };
    let id = new.id.clone();
    let work = move |engine: &Engine| engine.create_plan(&new, &note);
    let mut response = changed(&state, &id, work).await?;
    *response.status_mut() = StatusCode::CREATED;
    let place = format!("/v1/plans/{}", percent_encoded(id.as_str()));
    let place = HeaderValue::try_from(place).expect("an encoded path fits a header");
    response.headers_mut().insert(LOCATION, place);
    Ok(response)
}

/// Changes a plan, and answers with what it is then.
pub(super) async fn changed(
    state: &AppState,
    id: &PlanId,
    work: impl FnOnce(&Engine) -> Result<Committed, CommitError> + Send + 'static,
) -> Result<Response, ApiError> {
    let id = id.clone();
    let (change, tag) = state
        .write(move |state| {
            let committed = work(state.engine()).map_err(|error| state.refused(&error))?;
            let after = committed.views.map(|(_, after)| after);
            let after = after.unwrap_or_else(|| state.engine().snapshot());
            let plan = dto::Plan::new(&after, known(&after, id.as_str())?);
            let tag = plan.tag();
            let change = dto::PlanChange {
                revision: committed.revision.0,
                repeated: committed.repeated,
                plan,
            };
            Ok((change, tag))
        })
        .await?;
    let mut response = axum::Json(&change).into_response();
    let tag = HeaderValue::try_from(tag).expect("hexadecimal digits fit a header");
    let headers = response.headers_mut();
    headers.insert(ETAG, tag);
    headers.insert("x-hexward-revision", HeaderValue::from(change.revision));
    Ok(response)
}
