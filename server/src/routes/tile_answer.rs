//! A tile as any protocol asks for it, answered from memory or drawn.
//!
//! When too much is to be drawn, a tile of what is in force is answered as it was last shown, under the tag of those bytes, with
//! the revision that it shows and the newest one in headers; one that was never shown is refused.

#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use hexward_engine::geom::{Plane, TileCoord, TileSize};
use hexward_engine::model::Revision;
use hexward_engine::plan_digest;
use hexward_engine::render::{self, Style, View};
use hexward_engine::snapshot::Snapshot;

use super::tile_address::TileQuery;
use crate::answer::{Answer, IMMUTABLE, LIVE, REVALIDATE, show_view};
use crate::draw_queue::Place;
use crate::error::{ApiError, RefusalKind};
use crate::state::AppState;
use crate::tile_cache::{Density, Drawn, Empty, Format, Freshness, TileKey, Wanted};
use crate::view::{Asked, Ground, Seen};

/// A tile as it is asked for.
pub(super) struct TileRequest<'a> {
    /// The style.
    pub(super) style: &'a str,
    /// In which plane.
    pub(super) plane: Plane,
    /// Where.
    pub(super) coord: TileCoord,
    /// As what.
    pub(super) format: Format,
    /// For which screens.
    pub(super) density: Density,
    /// What else is chosen.
    pub(super) query: &'a TileQuery,
    /// Of which state of the data.
    pub(super) asked: &'a Asked,
    /// The headers of the request.
    pub(super) headers: &'a HeaderMap,
}

impl TileRequest<'_> {
    /// The tile, from memory or drawn.
    ///
    /// # Errors
    /// [`ApiError::NotFound`] for a style that does not exist and, where that is wished, for an empty tile;
    /// [`ApiError::NotOffered`] for a format that the style does not have; those of the query and the view;
    /// [`RefusalKind::Drawings`] when too much is to be drawn.
    pub(super) async fn answer(&self, state: &AppState) -> Result<Response, ApiError> {
        let form = (self.density, self.query.theme()?);
        let style = state.style_for(self.style, form)?;
        let empty = self.query.empty(self.format)?;
        let seen = state.see(self.asked).await?;
        let view = self
            .query
            .view(style, (self.format, self.density), &seen.snapshot)?;
        let view = View {
            plane: self.plane,
            ..view
        };
        let view = state.compared(style, &seen, view).await?;
        let style = &state.fitted(style, &seen, &view).await?;
        let wanted = Wanted {
            style: style.fingerprint().to_owned(),
            density: self.density,
            view,
            coord: self.coord,
            format: self.format,
        };
        let (tile, older) = match fresh(state, style, &wanted, &seen).await {
            Ok(tile) => (tile, None),
            Err(error) => {
                let shown = older(state, &wanted, &seen, &error).await;
                let (tile, revision) = shown.ok_or(error)?;
                (tile, Some(revision))
            }
        };
        let instance = self.query.instance.as_deref();
        let is_lasting = seen.asked.is_lasting() && instance == Some(state.instance());
        let lifetime = match older {
            Some(_) => REVALIDATE,
            None if is_lasting => IMMUTABLE,
            None => LIVE,
        };
        let tile = match (tile, empty) {
            (Some(tile), _) => Some(tile),
            (None, Empty::Shown) => Some(nothing(self.format, wanted.view.size)?),
            (None, Empty::NoContent) => None,
            (None, Empty::NotFound) => {
                return Err(ApiError::NotFound(
                    "there is nothing in this tile".to_owned(),
                ));
            }
        };
        let mut response = answered(tile, &seen, lifetime, self.headers);
        if let Some(revision) = older {
            let headers = response.headers_mut();
            headers.insert("x-hexward-revision", HeaderValue::from(revision.0));
            headers.insert("x-hexward-stale", HeaderValue::from(seen.head.0));
        }
        Ok(response)
    }
}

/// The tile of a view, from memory or drawn; requests for the same one wait for one drawing.
async fn fresh(
    state: &AppState,
    style: &Arc<Style>,
    wanted: &Wanted,
    seen: &Seen,
) -> Result<Option<Answer>, ApiError> {
    // one place for the work on the key and the drawing: nobody draws half a tile
    let mut place = None;
    let work_out = async {
        let own = place.insert(state.drawing().place().await?);
        look_up(state, style, (wanted, seen), own).await
    };
    let at = (seen.asked.0.clone(), seen.head);
    let freshness = state.tiles().freshness(wanted, at, work_out).await?;
    let is_first = place.is_some();
    let key = TileKey {
        wanted: wanted.clone(),
        freshness,
    };
    let draw = async {
        let own = match place {
            Some(own) => own,
            None => state.drawing().place().await?,
        };
        let (style, wanted) = (Arc::clone(style), wanted.clone());
        let snapshot = Arc::clone(&seen.snapshot);
        let work = move || draw(&snapshot, &style, &wanted);
        state.drawing().run(&own, work).await
    };
    if !(is_first && seen.ground() == Ground::InForce) {
        return state.tiles().get_or_draw(key, draw).await;
    }
    let tile = state.tiles().get_or_draw(key.clone(), draw).await?;
    state.tiles().remember(key, seen.head).await;
    Ok(tile)
}

/// The tile as it was last shown, and of which revision, when it is in force and there is no time to draw it.
async fn older(
    state: &AppState,
    wanted: &Wanted,
    seen: &Seen,
    error: &ApiError,
) -> Option<(Option<Answer>, Revision)> {
    let too_much =
        matches!(error, ApiError::Refused(refusal) if refusal.kind == RefusalKind::Drawings);
    if !too_much || seen.ground() != Ground::InForce {
        return None;
    }
    state.tiles().older(wanted).await
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

/// A tile with nothing in it: a transparent picture, which all of a format and size share, or no bytes.
fn nothing(format: Format, size: TileSize) -> Result<Answer, ApiError> {
    static PICTURES: [OnceLock<Answer>; 4] = [const { OnceLock::new() }; 4];
    let place = 2 * usize::from(format == Format::Webp) + usize::from(size.extra_zoom());
    if let Some(known) = PICTURES[place].get().filter(|_| format.is_picture()) {
        return Ok(known.clone());
    }
    let bytes = match format {
        Format::Png => render::empty_tile(size),
        Format::Webp => render::webp_of_png(&render::empty_tile(size))?,
        Format::Mvt => return Ok(Answer::new(Vec::new(), format.media_type(), LIVE)),
    };
    let answer = Answer::new(bytes, format.media_type(), LIVE);
    Ok(PICTURES[place].get_or_init(|| answer).clone())
}

/// The freshness of a tile in a view. O(areas on its ground + commits).
async fn look_up(
    state: &AppState,
    style: &Arc<Style>,
    (wanted, seen): (&Wanted, &Seen),
    place: &Place,
) -> Result<Freshness, ApiError> {
    let own = (Arc::clone(style), wanted.clone(), seen.clone());
    let (asker, (style, wanted, seen)) = (state.clone(), own);
    let work = move || {
        let ground = ground(&asker, &style, &wanted, &seen);
        let choice = render::choice_of(&seen.snapshot, &style, wanted.coord, &wanted.view);
        Ok(Freshness { choice, ground })
    };
    state.drawing().run(place, work).await
}

/// What a tile of a view is drawn from.
fn ground(state: &AppState, style: &Style, wanted: &Wanted, seen: &Seen) -> Drawn {
    let damaged = || {
        let own = render::ground_of(&seen.snapshot, style, wanted.coord, &wanted.view);
        let layers = render::layers_of(style);
        let (_, damaged) = state.engine().snapshot_for(layers, |_| own);
        // commits since the view was made do not show in it
        damaged.min(seen.head)
    };
    match seen.ground() {
        Ground::InForce => Drawn::InForce(damaged()),
        Ground::Past(revision) => Drawn::Past(revision),
        Ground::Coming(day) => Drawn::Coming(day, seen.head),
        Ground::Draft(id) => {
            let digest = plan_digest(&seen.snapshot, &id).unwrap_or_default();
            Drawn::Draft(digest, damaged())
        }
    }
}

/// The bytes of a tile; `None` for one with nothing in it.
fn draw(snapshot: &Snapshot, style: &Style, wanted: &Wanted) -> Result<Option<Answer>, ApiError> {
    let bytes = match wanted.format {
        Format::Png => picture(snapshot, style, wanted.coord, &wanted.view)?,
        Format::Webp => {
            let png = picture(snapshot, style, wanted.coord, &wanted.view)?;
            png.map(|png| render::webp_of_png(&png)).transpose()?
        }
        Format::Mvt => {
            let bytes = render::vector_tile(snapshot, style, wanted.coord, &wanted.view)?;
            Some(bytes).filter(|bytes| !bytes.is_empty())
        }
    };
    Ok(bytes.map(|bytes| Answer::new(bytes, wanted.format.media_type(), LIVE)))
}

/// A picture as PNG, unless it shows nothing.
fn picture(
    snapshot: &Snapshot,
    style: &Style,
    coord: TileCoord,
    view: &View,
) -> Result<Option<Vec<u8>>, ApiError> {
    let tile = render::tile(snapshot, style, coord, view)?;
    Ok((!tile.empty).then_some(tile.png))
}
