//! `/v1/compare`: two plans, what became of each grid, and what moved from which to which.

use std::io::Cursor;

use axum::extract::State;
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use clap::ValueEnum;
use hexward_engine::compare::{Comparison, Quantity};
use hexward_engine::model::{Count, Language, Tier};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::answer::{Answer, REVALIDATE, attachment};
use crate::cli::{Selector, quantity};
use crate::comparison::{Compared, Form, Question};
use crate::dto;
use crate::error::{ApiError, shown};
use crate::openapi::{Problem, Unchanged, tag};
use crate::request::{Parameters, tier_named};
use crate::state::AppState;
use crate::view::Asked;

/// Rows of the longest table that one answer holds; more is for the command line.
const MOST_ROWS: usize = 200_000;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(compare))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// The plan before: `official`, `plan:ID`, `at:DATE` or `revision:N`.
    #[param(inline, value_type = dto::forms::ViewKey, example = "official")]
    before: Option<String>,
    /// The plan after, likewise.
    #[param(inline, value_type = dto::forms::ViewKey, example = "plan:2027")]
    after: Option<String>,
    /// What is asked; the summary when it is not given.
    #[param(inline, value_type = Option<dto::choices::QuestionName>)]
    what: Option<String>,
    /// The form of the answer; JSON when it is not given.
    #[param(inline, value_type = Option<dto::choices::ComparisonForm>)]
    format: Option<String>,
    /// The tier; the lowest down to grid when it is not given.
    #[param(inline, value_type = Option<dto::TierName>)]
    tier: Option<String>,
    /// What a crosswalk counts: `households`, `residents`, `addresses` or a measure; households when it is not given.
    #[param(example = "households")]
    of: Option<String>,
    /// The last day of the counts of a measure.
    #[param(inline, value_type = Option<dto::Day>)]
    up_to: Option<String>,
    /// The language of titles.
    #[param(inline, value_type = Option<dto::choices::Tongue>)]
    lang: Option<String>,
}

/// A wish that makes sense.
struct Wished {
    before: Asked,
    after: Asked,
    question: Question,
    form: Form,
    tier: Option<Tier>,
    quantity: Quantity,
    language: Language,
}

/// Two plans compared
///
/// What became of each grid, how many lie in each pair of grids, or what moves from which grid to which.
#[utoipa::path(
    get,
    path = "/v1/compare",
    operation_id = "compare_plans",
    tag = tag::PLANS,
    params(Wish),
    responses(
        (status = 200, description = "The answer in the form that was asked for.", content(
            (dto::ComparisonDocument = "application/json"),
            (String = "text/csv"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
            (dto::FeatureCollection = "application/geo+json"),
        )),
        Unchanged,
        Problem<404>,
        Problem<409>,
        Problem<422>,
    ),
)]
async fn compare(
    State(state): State<AppState>,
    Parameters(wish): Parameters<Wish>,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let asked = asked(&wish)?;
    let before = state.see(&asked.before).await?.snapshot;
    let after = state.see(&asked.after).await?.snapshot;
    let name = file_name(&asked);
    let question = move |_: &AppState, newest: &Snapshot| answer(newest, &before, &after, &asked);
    let answer = state.ask_at(&Asked::default(), question).await?;
    let mut response = answer.to(&headers);
    if let Some(name) = name {
        response.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

fn asked(wish: &Wish) -> Result<Wished, ApiError> {
    let up_to = wish.up_to.as_deref().map(date).transpose()?;
    let name = wish.of.as_deref().unwrap_or("households");
    let quantity = quantity(name, up_to).map_err(|detail| ApiError::Malformed {
        pointer: "/query/of",
        detail,
    })?;
    Ok(Wished {
        before: viewpoint("/query/before", wish.before.as_deref())?,
        after: viewpoint("/query/after", wish.after.as_deref())?,
        question: chosen("/query/what", wish.what.as_deref(), Question::Summary)?,
        form: chosen("/query/format", wish.format.as_deref(), Form::Json)?,
        tier: wish.tier.as_deref().map(tier_named).transpose()?,
        quantity,
        language: match wish.lang.as_deref() {
            None | Some("zh") => Language::Zh,
            Some("en") => Language::En,
            Some(other) => {
                return Err(ApiError::Malformed {
                    pointer: "/query/lang",
                    detail: format!("`{}` is not zh or en", shown(other)),
                });
            }
        },
    })
}

fn viewpoint(pointer: &'static str, text: Option<&str>) -> Result<Asked, ApiError> {
    let malformed = |detail: String| ApiError::Malformed { pointer, detail };
    let text = text.ok_or_else(|| malformed("the parameter is missing".to_owned()))?;
    match text.parse() {
        Ok(Selector::File(_)) => Err(malformed(
            "files are compared with the command line, not by the server".to_owned(),
        )),
        Ok(Selector::View(at)) => Ok(Asked(at)),
        Err(error) => Err(malformed(error.to_string())),
    }
}

/// One of the names of a choice.
fn chosen<T: ValueEnum>(
    pointer: &'static str,
    text: Option<&str>,
    otherwise: T,
) -> Result<T, ApiError> {
    let Some(text) = text else {
        return Ok(otherwise);
    };
    T::from_str(text, false).map_err(|_unknown| {
        let values = T::value_variants().iter().filter_map(T::to_possible_value);
        let names: Vec<String> = values.map(|value| value.get_name().to_owned()).collect();
        ApiError::Malformed {
            pointer,
            detail: format!("`{}` is not one of {}", shown(text), names.join(", ")),
        }
    })
}

fn date(text: &str) -> Result<time::Date, ApiError> {
    Count::parse_date(text).ok_or_else(|| ApiError::Malformed {
        pointer: "/query/up_to",
        detail: format!("`{}` is not a date YYYY-MM-DD", shown(text)),
    })
}

/// The name of the file in which a table or map is kept; none for JSON.
fn file_name(wish: &Wished) -> Option<HeaderValue> {
    let extension = match wish.form {
        Form::Json => return None,
        Form::Csv => "csv",
        Form::Xlsx => "xlsx",
        Form::Geojson => "geojson",
    };
    let what = match wish.question {
        Question::Summary => "summary",
        Question::Crosswalk => "crosswalk",
        Question::Impact => "impact",
    };
    let side = |asked: &Asked| Selector::View(asked.0.clone()).to_string();
    let (before, after) = (side(&wish.before), side(&wish.after));
    Some(attachment(&format!("{what}-{before}-{after}.{extension}")))
}

fn answer(
    newest: &Snapshot,
    before: &Snapshot,
    after: &Snapshot,
    asked: &Wished,
) -> Result<Answer, ApiError> {
    let tier = asked.tier.or_else(|| after.counted_tier());
    let tier = tier.or_else(|| before.counted_tier());
    let tier = tier.ok_or_else(|| ApiError::NotFound("there are no grids".to_owned()))?;
    let comparison = Comparison::of(newest, before, after, tier);
    let compared = Compared::new(comparison, asked.question, asked.quantity.clone())
        .map_err(|error| ApiError::NotFound(error.to_string()))?;
    if compared.rows() > MOST_ROWS {
        return Err(ApiError::TooMuch(format!(
            "the answer has {} rows, more than {MOST_ROWS}: write it to a file with `hexward compare`",
            compared.rows()
        )));
    }
    let mut out = Cursor::new(Vec::new());
    compared
        .write(asked.form, asked.language, &mut out)
        .map_err(|error| ApiError::Internal(error.to_string()))?;
    let media_type = asked.form.media_type();
    Ok(Answer::new(out.into_inner(), media_type, REVALIDATE))
}
