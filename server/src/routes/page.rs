//! `/` and `/assets`: the app.

use axum::Router;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use axum::routing::get;

use crate::assets;
use crate::error::{ApiError, shown};
use crate::state::AppState;

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/", get(index))
        .route("/assets/{*file}", get(asset))
        .route("/favicon.ico", get(icon))
}

async fn index(headers: HeaderMap) -> Result<Response, ApiError> {
    send("index.html", &headers)
}

/// Names of files are compared as they come: nothing is decoded and no folder is read.
async fn asset(uri: Uri, headers: HeaderMap) -> Result<Response, ApiError> {
    send(uri.path().trim_start_matches('/'), &headers)
}

async fn icon(headers: HeaderMap) -> Result<Response, ApiError> {
    send("assets/favicon-v1.svg", &headers)
}

fn send(path: &str, headers: &HeaderMap) -> Result<Response, ApiError> {
    let missing = || ApiError::NotFound(format!("the page has no file `{}`", shown(path)));
    assets::file(path)
        .map(|answer| answer.to(headers))
        .ok_or_else(missing)
}
