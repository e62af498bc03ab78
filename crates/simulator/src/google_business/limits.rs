//! Requests a minute of a project.

use axum::extract::Request;

use crate::limits::{Charge, Rule};

/// 300 a minute is what is said of most of these APIs.
const REQUESTS: Rule = Rule { name: "google-business-requests", limit: 300, window_ms: 60 * 1000 };

pub(super) fn charges(request: &Request) -> Vec<Charge> {
    let path = request.uri().path();
    let counts = path.starts_with("/v1/") || path.starts_with("/v4/");
    if counts { vec![Charge { rule: REQUESTS, key: "project".to_owned(), points: 1 }] } else { vec![] }
}
