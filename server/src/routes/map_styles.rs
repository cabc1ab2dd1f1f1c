//! `/styles/{style}/style.json`: the styles for MapLibre and whatever reads its style specification.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::geom::TileSize;
use hexward_engine::render::{self, Style, View};
use serde::Deserialize;
use serde_json::json;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::root::{center, first_zoom};
use super::tile_address::{self, TileQuery};
use super::tile_json::{Origin, attribution, legend_url, template};
use crate::answer::Answer;
use crate::base_url::base_url;
use crate::dto;
use crate::error::ApiError;
use crate::maplibre::{self, Source};
use crate::openapi::{Problem, Unchanged, tag};
use crate::request::{Parameters, Piece};
use crate::state::AppState;
use crate::tile_cache::{Density, Format};
use crate::view::{Asked, Seen};

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(document))
}

/// What the tiles of a style are.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// The format of the tiles; vector tiles when it is not given and the style has them, else pictures.
    #[param(inline, value_type = Option<dto::choices::TileFormat>)]
    format: Option<String>,
}

/// A style for MapLibre
///
/// A style document (version 8) with its tiles, from the same classes, colours and widths as the pictures.
#[utoipa::path(
    get,
    path = "/styles/{style}/style.json",
    operation_id = "get_map_style",
    tag = tag::TILES,
    params(
        ("style" = String, Path, description = "The style.", example = "risk"),
        Wish,
        TileQuery,
        Asked,
    ),
    responses((status = 200, description = "The style.", body = Object), Unchanged, Problem<404>),
)]
async fn document(
    State(state): State<AppState>,
    Piece(id): Piece,
    Parameters(wish): Parameters<Wish>,
    Parameters(query): Parameters<TileQuery>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let style = state.style_for(&id, (Density::Single, query.theme()?))?;
    // a library draws letters in fonts of its own, which this document would have to name
    let in_layers = style.has_vector() && style.language().is_none();
    let format = match wish.format.as_deref() {
        Some(extension) => tile_address::format(extension)?,
        None if in_layers => Format::Mvt,
        None => Format::Png,
    };
    if !format.is_picture() && !in_layers {
        let detail = format!("style {id} has no layers of .mvt tiles");
        return Err(ApiError::NotOffered(detail));
    }
    let seen = state.see(&asked).await?;
    let base = base_url(state.config(), &headers);
    let origin = Origin {
        base: &base,
        instance: state.instance(),
    };
    let view = query.view(style, (format, Density::Single), &seen.snapshot)?;
    let style = &*state.fitted(style, &seen, &view).await?;
    let source = source(style, &view, format, &seen, &origin);
    let document = if format.is_picture() {
        maplibre::of_pictures(style, &source)
    } else {
        maplibre::of_vectors(style, &source)
    };
    Ok(Answer::json(&document).showing(&seen).to(&headers))
}

fn source(style: &Style, view: &View, format: Format, seen: &Seen, origin: &Origin<'_>) -> Source {
    let snapshot = &seen.snapshot;
    let zooms = style.zooms(TileSize::Px256);
    let bounds = snapshot.bounds();
    let unit = render::unit_of(snapshot, style, view);
    Source {
        template: template(style, &seen.asked, view, format, origin),
        zooms: [*zooms.start(), *zooms.end()],
        bounds: dto::extent(bounds),
        center: center(bounds),
        zoom: first_zoom(bounds),
        attribution: attribution(snapshot),
        metadata: json!({
            "hexward:revision": snapshot.revision.0,
            "hexward:scale": render::scale_of(snapshot, style, view),
            "hexward:unit": unit.as_ref().map(dto::Text::from),
            "hexward:legend": legend_url(style, &seen.asked, view, origin.base),
        }),
    }
}
