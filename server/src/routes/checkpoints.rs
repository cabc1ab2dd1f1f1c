//! `/v1/checkpoints`: each with what is nearest to it, by id.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use hexward_engine::assign::Tally;
use hexward_engine::model::{Checkpoint, CheckpointId};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;

use crate::answer::Answer;
use crate::config::LIST_MAX;
use crate::dto;
use crate::error::ApiError;
use crate::portion::Portion;
use crate::request::Parameters;
use crate::state::AppState;
use crate::view::Asked;

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/v1/checkpoints", get(all))
}

#[derive(Deserialize)]
struct Wish {
    limit: Option<String>,
    after: Option<String>,
}

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
