//! `/ogc/collections/{collection}/map/tiles` and `…/tiles`: a collection as pictures and as vector tiles.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::landing::Form;
use super::tiled::TileAt;
use super::tiles::{Kind, TileForm, VectorForm, described, list, tile};
use crate::dto::tile_sets::{TileSet, TileSets};
use crate::error::ApiError;
use crate::openapi::{Problem, Unchanged, tag};
use crate::request::{Parameters, Pieces};
use crate::routes::tile_address::TileQuery;
use crate::state::AppState;
use crate::view::Asked;

/// The tile sets of a collection, as pictures
#[utoipa::path(
    get,
    path = "/ogc/collections/{collection}/map/tiles",
    operation_id = "ogc.collection.map.getTileSetsList",
    tag = tag::OGC,
    params(("collection" = String, Path, description = "The collection.", example = "grids-grid"), Form, Asked),
    responses((status = 200, description = "The tile sets.", body = TileSets), Unchanged, Problem<404>),
)]
pub(super) async fn map_sets(
    State(state): State<AppState>,
    Pieces(id): Pieces<String>,
    Parameters(form): Parameters<Form>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let query = TileQuery::default();
    list((state, headers, asked), (Kind::Map, id, query), &form).await
}

/// One tile set of a collection, as pictures
#[utoipa::path(
    get,
    path = "/ogc/collections/{collection}/map/tiles/{set}",
    operation_id = "ogc.collection.map.getTileSet",
    tag = tag::OGC,
    params(
        ("collection" = String, Path, description = "The collection.", example = "grids-grid"),
        ("set" = String, Path, description = "The tile matrix set.", example = "WebMercatorQuad"),
        Form,
        Asked,
    ),
    responses((status = 200, description = "The tile set.", body = TileSet), Unchanged, Problem<404>),
)]
pub(super) async fn map_set(
    State(state): State<AppState>,
    Pieces((id, set)): Pieces<(String, String)>,
    Parameters(form): Parameters<Form>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let query = TileQuery::default();
    described((state, headers, asked), (Kind::Map, id, query), (set, form)).await
}

/// A tile of a collection, as a picture
///
/// The row comes before the column. Outside the limits of the tile set there is none.
#[utoipa::path(
    get,
    path = "/ogc/collections/{collection}/map/tiles/{set}/{tileMatrix}/{tileRow}/{tileCol}",
    operation_id = "ogc.collection.map.getTile",
    tag = tag::OGC,
    params(
        ("collection" = String, Path, description = "The collection.", example = "grids-grid"),
        ("set" = String, Path, description = "The tile matrix set.", example = "WebMercatorQuad"),
        ("tileMatrix" = String, Path, description = "The zoom.", example = "16"),
        ("tileRow" = u32, Path, description = "The row, from the north.", example = 21790),
        ("tileCol" = u32, Path, description = "The column, from the west.", example = 32743),
        TileForm,
        Asked,
    ),
    responses(
        (status = 200, description = "The tile.", content((Vec<u8> = "image/png"), (Vec<u8> = "image/webp"))),
        Unchanged,
        Problem<404>,
        Problem<422>,
    ),
)]
pub(super) async fn map_tile(
    State(state): State<AppState>,
    Pieces((id, set, matrix, row, column)): Pieces<(String, String, String, String, String)>,
    Parameters(form): Parameters<TileForm>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let query = TileQuery::default();
    let at = TileAt {
        set,
        matrix,
        row,
        column,
        asked,
    };
    tile(&state, &headers, (Kind::Map, id, query), (at, form.f)).await
}

/// The tile sets of a collection, as vector tiles
#[utoipa::path(
    get,
    path = "/ogc/collections/{collection}/tiles",
    operation_id = "ogc.collection.vector.getTileSetsList",
    tag = tag::OGC,
    params(("collection" = String, Path, description = "The collection.", example = "grids-grid"), Form, Asked),
    responses((status = 200, description = "The tile sets.", body = TileSets), Unchanged, Problem<404>),
)]
pub(super) async fn vector_sets(
    State(state): State<AppState>,
    Pieces(id): Pieces<String>,
    Parameters(form): Parameters<Form>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let query = TileQuery::default();
    list((state, headers, asked), (Kind::Vector, id, query), &form).await
}

/// One tile set of a collection, as vector tiles
#[utoipa::path(
    get,
    path = "/ogc/collections/{collection}/tiles/{set}",
    operation_id = "ogc.collection.vector.getTileSet",
    tag = tag::OGC,
    params(
        ("collection" = String, Path, description = "The collection.", example = "grids-grid"),
        ("set" = String, Path, description = "The tile matrix set.", example = "WebMercatorQuad"),
        Form,
        Asked,
    ),
    responses((status = 200, description = "The tile set.", body = TileSet), Unchanged, Problem<404>),
)]
pub(super) async fn vector_set(
    State(state): State<AppState>,
    Pieces((id, set)): Pieces<(String, String)>,
    Parameters(form): Parameters<Form>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let query = TileQuery::default();
    described(
        (state, headers, asked),
        (Kind::Vector, id, query),
        (set, form),
    )
    .await
}

/// A vector tile of a collection
///
/// The row comes before the column. Outside the limits of the tile set there is none.
#[utoipa::path(
    get,
    path = "/ogc/collections/{collection}/tiles/{set}/{tileMatrix}/{tileRow}/{tileCol}",
    operation_id = "ogc.collection.vector.getTile",
    tag = tag::OGC,
    params(
        ("collection" = String, Path, description = "The collection.", example = "grids-grid"),
        ("set" = String, Path, description = "The tile matrix set.", example = "WebMercatorQuad"),
        ("tileMatrix" = String, Path, description = "The zoom.", example = "16"),
        ("tileRow" = u32, Path, description = "The row, from the north.", example = 21790),
        ("tileCol" = u32, Path, description = "The column, from the west.", example = 32743),
        VectorForm,
        Asked,
    ),
    responses(
        (status = 200, description = "The tile.", body = Vec<u8>, content_type = "application/vnd.mapbox-vector-tile"),
        (status = 204, description = "There is nothing in the tile."),
        Unchanged,
        Problem<404>,
    ),
)]
pub(super) async fn vector_tile(
    State(state): State<AppState>,
    Pieces((id, set, matrix, row, column)): Pieces<(String, String, String, String, String)>,
    Parameters(form): Parameters<VectorForm>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let query = TileQuery::default();
    let at = TileAt {
        set,
        matrix,
        row,
        column,
        asked,
    };
    tile(&state, &headers, (Kind::Vector, id, query), (at, form.f)).await
}
