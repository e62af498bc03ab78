//! Counters. Impressions are gone since June 2026, on all versions; views and viewers took their place
//! (docs/graph-api/reference/insights).

use serde::Deserialize;

use super::Seat;
use crate::graph::insights::told;
use crate::graph::segment;
use crate::{AccountMetrics, Error, ErrorKind, Metric, PostMetrics};

/// Each post is two requests of its own.
pub(super) const BATCH: usize = 20;

const OF_POSTS: [(&str, Metric); 3] = [
    ("post_media_view", Metric::Views),
    ("post_total_media_view_unique", Metric::Reach),
    ("post_clicks", Metric::Clicks),
];

/// Reels and other films that are no posts.
const OF_FILMS: [(&str, Metric); 1] = [("blue_reels_play_count", Metric::Views)];

#[derive(Deserialize, Default)]
#[serde(default)]
struct Counted {
    reactions: Option<Edge>,
    comments: Option<Edge>,
    shares: Option<Shares>,
}

#[derive(Deserialize)]
struct Edge {
    summary: Option<Summary>,
}

#[derive(Deserialize)]
struct Summary {
    total_count: Option<i64>,
}

#[derive(Deserialize)]
struct Shares {
    count: Option<i64>,
}

#[derive(Deserialize)]
struct Numbers {
    followers_count: Option<i64>,
}

impl Seat<'_> {
    pub(super) async fn count_posts(&self, remote_ids: &[String]) -> Result<Vec<PostMetrics>, Error> {
        let mut counted = Vec::with_capacity(remote_ids.len());
        for id in remote_ids {
            let values = match self.count_post(id).await {
                Ok(values) => Some(values),
                Err(error) if error.kind == ErrorKind::NotFound => None,
                Err(error) => return Err(error),
            };
            counted.push(PostMetrics { remote_id: id.clone(), values });
        }
        Ok(counted)
    }

    /// `GET /{post}` and `GET /{post}/insights`; `GET /{video}` and `GET /{video}/video_insights` for reels.
    async fn count_post(&self, id: &str) -> Result<Vec<(Metric, i64)>, Error> {
        let is_post = id.contains('_');
        let fields = if is_post {
            "shares,comments.limit(0).summary(true),reactions.limit(0).summary(true)"
        } else {
            "comments.limit(0).summary(true),reactions.limit(0).summary(true)"
        };
        let path = format!("/{}", segment(id)?);
        let call = self.graph.get(self.base_url, &path, &self.token, &[("fields", fields)])?;
        let Counted { reactions, comments, shares } = self.graph.ask(call).await?.json()?;
        let total = |edge: Option<Edge>| edge?.summary?.total_count;
        let mut values = told([
            (Metric::Reactions, total(reactions)),
            (Metric::Replies, total(comments)),
            (Metric::Shares, shares.and_then(|shares| shares.count)),
        ]);
        let (path, names): (_, &[_]) = if is_post {
            (format!("{path}/insights"), &OF_POSTS)
        } else {
            (format!("{path}/video_insights"), &OF_FILMS)
        };
        values.extend(self.graph.insights(self.base_url, &path, &self.token, names, &[]).await?);
        Ok(values)
    }

    /// `GET /{page}?fields=followers_count`.
    pub(super) async fn count_account(&self) -> Result<AccountMetrics, Error> {
        let call = self.get("", &[("fields", "followers_count")])?;
        let numbers: Numbers = self.graph.ask(call).await?.json()?;
        Ok(AccountMetrics { values: told([(Metric::Followers, numbers.followers_count)]) })
    }
}
