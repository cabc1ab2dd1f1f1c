//! Why a request is not answered, and how that looks over HTTP.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use hexward_engine::ViewError;
use hexward_engine::model::Text;
use hexward_engine::render::RenderError;

use serde_json::{Map, Value};

use crate::refusal;
pub use crate::refusal::{Refusal, RefusalKind};

/// Why a request is not answered as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// A part of the request has no meaning.
    #[error("{detail}")]
    Malformed {
        /// Which part, as a JSON pointer: `/path/z`, `/query/size`.
        pointer: &'static str,
        /// What is wrong with it.
        detail: String,
    },
    /// A part of the body has no meaning.
    #[error("{detail}")]
    Body {
        /// Which part, as a JSON pointer into the body: `/edits/0/to`.
        pointer: String,
        /// What is wrong with it.
        detail: String,
    },
    /// A change is refused.
    #[error("{0}")]
    Refused(Box<Refusal>),
    /// Well-formed, but beyond what there can be.
    #[error("{detail}")]
    Outside {
        /// Which part.
        pointer: &'static str,
        /// What the limit is.
        detail: String,
    },
    /// There is nothing of this name.
    #[error("{0}")]
    NotFound(String),
    /// The thing exists, but not in this form.
    #[error("{0}")]
    NotOffered(String),
    /// The request names a host that is not this server's.
    #[error(
        "this server does not answer to `{0}`; the option --host adds names to those that it answers to"
    )]
    OtherHost(String),
    /// The address takes other methods.
    #[error("this address does not take the method of the request")]
    MethodNotAllowed,
    /// The body is too long.
    #[error("the body of the request is too long")]
    TooLarge,
    /// The answer took too long.
    #[error("the answer was not ready in time, try again")]
    Timeout,
    /// More is stored than the answer can hold.
    #[error("{0}")]
    TooMuch(String),
    /// Something that the answer needs is not there, now or on this machine.
    #[error("{0}")]
    Unavailable(String),
    /// There is no room for the change; nothing was changed.
    #[error(
        "no space is left where the store lies: nothing was changed, reading goes on, try again when there is space"
    )]
    Full,
    /// The disk below the store failed while it wrote: the server stops, to be started anew.
    #[error(
        "the store could not write, so the server starts anew; ask then whether the change was made"
    )]
    StoreFailed,
    /// Our own fault. The cause is for the log; who asked does not see it.
    #[error("{0}")]
    Internal(String),
}

/// What a kind of error is called: a name for programs, titles for people.
struct Name {
    code: &'static str,
    zh: &'static str,
    en: &'static str,
}

impl ApiError {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Malformed { .. } | Self::Body { .. } => StatusCode::BAD_REQUEST,
            Self::Outside { .. } | Self::NotFound(_) | Self::NotOffered(_) => StatusCode::NOT_FOUND,
            Self::Refused(refusal) => refusal.kind.status(),
            Self::OtherHost(_) => StatusCode::MISDIRECTED_REQUEST,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMuch(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Timeout | Self::Unavailable(_) | Self::StoreFailed => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            Self::Full => StatusCode::INSUFFICIENT_STORAGE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn name(&self) -> Name {
        let (code, zh, en) = match self {
            Self::Refused(refusal) => refusal.kind.name(),
            Self::Malformed { .. } | Self::Body { .. } => {
                ("malformed", "请求格式不正确", "The request is malformed")
            }
            Self::Outside { .. } => ("outside", "超出范围", "Out of range"),
            Self::NotFound(_) => ("not-found", "未找到", "Not found"),
            Self::NotOffered(_) => ("not-offered", "不提供此格式", "Not offered in this form"),
            Self::OtherHost(_) => (
                "other-host",
                "主机名不属于本服务",
                "Not the host of this server",
            ),
            Self::MethodNotAllowed => ("method-not-allowed", "不支持此方法", "Method not allowed"),
            Self::TooLarge => ("too-large", "请求过大", "The request is too large"),
            Self::TooMuch(_) => (
                "too-much",
                "数据超出可绘制范围",
                "More data than can be drawn",
            ),
            Self::Timeout => ("timeout", "处理超时", "The answer took too long"),
            Self::Unavailable(_) => ("unavailable", "暂不可用", "Not available"),
            Self::Full => ("storage-full", "存储空间不足", "No space is left"),
            Self::StoreFailed => ("store-failed", "存储写入失败", "The store failed"),
            Self::Internal(_) => ("internal", "服务器内部错误", "Internal error"),
        };
        Name { code, zh, en }
    }

    /// The name of the kind of error, for programs.
    pub fn code(&self) -> &'static str {
        self.name().code
    }

    /// What the kind of error is called.
    pub fn title(&self) -> Text {
        let Name { zh, en, .. } = self.name();
        Text {
            zh: zh.to_owned(),
            en: en.to_owned(),
        }
    }

    /// What exactly is wrong, as far as who asked may know.
    pub fn detail(&self) -> String {
        match self {
            Self::Internal(_) => "the cause is in the log of the server".to_owned(),
            other => other.to_string(),
        }
    }

    /// What the problem document says besides.
    pub(crate) fn members(&self) -> Option<&Map<String, Value>> {
        match self {
            Self::Refused(refusal) => Some(&refusal.members).filter(|members| !members.is_empty()),
            _ => None,
        }
    }

    /// Which part of the request is at fault.
    pub fn pointer(&self) -> Option<&str> {
        match self {
            Self::Malformed { pointer, .. } | Self::Outside { pointer, .. } => Some(pointer),
            Self::Body { pointer, .. } => Some(pointer),
            _ => None,
        }
    }

    /// The error of a status that some other layer answered with.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::METHOD_NOT_ALLOWED => Self::MethodNotAllowed,
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::NOT_FOUND => Self::NotFound("there is nothing at this address".to_owned()),
            status if status.is_server_error() => {
                Self::Internal(format!("a layer answered {status}"))
            }
            _ => Self::Malformed {
                pointer: "",
                detail: "the request cannot be understood".to_owned(),
            },
        }
    }
}

impl From<RenderError> for ApiError {
    fn from(error: RenderError) -> Self {
        let text = error.to_string();
        match error {
            RenderError::NoLayer(_) | RenderError::NoTier(_) => Self::NotFound(text),
            RenderError::Zoom { .. } => Self::Outside {
                pointer: "/path/z",
                detail: text,
            },
            RenderError::Format { .. } => Self::NotOffered(text),
            RenderError::TooManyCases(_) => Self::TooMuch(text),
            RenderError::Encode(_) => Self::Internal(text),
        }
    }
}

impl From<ViewError> for ApiError {
    fn from(error: ViewError) -> Self {
        let text = error.to_string();
        match error {
            ViewError::Plan(plan) => refusal::of_plan(&plan, text),
            ViewError::Store(_) => Self::Internal(text),
            ViewError::Unknown(_) | ViewError::Before(_) => Self::NotFound(text),
        }
    }
}

/// A value as messages repeat it: cut, and on one line.
pub(crate) fn shown(value: &str) -> String {
    value
        .chars()
        .take(60)
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

impl IntoResponse for ApiError {
    /// The status, with the error beside it; the document is written on the way out, in the language of who asked.
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_time_does_not_mend_is_not_called_unavailable() {
        let error = ApiError::from(RenderError::TooManyCases(9_000_000));
        assert_eq!(error.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert!(error.detail().contains("9000000"), "{}", error.detail());
    }
}
