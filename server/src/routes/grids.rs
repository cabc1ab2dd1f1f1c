//! `/v1/grids`: the areas of the partition, with what adds up in them; filtered, sorted, in portions.

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
use crate::request::{Parameters, Piece, bounds, percent_encoded, tier_named};
use crate::state::AppState;
use crate::view::Asked;

use super::grid_filter::{Filter, words};
use super::grid_lives::{gone, validity};
use super::grid_order::{Order, Row};

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/v1/grids", get(all))
        .route("/v1/grids/{code}", get(one))
}

#[derive(Deserialize)]
struct Wish {
    tier: Option<String>,
    q: Option<String>,
    bbox: Option<String>,
    sort: Option<String>,
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
    let portion = Portion::parse(limit, after, LIST_MAX, AreaCode::new)?.of(&asked);
    let filter = Filter {
        tier: wish.tier.as_deref().map(tier_named).transpose()?,
        words: wish.q.as_deref().map_or(Ok(Vec::new()), words)?,
        bounds: wish.bbox.as_deref().map(bounds).transpose()?,
    };
    let order = Order::parse(wish.sort.as_deref())?;
    let query = wish.query();
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let list = portion_of(state, snapshot, &filter, &order, &portion, &query)?;
        Ok(Answer::json(&list))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

impl Wish {
    /// What a link to the next portion must repeat, with an `&` behind each.
    fn query(&self) -> String {
        let parts = [
            ("tier", &self.tier),
            ("q", &self.q),
            ("bbox", &self.bbox),
            ("sort", &self.sort),
        ];
        let given = parts
            .into_iter()
            .filter_map(|(name, text)| Some((name, text.as_deref()?)));
        given.fold(String::new(), |query, (name, text)| {
            query + name + "=" + &percent_encoded(text) + "&"
        })
    }
}

/// A portion of the grids that pass a filter, in some order.
fn portion_of(
    state: &AppState,
    snapshot: &Snapshot,
    filter: &Filter,
    order: &Order,
    portion: &Portion<AreaCode>,
    query: &str,
) -> Result<dto::Listed<dto::Grid>, ApiError> {
    let risks: BTreeMap<Tier, Vec<RiskLevel>> = filter
        .tiers(snapshot)
        .map(|tier| (tier, risks(state, snapshot, tier)))
        .collect();
    let rows = order.sorted(snapshot, filter.rows(snapshot), &risks)?;
    let range = match portion.after() {
        None => 0..rows.len().min(portion.limit()),
        Some(code) => {
            let start = order.behind(snapshot, &rows, code, &risks)?;
            start..rows.len().min(start + portion.limit())
        }
    };
    let last = rows[..range.end].last().filter(|_| range.end < rows.len());
    let next = last.map(|row| portion.next(state.config(), "/v1/grids", query, row.code.as_str()));
    let grid = |row: &Row<'_>| {
        let (tier, layer) = (row.tier, &snapshot.grids[&row.tier]);
        resource(snapshot, tier, layer, row.index, &risks[&tier])
    };
    Ok(dto::Listed {
        total: rows.len(),
        items: rows[range].iter().map(grid).collect(),
        next,
    })
}

async fn one(
    State(state): State<AppState>,
    Piece(text): Piece,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let unknown = || ApiError::NotFound(format!("there is no grid `{}`", shown(&text)));
        let code = AreaCode::new(&text).map_err(|_other| unknown())?;
        let Some((layer, index)) = snapshot.grid(&code) else {
            return Err(gone(state, snapshot, &code)?.unwrap_or_else(unknown));
        };
        let grid = &layer.records()[index];
        let validity = validity(state, snapshot, &code)?;
        let resource = resource(
            snapshot,
            grid.tier,
            layer,
            index,
            &risks(state, snapshot, grid.tier),
        );
        Ok(Answer::json(&dto::Outlined {
            resource: dto::Valid { resource, validity },
            geometry: dto::geometry(&grid.region),
        }))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
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
