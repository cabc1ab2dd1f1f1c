//! `/ogc` and `/ogc/conformance`: where everything is, and which requirements are met.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;

use super::links::{CONFORMANCE, MAPS, Place, SCHEMES, STYLES, check_json};
use crate::answer::Answer;
use crate::dto::{self, ogc};
use crate::error::ApiError;
use crate::openapi::{self, Unchanged, tag};
use crate::request::Parameters;
use crate::routes::tile_json::attribution;
use crate::state::AppState;
use crate::view::Asked;

/// The classes of requirements, each of which a test covers (`tests/tests/http/ogc`).
const CLASSES: [&str; 15] = [
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/json",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tileset",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/tilesets-list",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/dataset-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/geodata-tilesets",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/datetime",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/png",
    "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/mvt",
    "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
];

/// The form of a document.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Form {
    /// The form of the document; JSON is the only one.
    #[param(inline, value_type = Option<dto::choices::OgcForm>)]
    pub(super) f: Option<String>,
}

/// The landing page of the OGC API
///
/// Where collections, tiles, styles and tile matrix sets are.
#[utoipa::path(
    get,
    path = "/ogc",
    operation_id = "ogc.getLandingPage",
    tag = tag::OGC,
    params(Form, Asked),
    responses((status = 200, description = "The landing page.", body = ogc::LandingPage), Unchanged),
)]
pub(super) async fn landing(
    State(state): State<AppState>,
    Parameters(form): Parameters<Form>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check_json(form.f.as_deref())?;
    let place = Place::of(&state, &headers, &asked);
    let question =
        move |_: &AppState, snapshot: &Snapshot| Ok(Answer::json(&page(snapshot, &place)));
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

fn page(snapshot: &Snapshot, place: &Place) -> ogc::LandingPage {
    let stored = snapshot.place.as_ref();
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    let link = |path: &str, rel: &str, title: &str| ogc::Link::json(place.at(path), rel, title);
    let description = ogc::Link {
        media_type: Some("application/vnd.oai.openapi+json;version=3.1"),
        ..ogc::Link::json(
            format!("{}{}", place.base, openapi::PATH),
            "service-desc",
            "The description of the API",
        )
    };
    ogc::LandingPage {
        title: text(stored.map(|place| &place.name.en)),
        description: text(stored.map(|place| &place.note.en)),
        attribution: attribution(snapshot),
        links: vec![
            place.own("/ogc", "This document"),
            description,
            link(
                "/ogc/conformance",
                "conformance",
                "Requirements that are met",
            ),
            link("/ogc/conformance", CONFORMANCE, "Requirements that are met"),
            link("/ogc/collections", "data", "Collections"),
            link("/ogc/map/tiles", MAPS, "Tiles of all styles as pictures"),
            link("/ogc/tileMatrixSets", SCHEMES, "Tile matrix sets"),
            link("/ogc/styles", STYLES, "Styles"),
        ],
    }
}

/// The requirements that are met
///
/// The classes of the standards, each of which is tested.
#[utoipa::path(
    get,
    path = "/ogc/conformance",
    operation_id = "ogc.getConformance",
    tag = tag::OGC,
    params(Form),
    responses((status = 200, description = "The classes.", body = ogc::Conformance), Unchanged),
)]
pub(super) async fn conformance(
    Parameters(form): Parameters<Form>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check_json(form.f.as_deref())?;
    let conforms_to = CLASSES.to_vec();
    Ok(Answer::json(&ogc::Conformance { conforms_to }).to(&headers))
}
