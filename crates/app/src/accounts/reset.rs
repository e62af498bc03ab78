//! Password reset links: single use, one hour, hashed.

use serde_json::json;

use crate::{
    Actor, App, Error, Now, Permission, Result, Role, Via,
    accounts::{Language, password, store},
    audit,
    clock::HOUR,
    ids::{MembershipId, PasswordResetId, UserId},
    members,
    vault::{random_token, token_hash},
};

/// How long a reset link works.
const LIFE: i64 = HOUR;
/// Fewest milliseconds between two links that one address asks for.
const PAUSE: i64 = 60_000;

/// A link for one person, to be mailed or handed over; never logged.
#[derive(Clone)]
pub struct ResetLink {
    /// Where it goes.
    pub email: String,
    /// The person's language.
    pub language: Option<Language>,
    /// The link.
    pub url: String,
}

impl std::fmt::Debug for ResetLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ResetLink(…)")
    }
}

impl App {
    /// Makes a link for an address, if it has an account and was not sent one in the last minute. The caller answers
    /// the same in every case, and before this is done.
    ///
    /// # Errors
    /// Any database error.
    pub async fn request_password_reset(&self, email: &str) -> Result<Option<ResetLink>> {
        let Ok(email) = super::email_address("email", email) else { return Ok(None) };
        let Some(found) = store::find_credentials(self.db.read(), &email).await? else { return Ok(None) };
        let now = self.now();
        let tx = self.db.write().await?;
        if store::reset_since(tx.sql(), found.id, now - PAUSE).await? {
            return Ok(None);
        }
        let link = self.make_link(&tx, found.id, now).await?;
        record_everywhere(&tx, found.id, now, "request_password_reset").await?;
        tx.commit().await?;
        Ok(Some(link))
    }

    /// Makes a link that an owner hands to a member, where no mail server is set.
    ///
    /// # Errors
    /// `member_elsewhere` when the person also belongs to another workspace: its owner must not fall into this one's
    /// hands; [`Error::Forbidden`] unless the actor manages members.
    pub async fn create_reset_link(&self, actor: &Actor, member_id: MembershipId) -> Result<ResetLink> {
        actor.require(Permission::ManageMembers)?;
        let now = self.now();
        let tx = self.db.write().await?;
        let member =
            members::store::find(tx.sql(), actor.workspace_id, member_id).await?.ok_or(Error::NotFound)?;
        if !actor.role.may_grant(member.role) {
            return Err(Error::Forbidden(Permission::ManageMembers.as_str()));
        }
        if members::store::workspaces_of_user(tx.sql(), member.user_id).await? > 1 {
            return Err(Error::Conflict("member_elsewhere"));
        }
        let link = self.make_link(&tx, member.user_id, now).await?;
        audit::record(&tx, actor, now, "create_reset_link", "member", member_id, json!({})).await?;
        tx.commit().await?;
        Ok(link)
    }

    /// Makes a link on the operator's command line.
    ///
    /// # Errors
    /// [`Error::NotFound`] when no account has the address.
    pub async fn create_reset_link_by_operator(&self, email: &str) -> Result<ResetLink> {
        let email = super::email_address("email", email).map_err(|fault| Error::Invalid(vec![fault]))?;
        let found = store::find_credentials(self.db.read(), &email).await?.ok_or(Error::NotFound)?;
        let now = self.now();
        let tx = self.db.write().await?;
        let link = self.make_link(&tx, found.id, now).await?;
        record_everywhere(&tx, found.id, now, "create_reset_link").await?;
        tx.commit().await?;
        Ok(link)
    }

    /// Whether a reset link still works.
    ///
    /// # Errors
    /// Any database error.
    pub async fn reset_is_open(&self, token: &str) -> Result<bool> {
        Ok(store::find_reset(self.db.read(), &token_hash(token), self.now()).await?.is_some())
    }

    /// Sets a new password by a link: once. Every session of the person ends, every other link of theirs too.
    ///
    /// # Errors
    /// `reset_invalid` for a used, expired or unknown link; every fault of the password.
    pub async fn reset_password(&self, token: &str, new: &str) -> Result<UserId> {
        let invalid = || Error::Conflict("reset_invalid");
        let hash_of_token = token_hash(token);
        let now = self.now();
        let user_id = store::find_reset(self.db.read(), &hash_of_token, now).await?.ok_or_else(invalid)?;
        let user = store::find_user(self.db.read(), user_id).await?.ok_or_else(invalid)?;
        password::check("password", new, &[&user.email, &user.name])
            .map_err(|fault| Error::Invalid(vec![fault]))?;
        let hash = password::hash(new).await?;
        let tx = self.db.write().await?;
        if !store::use_reset(&tx, &hash_of_token, now).await? {
            return Err(invalid());
        }
        store::set_password(&tx, user_id, &hash).await?;
        store::close_resets(&tx, user_id, now).await?;
        store::delete_sessions(&tx, user_id, None).await?;
        record_everywhere(&tx, user_id, now, "reset_password").await?;
        tx.commit().await?;
        Ok(user_id)
    }

    async fn make_link(&self, tx: &db::Tx, user_id: UserId, now: Now) -> Result<ResetLink> {
        let user = store::find_user(tx.sql(), user_id).await?.ok_or(Error::NotFound)?;
        let token = random_token();
        let id = PasswordResetId::generate();
        store::insert_reset(tx, id, user_id, &token_hash(&token), now, now + LIFE).await?;
        Ok(ResetLink {
            email: user.email,
            language: user.locale,
            url: format!("{}/reset/{token}", self.settings.public_url),
        })
    }
}

/// An account belongs to no workspace: what happens to it is told in each that lets the person in.
async fn record_everywhere(tx: &db::Tx, user_id: UserId, now: Now, action: &str) -> Result<()> {
    for row in store::memberships_of(tx.sql(), user_id, now).await? {
        let mut actor = row.actor(Via::System);
        // Nobody has proved who they are: the log names the program, not the person.
        actor.name = std::sync::Arc::from("Tandem");
        actor.role = Role::Owner;
        audit::record(tx, &actor, now, action, "user", user_id, json!({})).await?;
    }
    Ok(())
}
