//! The pieces of a film.

use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;

use super::State;
use crate::call::Call;
use crate::images::sniff;
use crate::processing::Processing;
use crate::state::Shared;
use crate::uploads::ContentRange;

/// How long an address to upload to is good.
const LIFE_MS: i64 = 3_600_000;

/// 206 for a piece, 201 for the last; 416 for one that begins elsewhere.
pub(super) async fn piece(
    Extract(shared): Extract<Arc<Shared>>,
    Path(publish_id): Path<String>,
    call: Call,
) -> StatusCode {
    let now = shared.clock.now();
    let mut state = shared.state::<State>();
    let Some(publish) = state.publishes.get_mut(&publish_id) else { return StatusCode::NOT_FOUND };
    let named = call.query.get("upload_token") == Some(publish.upload_token.as_str());
    if !named || now > publish.begun_at + LIFE_MS {
        return StatusCode::FORBIDDEN;
    }
    if !["video/mp4", "video/quicktime", "video/webm"].contains(&call.content_type()) {
        return StatusCode::UNSUPPORTED_MEDIA_TYPE;
    }
    let range = call.header("content-range").and_then(ContentRange::parse);
    let Some((first, last)) = range.filter(|r| r.total == Some(publish.size)).and_then(|r| r.span) else {
        return StatusCode::BAD_REQUEST;
    };
    let length = call.body.len() as u64;
    if length != last - first + 1 {
        return StatusCode::BAD_REQUEST;
    }
    let is_last = last + 1 == publish.size;
    if first != publish.received {
        return StatusCode::RANGE_NOT_SATISFIABLE;
    }
    // Every piece is as long as was said; the last takes the rest, too.
    if (!is_last && length != publish.chunk) || length >= publish.chunk.saturating_mul(2).max(2) {
        return StatusCode::BAD_REQUEST;
    }
    if first == 0 {
        publish.first_bytes = call.body.iter().take(64).copied().collect();
    }
    publish.received = last + 1;
    if !is_last {
        return StatusCode::PARTIAL_CONTENT;
    }
    publish.work = Some(Processing::begin(&shared, call.doomed));
    let is_film = sniff(&publish.first_bytes).is_some_and(|found| found.mime.starts_with("video/"));
    if call.doomed {
        publish.failed = Some("internal");
    } else if !is_film {
        publish.failed = Some("file_format_check_failed");
    } else {
        state.bring_out(&shared, &publish_id, 1);
    }
    StatusCode::CREATED
}
