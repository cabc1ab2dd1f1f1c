//! `/ogc`: what is stored and drawn as the standards of the OGC have it, read only: OGC API Features part 1 (OGC 17-069r4)
//! and OGC API Tiles part 1 (OGC 20-057).

mod collections;
mod drawn;
mod features;
mod held;
mod items;
mod landing;
mod links;
mod matrix_sets;
mod styled;
mod styles;
mod tiled;
mod tiles;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::state::AppState;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(landing::landing))
        .routes(routes!(landing::conformance))
        .routes(routes!(collections::all))
        .routes(routes!(collections::one))
        .routes(routes!(items::all))
        .routes(routes!(items::one))
        .routes(routes!(matrix_sets::all))
        .routes(routes!(matrix_sets::one))
        .routes(routes!(styles::all))
        .routes(routes!(styled::maps))
        .routes(routes!(drawn::map_sets))
        .routes(routes!(drawn::map_set))
        .routes(routes!(drawn::map_tile))
        .routes(routes!(styled::styled_sets))
        .routes(routes!(styled::styled_set))
        .routes(routes!(styled::styled_tile))
        .routes(routes!(drawn::vector_sets))
        .routes(routes!(drawn::vector_set))
        .routes(routes!(drawn::vector_tile))
}
