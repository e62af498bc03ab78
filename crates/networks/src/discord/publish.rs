//! Messages: sending each part once, changing and removing.
//!
//! A bot's message carries a nonce that the server enforces: the same nonce within some minutes gives the message that
//! is there already. A webhook has nothing of the kind.

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::wire::Message;
use super::{Access, Discord, budget, snowflake};
use crate::http::{Body, Field};
use crate::look_back::{Search, Since};
use crate::steps::{Plan, Sent};
use crate::{Content, Error, ErrorKind, Handle, Next, Part, Progress, Sending};

/// Longest question of a poll (resources/poll.mdx, "Poll Media Object").
pub(super) const QUESTION_MAX: u32 = 300;

/// Names of the files of a form (reference.mdx, "Uploading Files").
const FILES: [&str; 10] = [
    "files[0]", "files[1]", "files[2]", "files[3]", "files[4]", "files[5]", "files[6]", "files[7]",
    "files[8]", "files[9]",
];

/// The message of one part (resources/message.mdx, "Create Message"; resources/webhook.mdx, "Execute Webhook").
pub(super) fn build(content: &Content, index: usize) -> Map<String, Value> {
    let part = &content.parts[index];
    let mut message = Map::new();
    message.insert("allowed_mentions".into(), json!({ "parse": [] }));
    if let Some(poll) = content.poll.as_ref().filter(|_| index == 0) {
        let answers: Vec<Value> =
            poll.options.iter().map(|option| json!({ "poll_media": { "text": option } })).collect();
        message.insert(
            "poll".into(),
            json!({
                "question": { "text": part.text },
                "answers": answers,
                "duration": poll.minutes.div_ceil(60).max(1),
                "allow_multiselect": false,
            }),
        );
    } else {
        message.insert("content".into(), json!(part.text));
    }
    if let Some(link) = content.link.as_ref().filter(|_| index == 0) {
        let title: String =
            if link.title.trim().is_empty() { &link.url } else { &link.title }.chars().take(256).collect();
        let mut embed = json!({ "title": title, "url": link.url });
        if !link.description.trim().is_empty() {
            embed["description"] = json!(link.description.chars().take(4_096).collect::<String>());
        }
        message.insert("embeds".into(), json!([embed]));
    }
    if !part.media.is_empty() {
        let attachments = part.media.iter().enumerate().map(|(id, media)| {
            // A snowflake is a text, the place of a new file too.
            let mut attachment = json!({ "id": id.to_string(), "filename": media.facts.file_name });
            if !media.facts.alt.is_empty() {
                attachment["description"] = json!(media.facts.alt);
            }
            attachment
        });
        message.insert("attachments".into(), attachments.collect());
    }
    message
}

/// What follows the path.
type Query<'a> = Vec<(&'static str, &'a str)>;

impl Discord {
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
            // The nonce holds for minutes only. What nobody can tell, the caller has decided.
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
            let mut message = build(content, index);
            let (path, query) = match (access.hook_path(), &access.webhook) {
                (Some(path), Some(hook)) => {
                    let mut query = vec![("wait", "true")];
                    if let Some(thread) = &hook.thread_id {
                        query.push(("thread_id", thread));
                    }
                    (path, query)
                }
                _ => {
                    message.insert("nonce".into(), json!(plan.key_of(index)));
                    message.insert("enforce_nonce".into(), json!(true));
                    if let Some(parent) = index.checked_sub(1).and_then(|last| plan.sent_id(last)) {
                        // A part whose forerunner was removed meanwhile still goes out.
                        let reference = json!({ "message_id": parent, "fail_if_not_exists": false });
                        message.insert("message_reference".into(), reference);
                    }
                    (format!("/channels/{}/messages", snowflake(&access.channel_id)?), vec![])
                }
            };
            let body = body(&content.parts[index], message);
            let call = self.call(base_url, access, Method::POST, &path, &query, Some(body))?.once();
            plan.hand_over(index, progress, async {
                let answer = self.ask(call).await?;
                if let Some(budget) = budget(&answer) {
                    progress.budget(budget).await;
                }
                let message: Message = answer.json()?;
                Ok(self.sent(access, &message))
            })
            .await?;
        }
        plan.published().map(Sending::Published)
    }

    pub(super) fn sent(&self, access: &Access, message: &Message) -> Sent {
        let guild = access.guild_id.as_deref().unwrap_or("@me");
        let url = format!("{}/channels/{guild}/{}/{}", self.web, access.channel_id, message.id);
        Sent { id: message.id.clone(), url }
    }

    /// The path and query of a message that is out.
    pub(super) fn message_path<'a>(
        &self,
        access: &'a Access,
        id: &str,
    ) -> Result<(String, Query<'a>), Error> {
        let id = snowflake(id)?;
        Ok(match (access.hook_path(), &access.webhook) {
            (Some(path), Some(hook)) => {
                let thread = hook.thread_id.as_deref().map(|thread| ("thread_id", thread));
                (format!("{path}/messages/{id}"), thread.into_iter().collect())
            }
            _ => (format!("/channels/{}/messages/{id}", snowflake(&access.channel_id)?), vec![]),
        })
    }

    /// `PATCH` of a message (resources/message.mdx, "Edit Message"; resources/webhook.mdx, "Edit Webhook Message").
    /// Files stay as they are.
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
            let (path, query) = self.message_path(access, plan.sent_id(index).ok_or_else(not_out)?)?;
            let mut message = build(content, index);
            message.remove("attachments");
            let body = Some(Body::Json(Value::Object(message)));
            self.ask(self.call(base_url, access, Method::PATCH, &path, &query, body)?).await?;
        }
        Ok(())
    }

    /// `DELETE` of a message (resources/message.mdx, "Delete Message"; resources/webhook.mdx, "Delete Webhook
    /// Message").
    pub(super) async fn delete_message(
        &self,
        base_url: &str,
        access: &Access,
        id: &str,
    ) -> Result<(), Error> {
        let (path, query) = self.message_path(access, id)?;
        self.ask(self.call(base_url, access, Method::DELETE, &path, &query, None)?).await.map(|_| ())
    }
}

/// JSON, or a form with `payload_json` where files go along (reference.mdx, "Uploading Files").
fn body(part: &Part, message: Map<String, Value>) -> Body {
    let message = Value::Object(message);
    if part.media.is_empty() {
        return Body::Json(message);
    }
    let mut form = vec![Field::Text("payload_json", message.to_string())];
    for (media, name) in part.media.iter().zip(FILES) {
        form.push(Field::Stream(name, media.clone()));
    }
    Body::Multipart(form)
}
