//! Lists of statuses: an account's, a thread's.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::error::{Answer, ApiError};
use super::{entities, statuses};
use crate::call::Call;
use crate::state::Shared;
use crate::world::Post;

fn number(id: &str) -> u64 {
    id.parse().unwrap_or_default()
}

/// The part of a list that `max_id`, `since_id`, `min_id` and `limit` ask for.
/// `items` come newest first.
pub(super) fn page<T>(
    items: Vec<T>,
    id: impl Fn(&T) -> u64,
    call: &Call,
    default: usize,
    max: usize,
) -> Vec<T> {
    let bound = |name: &str| call.query.get(name).and_then(|text| text.parse::<u64>().ok());
    let below = bound("max_id").unwrap_or(u64::MAX);
    let above = bound("since_id").or(bound("min_id"));
    let limit = call.query.limit(default, max);
    let mut found: Vec<T> = items
        .into_iter()
        .filter(|item| id(item) < below && above.is_none_or(|above| id(item) > above))
        .collect();
    if bound("min_id").is_some() {
        let surplus = found.len().saturating_sub(limit);
        found.drain(..surplus);
    }
    found.truncate(limit);
    found
}

/// A JSON list with the `Link` header to its neighbours.
pub(super) fn linked(shared: &Shared, path: &str, ids: &[u64], list: Vec<Value>) -> Response {
    match (ids.first(), ids.last()) {
        (Some(first), Some(last)) => {
            let base = shared.mastodon_url();
            let link = format!(
                "<{base}{path}?max_id={last}>; rel=\"next\", <{base}{path}?min_id={first}>; rel=\"prev\""
            );
            ([(header::LINK, link)], Json(list)).into_response()
        }
        _ => Json(list).into_response(),
    }
}

pub(super) async fn of_account(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    call: Call,
) -> Answer<Response> {
    let state = shared.mastodon();
    let viewer = state.viewer(&call.headers)?;
    let account = state.world.account(&id).ok_or_else(ApiError::not_found)?;
    let mut posts: Vec<&Post> = state
        .world
        .posts_of(&account.id)
        .into_iter()
        .filter(|post| entities::visible_to(&state, post, viewer.as_deref()))
        .filter(|post| !call.query.flag("exclude_replies") || post.parent.is_none())
        .filter(|post| !call.query.flag("only_media") || !post.media.is_empty())
        .collect();
    posts.sort_by_key(|post| std::cmp::Reverse(number(&post.id)));
    let posts = page(posts, |post| number(&post.id), &call, 20, 40);
    let ids: Vec<u64> = posts.iter().map(|post| number(&post.id)).collect();
    let list = posts.iter().map(|post| entities::status(&shared, &state, post, viewer.as_deref())).collect();
    Ok(linked(&shared, &format!("/api/v1/accounts/{id}/statuses"), &ids, list))
}

pub(super) async fn context(State(shared): State<Arc<Shared>>, Path(id): Path<String>, call: Call) -> Answer {
    let state = shared.mastodon();
    let viewer = state.viewer(&call.headers)?;
    let viewer = viewer.as_deref();
    let post = statuses::visible(&state, &id, viewer)?;
    let mut ancestors = Vec::new();
    let mut above = post.parent.as_ref();
    while let Some(parent) = above.and_then(|id| state.world.post(id)) {
        ancestors.insert(0, entities::status(&shared, &state, parent, viewer));
        above = parent.parent.as_ref();
    }
    let mut descendants = Vec::new();
    let mut waiting: Vec<&String> = post.replies.iter().rev().collect();
    while let Some(reply) = waiting.pop().and_then(|id| state.world.post(id)) {
        if entities::visible_to(&state, reply, viewer) {
            descendants.push(entities::status(&shared, &state, reply, viewer));
        }
        waiting.extend(reply.replies.iter().rev());
    }
    Ok(Json(json!({ "ancestors": ancestors, "descendants": descendants })))
}
