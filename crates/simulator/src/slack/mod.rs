//! Slack: one workspace with its channels, an app's bot and incoming webhooks.
//!
//! Owns sign-in, messages and threads as clients see them, metadata and files.
//! It never sends events but those that a test delivers. An account is a
//! channel: its password is that of the person who installs the app.

mod answers;
mod channels;
mod chat;
mod files;
mod hooks;
mod metadata;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Request, State as Shelf};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::{Value, json};

use self::answers::{Asked, Refused};
use crate::account::AccountSpec;
use crate::call::Call;
use crate::faults::Refusal;
use crate::ids;
use crate::limits::{Charge, Rule};
use crate::oauth::authority::{Authority, Issued, TokenFault};
use crate::oauth::flavour::{ClientAuth, Flavour, Pkce};
use crate::oauth::token::OAuthFault;
use crate::oauth::{self, SignIn};
use crate::page;
use crate::sim::Simulator;
use crate::stand_in::{Network, StandIn, page_at};
use crate::state::Shared;
use crate::uploads::Uploads;
use crate::webhooks::{Webhook, hmac_sha256};
use crate::world::{Draft, World};

const MINUTE: i64 = 60 * 1000;
/// A message a second for a channel, with a burst; and the tiers of methods.
const POSTING: Rule = Rule { name: "chat.postMessage", limit: 60, window_ms: MINUTE };
const TIER: Rule = Rule { name: "tier", limit: 50, window_ms: MINUTE };

#[derive(Debug, Default)]
pub(crate) struct State {
    world: World,
    authority: Authority,
    /// Channels by id.
    channels: BTreeMap<String, Channel>,
    uploads: Uploads,
    files: u64,
    signing_secret: String,
}

#[derive(Debug, Clone, Default)]
struct Channel {
    /// The secret of its incoming webhook.
    hook: String,
    archived: bool,
    /// The app must join before it posts.
    closed: bool,
}

fn team(shared: &Shared) -> String {
    format!("T{}", ids::number(shared.seed, "slack", "team", 9))
}

/// The secret address of a channel's incoming webhook (by id or name).
pub fn webhook_url(sim: &Simulator, channel: &str) -> Option<String> {
    let shared = sim.shared();
    let state = shared.state::<State>();
    let id = state.world.find_account(channel)?.id.clone();
    let hook = &state.channels.get(&id)?.hook;
    Some(format!("{}/services/{}/{}/{hook}", shared.url(Network::Slack), team(shared), hooks::hook_id(&id)))
}

/// Archives a channel (by id or name).
pub fn archive(sim: &Simulator, channel: &str) {
    change(sim, channel, |channel| channel.archived = true);
}

/// Asks the app to join a channel (by id or name) before it posts there.
pub fn leave(sim: &Simulator, channel: &str) {
    change(sim, channel, |channel| channel.closed = true);
}

fn change(sim: &Simulator, channel: &str, work: impl FnOnce(&mut Channel)) {
    let mut state = sim.shared().state::<State>();
    let id = state.world.find_account(channel).map(|account| account.id.clone());
    if let Some(channel) = id.and_then(|id| state.channels.get_mut(&id)) {
        work(channel);
    }
}

/// The app's signing secret, with which events are signed.
pub fn set_signing_secret(sim: &Simulator, secret: &str) {
    secret.clone_into(&mut sim.shared().state::<State>().signing_secret);
}

impl StandIn for State {
    fn router(shared: &Arc<Shared>) -> Router {
        Router::new()
            .route("/upload/v1/{id}", post(files::receive))
            .route("/services/{team}/{hook}/{secret}", post(hooks::receive))
            .merge(oauth::routes::<Self>())
            .fallback(answer)
            .layer(DefaultBodyLimit::max(110 * 1024 * 1024))
            .with_state(Arc::clone(shared))
    }

    fn world(&mut self) -> &mut World {
        &mut self.world
    }

    fn refusal(_shared: &Shared, refusal: &Refusal) -> Response {
        let word = match refusal {
            Refusal::ServerError(status) if matches!(status.as_u16(), 502 | 504) => {
                return (*status, page::html("Server error", "<h1>Server Error</h1>")).into_response();
            }
            Refusal::ServerError(status) => {
                return (*status, Json(json!({ "ok": false, "error": "internal_error" }))).into_response();
            }
            Refusal::TooMany { retry_after } => return answers::too_many(*retry_after),
            Refusal::Expired => "invalid_auth",
            Refusal::Revoked | Refusal::LostRotation => "token_revoked",
            Refusal::Duplicate | Refusal::Invalid => "restricted_action",
            Refusal::ErrorInside => "channel_not_found",
        };
        Refused::new(word).into_response()
    }

    fn account_id(shared: &Shared, handle: &str) -> String {
        format!("C{}", ids::number(shared.seed, "slack", handle, 10))
    }

    fn add_account(shared: &Shared, spec: &AccountSpec) -> String {
        let account = spec.account(Self::account_id(shared, &spec.handle), shared.clock.now());
        let id = account.id.clone();
        let secret = ids::hex(&ids::sha256(format!("slack-hook:{}:{id}", shared.seed).as_bytes())[..12]);
        let mut state = shared.state::<Self>();
        state.world.add_account(account);
        state.channels.insert(id.clone(), Channel { hook: secret, ..Channel::default() });
        id
    }

    fn new_post_id(&mut self, shared: &Shared, draft: &Draft) -> String {
        // The id is the time; what two of one moment have is told apart.
        let micros = shared.clock.unique_micros() % 1_000_000;
        format!("{}.{micros:06}", draft.created_at / 1000)
    }

    fn post_url(&mut self, shared: &Shared, author: &str, post_id: &str) -> String {
        format!("{}/archives/{author}/p{}", shared.url(Network::Slack), post_id.replace('.', ""))
    }

    fn authority(&mut self) -> Option<&mut Authority> {
        Some(&mut self.authority)
    }

    fn issue_token(shared: &Shared, account: &str) -> Option<String> {
        let mut state = shared.state::<Self>();
        let text = format!("xoxb-{}", state.authority.secret(shared.seed, "slack-token").replace('_', "-"));
        let token = oauth::authority::Token {
            account: account.to_owned(),
            scopes: vec!["*".to_owned()],
            ..oauth::authority::Token::default()
        };
        state.authority.insert(&text, token);
        Some(text)
    }

    /// Tokens never run out: it is only called invalid, once.
    fn expire_token(_shared: &Shared, _token: &str) {}

    fn charges(&mut self, request: &Request, _now: i64) -> Vec<Charge> {
        let Some(method) = request.uri().path().strip_prefix("/api/") else { return Vec::new() };
        let token = request.headers().get("authorization").and_then(|value| value.to_str().ok());
        let rule = if method == POSTING.name { POSTING } else { TIER };
        vec![Charge { rule, key: format!("{method}|{}", token.unwrap_or_default()), points: 1 }]
    }

    /// `v0=` and the HMAC over version, time and body.
    fn sign_webhook(&mut self, _shared: &Shared, webhook: &mut Webhook) {
        let time = (webhook.at / 1000).to_string();
        let mut signed = format!("v0:{time}:").into_bytes();
        signed.extend_from_slice(&webhook.body);
        let digest = ids::hex(&hmac_sha256(self.signing_secret.as_bytes(), &signed));
        webhook.header("x-slack-request-timestamp", &time);
        webhook.header("x-slack-signature", &format!("v0={digest}"));
    }
}

impl SignIn for State {
    const FLAVOUR: Flavour = Flavour {
        authorize: &["/oauth/v2/authorize"],
        token: &["/api/oauth.v2.access"],
        token_by_get: true,
        pkce: Pkce::None,
        client_auth: ClientAuth::Either,
        separator: ',',
        access_life_s: None,
        prefix: "xoxb-",
        token_type: "bot",
        response_type_optional: true,
        ..Flavour::STANDARD
    };

    fn sign_in(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn token_answer(&mut self, shared: &Shared, _issued: &Issued, answer: &mut Value) {
        answer["ok"] = json!(true);
        answer["bot_user_id"] = json!("U0KRQLJ9H");
        answer["app_id"] = json!("A0KRD7HC3");
        answer["team"] = json!({ "id": team(shared), "name": "The workspace" });
    }

    fn oauth_refusal(_shared: &Shared, fault: &OAuthFault) -> Response {
        let word = match fault {
            OAuthFault::Client => "bad_client_secret",
            OAuthFault::Code | OAuthFault::Verifier => "invalid_code",
            OAuthFault::Refresh => "invalid_refresh_token",
            OAuthFault::GrantType(_) => "invalid_grant_type",
            OAuthFault::Request(_) => "invalid_arguments",
        };
        Refused::new(word).into_response()
    }
}

async fn answer(Shelf(shared): Shelf<Arc<Shared>>, call: Call) -> Response {
    let Some(method) = call.path.strip_prefix("/api/") else {
        return page_at::<State>(&shared, &call.path).unwrap_or_else(page::not_found);
    };
    let Ok(form) = call.form().await else { return Refused::new("invalid_form_data").into_response() };
    let is_json = call.content_type().starts_with("application/json");
    if is_json && answers::FORMS_ONLY.contains(&method) {
        return Refused::new("invalid_arguments").into_response();
    }
    let json = if is_json { call.json().ok() } else { None };
    if is_json && json.is_none() {
        return Refused::new("invalid_json").into_response();
    }
    let asked = Asked::new(json, form);
    let now = shared.clock.now();
    let mut state = shared.state::<State>();
    let token = match state.authority.check(crate::call::any_token(&call).as_deref(), now) {
        Ok(token) => token,
        Err(TokenFault::Missing) => return Refused::new("not_authed").into_response(),
        Err(TokenFault::Revoked) => return Refused::new("token_revoked").into_response(),
        Err(TokenFault::Expired) => return Refused::new("token_expired").into_response(),
        Err(TokenFault::Unknown) => return Refused::new("invalid_auth").into_response(),
    };
    let state = &mut *state;
    if let Some(scope) = answers::scope_of(method).filter(|scope| !token.has(scope)) {
        return Refused::scope(scope, &token.scopes.join(",")).into_response();
    }
    let result = match method {
        "auth.test" => Ok(json!({
            "url": format!("{}/", shared.url(Network::Slack)), "team": "The workspace", "user": "bot",
            "team_id": team(&shared), "user_id": "U0KRQLJ9H", "bot_id": "B0KRQLJ9H",
        })),
        "auth.revoke" => {
            if let Some(text) = crate::call::any_token(&call) {
                state.authority.revoke(&text);
            }
            Ok(json!({ "revoked": true }))
        }
        "conversations.list" => channels::list(state, &asked),
        "conversations.info" => channels::info(state, &asked),
        "conversations.join" => channels::join(state, &asked),
        "conversations.history" => chat::history(state, &asked),
        "conversations.replies" => chat::replies(state, &asked),
        "chat.postMessage" => chat::post(state, &shared, &asked),
        "chat.update" => chat::update(state, &shared, &asked),
        "chat.delete" => chat::delete(state, &asked),
        "chat.getPermalink" => chat::permalink(state, &asked),
        "files.getUploadURLExternal" => files::begin(state, &shared, &asked),
        "files.completeUploadExternal" => files::complete(state, &shared, &asked, call.doomed),
        "files.info" => files::info(state, &shared, &asked),
        _ => Err(Refused::new("unknown_method")),
    };
    match result {
        Ok(mut body) => {
            body["ok"] = json!(true);
            (StatusCode::OK, Json(body)).into_response()
        }
        Err(refused) => refused.into_response(),
    }
}
