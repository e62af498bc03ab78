//! What the world reaches without signing in: short links, the tracker and its events, what networks send by themselves,
//! and what this instance tells networks of itself.
//!
//! Owns `/l/{slug}`, `/m/…`, `/t.js`, `/collect`, `/hooks/{network}` and the description for Bluesky. They stand outside of the pages' layers:
//! no session is read, no page is framed, because they are asked a thousand times as often as any page. Never answers with
//! more than the caller sent.

mod client;
mod collect;
mod follow;
mod hooks;
mod media;
mod script;

use std::sync::Arc;

use app::{App, channels::BLUESKY_CLIENT_PATH};
use axum::{
    Router,
    routing::{get, post},
};

pub use collect::COLLECT_BODY_MOST;

/// What the handlers here share.
struct Public {
    app: App,
    limits: collect::Limits,
    hook_limits: collect::Limits,
    /// The pages, for an address that leads nowhere.
    pages: Router,
}

/// The public paths; `pages` answers with its page for an unknown address.
pub fn router(app: App, pages: Router) -> Router {
    let public = Arc::new(Public {
        app,
        limits: collect::Limits::default(),
        hook_limits: collect::Limits::default(),
        pages,
    });
    Router::new()
        .route("/l/{slug}", get(follow::get))
        .route("/m/{workspace}/{media_id}/{until}/{signature}", get(media::get))
        .route("/t.js", get(script::get))
        .route("/collect", post(collect::post).options(collect::preflight))
        .route(&format!("{}/{{network}}", app::webhooks::PATH), get(hooks::get).post(hooks::post))
        .route(BLUESKY_CLIENT_PATH, get(client::bluesky))
        .with_state(public)
}
