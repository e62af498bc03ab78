//! The way back from an unknown outcome: what of the channel's latest messages is the part that was sent. Only a bot can
//! read them; a webhook alone cannot be asked.

use reqwest::Method;

use super::wire::Message;
use super::{Access, Discord, snowflake};
use crate::look_back::{Search, same_text};
use crate::steps::{Plan, Sent};
use crate::{Content, Error, Handle, LookUp, Since};

const PAGE: usize = 100;
const PAGES_MAX: usize = 5;
/// The first moment of Discord's ids (reference.mdx, "Snowflakes").
const EPOCH_MS: i64 = 1_420_070_400_000;

/// When a message was made: its time, or that in its id.
fn made_ms(message: &Message) -> Option<i64> {
    let told = message.timestamp.as_deref().and_then(|time| time.parse::<jiff::Timestamp>().ok());
    if let Some(told) = told {
        return Some(told.as_millisecond());
    }
    Some((message.id.parse::<i64>().ok()? >> 22) + EPOCH_MS)
}

impl Discord {
    /// `GET /channels/{id}/messages`, page by page, back to before `since` (resources/message.mdx, "Get Channel
    /// Messages"); and whether nothing since then can be missing.
    async fn recent(
        &self,
        base_url: &str,
        access: &Access,
        mut since: Since,
    ) -> Result<(Vec<Message>, bool, Since), Error> {
        let path = format!("/channels/{}/messages", snowflake(&access.channel_id)?);
        let limit = PAGE.to_string();
        let mut messages: Vec<Message> = Vec::new();
        for _ in 0..PAGES_MAX {
            let oldest = messages.last().map(|message| message.id.clone());
            let mut query = vec![("limit", limit.as_str())];
            if let Some(oldest) = &oldest {
                query.push(("before", oldest));
            }
            let answer = self.ask(self.call(base_url, access, Method::GET, &path, &query, None)?).await?;
            since = since.by(&answer);
            let page: Vec<Message> = answer.json()?;
            let count = page.len();
            messages.extend(page);
            if messages.last().and_then(made_ms).is_some_and(|made| !since.holds(made)) {
                return Ok((messages, true, since));
            }
            if count < PAGE {
                // Without the right to read the history the list is empty: it proves nothing, unless the channel never
                // had a message at all.
                let whole =
                    !messages.is_empty() || self.channel(base_url, access).await?.last_message_id.is_none();
                return Ok((messages, whole, since));
            }
        }
        Ok((messages, false, since))
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
        let Some(bot) = &access.bot else { return Ok(Search::CannotTell) };
        let (messages, whole, since) = self.recent(base_url, access, since).await?;
        let parent = index.checked_sub(1).and_then(|last| plan.sent_id(last));
        let key = plan.key_of(index);
        let found = messages.iter().find(|message| {
            let own = match &access.webhook {
                Some(hook) => message.webhook_id.as_ref() == Some(&hook.id),
                None => message.author.as_ref().is_some_and(|author| author.id == bot.user_id),
            };
            let known =
                plan.steps.iter().any(|step| step.sent.as_ref().is_some_and(|sent| sent.id == message.id));
            if !own || known || made_ms(message).is_none_or(|made| !since.holds(made)) {
                return false;
            }
            match message.nonce.as_ref().and_then(|nonce| nonce.as_str()) {
                Some(nonce) => nonce == key,
                None => is_part(message, content, index, parent, access.webhook.is_none()),
            }
        });
        // Without the intent MESSAGE_CONTENT a bot sees what others sent, its own webhook too, but nothing of what is in
        // it (topics/gateway.mdx, "Message Content Intent"): any of these may be the part.
        let hidden = access.webhook.as_ref().is_some_and(|hook| {
            messages.iter().any(|message| {
                message.webhook_id.as_ref() == Some(&hook.id)
                    && made_ms(message).is_none_or(|made| since.holds(made))
                    && message.content.is_empty()
                    && message.attachments.is_empty()
                    && message.poll.is_none()
            })
        });
        Ok(match found {
            Some(message) => Search::Found(self.sent(access, message)),
            None if hidden => Search::CannotTell,
            None if whole => Search::Absent,
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

/// Whether a message reads as the part does.
fn is_part(message: &Message, content: &Content, index: usize, parent: Option<&str>, answers: bool) -> bool {
    let part = &content.parts[index];
    let is_poll = content.poll.is_some() && index == 0;
    let text = match &message.poll {
        Some(poll) if is_poll => poll.question.text.as_deref().unwrap_or(""),
        _ => &message.content,
    };
    let answered = message.message_reference.as_ref().and_then(|reference| reference.message_id.as_deref());
    message.poll.is_some() == is_poll
        && message.attachments.len() == part.media.len()
        && (!answers || answered == parent)
        && same_text(text, &part.text)
}
