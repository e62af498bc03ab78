//! Mending an orphan: a post gets its campaign.

use serde_json::json;

use super::store;
use crate::{
    Actor, App, Error, Permission, Result, audit,
    ids::{CampaignId, PostId},
};

impl App {
    /// Puts a post into a campaign of its brand. What its links brought in counts for that campaign from then on.
    ///
    /// # Errors
    /// `NotFound`; `Invalid` for a campaign of another brand, or one put away.
    pub async fn place_post(&self, actor: &Actor, post_id: PostId, campaign_id: CampaignId) -> Result<()> {
        actor.require(Permission::WritePosts)?;
        let brand_id = store::brand_of_post(self.db.read(), actor.workspace_id, post_id).await?;
        actor.require_brand(brand_id)?;
        let campaign = store::find(self.db.read(), actor.workspace_id, campaign_id).await?;
        actor.require_brand(campaign.brand_id)?;
        if campaign.brand_id != brand_id {
            return Err(Error::field("campaign_id", "other_brand"));
        }
        if campaign.archived_at.is_some() {
            return Err(Error::field("campaign_id", "archived"));
        }
        let now = self.now();
        let tx = self.db.write().await?;
        if store::place_post(&tx, actor.workspace_id, post_id, campaign_id, now).await? == 0 {
            return Err(Error::NotFound);
        }
        let detail = json!({ "campaign": campaign_id });
        audit::record(&tx, actor, now, "place_post", "post", post_id, detail).await?;
        tx.commit().await?;
        Ok(())
    }
}
