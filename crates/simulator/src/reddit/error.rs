//! Errors as Reddit answers them: with a status, or inside of a good one.

use axum::Json;
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::faults::Refusal;

#[derive(Debug)]
pub(super) enum ApiError {
    Status(StatusCode, Option<&'static str>),
    /// Code, sentence, field.
    Inside(&'static str, String, &'static str),
}

pub(super) type Answer = Result<Json<Value>, ApiError>;

impl ApiError {
    pub(super) fn status(status: StatusCode, reason: Option<&'static str>) -> Self {
        Self::Status(status, reason)
    }

    pub(super) fn inside(code: &'static str, said: impl Into<String>, field: &'static str) -> Self {
        Self::Inside(code, said.into(), field)
    }
}

/// The answer of a write.
pub(super) fn done(data: &Value) -> Json<Value> {
    Json(json!({ "json": { "errors": [], "data": data } }))
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        match self {
            Self::Status(status, reason) => {
                let mut body = json!({
                    "message": status.canonical_reason().unwrap_or("Error"), "error": status.as_u16(),
                });
                if let Some(reason) = reason {
                    body["reason"] = reason.into();
                }
                (status, Json(body)).into_response()
            }
            Self::Inside(code, said, field) => {
                Json(json!({ "json": { "errors": [[code, said, field]] } })).into_response()
            }
        }
    }
}

pub(super) fn refusal(refusal: &Refusal) -> Response {
    let error = match refusal {
        Refusal::ServerError(status) => ApiError::status(*status, None),
        Refusal::TooMany { retry_after } => {
            let mut answer = ApiError::status(StatusCode::TOO_MANY_REQUESTS, None).into_response();
            let headers = answer.headers_mut();
            headers.insert(HeaderName::from_static("x-ratelimit-reset"), retry_after.as_secs().max(1).into());
            headers.insert(HeaderName::from_static("x-ratelimit-remaining"), 0.into());
            return answer;
        }
        Refusal::Expired | Refusal::Revoked => ApiError::status(StatusCode::UNAUTHORIZED, None),
        Refusal::LostRotation => {
            return (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response();
        }
        Refusal::Duplicate => ApiError::inside("ALREADY_SUB", "that link has already been submitted", "url"),
        Refusal::Invalid => ApiError::inside("BAD_URL", "you should check that url", "url"),
        Refusal::ErrorInside => ApiError::inside(
            "RATELIMIT",
            "Looks like you've been doing that a lot. Take a break for 2 minutes before trying again.",
            "ratelimit",
        ),
    };
    error.into_response()
}
