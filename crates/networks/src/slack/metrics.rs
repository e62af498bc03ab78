//! Counters of messages and of the channel; Slack tells apps no views.

use super::wire::History;
use super::{Access, Bot, Slack};
use crate::{AccountMetrics, Error, Metric, PostMetrics};

/// Each post is a request of its own, of which new apps have few a minute.
pub(super) const BATCH: usize = 10;

impl Slack {
    /// `conversations.history` of the very moment of each message (docs.slack.dev, "Retrieving messages").
    pub(super) async fn count_posts(
        &self,
        base_url: &str,
        access: &Access,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        let mut counted = Vec::with_capacity(remote_ids.len());
        for id in remote_ids {
            let values = match access {
                // Nothing can be read through a webhook.
                Access::Hook { .. } => Some(vec![]),
                Access::Bot(bot) => self.count_post(base_url, bot, id).await?,
            };
            counted.push(PostMetrics { remote_id: id.clone(), values });
        }
        Ok(counted)
    }

    async fn count_post(
        &self,
        base_url: &str,
        bot: &Bot,
        ts: &str,
    ) -> Result<Option<Vec<(Metric, i64)>>, Error> {
        let fields = vec![
            ("channel", bot.channel_id.clone()),
            ("oldest", ts.to_owned()),
            ("latest", ts.to_owned()),
            ("inclusive", "true".to_owned()),
            ("limit", "1".to_owned()),
        ];
        let page: History =
            self.ask(self.form(base_url, &bot.token, "conversations.history", fields)?).await?;
        // A message without `reactions` and `reply_count` has none.
        Ok(page.messages.iter().find(|message| message.ts == ts).map(|message| {
            let reactions = message.reactions.iter().map(|reaction| reaction.count).sum();
            vec![(Metric::Reactions, reactions), (Metric::Replies, message.reply_count.unwrap_or(0))]
        }))
    }

    /// `conversations.info` with the number of members (docs.slack.dev, "conversations.info").
    pub(super) async fn count_members(
        &self,
        base_url: &str,
        access: &Access,
    ) -> Result<AccountMetrics, Error> {
        let Access::Bot(bot) = access else { return Ok(AccountMetrics { values: vec![] }) };
        let channel = self.channel(base_url, &bot.token, &bot.channel_id, true).await?;
        let members = channel.num_members.map(|count| (Metric::Followers, count));
        Ok(AccountMetrics { values: members.into_iter().collect() })
    }
}
