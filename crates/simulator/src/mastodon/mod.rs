//! Mastodon: one server with its client API.
//!
//! Owns apps, grants and tokens, media, statuses as clients see them and the
//! pages for people. It never does federation, streaming, scheduled statuses
//! or web push: asked for those it says so with an error.

mod accounts;
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
use std::sync::{Arc, MutexGuard};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::json;

use crate::faults::Refusal;
use crate::ids;
use crate::limits::Limits;
use crate::stand_in::{Network, StandIn};
use crate::state::Shared;
use crate::world::{Draft, Post, World};

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

impl Shared {
    fn mastodon(&self) -> MutexGuard<'_, State> {
        self.state()
    }

    fn mastodon_url(&self) -> &str {
        self.url(Network::Mastodon)
    }
}

impl StandIn for State {
    fn router(shared: &Arc<Shared>) -> Router {
        router(shared)
    }

    fn world(&mut self) -> &mut World {
        &mut self.world
    }

    fn refusal(shared: &Shared, refusal: &Refusal) -> Response {
        error::refusal(shared, refusal)
    }

    fn account_id(shared: &Shared, handle: &str) -> String {
        account_id(shared.seed, handle)
    }

    /// On a server of their own.
    fn reader_handle(number: usize) -> String {
        format!("reader-{number}@readers.test")
    }

    fn new_post_id(&mut self, _shared: &Shared, draft: &Draft) -> String {
        write::free_id(self, draft.created_at)
    }

    fn post_url(&mut self, shared: &Shared, author: &str, post_id: &str) -> String {
        statuses::url(shared, self, author, post_id)
    }

    fn dress(&mut self, shared: &Shared, post: &mut Post) {
        post.mentions = content::mentions(&self.world, domain(shared), &post.text);
        post.raw =
            json!({ "visibility": "public", "spoiler_text": "", "sensitive": false, "language": "en" });
    }

    fn issue_token(shared: &Shared, account: &str) -> Option<String> {
        Some(tokens::issue_token(shared, account))
    }

    /// Tokens never run out here: it is only called invalid, once.
    fn expire_token(_shared: &Shared, _token: &str) {}

    fn revoke_token(shared: &Shared, token: &str) {
        tokens::revoke_token(shared, token);
    }
}

/// The part of an account's name after the second `@`.
fn domain(shared: &Shared) -> &str {
    shared.mastodon_url().trim_start_matches("http://")
}

fn router(shared: &Arc<Shared>) -> Router {
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
        .with_state(Arc::clone(shared))
}
