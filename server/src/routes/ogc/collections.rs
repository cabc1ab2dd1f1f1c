//! `/ogc/collections`: what is stored, layer by layer.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::snapshot::Snapshot;

use super::held::Held;
use super::landing::Form;
use super::links::{Place, check_json};
use crate::answer::Answer;
use crate::dto::ogc;
use crate::error::ApiError;
use crate::openapi::{Problem, Unchanged, tag};
use crate::request::{Parameters, Piece};
use crate::state::AppState;
use crate::view::Asked;

/// The collections
///
/// Grids by tier, honeycombs, checkpoints, barriers, spatial units; and densities, which only have tiles.
#[utoipa::path(
    get,
    path = "/ogc/collections",
    operation_id = "ogc.listCollections",
    tag = tag::OGC,
    params(Form, Asked),
    responses((status = 200, description = "The collections.", body = ogc::Collections), Unchanged),
)]
pub(super) async fn all(
    State(state): State<AppState>,
    Parameters(form): Parameters<Form>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check_json(form.f.as_deref())?;
    let place = Place::of(&state, &headers, &asked);
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let all = Held::all(state, snapshot);
        let described = all.iter().map(|held| held.described(snapshot, &place));
        Ok(Answer::json(&ogc::Collections {
            collections: described.collect(),
            links: vec![place.own("/ogc/collections", "The collections")],
        }))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

/// One collection
///
/// Where it is, and where its features and tiles are.
#[utoipa::path(
    get,
    path = "/ogc/collections/{collection}",
    operation_id = "ogc.getCollection",
    tag = tag::OGC,
    params(("collection" = String, Path, description = "The collection.", example = "grids-grid"), Form, Asked),
    responses((status = 200, description = "The collection.", body = ogc::Collection), Unchanged, Problem<404>),
)]
pub(super) async fn one(
    State(state): State<AppState>,
    Piece(id): Piece,
    Parameters(form): Parameters<Form>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check_json(form.f.as_deref())?;
    let place = Place::of(&state, &headers, &asked);
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let held = Held::named(state, snapshot, &id)?;
        Ok(Answer::json(&held.described(snapshot, &place)))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}
