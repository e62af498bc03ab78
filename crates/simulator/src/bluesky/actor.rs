//! `app.bsky.actor`: profiles.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;

use super::error::{Answer, XrpcError};
use super::views;
use crate::call::Call;
use crate::clock::iso;
use crate::state::Shared;

pub(super) async fn get_profile(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.bluesky();
    state.authorise_if_present(&call.headers, shared.clock.now())?;
    let actor = call.query.get("actor").ok_or_else(|| XrpcError::missing("actor"))?;
    let account = state.world.find_account(actor).ok_or_else(|| XrpcError::invalid("Profile not found"))?;
    let mut view = views::actor(&shared, &state.world, &account.id);
    view["followersCount"] = account.followers_count().into();
    view["followsCount"] = account.following.len().into();
    view["postsCount"] = account.posts.len().into();
    view["indexedAt"] = iso(account.created_at).into();
    Ok(Json(view))
}
