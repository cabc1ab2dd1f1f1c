//! Tiles and what is under their pixels, whichever way they are asked for.

use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::Viewpoint;
use hexward_engine::geom::{Plane, TileCoord};
use hexward_engine::render::Theme;
use hexward_engine::snapshot::Snapshot;

use super::CURRENT;
use super::capabilities::{self, FORMATS};
use super::exception::{Exception, OwnForm};
use super::info::{self, InfoForm};
use crate::answer::{Answer, REVALIDATE};
use crate::base_url::base_url;
use crate::error::{ApiError, shown};
use crate::routes::map_layers::MapLayer;
use crate::routes::tile_answer::TileRequest;
use crate::state::AppState;
use crate::tile_cache::{Density, Format};
use crate::tiling::{TILE_PX, TileMatrixSet};
use crate::view::{Asked, moment};

/// A tile as both ways name it.
pub(super) struct Tile<'a> {
    pub(super) layer: &'a str,
    pub(super) style: &'a str,
    pub(super) time: Option<&'a str>,
    pub(super) set: &'a str,
    pub(super) matrix: &'a str,
    pub(super) row: &'a str,
    pub(super) column: &'a str,
}

impl Tile<'_> {
    /// The day that is shown.
    fn asked(&self) -> Result<Asked, Exception> {
        match self.time {
            None | Some("" | CURRENT | "default") => Ok(Asked(Viewpoint::Newest)),
            Some(time) => moment("/query", time)
                .map(Asked)
                .map_err(|error| Exception::invalid("Time", error.detail())),
        }
    }

    /// The layer and the tile, which is within the limits of the layer.
    fn found<'s>(
        &self,
        state: &'s AppState,
        snapshot: &Snapshot,
    ) -> Result<(MapLayer<'s>, Plane, TileCoord), Exception> {
        let mut layers = MapLayer::all(state, snapshot).into_iter();
        let layer = layers.find(|layer| layer.id == self.layer);
        let mut layer = layer.ok_or_else(|| unknown("Layer", "layer", self.layer))?;
        let mut themes = Theme::ALL.into_iter();
        let theme = match self.style {
            "" => Some(Theme::Light),
            id => themes.find(|theme| capabilities::style_id(*theme) == id),
        };
        let theme = theme.ok_or_else(|| unknown("Style", "style", self.style))?;
        layer.query.theme = Some(theme.name().to_owned());
        let set = TileMatrixSet::named(self.set);
        let set = set.map_err(|error| Exception::invalid("TileMatrixSet", error.detail()))?;
        let zoom = set.zoom(self.matrix);
        let limits = zoom.and_then(|zoom| layer.limits(set, snapshot, zoom));
        let limits = limits.ok_or_else(|| unknown("TileMatrix", "tile matrix", self.matrix))?;
        let tile = set.tile(self.matrix, self.row, self.column);
        let tile = tile.map_err(|error| {
            let by_row =
                matches!(error, ApiError::Malformed { pointer, .. } if pointer.ends_with("Row"));
            Exception::invalid(if by_row { "TileRow" } else { "TileCol" }, error.detail())
        })?;
        let row = self.row.parse::<u32>().ok();
        let in_rows = row.is_some_and(|row| (limits.rows.0..=limits.rows.1).contains(&row));
        let tile = tile.filter(|&tile| limits.holds(tile));
        let locator = if in_rows { "TileCol" } else { "TileRow" };
        let tile = tile.ok_or_else(|| Exception::out_of_range(locator))?;
        Ok((layer, set.plane, tile))
    }

    /// The picture.
    pub(super) async fn picture(
        &self,
        state: &AppState,
        format: Format,
        headers: &HeaderMap,
    ) -> Result<Response, Exception> {
        let asked = self.asked()?;
        let seen = state.see(&asked).await?;
        let (layer, plane, coord) = self.found(state, &seen.snapshot)?;
        let request = TileRequest {
            style: layer.style.id(),
            plane,
            coord,
            format,
            density: Density::Single,
            query: &layer.query,
            asked: &asked,
            headers,
        };
        Ok(request.answer(state).await?)
    }

    /// What is under a pixel.
    pub(super) async fn info(
        &self,
        state: &AppState,
        (i, j): (&str, &str),
        form: InfoForm,
        headers: &HeaderMap,
    ) -> Result<Response, Exception> {
        let pixel = |name: &'static str, text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            if !digits {
                let text = format!("`{}` is not a whole number", shown(text));
                return Err(Exception::invalid(name, text));
            }
            let pixel = text.parse::<u32>().ok().filter(|pixel| *pixel < TILE_PX);
            pixel.ok_or_else(|| Exception::no_pixel(name))
        };
        let at = (pixel("I", i)?, pixel("J", j)?);
        let asked = self.asked()?;
        let seen = state.see(&asked).await?;
        let (layer, plane, coord) = self.found(state, &seen.snapshot)?;
        let id = layer.id;
        let question = move |state: &AppState, snapshot: &Snapshot| {
            let mut layers = MapLayer::all(state, snapshot).into_iter();
            let layer = layers.find(|layer| layer.id == id);
            let layer = layer.ok_or_else(|| ApiError::NotFound("the layer is gone".to_owned()))?;
            let position = info::position(plane, coord, at);
            Ok(info::answer(state, snapshot, &layer, position, form))
        };
        Ok(state.ask_at(&asked, question).await?.to(headers))
    }
}

fn unknown(locator: &'static str, what: &str, name: &str) -> Exception {
    Exception::invalid(locator, format!("there is no {what} `{}`", shown(name)))
}

/// The capabilities.
pub(super) async fn capabilities(
    state: &AppState,
    headers: &HeaderMap,
) -> Result<Response, Exception> {
    let base = base_url(state.config(), headers);
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let text = capabilities::document(state, snapshot, &base)?;
        Ok(Answer::new(text, "application/xml", REVALIDATE))
    };
    let answer = state.ask_at(&Asked::default(), question).await?;
    Ok(answer.to(headers))
}

/// The format of a picture, by its media type or by how its address ends.
pub(super) fn format(name: &str) -> Option<Format> {
    let mut formats = FORMATS.into_iter();
    formats.find(|format| format.media_type() == name || format.extension() == name)
}

/// The form of what is under a pixel, by its media type or by how its address ends.
pub(super) fn info_form(name: &str) -> Option<InfoForm> {
    let mut forms = InfoForm::ALL.into_iter();
    forms.find(|form| form.media_type() == name || form.extension() == name)
}

/// Says that an answer has the form of its protocol.
pub(super) fn marked(mut response: Response) -> Response {
    response.extensions_mut().insert(OwnForm);
    response
}
