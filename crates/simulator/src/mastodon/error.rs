//! Errors as Mastodon answers them: a status and a sentence.

use axum::Json;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::limits::too_many_requests;
use crate::faults::Refusal;
use crate::page;
use crate::state::Shared;

#[derive(Debug, Clone)]
pub(super) struct ApiError {
    status: StatusCode,
    error: String,
    description: Option<String>,
}

/// The answer of every method.
pub(super) type Answer<T = Json<Value>> = Result<T, ApiError>;

impl ApiError {
    pub(super) fn new(status: StatusCode, error: impl Into<String>) -> Self {
        Self { status, error: error.into(), description: None }
    }

    pub(super) fn oauth(status: StatusCode, error: &str, description: &str) -> Self {
        Self { status, error: error.to_owned(), description: Some(description.to_owned()) }
    }

    pub(super) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "Record not found")
    }

    pub(super) fn unprocessable(error: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, error)
    }

    pub(super) fn invalid_token() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "The access token is invalid")
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut body = json!({ "error": self.error });
        if let Some(description) = &self.description {
            body["error_description"] = description.as_str().into();
        }
        let challenge = "Bearer realm=\"Doorkeeper\", error=\"invalid_token\"";
        if self.status == StatusCode::UNAUTHORIZED && self.description.is_none() {
            return (self.status, [(header::WWW_AUTHENTICATE, challenge)], Json(body)).into_response();
        }
        (self.status, Json(body)).into_response()
    }
}

pub(super) fn refusal(shared: &Shared, refusal: &Refusal) -> Response {
    match refusal {
        Refusal::ServerError(status) => server_error(*status),
        Refusal::TooMany { retry_after } => too_many_requests(shared, *retry_after),
        Refusal::Expired => ApiError::invalid_token().into_response(),
        Refusal::Revoked => {
            ApiError::new(StatusCode::UNAUTHORIZED, "The access token was revoked").into_response()
        }
        Refusal::LostRotation => {
            let message = "The provided authorization grant is invalid, expired or revoked.";
            ApiError::oauth(StatusCode::BAD_REQUEST, "invalid_grant", message).into_response()
        }
        Refusal::Duplicate => {
            ApiError::unprocessable("Validation failed: Status has already been taken").into_response()
        }
        Refusal::Invalid => ApiError::unprocessable("Validation failed: Text is invalid").into_response(),
        Refusal::ErrorInside => Json(json!({ "error": "An unexpected error occurred" })).into_response(),
    }
}

/// A gateway in front of the server answers 502 and 504 itself, in HTML.
fn server_error(status: StatusCode) -> Response {
    match status.as_u16() {
        502 | 504 => {
            (status, page::html("Bad gateway", "<h1>The server did not answer</h1>")).into_response()
        }
        503 => ApiError::new(status, "There was a temporary problem serving your request, please try again")
            .into_response(),
        _ => ApiError::new(status, "An unexpected error occurred").into_response(),
    }
}

pub(super) async fn unknown_route(uri: Uri) -> Response {
    if uri.path().starts_with("/api/") { ApiError::not_found().into_response() } else { page::not_found() }
}
