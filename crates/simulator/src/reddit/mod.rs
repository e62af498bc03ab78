//! Reddit: sign-in, subreddits, posts with and without files, comments.
//!
//! Owns the rules of subreddits and the wait for a post with files. It never
//! counts votes by account and knows no messages.

mod comments;
mod error;
mod listings;
mod media;
mod submit;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State as Extract};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use self::error::ApiError;
use crate::account::AccountSpec;
use crate::call::{Call, bearer};
use crate::faults::Refusal;
use crate::ids;
use crate::limits::{Charge, Rule, Standing};
use crate::oauth::authority::{Authority, Token};
use crate::oauth::flavour::{ClientAuth, Flavour, Pkce, Refresh};
use crate::oauth::token::OAuthFault;
use crate::oauth::{self, SignIn};
use crate::params::Params;
use crate::processing::Processing;
use crate::sim::Simulator;
use crate::stand_in::{Network, StandIn, page_at};
use crate::state::Shared;
use crate::world::{Account, Draft, Post, World};

/// What this network keeps.
#[derive(Default)]
pub(crate) struct State {
    world: World,
    authority: Authority,
    /// By name in lower case; a profile is `u_name`.
    places: BTreeMap<String, Place>,
    assets: BTreeMap<String, media::Asset>,
    /// Posts with files that no list shows yet.
    pending: BTreeMap<String, Processing>,
    /// How long a new post stays out of lists.
    lag_ms: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct Place {
    id: String,
    name: String,
    title: String,
    subscribers: u64,
    members: Vec<String>,
    /// As `post_requirements` tells them, and the `allow_…` of `about`.
    rules: Value,
}

impl StandIn for State {
    fn router(shared: &Arc<Shared>) -> Router {
        Router::new()
            .route("/api/v1/me", get(listings::me))
            .route("/subreddits/mine/subscriber", get(listings::mine))
            .route("/r/{place}/about", get(listings::about))
            .route("/api/v1/{place}/post_requirements", get(listings::requirements))
            .route("/user/{name}/submitted", get(listings::submitted))
            .route("/api/info", get(listings::info))
            .route("/api/submit", post(submit::submit))
            .route("/api/submit_gallery_post.json", post(submit::gallery))
            .route("/api/editusertext", post(submit::edit))
            .route("/api/del", post(submit::delete))
            .route("/api/media/asset", post(media::lease))
            .route("/media-upload", post(media::upload))
            .route("/api/comment", post(comments::write))
            .route("/comments/{id}", get(comments::list))
            .merge(oauth::routes::<Self>())
            .fallback(other)
            .layer(DefaultBodyLimit::max(300 * 1024 * 1024))
            .with_state(Arc::clone(shared))
    }

    fn world(&mut self) -> &mut World {
        &mut self.world
    }

    fn refusal(_shared: &Shared, refusal: &Refusal) -> Response {
        error::refusal(refusal)
    }

    fn account_id(shared: &Shared, handle: &str) -> String {
        format!("t2_{}", ids::number(shared.seed, "reddit", handle, 8))
    }

    /// An account begins with its profile.
    fn add_account(shared: &Shared, spec: &AccountSpec) -> String {
        let account = spec.account(Self::account_id(shared, &spec.handle), shared.clock.now());
        let id = account.id.clone();
        let mut state = shared.state::<Self>();
        state.world.add_account(account);
        let profile = format!("u_{}", spec.handle);
        state.add_place(shared, &profile, &spec.display_name, &[], &Value::Null);
        id
    }

    fn new_post_id(&mut self, shared: &Shared, draft: &Draft) -> String {
        let kind = if draft.parent.is_some() { "t1" } else { "t3" };
        format!("{kind}_{}", base36(shared.clock.unique_micros()))
    }

    fn post_url(&mut self, shared: &Shared, author: &str, post_id: &str) -> String {
        let name = self.world.account(author).map_or("", |account| account.handle.as_str());
        format!("{}{}", shared.url(Network::Reddit), permalink(&format!("u_{name}"), post_id))
    }

    /// On the author's profile.
    fn dress(&mut self, _shared: &Shared, post: &mut Post) {
        let name = self.world.account(&post.author).map_or("", |account| account.handle.as_str());
        post.raw = json!({ "place": format!("u_{name}"), "title": post.text, "kind": "self" });
    }

    fn authority(&mut self) -> Option<&mut Authority> {
        Some(&mut self.authority)
    }

    /// A hundred calls a minute, averaged over ten.
    fn charges(&mut self, request: &Request, _now: i64) -> Vec<Charge> {
        let Some(token) = bearer(request.headers()) else { return Vec::new() };
        let rule = Rule { name: "calls", limit: 1_000, window_ms: 600_000 };
        vec![Charge { rule, key: token.to_owned(), points: 1 }]
    }

    fn limit_headers(headers: &mut HeaderMap, standings: &[Standing], now: i64) {
        for standing in standings {
            let remaining = format!("{}.0", standing.remaining);
            for (name, value) in [
                ("x-ratelimit-used", (standing.rule.limit - standing.remaining).to_string()),
                ("x-ratelimit-remaining", remaining),
                ("x-ratelimit-reset", standing.wait(now).as_secs().to_string()),
            ] {
                if let Ok(value) = HeaderValue::from_str(&value) {
                    headers.entry(HeaderName::from_static(name)).or_insert(value);
                }
            }
        }
    }
}

impl SignIn for State {
    const FLAVOUR: Flavour = Flavour {
        authorize: &["/api/v1/authorize"],
        token: &["/api/v1/access_token"],
        revoke: &["/api/v1/revoke_token"],
        pkce: Pkce::None,
        client_auth: ClientAuth::Basic,
        scopes: &[
            "identity",
            "read",
            "submit",
            "edit",
            "flair",
            "history",
            "mysubreddits",
            "privatemessages",
            "vote",
        ],
        access_life_s: Some(86_400),
        refresh: Refresh::Kept { life_s: None },
        token_type: "bearer",
        ..Flavour::STANDARD
    };

    fn sign_in(&mut self) -> &mut Authority {
        &mut self.authority
    }

    /// A code that is not good is refused with status 200.
    fn oauth_refusal(_shared: &Shared, fault: &OAuthFault) -> Response {
        match fault {
            OAuthFault::Client => ApiError::status(StatusCode::UNAUTHORIZED, None).into_response(),
            OAuthFault::Code => axum::Json(json!({ "error": "invalid_grant" })).into_response(),
            _ => (StatusCode::BAD_REQUEST, axum::Json(json!({ "error": fault.code() }))).into_response(),
        }
    }

    fn wants_refresh(params: &Params, _scopes: &[String]) -> bool {
        params.get("duration") == Some("permanent")
    }
}

impl State {
    /// The account that calls, if it names its app, its token counts and holds the scope.
    fn caller(&self, call: &Call, scope: &str, now: i64) -> Result<Token, ApiError> {
        // `platform:app:version (by /u/name)`; the names of libraries are turned away.
        let agent = call.header("user-agent").unwrap_or_default();
        if agent.split(':').count() < 3 {
            return Err(ApiError::status(StatusCode::TOO_MANY_REQUESTS, None));
        }
        let token = self.authority.check(bearer(&call.headers), now);
        let token = token.map_err(|_| ApiError::status(StatusCode::UNAUTHORIZED, None))?;
        if token.has(scope) { Ok(token) } else { Err(ApiError::status(StatusCode::FORBIDDEN, None)) }
    }

    fn account(&self, id: &str) -> Result<&Account, ApiError> {
        self.world.account(id).ok_or_else(|| ApiError::status(StatusCode::UNAUTHORIZED, None))
    }

    fn add_place(&mut self, shared: &Shared, name: &str, title: &str, members: &[&str], rules: &Value) {
        let place = Place {
            id: format!(
                "t5_{}",
                base36(ids::number(shared.seed, "reddit-place", name, 9).parse().unwrap_or(1))
            ),
            name: name.to_owned(),
            title: title.to_owned(),
            subscribers: 1_200,
            members: members.iter().map(|member| (*member).to_owned()).collect(),
            rules: rules.clone(),
        };
        self.places.insert(name.to_lowercase(), place);
    }
}

fn base36(mut number: u64) -> String {
    let mut digits = Vec::new();
    while number > 0 {
        let digit = u32::try_from(number % 36).unwrap_or(0);
        digits.extend(char::from_digit(digit, 36));
        number /= 36;
    }
    digits.iter().rev().collect()
}

fn permalink(place: &str, id: &str) -> String {
    let bare = id.split_once('_').map_or(id, |(_, bare)| bare);
    match place.strip_prefix("u_") {
        Some(name) => format!("/user/{name}/comments/{bare}/post/"),
        None => format!("/r/{place}/comments/{bare}/post/"),
    }
}

async fn other(Extract(shared): Extract<Arc<Shared>>, uri: Uri) -> Response {
    page_at::<State>(&shared, uri.path())
        .unwrap_or_else(|| ApiError::status(StatusCode::NOT_FOUND, None).into_response())
}

/// Adds a subreddit of which an account (id) is a member. `rules` are those of
/// `post_requirements` (`is_flair_required`, `body_restriction_policy`, …) and the
/// `allow_…` of `about`.
pub fn add_subreddit(sim: &Simulator, account: &str, name: &str, rules: &Value) {
    let shared = sim.shared();
    shared.state::<State>().add_place(shared, name, name, &[account], rules);
}

/// How long a new post stays out of lists from now on.
pub fn set_lag(sim: &Simulator, lag: Duration) {
    sim.shared().state::<State>().lag_ms = i64::try_from(lag.as_millis()).unwrap_or(i64::MAX);
}
