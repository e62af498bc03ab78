//! The first run, and further owners made by the operator.

use serde_json::json;

use crate::{
    App, Error, Faults, OnConstraint, Result, Via,
    accounts::{Language, Theme, User, email_address, password, store},
    audit,
    ids::{BrandId, UserId, WorkspaceId},
    workspaces::{self, NewWorkspace},
};

/// What the set-up page asks.
#[derive(Clone)]
pub struct NewOwner {
    /// The owner's name.
    pub name: String,
    /// The owner's mail address.
    pub email: String,
    /// The password they choose.
    pub password: String,
    /// Their language.
    pub language: Option<Language>,
    /// Workspace, brand, zone and currency.
    pub workspace: NewWorkspace,
}

impl std::fmt::Debug for NewOwner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewOwner({:?})", self.workspace)
    }
}

/// What the set-up made.
#[derive(Debug, Clone, Copy)]
pub struct OwnerMade {
    /// The owner.
    pub user_id: UserId,
    /// The workspace.
    pub workspace_id: WorkspaceId,
    /// Its first brand.
    pub brand_id: BrandId,
}

impl App {
    /// Whether nobody has an account yet: then, and only then, the set-up page is there.
    ///
    /// # Errors
    /// Any database error.
    pub async fn setup_is_open(&self) -> Result<bool> {
        Ok(!store::any_user(self.db.read()).await?)
    }

    /// Makes the first owner with their workspace and brand. Of two at once one wins.
    ///
    /// # Errors
    /// `already_set_up` once somebody has an account; every fault of the input.
    pub async fn create_owner(&self, new: NewOwner) -> Result<OwnerMade> {
        if !self.setup_is_open().await? {
            return Err(Error::Conflict("already_set_up"));
        }
        self.found(new, true).await
    }

    /// Makes an owner with a workspace of their own beside those that exist: for the operator's command line.
    ///
    /// # Errors
    /// `email_taken`; every fault of the input.
    pub async fn create_another_owner(&self, new: NewOwner) -> Result<OwnerMade> {
        self.found(new, false).await
    }

    async fn found(&self, new: NewOwner, only_first: bool) -> Result<OwnerMade> {
        let now = self.now();
        let mut faults = Faults::default();
        let name = faults.text("name", &new.name, 100);
        let email = faults.take(email_address("email", &new.email)).unwrap_or_default();
        let chosen = password::check("password", &new.password, &[&email, &name]);
        faults.take(chosen);
        let workspace = new.workspace.check(&mut faults);
        faults.finish()?;
        let password_hash = password::hash(&new.password).await?;

        let tx = self.db.write().await?;
        if only_first {
            tx.lock_table("users").await?;
            if store::any_user(tx.sql()).await? {
                return Err(Error::Conflict("already_set_up"));
            }
        }
        let user = User {
            id: UserId::generate(),
            email,
            name,
            language: new.language,
            theme: Theme::Auto,
            zone: None,
        };
        store::insert_user(&tx, &user, &password_hash, now).await.on_constraint(
            "users_email_key",
            "email",
            "email_taken",
        )?;
        let (workspace_id, brand_id) = workspaces::found(&tx, &workspace, user.id, now).await?;
        let memberships = store::memberships_of(tx.sql(), user.id, now).await?;
        for row in memberships {
            let actor = row.actor(Via::Cli);
            audit::record(&tx, &actor, now, "create_workspace", "workspace", workspace_id, json!({})).await?;
        }
        tx.commit().await?;
        Ok(OwnerMade { user_id: user.id, workspace_id, brand_id })
    }
}
