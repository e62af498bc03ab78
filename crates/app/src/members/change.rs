//! Listing members, changing what they may do, and one-click off-boarding.

use serde_json::json;

use crate::{
    Actor, App, Error, Faults, Permission, Result, Role, api_tokens, audit,
    ids::MembershipId,
    members::{Member, NewAccess, invite::check_brand, store},
    workspaces,
};

impl App {
    /// The people of the workspace, by name; for somebody limited to a brand those who have to do with it.
    ///
    /// # Errors
    /// [`Error::Forbidden`] without [`Permission::View`].
    pub async fn members(&self, actor: &Actor) -> Result<Vec<Member>> {
        actor.require(Permission::View)?;
        store::list(self.db.read(), actor.workspace_id, actor.brand_scope).await
    }

    /// Changes role, brand and end of a person's access; it holds from their next request on.
    ///
    /// # Errors
    /// [`Error::NotFound`]; `last_owner`; [`Error::Forbidden`] when either role is mightier than the actor's; every
    /// fault of the input.
    pub async fn change_member(&self, actor: &Actor, id: MembershipId, access: &NewAccess) -> Result<Member> {
        actor.require(Permission::ManageMembers)?;
        let now = self.now();
        let mut faults = Faults::default();
        let access = access.check(&actor.zone, now, &mut faults);
        faults.finish()?;
        let tx = self.db.write().await?;
        workspaces::store::hold(&tx, actor.workspace_id).await?;
        let member = store::find(tx.sql(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        if !actor.role.may_grant(access.role) || !actor.role.may_grant(member.role) {
            return Err(Error::Forbidden(Permission::ManageMembers.as_str()));
        }
        check_brand(&tx, actor, &access).await?;
        if member.role == Role::Owner && access.role != Role::Owner {
            keep_an_owner(&tx, actor).await?;
        }
        store::update(&tx, actor.workspace_id, id, &access).await?;
        let detail = json!({
            "name": member.name, "role_before": member.role, "role": access.role, "brand_id": access.brand_id,
            "access_ends_at": access.access_ends_at,
        });
        audit::record(&tx, actor, now, "change_member", "member", id, detail).await?;
        let changed = store::find(tx.sql(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        tx.commit().await?;
        Ok(changed)
    }

    /// Ends a person's access: membership, bearer tokens and the workspace in their open sessions.
    ///
    /// # Errors
    /// [`Error::NotFound`]; `last_owner`; [`Error::Forbidden`] when their role is mightier than the actor's.
    pub async fn remove_member(&self, actor: &Actor, id: MembershipId) -> Result<()> {
        actor.require(Permission::ManageMembers)?;
        let now = self.now();
        let tx = self.db.write().await?;
        workspaces::store::hold(&tx, actor.workspace_id).await?;
        let member = store::find(tx.sql(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        if !actor.role.may_grant(member.role) {
            return Err(Error::Forbidden(Permission::ManageMembers.as_str()));
        }
        if member.role == Role::Owner {
            keep_an_owner(&tx, actor).await?;
        }
        store::delete(&tx, actor.workspace_id, id).await?;
        api_tokens::store::revoke_of_user(&tx, actor.workspace_id, member.user_id, now).await?;
        let detail = json!({ "name": member.name, "role": member.role });
        audit::record(&tx, actor, now, "remove_member", "member", id, detail).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The workspace is held, so that two owners cannot remove each other at once.
async fn keep_an_owner(tx: &db::Tx, actor: &Actor) -> Result<()> {
    if store::count_owners(tx.sql(), actor.workspace_id).await? <= 1 {
        return Err(Error::Conflict("last_owner"));
    }
    Ok(())
}
