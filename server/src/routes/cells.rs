//! `/v1/cells`: the cells of the honeycombs, with what adds up in them.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::model::CellCode;
use hexward_engine::render::{RiskLevel, risk_of_cells};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::config::CELLS_DEFAULT;
use crate::dto;
use crate::error::{ApiError, shown};
use crate::openapi::{Problem, Unchanged, tag};
use crate::portion::Portion;
use crate::request::{Parameters, Piece, percent_encoded};
use crate::state::AppState;
use crate::view::Asked;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(all))
        .routes(routes!(one))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Filter {
    /// The honeycomb; the first by name when it is not given.
    #[param(example = "hex60a")]
    layer: Option<String>,
    /// At most so many rows.
    #[param(value_type = Option<usize>)]
    limit: Option<String>,
    /// Only what comes behind this code in the order of the list: the portion that `next` links to.
    #[param(inline, value_type = Option<dto::forms::CellKey>)]
    after: Option<String>,
}

/// The cells of a honeycomb
///
/// By code, with what adds up in each.
#[utoipa::path(
    get,
    path = "/v1/cells",
    operation_id = "list_cells",
    tag = tag::HONEYCOMBS,
    params(Filter, Asked),
    responses((status = 200, description = "A portion of the cells.", body = dto::Items<dto::Cell>), Unchanged, Problem<404>),
)]
async fn all(
    State(state): State<AppState>,
    Parameters(filter): Parameters<Filter>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (limit, after) = (filter.limit.as_deref(), filter.after.as_deref());
    let portion = Portion::parse(limit, after, CELLS_DEFAULT, CellCode::parse)?.of(&asked);
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let index = match &filter.layer {
            Some(name) => Some(index_of(snapshot, name)?),
            None => (!snapshot.crossings.is_empty()).then_some(0),
        };
        let nothing = || dto::Items {
            items: Vec::new(),
            next: None,
        };
        let cells = index.map_or_else(nothing, |index| of_layer(state, snapshot, index, &portion));
        Ok(Answer::json(&cells))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

fn index_of(snapshot: &Snapshot, name: &str) -> Result<usize, ApiError> {
    let unknown = || {
        ApiError::NotFound(format!(
            "there is no honeycomb layer named `{}`",
            shown(name)
        ))
    };
    snapshot
        .crossing(name)
        .map(|(index, _)| index)
        .ok_or_else(unknown)
}

/// A portion of the cells of a layer, by code.
fn of_layer(
    state: &AppState,
    snapshot: &Snapshot,
    crossing: usize,
    portion: &Portion<CellCode>,
) -> dto::Items<dto::Cell> {
    let risks = risks(state, snapshot, crossing);
    let cells = snapshot.crossings[crossing].cells.records();
    let range = portion.places(cells.len(), |place| &cells[place].code);
    let next = (range.end < cells.len()).then(|| {
        let last = &cells[range.end - 1];
        let layer = format!("layer={}&", percent_encoded(last.layer.as_str()));
        portion.next(state.config(), "/v1/cells", &layer, last.code.as_str())
    });
    let items = range
        .map(|cell| resource(snapshot, crossing, cell, &risks))
        .collect();
    dto::Items { items, next }
}

/// One cell, with its outline
#[utoipa::path(
    get,
    path = "/v1/cells/{code}",
    operation_id = "get_cell",
    tag = tag::HONEYCOMBS,
    params(("code" = inline(dto::forms::CellKey), Path, description = "The code of the cell."), Asked),
    responses((status = 200, description = "The cell.", body = dto::Outlined<dto::Cell>), Unchanged, Problem<404>),
)]
async fn one(
    State(state): State<AppState>,
    Piece(text): Piece,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let unknown = || ApiError::NotFound(format!("there is no cell `{}`", shown(&text)));
        let (crossing, cell) = find(snapshot, &text).ok_or_else(unknown)?;
        let resource = resource(snapshot, crossing, cell, &risks(state, snapshot, crossing));
        let region = &snapshot.crossings[crossing].cells.records()[cell].region;
        Ok(Answer::json(&dto::Outlined {
            resource,
            geometry: dto::geometry(region),
        }))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

/// The layer and the place in it of the cell with a code; no two cells of a store have the same.
fn find(snapshot: &Snapshot, text: &str) -> Option<(usize, usize)> {
    let code = CellCode::parse(text).ok()?;
    snapshot
        .crossings
        .iter()
        .enumerate()
        .find_map(|(index, crossing)| {
            Some((
                index,
                crossing
                    .cells
                    .index_of(&(crossing.layer.name.clone(), code.clone()))?,
            ))
        })
}

pub(super) fn resource(
    snapshot: &Snapshot,
    crossing: usize,
    cell: usize,
    risks: &[RiskLevel],
) -> dto::Cell {
    let layer = &snapshot.crossings[crossing];
    let tally = &snapshot.crossing_assignment(crossing).tallies[cell];
    let risk = risks.get(cell).copied().unwrap_or(RiskLevel::None);
    let record = &layer.cells.records()[cell];
    dto::Cell::new(
        record,
        &layer.layer,
        layer.cells.area_m2(cell),
        tally,
        risk,
        snapshot.counts.measures(),
    )
}

pub(super) fn risks(state: &AppState, snapshot: &Snapshot, crossing: usize) -> Vec<RiskLevel> {
    state
        .styles()
        .get("risk")
        .map_or_else(Vec::new, |style| risk_of_cells(snapshot, style, crossing))
}
