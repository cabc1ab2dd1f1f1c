//! `/v1/locate` and `/v1/nearest`: what is at a position, and what is near it.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::geom::Position;
use hexward_engine::layer::{Near, Reported};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::config::NEAREST_MAX;
use crate::dto;
use crate::error::{ApiError, shown};
use crate::openapi::{Unchanged, tag};
use crate::request::{Parameters, count_within, position};
use crate::state::AppState;
use crate::view::Asked;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(locate))
        .routes(routes!(nearest))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct At {
    /// Longitude in degrees.
    #[param(value_type = f64, minimum = -180, maximum = 180, example = -0.1367)]
    lon: Option<String>,
    /// Latitude in degrees.
    #[param(value_type = f64, minimum = -90, maximum = 90, example = 51.5133)]
    lat: Option<String>,
}

/// Which areas a position lies in
///
/// The grid of each tier and the cell of each honeycomb that hold it. A position on a border has one owner: the area of the lower code.
#[utoipa::path(
    get,
    path = "/v1/locate",
    operation_id = "locate",
    tag = tag::PLACES,
    params(At, Asked),
    responses((status = 200, description = "The areas, none where the position is outside.", body = dto::Located), Unchanged),
)]
async fn locate(
    State(state): State<AppState>,
    Parameters(at): Parameters<At>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let position = position(at.lon.as_deref(), at.lat.as_deref())?;
    let question =
        move |_: &AppState, snapshot: &Snapshot| Ok(Answer::json(&located(snapshot, position)));
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

fn located(snapshot: &Snapshot, position: Position) -> dto::Located {
    let grids = snapshot.grids.iter().filter_map(|(tier, layer)| {
        let grid = &layer.records()[layer.locate(position)?];
        Some(dto::LocatedGrid {
            tier: tier.name(),
            code: grid.code.to_string(),
            name: grid.name.clone(),
        })
    });
    let grids: Vec<dto::LocatedGrid> = grids.collect();
    let cells = snapshot.crossings.iter().filter_map(|crossing| {
        let cell = &crossing.cells.records()[crossing.cells.locate(position)?];
        let hex = cell.hexes.first()?;
        let (layer, code) = (cell.layer.to_string(), cell.code.to_string());
        Some(dto::LocatedCell {
            layer,
            code,
            q: hex.q,
            r: hex.r,
        })
    });
    dto::Located {
        lon: position.lon_degrees(),
        lat: position.lat_degrees(),
        inside: !grids.is_empty(),
        grids,
        cells: cells.collect(),
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Nearby {
    /// What is looked for.
    #[param(inline, value_type = dto::choices::PointLayer)]
    layer: Option<String>,
    /// Longitude in degrees.
    #[param(value_type = f64, minimum = -180, maximum = 180, example = -0.1367)]
    lon: Option<String>,
    /// Latitude in degrees.
    #[param(value_type = f64, minimum = -90, maximum = 90, example = 51.5133)]
    lat: Option<String>,
    /// How many, nearest first.
    #[param(value_type = Option<usize>)]
    k: Option<String>,
}

/// The nearest checkpoints or addresses
///
/// Open checkpoints with how many addresses each is nearest to, or addresses with what is counted there.
#[utoipa::path(
    get,
    path = "/v1/nearest",
    operation_id = "find_nearest",
    tag = tag::PLACES,
    params(Nearby, Asked),
    responses((status = 200, description = "At most `k`, nearest first.", body = dto::Items<dto::Neighbour>), Unchanged),
)]
async fn nearest(
    State(state): State<AppState>,
    Parameters(near): Parameters<Nearby>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let position = position(near.lon.as_deref(), near.lat.as_deref())?;
    let k = count_within(
        "/query/k",
        near.k.as_deref().unwrap_or("1"),
        1..=NEAREST_MAX,
    )?;
    let layer = near.layer.unwrap_or_default();
    let neighbours = match layer.as_str() {
        "checkpoints" => near_checkpoints,
        "addresses" => near_addresses,
        other => {
            let detail = format!(
                "`{}` is not a layer of points: checkpoints or addresses",
                shown(other)
            );
            return Err(ApiError::Malformed {
                pointer: "/query/layer",
                detail,
            });
        }
    };
    let question = move |_: &AppState, snapshot: &Snapshot| {
        let items = neighbours(snapshot, position, k);
        Ok(Answer::json(&dto::Items { items, next: None }))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

fn near_checkpoints(snapshot: &Snapshot, position: Position, k: usize) -> Vec<dto::Neighbour> {
    let assignment = snapshot.nearest_assignment();
    let neighbour = |near: Near| {
        let checkpoint = &snapshot.checkpoints.records()[near.index];
        let tally = &assignment.tallies[near.index];
        dto::Neighbour {
            id: checkpoint.id.to_string(),
            name: checkpoint.name.clone(),
            kind: checkpoint.kind.clone(),
            lon: checkpoint.position.lon_degrees(),
            lat: checkpoint.position.lat_degrees(),
            distance_m: to_milli(near.distance_m),
            addresses: Some(tally.addresses),
            counts: dto::counts(snapshot.counts.measures(), tally.counts.iter().copied()),
        }
    };
    snapshot
        .open_checkpoints()
        .nearest(position, k)
        .into_iter()
        .map(neighbour)
        .collect()
}

fn near_addresses(snapshot: &Snapshot, position: Position, k: usize) -> Vec<dto::Neighbour> {
    let measures = snapshot.counts.measures();
    let neighbour = |near: Near| {
        let address = snapshot.addresses.records().row(near.index);
        dto::Neighbour {
            id: address.id.to_string(),
            name: address.label.to_string(),
            kind: "address".to_owned(),
            lon: address.position.lon_degrees(),
            lat: address.position.lat_degrees(),
            distance_m: to_milli(near.distance_m),
            addresses: None,
            counts: dto::counts(
                measures,
                measures
                    .iter()
                    .map(|measure| measure.values.at(near.index).map(Reported::get)),
            ),
        }
    };
    snapshot
        .addresses
        .nearest(position, k)
        .into_iter()
        .map(neighbour)
        .collect()
}

/// Metres to three decimals: the lattice has steps of a centimetre.
fn to_milli(distance_m: f64) -> f64 {
    (distance_m * 1000.0).round() / 1000.0
}
