//! Statuses: create once, show, edit, delete.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::json;

use super::error::{Answer, ApiError};
use super::{entities, form, write};
use crate::call::Call;
use crate::state::Shared;
use crate::world::Post;

pub(super) const MAX_MEDIA: usize = 4;
const IDEMPOTENCY_MS: i64 = 60 * 60 * 1000;

pub(super) async fn create(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let (params, _) = form::read(&call).await?;
    let now = shared.clock.now();
    let mut state = shared.mastodon();
    let author = state.authorise(&call.headers, &["write:statuses"])?;
    let key = call.header("idempotency-key").map(|key| (author.clone(), key.to_owned()));
    let earlier = key.as_ref().and_then(|key| state.idempotency.get(key)).filter(|(_, until)| *until > now);
    if let Some(post) = earlier.and_then(|(id, _)| state.world.post(id)) {
        return Ok(Json(entities::status(&shared, &state, post, Some(&author))));
    }
    if params.get("scheduled_at").is_some_and(|at| !at.is_empty()) {
        let message = "Validation failed: Scheduled at is not offered by this server";
        return Err(ApiError::unprocessable(message));
    }
    let mut post = write::read(&shared, &state, &author, &params, None)?;
    post.id = write::free_id(&state, now);
    post.url = url(&shared, &state, &author, &post.id);
    let id = post.id.clone();
    let media = post.media.clone();
    state.attach(&id, &media);
    state.world.publish(post, false);
    if let Some(key) = key {
        state.idempotency.insert(key, (id.clone(), now + IDEMPOTENCY_MS));
    }
    let post = state.world.post(&id).ok_or_else(ApiError::not_found)?;
    Ok(Json(entities::status(&shared, &state, post, Some(&author))))
}

/// The address of a status for people.
pub(super) fn url(shared: &Shared, state: &super::State, author: &str, id: &str) -> String {
    let handle = state.world.account(author).map_or("", |account| account.handle.as_str());
    format!("{}/@{handle}/{id}", shared.mastodon_url())
}

pub(super) async fn show(State(shared): State<Arc<Shared>>, Path(id): Path<String>, call: Call) -> Answer {
    let state = shared.mastodon();
    let viewer = state.viewer(&call.headers)?;
    let post = visible(&state, &id, viewer.as_deref())?;
    Ok(Json(entities::status(&shared, &state, post, viewer.as_deref())))
}

pub(super) fn visible<'a>(state: &'a super::State, id: &str, viewer: Option<&str>) -> Answer<&'a Post> {
    let post = state.world.post(id).filter(|post| entities::visible_to(state, post, viewer));
    post.ok_or_else(ApiError::not_found)
}

/// A status of the caller's own.
fn own<'a>(state: &'a super::State, id: &str, author: &str) -> Answer<&'a Post> {
    state.world.post(id).filter(|post| post.author == author).ok_or_else(ApiError::not_found)
}

pub(super) async fn update(State(shared): State<Arc<Shared>>, Path(id): Path<String>, call: Call) -> Answer {
    let (params, _) = form::read(&call).await?;
    let now = shared.clock.now();
    let mut state = shared.mastodon();
    let author = state.authorise(&call.headers, &["write:statuses"])?;
    let before = own(&state, &id, &author)?.raw["visibility"].clone();
    let edit = write::read(&shared, &state, &author, &params, Some(&id))?;
    state.attach(&id, &edit.media);
    if let Some(post) = state.world.post_mut(&id) {
        post.text = edit.text;
        post.links = edit.links;
        post.media = edit.media;
        post.mentions = edit.mentions;
        post.raw = edit.raw;
        post.raw["visibility"] = before;
        post.edited_at = Some(now);
    }
    Ok(Json(entities::status(&shared, &state, own(&state, &id, &author)?, Some(&author))))
}

pub(super) async fn delete(State(shared): State<Arc<Shared>>, Path(id): Path<String>, call: Call) -> Answer {
    let mut state = shared.mastodon();
    let author = state.authorise(&call.headers, &["write:statuses"])?;
    let post = own(&state, &id, &author)?;
    let mut view = entities::status(&shared, &state, post, Some(&author));
    view["text"] = post.text.as_str().into();
    state.attach(&id, &[]);
    state.world.remove_post(&id);
    Ok(Json(view))
}

pub(super) async fn source(State(shared): State<Arc<Shared>>, Path(id): Path<String>, call: Call) -> Answer {
    let state = shared.mastodon();
    let author = state.authorise(&call.headers, &["read:statuses"])?;
    let post = own(&state, &id, &author)?;
    let spoiler = post.raw["spoiler_text"].as_str().unwrap_or("");
    Ok(Json(json!({ "id": post.id, "text": post.text, "spoiler_text": spoiler })))
}
