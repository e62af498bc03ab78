//! Accounts, and the pages for people.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::Response;
use serde_json::json;

use super::entities;
use super::error::{Answer, ApiError};
use crate::call::Call;
use crate::page;
use crate::state::Shared;

pub(super) async fn verify_credentials(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.mastodon();
    let id = state.authorise(&call.headers, &["read:accounts", "profile"])?;
    let account = state.world.account(&id).ok_or_else(ApiError::invalid_token)?;
    let mut view = entities::account(&shared, &state, account);
    view["source"] = json!({
        "privacy": "public", "sensitive": false, "language": null, "note": "", "fields": [],
        "follow_requests_count": 0,
    });
    Ok(Json(view))
}

pub(super) async fn lookup(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.mastodon();
    state.viewer(&call.headers)?;
    let acct = call.query.get("acct").unwrap_or_default().trim_start_matches('@');
    let account = state.world.find_account(acct).ok_or_else(ApiError::not_found)?;
    Ok(Json(entities::account(&shared, &state, account)))
}

pub(super) async fn show(State(shared): State<Arc<Shared>>, Path(id): Path<String>, call: Call) -> Answer {
    let state = shared.mastodon();
    state.viewer(&call.headers)?;
    let account = state.world.account(&id).ok_or_else(ApiError::not_found)?;
    Ok(Json(entities::account(&shared, &state, account)))
}

pub(super) async fn avatar(Path(name): Path<String>) -> Response {
    page::avatar(&name)
}

pub(super) async fn page(State(shared): State<Arc<Shared>>, Path(acct): Path<String>) -> Response {
    let state = shared.mastodon();
    match acct.strip_prefix('@').and_then(|acct| state.world.find_account(acct)) {
        Some(account) => page::profile(&state.world, "Mastodon", account),
        None => page::not_found(),
    }
}

pub(super) async fn post_page(
    State(shared): State<Arc<Shared>>,
    Path((_acct, id)): Path<(String, String)>,
) -> Response {
    let state = shared.mastodon();
    match state.world.post(&id).filter(|post| entities::visible_to(&state, post, None)) {
        Some(post) => page::post(&state.world, "Mastodon", post),
        None => page::not_found(),
    }
}
