//! Mastodon: one server with its client API.
//!
//! Owns apps, grants and tokens, media, statuses as clients see them and the
//! pages for people. It never does federation, streaming, scheduled statuses
//! or web push: asked for those it says so with an error.

mod accounts;
mod compose;
mod content;
mod entities;
mod error;
mod form;
mod instance;
mod limits;
mod media;
mod notifications;
mod oauth;
mod reactions;
mod statuses;
mod timelines;
mod tokens;
mod write;

use std::collections::HashMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

pub(crate) use compose::{publish_draft, reader};
pub(crate) use error::{invalid_token, server_error};
pub(crate) use limits::too_many_requests;
pub(crate) use tokens::{issue_token, revoke_token};

use crate::faults::{self, FaultContext};
use crate::ids;
use crate::limits::Limits;
use crate::state::Shared;
use crate::world::{Account, Network, World};

#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) world: World,
    apps: HashMap<String, tokens::App>,
    grants: HashMap<String, tokens::Grant>,
    tokens: HashMap<String, tokens::Token>,
    issued: u64,
    media: HashMap<String, media::Media>,
    /// (account, key) → status and when it is forgotten.
    idempotency: HashMap<(String, String), (String, i64)>,
    limits: Limits,
}

/// Numeric, stable by seed and name.
fn account_id(seed: u64, name: &str) -> String {
    let digest = ids::sha256(format!("mastodon:{seed}:{name}").as_bytes());
    let number = digest[..6].iter().fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte));
    format!("109{number:015}")
}

pub(crate) fn add_account(shared: &Shared, username: &str, password: &str, display_name: &str) -> String {
    let id = account_id(shared.seed, username);
    shared.mastodon().world.add_account(Account {
        id: id.clone(),
        handle: username.to_owned(),
        display_name: display_name.to_owned(),
        secret: Some(password.to_owned()),
        created_at: shared.clock.now(),
        ..Account::default()
    });
    id
}

/// The part of an account's name after the second `@`.
fn domain(shared: &Shared) -> &str {
    shared.mastodon_url.trim_start_matches("http://")
}

pub(crate) fn router(shared: &Arc<Shared>) -> Router {
    let context = FaultContext { shared: Arc::clone(shared), network: Network::Mastodon };
    Router::new()
        .route("/.well-known/oauth-authorization-server", get(oauth::metadata))
        .route("/api/v1/apps", post(oauth::create_app))
        .route("/api/v1/apps/verify_credentials", get(oauth::verify_app))
        .route("/oauth/authorize", get(oauth::ask).post(oauth::decide))
        .route("/oauth/token", post(oauth::token))
        .route("/oauth/revoke", post(oauth::revoke))
        .route("/api/v2/instance", get(instance::v2))
        .route("/api/v1/instance", get(instance::v1))
        .route("/api/v1/accounts/verify_credentials", get(accounts::verify_credentials))
        .route("/api/v1/accounts/lookup", get(accounts::lookup))
        .route("/api/v1/accounts/{id}", get(accounts::show))
        .route("/api/v1/accounts/{id}/statuses", get(timelines::of_account))
        .route("/api/v2/media", post(media::upload))
        .route("/api/v1/media/{id}", get(media::show).put(media::update).delete(media::delete))
        .route("/system/media/{id}", get(media::file))
        .route("/api/v1/statuses", post(statuses::create))
        .route("/api/v1/statuses/{id}", get(statuses::show).put(statuses::update).delete(statuses::delete))
        .route("/api/v1/statuses/{id}/source", get(statuses::source))
        .route("/api/v1/statuses/{id}/context", get(timelines::context))
        .route("/api/v1/statuses/{id}/favourited_by", get(reactions::favourited_by))
        .route("/api/v1/statuses/{id}/reblogged_by", get(reactions::reblogged_by))
        .route("/api/v1/statuses/{id}/{action}", post(reactions::act))
        .route("/api/v1/notifications", get(notifications::list))
        .route("/avatars/{name}", get(accounts::avatar))
        .route("/{acct}", get(accounts::page))
        .route("/{acct}/{id}", get(accounts::post_page))
        .fallback(error::unknown_route)
        .layer(DefaultBodyLimit::max(110 * 1024 * 1024))
        .layer(from_fn_with_state(Arc::clone(shared), limits::layer))
        .layer(from_fn_with_state(context, faults::layer))
        .with_state(Arc::clone(shared))
}
