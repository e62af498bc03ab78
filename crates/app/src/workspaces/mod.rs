//! Workspaces: name, zone, currency, what an hour of work costs, merged roles.
//!
//! Owns the table `workspaces` and founding one with its owner and first brand. Never lets anybody in: members do.

pub mod store;
mod workspace;

use serde_json::json;

use crate::{
    Actor, App, Error, Faults, Now, Permission, Result, Role, audit, brands,
    ids::{BrandId, MembershipId, UserId, WorkspaceId},
    members,
};

pub use workspace::{ChangeWorkspace, CheckedWorkspace, NewWorkspace, Workspace};

/// Founds a workspace with its first brand and its owner; gives both ids.
pub(crate) async fn found(
    tx: &db::Tx,
    new: &CheckedWorkspace,
    owner: UserId,
    now: Now,
) -> Result<(WorkspaceId, BrandId)> {
    let id = WorkspaceId::generate();
    store::insert(tx, id, new, now).await?;
    let brand_id = brands::insert(tx, id, &new.brand, None, now).await?;
    let access = members::Access { role: Role::Owner, brand_id: None, access_ends_at: None };
    members::store::insert(tx, id, MembershipId::generate(), owner, &access, now).await?;
    Ok((id, brand_id))
}

impl App {
    /// The actor's workspace.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without [`Permission::View`].
    pub async fn workspace(&self, actor: &Actor) -> Result<Workspace> {
        actor.require(Permission::View)?;
        store::find(self.db.read(), actor.workspace_id).await?.ok_or(Error::NotFound)
    }

    /// Founds a further workspace whose owner is the actor.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless they manage one already; every fault of the input.
    pub async fn create_workspace(&self, actor: &Actor, new: NewWorkspace) -> Result<WorkspaceId> {
        actor.require(Permission::ManageWorkspace)?;
        let user_id = actor.user_id.ok_or(Error::Forbidden("person"))?;
        let mut faults = Faults::default();
        let new = new.check(&mut faults);
        faults.finish()?;
        let now = self.now();
        let tx = self.db.write().await?;
        let (id, _) = found(&tx, &new, user_id, now).await?;
        let there = Actor { workspace_id: id, ..actor.clone() };
        audit::record(&tx, &there, now, "create_workspace", "workspace", id, json!({ "name": new.name }))
            .await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Changes name, zone, currency and the price of an hour.
    ///
    /// # Errors
    /// [`Error::Forbidden`]; every fault of the input; `currency: currency_in_use` once there is money in another one.
    pub async fn change_workspace(&self, actor: &Actor, change: ChangeWorkspace) -> Result<Workspace> {
        actor.require(Permission::ManageWorkspace)?;
        let mut faults = Faults::default();
        let change = change.check(&mut faults);
        faults.finish()?;
        let tx = self.db.write().await?;
        store::hold(&tx, actor.workspace_id).await?;
        let before = store::find(tx.sql(), actor.workspace_id).await?.ok_or(Error::NotFound)?;
        if before.currency != change.currency && store::counts_money(tx.sql(), actor.workspace_id).await? {
            return Err(Error::field("currency", "currency_in_use"));
        }
        store::update(&tx, actor.workspace_id, &change).await?;
        let detail = json!({
            "name": change.name, "zone": change.zone, "currency": change.currency,
            "hour_rate_minor": change.hour_rate_minor,
        });
        audit::record(&tx, actor, self.now(), "change_workspace", "workspace", actor.workspace_id, detail)
            .await?;
        let changed = store::find(tx.sql(), actor.workspace_id).await?.ok_or(Error::NotFound)?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Turns the mode of the one-person firm on or off (TEAM-03).
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor manages members: the mode changes what they may do.
    pub async fn set_merged_roles(&self, actor: &Actor, merged: bool) -> Result<()> {
        actor.require(Permission::ManageMembers)?;
        let tx = self.db.write().await?;
        store::set_merged_roles(&tx, actor.workspace_id, merged).await?;
        let detail = json!({ "merged": merged });
        audit::record(&tx, actor, self.now(), "set_merged_roles", "workspace", actor.workspace_id, detail)
            .await?;
        tx.commit().await?;
        Ok(())
    }
}
