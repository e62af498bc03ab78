//! Comments under a post.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::error::{Answer, ApiError, done};
use super::{State, listings};
use crate::call::Call;
use crate::stand_in::{Network, StandIn};
use crate::state::Shared;
use crate::world::{Draft, Post, links_in};

const TEXT_MAX: usize = 10_000;

fn view(state: &State, post: &Post) -> Value {
    let author = state.world.account(&post.author).map_or("", |account| account.handle.as_str());
    json!({ "kind": "t1", "data": {
        "id": post.id.trim_start_matches("t1_"), "name": post.id, "author": author, "body": post.text,
        "created_utc": post.created_at.div_euclid(1_000) as f64, "parent_id": post.parent,
        "score": post.counts().likes + 1,
    } })
}

pub(super) async fn write(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let form = call.form().await.map_err(|_| ApiError::status(StatusCode::BAD_REQUEST, None))?;
    let mut state = shared.state::<State>();
    let token = state.caller(&call, "submit", shared.clock.now())?;
    let parent = form.params.get("thing_id").unwrap_or_default().to_owned();
    let text = form.params.get("text").unwrap_or_default().to_owned();
    if text.trim().is_empty() {
        return Err(ApiError::inside("NO_TEXT", "we need something here", "text"));
    }
    if text.chars().count() > TEXT_MAX {
        return Err(ApiError::inside("TOO_LONG", format!("this is too long (max: {TEXT_MAX})"), "text"));
    }
    if state.world.post(&parent).is_none() {
        return Err(ApiError::inside("DELETED_COMMENT", "that comment has been deleted", "parent"));
    }
    let draft = Draft { parent: Some(parent.clone()), ..Draft::default() };
    let id = state.new_post_id(&shared, &draft);
    let post = Post {
        url: format!("{}/comments/{id}", shared.url(Network::Reddit)),
        author: token.account,
        links: links_in(&text),
        text,
        created_at: shared.clock.now(),
        parent: Some(parent),
        id,
        ..Post::default()
    };
    let thing = view(&state, &post);
    state.world.publish(post, false);
    Ok(done(&json!({ "things": [thing] })))
}

pub(super) async fn list(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
    call: Call,
) -> Answer {
    let state = shared.state::<State>();
    state.caller(&call, "read", shared.clock.now())?;
    let post = state.world.post(&format!("t3_{id}"));
    let post = post.ok_or_else(|| ApiError::status(StatusCode::NOT_FOUND, None))?;
    let comments = post.replies.iter().rev().filter_map(|id| state.world.post(id));
    let things: Vec<Value> = comments.take(call.query.limit(100, 500)).map(|c| view(&state, c)).collect();
    let own = [listings::post_view(&state, post)];
    Ok(Json(json!([listings::listing(&own, None), listings::listing(&things, None)])))
}
