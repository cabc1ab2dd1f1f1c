//! `/v1/units`: spatial units with their outlines, by id; those whose box meets a box.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::model::{SpatialUnit, UnitId};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::config::UNITS_DEFAULT;
use crate::dto;
use crate::error::ApiError;
use crate::openapi::{Unchanged, tag};
use crate::portion::Portion;
use crate::request::{Parameters, bounds, percent_encoded};
use crate::state::AppState;
use crate::view::Asked;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(all))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// Only those whose box meets this one: west, south, east and north in degrees.
    #[param(inline, value_type = Option<dto::forms::BoxText>, example = "-0.14,51.51,-0.13,51.52")]
    bbox: Option<String>,
    /// At most so many rows.
    #[param(value_type = Option<usize>)]
    limit: Option<String>,
    /// Only what comes behind this id in the order of the list: the portion that `next` links to.
    #[param(inline, value_type = Option<dto::UnitKey>)]
    after: Option<String>,
}

/// The spatial units
///
/// Blocks, estates and buildings with their outlines, by id.
#[utoipa::path(
    get,
    path = "/v1/units",
    operation_id = "list_units",
    tag = tag::UNITS,
    params(Wish, Asked),
    responses((status = 200, description = "A portion of the units.", body = dto::Listed<dto::Outlined<dto::Unit>>), Unchanged),
)]
async fn all(
    State(state): State<AppState>,
    Parameters(wish): Parameters<Wish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (limit, after) = (wish.limit.as_deref(), wish.after.as_deref());
    let portion = Portion::parse(limit, after, UNITS_DEFAULT, UnitId::new)?.of(&asked);
    let within = wish.bbox.as_deref().map(bounds).transpose()?;
    let query = wish.bbox.map_or_else(String::new, |text| {
        format!("bbox={}&", percent_encoded(&text))
    });
    let question = move |state: &AppState, snapshot: &Snapshot| {
        let layer = &snapshot.units;
        let rows = layer.records();
        let places = match within {
            Some(bounds) => layer.meeting(bounds),
            None => (0..rows.len()).collect(),
        };
        let range = portion.places(places.len(), |place| &rows[places[place]].id);
        let last = places[..range.end]
            .last()
            .filter(|_| range.end < places.len());
        let next = last
            .map(|&last| portion.next(state.config(), "/v1/units", &query, rows[last].id.as_str()));
        let items = places[range].iter();
        Ok(Answer::json(&dto::Listed {
            total: places.len(),
            items: items
                .map(|&place| outlined(&rows[place], layer.area_m2(place)))
                .collect(),
            next,
        }))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

fn outlined(unit: &SpatialUnit, area_m2: f64) -> dto::Outlined<dto::Unit> {
    dto::Outlined {
        resource: dto::Unit::new(unit, area_m2),
        geometry: dto::geometry(&unit.region),
    }
}
