//! Refusing requests that are meant for somebody else's name.

use axum::extract::{Request, State};
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::base_url::check_forwarded;
use crate::config::{Config, Host};
use crate::error::{ApiError, shown};
use crate::state::AppState;

/// Lets requests through that name a host of this server: see [`Config::answers_to`].
pub(crate) async fn own_hosts(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    match check(state.config(), &request) {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// One Host header (RFC 9112 section 3.2) and, when the request has a whole URL, the host in it.
fn check(config: &Config, request: &Request) -> Result<(), ApiError> {
    let mut named = request.headers().get_all(HOST).iter();
    let (Some(host), None) = (named.next(), named.next()) else {
        return Err(malformed("a request names one host"));
    };
    let host = host.to_str().ok();
    let host = host.ok_or_else(|| malformed("the host is not text"))?;
    let whole = request.uri().authority().map(Authority::as_str);
    for authority in [Some(host), whole].into_iter().flatten() {
        let host = Host::of_authority(authority).map_err(|error| malformed(&error.to_string()))?;
        if !config.answers_to(&host) {
            return Err(ApiError::OtherHost(shown(&host.to_string())));
        }
    }
    check_forwarded(config, request.headers())
}

fn malformed(detail: &str) -> ApiError {
    ApiError::Malformed {
        pointer: "",
        detail: detail.to_owned(),
    }
}
