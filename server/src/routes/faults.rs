//! `/v1/faults`: why the grids of a tier are no partition, each reason with its place.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::faults::{TierFault, breaking};
use hexward_engine::geom::{Bounds, FaultKind, Place, Position, Region, Size};
use hexward_engine::layer::Pieces;
use hexward_engine::model::{Grid, Tier};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::config::FAULTS_DEFAULT;
use crate::dto;
use crate::error::{ApiError, shown};
use crate::openapi::{Unchanged, tag};
use crate::portion::Portion;
use crate::request::{Parameters, tier_named};
use crate::state::AppState;
use crate::view::Asked;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(all))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// The tier; that of the grids when it is not given.
    #[param(inline, value_type = Option<dto::TierName>)]
    tier: Option<String>,
    /// Only faults of this kind.
    #[param(inline, value_type = Option<dto::choices::FaultName>)]
    kind: Option<String>,
    /// At most so many rows.
    #[param(value_type = Option<usize>)]
    limit: Option<String>,
    /// Only those behind the one of this number.
    #[param(value_type = Option<usize>)]
    after: Option<String>,
}

/// Why a tier does not divide the ground
///
/// Each overlap, gap, sliver and broken ring with its place. None proves that the grids leave no gap.
#[utoipa::path(
    get,
    path = "/v1/faults",
    operation_id = "list_faults",
    tag = tag::FAULTS,
    params(Wish, Asked),
    responses((status = 200, description = "A portion of the faults, and how many there are of each kind.", body = dto::Faults), Unchanged),
)]
async fn all(
    State(state): State<AppState>,
    Parameters(wish): Parameters<Wish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let (limit, after) = (wish.limit.as_deref(), wish.after.as_deref());
    let portion = Portion::parse(limit, after, FAULTS_DEFAULT, number)?.of(&asked);
    let tier = wish.tier.as_deref().map_or(Ok(Tier::Grid), tier_named)?;
    let kind = wish.kind.as_deref().map(kind_named).transpose()?;
    let question = move |state: &AppState, snapshot: &Snapshot| {
        Ok(Answer::json(&of_tier(
            state, snapshot, tier, kind, &portion,
        )))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

/// A portion of the faults of a tier, by their number, and how many there are of each kind.
fn of_tier(
    state: &AppState,
    snapshot: &Snapshot,
    tier: Tier,
    only: Option<FaultKind>,
    portion: &Portion<usize>,
) -> dto::Faults {
    let faults = snapshot.faults(tier);
    let numbered: Vec<(usize, &TierFault)> = faults
        .iter()
        .enumerate()
        .filter(|(_, found)| only.is_none_or(|kind| kind == found.fault.kind))
        .collect();
    let range = portion.range(&numbered, |(index, _)| index);
    let next = (range.end < numbered.len()).then(|| {
        let named = only.map_or_else(String::new, |kind| {
            format!("kind={}&", dto::fault_slug(kind))
        });
        let filter = format!("tier={tier}&{named}");
        let last = numbered[range.end - 1].0.to_string();
        portion.next(state.config(), "/v1/faults", &filter, &last)
    });
    let count = |kind: FaultKind| dto::FaultCount {
        kind: dto::fault_slug(kind),
        breaks_coverage: kind.breaks_coverage(),
        count: faults
            .iter()
            .filter(|found| found.fault.kind == kind)
            .count(),
    };
    let grids = snapshot.grids.get(&tier).map(|layer| layer.records());
    dto::Faults {
        tier: tier.name(),
        areas: grids.map_or(0, Pieces::len),
        total: faults.len(),
        breaking: breaking(&faults),
        kinds: dto::FAULT_KINDS
            .map(count)
            .into_iter()
            .filter(|row| row.count > 0)
            .collect(),
        items: numbered[range]
            .iter()
            .map(|(index, found)| resource(*index, found, grids))
            .collect(),
        next,
    }
}

fn resource(index: usize, found: &TierFault, grids: Option<&Pieces<Grid>>) -> dto::Fault {
    let TierFault { fault, parent } = found;
    let position = fault.place.position();
    let code = |&member: &usize| grids?.get(member).map(|grid| grid.code.to_string());
    dto::Fault {
        index,
        kind: dto::fault_slug(fault.kind),
        breaks_coverage: found.breaks_partition(),
        codes: fault.members.iter().filter_map(code).collect(),
        parent: parent.as_ref().map(ToString::to_string),
        lon: position.lon_degrees(),
        lat: position.lat_degrees(),
        bounds: bounds(&fault.place).degrees(),
        size: match fault.size {
            Size::Point => None,
            Size::LengthM(length_m) => Some(dto::FaultSize {
                value: length_m,
                unit: "m",
            }),
            Size::AreaM2(area_m2) => Some(dto::FaultSize {
                value: area_m2,
                unit: "m2",
            }),
        },
        geometry: geometry(&fault.place),
    }
}

/// The box around a fault.
fn bounds(place: &Place) -> Bounds {
    let ends = |a: Position, b: Position| Bounds::around([a, b]).expect("two positions have a box");
    match place {
        Place::At(at) | Place::On { vertex: at, .. } => ends(*at, *at),
        Place::Along(a, b) => ends(*a, *b),
        Place::Ground(region) => Region::bounds(region),
    }
}

fn geometry(place: &Place) -> geojson::Geometry {
    match place {
        Place::At(at) | Place::On { vertex: at, .. } => dto::point(*at),
        Place::Along(a, b) => dto::line(&[*a, *b]),
        Place::Ground(region) => dto::geometry(region),
    }
}

fn kind_named(text: &str) -> Result<FaultKind, ApiError> {
    dto::FAULT_KINDS
        .into_iter()
        .find(|&kind| dto::fault_slug(kind) == text)
        .ok_or_else(|| {
            let names = dto::FAULT_KINDS.map(dto::fault_slug).join(", ");
            let detail = format!("`{}` is not one of {names}", shown(text));
            ApiError::Malformed {
                pointer: "/query/kind",
                detail,
            }
        })
}

fn number(text: &str) -> Result<usize, String> {
    text.parse()
        .map_err(|_malformed| format!("`{}` is not the number of a fault", shown(text)))
}
