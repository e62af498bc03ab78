//! The demo's history, written in bulk.
//!
//! Owns the form in which a made-up past is handed over, and writing it in one transaction of multi-row statements. Never
//! invents anything: `tandem demo` does, and nothing else may call it. An instance that people use is filled by its use
//! cases only.

mod rows;
mod store;

use crate::{Actor, App, Error, Permission, Result};

pub use rows::{
    AttemptRow, AuditRow, CampaignGoalRow, CampaignRow, ClickRow, CommerceRow, ConversionRow, CostLineRow,
    DeliveryRow, FetchRow, GoalRow, GoalValueRow, LatestRow, LeadRow, LinkRow, MembershipRow, PointRow,
    PostMediaRow, PostRow, SlugRow, UserRow, VariantRow, VisitRow,
};

/// Everything that happened before the demo began.
#[derive(Debug, Default)]
#[expect(missing_docs, reason = "named as the tables are")]
pub struct History {
    pub users: Vec<UserRow>,
    pub memberships: Vec<MembershipRow>,
    pub goals: Vec<GoalRow>,
    pub goal_values: Vec<GoalValueRow>,
    pub campaigns: Vec<CampaignRow>,
    pub campaign_goals: Vec<CampaignGoalRow>,
    pub cost_lines: Vec<CostLineRow>,
    pub posts: Vec<PostRow>,
    pub post_media: Vec<PostMediaRow>,
    pub variants: Vec<VariantRow>,
    pub deliveries: Vec<DeliveryRow>,
    pub attempts: Vec<AttemptRow>,
    pub slugs: Vec<SlugRow>,
    pub links: Vec<LinkRow>,
    pub clicks: Vec<ClickRow>,
    pub visits: Vec<VisitRow>,
    pub conversions: Vec<ConversionRow>,
    pub commerce: Vec<CommerceRow>,
    pub leads: Vec<LeadRow>,
    pub points: Vec<PointRow>,
    pub latest: Vec<LatestRow>,
    pub fetches: Vec<FetchRow>,
    pub audit: Vec<AuditRow>,
}

/// Since when the workspace and its channels are said to be there, and what an hour of work costs.
#[derive(Debug, Clone, Copy)]
pub struct Beginning {
    /// Epoch milliseconds.
    pub since: i64,
    /// Minor units.
    pub hour_rate_minor: i64,
}

impl App {
    /// Writes a made-up history into the actor's workspace, all of it or nothing.
    ///
    /// # Errors
    /// `demo_not_empty` when the workspace has a post already: nobody's real work is mixed with inventions.
    pub async fn write_demo_history(
        &self,
        actor: &Actor,
        beginning: Beginning,
        history: History,
    ) -> Result<()> {
        actor.require(Permission::ManageWorkspace)?;
        let tx = self.db.write().await?;
        if store::has_posts(tx.sql(), actor.workspace_id).await? {
            return Err(Error::Conflict("demo_not_empty"));
        }
        store::backdate(&tx, actor.workspace_id, beginning).await?;
        store::insert_all(&tx, history).await?;
        tx.commit().await?;
        self.wake_publisher.notify_one();
        self.wake_metrics.notify_one();
        Ok(())
    }
}
