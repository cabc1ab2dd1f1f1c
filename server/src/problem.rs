//! Problem documents (RFC 9457): every error leaves the server as one, in the language of who asked.

use std::any::Any;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER,
    VARY,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use hexward_engine::model::Language;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::routes::wmts::OwnForm;

/// The document as it is sent.
#[derive(Serialize)]
struct Problem<'a> {
    #[serde(rename = "type")]
    kind: String,
    title: &'a str,
    status: u16,
    code: &'a str,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pointer: Option<&'a str>,
    /// What belongs to this kind of problem.
    #[serde(flatten)]
    members: Option<&'a Map<String, Value>>,
}

/// Turns every error that passes into a problem document.
pub(crate) async fn documents(request: Request, next: Next) -> Response {
    let language = language_of(request.headers());
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    if response.extensions().get::<OwnForm>().is_some() {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    let error = parts
        .extensions
        .remove()
        .unwrap_or_else(|| ApiError::of_status(status));
    if let ApiError::Internal(cause) = &error {
        tracing::error!(%cause, "request failed");
    }
    let headers = &mut parts.headers;
    if let Some(seconds) = retry_after(&error) {
        headers.insert(RETRY_AFTER, HeaderValue::from_static(seconds));
    }
    headers.remove(CONTENT_LENGTH);
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.append(VARY, HeaderValue::from_static("accept-language"));
    let tag = if is_chinese(language) { "zh-CN" } else { "en" };
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(tag));
    Response::from_parts(parts, Body::from(document(&error, language)))
}

/// After how many seconds it is worth to ask again.
pub(crate) fn retry_after(error: &ApiError) -> Option<&'static str> {
    match error {
        ApiError::Timeout => Some("5"),
        ApiError::Refused(refusal) => refusal.kind.retry_after(),
        _ => None,
    }
}

/// The document of an error. What it repeats of a request is no markup, even for those who take it for a page: in JSON a
/// less-than sign stands within texts only, where it may be written by its number.
pub(crate) fn document(error: &ApiError, language: Language) -> Vec<u8> {
    let title = error.title();
    let problem = Problem {
        kind: format!("urn:hexward:problem:{}", error.code()),
        title: if is_chinese(language) {
            &title.zh
        } else {
            &title.en
        },
        status: error.status().as_u16(),
        code: error.code(),
        detail: error.detail(),
        pointer: error.pointer().filter(|pointer| !pointer.is_empty()),
        members: error.members(),
    };
    let text = serde_json::to_string(&problem).expect("strings and numbers have a JSON form");
    text.replace('<', "\\u003c").into_bytes()
}

/// The answer to a request whose work panicked.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the layer that catches panics hands the box over"
)]
pub(crate) fn of_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    ApiError::Internal(format!("panic: {text}")).into_response()
}

/// Chinese or English, whichever `Accept-Language` likes better; English when it says neither.
pub(crate) fn language_of(headers: &HeaderMap) -> Language {
    let ranges = headers
        .get(ACCEPT_LANGUAGE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let (mut chinese, mut english) = (0.0_f32, 0.0_f32);
    for range in ranges.split(',') {
        let mut parts = range.split(';');
        let tag = parts.next().unwrap_or_default().trim().to_ascii_lowercase();
        let quality = parts
            .find_map(|part| part.trim().strip_prefix("q=")?.parse().ok())
            .unwrap_or(1.0);
        match tag.split('-').next() {
            Some("zh") => chinese = chinese.max(quality),
            Some("en") => english = english.max(quality),
            _ => {}
        }
    }
    if chinese > english {
        Language::Zh
    } else {
        Language::En
    }
}

fn is_chinese(language: Language) -> bool {
    matches!(language, Language::Zh)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages() {
        for (header, chinese) in [
            ("", false),
            ("zh-CN,zh;q=0.9,en;q=0.8", true),
            ("en-GB,en;q=0.9,zh;q=0.8", false),
            ("de, zh;q=0.3", true),
            ("ZH", true),
            ("en;q=0.2, zh;q=0.7", true),
            (";;;q=,,zh;q=x", true),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(
                ACCEPT_LANGUAGE,
                HeaderValue::from_str(header).expect("ascii"),
            );
            assert_eq!(is_chinese(language_of(&headers)), chinese, "{header}");
        }
    }

    #[test]
    fn what_is_repeated_is_no_markup() {
        let error = ApiError::NotFound("`<script>` is not there".to_owned());
        let document = document(&error, Language::En);
        assert!(!document.contains(&b'<'));
        let read: Value = serde_json::from_slice(&document).expect("json");
        assert_eq!(read["detail"], "`<script>` is not there");
    }

    #[test]
    fn our_own_faults_keep_their_cause() {
        let error = ApiError::Internal("secret".to_owned());
        let text = String::from_utf8(document(&error, Language::Zh)).expect("utf-8");
        assert!(
            text.contains("服务器内部错误") && !text.contains("secret"),
            "{text}"
        );
    }
}
