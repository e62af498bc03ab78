//! Counters of messages and of the server; Discord tells no views or impressions.

use reqwest::Method;

use super::wire::Message;
use super::{Access, Discord};
use crate::{AccountMetrics, Error, ErrorKind, Metric, PostMetrics};

/// Each post is a request of its own.
pub(super) const BATCH: usize = 20;

impl Discord {
    /// `GET` of each message (resources/message.mdx, "Get Channel Message"; resources/webhook.mdx, "Get Webhook
    /// Message"). A message without `reactions` has none.
    pub(super) async fn count_posts(
        &self,
        base_url: &str,
        access: &Access,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        let mut counted = Vec::with_capacity(remote_ids.len());
        for id in remote_ids {
            let (path, query) = self.message_path(access, id)?;
            let values = match self.ask(self.call(base_url, access, Method::GET, &path, &query, None)?).await
            {
                Ok(answer) => {
                    let message: Message = answer.json()?;
                    let reactions = message.reactions.iter().map(|reaction| reaction.count).sum();
                    Some(vec![(Metric::Reactions, reactions)])
                }
                Err(error) if error.kind == ErrorKind::NotFound => None,
                Err(error) => return Err(error),
            };
            counted.push(PostMetrics { remote_id: id.clone(), values });
        }
        Ok(counted)
    }

    /// `approximate_member_count` of the server; a webhook cannot ask for it.
    pub(super) async fn count_members(
        &self,
        base_url: &str,
        access: &Access,
    ) -> Result<AccountMetrics, Error> {
        let (Some(guild), Some(_)) = (&access.guild_id, &access.bot) else {
            return Ok(AccountMetrics { values: vec![] });
        };
        let guild = self.guild(base_url, access, guild).await?;
        let members = guild.approximate_member_count.map(|count| (Metric::Followers, count));
        Ok(AccountMetrics { values: members.into_iter().collect() })
    }
}
