//! What all tile sets have in common: their lists, how they are described, their tiles.

use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;

use super::held::Held;
use super::landing::Form;
use super::links::{Place, check_json};
use super::tiled::{TileAt, Tiled};
use crate::answer::Answer;
use crate::dto;
use crate::error::ApiError;
use crate::routes::tile_address::TileQuery;
use crate::routes::tile_answer::TileRequest;
use crate::state::AppState;
use crate::tile_cache::Density;
use crate::view::Asked;

/// The form of a tile.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct TileForm {
    /// The format of the tile, the first of the link templates when it is not given.
    #[param(inline, value_type = Option<dto::choices::PictureFormat>)]
    pub(super) f: Option<String>,
}

/// The form of a vector tile.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct VectorForm {
    /// The format of the tile.
    #[param(inline, value_type = Option<dto::choices::VectorFormat>)]
    pub(super) f: Option<String>,
}

/// Which of the three kinds of tile sets something is.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// Pictures of all that is stored, in a style.
    Styled,
    /// Pictures of a collection.
    Map,
    /// Vector tiles of a collection.
    Vector,
}

impl Kind {
    fn of<'a>(
        self,
        state: &'a AppState,
        snapshot: &Snapshot,
        id: &str,
        query: TileQuery,
    ) -> Result<Tiled<'a>, ApiError> {
        match self {
            Self::Styled => Tiled::styled(state, snapshot, id, query),
            Self::Map => Tiled::map_of(Held::named(state, snapshot, id)?),
            Self::Vector => Tiled::vectors_of(Held::named(state, snapshot, id)?),
        }
    }
}

/// A list of tile sets.
pub(super) async fn list(
    (state, headers, asked): (AppState, HeaderMap, Asked),
    (kind, id, query): (Kind, String, TileQuery),
    form: &Form,
) -> Result<Response, ApiError> {
    check_json(form.f.as_deref())?;
    let place = Place::of(&state, &headers, &asked);
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let tiled = kind.of(state, snapshot, &id, query)?;
        tiled.view(snapshot)?;
        Ok(Answer::json(&tiled.list(&place)))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

/// A tile set.
pub(super) async fn described(
    (state, headers, asked): (AppState, HeaderMap, Asked),
    (kind, id, query): (Kind, String, TileQuery),
    (set, form): (String, Form),
) -> Result<Response, ApiError> {
    check_json(form.f.as_deref())?;
    let place = Place::of(&state, &headers, &asked);
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let tiled = kind.of(state, snapshot, &id, query)?;
        let set = tiled.set_named(&set)?;
        let view = tiled.view(snapshot)?;
        Ok(Answer::json(&tiled.set(snapshot, &view, set, &place)))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

/// A tile.
pub(super) async fn tile(
    state: &AppState,
    headers: &HeaderMap,
    (kind, id, query): (Kind, String, TileQuery),
    (at, form): (TileAt, Option<String>),
) -> Result<Response, ApiError> {
    let seen = state.see(&at.asked).await?;
    let tiled = kind.of(state, &seen.snapshot, &id, query)?;
    let set = tiled.set_named(&at.set)?;
    let coord = set.tile(&at.matrix, &at.row, &at.column)?;
    let request = TileRequest {
        style: tiled.style.id(),
        plane: set.plane,
        coord: tiled.within(set, &seen.snapshot, coord)?,
        format: tiled.format(form.as_deref())?,
        density: Density::Single,
        query: &tiled.query,
        asked: &at.asked,
        headers,
    };
    request.answer(state).await
}
