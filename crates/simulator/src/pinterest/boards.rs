//! Accounts and boards.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Extract};
use serde_json::{Value, json};

use super::error::{Answer, ApiError};
use super::{Board, State, pins};
use crate::call::Call;
use crate::state::Shared;

fn view(state: &State, board: &Board) -> Value {
    let owner = state.world.account(&board.owner).map_or("", |account| account.handle.as_str());
    json!({
        "id": board.id, "name": board.name, "owner": { "username": owner }, "privacy": "PUBLIC",
        "follower_count": board.followers, "collaborator_count": 0, "description": null,
        "pin_count": state.pins_of(&board.id).len(), "created_at": pins::moment(board.created_at),
        "media": { "image_cover_url": null, "pin_thumbnail_urls": [] },
    })
}

pub(super) async fn user_account(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.state::<State>();
    let token = state.caller(&call, "user_accounts:read", shared.clock.now())?;
    let account = state.account(&token.account)?;
    let boards = state.boards.values().filter(|board| board.owner == account.id).count();
    Ok(Json(json!({
        "id": account.id, "username": account.handle, "business_name": account.display_name,
        "account_type": "BUSINESS", "profile_image": "", "website_url": "",
        "follower_count": account.followers_count(), "following_count": 0, "board_count": boards,
        "pin_count": state.world.posts_of(&account.id).len(), "monthly_views": 163,
    })))
}

/// A page of a list; `bookmark` is where the next begins.
fn page(call: &Call, items: &[Value]) -> Answer {
    let size = call.query.get("page_size").map_or(Ok(25), str::parse::<usize>);
    let size = size.ok().filter(|size| (1..=250).contains(size));
    let size = size.ok_or_else(|| ApiError::bad("Invalid request: page_size must be within 1 and 250"))?;
    let from = call.query.get("bookmark").map_or(Ok(0), str::parse::<usize>);
    let from = from.map_err(|_| ApiError::bad("Invalid request: no such bookmark"))?;
    let end = (from + size).min(items.len());
    let bookmark = (end < items.len()).then(|| end.to_string());
    Ok(Json(json!({ "items": items.get(from..end).unwrap_or_default(), "bookmark": bookmark })))
}

pub(super) async fn list(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.state::<State>();
    let token = state.caller(&call, "boards:read", shared.clock.now())?;
    let own = state.boards.values().filter(|board| board.owner == token.account);
    let items: Vec<Value> = own.map(|board| view(&state, board)).collect();
    page(&call, &items)
}

pub(super) async fn show(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
    call: Call,
) -> Answer {
    let state = shared.state::<State>();
    state.caller(&call, "boards:read", shared.clock.now())?;
    let board = state.boards.get(&id).ok_or_else(ApiError::board)?;
    Ok(Json(view(&state, board)))
}

pub(super) async fn pins(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
    call: Call,
) -> Answer {
    let state = shared.state::<State>();
    let token = state.caller(&call, "boards:read", shared.clock.now())?;
    if !token.has("pins:read") {
        return Err(ApiError::scope("pins:read"));
    }
    if !state.boards.contains_key(&id) {
        return Err(ApiError::board());
    }
    let items: Vec<Value> = state.pins_of(&id).into_iter().map(|post| pins::view(post, false)).collect();
    page(&call, &items)
}
