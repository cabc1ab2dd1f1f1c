//! `/wmts`: the tiles as WMTS 1.0.0 (OGC 07-057r7), by parameters and by paths.

mod capabilities;
mod exception;
mod info;
mod kvp;
mod rest;
mod tile;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

pub(crate) use exception::OwnForm;

/// The path of requests with parameters, and before those without.
const PATH: &str = "/wmts";
/// The version of the standard.
const VERSION: &str = "1.0.0";
/// The time without which the newest state is shown.
const CURRENT: &str = "current";

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(kvp::ask))
        .routes(routes!(rest::capabilities))
        .routes(routes!(rest::tile))
        .routes(routes!(rest::info))
}
