//! Answers that can be asked for conditionally: bytes with a strong `ETag`.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Tiles and legends: fresh for 5 s, shown for a minute while a newer one is fetched.
pub(crate) const LIVE: &str = "public, max-age=5, stale-while-revalidate=60";
/// Kept, but asked for again each time.
pub(crate) const REVALIDATE: &str = "no-cache";
/// Named by its content.
pub(crate) const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// Encodings that a tag may end in, see [`crate::headers::tag_encodings`].
const ENCODINGS: [&str; 2] = ["-br", "-gzip"];

/// Bytes of one media type and what tells them from others.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) body: Bytes,
    pub(crate) media_type: &'static str,
    pub(crate) cache_control: &'static str,
    tag: HeaderValue,
}

impl Answer {
    /// An answer of these bytes, tagged by their hash. O(bytes).
    pub(crate) fn new(
        body: impl Into<Bytes>,
        media_type: &'static str,
        cache_control: &'static str,
    ) -> Self {
        let body = body.into();
        let tag = HeaderValue::from_str(&tag_of(&body)).expect("hexadecimal digits fit a header");
        Self {
            body,
            media_type,
            cache_control,
            tag,
        }
    }

    /// The JSON form of a value.
    pub(crate) fn json(value: &impl Serialize) -> Self {
        let body = serde_json::to_vec(value).expect("wire types have a JSON form");
        Self::new(body, "application/json", REVALIDATE)
    }

    /// The answer to a request with these headers: 304 when it already has these bytes, else 200.
    pub(crate) fn to(&self, request: &HeaderMap) -> Response {
        let held = held_tag(request, &self.tag);
        let mut response = Response::new(if held.is_some() {
            Body::empty()
        } else {
            Body::from(self.body.clone())
        });
        if held.is_some() {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let headers = response.headers_mut();
        if held.is_none() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        }
        headers.insert(ETAG, held.unwrap_or_else(|| self.tag.clone()));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(self.cache_control));
        if self.media_type != "image/png" {
            headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        }
        response
    }
}

/// A strong entity tag: the first 128 bits of the SHA-256 of the bytes.
fn tag_of(bytes: &[u8]) -> String {
    let digits = format!("{:x}", Sha256::digest(bytes));
    format!("\"{}\"", &digits[..32])
}

/// The tag by which the request names what it holds, when that is this representation in whichever encoding.
///
/// `If-None-Match` is compared weakly (RFC 9110 section 13.1.2); a list that cannot be read ends where it breaks.
fn held_tag(request: &HeaderMap, tag: &HeaderValue) -> Option<HeaderValue> {
    let own = tag.to_str().ok()?.trim_matches('"');
    for value in request.get_all(IF_NONE_MATCH) {
        let mut rest = value.to_str().ok()?.trim();
        if rest == "*" {
            return Some(tag.clone());
        }
        while let Some((opaque, behind)) = next_tag(rest) {
            let plain = ENCODINGS
                .iter()
                .find_map(|encoding| opaque.strip_suffix(encoding));
            if plain.unwrap_or(opaque) == own {
                return HeaderValue::from_str(&format!("\"{opaque}\"")).ok();
            }
            rest = behind;
        }
    }
    None
}

/// The opaque part of the first tag of a list, and the rest of the list.
fn next_tag(list: &str) -> Option<(&str, &str)> {
    let list = list.trim_start_matches([' ', '\t', ',']);
    let quoted = list.strip_prefix("W/").unwrap_or(list).strip_prefix('"')?;
    quoted.split_once('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(lines: &[&str]) -> StatusCode {
        let answer = Answer::new(&b"tile"[..], "image/png", LIVE);
        let own = answer.tag.to_str().expect("ascii").to_owned();
        let mut headers = HeaderMap::new();
        for line in lines {
            let line = line.replace("OWN", own.trim_matches('"'));
            headers.append(IF_NONE_MATCH, HeaderValue::from_str(&line).expect("ascii"));
        }
        let response = answer.to(&headers);
        assert_eq!(response.headers()[CACHE_CONTROL], LIVE);
        response.status()
    }

    #[test]
    fn what_the_client_holds_is_not_sent_again() {
        for held in [
            &["\"OWN\""][..],
            &["*"],
            &["W/\"OWN\""],
            &["\"a\", \"b,c\" ,W/\"d\",\"OWN\""],
            &["\"a\"", "\"OWN\""],
            &["\"OWN-br\""],
            &[" , \"OWN-gzip\" "],
        ] {
            assert_eq!(status(held), StatusCode::NOT_MODIFIED, "{held:?}");
        }
        for other in [
            &[][..],
            &["\"x\""],
            &["OWN"],
            &["\"OWN"],
            &["\"\""],
            &["w/\"OWN\""],
            &["\"OWN-zip\""],
            &["**"],
        ] {
            assert_eq!(status(other), StatusCode::OK, "{other:?}");
        }
    }

    #[test]
    fn the_tag_of_the_held_encoding_is_repeated() {
        let answer = Answer::json(&1);
        let mut headers = HeaderMap::new();
        let own = answer.tag.to_str().expect("ascii").replace('"', "");
        headers.insert(
            IF_NONE_MATCH,
            HeaderValue::from_str(&format!("W/\"{own}-br\"")).expect("ascii"),
        );
        assert_eq!(answer.to(&headers).headers()[ETAG], format!("\"{own}-br\""));
    }
}
