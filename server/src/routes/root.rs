//! `/v1`: what the server holds.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::http::header::LINK;
use axum::response::Response;
use hexward_engine::geom::{Bounds, TileSize, WorldPoint};
use hexward_engine::model::Text;
use hexward_engine::render::{Style, Styles};
use hexward_engine::snapshot::Snapshot;
use hexward_engine::store::content_hash;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::dto;
use crate::error::{ApiError, shown};
use crate::openapi::{self, Unchanged, tag};
use crate::request::Parameters;
use crate::state::AppState;
use crate::view::Asked;

/// The map that the first zoom is chosen for, in pixels.
const FIRST_MAP_PX: (i64, i64) = (1024, 768);
const FIRST_ZOOM_MAX: u8 = 18;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(root))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// What may be left out: the hash takes long to compute after a change of a city.
    #[param(inline, value_type = Option<dto::choices::Omission>)]
    without: Option<String>,
}

/// What the server holds
///
/// The place, its revision, how much there is of everything, the tiers, honeycombs and styles: begin here.
#[utoipa::path(
    get,
    path = "/v1",
    operation_id = "get_overview",
    tag = tag::OVERVIEW,
    params(Wish, Asked),
    responses((status = 200, description = "What the server holds.", body = dto::Summary), Unchanged),
)]
async fn root(
    State(state): State<AppState>,
    Parameters(wish): Parameters<Wish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let hashed = match wish.without.as_deref() {
        None => true,
        Some("content_hash") => false,
        Some(other) => {
            let detail = format!("`{}` is not content_hash", shown(other));
            return Err(ApiError::Malformed {
                pointer: "/query/without",
                detail,
            });
        }
    };
    let is_newest = asked == Asked::default();
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let hash = hashed.then(|| {
            if is_newest {
                state.content_hash(snapshot)
            } else {
                content_hash(&snapshot.dataset())
            }
        });
        Ok(Answer::json(&summary(state, snapshot, hash)))
    };
    let mut response = state.ask_at(&asked, question).await?.to(&headers);
    let link = openapi::link(state.config());
    response.headers_mut().insert(LINK, link);
    Ok(response)
}

fn summary(state: &AppState, snapshot: &Snapshot, content_hash: Option<String>) -> dto::Summary {
    let place = snapshot.place.clone();
    let bounds = snapshot.bounds();
    let text = |text: Option<&Text>| dto::Text::from(text.unwrap_or(&Text::default()));
    dto::Summary {
        name: text(place.as_ref().map(|place| &place.name)),
        note: text(place.as_ref().map(|place| &place.note)),
        revision: snapshot.revision.0,
        instance: state.instance().to_owned(),
        content_hash,
        store: state.config().store,
        openapi: openapi::address(state.config()),
        bounds: dto::extent(bounds),
        center: center(bounds),
        zoom: first_zoom(bounds),
        totals: totals(snapshot),
        measures: snapshot.counts.measures().iter().map(Into::into).collect(),
        tiers: tiers(snapshot),
        layers: layers(snapshot),
        styles: styles(state.styles(), snapshot),
    }
}

/// Longitude and latitude of the middle of the data.
pub(super) fn center(bounds: Option<Bounds>) -> [f64; 2] {
    bounds.map_or([0.0, 0.0], |bounds| {
        [bounds.center().lon_degrees(), bounds.center().lat_degrees()]
    })
}

/// The largest zoom at which all data fits a common map.
pub(super) fn first_zoom(bounds: Option<Bounds>) -> u8 {
    let Some(bounds) = bounds else { return 0 };
    let (south_west, north_east) = (WorldPoint::of(bounds.min()), WorldPoint::of(bounds.max()));
    let fits = |zoom: &u8| {
        let px = |units: i64| units >> (32 - u32::from(*zoom));
        px(north_east.x - south_west.x) <= FIRST_MAP_PX.0
            && px(south_west.y - north_east.y) <= FIRST_MAP_PX.1
    };
    (0..=FIRST_ZOOM_MAX).rev().find(fits).unwrap_or(0)
}

fn totals(snapshot: &Snapshot) -> dto::Totals {
    let addresses = snapshot.addresses.records();
    dto::Totals {
        addresses: addresses.len(),
        checkpoints: snapshot.checkpoints.records().len(),
        grids: snapshot
            .grids
            .values()
            .next_back()
            .map_or(0, |layer| layer.records().len()),
        cells: snapshot
            .crossings
            .iter()
            .map(|crossing| crossing.cells.records().len())
            .sum(),
        barriers: snapshot.barriers.records().len(),
        households: addresses.households().map(u64::from).sum(),
        residents: addresses.residents().map(u64::from).sum(),
    }
}

fn tiers(snapshot: &Snapshot) -> Vec<dto::TierSize> {
    let tiers = snapshot.grids.iter().map(|(tier, layer)| dto::TierSize {
        tier: tier.name(),
        areas: layer.records().len(),
    });
    tiers.collect()
}

fn layers(snapshot: &Snapshot) -> Vec<dto::HoneycombLayer> {
    let layer =
        |crossing: &std::sync::Arc<hexward_engine::snapshot::Crossing>| dto::HoneycombLayer {
            name: crossing.layer.name.to_string(),
            spacing_m: f64::from(crossing.layer.spacing_mm) / 1000.0,
            phase: crossing.layer.phase.letter(),
            parent: crossing.layer.parent.to_string(),
            cells: crossing.cells.records().len(),
        };
    snapshot.crossings.iter().map(layer).collect()
}

fn styles(styles: &Styles, snapshot: &Snapshot) -> Vec<dto::MapStyle> {
    let honeycombs: Vec<String> = snapshot
        .crossings
        .iter()
        .map(|crossing| crossing.layer.name.to_string())
        .collect();
    let style = |style: &Style| dto::MapStyle {
        id: style.id().to_owned(),
        title: dto::Text::from(style.title()),
        description: dto::Text::from(style.description()),
        formats: formats(style),
        minzoom: *style.zooms(TileSize::Px256).start(),
        maxzoom: *style.zooms(TileSize::Px256).end(),
        options: dto::StyleOptions {
            areas: if style.colours_areas() {
                vec!["cells", "grids"]
            } else {
                Vec::new()
            },
            layer: if style.draws_cells() {
                honeycombs.clone()
            } else {
                Vec::new()
            },
            tier: if style.has_tiers() {
                snapshot.grids.keys().map(|tier| tier.name()).collect()
            } else {
                Vec::new()
            },
            by: style.loads().iter().map(|by| by.name()).collect(),
            labels: ["zh", "en"],
        },
    };
    styles.iter().map(style).collect()
}

fn formats(style: &Style) -> Vec<&'static str> {
    if style.has_vector() {
        vec!["png", "webp", "mvt"]
    } else {
        vec!["png", "webp"]
    }
}
