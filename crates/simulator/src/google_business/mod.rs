//! Google Business Profile: accounts, locations, their posts and reviews.
//!
//! Owns which locations an account manages and the state of each post. It tells
//! no counters: those of posts are retired.
//!
//! An account of the simulator is a location; its password is that of the Google
//! account that manages it. [`add_location`] puts another one under the same.

mod limits;
mod locations;
mod posts;
mod reviews;
mod shape;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::Uri;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde_json::json;

use crate::account::AccountSpec;
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
use crate::world::{Draft, Post, World};

const MANAGE: &str = "https://www.googleapis.com/auth/business.manage";

#[derive(Debug, Default)]
pub(crate) struct State {
    world: World,
    authority: Authority,
    /// The work on a post, by its name.
    work: HashMap<String, Processing>,
    /// The reviews of a location, by its name.
    reviews: BTreeMap<String, Vec<reviews::Review>>,
}

/// Puts another location under the Google account that manages `owner` (handle or
/// id); answers its id, or `None` when there is no such account.
pub fn add_location(sim: &Simulator, owner: &str, handle: &str, title: &str) -> Option<String> {
    let shared = sim.shared();
    let mut state = shared.state::<State>();
    let owner = state.world.find_account(owner)?.id.clone();
    let account = owner.split("/locations/").next().unwrap_or_default().to_owned();
    let number = ids::number(shared.seed, State::NETWORK.as_str(), &format!("location-{handle}"), 12);
    let id = format!("{account}/locations/{number}");
    let spec = AccountSpec {
        handle: handle.to_owned(),
        display_name: title.to_owned(),
        extra: json!({}),
        ..AccountSpec::default()
    };
    state.world.add_account(spec.account(id.clone(), shared.clock.now()));
    Some(id)
}

/// A person's review of a location; answers its id.
pub fn add_review(sim: &Simulator, location: &str, stars: u8, text: &str) -> String {
    reviews::add(sim.shared(), location, stars, text)
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
        let number =
            |kind: &str| ids::number(shared.seed, Self::NETWORK.as_str(), &format!("{kind}-{handle}"), 12);
        format!("accounts/{}/locations/{}", number("account"), number("location"))
    }

    fn new_post_id(&mut self, shared: &Shared, draft: &Draft) -> String {
        format!("{}/localPosts/{}", draft.author, shared.clock.unique_micros())
    }

    fn post_url(&mut self, shared: &Shared, _author: &str, post_id: &str) -> String {
        let number = post_id.rsplit('/').next().unwrap_or_default();
        format!("{}/local/posts?id={number}", shared.url(Self::NETWORK))
    }

    fn dress(&mut self, _shared: &Shared, post: &mut Post) {
        post.raw = json!({ "languageCode": "en", "topicType": "STANDARD" });
    }

    fn authority(&mut self) -> Option<&mut Authority> {
        Some(&mut self.authority)
    }

    fn charges(&mut self, request: &Request, _now: i64) -> Vec<Charge> {
        limits::charges(request)
    }
}

impl SignIn for State {
    const FLAVOUR: Flavour = Flavour { scopes: &[MANAGE], ..google::FLAVOUR };

    fn sign_in(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn wants_refresh(params: &Params, _scopes: &[String]) -> bool {
        google::wants_refresh(params)
    }
}

fn not_found() -> GoogleError {
    GoogleError::new(404, "notFound", "Requested entity was not found.")
}

async fn unknown_route(uri: Uri, shared: axum::extract::State<Arc<Shared>>) -> Response {
    let path = uri.path_and_query().map_or(uri.path(), |whole| whole.as_str());
    if let Some(page) = page_at::<State>(&shared, path) {
        return page;
    }
    if path.starts_with("/v1/") || path.starts_with("/v4/") {
        return not_found().into_response();
    }
    page::not_found()
}

fn router(shared: &Arc<Shared>) -> Router {
    let posts = "/v4/accounts/{account}/locations/{location}/localPosts";
    let reviews = "/v4/accounts/{account}/locations/{location}/reviews";
    Router::new()
        .route("/v1/accounts", get(locations::accounts))
        .route("/v1/accounts/{account}/locations", get(locations::list))
        .route("/v1/locations/{location}", get(locations::show))
        .route(posts, get(posts::list).post(posts::create))
        .route(&format!("{posts}/{{post}}"), get(posts::show).patch(posts::update).delete(posts::delete))
        .route(reviews, get(reviews::list))
        .route(
            &format!("{reviews}/{{review}}/reply"),
            axum::routing::put(reviews::reply).delete(reviews::unreply),
        )
        .merge(oauth::routes::<State>())
        .fallback(unknown_route)
        .layer(DefaultBodyLimit::max(1024 * 1024))
        .with_state(Arc::clone(shared))
}
