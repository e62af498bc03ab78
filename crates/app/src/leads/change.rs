//! Entering, changing, handing over and deleting leads.

use serde_json::json;

use crate::{
    Actor, App, Error, Permission, Result, audit,
    ids::{BrandId, LeadId, LinkId, UserId},
    links, visits,
};

use super::{
    deal::keep_in_step,
    lead::{Lead, LeadInput, Stage},
    store,
};

impl App {
    /// Enters a lead. Whoever enters it works on it until it is handed over.
    ///
    /// # Errors
    /// `Forbidden`, `Invalid` with every fault.
    pub async fn create_lead(&self, actor: &Actor, input: LeadInput) -> Result<Lead> {
        actor.require(Permission::ManageLeads)?;
        actor.require_brand(input.brand_id)?;
        let input = input.checked()?;
        if !visits::brand_exists(self.db.read(), actor.workspace_id, input.brand_id).await? {
            return Err(Error::field("brand_id", "brand_unknown"));
        }
        self.check_link(actor, input.brand_id, input.link_id).await?;
        let rate = visits::margin_rate(self.db.read(), actor.workspace_id, input.brand_id).await?;
        let now = self.now();
        let mut lead = Lead {
            id: LeadId::generate(),
            brand_id: input.brand_id,
            name: input.name,
            contact: input.contact,
            note: input.note,
            stage: input.stage,
            link_id: input.link_id,
            conversion_id: None,
            value_minor: input.value_minor,
            margin_minor: input.margin_minor,
            currency: actor.currency.to_string(),
            owner_id: actor.user_id,
            owner_name: None,
            handed_over_at: None,
            created_at: now,
            updated_at: now,
            post_title: None,
            slug: None,
        };
        let tx = self.db.write().await?;
        lead.conversion_id = keep_in_step(&tx, actor, None, &lead, rate, now).await?;
        store::insert(&tx, actor.workspace_id, &lead, actor.user_id).await?;
        let detail = json!({ "stage": lead.stage });
        audit::record(&tx, actor, now, "create_lead", "lead", lead.id, detail).await?;
        tx.commit().await?;
        self.lead(actor, lead.id).await
    }

    /// Changes a lead; its brand stays.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `Invalid` with every fault; `Conflict("lead_changed")` when somebody changed it since it
    /// was seen.
    pub async fn update_lead(&self, actor: &Actor, id: LeadId, input: LeadInput) -> Result<Lead> {
        let before = self.lead(actor, id).await?;
        let input = input.checked()?;
        if input.link_id != before.link_id {
            self.check_link(actor, before.brand_id, input.link_id).await?;
        }
        self.change_lead(actor, "update_lead", &before, |lead| {
            if input.seen_at.is_some_and(|seen_at| seen_at != lead.updated_at) {
                return Err(Error::Conflict("lead_changed"));
            }
            Ok(Lead {
                name: input.name,
                contact: input.contact,
                note: input.note,
                stage: input.stage,
                link_id: input.link_id,
                value_minor: input.value_minor,
                margin_minor: input.margin_minor,
                ..lead
            })
        })
        .await
    }

    /// Moves a lead along the pipeline.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `Invalid` for a deal without a value.
    pub async fn move_lead(&self, actor: &Actor, id: LeadId, stage: Stage) -> Result<Lead> {
        let before = self.lead(actor, id).await?;
        self.change_lead(actor, "move_lead", &before, |lead| {
            if stage == Stage::Won && lead.value_minor.is_none() {
                return Err(Error::field("value", "required_when_won"));
            }
            Ok(Lead { stage, ..lead })
        })
        .await
    }

    /// Hands a lead to somebody who works on leads.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `Invalid` for somebody who does not work on leads of this brand.
    pub async fn hand_over_lead(&self, actor: &Actor, id: LeadId, owner_id: UserId) -> Result<Lead> {
        let before = self.lead(actor, id).await?;
        let owners = self.lead_owners(actor).await?;
        let fits = owners.iter().any(|owner| {
            owner.user_id == owner_id && owner.brand_id.is_none_or(|brand| brand == before.brand_id)
        });
        if !fits {
            return Err(Error::field("owner_id", "owner_unknown"));
        }
        let handed_over_at = Some(self.now());
        self.change_lead(actor, "hand_over_lead", &before, |lead| {
            Ok(Lead { owner_id: Some(owner_id), handed_over_at, ..lead })
        })
        .await
    }

    /// Deletes a lead, and the deal that it was.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn delete_lead(&self, actor: &Actor, id: LeadId) -> Result<()> {
        self.lead(actor, id).await?;
        let tx = self.db.write().await?;
        let lead = store::lock(&tx, actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        if let Some(deal) = lead.conversion_id {
            visits::remove_deal(&tx, actor.workspace_id, deal).await?;
        }
        store::delete(&tx, actor.workspace_id, id).await?;
        // The name goes with the person: only the act stays.
        audit::record(&tx, actor, self.now(), "delete_lead", "lead", id, json!({})).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Changes a lead as it stands when nobody else can: what others did meanwhile is kept or refused, never undone.
    async fn change_lead(
        &self,
        actor: &Actor,
        action: &str,
        seen: &Lead,
        change: impl FnOnce(Lead) -> Result<Lead> + Send,
    ) -> Result<Lead> {
        let rate = visits::margin_rate(self.db.read(), actor.workspace_id, seen.brand_id).await?;
        let now = self.now();
        let tx = self.db.write().await?;
        let before = store::lock(&tx, actor.workspace_id, seen.id).await?.ok_or(Error::NotFound)?;
        let mut lead = change(before.clone())?;
        lead.conversion_id = keep_in_step(&tx, actor, Some(&before), &lead, rate, now).await?;
        lead.updated_at = now;
        store::update(&tx, actor.workspace_id, &lead).await?;
        let detail = json!({ "stage": lead.stage, "owner_id": lead.owner_id });
        audit::record(&tx, actor, now, action, "lead", lead.id, detail).await?;
        tx.commit().await?;
        self.lead(actor, lead.id).await
    }

    async fn check_link(&self, actor: &Actor, brand_id: BrandId, link_id: Option<LinkId>) -> Result<()> {
        let Some(link_id) = link_id else { return Ok(()) };
        match links::store::brand_of(self.db.read(), actor.workspace_id, link_id).await? {
            Some(brand) if brand == brand_id => Ok(()),
            _ => Err(Error::field("link_id", "link_unknown")),
        }
    }
}
