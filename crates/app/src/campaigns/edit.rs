//! Changing a campaign.

use serde_json::json;

use super::{
    CampaignInput,
    create::taken,
    store::{self, NewCampaign},
};
use crate::{Actor, App, Error, Permission, Result, audit, ids::CampaignId};

impl App {
    /// Changes a campaign and its goals. The brand stays: posts hang on it. Links that went out keep the UTM name that
    /// they had.
    ///
    /// # Errors
    /// As [`App::create_campaign`]; `NotFound`.
    pub async fn edit_campaign(&self, actor: &Actor, id: CampaignId, input: &CampaignInput) -> Result<()> {
        actor.require(Permission::ManageCampaigns)?;
        let before = store::find(self.db.read(), actor.workspace_id, id).await?;
        actor.require_brand(before.brand_id)?;
        let (fields, brand_id) = self.check_campaign(actor, input).await?;
        if brand_id != before.brand_id {
            return Err(Error::field("brand_id", "cannot_change"));
        }
        let now = self.now();
        let tx = self.db.write().await?;
        let changed = store::update(&tx, actor, &NewCampaign { id, brand_id, fields: &fields, now })
            .await
            .map_err(taken)?;
        if changed == 0 {
            return Err(Error::NotFound);
        }
        store::set_goals(&tx, actor.workspace_id, id, &fields.goal_ids).await?;
        let detail = json!({
            "name": fields.name,
            "goals": fields.goal_ids,
            "budget_minor": [before.budget_minor, fields.budget_minor],
            "utm_name": [before.utm_name, fields.utm_name],
        });
        audit::record(&tx, actor, now, "edit_campaign", "campaign", id, detail).await?;
        tx.commit().await?;
        Ok(())
    }
}
