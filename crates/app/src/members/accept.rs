//! Accepting an invitation.

use serde_json::json;

use crate::{
    App, Error, Faults, OnConstraint, Result, Role, Via,
    accounts::{
        self, Language, NewSession, Origin, SignedIn, Theme, User, hash_password, open_session_in,
        store as accounts_store, verify_password,
    },
    audit,
    ids::{MembershipId, UserId},
    members::store,
    vault::token_hash,
};

/// What the page of an invitation shows to the person who has its link.
#[derive(Debug, Clone)]
pub struct InvitationView {
    /// The workspace.
    pub workspace_name: String,
    /// The role offered.
    pub role: Role,
    /// Whom it was sent to.
    pub email: String,
    /// The only brand.
    pub brand_name: Option<String>,
    /// The instant from which the person would no longer be let in.
    pub access_ends_at: Option<i64>,
    /// Whether the address has an account already.
    pub has_account: bool,
}

/// How the person shows that the invitation is theirs.
pub enum Proof<'a> {
    /// They are new: name and the password they choose.
    New {
        /// Name as others will see it.
        name: &'a str,
        /// The password they choose.
        password: &'a str,
        /// The language of the page.
        language: Option<Language>,
    },
    /// They have an account: its password.
    Password(&'a str),
    /// They are signed in.
    SignedIn(&'a SignedIn),
}

impl App {
    /// The invitation of a link; `None` when it was accepted, taken back or ran out.
    ///
    /// # Errors
    /// Any database error.
    pub async fn invitation_of_token(&self, token: &str) -> Result<Option<InvitationView>> {
        let now = self.now();
        let Some(row) = store::find_open_invitation(self.db.read(), &token_hash(token), now).await? else {
            return Ok(None);
        };
        let has_account = accounts_store::find_credentials(self.db.read(), &row.email).await?.is_some();
        Ok(Some(InvitationView {
            workspace_name: row.workspace_name,
            role: row.role,
            email: row.email,
            brand_name: row.brand_name,
            access_ends_at: row.access_ends_at,
            has_account,
        }))
    }

    /// Accepts an invitation, once, and signs the person in to the workspace.
    ///
    /// # Errors
    /// `invitation_invalid` for a used or unknown link; `credentials_wrong`; `other_account` when somebody else is
    /// signed in; every fault of name and password.
    pub async fn accept_invitation(
        &self,
        token: &str,
        proof: Proof<'_>,
        origin: &Origin,
    ) -> Result<NewSession> {
        let invalid = || Error::Conflict("invitation_invalid");
        let now = self.now();
        let hash_of_token = token_hash(token);
        let invitation =
            store::find_open_invitation(self.db.read(), &hash_of_token, now).await?.ok_or_else(invalid)?;
        let person = self.prove(&invitation.email, proof).await?;
        let tx = self.db.write().await?;
        if !store::accept_invitation(&tx, &hash_of_token, now).await? {
            return Err(invalid());
        }
        let user_id = match person {
            Person::Known(id) => id,
            Person::New(user, password_hash) => {
                accounts_store::insert_user(&tx, &user, &password_hash, now).await.on_constraint(
                    "users_email_key",
                    "",
                    "email_taken",
                )?;
                user.id
            }
        };
        let access = invitation.access();
        if store::remove_of_user(&tx, invitation.workspace_id, user_id, now).await? {
            return Err(Error::Conflict("already_member"));
        }
        store::insert(&tx, invitation.workspace_id, MembershipId::generate(), user_id, &access, now).await?;
        let session = open_session_in(&tx, user_id, origin, now).await?;
        accounts_store::choose_workspace(&tx, session.id, invitation.workspace_id).await?;
        let memberships = accounts_store::memberships_of(tx.sql(), user_id, now).await?;
        if let Some(row) = memberships.into_iter().find(|row| row.workspace_id == invitation.workspace_id) {
            let actor = row.actor(Via::Session(session.id));
            let detail = json!({ "role": access.role });
            audit::record(&tx, &actor, now, "accept_invitation", "invitation", invitation.id, detail).await?;
        }
        tx.commit().await?;
        Ok(session)
    }

    async fn prove(&self, email: &str, proof: Proof<'_>) -> Result<Person> {
        let known = accounts_store::find_credentials(self.db.read(), email).await?;
        match (proof, known) {
            (Proof::SignedIn(signed_in), _) if signed_in.user.email == email => {
                Ok(Person::Known(signed_in.user.id))
            }
            (Proof::SignedIn(_), _) => Err(Error::Conflict("other_account")),
            (Proof::Password(password), known) => {
                let hash = known.as_ref().map(|row| row.password_hash.as_str());
                let right = verify_password(password, hash).await?;
                known
                    .filter(|_| right)
                    .map(|row| Person::Known(row.id))
                    .ok_or_else(|| Error::field("password", "password_wrong"))
            }
            (Proof::New { .. }, Some(_)) => Err(Error::field("", "email_taken")),
            (Proof::New { name, password, language }, None) => {
                let mut faults = Faults::default();
                let name = faults.text("name", name, 100);
                faults.take(accounts::check_password("password", password, &[email, &name]));
                faults.finish()?;
                let user = User {
                    id: UserId::generate(),
                    email: email.to_owned(),
                    name,
                    language,
                    theme: Theme::Auto,
                    zone: None,
                };
                Ok(Person::New(user, hash_password(password).await?))
            }
        }
    }
}

enum Person {
    Known(UserId),
    New(User, String),
}
