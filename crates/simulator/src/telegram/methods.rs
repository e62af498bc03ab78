//! The methods, each with what it asks for.

use serde_json::{Value, json};

use super::{Refused, State, bad, messages, refuse, updates};
use crate::call::{FilePart, Form};
use crate::state::Shared;

/// The fields of a request, whichever form they came in.
pub(super) struct Asked {
    json: Option<Value>,
    form: Form,
}

impl Asked {
    pub(super) fn new(json: Option<Value>, form: Form) -> Self {
        Self { json, form }
    }

    /// A field that may be of any shape; in forms it is JSON in a text.
    pub(super) fn value(&self, name: &str) -> Option<Value> {
        if let Some(json) = &self.json {
            return json.get(name).filter(|value| !value.is_null()).cloned();
        }
        let text = self.form.params.get(name)?;
        Some(serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_owned())))
    }

    /// A text; numbers are taken too.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        if self.json.is_none() {
            return self.form.params.get(name).map(str::to_owned);
        }
        self.value(name).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }

    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.text(name)?.parse().ok()
    }

    pub(super) fn file(&self, name: &str) -> Option<&FilePart> {
        self.form.file(name)
    }
}

pub(super) fn answer(
    state: &mut State,
    shared: &Shared,
    token: &str,
    method: &str,
    asked: &Asked,
) -> Result<Value, Refused> {
    let bot_id = state.bots.get(token).map_or(0, |bot| bot.id);
    match method {
        "getme" => Ok(user(bot_id)),
        "getupdates" => updates::take(state, token, asked),
        "getchat" => {
            let chat = known(state, asked)?;
            let mut full = messages::chat(state, &chat);
            full["accent_color_id"] = json!(0);
            full["max_reaction_count"] = json!(11);
            full["accepted_gift_types"] = json!({});
            Ok(full)
        }
        "getchatmembercount" => {
            let chat = known(state, asked)?;
            let followers = state.world.account(&chat).map_or(0, crate::world::Account::followers_count);
            Ok(json!(followers))
        }
        "getchatmember" => {
            let chat = known(state, asked)?;
            let wanted = asked.number("user_id").ok_or_else(|| bad("invalid user_id specified"))?;
            let bot =
                state.bots.values().find(|bot| bot.id == wanted).ok_or_else(|| bad("user not found"))?;
            Ok(match bot.chats.get(&chat) {
                Some(may_post) => json!({
                    "status": "administrator", "user": user(wanted), "can_be_edited": false,
                    "is_anonymous": false, "can_manage_chat": true, "can_delete_messages": true,
                    "can_post_messages": may_post, "can_edit_messages": may_post,
                }),
                None => json!({ "status": "left", "user": user(wanted) }),
            })
        }
        "sendmessage" | "sendphoto" | "sendvideo" | "sendanimation" | "senddocument" | "sendmediagroup"
        | "sendpoll" => {
            let chat = posting(state, token, asked)?;
            messages::send(state, shared, token, &chat, method, asked)
        }
        "editmessagetext" | "editmessagecaption" => {
            let chat = posting(state, token, asked)?;
            messages::edit(state, shared, &chat, method, asked)
        }
        "deletemessage" => {
            let chat = posting(state, token, asked)?;
            messages::delete(state, &chat, asked)
        }
        _ => Err(refuse(404, "Not Found: method not found")),
    }
}

fn user(id: i64) -> Value {
    json!({ "id": id, "is_bot": true, "first_name": "Bot", "username": format!("bot_{id}_bot") })
}

/// The channel that is asked for: by its number or `@name`.
fn known(state: &State, asked: &Asked) -> Result<String, Refused> {
    let named = asked.text("chat_id").filter(|id| !id.is_empty()).ok_or_else(|| bad("chat_id is empty"))?;
    let found = match named.strip_prefix('@') {
        Some(name) => {
            state.world.find_account(name).filter(|account| account.handle.eq_ignore_ascii_case(name))
        }
        None => state.world.account(&named),
    };
    found
        .filter(|account| !account.audience)
        .map(|account| account.id.clone())
        .ok_or_else(|| bad("chat not found"))
}

/// The channel, if the bot may post there.
fn posting(state: &State, token: &str, asked: &Asked) -> Result<String, Refused> {
    let chat = known(state, asked)?;
    match state.bots.get(token).and_then(|bot| bot.chats.get(&chat)) {
        Some(true) => Ok(chat),
        Some(false) => Err(bad("need administrator rights in the channel chat")),
        None => Err(refuse(403, "Forbidden: bot is not a member of the channel chat")),
    }
}
