//! Headers that answers have in common.

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CONTENT_ENCODING,
    CONTENT_SECURITY_POLICY, ETAG, ORIGIN, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::config::Origin;
use crate::state::AppState;

/// Everything comes from this server; nothing is inline, evaluated or framed by others.
const POLICY: &str = "default-src 'none'; script-src 'self'; worker-src 'self'; connect-src 'self'; \
    style-src 'self'; img-src 'self' data: blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'";
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");

/// What pages of other origins may read of an answer beside its body.
const EXPOSED: &str = "etag, retry-after, x-hexward-revision, x-hexward-stale";

/// Sets the security headers of every answer.
pub(crate) async fn secure(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &'static str| {
        headers.insert(name, HeaderValue::from_static(value))
    };
    set(CONTENT_SECURITY_POLICY, POLICY);
    set(X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(REFERRER_POLICY, "no-referrer");
    set(OPENER_POLICY, "same-origin");
    set(
        PERMISSIONS_POLICY,
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    );
    headers
        .entry(RESOURCE_POLICY)
        .or_insert(HeaderValue::from_static("same-origin"));
    response
}

/// Lets pages of the origins that the operator named read the answer: for tiles, tile sets and legends.
///
/// A picture that a page embeds without asking to read it carries no origin; only `*` lets it in.
pub(crate) async fn open_to_origins(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let origins = &state.config().origins;
    let allowed = allowed(origins, request.headers());
    let depends = !origins.is_empty() && !origins.contains(&Origin::Any);
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    if depends {
        headers.append(VARY, HeaderValue::from_static("origin"));
    }
    if let Some(origin) = allowed {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
        let exposed = HeaderValue::from_static(EXPOSED);
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, exposed);
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    }
    response
}

/// What the answer allows: everyone, the origin of the request, or nobody.
fn allowed(origins: &[Origin], request: &HeaderMap) -> Option<HeaderValue> {
    if origins.contains(&Origin::Any) {
        return Some(HeaderValue::from_static("*"));
    }
    let asked = request.get(ORIGIN)?;
    let named = |origin: &Origin| matches!(origin, Origin::Named(name) if asked == name.as_str());
    origins.iter().any(named).then(|| asked.clone())
}

/// Gives each encoding of an answer an `ETag` of its own, as a strong one must have (RFC 9110 section 8.8.3.3).
pub(crate) async fn tag_encodings(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    if let Some(tag) = encoded_tag(response.headers()) {
        response.headers_mut().insert(ETAG, tag);
    }
    response
}

fn encoded_tag(headers: &HeaderMap) -> Option<HeaderValue> {
    let encoding = headers.get(CONTENT_ENCODING)?.to_str().ok()?;
    let tag = headers.get(ETAG)?.to_str().ok()?.strip_suffix('"')?;
    HeaderValue::from_str(&format!("{tag}-{encoding}\"")).ok()
}
