//! `/tiles`: pictures and vector tiles of the styles.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use hexward_engine::plan_digest;
use hexward_engine::render::{self, Style};
use hexward_engine::snapshot::Snapshot;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::tile_address::{TileAddress, TileQuery};
use super::tile_json;
use crate::answer::{Answer, IMMUTABLE, LIVE, show_view};
use crate::error::ApiError;
use crate::openapi::{Problem, Unchanged, tag};
use crate::request::Parameters;
use crate::state::AppState;
use crate::tile_cache::{At, Drawn, Format, Freshness, TileKey, Wanted};
use crate::view::{Asked, Ground, Seen};

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(tile_json::document))
        .routes(routes!(tile))
}

/// A tile
///
/// A picture, or a vector tile (204 where there is nothing in it).
#[utoipa::path(
    get,
    path = "/tiles/{style}/{z}/{x}/{file}",
    operation_id = "get_tile",
    tag = tag::TILES,
    params(
        ("style" = String, Path, description = "The style.", example = "cases"),
        ("z" = u8, Path, description = "The zoom.", maximum = 23, example = 16),
        ("x" = u32, Path, description = "The column, from the west.", example = 32743),
        ("file" = String, Path, description = "The row, from the north, with `.png` or `.mvt`.", example = "21790.png", pattern = r"^(0|[1-9][0-9]*)\.(png|mvt)$"),
        TileQuery,
        Asked,
    ),
    responses(
        (status = 200, description = "The tile.", content(
            (Vec<u8> = "image/png"),
            (Vec<u8> = "application/vnd.mapbox-vector-tile"),
        )),
        (status = 204, description = "A vector tile with nothing in it."),
        Unchanged,
        Problem<404>,
        Problem<422>,
    ),
)]
async fn tile(
    State(state): State<AppState>,
    uri: Uri,
    Parameters(query): Parameters<TileQuery>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let TileAddress {
        style: id,
        coord,
        format,
    } = TileAddress::parse(uri.path())?;
    let style = state.style(id)?;
    let mut seen = state.see(&asked).await?;
    let wanted = Wanted {
        style: style.fingerprint().to_owned(),
        view: query.view(style, format, &seen.snapshot)?,
        coord,
        format,
    };
    let known = state.tiles().freshness(&wanted, at(&seen)).await;
    let freshness = match known {
        Some(freshness) => freshness,
        None => look_up(&state, id, &wanted, &mut seen).await?,
    };
    let key = TileKey { wanted, freshness };
    let (drawer, id, wanted) = (state.clone(), id.to_owned(), key.wanted.clone());
    let snapshot = Arc::clone(&seen.snapshot);
    let work = move || draw(&snapshot, drawer.style(&id)?, &wanted);
    let tile = state.tiles().get_or_draw(key, state.draw(work)).await?;
    let is_lasting = seen.asked.is_lasting() && query.instance.as_deref() == Some(state.instance());
    let lifetime = if is_lasting { IMMUTABLE } else { LIVE };
    Ok(answered(tile, &seen, lifetime, &headers))
}

/// The answer that says what it shows, and how long it may be kept. What was after a commit never changes, but another
/// store may be served under the same address one day, in other styles: it is kept for good under a name of this start.
fn answered(
    tile: Option<Answer>,
    seen: &Seen,
    lifetime: &'static str,
    headers: &HeaderMap,
) -> Response {
    let mut response = tile.map_or_else(
        || StatusCode::NO_CONTENT.into_response(),
        |answer| answer.to(headers),
    );
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(lifetime));
    show_view(headers, seen);
    response
}

/// What a view is a view of.
fn at(seen: &Seen) -> At {
    (seen.asked.0.clone(), seen.head)
}

/// The freshness of a tile in a view, which is remembered; of what is in force in the newest one, which then is the view.
/// O(areas on its ground + commits).
async fn look_up(
    state: &AppState,
    id: &str,
    wanted: &Wanted,
    seen: &mut Seen,
) -> Result<Freshness, ApiError> {
    let (asker, id, asked, view) = (state.clone(), id.to_owned(), wanted.clone(), seen.clone());
    let work = move || {
        let style = asker.style(&id)?;
        let (snapshot, ground) = ground(&asker, style, &asked, &view);
        let choice = render::choice_of(&snapshot, style, &asked.view);
        Ok((snapshot, Freshness { choice, ground }))
    };
    let (snapshot, freshness) = state.read(work).await?;
    if matches!(freshness.ground, Drawn::InForce(_)) {
        seen.head = snapshot.revision;
    }
    seen.snapshot = snapshot;
    let known = freshness.clone();
    let (wanted, at) = (wanted.clone(), at(seen));
    state.tiles().remember(wanted, at, known).await;
    Ok(freshness)
}

/// What a tile of a view is drawn from.
fn ground(state: &AppState, style: &Style, wanted: &Wanted, seen: &Seen) -> (Arc<Snapshot>, Drawn) {
    let layers = render::layers_of(style);
    let around =
        |snapshot: &Snapshot| render::ground_of(snapshot, style, wanted.coord, &wanted.view);
    let drawn = match seen.ground() {
        Ground::InForce => {
            let (newest, revision) = state.engine().snapshot_for(layers, around);
            return (newest, Drawn::InForce(revision));
        }
        Ground::Past(revision) => Drawn::Past(revision),
        Ground::Coming(day) => Drawn::Coming(day, seen.head),
        Ground::Draft(id) => {
            let digest = plan_digest(&seen.snapshot, &id).unwrap_or_default();
            let own = around(&seen.snapshot);
            let (_, damaged) = state.engine().snapshot_for(layers, |_| own);
            // commits since the view was made do not show in it
            Drawn::Draft(digest, damaged.min(seen.head))
        }
    };
    (Arc::clone(&seen.snapshot), drawn)
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
