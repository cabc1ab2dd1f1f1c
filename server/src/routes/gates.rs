//! `/v1/gates`: the crossings of a grid's border, which of them stay open, and who stands there.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::gates::{ShiftRule, Wish as GateWish, gates_of, roster};
use hexward_engine::model::AreaCode;
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::Answer;
use crate::dto;
use crate::error::{ApiError, shown};
use crate::openapi::{Problem, Unchanged, tag};
use crate::request::{Parameters, Piece};
use crate::state::AppState;
use crate::view::Asked;

/// How far a gate may be when nothing is said, in metres.
pub(crate) const WITHIN_M: f64 = 500.0;
/// How far a gate may be at most, in metres.
pub(crate) const WITHIN_MAX_M: f64 = 20_000.0;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(gates))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// How far an open gate may be from an address in metres.
    #[param(value_type = Option<f64>, minimum = 1, maximum = 20000)]
    within_m: Option<String>,
    /// Whether one gate at least is on a way for vehicles, where there is one; so it is unless told otherwise.
    #[param(value_type = Option<bool>)]
    vehicles: Option<String>,
    /// Hours of a shift: with it the answer has a roster.
    #[param(inline, value_type = Option<dto::choices::ShiftHours>)]
    shift_hours: Option<String>,
    /// Most hours of one person in any seven days; 40 when nothing is said.
    #[param(value_type = Option<u32>, minimum = 12, maximum = 60)]
    week_hours: Option<String>,
    /// How many stand at a gate at once; 1 when nothing is said.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 20)]
    staff: Option<String>,
}

/// Gates of a grid
///
/// For a grid that is closed off: every place where a way meets its border is a gate or a block. As few gates as possible are kept,
/// so that each address has one within the distance along the ways inside, or one at most a quarter farther than its nearest crossing where none is that near.
#[utoipa::path(
    get,
    path = "/v1/gates/{code}",
    operation_id = "get_gates",
    tag = tag::CHECKPOINTS,
    params(("code" = inline(dto::Code), Path, description = "The code of the grid.", example = "990185400001"), Wish, Asked),
    responses(
        (status = 200, description = "The gates and blocks.", body = dto::GatePlan),
        Unchanged,
        Problem<404>,
    ),
)]
async fn gates(
    State(state): State<AppState>,
    Piece(text): Piece,
    Parameters(wish): Parameters<Wish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let gates = GateWish {
        within_m: within(wish.within_m.as_deref())?,
        vehicles: vehicles(wish.vehicles.as_deref())?,
    };
    let rule = rule(&wish)?;
    let question = move |_: &AppState, snapshot: &Snapshot| {
        let unknown = || ApiError::NotFound(format!("there is no grid `{}`", shown(&text)));
        let code = AreaCode::new(&text).map_err(|_other| unknown())?;
        let plan = gates_of(snapshot, &code, &gates).ok_or_else(unknown)?;
        let open = plan.gates().count() as u32;
        let roster = rule.map(|rule| roster(open, rule)).transpose();
        let roster = roster.map_err(|error| malformed("/query/shift_hours", error.to_string()))?;
        let answer = dto::GatePlan::new(&code, &gates, &plan, roster.as_ref());
        Ok(Answer::json(&answer))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

fn malformed(pointer: &'static str, detail: String) -> ApiError {
    ApiError::Malformed { pointer, detail }
}

fn within(text: Option<&str>) -> Result<f64, ApiError> {
    let Some(text) = text else {
        return Ok(WITHIN_M);
    };
    let metres = text.parse::<f64>().ok();
    let metres = metres.filter(|metres| (1.0..=WITHIN_MAX_M).contains(metres));
    metres.ok_or_else(|| {
        let detail = format!("`{}` is not 1 to {WITHIN_MAX_M} metres", shown(text));
        malformed("/query/within_m", detail)
    })
}

fn vehicles(text: Option<&str>) -> Result<bool, ApiError> {
    match text {
        None | Some("true") => Ok(true),
        Some("false") => Ok(false),
        Some(other) => {
            let detail = format!("`{}` is not true or false", shown(other));
            Err(malformed("/query/vehicles", detail))
        }
    }
}

/// The rule of the shifts that are asked for.
fn rule(wish: &Wish) -> Result<Option<ShiftRule>, ApiError> {
    let whole = |pointer, text: Option<&str>, first: u32, last: u32, other: u32| {
        let Some(text) = text else {
            return Ok(other);
        };
        let number = text.parse().ok();
        let number = number.filter(|number| (first..=last).contains(number));
        number.ok_or_else(|| {
            let detail = format!("`{}` is not a whole number {first} to {last}", shown(text));
            malformed(pointer, detail)
        })
    };
    let week_hours = whole("/query/week_hours", wish.week_hours.as_deref(), 12, 60, 40)?;
    let staff = whole("/query/staff", wish.staff.as_deref(), 1, 20, 1)?;
    let Some(text) = wish.shift_hours.as_deref() else {
        return Ok(None);
    };
    let shift_hours = text.parse().ok();
    let shift_hours = shift_hours.filter(|hours| [4, 6, 8, 12].contains(hours));
    let shift_hours = shift_hours.ok_or_else(|| {
        let detail = format!("`{}` is not 4, 6, 8 or 12 hours", shown(text));
        malformed("/query/shift_hours", detail)
    })?;
    Ok(Some(ShiftRule {
        shift_hours,
        week_hours,
        staff,
    }))
}
