//! `/ogc/map/tiles` and `/ogc/styles/{style}/map/tiles`: all that is stored, as pictures in a style.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::snapshot::Snapshot;

use super::landing::Form;
use super::links::{Place, check_json};
use super::tiled::{TileAt, Tiled};
use super::tiles::{Kind, TileForm, described, list, tile};
use crate::answer::Answer;
use crate::dto::tile_sets::{TileSet, TileSets};
use crate::error::ApiError;
use crate::openapi::{Problem, Unchanged, tag};
use crate::request::{Parameters, Pieces};
use crate::routes::tile_address::TileQuery;
use crate::state::AppState;
use crate::view::Asked;

/// The tile sets of pictures, one a style
///
/// Those of all that is stored; collections have their own.
#[utoipa::path(
    get,
    path = "/ogc/map/tiles",
    operation_id = "ogc.dataset.map.getTileSetsList",
    tag = tag::OGC,
    params(Form, Asked),
    responses((status = 200, description = "The tile sets.", body = TileSets), Unchanged),
)]
pub(super) async fn maps(
    State(state): State<AppState>,
    Parameters(form): Parameters<Form>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check_json(form.f.as_deref())?;
    let place = Place::of(&state, &headers, &asked);
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let styled = |id: &str| Tiled::styled(state, snapshot, id, TileQuery::default());
        let styles = state.styles().iter();
        let tiled: Result<Vec<Tiled<'_>>, ApiError> =
            styles.map(|style| styled(style.id())).collect();
        let tiled = tiled?;
        let entries = tiled
            .iter()
            .flat_map(|tiled| tiled.sets().map(|set| tiled.entry(set, &place)));
        Ok(Answer::json(&TileSets {
            tilesets: entries.collect(),
            links: vec![place.own("/ogc/map/tiles", "Tiles as pictures")],
        }))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

/// The tile sets of a style
#[utoipa::path(
    get,
    path = "/ogc/styles/{style}/map/tiles",
    operation_id = "ogc.dataset.style.map.getTileSetsList",
    tag = tag::OGC,
    params(("style" = String, Path, description = "The style.", example = "risk"), Form, TileQuery, Asked),
    responses((status = 200, description = "The tile sets.", body = TileSets), Unchanged, Problem<404>),
)]
pub(super) async fn styled_sets(
    State(state): State<AppState>,
    Pieces(id): Pieces<String>,
    Parameters(form): Parameters<Form>,
    Parameters(query): Parameters<TileQuery>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    list((state, headers, asked), (Kind::Styled, id, query), &form).await
}

/// One tile set of a style
///
/// Where the tiles are, within which limits, in which tile matrix set.
#[utoipa::path(
    get,
    path = "/ogc/styles/{style}/map/tiles/{set}",
    operation_id = "ogc.dataset.style.map.getTileSet",
    tag = tag::OGC,
    params(
        ("style" = String, Path, description = "The style.", example = "risk"),
        ("set" = String, Path, description = "The tile matrix set.", example = "WebMercatorQuad"),
        Form,
        TileQuery,
        Asked,
    ),
    responses((status = 200, description = "The tile set.", body = TileSet), Unchanged, Problem<404>),
)]
pub(super) async fn styled_set(
    State(state): State<AppState>,
    Pieces((id, set)): Pieces<(String, String)>,
    Parameters(form): Parameters<Form>,
    Parameters(query): Parameters<TileQuery>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    described(
        (state, headers, asked),
        (Kind::Styled, id, query),
        (set, form),
    )
    .await
}

/// A tile of a style
///
/// The row comes before the column. Outside the limits of the tile set there is none.
#[utoipa::path(
    get,
    path = "/ogc/styles/{style}/map/tiles/{set}/{tileMatrix}/{tileRow}/{tileCol}",
    operation_id = "ogc.dataset.style.map.getTile",
    tag = tag::OGC,
    params(
        ("style" = String, Path, description = "The style.", example = "risk"),
        ("set" = String, Path, description = "The tile matrix set.", example = "WebMercatorQuad"),
        ("tileMatrix" = String, Path, description = "The zoom.", example = "16"),
        ("tileRow" = u32, Path, description = "The row, from the north.", example = 21790),
        ("tileCol" = u32, Path, description = "The column, from the west.", example = 32743),
        TileForm,
        TileQuery,
        Asked,
    ),
    responses(
        (status = 200, description = "The tile.", content((Vec<u8> = "image/png"), (Vec<u8> = "image/webp"))),
        (status = 204, description = "There is nothing in the tile."),
        Unchanged,
        Problem<404>,
        Problem<422>,
    ),
)]
pub(super) async fn styled_tile(
    State(state): State<AppState>,
    Pieces((id, set, matrix, row, column)): Pieces<(String, String, String, String, String)>,
    Parameters(form): Parameters<TileForm>,
    Parameters(query): Parameters<TileQuery>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let at = TileAt {
        set,
        matrix,
        row,
        column,
        asked,
    };
    tile(&state, &headers, (Kind::Styled, id, query), (at, form.f)).await
}
