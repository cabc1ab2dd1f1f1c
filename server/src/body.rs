//! Bodies that are posted: JSON, read with the place of every mistake.

use axum::body::to_bytes;
use axum::extract::{FromRequest, Request};
use axum::http::HeaderMap;
use axum::http::header::{CONTENT_TYPE, IF_MATCH};
use bytes::Bytes;
use hexward_engine::model::{Note, RequestKey, Revision};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};
use utoipa::ToSchema;

use crate::config::CHANGESET_LIMIT_BYTES;
use crate::dto::{Author, Reason, forms};
use crate::error::{ApiError, RefusalKind};
use crate::idempotency;
use crate::state::AppState;

/// Longest explanation of a mistake in characters.
const DETAIL_CHARS_MAX: usize = 300;

/// A request with a JSON body that was not looked into yet.
pub(crate) struct Posted {
    bytes: Bytes,
    method: String,
    path: String,
    headers: HeaderMap,
}

impl FromRequest<AppState> for Posted {
    type Rejection = ApiError;

    async fn from_request(request: Request, _: &AppState) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        if !is_json(&parts.headers) {
            let detail = "the header content-type has to be application/json";
            return Err(RefusalKind::MediaType.because(detail));
        }
        let bytes = to_bytes(body, CHANGESET_LIMIT_BYTES).await;
        Ok(Self {
            bytes: bytes.map_err(|_cut_or_long| ApiError::TooLarge)?,
            method: parts.method.to_string(),
            path: parts.uri.path().to_owned(),
            headers: parts.headers,
        })
    }
}

/// Whether a body is said to be JSON. A page of another site cannot say so without being asked whether it may.
fn is_json(headers: &HeaderMap) -> bool {
    let named = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let essence = named.and_then(|text| text.split(';').next());
    essence.is_some_and(|text| text.trim().eq_ignore_ascii_case("application/json"))
}

impl Posted {
    /// The value that the body stands for. O(bytes). A whole number may be written with a fraction of zero, as JSON has it.
    ///
    /// # Errors
    /// [`ApiError::Body`] with the place of the first mistake.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, ApiError> {
        let mut text = serde_json::Deserializer::from_slice(&self.bytes);
        let value = match serde_path_to_error::deserialize(&mut text) {
            Ok(value) => value,
            Err(error) => return self.read_whole(&error),
        };
        text.end().map_err(|error| ApiError::Body {
            pointer: String::new(),
            detail: error.to_string(),
        })?;
        Ok(value)
    }

    /// The value where a fraction of zero was all that kept it from being read.
    fn read_whole<T: DeserializeOwned>(
        &self,
        error: &serde_path_to_error::Error<serde_json::Error>,
    ) -> Result<T, ApiError> {
        let refused = || malformed("", error.path(), error.inner());
        if !error.inner().to_string().contains("floating point") {
            return Err(refused());
        }
        let mut value: Value = serde_json::from_slice(&self.bytes).map_err(|_cut_off| refused())?;
        make_whole(&mut value);
        serde_path_to_error::deserialize(value)
            .map_err(|error| malformed("", error.path(), error.inner()))
    }

    /// The key under which the request is done once.
    ///
    /// # Errors
    /// [`ApiError::Body`] when it is none.
    pub(crate) fn key(&self, in_body: Option<&str>) -> Result<Option<RequestKey>, ApiError> {
        let digest = idempotency::digest(&self.method, &self.path, &self.bytes);
        idempotency::request_key(&self.headers, in_body, digest)
    }

    /// The revision that the header `If-Match` names, as the tags of revisions do: `"7"`.
    ///
    /// # Errors
    /// [`ApiError::Malformed`] when it is none.
    pub(crate) fn if_match(&self) -> Result<Option<Revision>, ApiError> {
        let Some(value) = self.headers.get(IF_MATCH) else {
            return Ok(None);
        };
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return Ok(None);
        }
        let quoted = text
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        // each encoding of an answer has a tag of its own
        let plain = quoted.and_then(|tag| tag.split('-').next());
        let number = plain.and_then(|tag| tag.parse().ok());
        number.map(Revision).map(Some).ok_or(ApiError::Malformed {
            pointer: "/headers/if-match",
            detail: "If-Match is not the number of a revision in quotes".to_owned(),
        })
    }
}

/// Writes every number without a fraction as a whole one.
fn make_whole(value: &mut Value) {
    /// Up to here every whole number is told exactly.
    const MOST: f64 = 9_007_199_254_740_991.0;
    match value {
        Value::Number(number) => {
            let exact = number
                .as_f64()
                .filter(|exact| number.is_f64() && exact.fract() == 0.0 && exact.abs() <= MOST);
            if let Some(exact) = exact {
                *number = (exact as i64).into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(make_whole),
        Value::Object(members) => members.values_mut().for_each(make_whole),
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

/// The mistake that a reader of JSON found, below a place.
pub(crate) fn malformed(below: &str, path: &Path, error: &impl std::fmt::Display) -> ApiError {
    let mut pointer = below.to_owned();
    for segment in path {
        match segment {
            Segment::Seq { index } => {
                pointer.push('/');
                pointer.push_str(&index.to_string());
            }
            Segment::Map { key } => {
                pointer.push('/');
                pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    let text = error.to_string();
    let plain = text.chars().take(DETAIL_CHARS_MAX);
    ApiError::Body {
        pointer,
        detail: plain
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect(),
    }
}

/// Who asks for a change and why: the body of a request that says nothing else.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Authored {
    /// Under which the request is done once, as the header `Idempotency-Key`.
    #[schema(value_type = Option<forms::Key>)]
    key: Option<String>,
    author: Author,
    #[serde(default)]
    reason: Reason,
}

impl Authored {
    /// The note of the change.
    ///
    /// # Errors
    /// As [`Posted::key`].
    pub(crate) fn note(self, posted: &Posted, at: String) -> Result<Note, ApiError> {
        Ok(Note {
            request: posted.key(self.key.as_deref())?,
            author: self.author.0,
            reason: self.reason.0,
            at,
            ..Note::default()
        })
    }
}
