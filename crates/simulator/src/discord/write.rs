//! Sending: what is checked of a message, and the nonce that makes a repeat harmless.

use serde_json::{Value, json};

use super::error::Refused;
use super::{Caller, State, messages};
use crate::call::{Call, Form};
use crate::stand_in::StandIn;
use crate::state::Shared;
use crate::world::{Post, links_in};

const CONTENT_MAX: usize = 2000;
const FILES_MAX: usize = 10;
const FILE_MAX: usize = 10 * 1024 * 1024;
const REQUEST_MAX: usize = 25 * 1024 * 1024;
const NONCE_MS: i64 = 3 * 60 * 1000;

/// The message of a request: JSON, or `payload_json` where files go along.
pub(super) fn payload(call: &Call, form: &Form) -> Result<Value, Refused> {
    let broken = || Refused::new(400, 50_109, "The request body contains invalid JSON.");
    let value = if call.content_type().starts_with("multipart/form-data") {
        serde_json::from_str(form.params.get("payload_json").unwrap_or("{}")).map_err(|_| broken())?
    } else {
        call.json().map_err(|_| broken())?
    };
    if value.is_object() { Ok(value) } else { Err(broken()) }
}

pub(super) fn chars(value: &Value) -> usize {
    value.as_str().map_or(0, |text| text.chars().count())
}

/// Content and embeds.
pub(super) fn check_text(message: &Value) -> Result<(), Refused> {
    if chars(&message["content"]) > CONTENT_MAX {
        return Err(Refused::too_long("content", CONTENT_MAX));
    }
    let embeds = message["embeds"].as_array().cloned().unwrap_or_default();
    if embeds.len() > 10 {
        return Err(Refused::too_long("embeds", 10));
    }
    let mut all = 0;
    for (place, embed) in embeds.iter().enumerate() {
        for (name, max) in [("title", 256), ("description", 4096)] {
            if chars(&embed[name]) > max {
                return Err(Refused::too_long(&format!("embeds.{place}.{name}"), max));
            }
            all += chars(&embed[name]);
        }
        if embed["url"].as_str().is_some_and(|url| !url.starts_with("http")) {
            let message = "Scheme must be one of ('http', 'https').";
            return Err(Refused::form(&format!("embeds.{place}.url"), "URL_TYPE_INVALID_SCHEME", message));
        }
    }
    if all > 6000 {
        return Err(Refused::form(
            "embeds",
            "MAX_EMBED_SIZE_EXCEEDED",
            "Embed size exceeds maximum size of 6000",
        ));
    }
    Ok(())
}

fn check_files(message: &Value, form: &Form) -> Result<usize, Refused> {
    let files = form.files.iter().filter(|file| file.name.starts_with("files[")).count();
    if form.files.iter().any(|file| file.bytes.len() > FILE_MAX)
        || form.files.iter().map(|file| file.bytes.len()).sum::<usize>() > REQUEST_MAX
    {
        return Err(Refused::new(413, 40_005, "Request entity too large"));
    }
    if files > FILES_MAX {
        return Err(Refused::too_long("attachments", FILES_MAX));
    }
    for (place, attachment) in message["attachments"].as_array().into_iter().flatten().enumerate() {
        // A snowflake is a text; the place of a file is taken as a number too.
        let id = &attachment["id"];
        let id = id.as_str().and_then(|text| text.parse().ok()).or_else(|| id.as_u64());
        let id = id.map(|id| format!("files[{id}]"));
        if id.is_none_or(|name| form.file(&name).is_none()) {
            let path = format!("attachments.{place}.id");
            return Err(Refused::form(&path, "ATTACHMENT_NOT_FOUND", "Attachment data not found"));
        }
        if chars(&attachment["description"]) > 1024 {
            return Err(Refused::too_long(&format!("attachments.{place}.description"), 1024));
        }
    }
    Ok(files)
}

fn check_poll(poll: &Value) -> Result<(), Refused> {
    let required = |path: &str| Refused::form(path, "BASE_TYPE_REQUIRED", "This field is required");
    match chars(&poll["question"]["text"]) {
        0 => return Err(required("poll.question.text")),
        length if length > 300 => return Err(Refused::too_long("poll.question.text", 300)),
        _ => {}
    }
    let answers = poll["answers"].as_array().ok_or_else(|| required("poll.answers"))?;
    if !(1..=10).contains(&answers.len()) {
        return Err(Refused::form(
            "poll.answers",
            "BASE_TYPE_BAD_LENGTH",
            "Must be between 1 and 10 in length.",
        ));
    }
    for (place, answer) in answers.iter().enumerate() {
        let path = format!("poll.answers.{place}.poll_media.text");
        match chars(&answer["poll_media"]["text"]) {
            0 => return Err(required(&path)),
            length if length > 55 => return Err(Refused::too_long(&path, 55)),
            _ => {}
        }
    }
    let hours = poll["duration"].as_u64().unwrap_or(24);
    if !(1..=768).contains(&hours) {
        return Err(Refused::form(
            "poll.duration",
            "NUMBER_TYPE_MAX",
            "int value should be less than or equal to 768.",
        ));
    }
    Ok(())
}

pub(super) fn create(
    state: &mut State,
    shared: &Shared,
    call: &Call,
    form: &Form,
    caller: &Caller,
    channel: &str,
) -> Result<Value, Refused> {
    let message = payload(call, form)?;
    check_text(&message)?;
    let files = check_files(&message, form)?;
    let poll = message.get("poll").filter(|poll| !poll.is_null());
    poll.map_or(Ok(()), check_poll)?;
    let content = message["content"].as_str().unwrap_or_default().trim().to_owned();
    let has_embeds = message["embeds"].as_array().is_some_and(|embeds| !embeds.is_empty());
    if content.is_empty() && files == 0 && poll.is_none() && !has_embeds {
        return Err(Refused::new(400, 50_006, "Cannot send an empty message"));
    }
    let now = shared.clock.now();
    let mut key = None;
    if let (Caller::Bot(bot), Some(nonce)) = (caller, message["nonce"].as_str()) {
        if nonce.chars().count() > 25 {
            return Err(Refused::too_long("nonce", 25));
        }
        if message["enforce_nonce"] == json!(true) {
            let asked = (bot.id.clone(), channel.to_owned(), nonce.to_owned());
            if let Some((known, until)) = state.nonces.get(&asked)
                && *until > now
                && let Some(post) = state.world.post(known)
            {
                return Ok(messages::view(post));
            }
            key = Some(asked);
        }
    }
    let mut parent = None;
    if let Caller::Bot(_) = caller
        && let Some(id) = message["message_reference"]["message_id"].as_str()
    {
        let known = state.world.post(id).is_some();
        if !known && message["message_reference"]["fail_if_not_exists"] != json!(false) {
            return Err(Refused::form("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message"));
        }
        parent = known.then(|| id.to_owned());
    }
    let id = state.snowflake(now);
    let (author, webhook) = match caller {
        Caller::Bot(bot) => (bot.id.clone(), None),
        Caller::Webhook(hook) => (hook.id.clone(), Some(hook.id.clone())),
    };
    let text = poll.and_then(|poll| poll["question"]["text"].as_str()).unwrap_or(&content).to_owned();
    let post = Post {
        url: state.post_url(shared, channel, &id),
        id: id.clone(),
        author: channel.to_owned(),
        links: links_in(&text),
        text,
        created_at: now,
        parent,
        media: vec![String::new(); files],
        raw: json!({
            "author": author, "webhook": webhook, "poll": poll, "embeds": message["embeds"],
            "attachments": message["attachments"],
        }),
        ..Post::default()
    };
    let view = messages::view(&post);
    state.world.publish(post, false);
    if let Some(key) = key {
        state.nonces.insert(key, (id, now + NONCE_MS));
    }
    Ok(view)
}
