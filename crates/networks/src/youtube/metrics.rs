//! Counters of films and of the channel. Reach and impressions are not in this API.

use super::YouTube;
use super::wire::{Channel, Count, List, Video};
use crate::google::Tokens;
use crate::{AccountMetrics, Error, Metric, PostMetrics};

/// Most ids that one list of films takes (docs/videos/list).
pub(super) const BATCH: usize = 50;

impl YouTube {
    /// `GET /youtube/v3/videos?part=statistics` (docs/videos, `statistics`); a film that is gone is left out of the
    /// answer. `likeCount` is missing where the channel hides it, `commentCount` where comments are off.
    pub(super) async fn count_videos(
        &self,
        tokens: &Tokens,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        let mut counted = Vec::with_capacity(remote_ids.len());
        for batch in remote_ids.chunks(BATCH) {
            let ids = batch.join(",");
            let query = [("part", "statistics"), ("id", ids.as_str())];
            let call = self.get(tokens, "/youtube/v3/videos", &query)?;
            let found: List<Video> = self.google.ask(call).await?.json()?;
            counted.extend(batch.iter().map(|id| {
                let values = found.items.iter().find(|video| video.id == *id).map(|video| {
                    told([
                        (Metric::Views, video.statistics.view_count),
                        (Metric::Likes, video.statistics.like_count),
                        (Metric::Replies, video.statistics.comment_count),
                    ])
                });
                PostMetrics { remote_id: id.clone(), values }
            }));
        }
        Ok(counted)
    }
}

/// docs/channels, `statistics`. A hidden number of subscribers reads 0 there, which it is not.
pub(super) fn of_channel(channel: &Channel) -> AccountMetrics {
    let statistics = &channel.statistics;
    let followers = statistics.subscriber_count.filter(|_| !statistics.hidden_subscriber_count);
    let values = told([
        (Metric::Followers, followers),
        (Metric::Views, statistics.view_count),
        (Metric::Posts, statistics.video_count),
    ]);
    AccountMetrics { values }
}

/// A counter that was not told is absent, never 0.
fn told<const N: usize>(counters: [(Metric, Option<Count>); N]) -> Vec<(Metric, i64)> {
    counters.into_iter().filter_map(|(metric, value)| Some((metric, value?.0))).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn hidden_subscribers_are_not_none() {
        let channel = |hidden: bool| {
            let value = json!({ "id": "UC1", "snippet": { "title": "Brand" },
                "statistics": { "subscriberCount": "0", "hiddenSubscriberCount": hidden, "viewCount": "12" } });
            of_channel(&serde_json::from_value(value).unwrap()).values
        };
        assert_eq!(channel(true), [(Metric::Views, 12)]);
        assert_eq!(channel(false), [(Metric::Followers, 0), (Metric::Views, 12)]);
    }
}
