//! Rate limits: requests per address, write points per account, sign-ins per account.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::error::XrpcError;
use crate::limits::{Rule, Standing};
use crate::state::Shared;

const MINUTES: i64 = 60 * 1000;
const OVERALL: Rule = Rule { name: "overall", limit: 3000, window_ms: 5 * MINUTES };
const WRITES_HOUR: Rule = Rule { name: "writes-hour", limit: 5000, window_ms: 60 * MINUTES };
const WRITES_DAY: Rule = Rule { name: "writes-day", limit: 35_000, window_ms: 24 * 60 * MINUTES };
const SIGN_IN: Rule = Rule { name: "sign-in", limit: 30, window_ms: 5 * MINUTES };
const SIGN_IN_DAY: Rule = Rule { name: "sign-in-day", limit: 300, window_ms: 24 * 60 * MINUTES };

pub(super) async fn layer(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if !path.starts_with("/xrpc/") {
        return next.run(request).await;
    }
    let points = match path.rsplit('.').next() {
        Some("createRecord") => 3,
        Some("putRecord") => 2,
        Some("deleteRecord") => 1,
        _ => 0,
    };
    let now = shared.clock.now();
    let standings = {
        let mut state = shared.bluesky();
        let did = state.bearer_did(request.headers()).map(str::to_owned);
        let mut standings = vec![state.limits.spend(OVERALL, "127.0.0.1", 1, now)];
        if let Some(did) = did.filter(|_| points > 0) {
            standings.push(state.limits.spend(WRITES_HOUR, &did, points, now));
            standings.push(state.limits.spend(WRITES_DAY, &did, points, now));
        }
        standings
    };
    if let Some(refusal) = refuse(&shared, &standings, now) {
        return refusal;
    }
    let mut answer = next.run(request).await;
    if let Some(tightest) = tightest(&standings) {
        write_headers(answer.headers_mut(), tightest);
    }
    answer
}

/// Counts a sign-in try of an account.
pub(super) fn sign_in(shared: &Shared, account: &str, now: i64) -> Option<Response> {
    let standings = {
        let mut state = shared.bluesky();
        [SIGN_IN, SIGN_IN_DAY].map(|rule| state.limits.spend(rule, account, 1, now))
    };
    refuse(shared, &standings, now)
}

fn refuse(shared: &Shared, standings: &[Standing], now: i64) -> Option<Response> {
    let over = standings.iter().find(|standing| standing.exceeded)?;
    shared.enforce_limits.load(Ordering::Relaxed).then(|| refusal(*over, now))
}

fn tightest(standings: &[Standing]) -> Option<Standing> {
    standings.iter().copied().min_by_key(|standing| standing.remaining)
}

fn refusal(standing: Standing, now: i64) -> Response {
    let mut answer =
        XrpcError::new(StatusCode::TOO_MANY_REQUESTS, "RateLimitExceeded", "Rate Limit Exceeded")
            .into_response();
    write_headers(answer.headers_mut(), standing);
    let seconds = ((standing.reset_at - now).max(0) + 999) / 1000;
    answer.headers_mut().insert("retry-after", HeaderValue::from(seconds));
    answer
}

fn write_headers(headers: &mut HeaderMap, standing: Standing) {
    let Rule { limit, window_ms, .. } = standing.rule;
    headers.insert("ratelimit-limit", HeaderValue::from(limit));
    headers.insert("ratelimit-remaining", HeaderValue::from(standing.remaining));
    headers.insert("ratelimit-reset", HeaderValue::from(standing.reset_at / 1000));
    if let Ok(policy) = HeaderValue::from_str(&format!("{limit};w={}", window_ms / 1000)) {
        headers.insert("ratelimit-policy", policy);
    }
}

pub(super) fn too_many_requests(shared: &Shared, retry_after: Duration) -> Response {
    let now = shared.clock.now();
    let reset_at = now + i64::try_from(retry_after.as_millis()).unwrap_or(i64::MAX / 2);
    refusal(Standing { rule: WRITES_HOUR, remaining: 0, reset_at, exceeded: true }, now)
}
