//! Messages: sending each part and the first comment once, changing and removing.
//!
//! A message carries a mark in its metadata, by which it is found again. Pictures are uploaded unseen and shown by
//! blocks of such a message. Other files are shown by the very call that completes their upload: their ids, saved
//! before, are the mark then.

use std::time::Duration;

use serde_json::{Value, json};

use super::message::{EVENT, blocks, escaped, in_blocks, rich_text, text_of};
use super::wire::{Done, Permalink, Posted};
use super::{Bot, Slack};
use crate::http::Call;
use crate::look_back::{Search, Since};
use crate::steps::{Kept, Plan, Sent};
use crate::{Content, Error, ErrorKind, Handle, Next, Part, Progress, Sending};

const WAIT: Duration = Duration::from_secs(3);
/// About five minutes, with the time between the calls.
const WAITS_MAX: u32 = 60;

/// A step for each part, and one for the first comment.
pub(super) fn steps(content: &Content) -> usize {
    content.parts.len() + usize::from(comment(content).is_some())
}

pub(super) fn comment(content: &Content) -> Option<&str> {
    content.first_comment.as_deref().filter(|comment| !comment.trim().is_empty())
}

impl Slack {
    /// Sends every part that is not out yet, then the first comment.
    pub(super) async fn publish_parts(
        &self,
        base_url: &str,
        bot: &Bot,
        content: &Content,
        handle: &Handle,
        progress: &dyn Progress,
    ) -> Result<Sending, Error> {
        let mut plan = Plan::read(handle, steps(content))?;
        for index in 0..plan.steps.len() {
            if plan.is_done(index) {
                continue;
            }
            // What nobody can tell has been asked by the look-up too, and the caller has decided.
            if plan.steps[index].tried {
                let since = Since::new(plan.created_ms, progress.now_ms());
                let searched = self.search(base_url, bot, content, &plan, index, since).await;
                match searched.map_err(Error::as_unknown_as_before)? {
                    Search::Found(sent) => {
                        plan.note(index, sent, progress).await?;
                        continue;
                    }
                    // The files were taken, and are shown when they have been looked through.
                    Search::CannotTell if plan.steps[index].ready && plan.steps[index].waits > 0 => {
                        return self.wait(&mut plan, index, progress).await;
                    }
                    Search::Absent | Search::CannotTell => {}
                }
            }
            let Some(part) = content.parts.get(index) else {
                self.comment(base_url, bot, content, &mut plan, index, progress).await?;
                continue;
            };
            self.upload_all(base_url, bot, part, &mut plan, index, progress).await?;
            if in_blocks(part) {
                if !self.are_ready(base_url, bot, part, &mut plan, index, progress).await? {
                    return self.wait(&mut plan, index, progress).await;
                }
                let body = self.body(bot, content, &plan, index);
                let call = self.method(base_url, &bot.token, "chat.postMessage", body)?.once();
                plan.hand_over(index, progress, self.post(base_url, bot, call)).await?;
            } else if let Some(waiting) =
                self.share(base_url, bot, content, &mut plan, index, progress).await?
            {
                return Ok(waiting);
            }
        }
        plan.published().map(Sending::Published)
    }

    async fn wait(&self, plan: &mut Plan, index: usize, progress: &dyn Progress) -> Result<Sending, Error> {
        plan.steps[index].waits += 1;
        if plan.steps[index].waits > WAITS_MAX {
            let next = if plan.steps[index].tried { Next::Unknown } else { Next::Never };
            return Err(Error::new(ErrorKind::Timeout, next, "the network does not finish with a file"));
        }
        progress.save(&plan.keep()).await.map_err(|error| match plan.steps[index].tried {
            true => error.now_unknown(),
            false => error,
        })?;
        Ok(Sending::Processing(WAIT))
    }

    async fn upload_all(
        &self,
        base_url: &str,
        bot: &Bot,
        part: &Part,
        plan: &mut Plan,
        index: usize,
        progress: &dyn Progress,
    ) -> Result<(), Error> {
        while let Some(media) = part.media.get(plan.steps[index].files.len()) {
            let id = self.upload(base_url, bot, media).await?;
            plan.steps[index].files.push(id);
            progress.save(&plan.keep()).await?;
        }
        Ok(())
    }

    /// Completes the uploads of pictures and asks whether they can be shown.
    async fn are_ready(
        &self,
        base_url: &str,
        bot: &Bot,
        part: &Part,
        plan: &mut Plan,
        index: usize,
        progress: &dyn Progress,
    ) -> Result<bool, Error> {
        if part.media.is_empty() || plan.steps[index].ready {
            return Ok(true);
        }
        if plan.steps[index].waits == 0 {
            let completed = self.complete_unseen(base_url, bot, &named(part, &plan.steps[index].files)).await;
            if let Err(error) = completed {
                // Addresses to upload to live for a short time: begin anew at the next try.
                if error.kind == ErrorKind::Invalid || error.kind == ErrorKind::NotFound {
                    plan.steps[index].files.clear();
                    progress.save(&plan.keep()).await?;
                    return Err(Error { next: Next::After(Duration::from_secs(1)), ..error });
                }
                return Err(error);
            }
        }
        for id in &plan.steps[index].files {
            if self.file(base_url, bot, id).await?.mimetype.is_empty() {
                return Ok(false);
            }
        }
        plan.steps[index].ready = true;
        progress.save(&plan.keep()).await?;
        Ok(true)
    }

    /// `chat.postMessage` (docs.slack.dev, "chat.postMessage", "Using metadata").
    fn body(&self, bot: &Bot, content: &Content, plan: &Plan, index: usize) -> Value {
        let text = match content.parts.get(index) {
            Some(_) => text_of(content, index),
            None => comment(content).unwrap_or_default().to_owned(),
        };
        let mut body = json!({
            "channel": bot.channel_id,
            "text": escaped(&text),
            "mrkdwn": false,
            "unfurl_links": content.link.is_some() && index == 0,
            "unfurl_media": false,
            "metadata": { "event_type": EVENT, "event_payload": { "key": plan.key_of(index) } },
        });
        if let Some(parent) = plan.sent_id(0).filter(|_| index > 0) {
            body["thread_ts"] = json!(parent);
        }
        if let Some(part) = content.parts.get(index).filter(|part| !part.media.is_empty()) {
            let pictures: Vec<Value> =
                plan.steps[index].files.iter().map(|id| json!({ "slack_file": { "id": id } })).collect();
            body["blocks"] = json!(blocks(&text, part, &pictures));
        }
        body
    }

    /// Posts, joining a public channel first where the app is not in it yet (docs.slack.dev, "conversations.join").
    async fn post(&self, base_url: &str, bot: &Bot, call: Call) -> Result<Sent, Error> {
        let posted: Posted = match self.ask(call).await {
            Err(error) if error.message.contains("not_in_channel") => {
                let body = json!({ "channel": bot.channel_id });
                self.ask::<Done>(self.method(base_url, &bot.token, "conversations.join", body)?).await?;
                // Joined: the very same request goes out with the next try.
                return Err(Error { next: Next::After(Duration::from_secs(1)), ..error });
            }
            outcome => outcome?,
        };
        Ok(Sent { url: self.permalink(base_url, bot, &posted.ts).await, id: posted.ts })
    }

    /// `chat.getPermalink` (docs.slack.dev, "chat.getPermalink"). The post is out whether or not it answers.
    pub(super) async fn permalink(&self, base_url: &str, bot: &Bot, ts: &str) -> String {
        let fields = vec![("channel", bot.channel_id.clone()), ("message_ts", ts.to_owned())];
        let told = async {
            let call = self.form(base_url, &bot.token, "chat.getPermalink", fields)?;
            self.ask::<Permalink>(call).await
        };
        match told.await {
            Ok(told) if told.permalink.starts_with("http") => told.permalink,
            // The form that all permalinks have.
            _ => format!("{}/archives/{}/p{}", bot.web, bot.channel_id, ts.replace('.', "")),
        }
    }

    /// Completes the uploads and shows them at once. The message's id comes later, with the file.
    async fn share(
        &self,
        base_url: &str,
        bot: &Bot,
        content: &Content,
        plan: &mut Plan,
        index: usize,
        progress: &dyn Progress,
    ) -> Result<Option<Sending>, Error> {
        let text = text_of(content, index);
        let mut shown = json!({ "channel_id": bot.channel_id });
        if !text.trim().is_empty() {
            shown["blocks"] = json!([rich_text(&text)]);
        }
        if let Some(parent) = plan.sent_id(0).filter(|_| index > 0) {
            shown["thread_ts"] = json!(parent);
        }
        let files = named(&content.parts[index], &plan.steps[index].files);
        let call = self.complete(base_url, bot, &files, Some(shown))?;
        plan.steps[index].tried = true;
        plan.steps[index].ready = false;
        progress.save(&plan.keep()).await?;
        if let Err(error) = self.ask::<Done>(call).await {
            if error.next != Next::Unknown {
                plan.steps[index].tried = false;
                progress.save(&plan.keep()).await?;
            }
            return Err(error);
        }
        plan.steps[index].ready = true;
        progress.save(&plan.keep()).await.map_err(Error::now_unknown)?;
        if let Search::Found(sent) =
            self.shared(base_url, bot, plan, index).await.map_err(Error::as_unknown_as_before)?
        {
            plan.note(index, sent, progress).await?;
            return Ok(None);
        }
        self.wait(plan, index, progress).await.map(Some)
    }

    /// The first comment, as an answer. The post is out: a comment that is refused for good does not change that.
    async fn comment(
        &self,
        base_url: &str,
        bot: &Bot,
        content: &Content,
        plan: &mut Plan,
        index: usize,
        progress: &dyn Progress,
    ) -> Result<(), Error> {
        let body = self.body(bot, content, plan, index);
        let call = self.method(base_url, &bot.token, "chat.postMessage", body)?.once();
        match plan.hand_over(index, progress, self.post(base_url, bot, call)).await {
            Err(error) if error.next == Next::Never => {
                plan.steps[index].refused = Some(error.message);
                progress.save(&plan.keep()).await.map_err(Error::now_unknown)
            }
            outcome => outcome,
        }
    }

    /// `chat.update` (docs.slack.dev, "chat.update").
    pub(super) async fn edit_parts(
        &self,
        base_url: &str,
        bot: &Bot,
        handle: &Handle,
        content: &Content,
    ) -> Result<(), Error> {
        let plan = Plan::read(handle, steps(content))?;
        for index in 0..content.parts.len() {
            let not_out = || Error::new(ErrorKind::NotFound, Next::Never, "that part is not out");
            let ts = plan.sent_id(index).ok_or_else(not_out)?;
            let mut body = self.body(bot, content, &plan, index);
            body["ts"] = json!(ts);
            if let Value::Object(body) = &mut body {
                for name in ["thread_ts", "mrkdwn", "unfurl_links", "unfurl_media"] {
                    body.remove(name);
                }
                if !in_blocks(&content.parts[index]) {
                    body.insert("blocks".into(), json!([rich_text(&text_of(content, index))]));
                }
            }
            self.ask::<Done>(self.method(base_url, &bot.token, "chat.update", body)?).await?;
        }
        Ok(())
    }

    /// `chat.delete` (docs.slack.dev, "chat.delete").
    pub(super) async fn delete_message(&self, base_url: &str, bot: &Bot, ts: &str) -> Result<(), Error> {
        if !is_time_stamp(ts) {
            return Err(Error::new(ErrorKind::NotFound, Next::Never, "that is no message of this network"));
        }
        let body = json!({ "channel": bot.channel_id, "ts": ts });
        self.ask::<Done>(self.method(base_url, &bot.token, "chat.delete", body)?).await.map(|_| ())
    }
}

/// A message's name: seconds, a point and a number (docs.slack.dev, "Retrieving messages").
fn is_time_stamp(ts: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    ts.split_once('.').is_some_and(|(seconds, number)| digits(seconds) && digits(number))
}

/// Ids of files with their titles.
fn named(part: &Part, ids: &[String]) -> Vec<(String, String)> {
    ids.iter().cloned().zip(part.media.iter().map(|media| media.facts.file_name.clone())).collect()
}
