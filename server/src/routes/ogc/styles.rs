//! `/ogc/styles`: the styles, and where each is as a document for map libraries.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::render::Style;

use super::landing::Form;
use super::links::{LEGEND, MAPS, Place, check_json};
use crate::answer::Answer;
use crate::dto::ogc::{Link, StyleEntry, StyleList};
use crate::error::ApiError;
use crate::openapi::{Unchanged, tag};
use crate::request::Parameters;
use crate::state::AppState;
use crate::view::Asked;

/// The styles
///
/// Each as a style of MapLibre, with its tiles and its legend.
#[utoipa::path(
    get,
    path = "/ogc/styles",
    operation_id = "ogc.listStyles",
    tag = tag::OGC,
    params(Form),
    responses((status = 200, description = "The styles.", body = StyleList), Unchanged),
)]
pub(super) async fn all(
    State(state): State<AppState>,
    Parameters(form): Parameters<Form>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check_json(form.f.as_deref())?;
    let place = Place::of(&state, &headers, &Asked::default());
    let list = StyleList {
        styles: state
            .styles()
            .iter()
            .map(|style| entry(style, &place))
            .collect(),
        links: vec![place.own("/ogc/styles", "The styles")],
    };
    Ok(Answer::json(&list).to(&headers))
}

fn entry(style: &Style, place: &Place) -> StyleEntry {
    let id = style.id();
    let at = |path: String, rel: &str, media_type: &'static str, title: &str| Link {
        media_type: Some(media_type),
        ..Link::json(place.at(&path), rel, title)
    };
    StyleEntry {
        id: id.to_owned(),
        title: style.title().en.clone(),
        description: style.description().en.clone(),
        links: vec![
            at(
                format!("/styles/{id}/style.json"),
                "stylesheet",
                "application/vnd.mapbox.style+json",
                "Style of MapLibre",
            ),
            at(
                format!("/ogc/styles/{id}/map/tiles"),
                MAPS,
                "application/json",
                "Tiles as pictures",
            ),
            at(format!("/legends/{id}.png"), LEGEND, "image/png", "Legend"),
        ],
    }
}
