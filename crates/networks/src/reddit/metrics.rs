//! Counters of posts and of the subreddit or profile; Reddit tells no impressions, and views seldom.

use super::wire::{Link, Listing};
use super::{Access, Reddit, place, segment};
use crate::{Account, AccountMetrics, Error, Metric, PostMetrics};

/// As many as one call takes.
pub(super) const BATCH: usize = 100;

impl Reddit {
    /// `GET /api/info`.
    pub(super) async fn info(
        &self,
        base_url: &str,
        access: &Access,
        remote_ids: &[String],
    ) -> Result<Vec<Link>, Error> {
        for id in remote_ids {
            segment(id)?;
        }
        let ids = remote_ids.join(",");
        let call = self.get(base_url, "/api/info", &[("id", &ids)], access)?;
        let page: Listing<Link> = self.ask(call).await?.json()?;
        Ok(page.data.children.into_iter().map(|thing| thing.data).collect())
    }

    pub(super) async fn count_posts(
        &self,
        base_url: &str,
        access: &Access,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        let found = self.info(base_url, access, remote_ids).await?;
        let counted = remote_ids.iter().map(|remote_id| {
            let post = found.iter().find(|post| post.name == *remote_id && !is_gone(post));
            PostMetrics { remote_id: remote_id.clone(), values: post.map(counters) }
        });
        Ok(counted.collect())
    }

    /// `GET /r/{sr}/about`.
    pub(super) async fn count_place(
        &self,
        account: Account<'_>,
        access: &Access,
    ) -> Result<AccountMetrics, Error> {
        let about = self.about(account.base_url, access, &place(account.handle)?).await?;
        let followers = about.subscribers.map(|count| (Metric::Followers, count));
        Ok(AccountMetrics { values: followers.into_iter().collect() })
    }
}

/// A post that was deleted stays, without its author.
pub(super) fn is_gone(post: &Link) -> bool {
    post.author.as_deref() == Some("[deleted]")
}

/// A counter that was not told is absent, never 0.
fn counters(post: &Link) -> Vec<(Metric, i64)> {
    [
        (Metric::Score, post.score),
        (Metric::Replies, post.num_comments),
        (Metric::Shares, post.num_crossposts),
        (Metric::Views, post.view_count),
    ]
    .into_iter()
    .filter_map(|(metric, value)| Some((metric, value?)))
    .collect()
}
