//! The posts of a campaign.

use serde::Serialize;

use super::{report::Known, store};
use crate::{
    Actor, App, Now, Permission, Result,
    attribution::{self, Level, Window},
    goals::page_size,
    ids::{CampaignId, PostId},
};

/// A post of a campaign.
#[derive(Debug, Clone, Serialize)]
pub struct CampaignPost {
    /// Its id.
    pub id: PostId,
    /// Its title.
    pub title: String,
    /// When it was written.
    pub created_at: Now,
    /// How many of its deliveries are in which state; none for a draft.
    pub states: Vec<(String, i64)>,
    /// Clicks on its links; unknown without links.
    pub clicks: Option<i64>,
    /// Conversions; unknown while the brand's pages tell of no visit.
    pub conversions: Option<i64>,
    /// Revenue, likewise; for those who may see money.
    pub revenue_minor: Option<i64>,
}

/// Some posts of a campaign, newest first.
#[derive(Debug, Clone, Serialize)]
pub struct CampaignPosts {
    /// The posts.
    pub posts: Vec<CampaignPost>,
    /// How many the campaign has.
    pub total: i64,
    /// Where the next page begins, if there is one.
    pub next: Option<PostId>,
}

impl App {
    /// Posts of a campaign with their state and what came of them.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn list_campaign_posts(
        &self,
        actor: &Actor,
        id: CampaignId,
        after: Option<PostId>,
        limit: u32,
    ) -> Result<CampaignPosts> {
        actor.require(Permission::View)?;
        let sql = self.db.read();
        let workspace_id = actor.workspace_id;
        let brand_id = store::find(sql, workspace_id, id).await?.brand_id;
        actor.require_brand(brand_id)?;
        let hears = attribution::hears(sql, workspace_id, &[brand_id]).await?;
        let hears = hears.get(&brand_id).copied().unwrap_or_default();
        let limit = page_size(limit);
        let mut rows = store::posts(sql, workspace_id, id, after, limit + 1).await?;
        let more = rows.len() > limit as usize;
        rows.truncate(limit as usize);
        let windows: Vec<Window> = rows.iter().map(|row| Window::always(row.id.uuid())).collect();
        let mut states = attribution::states(sql, workspace_id, Level::Post, &windows).await?;
        let takings = attribution::takings(sql, workspace_id, &actor.currency, Level::Post, &windows).await?;
        let sees_money = actor.allows(Permission::ViewMoney);
        Ok(CampaignPosts {
            total: rows.first().map_or(0, |row| row.total),
            next: if more { rows.last().map(|row| row.id) } else { None },
            posts: rows
                .into_iter()
                .map(|row| {
                    let known = Known::of(takings.get(&row.id.uuid()), hears);
                    CampaignPost {
                        states: states.remove(&row.id.uuid()).unwrap_or_default(),
                        clicks: known.clicks,
                        conversions: known.conversions,
                        revenue_minor: known.revenue_minor.filter(|_| sees_money),
                        id: row.id,
                        title: row.title,
                        created_at: row.created_at,
                    }
                })
                .collect(),
        })
    }
}
