//! Counters of posts and of the creator; TikTok tells no reach and no saves.

use serde_json::json;

use super::wire::{UserInfo, Video, Videos};
use super::{TikTok, publish};
use crate::http::Call;
use crate::{AccountMetrics, Error, ErrorKind, Metric, PostMetrics};

/// As many as one query takes (doc/tiktok-api-v2-video-query).
pub(super) const BATCH: usize = 20;

impl TikTok {
    /// `POST /v2/video/query/` (doc/tiktok-api-v2-video-query). A post that is known by its publish id only is asked
    /// for its own id first: it may have been reviewed by now.
    pub(super) async fn count_posts(
        &self,
        base_url: &str,
        token: &str,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        let mut asked: Vec<(String, Option<String>)> = Vec::with_capacity(remote_ids.len());
        for remote_id in remote_ids {
            let id = if publish::is_post_id(remote_id) {
                Some(remote_id.clone())
            } else {
                match self.status(base_url, token, remote_id).await {
                    Ok(status) => status.post_ids.first().map(|id| id.0.clone()),
                    Err(error) if error.kind == ErrorKind::NotFound => None,
                    Err(error) => return Err(error),
                }
            };
            asked.push((remote_id.clone(), id));
        }
        let ids: Vec<&str> = asked.iter().filter_map(|(_, id)| id.as_deref()).collect();
        let videos = if ids.is_empty() { vec![] } else { self.query(base_url, token, &ids).await? };
        let counted = asked.into_iter().map(|(remote_id, id)| {
            let values = match id {
                Some(id) => videos.iter().find(|video| video.id.0 == id).map(counters),
                // Not public, or not yet: nothing is counted, and nothing is gone.
                None => Some(vec![]),
            };
            PostMetrics { remote_id, values }
        });
        Ok(counted.collect())
    }

    async fn query(&self, base_url: &str, token: &str, ids: &[&str]) -> Result<Vec<Video>, Error> {
        let fields = [("fields", "id,like_count,comment_count,share_count,view_count")];
        let body = json!({ "filters": { "video_ids": ids } });
        let call = self.post(base_url, "/v2/video/query/", &fields, body, token)?;
        self.ask::<Videos>(call).await.map(|found| found.videos)
    }

    /// `GET /v2/user/info/` (doc/tiktok-api-v2-get-user-info).
    pub(super) async fn count_account(&self, base_url: &str, token: &str) -> Result<AccountMetrics, Error> {
        let fields = [("fields", "follower_count,likes_count,video_count")];
        let url = self.http.endpoint(base_url, "/v2/user/info/", &fields)?;
        let UserInfo { user } = self.ask(Call::get(url).bearer(token)).await?;
        let values = told([
            (Metric::Followers, user.follower_count),
            (Metric::Likes, user.likes_count),
            (Metric::Posts, user.video_count),
        ]);
        Ok(AccountMetrics { values })
    }
}

fn counters(video: &Video) -> Vec<(Metric, i64)> {
    told([
        (Metric::Views, video.view_count),
        (Metric::Likes, video.like_count),
        (Metric::Replies, video.comment_count),
        (Metric::Shares, video.share_count),
    ])
}

/// A counter that was not told is absent, never 0.
fn told<const N: usize>(counters: [(Metric, Option<i64>); N]) -> Vec<(Metric, i64)> {
    counters.into_iter().filter_map(|(metric, value)| Some((metric, value?))).collect()
}
