//! `/wmts`: requests by parameters, whose names may be written in capitals or not.

use axum::extract::{Query, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use utoipa::IntoParams;

use super::VERSION;
use super::exception::Exception;
use super::info::FeatureInfo;
use super::tile::{Tile, capabilities, format, info_form};
use crate::dto::choices::{PictureType, WmtsRequest};
use crate::error::shown;
use crate::openapi::{Unchanged, tag};
use crate::state::AppState;

/// What the parameters are called, in whichever case.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(
    dead_code,
    reason = "the names may be in capitals, so they are read one by one"
)]
struct Wish {
    /// The service, always `WMTS`.
    #[param(example = "WMTS")]
    service: String,
    /// What is asked for.
    #[param(inline, value_type = WmtsRequest)]
    request: String,
    /// The version, always `1.0.0`.
    #[param(example = "1.0.0")]
    version: Option<String>,
    /// The layer.
    #[param(example = "cases")]
    layer: Option<String>,
    /// The style of the layer, always `default`.
    #[param(example = "default")]
    style: Option<String>,
    /// The format of the tile.
    #[param(inline, value_type = Option<PictureType>)]
    format: Option<String>,
    /// The tile matrix set.
    #[param(example = "WebMercatorQuad")]
    tilematrixset: Option<String>,
    /// The zoom.
    #[param(example = "16")]
    tilematrix: Option<String>,
    /// The row, from the north.
    #[param(example = "21790")]
    tilerow: Option<String>,
    /// The column, from the west.
    #[param(example = "32743")]
    tilecol: Option<String>,
    /// The day that is shown, `current` or `YYYY-MM-DD`.
    #[param(example = "current")]
    time: Option<String>,
    /// The pixel, from the west.
    #[param(example = "10")]
    i: Option<String>,
    /// The pixel, from the north.
    #[param(example = "10")]
    j: Option<String>,
    /// The media type of what is under a pixel.
    #[param(example = "application/json")]
    infoformat: Option<String>,
}

/// WMTS by parameters
///
/// The capabilities, a tile, or what is under a pixel of it. Which parameters are needed depends on `request`.
#[utoipa::path(
    get,
    path = "/wmts",
    operation_id = "wmts.ask",
    tag = tag::OGC,
    params(Wish),
    responses(
        (status = 200, description = "What is asked for.", content(
            (String = "application/xml"),
            (Vec<u8> = "image/png"),
            (Vec<u8> = "image/webp"),
            (FeatureInfo = "application/json"),
            (String = "text/html"),
            (String = "text/plain"),
        )),
        (status = 400, description = "An exception report.", content((String = "application/xml"), (Object = "application/problem+json"))),
        (status = 501, description = "Another operation.", body = String, content_type = "application/xml"),
        Unchanged,
    ),
)]
pub(super) async fn ask(State(state): State<AppState>, uri: Uri, headers: HeaderMap) -> Response {
    match answer(&state, &uri, &headers).await {
        Ok(response) => super::tile::marked(response),
        Err(exception) => exception.into_response(),
    }
}

async fn answer(state: &AppState, uri: &Uri, headers: &HeaderMap) -> Result<Response, Exception> {
    let parameters = Pairs::of(uri)?;
    let service = parameters.needed("service")?;
    if !service.eq_ignore_ascii_case("WMTS") {
        let text = format!("`{}` is not WMTS", shown(service));
        return Err(Exception::invalid("service", text));
    }
    match parameters.needed("request")? {
        "GetCapabilities" => {
            let accepted = parameters
                .get("acceptversions")
                .or(parameters.get("version"));
            if accepted.is_some_and(|list| !list.split(',').any(|version| version == VERSION)) {
                return Err(Exception::version());
            }
            capabilities(state, headers).await
        }
        "GetTile" => {
            let tile = parameters.tile()?;
            let name = parameters.needed("Format")?;
            let unknown =
                || Exception::invalid("Format", format!("there is no format `{}`", shown(name)));
            let format = format(name)
                .filter(|_| name.contains('/'))
                .ok_or_else(unknown)?;
            tile.picture(state, format, headers).await
        }
        "GetFeatureInfo" => {
            let tile = parameters.tile()?;
            let name = parameters.needed("InfoFormat")?;
            let unknown = || {
                Exception::invalid(
                    "InfoFormat",
                    format!("there is no format `{}`", shown(name)),
                )
            };
            let form = info_form(name)
                .filter(|_| name.contains('/'))
                .ok_or_else(unknown)?;
            let pixel = (parameters.needed("I")?, parameters.needed("J")?);
            tile.info(state, pixel, form, headers).await
        }
        other => {
            let text = format!("there is no operation `{}`", shown(other));
            Err(Exception::unsupported(text))
        }
    }
}

/// The parameters of a request.
struct Pairs(Vec<(String, String)>);

impl Pairs {
    fn of(uri: &Uri) -> Result<Self, Exception> {
        let pairs = Query::<Vec<(String, String)>>::try_from_uri(uri);
        let pairs = pairs.map_err(|_undecodable| {
            Exception::invalid("request", "the parameters cannot be decoded".to_owned())
        })?;
        Ok(Self(pairs.0))
    }

    fn get(&self, name: &str) -> Option<&str> {
        let mut pairs = self.0.iter();
        let found = pairs.find(|(key, _)| key.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    fn needed(&self, name: &'static str) -> Result<&str, Exception> {
        let value = self.get(name).filter(|value| !value.is_empty());
        value.ok_or_else(|| Exception::missing(name))
    }

    fn tile(&self) -> Result<Tile<'_>, Exception> {
        if self.needed("version")? != VERSION {
            let text = "the version is 1.0.0".to_owned();
            return Err(Exception::invalid("version", text));
        }
        Ok(Tile {
            layer: self.needed("Layer")?,
            style: self
                .get("Style")
                .ok_or_else(|| Exception::missing("Style"))?,
            time: self.get("Time"),
            set: self.needed("TileMatrixSet")?,
            matrix: self.needed("TileMatrix")?,
            row: self.needed("TileRow")?,
            column: self.needed("TileCol")?,
        })
    }
}
