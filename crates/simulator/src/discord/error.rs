//! Errors as Discord answers them: a status, a code, a sentence.

use std::time::Duration;

use axum::Json;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

#[derive(Debug)]
pub(super) struct Refused {
    status: u16,
    code: u32,
    message: String,
    errors: Option<Value>,
}

impl Refused {
    pub(super) fn new(status: u16, code: u32, message: &str) -> Self {
        Self { status, code, message: message.to_owned(), errors: None }
    }

    pub(super) fn unauthorized() -> Self {
        Self::new(401, 0, "401: Unauthorized")
    }

    /// A form of which a field is wrong; the field may lie within others.
    pub(super) fn form(path: &str, code: &str, message: &str) -> Self {
        let mut errors = json!({ "_errors": [{ "code": code, "message": message }] });
        for name in path.rsplit('.') {
            errors = json!({ name: errors });
        }
        Self { errors: Some(errors), ..Self::new(400, 50_035, "Invalid Form Body") }
    }

    pub(super) fn too_long(path: &str, max: usize) -> Self {
        Self::form(path, "BASE_TYPE_MAX_LENGTH", &format!("Must be {max} or fewer in length."))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut body = json!({ "message": self.message, "code": self.code });
        if let Some(errors) = self.errors {
            body["errors"] = errors;
        }
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(body)).into_response()
    }
}

pub(super) fn too_many(retry_after: Duration) -> Response {
    let body = json!({
        "message": "You are being rate limited.", "retry_after": retry_after.as_secs_f64(), "global": false,
    });
    let seconds = retry_after.as_secs_f64().ceil().max(1.0).to_string();
    let headers = [(header::RETRY_AFTER.as_str(), seconds.as_str()), ("x-ratelimit-scope", "user")];
    (StatusCode::TOO_MANY_REQUESTS, headers, Json(body)).into_response()
}
