//! Opening a campaign.

use serde_json::json;

use super::{
    CampaignInput,
    input::CampaignFields,
    store::{self, NewCampaign},
};
use crate::{
    Actor, App, Error, Faults, FieldError, Permission, Result, audit, goals,
    ids::{BrandId, CampaignId},
};

impl App {
    /// Opens a campaign.
    ///
    /// # Errors
    /// `Invalid` with every fault: a campaign has a goal of its brand at least, dates, a budget and a UTM name of its
    /// own.
    pub async fn create_campaign(&self, actor: &Actor, input: &CampaignInput) -> Result<CampaignId> {
        actor.require(Permission::ManageCampaigns)?;
        let (fields, brand_id) = self.check_campaign(actor, input).await?;
        let id = CampaignId::generate();
        let now = self.now();
        let tx = self.db.write().await?;
        store::insert(&tx, actor, &NewCampaign { id, brand_id, fields: &fields, now })
            .await
            .map_err(taken)?;
        store::set_goals(&tx, actor.workspace_id, id, &fields.goal_ids).await?;
        let detail =
            json!({ "name": fields.name, "goals": fields.goal_ids, "budget_minor": fields.budget_minor });
        audit::record(&tx, actor, now, "create_campaign", "campaign", id, detail).await?;
        tx.commit().await?;
        Ok(id)
    }

    pub(super) async fn check_campaign(
        &self,
        actor: &Actor,
        input: &CampaignInput,
    ) -> Result<(CampaignFields, BrandId)> {
        let mut faults = Faults::default();
        let fields = input.read(&actor.currency, &mut faults);
        let brand_id = self.check_brand(actor, &input.brand_id, &mut faults).await?;
        let goal_ids: Vec<_> = input.goal_ids.iter().filter_map(|text| text.trim().parse().ok()).collect();
        let found = goals::store::by_ids(self.db.read(), actor.workspace_id, &goal_ids).await?;
        for id in &goal_ids {
            match found.iter().find(|goal| goal.id == *id) {
                Some(goal) if brand_id.is_some_and(|brand_id| brand_id != goal.brand_id) => {
                    faults.push(FieldError::new("goal_ids", "other_brand").with("value", &goal.name));
                }
                Some(goal) if actor.require_brand(goal.brand_id).is_ok() => {}
                _ => faults.push(FieldError::new("goal_ids", "choice").with("value", id)),
            }
        }
        match (fields, brand_id) {
            (Some(fields), Some(brand_id)) if faults.is_empty() => Ok((fields, brand_id)),
            _ => {
                faults.finish()?;
                Err(Error::Internal("a campaign without a fault that cannot be read".to_owned()))
            }
        }
    }
}

/// Both names of a campaign are its own within the brand.
pub(super) fn taken(error: db::Error) -> Error {
    match error {
        db::Error::Unique(name) if name == "campaigns_brand_id_name_key" => Error::field("name", "taken"),
        db::Error::Unique(name) if name == "campaigns_brand_id_utm_name_key" => {
            Error::field("utm_name", "taken")
        }
        other => other.into(),
    }
}
