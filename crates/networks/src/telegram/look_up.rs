//! The way back from an unknown outcome: a bot cannot read a channel's history, and gets no updates of its own posts;
//! a second bot that is administrator of the same channel does get them (reported in issues of several libraries).
//! Without one nobody can tell.
//!
//! That a post is not among the updates proves little: they may have been taken, run out after a day, or never come.
//! It is taken for proof only where the watcher shows an earlier part of the same post.

use serde_json::json;

use super::wire::{Message, Update};
use super::{Access, Telegram, message};
use crate::http::Body;
use crate::look_back::{Search, same_text};
use crate::steps::{Plan, Sent};
use crate::{Content, Error, Handle, LookUp, Since};

/// "getUpdates": 1-100.
const PAGE: usize = 100;

impl Telegram {
    /// `getUpdates` of the watcher, without an offset, so that nothing is taken away
    /// (core.telegram.org/bots/api, "getUpdates").
    async fn watched(
        &self,
        base_url: &str,
        access: &Access,
        watcher: &str,
    ) -> Result<(Vec<Message>, bool), Error> {
        let body = Body::Json(json!({
            "limit": PAGE, "timeout": 0, "allowed_updates": ["channel_post", "message"],
        }));
        let updates: Vec<Update> = self.ask(self.method(base_url, watcher, "getUpdates", body)?).await?;
        let whole = updates.len() < PAGE;
        let messages = updates.into_iter().filter_map(|update| update.channel_post.or(update.message));
        Ok((messages.filter(|message| message.chat.id == access.chat_id).collect(), whole))
    }

    /// Looks for one part that may be out.
    pub(super) async fn search(
        &self,
        base_url: &str,
        access: &Access,
        content: &Content,
        plan: &Plan,
        index: usize,
        since: Since,
    ) -> Result<Search<Sent>, Error> {
        let Some(watcher) = &access.watcher else { return Ok(Search::CannotTell) };
        let (messages, whole) = self.watched(base_url, access, watcher).await?;
        let known: Vec<i64> = plan.steps.iter().filter_map(|step| step.sent.as_ref()).flat_map(ids).collect();
        Ok(match matching(&messages, content, index, &known, since) {
            Some(found) => self.sent(access, &found).map_or(Search::CannotTell, Search::Found),
            None if whole && messages.iter().any(|message| known.contains(&message.message_id)) => {
                Search::Absent
            }
            None => Search::CannotTell,
        })
    }

    /// Looks for every part that is not known to be out. A part that was never handed over is certainly not.
    pub(super) async fn look_up_parts(
        &self,
        base_url: &str,
        access: &Access,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        let mut plan = Plan::read(handle, content.parts.len())?;
        for index in 0..content.parts.len() {
            if plan.is_done(index) {
                continue;
            }
            // Texts alone tell: another post of the same words must not be taken for one that was never sent.
            if !plan.steps[index].tried {
                return Ok(LookUp::Absent);
            }
            match self.search(base_url, access, content, &plan, index, since).await? {
                Search::Found(sent) => plan.steps[index].sent = Some(sent),
                Search::Absent => return Ok(LookUp::Absent),
                Search::CannotTell => return Ok(LookUp::CannotTell),
            }
        }
        plan.published().map(LookUp::Found)
    }
}

fn ids(sent: &Sent) -> Vec<i64> {
    sent.id.split(',').filter_map(|id| id.parse().ok()).collect()
}

/// The messages that are the part: one, or all of an album.
fn matching(
    messages: &[Message],
    content: &Content,
    index: usize,
    known: &[i64],
    since: Since,
) -> Option<Vec<Message>> {
    let part = &content.parts[index];
    let is_poll = content.poll.is_some() && index == 0;
    let text = if is_poll { part.text.clone() } else { message::text_of(content, index) };
    let found = messages.iter().find(|message| {
        let own = match (&message.poll, is_poll) {
            (Some(poll), true) => Some(poll.question.as_str()),
            (None, false) if part.media.is_empty() => message.text.as_deref(),
            (None, false) if message.text.is_none() => Some(message.caption.as_deref().unwrap_or("")),
            _ => None,
        };
        since.holds(message.date.saturating_mul(1_000))
            && !known.contains(&message.message_id)
            && message.media_group_id.is_some() == (part.media.len() > 1)
            && own.is_some_and(|own| same_text(own, &text))
    })?;
    let group = found.media_group_id.as_deref();
    let same = |message: &&Message| match group {
        Some(group) => message.media_group_id.as_deref() == Some(group),
        None => message.message_id == found.message_id,
    };
    let all: Vec<Message> = messages.iter().filter(same).map(Message::ids_only).collect();
    (all.len() == part.media.len().max(1)).then_some(all)
}

impl Message {
    fn ids_only(&self) -> Self {
        let chat =
            super::wire::Chat { id: self.chat.id, kind: self.chat.kind.clone(), title: None, username: None };
        Self {
            message_id: self.message_id,
            date: self.date,
            chat,
            text: None,
            caption: None,
            media_group_id: None,
            poll: None,
        }
    }
}
