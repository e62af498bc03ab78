//! Incoming webhooks: a message in, `ok` out, in plain words.

use std::sync::Arc;

use axum::extract::State as Shelf;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{State, chat, metadata, team};
use crate::call::Call;
use crate::state::Shared;

/// `B…` of a channel's webhook.
pub(super) fn hook_id(channel: &str) -> String {
    format!("B{}", channel.trim_start_matches('C'))
}

pub(super) async fn receive(Shelf(shared): Shelf<Arc<Shared>>, call: Call) -> Response {
    let say = |status: u16, word: &'static str| {
        (StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST), word).into_response()
    };
    let parts: Vec<&str> = call.path.split('/').skip(2).collect();
    let [asked_team, hook, secret] = parts.as_slice() else { return say(404, "no_service") };
    if *asked_team != team(&shared) {
        return say(404, "no_team");
    }
    let mut state = shared.state::<State>();
    let found = state
        .channels
        .iter()
        .find(|(id, _)| hook_id(id) == *hook)
        .map(|(id, channel)| (id.clone(), channel.clone()));
    let Some((channel, settings)) = found else { return say(404, "no_service") };
    if settings.hook != *secret {
        return say(403, "invalid_token");
    }
    let Ok(body) = call.json() else { return say(400, "invalid_payload") };
    let text = body["text"].as_str().unwrap_or_default();
    if text.trim().is_empty() && !body["blocks"].is_array() {
        return say(400, "no_text");
    }
    if settings.archived {
        return say(410, "channel_is_archived");
    }
    if text.chars().count() > 4000 {
        return say(400, "msg_too_long");
    }
    if body["blocks"].is_array() && metadata::check_blocks(&state, &body["blocks"]).is_err() {
        return say(400, "invalid_blocks");
    }
    let plain = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let media = metadata::pictures(body.get("blocks"));
    chat::keep(&mut state, &shared, &channel, plain, media, None, json!({ "hook": true }));
    say(200, "ok")
}
