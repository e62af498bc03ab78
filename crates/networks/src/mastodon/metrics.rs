//! Counters of posts and of the account; Mastodon tells no views, reach or impressions.

use super::wire::Status;
use super::{Access, Mastodon, segment};
use crate::{AccountMetrics, Error, ErrorKind, Metric, PostMetrics};

/// Each post is a request of its own.
pub(super) const BATCH: usize = 20;

impl Mastodon {
    /// `GET /api/v1/statuses/:id` for each (docs.joinmastodon.org, "statuses API methods").
    pub(super) async fn count_posts(
        &self,
        base_url: &str,
        access: &Access,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        let mut counted = Vec::with_capacity(remote_ids.len());
        for id in remote_ids {
            let values = match self.count_post(base_url, access, id).await {
                Ok(values) => Some(values),
                Err(error) if error.kind == ErrorKind::NotFound => None,
                Err(error) => return Err(error),
            };
            counted.push(PostMetrics { remote_id: id.clone(), values });
        }
        Ok(counted)
    }

    async fn count_post(
        &self,
        base_url: &str,
        access: &Access,
        id: &str,
    ) -> Result<Vec<(Metric, i64)>, Error> {
        let path = format!("/api/v1/statuses/{}", segment(id)?);
        let status: Status = self.ask(self.get(base_url, &path, &[])?.bearer(&access.token)).await?.json()?;
        Ok(told([
            (Metric::Likes, status.favourites_count),
            (Metric::Reposts, status.reblogs_count),
            (Metric::Replies, status.replies_count),
            (Metric::Quotes, status.quotes_count),
        ]))
    }

    /// `GET /api/v1/accounts/verify_credentials` (docs.joinmastodon.org, "accounts API methods").
    pub(super) async fn count_account(
        &self,
        base_url: &str,
        access: &Access,
    ) -> Result<AccountMetrics, Error> {
        let account = self.verify(base_url, &access.token).await?;
        let values =
            told([(Metric::Followers, account.followers_count), (Metric::Posts, account.statuses_count)]);
        Ok(AccountMetrics { values })
    }
}

/// A counter that was not told is absent, never 0.
fn told<const N: usize>(counters: [(Metric, Option<i64>); N]) -> Vec<(Metric, i64)> {
    counters.into_iter().filter_map(|(metric, value)| Some((metric, value?))).collect()
}
