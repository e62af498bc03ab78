//! X: API v2 with its sign-in, uploads and pages for people.
//!
//! Owns accounts, posts with their short links, files on their way and the
//! credits of the app. It never does search, streams, lists or direct messages:
//! asked for those it says so with an error.

mod error;
mod media;
mod posts;
mod timelines;
mod users;
mod views;
mod weight;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, HeaderValue, Method};
use axum::response::Response;
use axum::routing::{delete, get, post};
use serde_json::json;

use crate::Simulator;
use crate::call::{Call, bearer};
use crate::faults::Refusal;
use crate::limits::{Charge, Rule, Standing};
use crate::oauth::authority::{Authority, Token};
use crate::oauth::flavour::{ClientAuth, Flavour, Pkce, Refresh};
use crate::oauth::token::OAuthFault;
use crate::oauth::{self, SignIn};
use crate::params::Params;
use crate::stand_in::{Network, StandIn};
use crate::state::Shared;
use crate::uploads::Uploads;
use crate::webhooks::{Webhook, hmac_sha256};
use crate::world::{Draft, Post, World};

use self::error::Problem;

const MINUTES: i64 = 60 * 1000;

#[derive(Debug, Default)]
pub(crate) struct State {
    world: World,
    authority: Authority,
    uploads: Uploads,
    /// How many more posts the app has paid for; `None` for any number.
    credits: Option<u32>,
}

/// Leaves the app credits for so many more posts.
pub fn set_credits(sim: &Simulator, posts: u32) {
    sim.shared().state::<State>().credits = Some(posts);
}

impl State {
    /// The token of a request, if it has the scopes.
    fn authorise(&self, shared: &Shared, call: &Call, scopes: &[&str]) -> Result<Token, Problem> {
        let found = self.authority.check(bearer(&call.headers), shared.clock.now());
        let token = found.map_err(|_| Problem::unauthorized())?;
        if let Some(missing) = scopes.iter().find(|scope| !token.has(scope)) {
            let detail = format!("The token lacks the scope {missing}.");
            return Err(Problem::forbidden(&detail));
        }
        Ok(token)
    }
}

impl StandIn for State {
    fn router(shared: &Arc<Shared>) -> Router {
        Router::new()
            .merge(oauth::routes::<Self>())
            .route("/2/users/me", get(users::me))
            .route("/2/users/{id}/tweets", get(timelines::of_user))
            .route("/2/tweets", post(posts::create).get(timelines::by_ids))
            .route("/2/tweets/{id}", delete(posts::delete))
            .route("/2/media/upload", post(media::whole).get(media::status))
            .route("/2/media/upload/initialize", post(media::initialize))
            .route("/2/media/upload/{id}/append", post(media::append))
            .route("/2/media/upload/{id}/finalize", post(media::finalize))
            .route("/2/media/metadata", post(media::describe))
            .route("/i/web/status/{id}", get(error::by_id))
            .fallback(error::unknown_route)
            .layer(DefaultBodyLimit::max(40 * 1024 * 1024))
            .with_state(Arc::clone(shared))
    }

    fn world(&mut self) -> &mut World {
        &mut self.world
    }

    fn refusal(shared: &Shared, refusal: &Refusal) -> Response {
        error::refusal(shared, refusal)
    }

    fn new_post_id(&mut self, shared: &Shared, draft: &Draft) -> String {
        // Ids tell the time: milliseconds since November 2010, then a number.
        let since = u64::try_from(draft.created_at - 1_288_834_974_657).unwrap_or_default();
        let mut id = since << 22 | (shared.clock.unique_micros() & 0x003f_ffff);
        while self.world.post(&id.to_string()).is_some() {
            id += 1;
        }
        id.to_string()
    }

    fn post_url(&mut self, shared: &Shared, author: &str, post_id: &str) -> String {
        let handle = self.world.account(author).map_or("i", |account| account.handle.as_str());
        format!("{}/{handle}/status/{post_id}", shared.url(Network::X))
    }

    fn dress(&mut self, shared: &Shared, post: &mut Post) {
        post.raw = json!({ "urls": views::short_links(shared, &post.text) });
    }

    fn authority(&mut self) -> Option<&mut Authority> {
        Some(&mut self.authority)
    }

    fn charges(&mut self, request: &Request, _now: i64) -> Vec<Charge> {
        let (method, path) = (request.method(), request.uri().path());
        let Some((name, limit)) = rule(method, path) else { return vec![] };
        let user = bearer(request.headers()).unwrap_or("nobody").to_owned();
        let mut charges = vec![Charge {
            rule: Rule { name, limit, window_ms: 15 * MINUTES },
            key: format!("{name}|{user}"),
            points: 1,
        }];
        if name == "posts" {
            let rule = Rule { name: "posts of the app", limit: 10_000, window_ms: 24 * 60 * MINUTES };
            charges.push(Charge { rule, key: "app".to_owned(), points: 1 });
        }
        charges
    }

    fn limit_headers(headers: &mut HeaderMap, standings: &[Standing], _now: i64) {
        for (standing, prefix) in standings.iter().zip(["x-rate-limit", "x-app-limit-24hour"]) {
            error::limit_headers(headers, prefix, standing.rule.limit, standing.remaining, standing.reset_at);
        }
    }

    fn sign_webhook(&mut self, _shared: &Shared, webhook: &mut Webhook) {
        let secret = self.authority.apps().first().map(|app| app.secret.clone()).unwrap_or_default();
        let digest = hmac_sha256(secret.as_bytes(), &webhook.body);
        webhook.header("x-twitter-webhooks-signature", &format!("sha256={}", error::base64(&digest)));
    }
}

/// How often a route may be asked for by one user in 15 minutes.
fn rule(method: &Method, path: &str) -> Option<(&'static str, u32)> {
    Some(match (method, path) {
        (&Method::POST, "/2/tweets") => ("posts", 100),
        (&Method::DELETE, _) if path.starts_with("/2/tweets/") => ("removals", 50),
        (&Method::GET, "/2/tweets") => ("reads", 900),
        (&Method::GET, "/2/users/me") => ("me", 75),
        (&Method::GET, _) if path.ends_with("/tweets") => ("timeline", 900),
        (&Method::POST, _) if path.starts_with("/2/media/") => ("uploads", 1_875),
        (&Method::GET, _) if path.starts_with("/2/media/") => ("upload states", 1_000),
        _ => return None,
    })
}

impl SignIn for State {
    const FLAVOUR: Flavour = Flavour {
        authorize: &["/i/oauth2/authorize"],
        token: &["/2/oauth2/token"],
        revoke: &["/2/oauth2/revoke"],
        pkce: Pkce::Required,
        client_auth: ClientAuth::Basic,
        scopes: &[
            "tweet.read",
            "tweet.write",
            "tweet.moderate.write",
            "users.read",
            "users.email",
            "media.write",
            "like.read",
            "like.write",
            "dm.read",
            "dm.write",
            "follows.read",
            "follows.write",
            "list.read",
            "list.write",
            "bookmark.read",
            "bookmark.write",
            "space.read",
            "mute.read",
            "mute.write",
            "block.read",
            "block.write",
            "offline.access",
        ],
        code_life_s: 30,
        access_life_s: Some(7_200),
        refresh: Refresh::Once { life_s: 180 * 24 * 3_600, reuse_revokes: false },
        token_type: "bearer",
        ..Flavour::STANDARD
    };

    fn sign_in(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn oauth_refusal(_shared: &Shared, fault: &OAuthFault) -> Response {
        error::oauth(fault)
    }

    fn wants_refresh(_params: &Params, scopes: &[String]) -> bool {
        scopes.iter().any(|scope| scope == "offline.access")
    }
}

/// A header's value from a number.
fn number(value: i64) -> HeaderValue {
    HeaderValue::from(value)
}
