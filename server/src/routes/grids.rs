//! `/v1/grids`: the areas of the partition, with what adds up in them.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use hexward_engine::layer::AreaLayer;
use hexward_engine::model::{AreaCode, Grid, Tier};
use hexward_engine::render::{RiskLevel, risk_of_grids};
use hexward_engine::snapshot::Snapshot;

use crate::answer::Answer;
use crate::dto;
use crate::error::{ApiError, shown};
use crate::request::Piece;
use crate::state::AppState;

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/v1/grids", get(all))
        .route("/v1/grids/{code}", get(one))
}

async fn all(State(state): State<AppState>, headers: HeaderMap) -> Result<Response, ApiError> {
    let question = |state: &AppState, snapshot: &Snapshot| {
        let tiers = snapshot.grids.iter();
        let items = tiers
            .flat_map(|(&tier, layer)| of_tier(state, snapshot, tier, layer))
            .collect();
        Ok(Answer::json(&dto::Items { items }))
    };
    Ok(state.ask(question).await?.to(&headers))
}

fn of_tier(
    state: &AppState,
    snapshot: &Snapshot,
    tier: Tier,
    layer: &AreaLayer<Grid>,
) -> Vec<dto::Grid> {
    let risks = risks(state, snapshot, tier);
    (0..layer.records().len())
        .map(|index| resource(snapshot, tier, layer, index, &risks))
        .collect()
}

async fn one(
    State(state): State<AppState>,
    Piece(text): Piece,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let code = AreaCode::new(&text).ok();
        let found = code.and_then(|code| snapshot.grid(&code));
        let unknown = || ApiError::NotFound(format!("there is no grid `{}`", shown(&text)));
        let (layer, index) = found.ok_or_else(unknown)?;
        let grid = &layer.records()[index];
        let resource = resource(
            snapshot,
            grid.tier,
            layer,
            index,
            &risks(state, snapshot, grid.tier),
        );
        Ok(Answer::json(&dto::Outlined {
            resource,
            geometry: dto::geometry(&grid.region),
        }))
    };
    Ok(state.ask(question).await?.to(&headers))
}

fn resource(
    snapshot: &Snapshot,
    tier: Tier,
    layer: &AreaLayer<Grid>,
    index: usize,
    risks: &[RiskLevel],
) -> dto::Grid {
    let tally = &snapshot.assignment(tier).tallies[index];
    let risk = risks.get(index).copied().unwrap_or(RiskLevel::None);
    dto::Grid::new(
        &layer.records()[index],
        layer.area_m2(index),
        tally,
        risk,
        snapshot.counts.measures(),
    )
}

fn risks(state: &AppState, snapshot: &Snapshot, tier: Tier) -> Vec<RiskLevel> {
    state
        .styles()
        .get("risk")
        .map_or_else(Vec::new, |style| risk_of_grids(snapshot, style, tier))
}
