//! `/v1/checkpoints`: each with what is nearest to it, by id.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::assign::Tally;
use hexward_engine::model::{Checkpoint, CheckpointId};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::config::LIST_MAX;
use crate::dto;
use crate::error::ApiError;
use crate::openapi::{Unchanged, tag};
use crate::portion::Portion;
use crate::request::Parameters;
use crate::state::AppState;
use crate::view::Asked;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(all))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// At most so many rows.
    #[param(value_type = Option<usize>)]
    limit: Option<String>,
    /// Only what comes behind this id in the order of the list: the portion that `next` links to.
    #[param(inline, value_type = Option<dto::CheckpointName>)]
    after: Option<String>,
}

/// The checkpoints
///
/// By id, each with what it is nearest to; nothing is nearest to a closed one.
#[utoipa::path(
    get,
    path = "/v1/checkpoints",
    operation_id = "list_checkpoints",
    tag = tag::CHECKPOINTS,
    params(Wish, Asked),
    responses((status = 200, description = "A portion of the checkpoints.", body = dto::Items<dto::Checkpoint>), Unchanged),
)]
async fn all(
    State(state): State<AppState>,
    Parameters(wish): Parameters<Wish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (limit, after) = (wish.limit.as_deref(), wish.after.as_deref());
    let portion = Portion::parse(limit, after, LIST_MAX, CheckpointId::new)?.of(&asked);
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let tallies = &snapshot.nearest_assignment().tallies;
        let rows = snapshot.checkpoints.records();
        let range = portion.places(rows.len(), |place| &rows[place].id);
        let next = (range.end < rows.len()).then(|| {
            let last = rows[range.end - 1].id.as_str();
            portion.next(state.config(), "/v1/checkpoints", "", last)
        });
        let items = range
            .map(|index| resource(snapshot, &rows[index], &tallies[index]))
            .collect();
        Ok(Answer::json(&dto::Items { items, next }))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

fn resource(snapshot: &Snapshot, checkpoint: &Checkpoint, tally: &Tally) -> dto::Checkpoint {
    dto::Checkpoint {
        id: checkpoint.id.to_string(),
        name: checkpoint.name.clone(),
        kind: checkpoint.kind.clone(),
        state: checkpoint.state.name(),
        lon: checkpoint.position.lon_degrees(),
        lat: checkpoint.position.lat_degrees(),
        nearest: dto::Nearest {
            addresses: tally.addresses,
            counts: dto::counts(snapshot.counts.measures(), tally.counts.iter().copied()),
        },
    }
}
