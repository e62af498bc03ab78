//! TikTok: sign-in, content posting and the display API.
//!
//! Owns publish ids, the pieces of a film, the review after it and the counters.
//! It never makes drafts in the inbox and tells nothing of comments: the
//! public API has none.

mod display;
mod error;
mod init;
mod status;
mod upload;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State as Extract};
use axum::http::Uri;
use axum::response::Response;
use axum::routing::{get, post, put};
use serde_json::{Value, json};

use self::error::ApiError;
use crate::call::{Call, bearer};
use crate::faults::Refusal;
use crate::ids;
use crate::limits::{Charge, Rule};
use crate::oauth::authority::{Authority, Issued, Token};
use crate::oauth::flavour::{ClientAuth, Flavour, Pkce, Refresh};
use crate::oauth::{self, SignIn};
use crate::page;
use crate::processing::Processing;
use crate::stand_in::{Network, StandIn, page_at};
use crate::state::Shared;
use crate::webhooks::{Webhook, hmac_sha256};
use crate::world::{Account, Draft, Post, World};

const MINUTE_MS: i64 = 60_000;
const ACCESS_LIFE_S: i64 = 86_400;
const REFRESH_LIFE_S: i64 = 31_536_000;

/// What this network keeps.
#[derive(Default)]
pub(crate) struct State {
    world: World,
    authority: Authority,
    publishes: BTreeMap<String, Publish>,
}

/// A post on its way, by its publish id.
#[derive(Debug)]
pub(crate) struct Publish {
    owner: String,
    is_video: bool,
    caption: String,
    privacy: String,
    size: u64,
    chunk: u64,
    received: u64,
    first_bytes: Vec<u8>,
    /// What the address to upload to must carry.
    upload_token: String,
    begun_at: i64,
    work: Option<Processing>,
    review: Option<Processing>,
    failed: Option<&'static str>,
    post_id: Option<String>,
}

impl StandIn for State {
    fn router(shared: &Arc<Shared>) -> Router {
        Router::new()
            .route("/v2/post/publish/creator_info/query/", post(init::creator_info))
            .route("/v2/post/publish/video/init/", post(init::video))
            .route("/v2/post/publish/content/init/", post(init::photos))
            .route("/v2/post/publish/status/fetch/", post(status::fetch))
            .route("/upload/{publish_id}", put(upload::piece))
            .route("/v2/user/info/", get(display::user_info))
            .route("/v2/video/list/", post(display::list))
            .route("/v2/video/query/", post(display::query))
            .merge(oauth::routes::<Self>())
            .fallback(other)
            .layer(DefaultBodyLimit::max(130 * 1024 * 1024))
            .with_state(Arc::clone(shared))
    }

    fn world(&mut self) -> &mut World {
        &mut self.world
    }

    fn refusal(_shared: &Shared, refusal: &Refusal) -> Response {
        error::refusal(refusal)
    }

    fn account_id(shared: &Shared, handle: &str) -> String {
        format!("-000{}", ids::token(shared.seed, "tiktok-open-id", fold(handle)))
    }

    fn new_post_id(&mut self, shared: &Shared, _draft: &Draft) -> String {
        post_id(shared)
    }

    fn post_url(&mut self, shared: &Shared, author: &str, post_id: &str) -> String {
        let name = self.world.account(author).map_or("", |account| account.handle.as_str());
        format!("{}/@{name}/video/{post_id}", shared.url(Network::TikTok))
    }

    fn dress(&mut self, _shared: &Shared, post: &mut Post) {
        post.raw = json!({ "privacy_level": "PUBLIC_TO_EVERYONE", "is_video": true });
    }

    fn authority(&mut self) -> Option<&mut Authority> {
        Some(&mut self.authority)
    }

    /// Six posts begun and thirty questions a minute, a window a token.
    fn charges(&mut self, request: &Request, _now: i64) -> Vec<Charge> {
        let limit = match request.uri().path() {
            "/v2/post/publish/video/init/" | "/v2/post/publish/content/init/" => 6,
            "/v2/post/publish/creator_info/query/" => 20,
            "/v2/post/publish/status/fetch/" => 30,
            "/v2/user/info/" | "/v2/video/list/" | "/v2/video/query/" => 600,
            _ => return Vec::new(),
        };
        let rule = Rule { name: "calls", limit, window_ms: MINUTE_MS };
        let token = bearer(request.headers()).unwrap_or_default();
        vec![Charge { rule, key: format!("{} {token}", request.uri().path()), points: 1 }]
    }

    /// `t=<unix>,s=<hex>` over `{t}.{body}`, under the secret of the app that the body names.
    fn sign_webhook(&mut self, _shared: &Shared, webhook: &mut Webhook) {
        let body: Value = serde_json::from_slice(&webhook.body).unwrap_or_default();
        let key = body["client_key"].as_str().unwrap_or_default();
        let Some(secret) = self.authority.app(key).map(|app| app.secret.clone()) else { return };
        let at = webhook.at / 1_000;
        let mut message = format!("{at}.").into_bytes();
        message.extend_from_slice(&webhook.body);
        let signature = ids::hex(&hmac_sha256(secret.as_bytes(), &message));
        webhook.header("tiktok-signature", &format!("t={at},s={signature}"));
    }
}

impl SignIn for State {
    const FLAVOUR: Flavour = Flavour {
        authorize: &["/v2/auth/authorize/"],
        token: &["/v2/oauth/token/"],
        revoke: &["/v2/oauth/revoke/"],
        pkce: Pkce::RequiredHex,
        client_auth: ClientAuth::Body,
        client_id: "client_key",
        separator: ',',
        scopes: &[
            "user.info.basic",
            "user.info.profile",
            "user.info.stats",
            "video.publish",
            "video.upload",
            "video.list",
        ],
        access_life_s: Some(ACCESS_LIFE_S),
        refresh: Refresh::Rotating { life_s: REFRESH_LIFE_S },
        prefix: "act.",
        ..Flavour::STANDARD
    };

    fn sign_in(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn token_answer(&mut self, _shared: &Shared, issued: &Issued, answer: &mut Value) {
        answer["open_id"] = issued.account.as_str().into();
        if let Some(seconds) = issued.refresh_expires_in_s {
            answer["refresh_expires_in"] = seconds.into();
        }
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

    /// Makes the post of a publish id.
    fn bring_out(&mut self, shared: &Shared, publish_id: &str, files: usize) {
        let id = post_id(shared);
        let Some(publish) = self.publishes.get_mut(publish_id) else { return };
        publish.post_id = Some(id.clone());
        let kind = if publish.is_video { "video" } else { "photo" };
        let name = self.world.account(&publish.owner).map_or("", |account| account.handle.as_str());
        let post = Post {
            url: format!("{}/@{name}/{kind}/{id}", shared.url(Network::TikTok)),
            id,
            author: publish.owner.clone(),
            text: publish.caption.clone(),
            links: crate::world::links_in(&publish.caption),
            created_at: shared.clock.now(),
            media: (0..files).map(|place| format!("{publish_id}-{place}")).collect(),
            raw: json!({ "privacy_level": publish.privacy, "is_video": publish.is_video }),
            ..Post::default()
        };
        self.world.publish(post, false);
    }
}

/// Nineteen digits: more than a float holds.
fn post_id(shared: &Shared) -> String {
    format!("751{:016}", shared.clock.unique_micros())
}

fn fold(text: &str) -> u64 {
    ids::sha256(text.as_bytes())[..8].iter().fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}

/// The JSON object that a call must carry.
fn object(call: &Call) -> Result<Value, ApiError> {
    if !call.content_type().starts_with("application/json") {
        return Err(ApiError::params("The content type must be application/json"));
    }
    let body = call.json().map_err(|_| ApiError::params("The body is not JSON"))?;
    if body.is_object() { Ok(body) } else { Err(ApiError::params("The body is not an object")) }
}

async fn other(Extract(shared): Extract<Arc<Shared>>, uri: Uri) -> Response {
    page_at::<State>(&shared, uri.path()).unwrap_or_else(page::not_found)
}
