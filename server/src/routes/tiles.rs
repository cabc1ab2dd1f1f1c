//! `/tiles`: pictures and vector tiles of the styles.

use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use hexward_engine::render::{self, Style};
use hexward_engine::snapshot::Snapshot;

use super::tile_address::{TileAddress, TileQuery};
use super::tile_json;
use crate::answer::{Answer, LIVE};
use crate::error::ApiError;
use crate::request::Parameters;
use crate::state::AppState;
use crate::tile_cache::{Format, Freshness, TileKey, Wanted};

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
    let TileAddress {
        style: id,
        coord,
        format,
    } = TileAddress::parse(uri.path())?;
    let style = state.style(id)?;
    let newest = state.engine().snapshot();
    let wanted = Wanted {
        style: style.fingerprint().to_owned(),
        view: query.view(style, format, &newest)?,
        coord,
        format,
    };
    let known = state.tiles().freshness(&wanted, newest.revision).await;
    let (snapshot, freshness) = match known {
        Some(freshness) => (newest, freshness),
        None => look_up(&state, id, &wanted).await?,
    };
    let key = TileKey { wanted, freshness };
    let (drawer, id, wanted) = (state.clone(), id.to_owned(), key.wanted.clone());
    let work = move || draw(&snapshot, drawer.style(&id)?, &wanted);
    let tile = state.tiles().get_or_draw(key, state.draw(work)).await?;
    Ok(tile.map_or_else(nothing, |answer| answer.to(&headers)))
}

/// The newest snapshot and the freshness of a tile in it, which is remembered. O(areas on its ground + commits).
async fn look_up(
    state: &AppState,
    id: &str,
    wanted: &Wanted,
) -> Result<(Arc<Snapshot>, Freshness), ApiError> {
    let (asker, id, asked) = (state.clone(), id.to_owned(), wanted.clone());
    let work = move || {
        let style = asker.style(&id)?;
        let ground =
            |snapshot: &Snapshot| render::ground_of(snapshot, style, asked.coord, &asked.view);
        let layers = render::layers_of(style);
        let (snapshot, revision) = asker.engine().snapshot_for(layers, ground);
        let choice = render::choice_of(&snapshot, style, &asked.view);
        Ok((snapshot, Freshness { choice, revision }))
    };
    let (snapshot, freshness) = state.read(work).await?;
    state
        .tiles()
        .remember(wanted.clone(), snapshot.revision, freshness.clone())
        .await;
    Ok((snapshot, freshness))
}

/// The bytes of a tile; `None` for a vector tile with nothing in it.
fn draw(snapshot: &Snapshot, style: &Style, wanted: &Wanted) -> Result<Option<Answer>, ApiError> {
    let &Wanted {
        coord, ref view, ..
    } = wanted;
    match wanted.format {
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
