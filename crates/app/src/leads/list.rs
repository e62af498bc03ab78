//! Lists of leads.

use db::FromQueryResult;
use serde::Serialize;

use crate::{
    Actor, App, Error, Permission, Result, Role,
    ids::{BrandId, LeadId, UserId},
    page::{Page, PageRequest, read_time_cursor, time_cursor},
};

use super::{
    lead::{Lead, Stage},
    store,
};

/// Which leads.
#[derive(Debug, Clone, Default)]
pub struct LeadFilter {
    /// Of one brand.
    pub brand_id: Option<BrandId>,
    /// In one stage.
    pub stage: Option<Stage>,
    /// Of one person.
    pub owner_id: Option<UserId>,
    /// Whose name, contact or note holds this.
    pub search: Option<String>,
}

/// A stage's leads.
#[derive(Debug, Clone, Serialize, FromQueryResult)]
pub struct StageSum {
    /// Stage.
    pub stage: Stage,
    /// How many.
    pub leads: i64,
    /// What they are worth, in minor units.
    pub value_minor: i64,
}

/// Somebody who works on leads.
#[derive(Debug, Clone)]
pub struct Owner {
    /// The person.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// Their part.
    pub role: Role,
    /// The only brand within their reach, if it is one.
    pub brand_id: Option<BrandId>,
}

impl App {
    /// A page of leads within the actor's reach.
    ///
    /// # Errors
    /// `Forbidden`: leads are personal data.
    pub async fn list_leads(
        &self,
        actor: &Actor,
        filter: &LeadFilter,
        page: &PageRequest,
    ) -> Result<Page<Lead>> {
        actor.require(Permission::ManageLeads)?;
        let before = read_time_cursor(page)?;
        let lines =
            store::list(self.db.read(), actor.workspace_id, actor.brand_scope, filter, before, page.rows())
                .await?;
        Ok(Page::cut(lines, page, |line| time_cursor(line.created_at, line.id)))
    }

    /// How many leads each stage has; stages without leads are in it.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn count_leads(&self, actor: &Actor, brand_id: Option<BrandId>) -> Result<Vec<StageSum>> {
        actor.require(Permission::ManageLeads)?;
        let sums = store::sums(self.db.read(), actor.workspace_id, actor.brand_scope, brand_id).await?;
        Ok(Stage::ALL
            .iter()
            .map(|stage| {
                let found = sums.iter().find(|sum| sum.stage == *stage).cloned();
                found.unwrap_or(StageSum { stage: *stage, leads: 0, value_minor: 0 })
            })
            .collect())
    }

    /// One lead.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn lead(&self, actor: &Actor, id: LeadId) -> Result<Lead> {
        actor.require(Permission::ManageLeads)?;
        let lead = store::find(self.db.read(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        actor.require_brand(lead.brand_id)?;
        Ok(lead)
    }

    /// Who may work on leads, sales first.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn lead_owners(&self, actor: &Actor) -> Result<Vec<Owner>> {
        actor.require(Permission::ManageLeads)?;
        let members = store::members(self.db.read(), actor.workspace_id, self.now()).await?;
        let mut owners: Vec<Owner> = members
            .into_iter()
            .filter(|owner| match (actor.brand_scope, owner.brand_id) {
                (Some(scope), Some(brand_id)) => scope == brand_id,
                _ => true,
            })
            .filter(|owner| owner.role.permissions(actor.merged_roles).contains(&Permission::ManageLeads))
            .collect();
        owners.sort_by_key(|owner| owner.role != Role::Sales);
        Ok(owners)
    }
}
