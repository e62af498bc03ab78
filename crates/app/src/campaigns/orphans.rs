//! What serves no goal (STR-02).

use db::FromQueryResult;
use serde::Serialize;

use super::store;
use crate::{
    Actor, App, Now, Permission, Result,
    ids::{BrandId, CampaignId, PostId},
};

/// Why a post serves no goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OrphanReason {
    /// It is in no campaign.
    NoCampaign,
    /// Its campaign has no goal at work.
    NoGoal,
}

impl OrphanReason {
    /// The word used in pages and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoCampaign => "no_campaign",
            Self::NoGoal => "no_goal",
        }
    }
}

/// A post that serves no goal.
#[derive(Debug, Clone, Serialize)]
pub struct OrphanPost {
    /// Its id.
    pub id: PostId,
    /// Its title.
    pub title: String,
    /// Its brand.
    pub brand_id: BrandId,
    /// The brand's name.
    pub brand_name: String,
    /// Why it is here.
    pub reason: OrphanReason,
    /// The campaign without a goal.
    pub campaign_id: Option<CampaignId>,
    /// Its name.
    pub campaign_name: Option<String>,
    /// When it was written.
    pub created_at: Now,
}

/// A campaign that serves no goal, because its goals were put away.
#[derive(Debug, Clone, Serialize, FromQueryResult)]
pub struct OrphanCampaign {
    /// Its id.
    pub id: CampaignId,
    /// Its name.
    pub name: String,
    /// The brand's name.
    pub brand_name: String,
}

/// Everything that serves no goal.
#[derive(Debug, Clone, Serialize)]
pub struct Orphans {
    /// Posts, newest first, two hundred at most.
    pub posts: Vec<OrphanPost>,
    /// How many posts there are.
    pub posts_total: i64,
    /// Campaigns, newest first, two hundred at most.
    pub campaigns: Vec<OrphanCampaign>,
}

impl App {
    /// Posts and campaigns that serve no goal.
    ///
    /// # Errors
    /// `Forbidden`, or any database error.
    pub async fn list_orphans(&self, actor: &Actor) -> Result<Orphans> {
        actor.require(Permission::View)?;
        let (workspace_id, scope) = (actor.workspace_id, actor.brand_scope);
        let (posts, posts_total) = store::orphan_posts(self.db.read(), workspace_id, scope, 200).await?;
        let campaigns = store::orphan_campaigns(self.db.read(), workspace_id, scope, 200).await?;
        Ok(Orphans { posts, posts_total, campaigns })
    }
}
