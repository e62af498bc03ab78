//! Messages as clients see them: read, listed, changed, removed.

use serde_json::{Value, json};

use super::error::Refused;
use super::{Caller, State, write};
use crate::call::{Call, Form};
use crate::clock::iso;
use crate::state::Shared;
use crate::world::Post;

/// `Message`. The nonce is not told later.
pub(super) fn view(post: &Post) -> Value {
    let raw = &post.raw;
    let author = raw["author"].as_str().unwrap_or(&post.author);
    let is_poll = raw["poll"].is_object();
    let attachments: Vec<Value> = (0..post.media.len())
        .map(|place| {
            let description = raw["attachments"][place]["description"].clone();
            json!({ "id": format!("{}{place}", post.id), "filename": "file", "size": 1, "description": description })
        })
        .collect();
    let mut message = json!({
        "id": post.id,
        "type": 0,
        "channel_id": post.author,
        "author": { "id": author, "username": "bot", "bot": true },
        "content": if is_poll { "" } else { post.text.as_str() },
        "timestamp": iso(post.created_at),
        "edited_timestamp": post.edited_at.map(iso),
        "attachments": attachments,
        "embeds": raw.get("embeds").filter(|embeds| embeds.is_array()).cloned().unwrap_or(json!([])),
        "mentions": [],
        "pinned": false,
        "tts": false,
    });
    if let Some(webhook) = raw["webhook"].as_str() {
        message["webhook_id"] = json!(webhook);
    }
    if is_poll {
        message["poll"] = raw["poll"].clone();
    }
    if let Some(parent) = &post.parent {
        message["message_reference"] = json!({ "message_id": parent, "channel_id": post.author });
    }
    let likes = post.counts().likes;
    if likes > 0 {
        message["reactions"] =
            json!([{ "count": likes, "me": false, "emoji": { "id": null, "name": "👍" } }]);
    }
    message
}

/// The channel's messages and the answers of its audience, newest first.
pub(super) fn of<'a>(state: &'a State, channel: &str) -> Vec<&'a Post> {
    let mut posts: Vec<&Post> = state
        .world
        .all_posts()
        .filter(|post| post.author == channel || post.mentions.iter().any(|id| id == channel))
        .collect();
    posts.sort_by(|a, b| (b.created_at, &b.id).cmp(&(a.created_at, &a.id)));
    posts
}

/// At most 100, 50 unless more are asked for.
pub(super) fn list(state: &State, call: &Call, bot: &str, channel: &str) -> Result<Value, Refused> {
    let limit = call.query.get("limit").map_or(Ok(50), str::parse).unwrap_or(0);
    if !(1..=100).contains(&limit) {
        return Err(Refused::form(
            "limit",
            "NUMBER_TYPE_MAX",
            "int value should be less than or equal to 100.",
        ));
    }
    let posts = of(state, channel);
    let from = match call.query.get("before") {
        Some(before) => {
            posts.iter().position(|post| post.id == before).map_or(posts.len(), |place| place + 1)
        }
        None => 0,
    };
    let seen = |post: &&Post| {
        let mut message = view(post);
        let own = message["author"]["id"] == bot;
        if state.withholds && !own {
            message["content"] = "".into();
            message["attachments"] = json!([]);
            message["embeds"] = json!([]);
            if let Some(message) = message.as_object_mut() {
                message.remove("poll");
            }
        }
        message
    };
    Ok(posts.iter().skip(from).take(limit).map(seen).collect())
}

#[expect(clippy::too_many_arguments, reason = "all that a request for one message has, in one place")]
pub(super) fn one(
    state: &mut State,
    shared: &Shared,
    call: &Call,
    form: &Form,
    method: &str,
    caller: &Caller,
    channel: &str,
    id: &str,
) -> Result<Value, Refused> {
    let unknown = || Refused::new(404, 10_008, "Unknown Message");
    let post = state.world.post(id).filter(|post| post.author == channel).ok_or_else(unknown)?;
    let own = match caller {
        Caller::Bot(bot) => post.raw["author"].as_str() == Some(&bot.id),
        Caller::Webhook(hook) => post.raw["webhook"].as_str() == Some(&hook.id),
    };
    if !own && matches!(caller, Caller::Webhook(_)) {
        return Err(unknown());
    }
    match method {
        "GET" => Ok(view(post)),
        "PATCH" if !own => Err(Refused::new(403, 50_005, "Cannot edit a message authored by another user")),
        "PATCH" => {
            let message = write::payload(call, form)?;
            write::check_text(&message)?;
            let Some(post) = state.world.post_mut(id) else { return Err(unknown()) };
            if let Some(content) = message["content"].as_str() {
                content.trim().clone_into(&mut post.text);
            }
            if message["embeds"].is_array() {
                post.raw["embeds"] = message["embeds"].clone();
            }
            post.edited_at = Some(shared.clock.now());
            Ok(view(post))
        }
        "DELETE" => {
            state.world.remove_post(id);
            Ok(Value::Null)
        }
        _ => Err(Refused::new(405, 0, "405: Method Not Allowed")),
    }
}
