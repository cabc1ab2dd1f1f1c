//! `/wmts/1.0.0`: requests by paths, as the templates of the capabilities have them.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};

use super::exception::Exception;
use super::info::FeatureInfo;
use super::tile::{self, Tile, format, info_form, marked};
use crate::error::shown;
use crate::openapi::{Unchanged, tag};
use crate::state::AppState;

/// What WMTS offers
///
/// The capabilities: layers, the tile matrix set, limits, templates of addresses.
#[utoipa::path(
    get,
    path = "/wmts/1.0.0/WMTSCapabilities.xml",
    operation_id = "wmts.getCapabilities",
    tag = tag::OGC,
    responses((status = 200, description = "The capabilities.", body = String, content_type = "application/xml"), Unchanged),
)]
pub(super) async fn capabilities(State(state): State<AppState>, headers: HeaderMap) -> Response {
    answered(tile::capabilities(&state, &headers).await)
}

fn answered(answer: Result<Response, Exception>) -> Response {
    match answer {
        Ok(response) => marked(response),
        Err(exception) => exception.not_found().into_response(),
    }
}

/// The name of a file and how it ends.
fn split(file: &str) -> (&str, &str) {
    file.rsplit_once('.').unwrap_or((file, ""))
}

/// The first part of a path that is empty; the others have no name of their own.
fn missing(pieces: &[String]) -> Option<&'static str> {
    const NAMES: [&str; 6] = [
        "Layer",
        "Style",
        "Time",
        "TileMatrixSet",
        "TileMatrix",
        "TileRow",
    ];
    let empty = pieces.iter().position(String::is_empty)?;
    Some(NAMES.get(empty).copied().unwrap_or("TileCol"))
}

fn no_form(ending: &str) -> Exception {
    Exception::invalid("Format", format!("there is no format `{}`", shown(ending)))
}

/// A tile of WMTS
///
/// As the templates of the capabilities have it.
#[utoipa::path(
    get,
    path = "/wmts/1.0.0/{layer}/{style}/{time}/{set}/{matrix}/{row}/{file}",
    operation_id = "wmts.getTile",
    tag = tag::OGC,
    params(
        ("layer" = String, Path, description = "The layer.", example = "cases"),
        ("style" = String, Path, description = "The style of the layer, always `default`.", example = "default"),
        ("time" = String, Path, description = "The day that is shown, `current` or `YYYY-MM-DD`.", example = "current"),
        ("set" = String, Path, description = "The tile matrix set.", example = "WebMercatorQuad"),
        ("matrix" = String, Path, description = "The zoom.", example = "16"),
        ("row" = String, Path, description = "The row, from the north.", example = "21790"),
        ("file" = String, Path, description = "The column, from the west, with `.png` or `.webp`.", example = "32743.png"),
    ),
    responses(
        (status = 200, description = "The tile.", content((Vec<u8> = "image/png"), (Vec<u8> = "image/webp"))),
        (status = 404, description = "An exception report: there is no such tile.", content((String = "application/xml"), (Object = "application/problem+json"))),
        Unchanged,
    ),
)]
pub(super) async fn tile(
    State(state): State<AppState>,
    Path(pieces): Path<[String; 7]>,
    headers: HeaderMap,
) -> Response {
    if let Some(name) = missing(&pieces) {
        return answered(Err(Exception::missing(name)));
    }
    let [layer, style, time, set, matrix, row, file] = &pieces;
    let (column, ending) = split(file);
    let tile = Tile {
        layer,
        style,
        time: Some(time),
        set,
        matrix,
        row,
        column,
    };
    let Some(format) = format(ending).filter(|format| format.extension() == ending) else {
        return answered(Err(no_form(ending)));
    };
    answered(tile.picture(&state, format, &headers).await)
}

/// What is under a pixel of a tile of WMTS
///
/// The grids and the cell, with what adds up in them.
#[utoipa::path(
    get,
    path = "/wmts/1.0.0/{layer}/{style}/{time}/{set}/{matrix}/{row}/{column}/{j}/{file}",
    operation_id = "wmts.getFeatureInfo",
    tag = tag::OGC,
    params(
        ("layer" = String, Path, description = "The layer.", example = "risk"),
        ("style" = String, Path, description = "The style of the layer, always `default`.", example = "default"),
        ("time" = String, Path, description = "The day that is shown, `current` or `YYYY-MM-DD`.", example = "current"),
        ("set" = String, Path, description = "The tile matrix set.", example = "WebMercatorQuad"),
        ("matrix" = String, Path, description = "The zoom.", example = "16"),
        ("row" = String, Path, description = "The row, from the north.", example = "21790"),
        ("column" = String, Path, description = "The column, from the west.", example = "32743"),
        ("j" = String, Path, description = "The pixel, from the north.", example = "128"),
        ("file" = String, Path, description = "The pixel, from the west, with `.json`, `.html` or `.txt`.", example = "128.json"),
    ),
    responses(
        (status = 200, description = "What is there.", content((FeatureInfo = "application/json"), (String = "text/html"), (String = "text/plain"))),
        (status = 404, description = "An exception report: there is no such pixel.", content((String = "application/xml"), (Object = "application/problem+json"))),
        Unchanged,
    ),
)]
pub(super) async fn info(
    State(state): State<AppState>,
    Path(pieces): Path<[String; 9]>,
    headers: HeaderMap,
) -> Response {
    if let Some(name) = missing(&pieces) {
        return answered(Err(Exception::missing(name)));
    }
    let [layer, style, time, set, matrix, row, column, j, file] = &pieces;
    let (i, ending) = split(file);
    let tile = Tile {
        layer,
        style,
        time: Some(time),
        set,
        matrix,
        row,
        column,
    };
    let Some(form) = info_form(ending).filter(|form| form.extension() == ending) else {
        return answered(Err(no_form(ending)));
    };
    answered(tile.info(&state, (i, j), form, &headers).await)
}
