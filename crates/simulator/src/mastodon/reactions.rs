//! Favourites and boosts: who did, and doing it oneself.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::Value;

use super::error::{Answer, ApiError};
use super::{entities, statuses};
use crate::call::Call;
use crate::state::Shared;
use crate::world::{Post, Reaction};

pub(super) async fn favourited_by(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    call: Call,
) -> Answer {
    people(&shared, &call, &id, |post| &post.likes)
}

pub(super) async fn reblogged_by(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    call: Call,
) -> Answer {
    people(&shared, &call, &id, |post| &post.reposts)
}

fn people(shared: &Shared, call: &Call, id: &str, of: impl Fn(&Post) -> &Vec<Reaction>) -> Answer {
    let state = shared.mastodon();
    let viewer = state.viewer(&call.headers)?;
    let post = statuses::visible(&state, id, viewer.as_deref())?;
    let newest = of(post).iter().rev().take(call.query.limit(40, 80));
    let list: Vec<Value> =
        newest.map(|reaction| entities::account_by_id(shared, &state, &reaction.by)).collect();
    Ok(Json(list.into()))
}

pub(super) async fn act(
    State(shared): State<Arc<Shared>>,
    Path((id, action)): Path<(String, String)>,
    call: Call,
) -> Answer {
    let now = shared.clock.now();
    let record = shared.clock.unique_micros().to_string();
    let mut state = shared.mastodon();
    let scope = match action.as_str() {
        "favourite" | "unfavourite" => "write:favourites",
        "reblog" | "unreblog" => "write:statuses",
        _ => return Err(ApiError::not_found()),
    };
    let account = state.authorise(&call.headers, &[scope])?;
    statuses::visible(&state, &id, Some(&account))?;
    match action.as_str() {
        "favourite" => drop(state.world.like(&id, &account, &record, now)),
        "unfavourite" => state.world.unlike(&id, &account),
        "reblog" => drop(state.world.repost(&id, &account, &record, now)),
        _ => state.world.unrepost(&id, &account),
    }
    let post = statuses::visible(&state, &id, Some(&account))?;
    let status = entities::status(&shared, &state, post, Some(&account));
    if action != "reblog" {
        return Ok(Json(status));
    }
    let mut boost = status.clone();
    boost["id"] = record.into();
    boost["account"] = entities::account_by_id(&shared, &state, &account);
    boost["reblog"] = status;
    Ok(Json(boost))
}
