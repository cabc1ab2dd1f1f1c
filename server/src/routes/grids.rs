//! `/v1/grids`: the areas of the partition, with what adds up in them.

use std::collections::BTreeMap;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use hexward_engine::layer::AreaLayer;
use hexward_engine::model::{AreaCode, Grid, Tier};
use hexward_engine::render::{RiskLevel, risk_of_grids};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;

use crate::answer::Answer;
use crate::config::LIST_MAX;
use crate::dto;
use crate::error::{ApiError, shown};
use crate::portion::Portion;
use crate::request::{Parameters, Piece};
use crate::state::AppState;

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/v1/grids", get(all))
        .route("/v1/grids/{code}", get(one))
}

#[derive(Deserialize)]
struct Wish {
    limit: Option<String>,
    after: Option<String>,
}

async fn all(
    State(state): State<AppState>,
    Parameters(wish): Parameters<Wish>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (limit, after) = (wish.limit.as_deref(), wish.after.as_deref());
    let portion = Portion::parse(limit, after, LIST_MAX, AreaCode::new)?;
    let question = move |state: &AppState, snapshot: &Snapshot| {
        Ok(Answer::json(&of_all_tiers(state, snapshot, &portion)))
    };
    Ok(state.ask(question).await?.to(&headers))
}

/// A portion of the grids of all tiers, by code.
fn of_all_tiers(
    state: &AppState,
    snapshot: &Snapshot,
    portion: &Portion<AreaCode>,
) -> dto::Items<dto::Grid> {
    let mut rows: Vec<(&AreaCode, Tier, usize)> = Vec::new();
    let mut left = 0;
    for (&tier, layer) in &snapshot.grids {
        let grids = layer.records();
        let range = portion.range(grids, |grid| &grid.code);
        left += grids.len() - range.end;
        rows.extend(range.map(|index| (&grids[index].code, tier, index)));
    }
    rows.sort_unstable();
    left += rows.len().saturating_sub(portion.limit());
    rows.truncate(portion.limit());
    let last = rows.last().filter(|_| left > 0);
    let next = last.map(|(code, ..)| portion.next(state.config(), "/v1/grids", "", code.as_str()));
    let risks: BTreeMap<Tier, Vec<RiskLevel>> = snapshot
        .grids
        .keys()
        .map(|&tier| (tier, risks(state, snapshot, tier)))
        .collect();
    let grid = |(_, tier, index): (_, Tier, usize)| {
        resource(snapshot, tier, &snapshot.grids[&tier], index, &risks[&tier])
    };
    dto::Items {
        items: rows.into_iter().map(grid).collect(),
        next,
    }
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
