//! Reading campaigns.

use db::FromQueryResult;
use serde::Serialize;

use super::{Campaign, CampaignReport, store};
use crate::{
    Actor, App, Error, Permission, Result,
    goals::page_size,
    ids::{BrandId, CampaignId, GoalId},
};

/// Which campaigns are wanted.
#[derive(Debug, Clone, Default)]
pub struct CampaignQuery {
    /// Of this brand only.
    pub brand_id: Option<BrandId>,
    /// Of this goal only.
    pub goal_id: Option<GoalId>,
    /// Those put away, instead of those at work.
    pub archived: bool,
    /// Those opened before this one: the cursor.
    pub after: Option<CampaignId>,
    /// At most so many; 0 is 50, the most is 200.
    pub limit: u32,
}

/// Some campaigns, newest first.
#[derive(Debug, Clone, Serialize)]
pub struct CampaignPage {
    /// The campaigns.
    pub campaigns: Vec<CampaignReport>,
    /// Where the next page begins, if there is one.
    pub next: Option<CampaignId>,
}

/// A campaign to choose.
#[derive(Debug, Clone, Serialize)]
pub struct CampaignChoice {
    /// Its id.
    pub id: CampaignId,
    /// Its brand.
    pub brand_id: BrandId,
    /// Its name.
    pub name: String,
}

impl From<Campaign> for CampaignChoice {
    fn from(campaign: Campaign) -> Self {
        Self { id: campaign.id, brand_id: campaign.brand_id, name: campaign.name }
    }
}

/// A brand to choose.
#[derive(Debug, Clone, Serialize, FromQueryResult)]
pub struct BrandChoice {
    /// Its id.
    pub id: BrandId,
    /// Its name.
    pub name: String,
}

impl App {
    /// Campaigns with what came of them, newest first.
    ///
    /// # Errors
    /// `Forbidden`, or any database error.
    pub async fn list_campaigns(&self, actor: &Actor, query: &CampaignQuery) -> Result<CampaignPage> {
        actor.require(Permission::View)?;
        let limit = page_size(query.limit);
        let wanted = store::Wanted {
            brand_id: actor.brand_scope.or(query.brand_id),
            archived: query.archived,
            running_on: None,
            goal_id: query.goal_id,
            after: query.after,
            limit: limit + 1,
        };
        let mut campaigns = store::list(self.db.read(), actor.workspace_id, &wanted).await?;
        let more = campaigns.len() > limit as usize;
        campaigns.truncate(limit as usize);
        let next = if more { campaigns.last().map(|campaign| campaign.id) } else { None };
        Ok(CampaignPage { campaigns: self.report_campaigns(actor, campaigns).await?, next })
    }

    /// One campaign with what came of it.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn show_campaign(&self, actor: &Actor, id: CampaignId) -> Result<CampaignReport> {
        actor.require(Permission::View)?;
        let campaign = self.find_campaign(actor, id).await?;
        self.report_campaigns(actor, vec![campaign]).await?.pop().ok_or(Error::NotFound)
    }

    /// Campaigns at work, for a list to choose from: the newest two hundred.
    ///
    /// # Errors
    /// `Forbidden`, or any database error.
    pub async fn choose_campaigns(
        &self,
        actor: &Actor,
        brand_id: Option<BrandId>,
    ) -> Result<Vec<CampaignChoice>> {
        actor.require(Permission::View)?;
        let wanted = store::Wanted {
            brand_id: actor.brand_scope.or(brand_id),
            limit: 200,
            ..store::Wanted::default()
        };
        let campaigns = store::list(self.db.read(), actor.workspace_id, &wanted).await?;
        Ok(campaigns.into_iter().map(CampaignChoice::from).collect())
    }

    /// Brands within reach, for a list to choose from.
    ///
    /// # Errors
    /// `Forbidden`, or any database error.
    pub async fn choose_brands(&self, actor: &Actor) -> Result<Vec<BrandChoice>> {
        actor.require(Permission::View)?;
        store::brands(self.db.read(), actor.workspace_id, actor.brand_scope).await
    }

    pub(crate) async fn find_campaign(&self, actor: &Actor, id: CampaignId) -> Result<Campaign> {
        let campaign = store::find(self.db.read(), actor.workspace_id, id).await?;
        actor.require_brand(campaign.brand_id)?;
        Ok(campaign)
    }
}
