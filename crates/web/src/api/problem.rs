//! Faults of the API as problem documents (RFC 9457).

use std::{collections::BTreeMap, sync::Arc};

use app::Error;
use axum::{
    body::to_bytes,
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

use crate::i18n::{Arg, Locale};

/// What a handler of the API returns.
pub type ApiResult<T> = Result<T, ApiError>;

/// A fault on its way out: `?` makes it from [`app::Error`].
#[derive(Clone, Debug)]
pub struct ApiError(Arc<Error>);

impl From<Error> for ApiError {
    fn from(error: Error) -> Self {
        Self(Arc::new(error))
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = status(&self.0).into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// A fault, as `application/problem+json`.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status says the kind.
    #[serde(rename = "type")]
    kind: &'static str,
    /// The status in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// Stable word for programs.
    code: String,
    /// A sentence for people, in English.
    detail: String,
    /// What is wrong with the input, all of it.
    errors: Vec<ProblemField>,
    /// Names this request in the server's log.
    request_id: String,
}

/// One fault of the input.
#[derive(Debug, Serialize, ToSchema)]
pub struct ProblemField {
    /// The field; empty for the whole.
    field: String,
    /// Stable word for programs.
    code: String,
    /// A sentence for people, in English.
    message: String,
    /// The values in it.
    params: BTreeMap<String, String>,
}

/// The faults that every operation can answer with.
#[derive(IntoResponses)]
pub enum Problems {
    /// No token, or none that works.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthenticated(Problem),
    /// The token has not the scope, or its person not the right.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// It is not there, or not in this workspace.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
    /// The state of things does not allow it; `code` says which.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Problem),
    /// The input is wrong; `errors` lists every fault.
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(Problem),
    /// Too often; `Retry-After` says when to come back.
    #[response(status = 429, content_type = "application/problem+json")]
    RateLimited(Problem),
}

const fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Unauthenticated => StatusCode::UNAUTHORIZED,
        Error::Forbidden(_) => StatusCode::FORBIDDEN,
        Error::Conflict(_) => StatusCode::CONFLICT,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
        Error::Network(_) => StatusCode::BAD_GATEWAY,
        Error::Unavailable(_) | Error::Store(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Full(_) => StatusCode::INSUFFICIENT_STORAGE,
        Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// What may be told of a fault: those of ours stay in the log.
fn detail(error: &Error) -> String {
    match error {
        Error::NotFound => "There is no such thing in this workspace.".to_owned(),
        Error::Unauthenticated => "Send a token that works: Authorization: Bearer tandem_…".to_owned(),
        Error::Forbidden(permission) => {
            format!("This needs the scope {permission}, held by token and person.")
        }
        Error::Conflict(code) => sentence("error", code, &[]),
        Error::Invalid(_) => "The input has faults; see errors.".to_owned(),
        Error::RateLimited(seconds) => format!("Too many requests; come back in {seconds} s."),
        Error::Network(_) => "The network did not do what was asked.".to_owned(),
        Error::Unavailable(_) => "Busy. Nothing was changed; try again in a moment.".to_owned(),
        Error::Full(_) => {
            "The server's disk is full. Nothing was changed; try again when there is room.".to_owned()
        }
        Error::Store(_) => {
            "Where files are kept does not answer as it should. Nothing was changed; try again later."
                .to_owned()
        }
        Error::Internal(_) => "A fault of the server; its log tells more by request_id.".to_owned(),
    }
}

/// `<prefix>-<code>` in English, or the code itself where no room has words for it.
fn sentence(prefix: &str, code: &str, params: &[(&'static str, String)]) -> String {
    let key = format!("{prefix}-{code}");
    if !Locale::En.has(&key) {
        return code.replace('_', " ");
    }
    let params: Vec<(&str, Arg)> = params.iter().map(|(name, value)| (*name, Arg::from(value))).collect();
    Locale::En.text_with(&key, &params)
}

/// The layer around the API: every fault leaves as a problem document.
pub(super) async fn explain(request: Request, next: Next) -> Response {
    let id = request.headers().get("x-request-id").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let id = id.to_owned();
    let response = next.run(request).await;
    let status = response.status();
    if let Some(error) = response.extensions().get::<ApiError>() {
        return of_error(&error.0, id);
    }
    let explained = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"application/"));
    if explained || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    // The words of axum's own rejections: which field, which line.
    let text = to_bytes(response.into_body(), 4_096).await.unwrap_or_default();
    let code = match status {
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "json_wanted",
        status if status.is_server_error() => "internal",
        _ => "unreadable",
    };
    write(status, code, String::from_utf8_lossy(&text).into_owned(), Vec::new(), id)
}

fn of_error(error: &Error, request_id: String) -> Response {
    if let Error::Internal(reason) | Error::Unavailable(reason) | Error::Full(reason) | Error::Store(reason) =
        error
    {
        tracing::error!(request_id, reason, "an API request failed");
    }
    let faults: &[_] = if let Error::Invalid(faults) = error { faults } else { &[] };
    let errors = faults
        .iter()
        .map(|fault| ProblemField {
            field: fault.field.clone(),
            code: fault.code.to_owned(),
            message: sentence("error", fault.code, &fault.params),
            params: fault.params.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect(),
        })
        .collect();
    let mut response = write(status(error), error.code(), detail(error), errors, request_id);
    match error {
        Error::RateLimited(seconds) => {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
        }
        Error::Unauthenticated => {
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        _ => {}
    }
    response
}

fn write(
    status: StatusCode,
    code: &str,
    detail: String,
    errors: Vec<ProblemField>,
    request_id: String,
) -> Response {
    let problem = Problem {
        kind: "about:blank",
        title: status.canonical_reason().unwrap_or("Error").to_owned(),
        status: status.as_u16(),
        code: code.to_owned(),
        detail,
        errors,
        request_id,
    };
    let body = serde_json::to_string(&problem).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body).into_response()
}
