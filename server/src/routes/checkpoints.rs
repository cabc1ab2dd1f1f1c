//! `/v1/checkpoints`: each with what is nearest to it.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use hexward_engine::assign::Tally;
use hexward_engine::model::Checkpoint;
use hexward_engine::snapshot::Snapshot;

use crate::answer::Answer;
use crate::dto;
use crate::error::ApiError;
use crate::state::AppState;

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/v1/checkpoints", get(all))
}

async fn all(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, ApiError> {
    let question = |_: &AppState, snapshot: &Snapshot| {
        let assignment = snapshot.nearest_assignment();
        let pairs = snapshot
            .checkpoints
            .records()
            .iter()
            .zip(&assignment.tallies);
        let items = pairs
            .map(|(checkpoint, tally)| resource(snapshot, checkpoint, tally))
            .collect();
        Ok(Answer::json(&dto::Items { items }))
    };
    Ok(state.ask(question).await?.to(&headers))
}

fn resource(snapshot: &Snapshot, checkpoint: &Checkpoint, tally: &Tally) -> dto::Checkpoint {
    dto::Checkpoint {
        id: checkpoint.id.to_string(),
        name: checkpoint.name.clone(),
        kind: checkpoint.kind.clone(),
        lon: checkpoint.position.lon_degrees(),
        lat: checkpoint.position.lat_degrees(),
        nearest: dto::Nearest {
            addresses: tally.addresses,
            counts: dto::counts(snapshot.counts.measures(), tally.counts.iter().copied()),
        },
    }
}
