//! `/v1/areas.geojson` and `/v1/areas.topojson`: the grids of a tier with a value each, for charts.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::geom::{Coverage, Position, Region, Tolerance, Topology};
use hexward_engine::model::Tier;
use hexward_engine::snapshot::Snapshot;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::{Map, Value, json};
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::grids;
use crate::answer::Answer;
use crate::dto;
use crate::error::{ApiError, shown};
use crate::openapi::{Problem, Unchanged, tag};
use crate::request::{Parameters, tier_named};
use crate::state::AppState;
use crate::view::Asked;

/// The most detail that can be given up, in metres.
const SIMPLIFY_MAX_M: f64 = 10_000.0;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .routes(routes!(as_geojson))
        .routes(routes!(as_topojson))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// The tier; without one the lowest tier down to `grid`.
    #[param(inline, value_type = Option<dto::TierName>)]
    tier: Option<String>,
    /// What the value is: `addresses`, `households`, `residents`, `area_m2` or a measure; `addresses` without it.
    #[param(example = "residents")]
    measure: Option<String>,
    /// How much detail of the borders may be given up, in metres. Neighbours stay neighbours.
    #[param(value_type = Option<f64>, minimum = 0, maximum = 10_000)]
    simplify: Option<String>,
}

/// What is asked for.
struct Asking {
    tier: Option<Tier>,
    measure: String,
    simplify_m: f64,
}

impl Wish {
    fn checked(self) -> Result<Asking, ApiError> {
        let length = |text: &String| {
            let length = text.parse::<f64>().ok();
            let length = length.filter(|length| (0.0..=SIMPLIFY_MAX_M).contains(length));
            length.ok_or_else(|| ApiError::Malformed {
                pointer: "/query/simplify",
                detail: format!("`{}` is not a length from 0 to 10000 metres", shown(text)),
            })
        };
        Ok(Asking {
            tier: self.tier.as_deref().map(tier_named).transpose()?,
            simplify_m: self.simplify.as_ref().map_or(Ok(0.0), length)?,
            measure: self.measure.unwrap_or_else(|| "addresses".to_owned()),
        })
    }
}

/// The grids of a tier as GeoJSON, with a value each
///
/// For charts: `name` and `value` are what they look for. Borders may be simplified, so that neighbours still meet.
#[utoipa::path(
    get,
    path = "/v1/areas.geojson",
    operation_id = "get_areas_geojson",
    tag = tag::GRIDS,
    params(Wish, Asked),
    responses((status = 200, description = "The areas.", body = dto::FeatureCollection, content_type = "application/geo+json"), Unchanged, Problem<404>),
)]
async fn as_geojson(
    State(state): State<AppState>,
    Parameters(wish): Parameters<Wish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let asking = wish.checked()?;
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let areas = Areas::of(state, snapshot, &asking)?;
        let features = areas.properties.iter().zip(&areas.regions);
        let features: Vec<Value> = features
            .map(|(properties, region)| {
                json!({
                    "type": "Feature",
                    "id": properties["code"],
                    "properties": properties,
                    "geometry": dto::geometry(region),
                })
            })
            .collect();
        let collection = json!({ "type": "FeatureCollection", "features": features });
        Ok(Answer::json_as(&collection, "application/geo+json"))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

/// The grids of a tier as TopoJSON, with a value each
///
/// Every border once, whichever areas it parts; positions as steps of 1e-7 degrees from one to the next.
#[utoipa::path(
    get,
    path = "/v1/areas.topojson",
    operation_id = "get_areas_topojson",
    tag = tag::GRIDS,
    params(Wish, Asked),
    responses((status = 200, description = "The areas.", body = Object), Unchanged, Problem<404>),
)]
async fn as_topojson(
    State(state): State<AppState>,
    Parameters(wish): Parameters<Wish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let asking = wish.checked()?;
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let areas = Areas::of(state, snapshot, &asking)?;
        Ok(Answer::json(&areas.topology()))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

/// The areas of a tier.
struct Areas {
    tier: Tier,
    properties: Vec<Map<String, Value>>,
    regions: Vec<Region>,
}

impl Areas {
    fn of(state: &AppState, snapshot: &Snapshot, asking: &Asking) -> Result<Self, ApiError> {
        let tier = asking.tier.or(snapshot.counted_tier());
        let none = || {
            let tier = asking
                .tier
                .map_or(String::new(), |tier| format!(" of tier {tier}"));
            ApiError::NotFound(format!("there are no grids{tier}"))
        };
        let tier = tier.ok_or_else(none)?;
        let layer = snapshot.grids.get(&tier).ok_or_else(none)?;
        let risks = grids::risks(state, snapshot, tier);
        let rows = 0..layer.records().len();
        let properties: Result<Vec<_>, ApiError> = rows
            .map(|row| {
                let grid = grids::resource(snapshot, tier, layer, row, &risks);
                with_value(json!(grid), snapshot, &asking.measure)
            })
            .collect();
        let regions: Vec<&Region> = layer.records().iter().map(|grid| &grid.region).collect();
        Ok(Self {
            tier,
            properties: properties?,
            regions: simplified(&regions, asking.simplify_m)?,
        })
    }

    /// The form of TopoJSON.
    fn topology(&self) -> TopoJson<'_> {
        let regions: Vec<&Region> = self.regions.iter().collect();
        let topology = Topology::of(&regions);
        let vertices = || topology.arcs.iter().flatten();
        let west = vertices().map(|vertex| vertex.lon()).min().unwrap_or(0);
        let south = vertices().map(|vertex| vertex.lat()).min().unwrap_or(0);
        let areas = self.properties.iter().zip(topology.regions);
        let geometries = areas.map(|(properties, polygons)| TopoArea {
            kind: if polygons.len() == 1 {
                "Polygon"
            } else {
                "MultiPolygon"
            },
            id: &properties["code"],
            properties,
            arcs: ArcNumbers(polygons),
        });
        let collection = TopoCollection {
            kind: "GeometryCollection",
            geometries: geometries.collect(),
        };
        let arcs = topology.arcs.iter();
        TopoJson {
            kind: "Topology",
            transform: Transform {
                scale: [1e-7, 1e-7],
                translate: [f64::from(west) * 1e-7, f64::from(south) * 1e-7],
            },
            objects: BTreeMap::from([(self.tier.name(), collection)]),
            arcs: arcs.map(|arc| steps(arc, west, south)).collect(),
        }
    }
}

/// A document of TopoJSON, written without being built as a tree of values: a city has a million vertices.
#[derive(Serialize)]
struct TopoJson<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    transform: Transform,
    objects: BTreeMap<&'static str, TopoCollection<'a>>,
    arcs: Vec<Vec<[i64; 2]>>,
}

#[derive(Serialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Serialize)]
struct TopoCollection<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    geometries: Vec<TopoArea<'a>>,
}

#[derive(Serialize)]
struct TopoArea<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'a Value,
    properties: &'a Map<String, Value>,
    arcs: ArcNumbers,
}

/// The arcs of polygons; a single one stands without a list around it.
struct ArcNumbers(Vec<Vec<Vec<i64>>>);

impl Serialize for ArcNumbers {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [only] => only.serialize(serializer),
            several => several.serialize(serializer),
        }
    }
}

/// The first position of an arc from a corner, then each from the one before.
fn steps(arc: &[Position], west: i32, south: i32) -> Vec<[i64; 2]> {
    let mut last = (i64::from(west), i64::from(south));
    let steps = arc.iter().map(|vertex| {
        let own = (i64::from(vertex.lon()), i64::from(vertex.lat()));
        let step = [own.0 - last.0, own.1 - last.1];
        last = own;
        step
    });
    steps.collect()
}

/// What a grid is and what adds up in it, with the value that is asked for; none where nobody counted.
fn with_value(
    grid: Value,
    snapshot: &Snapshot,
    measure: &str,
) -> Result<Map<String, Value>, ApiError> {
    let Value::Object(mut properties) = grid else {
        return Ok(Map::new());
    };
    properties.remove("bounds");
    let counts = properties.remove("counts");
    for count in counts
        .as_ref()
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let name = count["measure"].as_str().unwrap_or_default();
        properties.insert(format!("count_{name}"), count["value"].clone());
    }
    let own = ["addresses", "households", "residents", "area_m2"].contains(&measure);
    let measures = snapshot.counts.measures();
    if !own && !measures.iter().any(|sums| sums.measure.as_str() == measure) {
        let detail = format!("nothing is counted that is called `{}`", shown(measure));
        return Err(ApiError::NotFound(detail));
    }
    let name = if own {
        measure.to_owned()
    } else {
        format!("count_{measure}")
    };
    let value = properties.get(&name).cloned().unwrap_or(Value::Null);
    properties.insert("value".to_owned(), value);
    Ok(properties)
}

/// The regions with less detail, neighbours alike; as they are where they do not divide the ground.
fn simplified(regions: &[&Region], length_m: f64) -> Result<Vec<Region>, ApiError> {
    let whole = || regions.iter().map(|&region| region.clone()).collect();
    if length_m <= 0.0 {
        return Ok(whole());
    }
    let Ok(coverage) = Coverage::new(regions) else {
        return Ok(whole());
    };
    let middle = regions.first().map(|region| region.bounds().center());
    let lat_degrees = middle.map_or(0.0, Position::lat_degrees);
    let tolerance = Tolerance::from_metres(length_m, lat_degrees);
    let simplified = coverage.simplify(tolerance);
    simplified.map_err(|error| ApiError::Internal(error.to_string()))
}
