//! Rate limits: requests per token, uploads and deletions per token.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::ApiError;
use crate::call::bearer;
use crate::clock::iso;
use crate::limits::{Rule, Standing};
use crate::state::Shared;

const MINUTES: i64 = 60 * 1000;
const REQUESTS: Rule = Rule { name: "requests", limit: 300, window_ms: 5 * MINUTES };
const UPLOADS: Rule = Rule { name: "uploads", limit: 30, window_ms: 30 * MINUTES };
const DELETIONS: Rule = Rule { name: "deletions", limit: 30, window_ms: 30 * MINUTES };

pub(super) async fn layer(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !path.starts_with("/api/") {
        return next.run(request).await;
    }
    let extra = match *request.method() {
        Method::POST if path.ends_with("/media") => Some(UPLOADS),
        Method::POST if path.ends_with("/unreblog") => Some(DELETIONS),
        Method::DELETE if path.starts_with("/api/v1/statuses/") => Some(DELETIONS),
        _ => None,
    };
    let now = shared.clock.now();
    let key = bearer(request.headers()).unwrap_or("127.0.0.1");
    let standing = {
        let mut state = shared.mastodon();
        let requests = state.limits.spend(REQUESTS, key, 1, now);
        extra.map_or(requests, |rule| {
            let extra = state.limits.spend(rule, key, 1, now);
            if requests.exceeded { requests } else { extra }
        })
    };
    if standing.exceeded && shared.enforce_limits.load(Ordering::Relaxed) {
        return refusal(standing);
    }
    let mut answer = next.run(request).await;
    write_headers(answer.headers_mut(), standing);
    answer
}

fn refusal(standing: Standing) -> Response {
    let mut answer = ApiError::new(StatusCode::TOO_MANY_REQUESTS, "Too many requests").into_response();
    write_headers(answer.headers_mut(), standing);
    answer
}

fn write_headers(headers: &mut HeaderMap, standing: Standing) {
    headers.insert("x-ratelimit-limit", HeaderValue::from(standing.rule.limit));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(standing.remaining));
    if let Ok(reset) = HeaderValue::from_str(&iso(standing.reset_at)) {
        headers.insert("x-ratelimit-reset", reset);
    }
}

pub(super) fn too_many_requests(shared: &Shared, retry_after: Duration) -> Response {
    let wait = i64::try_from(retry_after.as_millis()).unwrap_or(i64::MAX / 2);
    let reset_at = shared.clock.now() + wait;
    refusal(Standing { rule: REQUESTS, remaining: 0, reset_at, exceeded: true })
}
