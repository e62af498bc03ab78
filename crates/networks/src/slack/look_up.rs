//! The way back from an unknown outcome: a message by the mark in its metadata, a shared file by where it is shown. A
//! webhook alone cannot be asked.

use super::message::{EVENT, in_blocks};
use super::wire::{History, Message};
use super::{Access, Bot, Slack};
use crate::look_back::Search;
use crate::steps::{Plan, Sent};
use crate::{Content, Error, ErrorKind, Handle, LookUp, Since};

const PAGES_MAX: usize = 5;

impl Slack {
    /// Looks for one step that may be out.
    pub(super) async fn search(
        &self,
        base_url: &str,
        bot: &Bot,
        content: &Content,
        plan: &Plan,
        index: usize,
        since: Since,
    ) -> Result<Search<Sent>, Error> {
        if content.parts.get(index).is_some_and(|part| !in_blocks(part)) {
            return self.shared(base_url, bot, plan, index).await;
        }
        match self.marked(base_url, bot, plan, index, since).await {
            // The app may not read the channel.
            Err(error) if error.kind == ErrorKind::Permission => Ok(Search::CannotTell),
            outcome => outcome,
        }
    }

    /// `conversations.history`, or `conversations.replies` for an answer, with all metadata (docs.slack.dev, pages of
    /// those names; "Using metadata").
    async fn marked(
        &self,
        base_url: &str,
        bot: &Bot,
        plan: &Plan,
        index: usize,
        mut since: Since,
    ) -> Result<Search<Sent>, Error> {
        let key = plan.key_of(index);
        let mut cursor = String::new();
        for _ in 0..PAGES_MAX {
            let mut fields = vec![
                ("channel", bot.channel_id.clone()),
                ("oldest", format!("{}.000000", since.ms().max(0) / 1_000)),
                ("include_all_metadata", "true".to_owned()),
                ("limit", "100".to_owned()),
            ];
            let method = match plan.sent_id(0).filter(|_| index > 0) {
                Some(parent) => {
                    fields.push(("ts", parent.to_owned()));
                    "conversations.replies"
                }
                None => "conversations.history",
            };
            if !cursor.is_empty() {
                fields.push(("cursor", cursor));
            }
            let answer = self.http.send(self.form(base_url, &bot.token, method, fields)?).await?;
            let by_its_clock = since.by(&answer);
            let page: History = Self::read(&answer)?;
            if let Some(message) = page.messages.iter().find(|message| carries(message, &key)) {
                let url = self.permalink(base_url, bot, &message.ts).await;
                return Ok(Search::Found(Sent { id: message.ts.clone(), url }));
            }
            if by_its_clock != since {
                // The list began too late for a clock that is behind ours.
                (since, cursor) = (by_its_clock, String::new());
                continue;
            }
            cursor = page.response_metadata.map(|next| next.next_cursor).unwrap_or_default();
            match (page.has_more, cursor.is_empty()) {
                (false, true) => return Ok(Search::Absent),
                (true, false) => {}
                _ => return Ok(Search::CannotTell),
            }
        }
        Ok(Search::CannotTell)
    }

    /// Where the step's file is shown. That it is shown nowhere proves nothing: it may be on its way.
    pub(super) async fn shared(
        &self,
        base_url: &str,
        bot: &Bot,
        plan: &Plan,
        index: usize,
    ) -> Result<Search<Sent>, Error> {
        let Some(id) = plan.steps[index].files.first() else { return Ok(Search::CannotTell) };
        let file = self.file(base_url, bot, id).await?;
        let channel = &bot.channel_id;
        let share = file.shares.public.get(channel).or_else(|| file.shares.private.get(channel));
        let Some(ts) = share.and_then(|shares| shares.first()).map(|share| share.ts.clone()) else {
            return Ok(Search::CannotTell);
        };
        let url = self.permalink(base_url, bot, &ts).await;
        Ok(Search::Found(Sent { id: ts, url }))
    }

    /// Looks for every step that is not known to be out. One that was never handed over is certainly not.
    pub(super) async fn look_up_parts(
        &self,
        base_url: &str,
        access: &Access,
        content: &Content,
        handle: &Handle,
        since: Since,
    ) -> Result<LookUp, Error> {
        let mut plan = Plan::read(handle, super::publish::steps(content))?;
        for index in 0..plan.steps.len() {
            if plan.is_done(index) {
                continue;
            }
            let found = match access {
                Access::Bot(bot) => self.search(base_url, bot, content, &plan, index, since).await?,
                Access::Hook { .. } => Search::CannotTell,
            };
            match found {
                Search::Found(sent) => plan.steps[index].sent = Some(sent),
                Search::Absent => return Ok(LookUp::Absent),
                Search::CannotTell if plan.steps[index].tried => return Ok(LookUp::CannotTell),
                Search::CannotTell => return Ok(LookUp::Absent),
            }
        }
        plan.published().map(LookUp::Found)
    }
}

fn carries(message: &Message, key: &str) -> bool {
    let mark = message.metadata.as_ref().filter(|metadata| metadata.event_type == EVENT);
    mark.is_some_and(|metadata| metadata.event_payload["key"] == key)
}
