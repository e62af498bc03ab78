//! Telegram: the Bot API with channels, their bots and their messages.
//!
//! Owns bots and their rights, messages as clients see them, and the updates of
//! bots that watch. It never shows a bot its own posts, nor anybody's views. An
//! account is a channel: its handle is the channel's name, its password the token
//! of a bot that may post there.

mod messages;
mod methods;
mod updates;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State as Shelf};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::account::AccountSpec;
use crate::call::Call;
use crate::faults::Refusal;
use crate::ids;
use crate::limits::{Charge, Rule};
use crate::page;
use crate::sim::Simulator;
use crate::stand_in::{Network, StandIn, page_at};
use crate::state::Shared;
use crate::webhooks::Webhook;
use crate::world::{Draft, World};

/// All methods of a bot together, a second.
const OVERALL: Rule = Rule { name: "overall", limit: 30, window_ms: 1000 };
/// What a bot sends, a minute: meant for one chat, and each bot here has one.
const SENDING: Rule = Rule { name: "sending", limit: 20, window_ms: 60_000 };

#[derive(Debug, Default)]
pub(crate) struct State {
    world: World,
    bots: BTreeMap<String, Bot>,
    /// The last id of a message; ids only grow.
    last_message: i64,
    albums: u64,
    /// What the receiver of updates checks.
    webhook_secret: String,
}

#[derive(Debug, Default)]
struct Bot {
    id: i64,
    /// Chats in which it is an administrator, and whether it may post there.
    chats: BTreeMap<String, bool>,
    revoked: bool,
    updates: Vec<Value>,
    last_update: i64,
}

/// A refusal in Telegram's own form.
struct Refused {
    code: u16,
    description: String,
    parameters: Option<Value>,
}

fn refuse(code: u16, description: &str) -> Refused {
    Refused { code, description: description.to_owned(), parameters: None }
}

/// A bad request, in its own words.
fn bad(description: &str) -> Refused {
    refuse(400, &format!("Bad Request: {description}"))
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut body = json!({ "ok": false, "error_code": self.code, "description": self.description });
        if let Some(parameters) = self.parameters {
            body["parameters"] = parameters;
        }
        let status = StatusCode::from_u16(self.code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(body)).into_response()
    }
}

/// The token and the method of `/bot<token>/METHOD`.
fn parts(path: &str) -> Option<(&str, &str)> {
    path.strip_prefix("/bot")?.split_once('/')
}

/// The number of a channel in its public addresses.
fn internal(chat: &str) -> &str {
    chat.strip_prefix("-100").unwrap_or(chat)
}

/// Adds a bot that is an administrator of a channel (by id or name); with
/// `may_post` false it only watches. Channels are added with [`Simulator::add_account`].
pub fn add_bot(sim: &Simulator, token: &str, channel: &str, may_post: bool) {
    let shared = sim.shared();
    let mut state = shared.state::<State>();
    let Some(chat) = state.world.find_account(channel).map(|account| account.id.clone()) else { return };
    state.admit(token, &chat, may_post);
}

/// Takes a bot out of a channel (by id or name), as its owners may at any time.
pub fn kick_bot(sim: &Simulator, token: &str, channel: &str) {
    let mut state = sim.shared().state::<State>();
    let Some(chat) = state.world.find_account(channel).map(|account| account.id.clone()) else { return };
    if let Some(bot) = state.bots.get_mut(token) {
        bot.chats.remove(&chat);
    }
}

/// What `setWebhook` was told to send as `secret_token`.
pub fn set_webhook_secret(sim: &Simulator, secret: &str) {
    secret.clone_into(&mut sim.shared().state::<State>().webhook_secret);
}

impl State {
    fn admit(&mut self, token: &str, chat: &str, may_post: bool) {
        let bot = self.bots.entry(token.to_owned()).or_default();
        bot.id = token.split(':').next().and_then(|id| id.parse().ok()).unwrap_or(1);
        bot.chats.insert(chat.to_owned(), may_post);
    }
}

impl StandIn for State {
    fn router(shared: &Arc<Shared>) -> Router {
        Router::new()
            .fallback(answer)
            .layer(DefaultBodyLimit::max(55 * 1024 * 1024))
            .with_state(Arc::clone(shared))
    }

    fn world(&mut self) -> &mut World {
        &mut self.world
    }

    fn refusal(_shared: &Shared, refusal: &Refusal) -> Response {
        let refused = match refusal {
            Refusal::ServerError(status) if matches!(status.as_u16(), 502 | 504) => {
                return (*status, page::html("Bad Gateway", "<h1>502 Bad Gateway</h1>")).into_response();
            }
            Refusal::ServerError(status) => refuse(status.as_u16(), "Internal Server Error"),
            Refusal::TooMany { retry_after } => too_many(*retry_after),
            Refusal::Expired | Refusal::Revoked | Refusal::LostRotation => refuse(401, "Unauthorized"),
            Refusal::Duplicate | Refusal::Invalid => bad("can't parse entities: unsupported start tag"),
            Refusal::ErrorInside => {
                let inside =
                    json!({ "ok": false, "error_code": 400, "description": "Bad Request: chat not found" });
                return Json(inside).into_response();
            }
        };
        refused.into_response()
    }

    fn account_id(shared: &Shared, handle: &str) -> String {
        format!("-100{}", ids::number(shared.seed, "telegram", handle, 10))
    }

    fn add_account(shared: &Shared, spec: &AccountSpec) -> String {
        let account = spec.account(Self::account_id(shared, &spec.handle), shared.clock.now());
        let (id, token) = (account.id.clone(), account.secret.clone());
        let mut state = shared.state::<Self>();
        state.world.add_account(account);
        if let Some(token) = token {
            state.admit(&token, &id, true);
        }
        id
    }

    fn reader_handle(number: usize) -> String {
        format!("reader_{number}")
    }

    fn new_post_id(&mut self, _shared: &Shared, _draft: &Draft) -> String {
        self.last_message += 1;
        self.last_message.to_string()
    }

    fn post_url(&mut self, shared: &Shared, author: &str, post_id: &str) -> String {
        let base = shared.url(Network::Telegram);
        let first = post_id.split(',').next().unwrap_or(post_id);
        match self.world.account(author).map(|account| account.handle.as_str()) {
            Some(name) if !name.is_empty() && !name.contains(' ') => format!("{base}/{name}/{first}"),
            _ => format!("{base}/c/{}/{first}", internal(author)),
        }
    }

    /// It stands in the path.
    fn token(call: &Call) -> Option<String> {
        parts(&call.path).map(|(token, _)| token.to_owned())
    }

    fn issue_token(shared: &Shared, account: &str) -> Option<String> {
        let state = shared.state::<Self>();
        let mut bots = state.bots.iter().filter(|(_, bot)| bot.chats.get(account) == Some(&true));
        bots.next().map(|(token, _)| token.clone())
    }

    /// Tokens never run out: it is only called unauthorized, once.
    fn expire_token(_shared: &Shared, _token: &str) {}

    fn revoke_token(shared: &Shared, token: &str) {
        if let Some(bot) = shared.state::<Self>().bots.get_mut(token) {
            bot.revoked = true;
        }
    }

    fn charges(&mut self, request: &Request, _now: i64) -> Vec<Charge> {
        let Some((token, method)) = parts(request.uri().path()) else { return Vec::new() };
        let charge = |rule| Charge { rule, key: token.to_owned(), points: 1 };
        let sends = method.to_ascii_lowercase().starts_with("send");
        let mut charges = vec![charge(OVERALL)];
        charges.extend(sends.then(|| charge(SENDING)));
        charges
    }

    fn sign_webhook(&mut self, _shared: &Shared, webhook: &mut Webhook) {
        webhook.header("x-telegram-bot-api-secret-token", &self.webhook_secret);
    }
}

fn too_many(retry_after: Duration) -> Refused {
    let seconds = retry_after.as_secs().max(1);
    Refused {
        parameters: Some(json!({ "retry_after": seconds })),
        ..refuse(429, &format!("Too Many Requests: retry after {seconds}"))
    }
}

async fn answer(Shelf(shared): Shelf<Arc<Shared>>, call: Call) -> Response {
    let Some((token, method)) = parts(&call.path) else {
        return page_at::<State>(&shared, &call.path).unwrap_or_else(page::not_found);
    };
    let well_formed =
        token.split_once(':').is_some_and(|(id, secret)| id.parse::<i64>().is_ok() && !secret.is_empty());
    if !well_formed {
        return refuse(404, "Not Found").into_response();
    }
    let Ok(form) = call.form().await else { return bad("can't parse request body").into_response() };
    // JSON keeps its shape; a form carries JSON in its fields.
    let json = if call.content_type().starts_with("application/json") { call.json().ok() } else { None };
    let asked = methods::Asked::new(json, form);
    let mut state = shared.state::<State>();
    match state.bots.get(token) {
        Some(bot) if !bot.revoked => {}
        _ => return refuse(401, "Unauthorized").into_response(),
    }
    match methods::answer(&mut state, &shared, token, &method.to_ascii_lowercase(), &asked) {
        Ok(result) => Json(json!({ "ok": true, "result": result })).into_response(),
        Err(refused) => refused.into_response(),
    }
}
