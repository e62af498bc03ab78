//! Messages: sending each part once, changing and removing.
//!
//! Telegram has no key that makes a send repeatable, and files go along with the message itself: nothing is uploaded
//! before. So each part is one request, marked as tried before it leaves.

use serde_json::{Value, json};

use super::message::{self, FILES};
use super::wire::Message;
use super::{Access, Telegram};
use crate::http::{Body, Field};
use crate::look_back::{Search, Since};
use crate::steps::{Plan, Sent};
use crate::{Content, Error, ErrorKind, Handle, Next, Part, Progress, Sending};

impl Telegram {
    /// Sends every part that is not out yet.
    pub(super) async fn publish_parts(
        &self,
        base_url: &str,
        access: &Access,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let mut plan = Plan::read(handle, content.parts.len())?;
        for index in 0..content.parts.len() {
            if plan.is_done(index) {
                continue;
            }
            // What nobody can tell has been asked by the look-up too, and the caller has decided.
            if plan.steps[index].tried
                && let Search::Found(sent) = self
                    .search(
                        base_url,
                        access,
                        content,
                        &plan,
                        index,
                        Since::new(plan.created_ms, progress.now_ms()),
                    )
                    .await
                    .map_err(Error::as_unknown_as_before)?
            {
                plan.note(index, sent, progress).await?;
                continue;
            }
            let parent = index.checked_sub(1).and_then(|last| first_id(plan.sent_id(last)?));
            let message = message::build(content, index, access.chat_id, parent);
            let body = body(&content.parts[index], message.fields, &message.files)?;
            let call = self.method(base_url, &access.token, message.method, body)?.once();
            let album = message.method == "sendMediaGroup";
            plan.hand_over(index, progress, async {
                let messages: Vec<Message> = match album {
                    true => self.ask(call).await?,
                    false => vec![self.ask(call).await?],
                };
                self.sent(access, &messages).ok_or_else(|| {
                    Error::new(ErrorKind::Protocol, Next::Unknown, "the answer names no message")
                })
            })
            .await?;
        }
        plan.published().map(Sending::Published)
    }

    /// What messages became: the ids of all of them, for an album has several.
    pub(super) fn sent(&self, access: &Access, messages: &[Message]) -> Option<Sent> {
        let first = messages.first()?;
        let ids: Vec<String> = messages.iter().map(|message| message.message_id.to_string()).collect();
        Some(Sent { id: ids.join(","), url: self.permalink(access, first.message_id) })
    }

    /// `editMessageText` and `editMessageCaption` (core.telegram.org/bots/api, "Updating messages").
    pub(super) async fn edit_parts(
        &self,
        base_url: &str,
        access: &Access,
        handle: &Handle,
        content: &Content,
    ) -> Result<(), Error> {
        let plan = Plan::read(handle, content.parts.len())?;
        if content.poll.is_some() {
            let why = "a poll cannot be changed once it is out";
            return Err(Error::new(ErrorKind::NotOffered, Next::Never, why));
        }
        for index in 0..content.parts.len() {
            let not_out = || Error::new(ErrorKind::NotFound, Next::Never, "that part is not out");
            let ids = plan.sent_id(index).ok_or_else(not_out)?;
            let built = message::build(content, index, access.chat_id, None);
            let mut body = json!({ "chat_id": access.chat_id });
            let (method, id) = match built.method {
                "sendMessage" => {
                    for name in ["text", "entities", "link_preview_options"] {
                        if let Some(value) = built.fields.get(name) {
                            body[name] = value.clone();
                        }
                    }
                    ("editMessageText", first_id(ids))
                }
                _ => {
                    let album = built.fields.get("media").and_then(Value::as_array);
                    let place =
                        album.and_then(|album| album.iter().position(|item| item.get("caption").is_some()));
                    let holder = match (album, place) {
                        (Some(album), Some(place)) => &album[place],
                        _ => &Value::Object(built.fields.clone()),
                    };
                    body["caption"] = holder.get("caption").cloned().unwrap_or_else(|| json!(""));
                    if let Some(entities) = holder.get("caption_entities") {
                        body["caption_entities"] = entities.clone();
                    }
                    (
                        "editMessageCaption",
                        ids.split(',').nth(place.unwrap_or(0)).and_then(|id| id.parse().ok()),
                    )
                }
            };
            body["message_id"] = json!(id.ok_or_else(not_out)?);
            let call = self.method(base_url, &access.token, method, Body::Json(body))?;
            match self.ask::<Value>(call).await {
                // It reads so already.
                Err(error) if error.message.contains("message is not modified") => {}
                outcome => drop(outcome?),
            }
        }
        Ok(())
    }

    /// `deleteMessage` for each message of a part (core.telegram.org/bots/api, "deleteMessage").
    pub(super) async fn delete_messages(
        &self,
        base_url: &str,
        access: &Access,
        remote_id: &str,
    ) -> Result<(), Error> {
        let none = || Error::new(ErrorKind::NotFound, Next::Never, "that is not an id of this network");
        let ids: Vec<i64> =
            remote_id.split(',').map(str::parse).collect::<Result<_, _>>().map_err(|_| none())?;
        let mut missing = 0;
        for id in &ids {
            let body = Body::Json(json!({ "chat_id": access.chat_id, "message_id": id }));
            match self.ask::<Value>(self.method(base_url, &access.token, "deleteMessage", body)?).await {
                Err(error) if error.kind == ErrorKind::NotFound => missing += 1,
                outcome => drop(outcome?),
            }
        }
        if missing == ids.len() { Err(none()) } else { Ok(()) }
    }
}

/// The first of the ids of a part.
fn first_id(ids: &str) -> Option<i64> {
    ids.split(',').next()?.parse().ok()
}

/// JSON, or a form where files go along ("Sending files").
fn body(part: &Part, fields: serde_json::Map<String, Value>, files: &[&'static str]) -> Result<Body, Error> {
    if files.is_empty() {
        return Ok(Body::Json(Value::Object(fields)));
    }
    let mut form = Vec::new();
    for name in FORM_FIELDS {
        match fields.get(name) {
            Some(Value::String(text)) => form.push(Field::Text(name, text.clone())),
            Some(value) => form.push(Field::Text(name, value.to_string())),
            None => {}
        }
    }
    for (media, name) in part.media.iter().zip(files) {
        form.push(Field::Stream(name, media.clone()));
    }
    debug_assert!(files.len() == 1 || FILES.starts_with(files));
    Ok(Body::Multipart(form))
}

/// Every field that [`message::build`] gives a message with files.
const FORM_FIELDS: [&str; 10] = [
    "chat_id",
    "disable_notification",
    "reply_parameters",
    "caption",
    "caption_entities",
    "media",
    "supports_streaming",
    "width",
    "height",
    "duration",
];
