//! Counters of posts and of the account.

use super::wire::{Found, IncludedMedia, Post};
use super::{Access, Fields, X, segment};
use crate::{AccountMetrics, Error, Metric, PostMetrics};

/// Most ids in one request (OpenAPI: `ids`).
pub(super) const BATCH: usize = 100;
const FIELDS: Fields = Fields {
    new: &[("post.fields", "attachments,public_metrics,non_public_metrics")],
    old: &[("tweet.fields", "attachments,public_metrics,non_public_metrics")],
};

impl X {
    /// `GET /2/tweets` (docs.x.com, "Get Posts by IDs" and "Metrics"). Clicks are told for posts of the last 30 days
    /// only; for older ones the field is missing and an error beside it says so.
    pub(super) async fn count_posts(
        &self,
        access: &Access,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        let ids: Vec<&str> = remote_ids.iter().filter_map(|id| segment(id).ok()).collect();
        let mut counted: Vec<PostMetrics> = remote_ids
            .iter()
            .filter(|id| segment(id).is_err())
            .map(|id| PostMetrics { remote_id: id.clone(), values: None })
            .collect();
        for ids in ids.chunks(BATCH) {
            let joined = ids.join(",");
            let query = [
                ("ids", joined.as_str()),
                ("expansions", "attachments.media_keys"),
                ("media.fields", "public_metrics"),
            ];
            let answer = self.read_posts(access, "/2/tweets", &FIELDS, &query).await?;
            let found: Found<Vec<Post>> = answer.json()?;
            for post in found.data.unwrap_or_default() {
                let values = Some(counters(&post, &found.includes.media));
                counted.push(PostMetrics { remote_id: post.id, values });
            }
            let gone = found.errors.iter().filter(|error| error.kind.ends_with("/resource-not-found"));
            counted.extend(gone.filter_map(|error| {
                let id = error.resource_id.clone().filter(|id| ids.contains(&id.as_str()))?;
                Some(PostMetrics { remote_id: id, values: None })
            }));
        }
        Ok(counted)
    }

    /// `GET /2/users/me` (docs.x.com, "Get my User").
    pub(super) async fn count_account(&self, access: &Access) -> Result<AccountMetrics, Error> {
        let metrics = self.me(&access.token).await?.public_metrics;
        let values = metrics.map_or_else(Vec::new, |metrics| {
            told([(Metric::Followers, metrics.followers_count), (Metric::Posts, metrics.post_count)])
        });
        Ok(AccountMetrics { values })
    }
}

fn counters(post: &Post, media: &[IncludedMedia]) -> Vec<(Metric, i64)> {
    let mut values = post.public_metrics.as_ref().map_or_else(Vec::new, |metrics| {
        told([
            (Metric::Likes, metrics.like_count),
            (Metric::Reposts, metrics.repost_count),
            (Metric::Replies, metrics.reply_count),
            (Metric::Quotes, metrics.quote_count),
            (Metric::Saves, metrics.bookmark_count),
            (Metric::Impressions, metrics.impression_count),
        ])
    });
    let keys = post.attachments.as_ref().map_or(&[][..], |attached| &attached.media_keys);
    let views: Vec<i64> = media
        .iter()
        .filter(|media| keys.contains(&media.media_key))
        .filter_map(|media| media.public_metrics.as_ref()?.view_count)
        .collect();
    let views = (!views.is_empty()).then(|| views.iter().sum());
    let clicks = post.non_public_metrics.as_ref().and_then(|metrics| metrics.url_link_clicks);
    values.extend(told([(Metric::Views, views), (Metric::Clicks, clicks)]));
    values
}

/// A counter that was not told is absent, never 0.
fn told<const N: usize>(counters: [(Metric, Option<i64>); N]) -> Vec<(Metric, i64)> {
    counters.into_iter().filter_map(|(metric, value)| Some((metric, value?))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_not_told_is_left_out() {
        let post: Post = serde_json::from_value(json!({
            "id": "1", "attachments": { "media_keys": ["7_1"] },
            "public_metrics": { "like_count": 3, "retweet_count": 2, "impression_count": 90 },
        }))
        .unwrap();
        let media: Vec<IncludedMedia> = serde_json::from_value(json!([
            { "media_key": "7_1", "public_metrics": { "view_count": 40 } },
            { "media_key": "7_2", "public_metrics": { "view_count": 1 } },
        ]))
        .unwrap();
        let expected =
            [(Metric::Likes, 3), (Metric::Reposts, 2), (Metric::Impressions, 90), (Metric::Views, 40)];
        assert_eq!(counters(&post, &media), expected);
    }
}
