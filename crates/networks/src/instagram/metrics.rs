//! Counters (instagram-platform/insights; reference/ig-media/insights).

use serde::Deserialize;

use super::Instagram;
use crate::graph::access::Access;
use crate::graph::insights::told;
use crate::graph::segment;
use crate::{Account, AccountMetrics, Error, ErrorKind, Metric, PostMetrics};

/// Each post is two requests of its own.
pub(super) const BATCH: usize = 20;

/// What only insights tell. Those of a story live a day, and are kept back while fewer than five people saw it.
const INSIGHTS: [(&str, Metric); 4] = [
    ("reach", Metric::Reach),
    ("views", Metric::Views),
    ("saved", Metric::Saves),
    ("shares", Metric::Shares),
];

#[derive(Deserialize)]
struct Counted {
    like_count: Option<i64>,
    comments_count: Option<i64>,
}

#[derive(Deserialize)]
struct Numbers {
    followers_count: Option<i64>,
    media_count: Option<i64>,
}

impl Instagram {
    pub(super) async fn count_posts(
        &self,
        base_url: &str,
        token: &str,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        let mut counted = Vec::with_capacity(remote_ids.len());
        for id in remote_ids {
            let values = match self.count_post(base_url, token, id).await {
                Ok(values) => Some(values),
                Err(error) if error.kind == ErrorKind::NotFound => None,
                Err(error) => return Err(error),
            };
            counted.push(PostMetrics { remote_id: id.clone(), values });
        }
        Ok(counted)
    }

    /// `GET /{ig-media}` and `GET /{ig-media}/insights`.
    async fn count_post(&self, base_url: &str, token: &str, id: &str) -> Result<Vec<(Metric, i64)>, Error> {
        let path = format!("/{}", segment(id)?);
        let query = [("fields", "like_count,comments_count")];
        let fields: Counted =
            self.graph.ask(self.graph.get(base_url, &path, token, &query)?).await?.json()?;
        let mut values = told([(Metric::Likes, fields.like_count), (Metric::Replies, fields.comments_count)]);
        let path = format!("{path}/insights");
        values.extend(self.graph.insights(base_url, &path, token, &INSIGHTS, &[]).await?);
        Ok(values)
    }

    /// `GET /{ig-user}?fields=followers_count,media_count`.
    pub(super) async fn count_account(&self, account: Account<'_>) -> Result<AccountMetrics, Error> {
        let access = Access::read(account.credentials)?;
        let path =
            if access.by_facebook { format!("/{}", segment(account.remote_id)?) } else { "/me".to_owned() };
        let query = [("fields", "followers_count,media_count")];
        let call = self.graph.get(account.base_url, &path, &access.token, &query)?;
        let numbers: Numbers = self.graph.ask(call).await?.json()?;
        let values =
            told([(Metric::Followers, numbers.followers_count), (Metric::Posts, numbers.media_count)]);
        Ok(AccountMetrics { values })
    }
}
