//! `/ogc/tileMatrixSets`: the tile matrix sets that tiles are served in.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::landing::Form;
use super::links::{Place, check_json};
use crate::answer::Answer;
use crate::dto::ogc::Link;
use crate::dto::tile_sets::{MatrixSet, MatrixSetEntry, MatrixSets};
use crate::error::ApiError;
use crate::openapi::{Problem, Unchanged, tag};
use crate::request::{Parameters, Piece};
use crate::state::AppState;
use crate::tiling::{SETS, TileMatrixSet};
use crate::view::Asked;

/// The tile matrix sets
///
/// Which tiles there are, how large, and where.
#[utoipa::path(
    get,
    path = "/ogc/tileMatrixSets",
    operation_id = "ogc.getTileMatrixSetsList",
    tag = tag::OGC,
    params(Form),
    responses((status = 200, description = "The tile matrix sets.", body = MatrixSets), Unchanged),
)]
pub(super) async fn all(
    State(state): State<AppState>,
    Parameters(form): Parameters<Form>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check_json(form.f.as_deref())?;
    let place = Place::of(&state, &headers, &Asked::default());
    let entry = |set: &'static TileMatrixSet| MatrixSetEntry {
        id: set.id,
        title: set.title,
        uri: set.uri,
        crs: set.crs,
        links: vec![Link::json(
            place.at(&format!("/ogc/tileMatrixSets/{}", set.id)),
            "self",
            set.title,
        )],
    };
    let tile_matrix_sets = SETS.iter().map(entry).collect();
    Ok(Answer::json(&MatrixSets { tile_matrix_sets }).to(&headers))
}

/// One tile matrix set
///
/// As the register of the OGC has it (OGC 17-083r4).
#[utoipa::path(
    get,
    path = "/ogc/tileMatrixSets/{set}",
    operation_id = "ogc.getTileMatrixSet",
    tag = tag::OGC,
    params(("set" = String, Path, description = "The tile matrix set.", example = "WebMercatorQuad"), Form),
    responses((status = 200, description = "The tile matrix set.", body = MatrixSet), Unchanged, Problem<404>),
)]
pub(super) async fn one(
    Piece(id): Piece,
    Parameters(form): Parameters<Form>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check_json(form.f.as_deref())?;
    let set = TileMatrixSet::named(&id)?;
    Ok(Answer::json(&MatrixSet::from(set)).to(&headers))
}
