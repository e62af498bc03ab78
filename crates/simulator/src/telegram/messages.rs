//! Messages: what is checked of them, what they are to clients.

use serde_json::{Value, json};

use super::methods::Asked;
use super::{Refused, State, bad, refuse};
use crate::state::Shared;
use crate::world::{Post, links_in};

const TEXT_MAX: usize = 4096;
const CAPTION_MAX: usize = 1024;
const ENTITIES_MAX: usize = 100;
const PHOTO_MAX: usize = 10 * 1024 * 1024;
const FILE_MAX: usize = 50 * 1024 * 1024;

/// `Chat`.
pub(super) fn chat(state: &State, id: &str) -> Value {
    let account = state.world.account(id);
    json!({
        "id": id.parse::<i64>().unwrap_or_default(),
        "type": "channel",
        "title": account.map_or("", |account| account.display_name.as_str()),
        "username": account.map_or("", |account| account.handle.as_str()),
    })
}

/// Checks entities: each must lie within the text, counted in UTF-16 units.
fn entities(asked: Option<Value>, text: &str) -> Result<(), Refused> {
    let Some(entities) = asked else { return Ok(()) };
    let list = entities.as_array().ok_or_else(|| bad("can't parse entities: expected an Array"))?;
    let length = text.encode_utf16().count() as u64;
    for entity in list.iter().take(ENTITIES_MAX) {
        let number = |name: &str| entity[name].as_u64().ok_or_else(|| bad("can't parse MessageEntity"));
        if number("offset")? + number("length")? > length {
            return Err(bad("entity beyond the end of the text"));
        }
        let kind = entity["type"].as_str().ok_or_else(|| bad("can't find field \"type\""))?;
        if kind == "text_link" && !entity["url"].as_str().is_some_and(|url| url.starts_with("http")) {
            return Err(bad("wrong HTTP URL specified"));
        }
    }
    Ok(())
}

fn text_of(text: Option<String>, max: usize, caption: bool) -> Result<String, Refused> {
    let text = text.unwrap_or_default().trim().to_owned();
    match text.chars().count() {
        0 if !caption => Err(bad("message text is empty")),
        length if length > max && caption => Err(bad("message caption is too long")),
        length if length > max => Err(bad("message is too long")),
        _ => Ok(text),
    }
}

/// A message before it is kept.
#[derive(Default)]
struct New {
    text: String,
    files: usize,
    poll: Option<Value>,
}

pub(super) fn send(
    state: &mut State,
    shared: &Shared,
    token: &str,
    chat_id: &str,
    method: &str,
    asked: &Asked,
) -> Result<Value, Refused> {
    let parent = reply_to(state, chat_id, asked)?;
    let new = match method {
        "sendmessage" => {
            let text = text_of(asked.text("text"), TEXT_MAX, false)?;
            entities(asked.value("entities"), &text)?;
            New { text, ..New::default() }
        }
        "sendmediagroup" => album(asked)?,
        "sendpoll" => poll(asked)?,
        _ => {
            let field = method.trim_start_matches("send");
            file(asked, field, field)?;
            let text = text_of(asked.text("caption"), CAPTION_MAX, true)?;
            entities(asked.value("caption_entities"), &text)?;
            New { text, files: 1, poll: None }
        }
    };
    let count = new.files.max(1);
    let ids: Vec<i64> = (0..count)
        .map(|_| {
            state.last_message += 1;
            state.last_message
        })
        .collect();
    let group = (count > 1).then(|| {
        state.albums += 1;
        format!("{}", 13_000_000_000_000_000_u64 + state.albums)
    });
    let id = ids.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let now = shared.clock.now();
    let shown = new.poll.as_ref().and_then(|poll| poll["question"].as_str()).unwrap_or(&new.text).to_owned();
    let post = Post {
        url: crate::stand_in::StandIn::post_url(state, shared, chat_id, &id),
        id,
        author: chat_id.to_owned(),
        links: links_in(&shown),
        text: shown,
        created_at: now,
        parent,
        media: vec![String::new(); new.files],
        raw: json!({ "ids": ids, "group": group, "poll": new.poll, "silent": asked.text("disable_notification") }),
        ..Post::default()
    };
    let messages: Vec<Value> = ids.iter().map(|id| view(state, &post, *id)).collect();
    state.world.publish(post, false);
    for message in &messages {
        state.tell(chat_id, token, message);
    }
    Ok(if method == "sendmediagroup" {
        json!(messages)
    } else {
        messages.into_iter().next().unwrap_or_default()
    })
}

/// `Message`.
fn view(state: &State, post: &Post, id: i64) -> Value {
    let chat = chat(state, &post.author);
    let mut message = json!({
        "message_id": id, "date": post.created_at / 1000, "chat": chat, "sender_chat": chat,
    });
    let first = post.raw["ids"].as_array().and_then(|ids| ids.first()).and_then(Value::as_i64) == Some(id);
    if !post.raw["poll"].is_null() {
        message["poll"] = post.raw["poll"].clone();
    } else if post.media.is_empty() {
        message["text"] = json!(post.text);
    } else {
        message["photo"] = json!([{ "file_id": format!("file-{id}"), "width": 1, "height": 1 }]);
        if first && !post.text.is_empty() {
            message["caption"] = json!(post.text);
        }
    }
    if let Some(group) = post.raw["group"].as_str() {
        message["media_group_id"] = json!(group);
    }
    message
}

/// The message that is answered.
fn reply_to(state: &State, chat: &str, asked: &Asked) -> Result<Option<String>, Refused> {
    let Some(reply) = asked.value("reply_parameters") else { return Ok(None) };
    let id = reply["message_id"].as_i64().ok_or_else(|| bad("can't parse reply parameters"))?;
    match find(state, chat, id) {
        Some(post) => Ok(Some(post)),
        None if reply["allow_sending_without_reply"] == json!(true) => Ok(None),
        None => Err(bad("message to be replied not found")),
    }
}

/// The post to which a message belongs.
fn find(state: &State, chat: &str, id: i64) -> Option<String> {
    let has = |post: &&&Post| post.raw["ids"].as_array().is_some_and(|ids| ids.contains(&json!(id)));
    let posts = state.world.posts_of(chat);
    posts.iter().find(has).map(|post| post.id.clone()).or_else(|| {
        let plain = id.to_string();
        state.world.post(&plain).filter(|post| post.author == chat).map(|post| post.id.clone())
    })
}

/// A file of the form, or one that is known or fetched by its name.
fn file(asked: &Asked, field: &str, kind: &str) -> Result<(), Refused> {
    let Some(part) = asked.file(field) else {
        let named = asked.text(field).filter(|text| !text.is_empty());
        return match named {
            Some(name) if name.starts_with("http") || name.starts_with("file-") => Ok(()),
            Some(_) => Err(bad("wrong file_id or the file is temporarily unavailable")),
            None => Err(bad(&format!("there is no {kind} in the request"))),
        };
    };
    let max = if kind == "photo" { PHOTO_MAX } else { FILE_MAX };
    if part.bytes.is_empty() {
        return Err(bad("file must be non-empty"));
    }
    if part.bytes.len() > max {
        return Err(refuse(413, "Request Entity Too Large"));
    }
    if kind == "photo"
        && crate::images::sniff(&part.bytes).is_none_or(|found| !found.mime.starts_with("image/"))
    {
        return Err(bad("IMAGE_PROCESS_FAILED"));
    }
    Ok(())
}

fn album(asked: &Asked) -> Result<New, Refused> {
    let media = asked.value("media").ok_or_else(|| bad("parameter \"media\" is required"))?;
    let items = media.as_array().ok_or_else(|| bad("can't parse media JSON object"))?;
    if !(2..=10).contains(&items.len()) {
        return Err(bad("wrong number of media: the album must have 2-10 items"));
    }
    let mut text = String::new();
    let kinds: Vec<&str> = items.iter().filter_map(|item| item["type"].as_str()).collect();
    let pictures = kinds.iter().all(|kind| matches!(*kind, "photo" | "video"));
    if kinds.len() != items.len() || !(pictures || kinds.iter().all(|kind| *kind == "document")) {
        return Err(bad("MEDIA_GROUPED_INVALID"));
    }
    for item in items {
        let source = item["media"].as_str().unwrap_or_default();
        let kind = item["type"].as_str().unwrap_or_default();
        match source.strip_prefix("attach://") {
            Some(name) => file(asked, name, kind)?,
            None => return Err(bad("failed to get HTTP URL content")),
        }
        let caption = text_of(item["caption"].as_str().map(str::to_owned), CAPTION_MAX, true)?;
        entities(item.get("caption_entities").cloned(), &caption)?;
        if text.is_empty() {
            text = caption;
        }
    }
    Ok(New { text, files: items.len(), poll: None })
}

fn poll(asked: &Asked) -> Result<New, Refused> {
    let question = asked.text("question").unwrap_or_default();
    if !(1..=300).contains(&question.chars().count()) {
        return Err(bad("poll question length must be between 1 and 300 characters"));
    }
    let options = asked.value("options").unwrap_or_default();
    let options = options.as_array().ok_or_else(|| bad("can't parse options JSON object"))?;
    if !(1..=12).contains(&options.len()) {
        return Err(bad("poll must have at most 12 options"));
    }
    let sound = |option: &Value| {
        option["text"].as_str().is_some_and(|text| (1..=100).contains(&text.chars().count()))
    };
    if !options.iter().all(sound) {
        return Err(bad("poll options length must not exceed 100"));
    }
    if asked.value("open_period").is_some()
        && !asked.number("open_period").is_some_and(|seconds| (5..=2_628_000).contains(&seconds))
    {
        return Err(bad("poll open period is invalid"));
    }
    Ok(New { poll: Some(json!({ "question": question, "options": options })), ..New::default() })
}

/// `editMessageText`, `editMessageCaption`.
pub(super) fn edit(
    state: &mut State,
    shared: &Shared,
    chat: &str,
    method: &str,
    asked: &Asked,
) -> Result<Value, Refused> {
    let id = asked.number("message_id").ok_or_else(|| bad("message identifier is not specified"))?;
    let found = find(state, chat, id).ok_or_else(|| bad("message to edit not found"))?;
    let caption = method == "editmessagecaption";
    let text = text_of(
        asked.text(if caption { "caption" } else { "text" }),
        if caption { CAPTION_MAX } else { TEXT_MAX },
        caption,
    )?;
    entities(asked.value(if caption { "caption_entities" } else { "entities" }), &text)?;
    let now = shared.clock.now();
    let Some(post) = state.world.post_mut(&found) else { return Err(bad("message to edit not found")) };
    if post.media.is_empty() == caption {
        return Err(bad(if caption {
            "there is no caption in the message to edit"
        } else {
            "there is no text in the message to edit"
        }));
    }
    if post.text == text {
        return Err(bad("message is not modified: specified new message content is the same"));
    }
    post.text = text;
    post.edited_at = Some(now);
    let post = post.clone();
    Ok(view(state, &post, id))
}

pub(super) fn delete(state: &mut State, chat: &str, asked: &Asked) -> Result<Value, Refused> {
    let id = asked.number("message_id").ok_or_else(|| bad("message identifier is not specified"))?;
    let found = find(state, chat, id).ok_or_else(|| bad("message to delete not found"))?;
    let mut empty = true;
    if let Some(post) = state.world.post_mut(&found) {
        if let Some(ids) = post.raw["ids"].as_array_mut() {
            ids.retain(|other| *other != json!(id));
            empty = ids.is_empty();
        }
        post.media.pop();
    }
    if empty {
        state.world.remove_post(&found);
    }
    Ok(json!(true))
}
