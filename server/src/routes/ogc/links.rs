//! Addresses within `/ogc`, and what documents there have in common.

use axum::http::HeaderMap;

use crate::base_url::base_url;
use crate::dto::ogc::Link;
use crate::error::{ApiError, shown};
use crate::state::AppState;
use crate::view::Asked;

/// The relation of a link to tile sets of pictures.
pub(super) const MAPS: &str = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-map";
/// The relation of a link to tile sets of vector tiles.
pub(super) const VECTORS: &str = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector";
/// The relation of a link to the matrix set of tiles.
pub(super) const SCHEME: &str = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";
/// The relation of a link to the tile matrix sets.
pub(super) const SCHEMES: &str = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes";
/// The relation of a link to the styles.
pub(super) const STYLES: &str = "http://www.opengis.net/def/rel/ogc/1.0/styles";
/// The relation of a link to a legend.
pub(super) const LEGEND: &str = "http://www.opengis.net/def/rel/ogc/1.0/legend";
/// The relation of a link to the classes of requirements that are met.
pub(super) const CONFORMANCE: &str = "http://www.opengis.net/def/rel/ogc/1.0/conformance";

/// Where the documents are, for one request.
pub(super) struct Place {
    /// Scheme, host and path before all addresses.
    pub(super) base: String,
    /// The parameter of the view, or nothing.
    view: Option<String>,
}

impl Place {
    /// The place that a request asks about.
    pub(super) fn of(state: &AppState, headers: &HeaderMap, asked: &Asked) -> Self {
        Self {
            base: base_url(state.config(), headers),
            view: asked.parameter(),
        }
    }

    /// The address of a path, of the same view of the data.
    pub(super) fn at(&self, path: &str) -> String {
        self.with(path, &[])
    }

    /// The same with parameters.
    pub(super) fn with(&self, path: &str, query: &[String]) -> String {
        let all: Vec<&str> = query.iter().chain(&self.view).map(String::as_str).collect();
        let mark = if all.is_empty() { "" } else { "?" };
        format!("{}{path}{mark}{}", self.base, all.join("&"))
    }

    /// The links of a document to itself.
    pub(super) fn own(&self, path: &str, title: &str) -> Link {
        Link::json(self.at(path), "self", title)
    }
}

/// Refuses a form other than JSON.
pub(super) fn check_json(form: Option<&str>) -> Result<(), ApiError> {
    match form {
        None | Some("json") => Ok(()),
        Some(other) => Err(ApiError::Malformed {
            pointer: "/query/f",
            detail: format!("`{}` is not json", shown(other)),
        }),
    }
}
