//! Counters: WordPress itself counts comments and posts, and no readers.

use super::wire::Post;
use super::{Access, WordPress, number};
use crate::{AccountMetrics, Error, Metric, PostMetrics};

/// Ids in one list; the comments of each are one more request.
pub(super) const BATCH: usize = 20;

impl WordPress {
    /// The total that comes with a list (using-the-rest-api/pagination.md: `X-WP-Total`).
    async fn total(
        &self,
        base_url: &str,
        access: &Access,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Option<i64>, Error> {
        let mut all = vec![("per_page", "1"), ("_fields", "id")];
        all.extend_from_slice(query);
        let answer = self.ask(self.get(base_url, access, path, &all)?).await?;
        // A page of another kind is no answer, whatever its headers say.
        answer.json::<Vec<serde_json::Value>>()?;
        Ok(answer.header("x-wp-total").and_then(|total| total.parse().ok()))
    }

    /// `GET /wp/v2/posts?include=` tells which are there, `GET /wp/v2/comments?post=` counts (reference/posts.md,
    /// comments.md).
    pub(super) async fn count_posts(
        &self,
        base_url: &str,
        access: &Access,
        remote_ids: &[String],
    ) -> Result<Vec<PostMetrics>, Error> {
        for id in remote_ids {
            number(id)?;
        }
        let include = remote_ids.join(",");
        let query = [
            ("include", include.as_str()),
            ("per_page", "100"),
            ("status", "publish,future,draft,pending,private"),
            ("_fields", "id"),
        ];
        let there: Vec<Post> = self.ask(self.get(base_url, access, "/wp/v2/posts", &query)?).await?.json()?;
        let mut counted = Vec::with_capacity(remote_ids.len());
        for id in remote_ids {
            let values = if there.iter().any(|post| post.id.to_string() == *id) {
                let query = [("post", id.as_str()), ("status", "approve")];
                let comments = self.total(base_url, access, "/wp/v2/comments", &query).await?;
                Some(comments.map(|count| (Metric::Replies, count)).into_iter().collect())
            } else {
                None
            };
            counted.push(PostMetrics { remote_id: id.clone(), values });
        }
        Ok(counted)
    }

    /// How many posts the site shows.
    pub(super) async fn count_site(&self, base_url: &str, access: &Access) -> Result<AccountMetrics, Error> {
        let posts = self.total(base_url, access, "/wp/v2/posts", &[("status", "publish")]).await?;
        Ok(AccountMetrics { values: posts.map(|count| (Metric::Posts, count)).into_iter().collect() })
    }
}
