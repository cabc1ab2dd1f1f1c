//! Refusals as the standard has them (OGC 06-121r3, clause 8).

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::error::ApiError;
use crate::markup::Element;
use crate::problem::retry_after;

/// Beside an answer that has the form of its protocol already, and stays as it is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnForm;

/// Why a request is refused.
#[derive(Debug)]
pub(super) struct Exception {
    /// For programs.
    code: &'static str,
    /// Which part of the request is at fault.
    locator: Option<&'static str>,
    /// For people.
    text: String,
    status: StatusCode,
    /// After how many seconds it is worth to ask again.
    retry_after: Option<&'static str>,
}

impl Exception {
    fn new(code: &'static str, locator: &'static str, text: String) -> Self {
        Self {
            code,
            locator: Some(locator),
            text,
            status: StatusCode::BAD_REQUEST,
            retry_after: None,
        }
    }

    /// A parameter is not there.
    pub(super) fn missing(name: &'static str) -> Self {
        let text = format!("the parameter {name} is missing");
        Self::new("MissingParameterValue", name, text)
    }

    /// A parameter has a value that means nothing.
    pub(super) fn invalid(name: &'static str, text: String) -> Self {
        Self::new("InvalidParameterValue", name, text)
    }

    /// A tile that there is not.
    pub(super) fn out_of_range(name: &'static str) -> Self {
        let text = "there is no such tile within the limits of the layer".to_owned();
        Self::new("TileOutOfRange", name, text)
    }

    /// A pixel that a tile does not have.
    pub(super) fn no_pixel(name: &'static str) -> Self {
        let text = "a tile has pixels from 0 to 255".to_owned();
        Self::new("PointIJOutOfRange", name, text)
    }

    /// Something that is not done here.
    pub(super) fn unsupported(text: String) -> Self {
        Self {
            status: StatusCode::NOT_IMPLEMENTED,
            ..Self::new("OperationNotSupported", "request", text)
        }
    }

    /// Another version is asked for.
    pub(super) fn version() -> Self {
        Self {
            locator: None,
            ..Self::new(
                "VersionNegotiationFailed",
                "",
                "the version is 1.0.0".to_owned(),
            )
        }
    }

    /// What a path without meaning is answered with: there is nothing there.
    pub(super) fn not_found(self) -> Self {
        let status = match self.status {
            StatusCode::BAD_REQUEST => StatusCode::NOT_FOUND,
            other => other,
        };
        Self { status, ..self }
    }
}

impl From<ApiError> for Exception {
    fn from(error: ApiError) -> Self {
        let (code, status) = match error.status() {
            status if status.is_server_error() => ("NoApplicableCode", status),
            _ => ("InvalidParameterValue", StatusCode::BAD_REQUEST),
        };
        if let ApiError::Internal(cause) = &error {
            tracing::error!(%cause, "request failed");
        }
        Self {
            code,
            locator: None,
            text: error.detail(),
            status,
            retry_after: retry_after(&error),
        }
    }
}

impl IntoResponse for Exception {
    fn into_response(self) -> Response {
        let mut exception = Element::new("ows:Exception").with("exceptionCode", self.code);
        if let Some(locator) = self.locator {
            exception = exception.with("locator", locator);
        }
        let exception = exception.holding([Element::of("ows:ExceptionText", self.text)]);
        let report = Element::new("ows:ExceptionReport")
            .with("xmlns:ows", "http://www.opengis.net/ows/1.1")
            .with("version", "1.1.0")
            .with("xml:lang", "en")
            .holding([exception]);
        let mut response = (self.status, report.document()).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/xml"));
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(RETRY_AFTER, HeaderValue::from_static(seconds));
        }
        response.extensions_mut().insert(OwnForm);
        response
    }
}
