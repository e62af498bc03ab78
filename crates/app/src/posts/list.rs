//! Lists of posts.

use db::FromQueryResult;
use serde::Serialize;

use super::store;
use crate::{
    Actor, App, Now, Permission, Result,
    ids::{BrandId, CampaignId, PostId},
};

/// Which posts.
#[derive(Debug, Clone, Default)]
pub struct PostFilter {
    /// Of one brand.
    pub brand_id: Option<BrandId>,
    /// Of one campaign.
    pub campaign_id: Option<CampaignId>,
    /// With a delivery in this state, or `draft`.
    pub state: Option<String>,
    /// Whose title or text holds this, in any case.
    pub search: Option<String>,
    /// Only those without a campaign.
    pub orphans: bool,
    /// After this place of an earlier page: its last line's `updated_at` and id.
    pub before: Option<(Now, PostId)>,
    /// Lines a page, at most 200; 0 takes 50.
    pub limit: usize,
}

/// A post in a list.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct PostLine {
    /// Id.
    pub id: PostId,
    /// Working title.
    pub title: String,
    /// Whose it is.
    pub brand_id: BrandId,
    /// Its campaign.
    pub campaign_id: Option<CampaignId>,
    /// The campaign's name.
    pub campaign_name: Option<String>,
    /// When it was last changed.
    pub updated_at: Now,
    /// Deliveries that were not cancelled.
    pub deliveries: i64,
    /// Of these, published.
    pub published: i64,
    /// Of these, waiting for a person: unknown, failed, missed, paused.
    pub troubled: i64,
    /// When the next one goes out.
    pub next_at: Option<Now>,
}

/// A page of posts.
#[derive(Debug, Clone)]
pub struct PostList {
    /// Newest change first.
    pub lines: Vec<PostLine>,
    /// Where the next page begins, if there is one.
    pub next: Option<(Now, PostId)>,
}

impl App {
    /// A page of posts within the actor's reach.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn list_posts(&self, actor: &Actor, filter: &PostFilter) -> Result<PostList> {
        actor.require(Permission::View)?;
        let limit = if filter.limit == 0 { 50 } else { filter.limit.min(200) };
        let wanted = i64::try_from(limit).unwrap_or(200) + 1;
        let mut lines =
            store::list(self.db.read(), actor.workspace_id, actor.brand_scope, filter, wanted).await?;
        let more = lines.len() > limit;
        lines.truncate(limit);
        let next = lines.last().filter(|_| more).map(|line| (line.updated_at, line.id));
        Ok(PostList { lines, next })
    }
}
