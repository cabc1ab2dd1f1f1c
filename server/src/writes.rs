//! Who may ask for a change: nobody where the server only reads, and no page of another site.

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::config::{Config, PublicUrl};
use crate::error::{ApiError, RefusalKind};
use crate::state::AppState;

/// Refuses changes that nobody may ask for; requests that change nothing pass.
pub(crate) async fn own_pages(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let harmless = [Method::GET, Method::HEAD, Method::OPTIONS];
    if harmless.contains(request.method()) {
        return next.run(request).await;
    }
    match check(state.config(), request.headers()) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// A browser says where a page comes from that asks for a change; programs say nothing.
fn check(config: &Config, headers: &HeaderMap) -> Result<(), ApiError> {
    if config.read_only {
        return Err(RefusalKind::ReadOnly.because("this server was started for reading only"));
    }
    let text = |name: &str| {
        headers
            .get(name)
            .map(|value: &axum::http::HeaderValue| value.as_bytes())
    };
    let own = |origin: &[u8]| {
        let origin = String::from_utf8_lossy(origin).to_ascii_lowercase();
        let host = text(HOST.as_str()).map(String::from_utf8_lossy);
        let authority = origin.split_once("://").map(|(_, authority)| authority);
        let same = host.is_some_and(|host| authority == Some(&*host.to_ascii_lowercase()));
        let public = config.public_url.as_ref().map(PublicUrl::origin);
        same || public.is_some_and(|public| public == origin)
    };
    let from_elsewhere = text(ORIGIN.as_str()).is_some_and(|origin| !own(origin))
        || text("sec-fetch-site").is_some_and(|site| site != b"same-origin" && site != b"none");
    if from_elsewhere {
        let detail = "only pages of this server may ask it for changes";
        return Err(RefusalKind::OtherSite.because(detail));
    }
    Ok(())
}
