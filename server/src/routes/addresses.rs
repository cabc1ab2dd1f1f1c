//! `/v1/addresses`: addresses by what is written of them.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::snapshot::Snapshot;
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::grid_filter::words;
use crate::answer::Answer;
use crate::config::FOUND_MAX;
use crate::dto;
use crate::error::ApiError;
use crate::openapi::{Unchanged, tag};
use crate::request::{Parameters, count_within};
use crate::state::AppState;
use crate::view::Asked;

pub(crate) fn router() -> OpenApiRouter<AppState> {
    OpenApiRouter::new().routes(routes!(find))
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Wish {
    /// Words that all stand in the written address, or its whole id.
    #[param(value_type = String, min_length = 1, max_length = 100, pattern = r"\S", example = "broad street")]
    q: Option<String>,
    /// At most so many.
    #[param(value_type = Option<usize>, minimum = 1, maximum = 100)]
    limit: Option<String>,
}

/// Addresses by what is written of them
///
/// The first in the order of their ids.
#[utoipa::path(
    get,
    path = "/v1/addresses",
    operation_id = "find_addresses",
    tag = tag::PLACES,
    params(Wish, Asked),
    responses((status = 200, description = "At most `limit`.", body = dto::Items<dto::FoundAddress>), Unchanged),
)]
async fn find(
    State(state): State<AppState>,
    Parameters(wish): Parameters<Wish>,
    asked: Asked,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let limit = wish.limit.as_deref().unwrap_or("10");
    let limit = count_within("/query/limit", limit, 1..=FOUND_MAX)?;
    let wanted = words(wish.q.as_deref().unwrap_or_default())?;
    if wanted.is_empty() {
        return Err(ApiError::Malformed {
            pointer: "/query/q",
            detail: "say which words to look for".to_owned(),
        });
    }
    let question = move |_: &AppState, snapshot: &Snapshot| {
        let items = found(snapshot, &wanted, limit);
        Ok(Answer::json(&dto::Items { items, next: None }))
    };
    Ok(state.ask_at(&asked, question).await?.to(&headers))
}

/// The first addresses that hold each word. Cost: O(addresses) when there are few such.
fn found(snapshot: &Snapshot, wanted: &[String], limit: usize) -> Vec<dto::FoundAddress> {
    let records = snapshot.addresses.records();
    let (mut ids, mut labels) = (records.reader(), records.reader());
    let fits = |&place: &usize| is_called(ids.id(place), labels.label(place), wanted);
    let fitting = (0..records.len()).filter(fits);
    let rows = fitting.take(limit).map(|place| records.row(place));
    rows.map(|row| dto::FoundAddress::from(&row)).collect()
}

fn is_called(id: &str, label: &str, wanted: &[String]) -> bool {
    let is_id = matches!(wanted, [only] if id.eq_ignore_ascii_case(only));
    is_id || wanted.iter().all(|word| holds(label, word))
}

/// Whether a text holds a word in lower case, whatever its own case. Letters of Latin alone have two.
fn holds(text: &str, word: &str) -> bool {
    if text.contains(word) {
        return true;
    }
    let has_case = text.bytes().any(|byte| byte.is_ascii_uppercase());
    has_case && text.to_lowercase().contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_called_by_their_labels_and_ids() {
        for (typed, expected) in [
            ("中山路", true),
            ("中山路 12号", true),
            ("12号 中山路", true),
            ("soho", true),
            ("a001", true),
            ("A001", true),
            ("a00", false),
            ("中山路 13号", false),
            ("a001 中山路", false),
        ] {
            let wanted = words(typed).expect("short");
            let is_found = is_called("A001", "中山路12号 SOHO 大厦", &wanted);
            assert_eq!(is_found, expected, "{typed}");
        }
    }
}
