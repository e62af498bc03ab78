//! `app.bsky.notification`: what happened to an account.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::auth::Kind;
use super::error::{Answer, XrpcError};
use super::server::json_body;
use super::write::reaction_record;
use super::{FOLLOW, LIKE, REPOST, views};
use crate::call::Call;
use crate::clock::{iso, parse_iso};
use crate::state::Shared;
use crate::world::{Notice, NoticeKind};

fn reason(kind: NoticeKind) -> &'static str {
    match kind {
        NoticeKind::Like => "like",
        NoticeKind::Repost => "repost",
        NoticeKind::Reply => "reply",
        NoticeKind::Quote => "quote",
        NoticeKind::Mention => "mention",
        NoticeKind::Follow => "follow",
    }
}

pub(super) async fn list(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.bluesky();
    let token = state.authorise(&call.headers, Kind::Access, shared.clock.now())?;
    let reasons = call.query.all("reasons");
    let before: u64 = call.query.get("cursor").and_then(|cursor| cursor.parse().ok()).unwrap_or(u64::MAX);
    let limit = call.query.limit(50, 100);
    let notices =
        state.world.account(&token.did).map(|account| account.notices.as_slice()).unwrap_or_default();
    let mut page: Vec<&Notice> = notices
        .iter()
        .rev()
        .filter(|notice| notice.number < before)
        .filter(|notice| reasons.is_empty() || reasons.contains(&reason(notice.kind)))
        .take(limit + 1)
        .collect();
    let more = page.len() > limit;
    page.truncate(limit);
    let cursor = page.last().filter(|_| more).map(|notice| notice.number.to_string());
    let items: Vec<Value> =
        page.into_iter().filter_map(|notice| view(&shared, &state, &token.did, notice)).collect();
    let mut answer = json!({ "notifications": items, "priority": false });
    if let Some(cursor) = cursor {
        answer["cursor"] = cursor.into();
    }
    Ok(Json(answer))
}

/// `None` when the post that it tells of is gone.
fn view(shared: &Shared, state: &super::State, owner: &str, notice: &Notice) -> Option<Value> {
    let (uri, record) = match notice.kind {
        NoticeKind::Reply | NoticeKind::Quote | NoticeKind::Mention => {
            let post = state.world.post(notice.post.as_deref()?)?;
            (post.id.clone(), post.raw.clone())
        }
        NoticeKind::Follow => (notice.record.clone()?, reaction_record(FOLLOW, &owner.into(), notice.at)),
        NoticeKind::Like | NoticeKind::Repost => {
            let post = state.world.post(notice.post.as_deref()?)?;
            let subject = json!({ "uri": post.id, "cid": views::cid_of(&post.raw) });
            let kind = if notice.kind == NoticeKind::Like { LIKE } else { REPOST };
            (notice.record.clone()?, reaction_record(kind, &subject, notice.at))
        }
    };
    let mut view = json!({
        "uri": uri,
        "cid": views::cid_of(&record),
        "author": views::actor(shared, &state.world, &notice.by),
        "reason": reason(notice.kind),
        "record": record,
        "isRead": notice.seen,
        "indexedAt": iso(notice.at),
        "labels": [],
    });
    if let Some(subject) = &notice.subject {
        view["reasonSubject"] = subject.clone().into();
    }
    Some(view)
}

pub(super) async fn unread_count(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.bluesky();
    let token = state.authorise(&call.headers, Kind::Access, shared.clock.now())?;
    let count = state
        .world
        .account(&token.did)
        .map_or(0, |account| account.notices.iter().filter(|notice| !notice.seen).count());
    Ok(Json(json!({ "count": count })))
}

pub(super) async fn update_seen(
    State(shared): State<Arc<Shared>>,
    call: Call,
) -> Result<StatusCode, XrpcError> {
    let input = json_body(&call)?;
    let mut state = shared.bluesky();
    let token = state.authorise(&call.headers, Kind::Access, shared.clock.now())?;
    let seen_at = input["seenAt"].as_str().and_then(parse_iso);
    let seen_at = seen_at.ok_or_else(|| XrpcError::invalid("Invalid datetime at $.seenAt"))?;
    if let Some(account) = state.world.account_mut(&token.did) {
        account
            .notices
            .iter_mut()
            .filter(|notice| notice.at <= seen_at)
            .for_each(|notice| notice.seen = true);
    }
    Ok(StatusCode::OK)
}
