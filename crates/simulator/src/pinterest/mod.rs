//! Pinterest: API v5 with boards, pins, films and their counters.
//!
//! Owns boards and what a pin is made of. It never knows advertisements,
//! catalogues or search.

mod boards;
mod error;
mod media;
mod pins;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State as Extract};
use axum::http::{HeaderMap, HeaderName, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::{Value, json};

use self::error::ApiError;
use crate::account::AccountSpec;
use crate::call::{Call, bearer};
use crate::faults::Refusal;
use crate::ids;
use crate::limits::{Charge, Rule, Standing};
use crate::oauth::authority::{Authority, Issued, Token};
use crate::oauth::flavour::{ClientAuth, Flavour, Pkce, Refresh};
use crate::oauth::token::OAuthFault;
use crate::oauth::{self, SignIn};
use crate::sim::Simulator;
use crate::stand_in::{Network, StandIn, page_at};
use crate::state::Shared;
use crate::world::{Account, Draft, Post, World};

/// What this network keeps.
#[derive(Default)]
pub(crate) struct State {
    world: World,
    authority: Authority,
    boards: BTreeMap<String, Board>,
    media: BTreeMap<String, media::Film>,
    /// The app has trial access only: no pins in production.
    trial: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Board {
    id: String,
    owner: String,
    name: String,
    followers: u64,
    created_at: i64,
}

impl StandIn for State {
    fn router(shared: &Arc<Shared>) -> Router {
        Router::new()
            .route("/v5/user_account", get(boards::user_account))
            .route("/v5/boards", get(boards::list))
            .route("/v5/boards/{id}", get(boards::show))
            .route("/v5/boards/{id}/pins", get(boards::pins))
            .route("/v5/pins", post(pins::create))
            .route("/v5/pins/{id}", get(pins::show).patch(pins::update).delete(pins::delete))
            .route("/v5/media", post(media::register))
            .route("/v5/media/{id}", get(media::show))
            .route("/media-upload/", post(media::upload))
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

    /// An account begins with one board.
    fn add_account(shared: &Shared, spec: &AccountSpec) -> String {
        let account = spec.account(Self::account_id(shared, &spec.handle), shared.clock.now());
        let id = account.id.clone();
        let mut state = shared.state::<Self>();
        state.world.add_account(account);
        state.add_board(shared, &id, &spec.display_name);
        id
    }

    fn new_post_id(&mut self, shared: &Shared, _draft: &Draft) -> String {
        pin_id(shared)
    }

    fn post_url(&mut self, shared: &Shared, _author: &str, post_id: &str) -> String {
        format!("{}/pin/{post_id}/", shared.url(Network::Pinterest))
    }

    /// On the author's first board.
    fn dress(&mut self, _shared: &Shared, post: &mut Post) {
        let board = self.boards.values().find(|board| board.owner == post.author);
        post.raw = json!({
            "board_id": board.map(|board| board.id.as_str()), "title": "", "description": post.text, "link": "",
            "alt_text": "", "kind": "image",
        });
    }

    fn authority(&mut self) -> Option<&mut Authority> {
        Some(&mut self.authority)
    }

    /// A hundred writes and a thousand reads a minute and token.
    fn charges(&mut self, request: &Request, _now: i64) -> Vec<Charge> {
        if !request.uri().path().starts_with("/v5/") || request.uri().path().starts_with("/v5/oauth") {
            return Vec::new();
        }
        let (name, limit) = if request.method() == "GET" { ("org_read", 1_000) } else { ("org_write", 100) };
        let rule = Rule { name, limit, window_ms: 60_000 };
        vec![Charge { rule, key: bearer(request.headers()).unwrap_or_default().to_owned(), points: 1 }]
    }

    fn limit_headers(headers: &mut HeaderMap, standings: &[Standing], now: i64) {
        for standing in standings {
            for (name, value) in [
                ("x-ratelimit-limit", u64::from(standing.rule.limit)),
                ("x-ratelimit-remaining", u64::from(standing.remaining)),
                ("x-ratelimit-reset", standing.wait(now).as_secs()),
            ] {
                headers.entry(HeaderName::from_static(name)).or_insert_with(|| value.into());
            }
        }
    }
}

impl SignIn for State {
    const FLAVOUR: Flavour = Flavour {
        authorize: &["/oauth/"],
        token: &["/v5/oauth/token"],
        revoke: &["/v5/oauth/token/revoke"],
        pkce: Pkce::None,
        client_auth: ClientAuth::Basic,
        separator: ',',
        scopes: &[
            "boards:read",
            "boards:write",
            "pins:read",
            "pins:write",
            "user_accounts:read",
            "boards:read_secret",
            "pins:read_secret",
        ],
        access_life_s: Some(2_592_000),
        refresh: Refresh::Once { life_s: 5_184_000, reuse_revokes: false },
        prefix: "pina_",
        token_type: "bearer",
        ..Flavour::STANDARD
    };

    fn sign_in(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn token_answer(&mut self, _shared: &Shared, issued: &Issued, answer: &mut Value) {
        answer["response_type"] = "authorization_code".into();
        if let Some(seconds) = issued.refresh_expires_in_s {
            answer["refresh_token_expires_in"] = seconds.into();
        }
    }

    fn oauth_refusal(_shared: &Shared, fault: &OAuthFault) -> Response {
        let error = match fault {
            OAuthFault::Client => ApiError::token(),
            _ => ApiError::bad(fault.message()),
        };
        error.into_response()
    }
}

impl State {
    /// The account that calls, if its token counts and holds the scope.
    fn caller(&self, call: &Call, scope: &str, now: i64) -> Result<Token, ApiError> {
        let token = self.authority.check(bearer(&call.headers), now).map_err(|_| ApiError::token())?;
        if token.has(scope) { Ok(token) } else { Err(ApiError::scope(scope)) }
    }

    fn account(&self, id: &str) -> Result<&Account, ApiError> {
        self.world.account(id).ok_or_else(ApiError::token)
    }

    fn add_board(&mut self, shared: &Shared, owner: &str, name: &str) -> String {
        let id = ids::number(shared.seed, "pinterest-board", &format!("{owner} {name}"), 18);
        let board = Board {
            id: id.clone(),
            owner: owner.to_owned(),
            name: name.to_owned(),
            followers: 13,
            created_at: shared.clock.now(),
        };
        self.boards.insert(id.clone(), board);
        id
    }

    fn pins_of(&self, board: &str) -> Vec<&Post> {
        let mut pins: Vec<&Post> =
            self.world.all_posts().filter(|post| post.raw["board_id"].as_str() == Some(board)).collect();
        pins.sort_by_key(|post| std::cmp::Reverse(post.created_at));
        pins
    }
}

/// Eighteen digits, as pins have.
fn pin_id(shared: &Shared) -> String {
    format!("81{:016}", shared.clock.unique_micros())
}

async fn other(Extract(shared): Extract<Arc<Shared>>, uri: Uri) -> Response {
    page_at::<State>(&shared, uri.path()).unwrap_or_else(|| ApiError::route().into_response())
}

/// Adds a board to an account (id); answers the board's id.
pub fn add_board(sim: &Simulator, account: &str, name: &str) -> String {
    let shared = sim.shared();
    shared.state::<State>().add_board(shared, account, name)
}

/// Whether the app has trial access only, which makes no pins.
pub fn set_trial(sim: &Simulator, trial: bool) {
    sim.shared().state::<State>().trial = trial;
}

/// The ids of the boards of an account (id).
pub fn boards(sim: &Simulator, account: &str) -> Vec<String> {
    let state = sim.shared().state::<State>();
    state.boards.values().filter(|board| board.owner == account).map(|board| board.id.clone()).collect()
}
