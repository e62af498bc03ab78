//! What went wrong, on its way to the frame, which turns it into a page or a problem document.

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// Why a page cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageError {
    /// The person must sign in first; the frame sends them there and back.
    SignIn,
    /// There is no such thing, or not for this person.
    NotFound,
    /// The person may not.
    Forbidden,
    /// The request came from another site.
    CrossSite,
    /// The state of things does not allow it; the code is told.
    Conflict(String),
    /// The request makes no sense.
    Unreadable,
    /// More was sent than is taken.
    TooLarge,
    /// Too often; after so many seconds again.
    TooMany(u64),
    /// The database or a network cannot be reached just now; the text goes to the log only.
    Busy(String),
    /// No room on the disk; the text goes to the log only.
    Full(String),
    /// Where files are kept does not answer as it should; the text goes to the log only.
    Store(String),
    /// A fault of ours; the text goes to the log only.
    Internal(String),
}

impl PageError {
    /// The status of the answer.
    #[must_use]
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::SignIn => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden | Self::CrossSite => StatusCode::FORBIDDEN,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Unreadable => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy(_) | Self::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Full(_) => StatusCode::INSUFFICIENT_STORAGE,
            Self::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The fault behind a bare status, as axum's own rejections answer.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::UNAUTHORIZED => Self::SignIn,
            StatusCode::FORBIDDEN => Self::Forbidden,
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Self::NotFound,
            StatusCode::CONFLICT => Self::Conflict("conflict".to_owned()),
            StatusCode::PAYLOAD_TOO_LARGE => Self::TooLarge,
            StatusCode::TOO_MANY_REQUESTS => Self::TooMany(60),
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::GATEWAY_TIMEOUT | StatusCode::REQUEST_TIMEOUT => {
                Self::Busy(String::new())
            }
            StatusCode::INSUFFICIENT_STORAGE => Self::Full(String::new()),
            status if status.is_server_error() => Self::Internal(String::new()),
            _ => Self::Unreadable,
        }
    }

    /// What the log is told and the person is not.
    #[must_use]
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Busy(reason) | Self::Full(reason) | Self::Store(reason) | Self::Internal(reason) => {
                Some(reason)
            }
            _ => None,
        }
    }

    /// Whether the same request may succeed later.
    #[must_use]
    pub const fn may_pass(&self) -> bool {
        matches!(
            self,
            Self::Conflict(_)
                | Self::TooMany(_)
                | Self::Busy(_)
                | Self::Full(_)
                | Self::Store(_)
                | Self::Internal(_)
        )
    }

    /// The key of the page's texts: `problem-title-<key>` and `problem-text-<key>`; also the
    /// stable code of the problem document.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::NotFound => "not-found",
            Self::Forbidden => "forbidden",
            Self::CrossSite => "cross-site",
            Self::Conflict(_) => "conflict",
            Self::Unreadable => "unreadable",
            Self::TooLarge => "too-large",
            Self::TooMany(_) => "too-many",
            Self::Busy(_) => "busy",
            Self::Full(_) => "full",
            Self::Store(_) => "store",
            Self::Internal(_) => "internal",
        }
    }
}

impl From<app::Error> for PageError {
    fn from(error: app::Error) -> Self {
        match error {
            app::Error::NotFound => Self::NotFound,
            app::Error::Unauthenticated => Self::SignIn,
            app::Error::Forbidden(_) => Self::Forbidden,
            app::Error::Conflict(code) => Self::Conflict(code.to_owned()),
            app::Error::Invalid(_) => Self::Unreadable,
            app::Error::RateLimited(seconds) => Self::TooMany(seconds),
            app::Error::Network(reason) => Self::Busy(reason.to_string()),
            app::Error::Unavailable(reason) => Self::Busy(reason),
            app::Error::Full(reason) => Self::Full(reason),
            app::Error::Store(reason) => Self::Store(reason),
            app::Error::Internal(reason) => Self::Internal(reason),
        }
    }
}

impl From<askama::Error> for PageError {
    fn from(error: askama::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

impl IntoResponse for PageError {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        if let Self::TooMany(seconds) = self {
            response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response.extensions_mut().insert(self);
        response
    }
}
