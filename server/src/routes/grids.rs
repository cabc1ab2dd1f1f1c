//! `/v1/grids`: the areas of the partition, with what adds up in them; filtered, sorted, in portions.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::layer::AreaLayer;
use hexward_engine::model::{AreaCode, Grid, Tier};
use hexward_engine::render::{RiskLevel, risk_of_grids};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::config::LIST_MAX;
use crate::dto;
use crate::error::{ApiError, shown};
use crate::openapi::{Problem, Unchanged, tag};
use crate::portion::Portion;
use crate::request::{Parameters, Piece, bounds, percent_encoded, tier_named};
use crate::state::AppState;
use crate::view::Asked;

use super::grid_filter::{Filter, words};
use super::grid_lives::{gone, validity};
use super::grid_order::{Order, Row};

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(all))
        .routes(routes!(one))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// Only grids of this tier.
    #[param(inline, value_type = Option<dto::TierName>)]
    tier: Option<String>,
    /// Only grids whose code and name together hold each of these words, or whose name sounds like it: Chinese names are found by
    /// their pinyin and its initials, too.
    #[param(max_length = 100)]
    q: Option<String>,
    /// Only those whose box meets this one: west, south, east and north in degrees.
    #[param(inline, value_type = Option<dto::forms::BoxText>, example = "-0.14,51.51,-0.13,51.52")]
    bbox: Option<String>,
    /// What they are sorted by: `code`, `name`, `area_m2`, `addresses`, `households`, `residents`, `risk` or a measure; a
    /// minus sign before it for the other way round. Equal ones by code.
    #[param(example = "-addresses", pattern = "^-?.+$")]
    sort: Option<String>,
    /// At most so many rows.
    #[param(value_type = Option<usize>)]
    limit: Option<String>,
    /// Only what comes behind this code in the order of the list: the portion that `next` links to.
    #[param(inline, value_type = Option<dto::Code>)]
    after: Option<String>,
}

/// The grids
///
/// Filtered, sorted, in portions, with what adds up in each.
#[utoipa::path(
    get,
    path = "/v1/grids",
    operation_id = "list_grids",
    tag = tag::GRIDS,
    params(Wish, Asked),
    responses((status = 200, description = "A portion of the grids.", body = dto::Listed<dto::Grid>), Unchanged, Problem<404>),
)]
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

/// One grid, with its outline
///
/// And from when until when it is in force. Of a code that was retired it is told what became of its ground (410).
#[utoipa::path(
    get,
    path = "/v1/grids/{code}",
    operation_id = "get_grid",
    tag = tag::GRIDS,
    params(("code" = inline(dto::Code), Path, description = "The code of the grid."), Asked),
    responses((status = 200, description = "The grid.", body = dto::Outlined<dto::Valid<dto::Grid>>), Unchanged, Problem<404>, Problem<410>),
)]
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

pub(super) fn resource(
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

pub(super) fn risks(state: &AppState, snapshot: &Snapshot, tier: Tier) -> Vec<RiskLevel> {
    state
        .styles()
        .get("risk")
        .map_or_else(Vec::new, |style| risk_of_grids(snapshot, style, tier))
}
