//! Errors as Pinterest answers them: a number and a sentence.

use axum::Json;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::faults::Refusal;

#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    code: i64,
    message: String,
}

pub(super) type Answer<T = Json<Value>> = Result<T, ApiError>;

impl ApiError {
    pub(super) fn new(status: StatusCode, code: i64, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    pub(super) fn token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, 2, "Authentication failed.")
    }

    pub(super) fn scope(scope: &str) -> Self {
        let message = format!("Your token does not have sufficient permissions. Missing: ['{scope}']");
        Self::new(StatusCode::UNAUTHORIZED, 3, message)
    }

    pub(super) fn bad(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, 1, message)
    }

    pub(super) fn board() -> Self {
        Self::new(StatusCode::NOT_FOUND, 40, "Board not found.")
    }

    pub(super) fn pin() -> Self {
        Self::new(StatusCode::NOT_FOUND, 50, "Pin not found.")
    }

    pub(super) fn not_yours() -> Self {
        Self::new(StatusCode::FORBIDDEN, 29, "You are not permitted to access that resource.")
    }

    pub(super) fn route() -> Self {
        Self::new(StatusCode::NOT_FOUND, 4, "No such resource.")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "code": self.code, "message": self.message }))).into_response()
    }
}

pub(super) fn refusal(refusal: &Refusal) -> Response {
    match refusal {
        Refusal::ServerError(status) => {
            ApiError::new(*status, 12, "Something went wrong on our end.").into_response()
        }
        Refusal::TooMany { retry_after } => {
            let mut answer = ApiError::new(
                StatusCode::TOO_MANY_REQUESTS,
                8,
                "This request exceeded a rate limit. Retry after the window has reset.",
            )
            .into_response();
            let seconds = retry_after.as_secs().max(1);
            answer.headers_mut().insert(HeaderName::from_static("x-ratelimit-reset"), seconds.into());
            answer.headers_mut().insert(HeaderName::from_static("x-ratelimit-remaining"), 0.into());
            answer
        }
        Refusal::Expired | Refusal::Revoked => ApiError::token().into_response(),
        Refusal::LostRotation => ApiError::bad("The refresh token is invalid.").into_response(),
        Refusal::Duplicate | Refusal::Invalid => ApiError::bad("Invalid request.").into_response(),
        Refusal::ErrorInside => {
            let body =
                json!({ "status": "failure", "code": 12, "message": "Something went wrong on our end." });
            Json(body).into_response()
        }
    }
}
