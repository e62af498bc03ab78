//! Counters of posts and of the account; Bluesky tells no views, reach or impressions.

use super::wire::Posts;
use super::{Bluesky, Tokens};
use crate::{AccountMetrics, Error, Metric, PostMetrics};

/// Most ids that `app.bsky.feed.getPosts` takes.
pub(super) const BATCH: usize = 25;

impl Bluesky {
    /// `app.bsky.feed.getPosts` through the account's PDS (lexicon of that name); a post that is gone is left out of
    /// the answer.
    pub(super) async fn count_posts(
        &self,
        base_url: &str,
        tokens: &Tokens,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        let mut counted = Vec::with_capacity(remote_ids.len());
        for batch in remote_ids.chunks(BATCH) {
            let params: Vec<(&str, &str)> = batch.iter().map(|id| ("uris", id.as_str())).collect();
            let make = || self.query(base_url, "app.bsky.feed.getPosts", &params);
            let found: Posts = self.ask_as(tokens, make).await?.json()?;
            counted.extend(batch.iter().map(|id| {
                let values = found.posts.iter().find(|post| post.uri == *id).map(|post| {
                    told([
                        (Metric::Likes, post.like_count),
                        (Metric::Reposts, post.repost_count),
                        (Metric::Replies, post.reply_count),
                        (Metric::Quotes, post.quote_count),
                        (Metric::Saves, post.bookmark_count),
                    ])
                });
                PostMetrics { remote_id: id.clone(), values }
            }));
        }
        Ok(counted)
    }

    /// `app.bsky.actor.getProfile` (docs.bsky.app, "Viewing profiles").
    pub(super) async fn count_account(
        &self,
        base_url: &str,
        tokens: &Tokens,
    ) -> Result<AccountMetrics, Error> {
        let view = self.view_profile(base_url, tokens).await?;
        let values = told([(Metric::Followers, view.followers_count), (Metric::Posts, view.posts_count)]);
        Ok(AccountMetrics { values })
    }
}

/// A counter that was not told is absent, never 0.
fn told<const N: usize>(counters: [(Metric, Option<i64>); N]) -> Vec<(Metric, i64)> {
    counters.into_iter().filter_map(|(metric, value)| Some((metric, value?))).collect()
}
