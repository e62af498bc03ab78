//! Counters (docs/threads/insights).

use super::Threads;
use crate::graph::segment;
use crate::{AccountMetrics, Error, ErrorKind, Metric, PostMetrics};

/// Each post is a request of its own.
pub(super) const BATCH: usize = 20;

/// The names of a post's counters.
pub(super) const OF_POSTS: [(&str, Metric); 6] = [
    ("views", Metric::Views),
    ("likes", Metric::Likes),
    ("replies", Metric::Replies),
    ("reposts", Metric::Reposts),
    ("quotes", Metric::Quotes),
    ("shares", Metric::Shares),
];

impl Threads {
    /// `GET /{id}/insights`.
    pub(super) async fn count_posts(
        &self,
        base_url: &str,
        token: &str,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        let mut counted = Vec::with_capacity(remote_ids.len());
        for id in remote_ids {
            let path = format!("/{}/insights", segment(id)?);
            let values = match self.graph.insights(base_url, &path, token, &OF_POSTS, &[]).await {
                Ok(values) => Some(values),
                Err(error) if error.kind == ErrorKind::NotFound => None,
                Err(error) => return Err(error),
            };
            counted.push(PostMetrics { remote_id: id.clone(), values });
        }
        Ok(counted)
    }

    /// `GET /me/threads_insights`.
    pub(super) async fn count_account(&self, base_url: &str, token: &str) -> Result<AccountMetrics, Error> {
        let names = [("followers_count", Metric::Followers)];
        let values = self.graph.insights(base_url, "/me/threads_insights", token, &names, &[]).await?;
        Ok(AccountMetrics { values })
    }
}
