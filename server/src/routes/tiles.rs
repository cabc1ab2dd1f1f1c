//! `/tiles`: pictures and vector tiles of the styles.

use axum::Router;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hexward_engine::geom::{TileCoord, TileSize};
use hexward_engine::render::{self, Style, View};
use hexward_engine::snapshot::Snapshot;

use super::tile_address::{TileAddress, TileQuery, zooms};
use super::tile_json;
use crate::answer::{Answer, LIVE};
use crate::error::ApiError;
use crate::request::Parameters;
use crate::state::AppState;
use crate::tile_cache::{Format, TileKey};

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/tiles/{document}", get(tile_json::document))
        .route("/tiles/{style}/{z}/{x}/{file}", get(tile))
}

async fn tile(
    State(state): State<AppState>,
    uri: Uri,
    Parameters(query): Parameters<TileQuery>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let address = TileAddress::parse(uri.path())?;
    let style = state.style(address.style)?;
    let view = view_of(&query, style, address.format, &state.engine().snapshot())?;
    check_offer(style, address.coord, address.format, &view)?;
    let ground = |snapshot: &Snapshot| render::ground_of(snapshot, style, address.coord, &view);
    let (snapshot, revision) = state
        .engine()
        .snapshot_for(render::layers_of(style), ground);
    let key = TileKey {
        style: style.fingerprint().to_owned(),
        view: view.clone(),
        coord: address.coord,
        format: address.format,
        revision,
    };
    let (drawer, id) = (state.clone(), address.style.to_owned());
    let TileAddress { coord, format, .. } = address;
    let work = move || draw(&snapshot, drawer.style(&id)?, coord, format, &view);
    let tile = state.tiles().get_or_draw(key, state.draw(work)).await?;
    Ok(tile.map_or_else(nothing, |answer| answer.to(&headers)))
}

/// The view; a vector tile has one size.
fn view_of(
    query: &TileQuery,
    style: &Style,
    format: Format,
    snapshot: &Snapshot,
) -> Result<View, ApiError> {
    let view = query.view(style, snapshot)?;
    Ok(match format {
        Format::Png => view,
        Format::Mvt => View {
            size: TileSize::Px256,
            ..view
        },
    })
}

/// Refuses a tile that its style does not have before anything is asked about its ground.
fn check_offer(
    style: &Style,
    coord: TileCoord,
    format: Format,
    view: &View,
) -> Result<(), ApiError> {
    let (offered, extension) = match format {
        Format::Png => (style.has_raster(), "png"),
        Format::Mvt => (style.has_vector(), "mvt"),
    };
    if !offered {
        return Err(ApiError::NotOffered(format!(
            "style {} has no .{extension} tiles",
            style.id()
        )));
    }
    let zooms = zooms(style, view.size);
    if zooms.contains(&coord.z()) {
        return Ok(());
    }
    let detail = format!(
        "style {} has zooms {} to {} at this size",
        style.id(),
        zooms.start(),
        zooms.end()
    );
    Err(ApiError::Outside {
        pointer: "/path/z",
        detail,
    })
}

/// The bytes of a tile; `None` for a vector tile with nothing in it.
fn draw(
    snapshot: &Snapshot,
    style: &Style,
    coord: TileCoord,
    format: Format,
    view: &View,
) -> Result<Option<Answer>, ApiError> {
    match format {
        Format::Png => {
            let tile = render::tile(snapshot, style, coord, view)?;
            Ok(Some(Answer::new(tile.png, "image/png", LIVE)))
        }
        Format::Mvt => {
            let bytes = render::vector_tile(snapshot, style, coord, view)?;
            Ok((!bytes.is_empty())
                .then(|| Answer::new(bytes, "application/vnd.mapbox-vector-tile", LIVE)))
        }
    }
}

fn nothing() -> Response {
    (StatusCode::NO_CONTENT, [(CACHE_CONTROL, LIVE)]).into_response()
}
