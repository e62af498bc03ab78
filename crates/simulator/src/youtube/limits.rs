//! Quotas of a project: a hundred films a day, and units for everything else.

use axum::extract::Request;
use axum::http::Method;

use crate::limits::{Charge, Rule};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;
const FILMS: Rule = Rule { name: "youtube-films", limit: 100, window_ms: DAY_MS };
const UNITS: Rule = Rule { name: "youtube-units", limit: 10_000, window_ms: DAY_MS };

/// Lists cost one unit, writes fifty; pieces of an upload cost nothing.
pub(super) fn charges(request: &Request) -> Vec<Charge> {
    let charge = |rule, points| vec![Charge { rule, key: "project".to_owned(), points }];
    let path = request.uri().path();
    match (path, request.method()) {
        ("/upload/youtube/v3/videos", &Method::POST) => charge(FILMS, 1),
        _ if !path.starts_with("/youtube/v3/") => vec![],
        (_, &Method::GET) => charge(UNITS, 1),
        _ => charge(UNITS, 50),
    }
}
