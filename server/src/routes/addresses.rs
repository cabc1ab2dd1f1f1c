//! `/v1/addresses`: addresses by what is written of them.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use hexward_engine::snapshot::Snapshot;
use memchr::memmem::Finder;
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
    let wanted = Wanted::of(wanted);
    let mut reader = snapshot.addresses.records().reader();
    let mut found = Vec::new();
    let mut from = 0;
    while found.len() < limit {
        let next = reader.first_called(from, |id, label| wanted.is(id, label));
        let Some(place) = next else { break };
        found.push(dto::FoundAddress::from(&reader.row(place)));
        from = place + 1;
    }
    found
}

/// What an address must be called.
struct Wanted<'a> {
    /// The only word, which may be an id.
    id: Option<&'a [u8]>,
    words: Vec<Finder<'a>>,
}

impl<'a> Wanted<'a> {
    /// These words, in lower case.
    fn of(words: &'a [String]) -> Self {
        Self {
            id: match words {
                [only] => Some(only.as_bytes()),
                _ => None,
            },
            words: words.iter().map(Finder::new).collect(),
        }
    }

    /// Whether an address of this id and label is.
    fn is(&self, id: &[u8], label: &[u8]) -> bool {
        self.id.is_some_and(|own| id.eq_ignore_ascii_case(own))
            || self.words.iter().all(|word| holds(label, word))
    }
}

/// Whether a text holds a word in lower case, whatever its own case. Letters of Latin alone have two.
fn holds(text: &[u8], word: &Finder<'_>) -> bool {
    if word.find(text).is_some() {
        return true;
    }
    let has_case = text.iter().any(u8::is_ascii_uppercase);
    has_case
        && word
            .find(String::from_utf8_lossy(text).to_lowercase().as_bytes())
            .is_some()
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
            let is_found = Wanted::of(&wanted).is(b"A001", "中山路12号 SOHO 大厦".as_bytes());
            assert_eq!(is_found, expected, "{typed}");
        }
    }
}
