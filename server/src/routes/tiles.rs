//! `/tiles`: pictures and vector tiles of the styles.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use hexward_engine::geom::Plane;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::tile_address::{TileAddress, TileQuery};
use super::tile_answer::TileRequest;
use super::tile_json;
use crate::error::ApiError;
use crate::openapi::{Problem, Unchanged, tag};
use crate::request::Parameters;
use crate::state::AppState;
use crate::tiling::{SETS, TileMatrixSet};
use crate::view::Asked;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(tile_json::document))
        .routes(routes!(tile))
}

/// As which tiles the numbers of an address are meant.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Numbering {
    /// The tile matrix set that the zoom, the column and the row belong to, WebMercatorQuad without it. Those of Tianditu are
    /// `c` (CGCS2000 in degrees) and `w`. A server that was told so also has those of consumer maps of China, to lay pictures over
    /// them: `gcj02`, `gcj02-tms` with rows from the south, and `bd09`.
    #[param(example = "WebMercatorQuad")]
    set: Option<String>,
}

impl Numbering {
    /// The set.
    ///
    /// # Errors
    /// [`ApiError::Malformed`] when there is none of the name.
    fn set(name: Option<&str>, shifted: bool) -> Result<&'static TileMatrixSet, ApiError> {
        let Some(name) = name else {
            return Ok(&SETS[0]);
        };
        TileMatrixSet::for_xyz(name, shifted).map_err(|error| ApiError::Malformed {
            pointer: "/query/set",
            detail: error.detail(),
        })
    }
}

/// A tile
///
/// A picture of 256 pixels a side, of 512 with `@2x` behind the row: the same picture for screens of double density. Or a
/// vector tile. Where there is nothing, a picture is transparent and a vector tile is not sent (204), unless `empty` says
/// otherwise.
#[utoipa::path(
    get,
    path = "/tiles/{style}/{z}/{x}/{file}",
    operation_id = "get_tile",
    tag = tag::TILES,
    params(
        ("style" = String, Path, description = "The style.", example = "cases"),
        ("z" = u8, Path, description = "The zoom.", maximum = 23, example = 16),
        ("x" = u32, Path, description = "The column, from the west.", example = 32743),
        ("file" = String, Path, description = "The row, from the north, with `.png`, `.webp` or `.mvt`; `@2x` before the point for pictures of double density.", example = "21790@2x.png", pattern = r"^(0|[1-9][0-9]*)(\.(png|webp|mvt)|@2x\.(png|webp))$"),
        TileQuery,
        Numbering,
        Asked,
    ),
    responses(
        (status = 200, description = "The tile.", content(
            (Vec<u8> = "image/png"),
            (Vec<u8> = "image/webp"),
            (Vec<u8> = "application/vnd.mapbox-vector-tile"),
        )),
        (status = 204, description = "There is nothing in the tile."),
        Unchanged,
        Problem<404>,
        Problem<422>,
    ),
)]
async fn tile(
    State(state): State<AppState>,
    uri: Uri,
    Parameters(query): Parameters<TileQuery>,
    Parameters(numbering): Parameters<Numbering>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let set = Numbering::set(numbering.set.as_deref(), state.config().shifted_grids)?;
    let address = TileAddress::parse(uri.path(), set)?;
    if !address.format.is_picture() && set.plane != Plane::Mercator {
        let detail = format!("vector tiles are not offered in `{}`", set.id);
        return Err(ApiError::NotOffered(detail));
    }
    let request = TileRequest {
        style: address.style,
        plane: set.plane,
        coord: address.coord,
        format: address.format,
        density: address.density,
        query: &query,
        asked: &asked,
        headers: &headers,
    };
    request.answer(&state).await
}
