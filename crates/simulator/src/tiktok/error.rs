//! Errors as TikTok answers them: a code, also with status 200.

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::faults::Refusal;

#[derive(Debug)]
pub(super) struct ApiError {
    status: StatusCode,
    code: &'static str,
    message: String,
}

/// The answer of every method: the inside of `data`.
pub(super) type Answer = Result<Data, ApiError>;

/// A success.
pub(super) struct Data(pub(super) Value);

impl ApiError {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    pub(super) fn token() -> Self {
        let message = "The access token is invalid or not found in the request.";
        Self::new(StatusCode::UNAUTHORIZED, "access_token_invalid", message)
    }

    pub(super) fn scope(scope: &str) -> Self {
        let message =
            format!("The user did not authorize the scope required for completing this request: {scope}");
        Self::new(StatusCode::UNAUTHORIZED, "scope_not_authorized", message)
    }

    pub(super) fn params(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_params", message)
    }

    pub(super) fn forbidden(code: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, code, message)
    }
}

fn envelope(data: &Value, code: &str, message: &str) -> Json<Value> {
    Json(
        json!({ "data": data, "error": { "code": code, "message": message, "log_id": "20260101000000ABCDEF" } }),
    )
}

impl IntoResponse for Data {
    fn into_response(self) -> Response {
        envelope(&self.0, "ok", "").into_response()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        (self.status, envelope(&json!({}), self.code, &self.message)).into_response()
    }
}

pub(super) fn refusal(refusal: &Refusal) -> Response {
    let error = match refusal {
        Refusal::ServerError(status) => {
            ApiError::new(*status, "internal_error", "Something is wrong. Please try again later.")
        }
        // It tells no time.
        Refusal::TooMany { .. } => ApiError::new(
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limit_exceeded",
            "The API rate limit was exceeded. Please try again later.",
        ),
        Refusal::Expired | Refusal::Revoked => ApiError::token(),
        Refusal::LostRotation => {
            let body = json!({
                "error": "invalid_grant", "error_description": "Refresh token is invalid or expired.",
                "log_id": "20260101000000ABCDEF",
            });
            return (StatusCode::BAD_REQUEST, Json(body)).into_response();
        }
        Refusal::Duplicate => ApiError::forbidden("spam_risk", "The post looks like an earlier one."),
        Refusal::Invalid => ApiError::params("One or more fields in the request are invalid."),
        Refusal::ErrorInside => {
            ApiError::new(StatusCode::OK, "internal_error", "Something is wrong. Please try again later.")
        }
    };
    error.into_response()
}
