//! The whole HTTP interface as one router.

use std::time::Duration;

use axum::Router;
use axum::extract::{MatchedPath, Request};
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use hexward_engine::io::MAX_FILE_BYTES;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::classify::ServerErrorsFailureClass;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};
use tower_http::limit::RequestBodyLimitLayer;
use tower_http::trace::TraceLayer;
use tracing::{Span, debug_span};
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::config::{BODY_LIMIT_BYTES, CHANGESET_LIMIT_BYTES, REQUEST_TIMEOUT};
use crate::error::ApiError;
use crate::state::AppState;
use crate::{guard, headers, problem, routes, writes};

/// Shorter answers are sent as they are.
const COMPRESS_ABOVE_BYTES: u64 = 512;

/// The router over a state: what `hexward serve` serves and what the tests ask.
pub fn app(state: AppState) -> Router {
    let open = open_to_others().layer(from_fn_with_state(state.clone(), headers::open_to_origins));
    let limit = RequestBodyLimitLayer::new(CHANGESET_LIMIT_BYTES);
    let changesets = routes::changesets::router().layer(limit);
    let routes = Router::from(open.merge(own()))
        .merge(routes::page::router())
        .layer(RequestBodyLimitLayer::new(BODY_LIMIT_BYTES))
        .merge(Router::from(changesets.merge(routes::jobs::uploads())))
        .fallback(nothing_here)
        .method_not_allowed_fallback(other_method)
        .layer(from_fn_with_state(state.clone(), writes::own_pages))
        .layer(from_fn_with_state(state.clone(), guard::own_hosts))
        .with_state(state);
    layered(routes)
}

/// What the routes say of themselves. The page has no place in it.
pub(crate) fn described() -> OpenApi {
    let routes = open_to_others()
        .merge(own())
        .merge(routes::changesets::router())
        .merge(routes::jobs::uploads());
    routes.into_openapi()
}

/// What pages of other origins may read, where the operator says so.
fn open_to_others() -> OpenApiRouter<AppState> {
    routes::tiles::router()
        .merge(routes::cards::router())
        .merge(routes::gates::router())
        .merge(routes::staffing::router())
        .merge(routes::legends::router())
        .merge(routes::map_styles::router())
        .merge(routes::ogc::router())
        .merge(routes::wmts::router())
        .merge(routes::areas::router())
        .merge(routes::static_map::router())
}

/// What only pages of this server may read, with short bodies.
fn own() -> OpenApiRouter<AppState> {
    OpenApiRouter::new()
        .merge(routes::root::router())
        .merge(routes::description::router())
        .merge(routes::grids::router())
        .merge(routes::faults::router())
        .merge(routes::cells::router())
        .merge(routes::checkpoints::router())
        .merge(routes::units::router())
        .merge(routes::duties::router())
        .merge(routes::people::router())
        .merge(routes::ledger::router())
        .merge(routes::compare::router())
        .merge(routes::places::router())
        .merge(routes::addresses::router())
        .merge(routes::plans::router())
        .merge(routes::system::router())
        .merge(routes::revisions::router())
        .merge(routes::events::router())
        .merge(routes::export::router())
        .merge(routes::jobs::router())
        .merge(routes::rebalances::router())
}

/// The routes within everything that all answers pass through.
fn layered(routes: Router) -> Router {
    routes
        .layer(CatchPanicLayer::custom(problem::of_panic))
        .layer(from_fn(in_time))
        .layer(RequestBodyLimitLayer::new(MAX_FILE_BYTES as usize))
        .layer(from_fn(problem::documents))
        .layer(compression())
        .layer(from_fn(headers::tag_encodings))
        .layer(from_fn(headers::secure))
        .layer(
            TraceLayer::new_for_http()
                .make_span_with(span)
                .on_failure(log_failure),
        )
}

/// What the log says of a request: its route, not its address, in which the sender may have written anything, such as a person's
/// name in that of a file.
fn span(request: &Request) -> Span {
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or("none", MatchedPath::as_str);
    debug_span!("request", method = %request.method(), route)
}

/// Failures are errors in the log, but not refusals to draw more: there are most of them when there is least time.
fn log_failure(failure: ServerErrorsFailureClass, latency: Duration, _: &Span) {
    let busy = StatusCode::SERVICE_UNAVAILABLE;
    match failure {
        ServerErrorsFailureClass::StatusCode(status) if status == busy => {
            tracing::debug!("response refused");
        }
        other => {
            let latency_ms = latency.as_millis() as u64;
            tracing::error!(failure = %other, latency_ms, "response failed");
        }
    }
}

/// The fastest way to compress: in an office network, what a better one saves takes longer to work out than to send.
fn compression() -> CompressionLayer<impl Predicate> {
    CompressionLayer::new()
        .quality(CompressionLevel::Fastest)
        .compress_when(worth_compressing())
}

/// Text and vector tiles are; pictures are compressed already, and events are not to wait for more.
fn worth_compressing() -> impl Predicate {
    SizeAbove::new(COMPRESS_ABOVE_BYTES)
        .and(NotForContentType::const_new("image/png"))
        .and(NotForContentType::const_new("image/webp"))
        .and(NotForContentType::SSE)
}

async fn nothing_here() -> ApiError {
    ApiError::of_status(StatusCode::NOT_FOUND)
}

async fn other_method() -> ApiError {
    ApiError::MethodNotAllowed
}

/// Answers with an error when the answer takes too long; a file may take as long as it keeps coming.
async fn in_time(request: Request, next: Next) -> Response {
    if request.method() == Method::POST && request.uri().path() == routes::jobs::UPLOADS {
        return next.run(request).await;
    }
    let answer = tokio::time::timeout(REQUEST_TIMEOUT, next.run(request)).await;
    answer.unwrap_or_else(|_| ApiError::Timeout.into_response())
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use tower::ServiceExt;

    async fn broken() -> &'static str {
        panic!("a secret")
    }

    async fn answer(path: &str) -> (StatusCode, String, bool) {
        let routes = Router::new()
            .route("/panic", get(broken))
            .route("/slow", get(std::future::pending::<()>));
        let request = Request::get(path).body(Body::empty()).expect("a request");
        let response = layered(routes).oneshot(request).await.expect("infallible");
        let secure = response.headers().contains_key("content-security-policy");
        let (status, body) = (
            response.status(),
            to_bytes(response.into_body(), 10_000).await,
        );
        (
            status,
            String::from_utf8_lossy(&body.expect("short")).into_owned(),
            secure,
        )
    }

    #[tokio::test]
    async fn a_panic_is_answered_without_its_cause() {
        let (status, text, secure) = answer("/panic").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        assert!(
            text.contains("\"code\":\"internal\"") && !text.contains("secret") && secure,
            "{text}"
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_slow_answer_is_broken_off() {
        let (status, text, secure) = answer("/slow").await;
        assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE);
        assert!(text.contains("\"code\":\"timeout\"") && secure, "{text}");
    }
}
