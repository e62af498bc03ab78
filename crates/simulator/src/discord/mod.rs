//! Discord: one server with text channels, bots and a webhook for each channel.
//!
//! Owns bots, webhooks, nonces and messages as clients see them. It never opens a
//! gateway. An account is a channel: its password is the token of a bot that may
//! read and write there.

mod error;
mod messages;
mod write;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Request, State as Shelf};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::{Value, json};

use self::error::Refused;
use crate::account::AccountSpec;
use crate::call::Call;
use crate::faults::Refusal;
use crate::ids;
use crate::limits::{Charge, Rule, Standing};
use crate::page;
use crate::sim::Simulator;
use crate::stand_in::{Network, StandIn, page_at};
use crate::state::Shared;
use crate::world::{Draft, World};

/// The first moment of ids.
const EPOCH_MS: i64 = 1_420_070_400_000;
const GLOBAL: Rule = Rule { name: "global", limit: 50, window_ms: 1000 };
const MESSAGES: Rule = Rule { name: "messages", limit: 5, window_ms: 2000 };

#[derive(Debug, Default)]
pub(crate) struct State {
    world: World,
    /// By token.
    bots: BTreeMap<String, Bot>,
    /// By id.
    webhooks: BTreeMap<String, Webhook>,
    /// (bot, channel, nonce) → message and when it is forgotten.
    nonces: BTreeMap<(String, String, String), (String, i64)>,
    counter: i64,
    /// Bots lack the intent MESSAGE_CONTENT.
    withholds: bool,
}

#[derive(Debug, Clone, Default)]
struct Bot {
    id: String,
    channels: Vec<String>,
    revoked: bool,
}

#[derive(Debug, Clone, Default)]
struct Webhook {
    id: String,
    token: String,
    channel: String,
    deleted: bool,
}

/// Who calls.
#[derive(Debug, Clone)]
enum Caller {
    Bot(Bot),
    Webhook(Webhook),
}

/// The secret address of a channel's webhook (by id or name).
pub fn webhook_url(sim: &Simulator, channel: &str) -> Option<String> {
    let shared = sim.shared();
    let state = shared.state::<State>();
    let channel = state.world.find_account(channel)?.id.clone();
    let hook = state.webhooks.values().find(|hook| hook.channel == channel)?;
    Some(format!("{}/api/webhooks/{}/{}", shared.url(Network::Discord), hook.id, hook.token))
}

/// Deletes a channel's webhook, as its owners may at any time.
pub fn delete_webhook(sim: &Simulator, channel: &str) {
    let mut state = sim.shared().state::<State>();
    let Some(channel) = state.world.find_account(channel).map(|account| account.id.clone()) else { return };
    state.webhooks.values_mut().filter(|hook| hook.channel == channel).for_each(|hook| hook.deleted = true);
}

/// Whether bots see nothing of what is in the messages of others, as those without the intent MESSAGE_CONTENT.
pub fn withhold_content(sim: &Simulator, withholds: bool) {
    sim.shared().state::<State>().withholds = withholds;
}

impl State {
    /// An id: the time, and a number that keeps two of one moment apart.
    fn snowflake(&mut self, now: i64) -> String {
        self.counter += 1;
        (((now - EPOCH_MS) << 22) | (self.counter & 0x3f_ffff)).to_string()
    }

    fn guild(shared: &Shared) -> String {
        ids::number(shared.seed, "discord", "guild", 18)
    }
}

impl StandIn for State {
    fn router(shared: &Arc<Shared>) -> Router {
        Router::new()
            .fallback(answer)
            .layer(DefaultBodyLimit::max(110 * 1024 * 1024))
            .with_state(Arc::clone(shared))
    }

    fn world(&mut self) -> &mut World {
        &mut self.world
    }

    fn refusal(_shared: &Shared, refusal: &Refusal) -> Response {
        match refusal {
            Refusal::ServerError(status) if matches!(status.as_u16(), 502 | 504) => {
                (*status, page::html("Bad gateway", "<h1>Bad gateway</h1>")).into_response()
            }
            Refusal::ServerError(status) => {
                Refused::new(status.as_u16(), 0, &format!("{}: Internal Server Error", status.as_u16()))
                    .into_response()
            }
            Refusal::TooMany { retry_after } => error::too_many(*retry_after),
            Refusal::Expired | Refusal::Revoked | Refusal::LostRotation => {
                Refused::unauthorized().into_response()
            }
            Refusal::Duplicate | Refusal::Invalid => {
                Refused::new(400, 200_000, "Message was blocked by automatic moderation").into_response()
            }
            Refusal::ErrorInside => {
                let inside = json!({ "code": 50_013, "message": "Missing Permissions" });
                (StatusCode::OK, Json(inside)).into_response()
            }
        }
    }

    fn account_id(shared: &Shared, handle: &str) -> String {
        ids::number(shared.seed, "discord", handle, 18)
    }

    fn add_account(shared: &Shared, spec: &AccountSpec) -> String {
        let account = spec.account(Self::account_id(shared, &spec.handle), shared.clock.now());
        let (id, token) = (account.id.clone(), account.secret.clone());
        let mut state = shared.state::<Self>();
        state.world.add_account(account);
        let hook = Webhook {
            id: ids::number(shared.seed, "discord-webhook", &spec.handle, 18),
            token: ids::token(shared.seed, "discord-webhook", id.parse().unwrap_or_default()),
            channel: id.clone(),
            deleted: false,
        };
        state.webhooks.insert(hook.id.clone(), hook);
        if let Some(token) = token {
            let bot_id = ids::number(shared.seed, "discord-bot", &token, 18);
            let bot = state.bots.entry(token).or_default();
            bot.id = bot_id;
            bot.channels.push(id.clone());
        }
        id
    }

    fn new_post_id(&mut self, _shared: &Shared, draft: &Draft) -> String {
        self.snowflake(draft.created_at)
    }

    fn post_url(&mut self, shared: &Shared, author: &str, post_id: &str) -> String {
        format!("{}/channels/{}/{author}/{post_id}", shared.url(Network::Discord), Self::guild(shared))
    }

    fn issue_token(shared: &Shared, account: &str) -> Option<String> {
        let state = shared.state::<Self>();
        let mut bots = state.bots.iter().filter(|(_, bot)| bot.channels.iter().any(|id| id == account));
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
        let path = request.uri().path();
        let who =
            request.headers().get("authorization").and_then(|value| value.to_str().ok()).unwrap_or(path);
        let mut charges = vec![Charge { rule: GLOBAL, key: who.to_owned(), points: 1 }];
        if request.method() == "POST" {
            charges.push(Charge { rule: MESSAGES, key: path.to_owned(), points: 1 });
        }
        charges
    }

    fn limit_headers(headers: &mut HeaderMap, standings: &[Standing], now: i64) {
        let Some(standing) = standings.last() else { return };
        let seconds = |ms: i64| format!("{}.{:03}", ms / 1000, ms % 1000);
        let wait = i64::try_from(standing.wait(now).as_millis()).unwrap_or_default();
        for (name, value) in [
            ("x-ratelimit-limit", standing.rule.limit.to_string()),
            ("x-ratelimit-remaining", standing.remaining.to_string()),
            ("x-ratelimit-reset", seconds(standing.reset_at)),
            ("x-ratelimit-reset-after", seconds(wait)),
            ("x-ratelimit-bucket", ids::hex(&ids::sha256(standing.rule.name.as_bytes())[..8])),
        ] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(name), value);
            }
        }
    }
}

async fn answer(Shelf(shared): Shelf<Arc<Shared>>, call: Call) -> Response {
    let Some(path) = call.path.strip_prefix("/api/") else {
        return page_at::<State>(&shared, &call.path).unwrap_or_else(page::not_found);
    };
    // A version may be named; without one it is an old one.
    let path = match path.split_once('/') {
        Some((version, rest)) if version.starts_with('v') => rest,
        _ => path,
    };
    if !call.header("user-agent").is_some_and(|agent| agent.starts_with("DiscordBot (")) {
        return Refused::new(403, 40_333, "internal network error").into_response();
    }
    let Ok(form) = call.form().await else {
        return Refused::new(400, 50_109, "The request body contains invalid JSON.").into_response();
    };
    let segments: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    match route(&shared, &call, &form, &segments) {
        Ok(Value::Null) => StatusCode::NO_CONTENT.into_response(),
        Ok(body) => Json(body).into_response(),
        Err(refused) => refused.into_response(),
    }
}

fn bot(state: &State, call: &Call) -> Result<Bot, Refused> {
    let token = call.header("authorization").and_then(|value| value.strip_prefix("Bot "));
    let bot = token.and_then(|token| state.bots.get(token.trim())).filter(|bot| !bot.revoked);
    bot.cloned().ok_or_else(Refused::unauthorized)
}

fn webhook(state: &State, id: &str, token: &str) -> Result<Webhook, Refused> {
    let hook = state.webhooks.get(id).filter(|hook| !hook.deleted);
    let hook = hook.ok_or_else(|| Refused::new(404, 10_015, "Unknown Webhook"))?;
    if hook.token == token {
        Ok(hook.clone())
    } else {
        Err(Refused::new(401, 50_027, "Invalid Webhook Token"))
    }
}

fn readable(state: &State, bot: &Bot, channel: &str) -> Result<(), Refused> {
    state.world.account(channel).ok_or_else(|| Refused::new(404, 10_003, "Unknown Channel"))?;
    let inside = bot.channels.iter().any(|id| id == channel);
    if inside { Ok(()) } else { Err(Refused::new(403, 50_001, "Missing Access")) }
}

fn route(
    shared: &Shared,
    call: &Call,
    form: &crate::call::Form,
    segments: &[&str],
) -> Result<Value, Refused> {
    let mut state = shared.state::<State>();
    let state = &mut *state;
    match (call.method.as_str(), segments) {
        ("GET", ["users", "@me"]) => {
            let bot = bot(state, call)?;
            Ok(json!({ "id": bot.id, "username": "bot", "discriminator": "0000", "bot": true }))
        }
        ("GET", ["channels", id]) => {
            let bot = bot(state, call)?;
            readable(state, &bot, id)?;
            let last = messages::of(state, id).first().map(|post| post.id.clone());
            let name = state.world.account(id).map_or("", |account| account.handle.as_str());
            Ok(json!({
                "id": id, "type": 0, "guild_id": State::guild(shared), "name": name, "last_message_id": last,
            }))
        }
        ("GET", ["guilds", id]) => {
            let bot = bot(state, call)?;
            if *id != State::guild(shared) {
                return Err(Refused::new(404, 10_004, "Unknown Guild"));
            }
            let members: u64 = bot
                .channels
                .iter()
                .filter_map(|channel| state.world.account(channel))
                .map(crate::world::Account::followers_count)
                .max()
                .unwrap_or_default();
            let mut guild = json!({ "id": id, "name": "The server" });
            if call.query.flag("with_counts") {
                guild["approximate_member_count"] = json!(members);
                guild["approximate_presence_count"] = json!(members / 3);
            }
            Ok(guild)
        }
        ("GET", ["webhooks", id, token]) => {
            let hook = webhook(state, id, token)?;
            Ok(json!({
                "id": hook.id, "type": 1, "guild_id": State::guild(shared), "channel_id": hook.channel,
                "name": "Captain Hook", "avatar": null, "token": hook.token, "application_id": null,
            }))
        }
        ("POST", ["webhooks", id, token]) => {
            let hook = webhook(state, id, token)?;
            let message =
                write::create(state, shared, call, form, &Caller::Webhook(hook.clone()), &hook.channel)?;
            // Without `wait` nothing is told, not even a failure.
            Ok(if call.query.flag("wait") { message } else { Value::Null })
        }
        (method, ["webhooks", id, token, "messages", message]) => {
            let hook = webhook(state, id, token)?;
            let channel = hook.channel.clone();
            messages::one(state, shared, call, form, method, &Caller::Webhook(hook), &channel, message)
        }
        ("POST", ["channels", id, "messages"]) => {
            let bot = bot(state, call)?;
            readable(state, &bot, id)?;
            write::create(state, shared, call, form, &Caller::Bot(bot), id)
        }
        ("GET", ["channels", id, "messages"]) => {
            let bot = bot(state, call)?;
            readable(state, &bot, id)?;
            messages::list(state, call, &bot.id, id)
        }
        (method, ["channels", id, "messages", message]) => {
            let bot = bot(state, call)?;
            readable(state, &bot, id)?;
            messages::one(state, shared, call, form, method, &Caller::Bot(bot), id, message)
        }
        _ => Err(Refused::new(404, 0, "404: Not Found")),
    }
}
