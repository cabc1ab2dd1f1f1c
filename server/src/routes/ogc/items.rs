//! `/ogc/collections/{collection}/items`: the features of a collection.

use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use hexward_engine::geom::{Bounds, Position};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;

use super::features::{maker, row_of, rows};
use super::held::Held;
use super::landing::Form;
use super::links::{Place, check_json};
use crate::answer::Answer;
use crate::config::LIST_MAX;
use crate::dto;
use crate::dto::ogc::{Feature, Features, Link};
use crate::error::{ApiError, shown};
use crate::openapi::{Problem, Unchanged, tag};
use crate::request::{Parameters, Pieces, count_within, percent_encoded};
use crate::state::AppState;
use crate::view::Asked;

/// What answers are.
const GEOJSON: &str = "application/geo+json";
/// How many features there are at most when the request does not say.
const LIMIT_DEFAULT: usize = 100;
/// The parameters that mean something here: others are refused (OGC 17-069r4, requirement 8).
const PARAMETERS: [&str; 9] = [
    "bbox", "limit", "offset", "f", "datetime", "subset", "at", "plan", "revision",
];

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Wish {
    /// Only features that share a point with this box: west, south, east and north in degrees; from east to west across
    /// the 180th meridian.
    #[param(inline, value_type = Option<dto::forms::BoxText>, example = "-0.14,51.51,-0.13,51.52")]
    bbox: Option<String>,
    /// At most so many features.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 10_000)]
    limit: Option<String>,
    /// Without the first so many.
    #[param(value_type = Option<usize>, minimum = 0, maximum = 1_000_000_000)]
    offset: Option<String>,
    /// The form of the document; GeoJSON is the only one.
    #[param(inline, value_type = Option<dto::choices::OgcForm>)]
    f: Option<String>,
}

/// Which features are asked for.
struct Asking {
    boxes: Option<Vec<Bounds>>,
    limit: usize,
    offset: usize,
    /// The parameters that the links to other portions repeat.
    kept: Vec<String>,
}

impl Wish {
    fn checked(&self) -> Result<Asking, ApiError> {
        check_json(self.f.as_deref())?;
        let limit = self.limit.as_deref();
        let limit = limit.map_or(Ok(LIMIT_DEFAULT), |text| {
            count_within("/query/limit", text, 1..=LIST_MAX)
        })?;
        let offset = self.offset.as_deref();
        let offset = offset.map_or(Ok(0), |text| {
            count_within("/query/offset", text, 0..=1_000_000_000)
        })?;
        let boxes = self.bbox.as_deref().map(boxes).transpose()?;
        let kept = self.bbox.as_deref().map(percent_encoded);
        let kept = kept.map(|text| format!("bbox={text}")).into_iter();
        Ok(Asking {
            boxes,
            limit,
            offset,
            kept: kept.chain([format!("limit={limit}")]).collect(),
        })
    }
}

/// The boxes of a parameter `bbox`: two where it reaches across the 180th meridian. Heights, where there are any, say
/// nothing about what lies on the ground.
fn boxes(text: &str) -> Result<Vec<Bounds>, ApiError> {
    let malformed = || ApiError::Malformed {
        pointer: "/query/bbox",
        detail: format!("`{}` is not west,south,east,north in degrees", shown(text)),
    };
    let numbers: Result<Vec<f64>, _> = text.split(',').map(str::parse::<f64>).collect();
    let numbers = numbers.ok().ok_or_else(malformed)?;
    let (west, south, east, north) = match *numbers.as_slice() {
        [west, south, east, north] => (west, south, east, north),
        [west, south, low, east, north, high] if low <= high => (west, south, east, north),
        _ => return Err(malformed()),
    };
    let at = |lon, lat| {
        let position = Position::from_degrees(lon, lat);
        position.ok().ok_or_else(malformed)
    };
    if south > north {
        return Err(malformed());
    }
    let spans = if west <= east {
        vec![(west, east)]
    } else {
        vec![(west, 180.0), (-180.0, east)]
    };
    let boxed = |(west, east)| {
        let corners = [at(west, south)?, at(east, north)?];
        Bounds::around(corners).ok_or_else(malformed)
    };
    spans.into_iter().map(boxed).collect()
}

/// Refuses parameters that mean nothing here.
fn check_parameters(uri: &Uri) -> Result<(), ApiError> {
    let names = uri.query().unwrap_or_default().split('&');
    let names = names.map(|pair| pair.split('=').next().unwrap_or_default());
    let mut unknown = names.filter(|name| !name.is_empty() && !PARAMETERS.contains(name));
    match unknown.next() {
        Some(name) => Err(ApiError::Malformed {
            pointer: "/query",
            detail: format!("there is no parameter `{}`", shown(name)),
        }),
        None => Ok(()),
    }
}

fn unlisted(held: &Held<'_>) -> ApiError {
    ApiError::NotOffered(format!("collection {} has tiles, no features", held.id))
}

/// The features of a collection
///
/// As GeoJSON, in portions, in the order of their ids.
#[utoipa::path(
    get,
    path = "/ogc/collections/{collection}/items",
    operation_id = "ogc.getFeatures",
    tag = tag::OGC,
    params(("collection" = String, Path, description = "The collection.", example = "grids-grid"), Wish, Asked),
    responses((status = 200, description = "The features.", body = Features, content_type = "application/geo+json"), Unchanged, Problem<404>),
)]
pub(super) async fn all(
    State(state): State<AppState>,
    Pieces(id): Pieces<String>,
    uri: Uri,
    Parameters(wish): Parameters<Wish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check_parameters(&uri)?;
    let asking = wish.checked()?;
    let place = Place::of(&state, &headers, &asked);
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let held = Held::named(state, snapshot, &id)?;
        if !held.has_items() {
            return Err(unlisted(&held));
        }
        let features = portion(state, snapshot, &held, &asking, &place);
        Ok(Answer::json_as(&features, GEOJSON))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

fn portion(
    state: &AppState,
    snapshot: &Snapshot,
    held: &Held<'_>,
    asking: &Asking,
    place: &Place,
) -> Features {
    let found = rows(snapshot, held.source, asking.boxes.as_deref());
    let start = asking.offset.min(found.len());
    let end = (start + asking.limit).min(found.len());
    let make = maker(state, snapshot, held.source);
    let path = format!("{}/items", held.path());
    let link = |rel: &str, offset: usize| {
        let mut query = asking.kept.clone();
        query.push(format!("offset={offset}"));
        Link {
            media_type: Some(GEOJSON),
            ..Link::json(place.with(&path, &query), rel, &held.title)
        }
    };
    let mut links = vec![link("self", asking.offset)];
    if end < found.len() {
        links.push(link("next", end));
    }
    if start > 0 {
        links.push(link("prev", start.saturating_sub(asking.limit)));
    }
    links.push(Link::json(
        place.at(&held.path()),
        "collection",
        &held.title,
    ));
    Features {
        kind: "FeatureCollection",
        number_matched: found.len(),
        number_returned: end - start,
        features: found[start..end].iter().map(|&row| make(row)).collect(),
        links,
    }
}

/// One feature
///
/// As GeoJSON.
#[utoipa::path(
    get,
    path = "/ogc/collections/{collection}/items/{feature}",
    operation_id = "ogc.getFeature",
    tag = tag::OGC,
    params(
        ("collection" = String, Path, description = "The collection.", example = "grids-grid"),
        ("feature" = String, Path, description = "The id of the feature.", example = "990185400001G007"),
        Form,
        Asked,
    ),
    responses((status = 200, description = "The feature.", body = Feature, content_type = "application/geo+json"), Unchanged, Problem<404>),
)]
pub(super) async fn one(
    State(state): State<AppState>,
    Pieces((id, feature)): Pieces<(String, String)>,
    uri: Uri,
    Parameters(form): Parameters<Form>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    check_parameters(&uri)?;
    check_json(form.f.as_deref())?;
    let place = Place::of(&state, &headers, &asked);
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let held = Held::named(state, snapshot, &id)?;
        let row = row_of(snapshot, held.source, &feature);
        let unknown = || {
            let (id, feature) = (&held.id, shown(&feature));
            ApiError::NotFound(format!("collection {id} has no feature `{feature}`"))
        };
        let row = row.ok_or_else(unknown)?;
        let mut found = maker(state, snapshot, held.source)(row);
        let path = format!("{}/items/{}", held.path(), percent_encoded(&found.id));
        found.links = vec![
            Link {
                media_type: Some(GEOJSON),
                ..Link::bare(place.at(&path), "self")
            },
            Link::json(place.at(&held.path()), "collection", &held.title),
        ];
        Ok(Answer::json_as(&found, GEOJSON))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_across_the_180th_meridian_are_two() {
        for (text, count) in [
            ("-0.14,51.51,-0.13,51.52", 1),
            ("-0.14,51.51,0,-0.13,51.52,10", 1),
            ("170,-10,-170,10", 2),
            ("0,0,0,0", 1),
            ("0,1,0,0", 0),
            ("0,0,0", 0),
            ("0,0,0,0,0", 0),
            ("0,0,5,1,1,4", 0),
            ("0,0,181,0", 0),
            ("NaN,0,1,1", 0),
            ("0,0,1,inf", 0),
            ("a,b,c,d", 0),
            ("", 0),
        ] {
            assert_eq!(boxes(text).map_or(0, |boxes| boxes.len()), count, "{text}");
        }
    }
}
