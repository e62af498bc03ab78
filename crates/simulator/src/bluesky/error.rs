//! Errors as XRPC answers them: a status, a name, a message.

use axum::Json;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::limits::too_many_requests;
use crate::faults::Refusal;
use crate::page;
use crate::state::Shared;

#[derive(Debug, Clone)]
pub(super) struct XrpcError {
    status: StatusCode,
    name: &'static str,
    message: String,
}

/// The answer of every method.
pub(super) type Answer<T = Json<serde_json::Value>> = Result<T, XrpcError>;

impl XrpcError {
    pub(super) fn new(status: StatusCode, name: &'static str, message: impl Into<String>) -> Self {
        Self { status, name, message: message.into() }
    }

    /// HTTP 400 with a name.
    pub(super) fn bad(name: &'static str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, name, message)
    }

    /// HTTP 400 `InvalidRequest`.
    pub(super) fn invalid(message: impl Into<String>) -> Self {
        Self::bad("InvalidRequest", message)
    }

    pub(super) fn missing(parameter: &str) -> Self {
        Self::invalid(format!("Error: Params must have the property \"{parameter}\""))
    }
}

impl IntoResponse for XrpcError {
    fn into_response(self) -> Response {
        (self.status, Json(json!({ "error": self.name, "message": self.message }))).into_response()
    }
}

pub(super) fn refusal(shared: &Shared, refusal: &Refusal) -> Response {
    match refusal {
        Refusal::ServerError(status) => server_error(*status),
        Refusal::TooMany { retry_after } => too_many_requests(shared, *retry_after),
        Refusal::Expired => XrpcError::bad("ExpiredToken", "Token has expired").into_response(),
        Refusal::Revoked | Refusal::LostRotation => {
            XrpcError::bad("ExpiredToken", "Token has been revoked").into_response()
        }
        // A record key that exists already is all that is ever a duplicate here.
        Refusal::Duplicate => XrpcError::invalid("Record already exists").into_response(),
        Refusal::Invalid => XrpcError::invalid("Invalid record").into_response(),
        Refusal::ErrorInside => {
            Json(json!({ "error": "InternalServerError", "message": "Internal Server Error" }))
                .into_response()
        }
    }
}

fn server_error(status: StatusCode) -> Response {
    let (name, message) = match status.as_u16() {
        502 => ("UpstreamFailure", "Upstream Failure"),
        503 => ("NotEnoughResources", "Not Enough Resources"),
        504 => ("UpstreamTimeout", "Upstream Timeout"),
        _ => ("InternalServerError", "Internal Server Error"),
    };
    XrpcError::new(status, name, message).into_response()
}

pub(super) async fn unknown_route(uri: Uri) -> Response {
    if uri.path().starts_with("/xrpc/") {
        XrpcError::new(StatusCode::NOT_IMPLEMENTED, "MethodNotImplemented", "Method Not Implemented")
            .into_response()
    } else {
        page::not_found()
    }
}

pub(super) async fn wrong_method() -> XrpcError {
    XrpcError::new(StatusCode::METHOD_NOT_ALLOWED, "InvalidRequest", "Incorrect HTTP method")
}
