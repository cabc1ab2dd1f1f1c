//! Answers that can be asked for conditionally: bytes with a strong `ETag`.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use hexward_engine::model::Revision;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::request::percent_encoded;
use crate::view::Seen;

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
    /// The revision that it shows, and the plan.
    shows: Option<(Revision, Option<HeaderValue>)>,
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
            shows: None,
        }
    }

    /// The same answer under another strong tag, quotes included, that changes whenever the bytes do.
    #[must_use]
    pub(crate) fn tagged(self, tag: &str) -> Self {
        let tag = HeaderValue::from_str(tag).unwrap_or(self.tag);
        Self { tag, ..self }
    }

    /// The same answer, which says what it shows.
    #[must_use]
    pub(crate) fn showing(self, seen: &Seen) -> Self {
        Self {
            shows: Some(shown_by(seen)),
            ..self
        }
    }

    /// The JSON form of a value.
    pub(crate) fn json(value: &impl Serialize) -> Self {
        Self::json_as(value, "application/json")
    }

    /// The JSON form of a value, in a media type of its own.
    pub(crate) fn json_as(value: &impl Serialize, media_type: &'static str) -> Self {
        let body = serde_json::to_vec(value).expect("wire types have a JSON form");
        Self::new(body, media_type, REVALIDATE)
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
        if let Some(shows) = &self.shows {
            show(headers, shows);
        }
        if !["image/png", "image/webp"].contains(&self.media_type) {
            headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        }
        response
    }
}

/// The revision and the plan of a view, as headers say them.
fn shown_by(seen: &Seen) -> (Revision, Option<HeaderValue>) {
    let plan = seen.plan().map(|id| percent_encoded(id.as_str()));
    let plan = plan.and_then(|id| HeaderValue::from_str(&id).ok());
    (seen.snapshot.revision, plan)
}

/// Says in headers what an answer without a body shows.
pub(crate) fn show_view(headers: &mut HeaderMap, seen: &Seen) {
    show(headers, &shown_by(seen));
}

fn show(headers: &mut HeaderMap, (revision, plan): &(Revision, Option<HeaderValue>)) {
    headers.insert("x-hexward-revision", HeaderValue::from(revision.0));
    if let Some(plan) = plan {
        headers.insert("x-hexward-plan", plan.clone());
    }
}

/// `Content-Disposition` of a file to keep; what could confuse a file system becomes an underscore.
pub(crate) fn attachment(name: &str) -> HeaderValue {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let name: String = name
        .chars()
        .map(|c| if plain(c) { c } else { '_' })
        .collect();
    let value = format!("attachment; filename=\"hexward-{name}\"");
    HeaderValue::try_from(value).expect("letters, digits and a few marks fit a header")
}

/// The tags of a list as far as it can be read, without quotes and encodings, and whether each is weak.
pub(crate) fn tags(list: &str) -> Vec<(bool, &str)> {
    let mut rest = list;
    let mut tags = Vec::new();
    while let Some((opaque, behind)) = next_tag(rest) {
        let start = rest.trim_start_matches([' ', '\t', ',']);
        tags.push((start.starts_with("W/"), without_encoding(opaque)));
        rest = behind;
    }
    tags
}

fn without_encoding(opaque: &str) -> &str {
    let plain = ENCODINGS
        .iter()
        .find_map(|encoding| opaque.strip_suffix(encoding));
    plain.unwrap_or(opaque)
}

/// The JSON form of a value that nobody keeps.
pub(crate) fn uncached(value: &impl Serialize) -> Response {
    let body = serde_json::to_vec(value).expect("wire types have a JSON form");
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
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
            if without_encoding(opaque) == own {
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
