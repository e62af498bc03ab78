//! Putting a campaign away, and taking it back.

use serde_json::json;

use super::store;
use crate::{Actor, App, Error, Permission, Result, audit, ids::CampaignId};

impl App {
    /// Puts a campaign away. Its posts stay and go on.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn archive_campaign(&self, actor: &Actor, id: CampaignId) -> Result<()> {
        self.set_campaign_archived(actor, id, true).await
    }

    /// Takes a campaign back: the undo of [`App::archive_campaign`].
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`.
    pub async fn restore_campaign(&self, actor: &Actor, id: CampaignId) -> Result<()> {
        self.set_campaign_archived(actor, id, false).await
    }

    async fn set_campaign_archived(&self, actor: &Actor, id: CampaignId, archived: bool) -> Result<()> {
        actor.require(Permission::ManageCampaigns)?;
        let campaign = store::find(self.db.read(), actor.workspace_id, id).await?;
        actor.require_brand(campaign.brand_id)?;
        if campaign.archived_at.is_some() == archived {
            return Ok(());
        }
        let now = self.now();
        let tx = self.db.write().await?;
        if store::set_archived(&tx, actor.workspace_id, id, archived.then_some(now)).await? == 0 {
            return Err(Error::NotFound);
        }
        let action = if archived { "archive_campaign" } else { "restore_campaign" };
        audit::record(&tx, actor, now, action, "campaign", id, json!({ "name": campaign.name })).await?;
        tx.commit().await?;
        Ok(())
    }
}
