//! Errors as the network tells them.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Extract;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::State;
use crate::faults::Refusal;
use crate::oauth::token::{OAuthFault, standard_refusal};
use crate::page;
use crate::stand_in::{page_at, status};
use crate::state::Shared;

#[derive(Debug, Clone)]
pub(super) struct Fault {
    status: u16,
    body: Value,
}

/// The answer of every method.
pub(super) type Answer<T = Json<Value>> = Result<T, Fault>;

impl Fault {
    pub(super) fn new(status: u16, code: &str, message: &str) -> Self {
        Self { status, body: json!({ "status": status, "code": code, "message": message }) }
    }

    pub(super) fn token(service_code: u32, code: &str, message: &str) -> Self {
        let mut fault = Self::new(401, code, message);
        fault.body["serviceErrorCode"] = json!(service_code);
        fault
    }

    pub(super) fn denied(method: &str, resource: &str) -> Self {
        let message = format!("Not enough permissions to access: {resource}.{method}");
        let mut fault = Self::new(403, "ACCESS_DENIED", &message);
        fault.body["serviceErrorCode"] = json!(100);
        fault
    }

    pub(super) fn field(code: &str, field: &str) -> Self {
        let mut fault = Self::new(400, code, &format!("{code}: {field}"));
        fault.body["errorDetails"] =
            json!({ "inputErrors": [{ "code": code, "input": { "inputPath": field } }] });
        fault
    }

    pub(super) fn not_found(what: &str) -> Self {
        Self::new(404, "NOT_FOUND", &format!("Could not find {what}"))
    }

    pub(super) fn duplicate(urn: &str) -> Self {
        let message = format!(
            "com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of {urn}"
        );
        let error =
            json!({ "description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST" });
        let body = json!({
            "errorDetailType": "com.linkedin.common.error.BadRequest", "message": message,
            "errorDetails": { "inputErrors": [error] }, "status": 422,
        });
        Self { status: 422, body }
    }
}

pub(super) fn expired() -> Fault {
    Fault::token(65_602, "EXPIRED_ACCESS_TOKEN", "The token used in the request has expired")
}

pub(super) fn revoked() -> Fault {
    let message = "The token used in the request has been revoked by the user";
    Fault::token(65_601, "REVOKED_ACCESS_TOKEN", message)
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        (status(self.status), Json(self.body)).into_response()
    }
}

pub(super) fn refusal(_shared: &Shared, refusal: &Refusal) -> Response {
    match refusal {
        Refusal::ServerError(status) => server_error(*status),
        Refusal::TooMany { retry_after } => {
            let message = "Resource level throttle limit for calls to this resource is reached.";
            let answer = Fault::new(429, "TOO_MANY_REQUESTS", message).into_response();
            // Seen with short throttles only; the daily limit tells no time.
            let seconds = retry_after.as_secs().max(1);
            if seconds < 3_600 {
                ([("retry-after", seconds.to_string())], answer).into_response()
            } else {
                answer
            }
        }
        Refusal::Expired => expired().into_response(),
        Refusal::Revoked => revoked().into_response(),
        Refusal::LostRotation => standard_refusal(&OAuthFault::Refresh),
        Refusal::Duplicate => Fault::duplicate("urn:li:share:7000000000000000000").into_response(),
        Refusal::Invalid => Fault::field("INVALID_VALUE_FOR_FIELD", "/commentary").into_response(),
        Refusal::ErrorInside => {
            Json(json!({ "status": 500, "message": "Internal Server Error" })).into_response()
        }
    }
}

/// A gateway in front of the server answers some itself, in HTML.
fn server_error(status: StatusCode) -> Response {
    match status.as_u16() {
        502 | 504 => (status, page::html("Gateway", "<h1>The server did not answer</h1>")).into_response(),
        number => Fault::new(number, "SERVER_ERROR", "Internal Server Error").into_response(),
    }
}

/// A page for people, or an error.
pub(super) async fn unknown_route(Extract(shared): Extract<Arc<Shared>>, uri: Uri) -> Response {
    if uri.path().starts_with("/rest/") || uri.path().starts_with("/v2/") {
        return Fault::new(
            404,
            "RESOURCE_NOT_FOUND",
            &format!("No virtual resource found for {}", uri.path()),
        )
        .into_response();
    }
    page_at::<State>(&shared, uri.path()).unwrap_or_else(page::not_found)
}
