//! `/v1/units`: spatial units with their outlines, by id; those whose box meets a box.

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::get;
use hexward_engine::model::{SpatialUnit, UnitId};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;

use crate::answer::Answer;
use crate::config::UNITS_DEFAULT;
use crate::dto;
use crate::error::ApiError;
use crate::portion::Portion;
use crate::request::{Parameters, bounds, percent_encoded};
use crate::state::AppState;
use crate::view::Asked;

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/v1/units", get(all))
}

#[derive(Deserialize)]
struct Wish {
    bbox: Option<String>,
    limit: Option<String>,
    after: Option<String>,
}

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
