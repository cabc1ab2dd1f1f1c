//! Requests that may be sent twice: the same key and the same request are done once.

use axum::http::HeaderMap;
use hexward_engine::model::RequestKey;
use sha2::{Digest, Sha256};

use crate::error::ApiError;

/// The header that carries the key, beside the member `key` of a body.
const HEADER: &str = "idempotency-key";
/// Longest key in characters.
pub(crate) const KEY_CHARS_MAX: usize = 200;

/// What tells one request from another: SHA-256 of method, path and body.
pub(crate) fn digest(method: &str, path: &str, body: &[u8]) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(method);
    hash.update([0]);
    hash.update(path);
    hash.update([0]);
    hash.update(body);
    hash.finalize().into()
}

/// The key of a request, from its header or its body.
///
/// # Errors
/// [`ApiError`] when it is empty, too long or has control characters, and when header and body name two.
pub(crate) fn request_key(
    headers: &HeaderMap,
    in_body: Option<&str>,
    digest: [u8; 32],
) -> Result<Option<RequestKey>, ApiError> {
    let malformed = |detail: &str| ApiError::Body {
        pointer: "/key".to_owned(),
        detail: detail.to_owned(),
    };
    let in_header = match headers.get(HEADER) {
        None => None,
        Some(value) => {
            let text = std::str::from_utf8(value.as_bytes());
            Some(text.map_err(|_not_text| malformed("the header idempotency-key is not text"))?)
        }
    };
    let key = match (in_header, in_body) {
        (Some(header), Some(body)) if header != body => {
            return Err(malformed("the header idempotency-key names another key"));
        }
        (header, body) => header.or(body),
    };
    let Some(key) = key else { return Ok(None) };
    let fits = (1..=KEY_CHARS_MAX).contains(&key.chars().count());
    if !fits || key.chars().any(char::is_control) {
        return Err(malformed(
            "a key has 1 to 200 characters and no control characters",
        ));
    }
    Ok(Some(RequestKey {
        key: key.to_owned(),
        digest,
    }))
}
