//! `/collect`: events of the tracker.

use std::{
    net::IpAddr,
    num::NonZeroU32,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use app::{
    Error,
    visits::{Beacon, Caller, Outcome},
};
use axum::{
    body::to_bytes,
    extract::{Request, State},
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{
            ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
            ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, USER_AGENT,
        },
    },
    response::{IntoResponse, Response},
};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use serde_json::json;

use super::Public;
use crate::extract::client_address;

/// Longest body in bytes.
pub const COLLECT_BODY_MOST: usize = 8 * 1024;

/// Events that an address may send at once: a whole office may stand behind it.
const BURST: NonZeroU32 = NonZeroU32::new(600).unwrap();
/// Events that an address may send a second, for long.
const A_SECOND: NonZeroU32 = NonZeroU32::new(50).unwrap();
/// Addresses remembered before those that rest are forgotten.
const ADDRESSES_MOST: usize = 100_000;

const ANYWHERE: [(HeaderName, HeaderValue); 2] = [
    (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    (CACHE_CONTROL, HeaderValue::from_static("no-store")),
];

/// How often each address sends.
pub(super) struct Limits {
    limiter: DefaultKeyedRateLimiter<IpAddr>,
    asked: AtomicUsize,
}

impl Default for Limits {
    fn default() -> Self {
        let limiter = RateLimiter::keyed(Quota::per_second(A_SECOND).allow_burst(BURST));
        Self { limiter, asked: AtomicUsize::new(0) }
    }
}

impl Limits {
    pub(super) fn allows(&self, address: IpAddr) -> bool {
        // Looked at now and then only: counting the addresses costs more than asking for one.
        if self.asked.fetch_add(1, Ordering::Relaxed).is_multiple_of(4_096)
            && self.limiter.len() > ADDRESSES_MOST
        {
            self.limiter.retain_recent();
            self.limiter.shrink_to_fit();
        }
        self.limiter.check_key(&address).is_ok()
    }
}

pub(super) async fn preflight() -> Response {
    let allowed = [
        (ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
        (ACCESS_CONTROL_MAX_AGE, "86400"),
    ];
    (StatusCode::NO_CONTENT, ANYWHERE, allowed).into_response()
}

pub(super) async fn post(State(public): State<Arc<Public>>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let address = client_address(&public.app, &parts.headers, &parts.extensions);
    if !public.limits.allows(address) {
        return problem(&Error::RateLimited(1));
    }
    let Ok(body) = to_bytes(body, COLLECT_BODY_MOST).await else { return too_large() };
    match take(&public, &parts.headers, address, &body).await {
        Ok(outcome) => answer(outcome),
        Err(error) => problem(&error),
    }
}

async fn take(public: &Public, headers: &HeaderMap, address: IpAddr, body: &[u8]) -> Result<Outcome, Error> {
    let beacon = Beacon::read(body)?;
    let user_agent = headers.get(USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    public.app.collect(beacon, Caller { address, user_agent }).await
}

fn answer(outcome: Outcome) -> Response {
    let (status, id, duplicate) = match outcome {
        Outcome::Visited | Outcome::Ignored => return (StatusCode::NO_CONTENT, ANYWHERE).into_response(),
        Outcome::Converted(id) => (StatusCode::ACCEPTED, id, false),
        Outcome::Duplicate(id) => (StatusCode::OK, id, true),
    };
    (status, ANYWHERE, axum::Json(json!({ "id": id, "duplicate": duplicate }))).into_response()
}

fn too_large() -> Response {
    told(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        &format!("an event has at most {COLLECT_BODY_MOST} bytes"),
        &[],
    )
}

fn problem(error: &Error) -> Response {
    let (status, detail) = match error {
        Error::Invalid(faults) if faults.iter().any(|fault| fault.code == "json_malformed") => {
            (StatusCode::BAD_REQUEST, "the body is not the JSON object that is documented")
        }
        Error::Invalid(_) => (StatusCode::UNPROCESSABLE_ENTITY, "the event is not counted; see errors"),
        Error::RateLimited(_) => (StatusCode::TOO_MANY_REQUESTS, "too many events from this address"),
        Error::Unavailable(_) | Error::Full(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, "the event is not stored; send it again")
        }
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "the event is not stored; send it again"),
    };
    if status.is_server_error() {
        tracing::error!(%error, "an event was not stored");
    }
    let faults: &[_] = if let Error::Invalid(faults) = error { faults } else { &[] };
    let mut response = told(status, error.code(), detail, faults);
    if matches!(error, Error::RateLimited(_) | Error::Unavailable(_) | Error::Full(_)) {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

fn told(status: StatusCode, code: &str, detail: &str, faults: &[app::FieldError]) -> Response {
    let errors: Vec<_> = faults
        .iter()
        .map(|fault| {
            let params: serde_json::Map<_, _> =
                fault.params.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
            json!({ "field": fault.field, "code": fault.code, "params": params })
        })
        .collect();
    let body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "code": code,
        "detail": detail,
        "errors": errors,
    });
    (status, ANYWHERE, [(CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}
