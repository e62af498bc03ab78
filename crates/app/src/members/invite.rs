//! Inviting people, and taking invitations back.

use db::FromQueryResult;
use serde_json::json;

use crate::{
    Actor, App, Error, Faults, FieldError, Permission, Result, Role,
    accounts::email_address,
    audit, brands,
    clock::DAY,
    ids::{BrandId, InvitationId},
    members::{Access, NewAccess, store},
    vault::{random_token, token_hash},
};

/// How long an invitation stands.
const LIFE: i64 = 7 * DAY;

/// An invitation that nobody has accepted yet.
#[derive(Debug, Clone, FromQueryResult)]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// Whom it was sent to.
    pub email: String,
    /// The role offered.
    pub role: Role,
    /// The only brand.
    pub brand_id: Option<BrandId>,
    /// Name of the only brand.
    pub brand_name: Option<String>,
    /// The instant from which the person would no longer be let in.
    pub access_ends_at: Option<i64>,
    /// When it was made or sent again.
    pub created_at: i64,
    /// Until when it stands.
    pub expires_at: i64,
}

/// An invitation's link, to be mailed or handed over; never logged.
#[derive(Clone)]
pub struct InvitationLink {
    /// The invitation.
    pub id: InvitationId,
    /// Where it goes.
    pub email: String,
    /// The role offered.
    pub role: Role,
    /// The link.
    pub url: String,
}

impl std::fmt::Debug for InvitationLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "InvitationLink({})", self.id)
    }
}

impl App {
    /// Invitations that wait, latest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor manages members.
    pub async fn invitations(&self, actor: &Actor) -> Result<Vec<Invitation>> {
        actor.require(Permission::ManageMembers)?;
        store::waiting_invitations(self.db.read(), actor.workspace_id).await
    }

    /// Invites an address. An earlier invitation of the same address is taken back.
    ///
    /// # Errors
    /// `already_member`; [`Error::Forbidden`] when the role is mightier than the actor's; every fault of the input.
    pub async fn invite_member(
        &self,
        actor: &Actor,
        email: &str,
        access: &NewAccess,
    ) -> Result<InvitationLink> {
        actor.require(Permission::ManageMembers)?;
        if !actor.role.may_grant(access.role) {
            return Err(Error::Forbidden(Permission::ManageMembers.as_str()));
        }
        let now = self.now();
        let mut faults = Faults::default();
        let email = faults.take(email_address("email", email)).unwrap_or_default();
        let access = access.check(&actor.zone, now, &mut faults);
        faults.finish()?;
        let tx = self.db.write().await?;
        check_brand(&tx, actor, &access).await?;
        if store::is_member(tx.sql(), actor.workspace_id, &email, now).await? {
            return Err(Error::field("email", "already_member"));
        }
        store::revoke_invitations_of(&tx, actor.workspace_id, &email, now).await?;
        let id = InvitationId::generate();
        let token = random_token();
        let row = store::NewInvitation {
            id,
            email: &email,
            access: &access,
            token_hash: &token_hash(&token),
            invited_by: &actor.name,
            now,
            expires_at: now + LIFE,
        };
        store::insert_invitation(&tx, actor.workspace_id, &row).await?;
        let detail = json!({ "email": email, "role": access.role, "brand_id": access.brand_id });
        audit::record(&tx, actor, now, "invite_member", "invitation", id, detail).await?;
        tx.commit().await?;
        Ok(InvitationLink { id, email, role: access.role, url: self.invitation_url(&token) })
    }

    /// Gives an invitation a new link and a new week; the old link works no more.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was accepted or taken back.
    pub async fn resend_invitation(&self, actor: &Actor, id: InvitationId) -> Result<InvitationLink> {
        actor.require(Permission::ManageMembers)?;
        let now = self.now();
        let token = random_token();
        let tx = self.db.write().await?;
        let renewed =
            store::renew_invitation(&tx, actor.workspace_id, id, &token_hash(&token), now, now + LIFE)
                .await?;
        let (email, role) = renewed.ok_or(Error::NotFound)?;
        audit::record(&tx, actor, now, "resend_invitation", "invitation", id, json!({ "email": email }))
            .await?;
        tx.commit().await?;
        Ok(InvitationLink { id, email, role, url: self.invitation_url(&token) })
    }

    /// Takes an invitation back.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was accepted or taken back.
    pub async fn revoke_invitation(&self, actor: &Actor, id: InvitationId) -> Result<()> {
        actor.require(Permission::ManageMembers)?;
        let now = self.now();
        let tx = self.db.write().await?;
        if store::revoke_invitation(&tx, actor.workspace_id, id, now).await? == 0 {
            return Err(Error::NotFound);
        }
        audit::record(&tx, actor, now, "revoke_invitation", "invitation", id, json!({})).await?;
        tx.commit().await?;
        Ok(())
    }

    fn invitation_url(&self, token: &str) -> String {
        format!("{}/invitations/{token}", self.settings.public_url)
    }
}

/// A brand given to a person is one of this workspace, in use.
pub(super) async fn check_brand(tx: &db::Tx, actor: &Actor, access: &Access) -> Result<()> {
    let Some(brand_id) = access.brand_id else { return Ok(()) };
    match brands::store::find(tx.sql(), actor.workspace_id, brand_id).await? {
        Some(brand) if brand.archived_at.is_none() => Ok(()),
        _ => Err(Error::Invalid(vec![FieldError::new("brand_id", "unknown_choice")])),
    }
}
