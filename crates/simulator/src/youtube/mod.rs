//! YouTube: the Data API, resumable uploads and Google's consent.
//!
//! Owns channels, films on their way and their comments. It never plays a film
//! and has no analytics, live streams or community posts.

mod channels;
mod comments;
mod limits;
mod metadata;
mod upload;
mod videos;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};

use crate::faults::Refusal;
use crate::google::{self, GoogleError};
use crate::ids;
use crate::limits::Charge;
use crate::oauth::authority::Authority;
use crate::oauth::flavour::Flavour;
use crate::oauth::{self, SignIn};
use crate::page;
use crate::params::Params;
use crate::processing::Processing;
use crate::sim::Simulator;
use crate::stand_in::{Listed, StandIn, page_at};
use crate::state::Shared;
use crate::uploads::Uploads;
use crate::world::{Draft, Post, World};

const UPLOAD: &str = "https://www.googleapis.com/auth/youtube.upload";
const READ: &str = "https://www.googleapis.com/auth/youtube.readonly";
const FORCE_SSL: &str = "https://www.googleapis.com/auth/youtube.force-ssl";

/// What becomes of a film after its upload.
#[derive(Debug, Clone)]
struct Fate {
    processing: Processing,
    /// Why it is rejected, where it is.
    rejected: Option<&'static str>,
}

#[derive(Debug, Default)]
pub(crate) struct State {
    world: World,
    authority: Authority,
    uploads: Uploads,
    fates: HashMap<String, Fate>,
    /// What was uploaded already: channel and digest.
    seen: HashSet<(String, String)>,
    rejects_duplicates: bool,
}

/// From now on a film of the same bytes as an earlier one of the channel is
/// rejected after its upload, as the network does. Off at the start, so that
/// tests may send one film often.
pub fn reject_duplicates(sim: &Simulator, reject: bool) {
    sim.shared().state::<State>().rejects_duplicates = reject;
}

/// Forgets every upload session, as the network does after some days.
pub fn forget_sessions(sim: &Simulator) {
    sim.shared().state::<State>().uploads = Uploads::default();
}

impl StandIn for State {
    fn router(shared: &Arc<Shared>) -> Router {
        router(shared)
    }

    fn world(&mut self) -> &mut World {
        &mut self.world
    }

    fn refusal(_shared: &Shared, refusal: &Refusal) -> Response {
        google::refusal(refusal)
    }

    fn account_id(shared: &Shared, handle: &str) -> String {
        format!("UC{}", &ids::token(shared.seed, &format!("channel-{handle}"), 0)[..22])
    }

    fn new_post_id(&mut self, shared: &Shared, _draft: &Draft) -> String {
        let unique = shared.clock.unique_micros();
        ids::token(shared.seed, "video", unique)[..11].to_owned()
    }

    fn post_url(&mut self, shared: &Shared, _author: &str, post_id: &str) -> String {
        format!("{}/watch?v={post_id}", shared.url(Self::NETWORK))
    }

    fn dress(&mut self, shared: &Shared, post: &mut Post) {
        let title: String = post.text.lines().next().unwrap_or_default().chars().take(100).collect();
        post.raw = metadata::of_seed(&title);
        let fate = Fate { processing: Processing::begin(shared, false), rejected: None };
        self.fates.insert(post.id.clone(), fate);
    }

    fn authority(&mut self) -> Option<&mut Authority> {
        Some(&mut self.authority)
    }

    fn charges(&mut self, request: &Request, _now: i64) -> Vec<Charge> {
        limits::charges(request)
    }
}

impl SignIn for State {
    const FLAVOUR: Flavour = Flavour { scopes: &[UPLOAD, READ, FORCE_SSL], ..google::FLAVOUR };

    fn sign_in(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn wants_refresh(params: &Params, _scopes: &[String]) -> bool {
        google::wants_refresh(params)
    }
}

async fn unknown_route(uri: Uri, shared: axum::extract::State<Arc<Shared>>) -> Response {
    // The address of a film has its id in the query.
    let path = uri.path_and_query().map_or(uri.path(), |whole| whole.as_str());
    if let Some(page) = page_at::<State>(&shared, path) {
        return page;
    }
    if path.starts_with("/youtube/") || path.starts_with("/upload/") {
        return GoogleError::new(404, "notFound", "Not Found").into_response();
    }
    page::not_found()
}

fn router(shared: &Arc<Shared>) -> Router {
    Router::new()
        .route("/youtube/v3/channels", get(channels::list))
        .route("/youtube/v3/playlistItems", get(channels::playlist_items))
        .route("/upload/youtube/v3/videos", post(upload::begin).put(upload::put))
        .route("/youtube/v3/videos", get(videos::list).put(videos::update).delete(videos::delete))
        .route("/youtube/v3/commentThreads", get(comments::threads).post(comments::begin_thread))
        .route("/youtube/v3/comments", post(comments::reply).delete(comments::delete))
        .route("/youtube/v3/comments/setModerationStatus", post(comments::moderate))
        .merge(oauth::routes::<State>())
        .fallback(unknown_route)
        .layer(DefaultBodyLimit::max(64 * 1024 * 1024))
        .with_state(Arc::clone(shared))
}
