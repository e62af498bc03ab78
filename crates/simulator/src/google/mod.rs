//! What the simulated networks of Google share: consent, tokens and the form of
//! their errors. It knows no endpoint of a single network.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::call::{Call, bearer};
use crate::faults::Refusal;
use crate::oauth::SignIn;
use crate::oauth::authority::Token;
use crate::oauth::flavour::{ClientAuth, Flavour, Pkce, Refresh};
use crate::params::Params;
use crate::state::Shared;

/// Google's consent. Access tokens live an hour; the refresh token stays the same
/// and dies after six months without use.
pub(crate) const FLAVOUR: Flavour = Flavour {
    authorize: &["/o/oauth2/v2/auth"],
    token: &["/token"],
    revoke: &["/revoke"],
    pkce: Pkce::Optional,
    client_auth: ClientAuth::Either,
    code_life_s: 600,
    access_life_s: Some(3600),
    refresh: Refresh::Kept { life_s: Some(183 * 24 * 3600) },
    prefix: "ya29.",
    ..Flavour::STANDARD
};

/// Only a sign-in that asks for offline access, and for consent, gets a refresh token.
pub(crate) fn wants_refresh(params: &Params) -> bool {
    params.get("access_type") == Some("offline") && params.get("prompt") == Some("consent")
}

/// An error in Google's form.
#[derive(Debug, Clone)]
pub(crate) struct GoogleError {
    status: u16,
    /// The word of the older APIs.
    reason: &'static str,
    /// The word of the newer ones.
    word: &'static str,
    message: String,
    retry_after: Option<Duration>,
}

/// The answer of every method.
pub(crate) type Answer<T = Json<Value>> = Result<T, GoogleError>;

impl GoogleError {
    pub(crate) fn new(status: u16, reason: &'static str, message: impl Into<String>) -> Self {
        let word = match status {
            400 => "INVALID_ARGUMENT",
            401 => "UNAUTHENTICATED",
            403 => "PERMISSION_DENIED",
            404 => "NOT_FOUND",
            409 => "ABORTED",
            429 => "RESOURCE_EXHAUSTED",
            503 => "UNAVAILABLE",
            _ => "INTERNAL",
        };
        Self { status, reason, word, message: message.into(), retry_after: None }
    }

    pub(crate) fn invalid(reason: &'static str, message: impl Into<String>) -> Self {
        Self::new(400, reason, message)
    }

    fn body(&self) -> Value {
        json!({ "error": {
            "code": self.status,
            "message": self.message,
            "errors": [{ "message": self.message, "domain": "global", "reason": self.reason }],
            "status": self.word,
        } })
    }
}

impl IntoResponse for GoogleError {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut answer = (status, Json(self.body())).into_response();
        if let Some(wait) = self.retry_after {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(wait.as_secs().max(1)));
        }
        answer
    }
}

pub(crate) fn refusal(refusal: &Refusal) -> Response {
    let error = |status, reason, message: &str| GoogleError::new(status, reason, message);
    match refusal {
        Refusal::ServerError(status) => error(status.as_u16(), "backendError", "Backend Error"),
        Refusal::TooMany { retry_after } => GoogleError {
            retry_after: Some(*retry_after),
            ..error(429, "rateLimitExceeded", "Rate Limit Exceeded")
        },
        Refusal::Expired | Refusal::Revoked => invalid_credentials(),
        Refusal::LostRotation => {
            let body = json!({ "error": "invalid_grant", "error_description": "Bad Request" });
            return (StatusCode::BAD_REQUEST, Json(body)).into_response();
        }
        Refusal::Duplicate | Refusal::Invalid => {
            error(400, "invalidValue", "The request metadata is invalid.")
        }
        Refusal::ErrorInside => {
            return Json(error(503, "backendError", "Backend Error").body()).into_response();
        }
    }
    .into_response()
}

fn invalid_credentials() -> GoogleError {
    GoogleError::new(401, "authError", "Request had invalid authentication credentials.")
}

/// Who calls, with one of these scopes.
pub(crate) fn authorise<S: SignIn>(shared: &Shared, call: &Call, scopes: &[&str]) -> Answer<Token> {
    let Some(text) = bearer(&call.headers) else {
        let message = "Request is missing required authentication credential.";
        return Err(GoogleError::new(401, "required", message));
    };
    let now = shared.clock.now();
    let token = shared.state::<S>().sign_in().check(Some(text), now).map_err(|_| invalid_credentials())?;
    if scopes.iter().any(|scope| token.has(scope)) {
        return Ok(token);
    }
    let message = "Request had insufficient authentication scopes.";
    Err(GoogleError::new(403, "insufficientPermissions", message))
}

/// The body as a JSON object in which only known fields stand.
pub(crate) fn json_body(call: &Call) -> Answer<Value> {
    let kind = call.content_type().starts_with("application/json");
    let value = call.json().ok().filter(|value| kind && value.is_object());
    value.ok_or_else(|| GoogleError::invalid("parseError", "Invalid JSON payload received."))
}

/// Refuses fields that the network does not know.
pub(crate) fn known_fields(value: &Value, at: &str, fields: &[&str]) -> Answer<()> {
    let unknown = value.as_object().and_then(|map| map.keys().find(|key| !fields.contains(&key.as_str())));
    match unknown {
        Some(name) => {
            let message = format!(
                "Invalid JSON payload received. Unknown name \"{name}\" at '{at}': Cannot find field."
            );
            Err(GoogleError::invalid("invalid", message))
        }
        None => Ok(()),
    }
}
