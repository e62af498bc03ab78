//! Problems as the network tells them, and what its sign-in says.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Extract};
use axum::http::{HeaderMap, HeaderName, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::{State, number};
use crate::faults::Refusal;
use crate::oauth::token::OAuthFault;
use crate::page;
use crate::stand_in::page_at;
use crate::state::Shared;

#[derive(Debug, Clone)]
pub(super) struct Problem {
    status: StatusCode,
    body: Value,
}

/// The answer of every method.
pub(super) type Answer<T = Json<Value>> = Result<T, Problem>;

impl Problem {
    fn new(status: StatusCode, title: &str, kind: &str, detail: &str) -> Self {
        let body = json!({ "title": title, "type": kind, "status": status.as_u16(), "detail": detail });
        Self { status, body }
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Unauthorized", "about:blank", "Unauthorized")
    }

    pub(super) fn forbidden(detail: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, "Forbidden", "about:blank", detail)
    }

    pub(super) fn duplicate() -> Self {
        Self::forbidden("You are not allowed to create a Tweet with duplicate content.")
    }

    pub(super) fn no_credits() -> Self {
        let detail = "Your enrolled account [1] does not have any credits to fulfill this request.";
        let kind = "https://api.twitter.com/2/problems/credits";
        let body = json!({ "account_id": 1, "title": "CreditsDepleted", "detail": detail, "type": kind });
        Self { status: StatusCode::PAYMENT_REQUIRED, body }
    }

    /// One parameter is wrong.
    pub(super) fn invalid(parameter: &str, value: &str, message: &str) -> Self {
        let body = json!({
            "errors": [{ "parameters": { parameter: [value] }, "message": message }],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": "https://api.x.com/2/problems/invalid-request",
        });
        Self { status: StatusCode::BAD_REQUEST, body }
    }

    pub(super) fn not_found(resource: &str, id: &str) -> Self {
        let body = json!({ "errors": [missing(resource, id)] });
        Self { status: StatusCode::NOT_FOUND, body }
    }
}

/// What stands beside data for something that is not there.
pub(super) fn missing(resource: &str, id: &str) -> Value {
    json!({
        "value": id, "detail": format!("Could not find {resource} with id: [{id}]."),
        "title": "Not Found Error", "resource_type": resource, "parameter": "ids", "resource_id": id,
        "type": "https://api.x.com/2/problems/resource-not-found",
    })
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        (self.status, Json(self.body)).into_response()
    }
}

pub(super) fn limit_headers(headers: &mut HeaderMap, prefix: &str, limit: u32, left: u32, reset_ms: i64) {
    for (what, value) in
        [("limit", i64::from(limit)), ("remaining", i64::from(left)), ("reset", reset_ms.div_euclid(1_000))]
    {
        if let Ok(name) = HeaderName::try_from(format!("{prefix}-{what}")) {
            headers.insert(name, number(value));
        }
    }
}

pub(super) fn refusal(shared: &Shared, refusal: &Refusal) -> Response {
    match refusal {
        Refusal::ServerError(status) => server_error(*status),
        Refusal::TooMany { retry_after } => {
            let detail = "Too Many Requests";
            let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, detail, "about:blank", detail);
            let mut answer = problem.into_response();
            let wait = i64::try_from(retry_after.as_millis()).unwrap_or(i64::MAX / 2);
            // Whole seconds: one more than none is left.
            let reset_at = shared.clock.now() + wait + 999;
            limit_headers(answer.headers_mut(), "x-rate-limit", 100, 0, reset_at);
            answer
        }
        Refusal::Expired | Refusal::Revoked => Problem::unauthorized().into_response(),
        Refusal::LostRotation => oauth(&OAuthFault::Refresh),
        Refusal::Duplicate => Problem::duplicate().into_response(),
        Refusal::Invalid => Problem::invalid("text", "", "The text is invalid.").into_response(),
        Refusal::ErrorInside => {
            let error = json!({
                "title": "Internal Error", "detail": "Something went wrong.",
                "type": "https://api.x.com/2/problems/internal-error",
            });
            Json(json!({ "errors": [error] })).into_response()
        }
    }
}

/// A gateway in front of the server answers some itself, in HTML.
fn server_error(status: StatusCode) -> Response {
    match status.as_u16() {
        502 | 504 => (status, page::html("Over capacity", "<h1>Over capacity</h1>")).into_response(),
        _ => {
            let title = status.canonical_reason().unwrap_or("Error");
            Problem::new(status, title, "about:blank", title).into_response()
        }
    }
}

pub(super) fn oauth(fault: &OAuthFault) -> Response {
    let (status, error, description) = match fault {
        OAuthFault::Client => {
            (StatusCode::UNAUTHORIZED, "unauthorized_client", "Missing valid authorization header")
        }
        OAuthFault::Code => (
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "Value passed for the authorization code was invalid.",
        ),
        OAuthFault::Verifier => {
            (StatusCode::BAD_REQUEST, "invalid_request", "Value passed for the code verifier did not match.")
        }
        OAuthFault::Refresh => {
            (StatusCode::BAD_REQUEST, "invalid_request", "Value passed for the token was invalid.")
        }
        other => {
            let body = json!({ "error": other.code(), "error_description": other.message() });
            return (StatusCode::BAD_REQUEST, Json(body)).into_response();
        }
    };
    (status, Json(json!({ "error": error, "error_description": description }))).into_response()
}

/// A page for people, or a problem.
pub(super) async fn unknown_route(Extract(shared): Extract<Arc<Shared>>, uri: Uri) -> Response {
    if uri.path().starts_with("/2/") {
        let detail = format!("There is nothing at {}.", uri.path());
        return Problem::new(StatusCode::NOT_FOUND, "Not Found", "about:blank", &detail).into_response();
    }
    page_at::<State>(&shared, uri.path()).unwrap_or_else(page::not_found)
}

/// The page that an address without the author leads to.
pub(super) async fn by_id(Extract(shared): Extract<Arc<Shared>>, Path(id): Path<String>) -> Response {
    let state = shared.state::<State>();
    match state.world.post(&id) {
        Some(post) => page::post(&state.world, "X", post),
        None => page::not_found(),
    }
}

pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
