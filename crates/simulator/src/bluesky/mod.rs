//! Bluesky: a personal data server that also answers what the app view would.
//!
//! Owns sessions (by app password and by consent), repositories, blobs, the video
//! service and the views of posts, profiles and notifications. It never does chat
//! or the firehose: asked for those it answers `MethodNotImplemented`, as a server
//! without them does.

mod actor;
mod auth;
mod blob;
mod compose;
mod dpop;
mod embed;
mod error;
mod feed;
mod identity;
mod limits;
mod notification;
mod oauth;
mod record;
mod repo;
mod server;
mod video;
mod views;
mod write;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, MutexGuard};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::Value;

use crate::faults::Refusal;
use crate::ids;
use crate::limits::Limits;
use crate::sim::Simulator;
use crate::stand_in::{Network, StandIn};
use crate::state::Shared;
use crate::world::{Draft, SimPost, World};

const POST: &str = "app.bsky.feed.post";
const LIKE: &str = "app.bsky.feed.like";
const REPOST: &str = "app.bsky.feed.repost";
const FOLLOW: &str = "app.bsky.graph.follow";

#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) world: World,
    sessions: HashMap<String, auth::Token>,
    issued: u64,
    /// Every record that is no post: (DID, collection, record key).
    records: BTreeMap<(String, String, String), Value>,
    /// The newest commit of a repository.
    heads: HashMap<String, (String, String)>,
    blobs: HashMap<String, blob::Blob>,
    limits: Limits,
    oauth: oauth::Store,
    proofs: dpop::Proofs,
    video: video::Store,
}

/// From now on the server wants another nonce in proofs of possession.
pub fn rotate_nonce(sim: &Simulator) {
    sim.shared().bluesky().proofs.rotate();
}

/// Whether accounts may upload films from now on; they may at the start.
pub fn allow_films(sim: &Simulator, able: bool) {
    video::allow(sim.shared(), able);
}

/// Lets every film fail with this code of `app.bsky.video.defs#jobStatus` from now on.
pub fn fail_films(sim: &Simulator, code: Option<&str>) {
    video::fail(sim.shared(), code);
}

impl Shared {
    fn bluesky(&self) -> MutexGuard<'_, State> {
        self.state()
    }

    fn bluesky_url(&self) -> &str {
        self.url(Network::Bluesky)
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
        ids::did(shared.seed, handle)
    }

    fn reader_handle(number: usize) -> String {
        format!("reader-{number}.test")
    }

    fn sample_handle() -> &'static str {
        "brand.test"
    }

    fn new_post_id(&mut self, _shared: &Shared, draft: &Draft) -> String {
        compose::free_uri(self, draft)
    }

    fn post_url(&mut self, shared: &Shared, author: &str, post_id: &str) -> String {
        write::post_url(shared, self, author, post_id)
    }

    fn reaction_id(shared: &Shared, by: &str, kind: &str) -> String {
        compose::reaction_uri(by, kind, shared.clock.unique_micros())
    }

    fn publish_draft(shared: &Shared, draft: &Draft, silent: bool) -> SimPost {
        compose::publish_draft(shared, draft, silent)
    }

    fn expire_token(shared: &Shared, token: &str) {
        auth::expire_token(shared, token);
    }

    fn revoke_token(shared: &Shared, token: &str) {
        auth::revoke_token(shared, token);
    }
}

fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route("/xrpc/com.atproto.server.describeServer", get(server::describe_server))
        .route("/xrpc/com.atproto.server.createSession", post(server::create_session))
        .route("/xrpc/com.atproto.server.refreshSession", post(server::refresh_session))
        .route("/xrpc/com.atproto.server.getSession", get(server::get_session))
        .route("/xrpc/com.atproto.server.deleteSession", post(server::delete_session))
        .route("/xrpc/com.atproto.identity.resolveHandle", get(identity::resolve_handle))
        .route("/xrpc/com.atproto.repo.describeRepo", get(identity::describe_repo))
        .route("/xrpc/com.atproto.repo.createRecord", post(repo::create_record))
        .route("/xrpc/com.atproto.repo.putRecord", post(repo::put_record))
        .route("/xrpc/com.atproto.repo.deleteRecord", post(repo::delete_record))
        .route("/xrpc/com.atproto.repo.getRecord", get(repo::get_record))
        .route("/xrpc/com.atproto.repo.listRecords", get(repo::list_records))
        .route("/xrpc/com.atproto.repo.uploadBlob", post(blob::upload))
        .route("/xrpc/com.atproto.sync.getBlob", get(blob::get))
        .route("/xrpc/app.bsky.feed.getPosts", get(feed::get_posts))
        .route("/xrpc/app.bsky.feed.getPostThread", get(feed::get_post_thread))
        .route("/xrpc/app.bsky.feed.getAuthorFeed", get(feed::get_author_feed))
        .route("/xrpc/app.bsky.feed.getLikes", get(feed::get_likes))
        .route("/xrpc/app.bsky.feed.getRepostedBy", get(feed::get_reposted_by))
        .route("/xrpc/app.bsky.feed.searchPosts", get(feed::search_posts))
        .route("/xrpc/app.bsky.actor.getProfile", get(actor::get_profile))
        .route("/xrpc/app.bsky.notification.listNotifications", get(notification::list))
        .route("/xrpc/app.bsky.notification.getUnreadCount", get(notification::unread_count))
        .route("/xrpc/app.bsky.notification.updateSeen", post(notification::update_seen))
        .route("/xrpc/com.atproto.server.getServiceAuth", get(video::service_auth))
        .route("/xrpc/app.bsky.video.getUploadLimits", get(video::limits))
        .route("/xrpc/app.bsky.video.uploadVideo", post(video::upload))
        .route("/xrpc/app.bsky.video.getJobStatus", get(video::job_status))
        .route("/.well-known/oauth-protected-resource", get(oauth::resource))
        .route("/.well-known/oauth-authorization-server", get(oauth::metadata))
        .route("/oauth/par", post(oauth::push))
        .route("/oauth/authorize", get(oauth::ask).post(oauth::decide))
        .route("/oauth/token", post(oauth::token))
        .route("/oauth/revoke", post(oauth::revoke))
        .route("/xrpc/_health", get(server::health))
        .route("/.well-known/did.json", get(identity::server_did))
        .route("/avatars/{name}", get(identity::avatar))
        .route("/profile/{actor}", get(identity::profile_page))
        .route("/profile/{actor}/post/{rkey}", get(identity::post_page))
        .route("/{did}", get(identity::did_document))
        .fallback(error::unknown_route)
        .method_not_allowed_fallback(error::wrong_method)
        .layer(DefaultBodyLimit::max(128 * 1024 * 1024))
        .layer(from_fn_with_state(Arc::clone(shared), limits::layer))
        .layer(from_fn_with_state(Arc::clone(shared), dpop::layer))
        .with_state(Arc::clone(shared))
}
