//! `/hooks/{network}`: what networks send by themselves.

use std::sync::Arc;

use app::{
    Error,
    webhooks::{BODY_MOST, Params, Received, Refusal, Reply},
};
use axum::{
    body::to_bytes,
    extract::{Path, Query, Request, State, rejection::QueryRejection},
    http::{
        HeaderName, HeaderValue, StatusCode,
        header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS},
    },
    response::{IntoResponse, Response},
};
use serde_json::json;

use super::Public;
use crate::extract::client_address;

const PLAIN: [(HeaderName, HeaderValue); 2] = [
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
];

/// The question whether the address is ours.
pub(super) async fn get(
    State(public): State<Arc<Public>>,
    Path(network): Path<String>,
    query: Result<Query<Params>, QueryRejection>,
    request: Request,
) -> Response {
    if !may_ask(&public, &request) {
        return failed(&Error::RateLimited(1));
    }
    let query = query.map(|Query(query)| query).unwrap_or_default();
    match public.app.answer_webhook_handshake(&network, &query) {
        Ok(Received::Taken(reply)) => taken(reply),
        Ok(Received::Refused(Refusal::Unproven)) => {
            problem(StatusCode::FORBIDDEN, "not_proven", "the verify token is not the one of this instance")
        }
        Ok(Received::Refused(refusal)) => refused(refusal),
        Err(error) => failed(&error),
    }
}

/// What happened there.
pub(super) async fn post(
    State(public): State<Arc<Public>>,
    Path(network): Path<String>,
    request: Request,
) -> Response {
    if !may_ask(&public, &request) {
        return failed(&Error::RateLimited(1));
    }
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, BODY_MOST).await else {
        let detail = format!("a webhook has at most {BODY_MOST} bytes, and ends");
        return problem(StatusCode::PAYLOAD_TOO_LARGE, "too_large", &detail);
    };
    let text = |value: &HeaderValue| value.to_str().ok().map(str::to_owned);
    let headers: Params = parts
        .headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), text(value)?)))
        .collect();
    match public.app.receive_webhook(&network, &headers, &body).await {
        Ok(Received::Taken(reply)) => taken(reply),
        Ok(Received::Refused(refusal)) => refused(refusal),
        Err(error) => failed(&error),
    }
}

fn may_ask(public: &Public, request: &Request) -> bool {
    public.hook_limits.allows(client_address(&public.app, request.headers(), request.extensions()))
}

fn taken(reply: Option<Reply>) -> Response {
    match reply {
        None => (StatusCode::OK, PLAIN).into_response(),
        Some(Reply { mime, body }) => (StatusCode::OK, PLAIN, [(CONTENT_TYPE, mime)], body).into_response(),
    }
}

/// The same words for a wrong, a missing and an old signature: whoever guesses learns nothing.
fn refused(refusal: Refusal) -> Response {
    match refusal {
        Refusal::Unproven => problem(
            StatusCode::UNAUTHORIZED,
            "not_proven",
            "the signature is missing, wrong or too old; nothing was done",
        ),
        Refusal::Incomplete => {
            problem(StatusCode::BAD_REQUEST, "handshake_incomplete", "the network's question lacks its words")
        }
        Refusal::NoHandshake => {
            let mut response =
                problem(StatusCode::METHOD_NOT_ALLOWED, "no_handshake", "this network only posts here");
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
            response
        }
    }
}

fn failed(error: &Error) -> Response {
    match error {
        Error::NotFound => problem(
            StatusCode::NOT_FOUND,
            "not_found",
            "no network of that name sends to this instance, or its app is not set",
        ),
        Error::RateLimited(_) => again(problem(
            StatusCode::TOO_MANY_REQUESTS,
            "rate_limited",
            "too many requests from this address",
        )),
        error => {
            tracing::error!(%error, "a webhook was not taken");
            again(problem(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "not taken; send it again"))
        }
    }
}

fn again(mut response: Response) -> Response {
    response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    response
}

fn problem(status: StatusCode, code: &str, detail: &str) -> Response {
    let body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "code": code,
        "detail": detail,
        "errors": [],
    });
    (status, PLAIN, [(CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}
