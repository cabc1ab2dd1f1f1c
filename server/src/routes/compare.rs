//! `/v1/compare`: two plans, what became of each grid, and what moved from which to which.

use std::io::Cursor;

use axum::Router;
use axum::extract::State;
use axum::http::header::CONTENT_DISPOSITION;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use axum::routing::get;
use clap::ValueEnum;
use hexward_engine::compare::{Comparison, Quantity};
use hexward_engine::model::{Count, Language, Tier};
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;

use crate::answer::{Answer, REVALIDATE, attachment};
use crate::cli::{Selector, quantity};
use crate::comparison::{Compared, Form, Question};
use crate::error::{ApiError, shown};
use crate::request::{Parameters, tier_named};
use crate::state::AppState;
use crate::view::Asked;

/// Rows of the longest table that one answer holds; more is for the command line.
const MOST_ROWS: usize = 200_000;

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/v1/compare", get(compare))
}

#[derive(Deserialize)]
struct Wish {
    /// The plan before.
    before: Option<String>,
    /// The plan after.
    after: Option<String>,
    /// `summary`, `crosswalk` or `impact`; the summary when it is not given.
    what: Option<String>,
    /// `json`, `csv`, `xlsx` or `geojson`; JSON when it is not given.
    format: Option<String>,
    /// The tier; the lowest down to grid when it is not given.
    tier: Option<String>,
    /// What a crosswalk counts; households when it is not given.
    of: Option<String>,
    /// The last cut-off date of the counts of a measure.
    up_to: Option<String>,
    /// The language of titles.
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
