//! Bearer tokens of the JSON API.
//!
//! Owns the table `api_tokens` and turning a token into an actor. A token acts as the person who made it, with no more
//! than its scopes, and never with more than that person may do now.

mod api_token;
pub mod store;

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde_json::json;

use crate::{
    Actor, App, Error, Faults, FieldError, Permission, Result, Via, audit,
    clock::MINUTE,
    ids::{ApiTokenId, WorkspaceId},
    members,
    vault::{random_token, token_hash},
    workspaces,
    zone::start_of_day,
};

pub use api_token::{ApiToken, NewToken, PREFIX, TokenMade};

impl App {
    /// The tokens of the workspace, latest first.
    ///
    /// # Errors
    /// [`Error::Forbidden`] unless the actor manages the workspace.
    pub async fn api_tokens(&self, actor: &Actor) -> Result<Vec<ApiToken>> {
        actor.require(Permission::ManageWorkspace)?;
        store::list(self.db.read(), actor.workspace_id).await
    }

    /// Makes a token. It is told once; only its hash is kept.
    ///
    /// # Errors
    /// `required` without scopes; `scope_not_held` for a scope the actor has no right to; every fault of the input.
    pub async fn create_token(&self, actor: &Actor, new: &NewToken) -> Result<TokenMade> {
        actor.require(Permission::ManageWorkspace)?;
        let user_id = actor.user_id.ok_or(Error::Forbidden("person"))?;
        let now = self.now();
        let mut faults = Faults::default();
        let name = faults.text("name", &new.name, 100);
        faults.check(!new.scopes.is_empty(), "scopes", "required");
        let scopes: BTreeSet<Permission> = new.scopes.iter().copied().collect();
        if let Some(scope) = scopes.iter().find(|scope| !actor.allows(**scope)) {
            faults.push(FieldError::new("scopes", "scope_not_held").with("scope", scope));
        }
        let after = |day: Date| start_of_day(day.saturating_add(jiff::Span::new().days(1)), &actor.zone);
        let expires_at = new.expires_on.map(after);
        faults.check(expires_at.is_none_or(|end| end > now), "expires_on", "date_past");
        faults.finish()?;
        let token = format!("{PREFIX}{}", random_token());
        let id = ApiTokenId::generate();
        let words: Vec<&str> = scopes.iter().map(|scope| scope.as_str()).collect();
        let tx = self.db.write().await?;
        let row = store::NewRow {
            id,
            user_id,
            name: &name,
            scopes: &words.join(" "),
            token_hash: &token_hash(&token),
            now,
            expires_at,
        };
        store::insert(&tx, actor.workspace_id, &row).await?;
        let detail = json!({ "name": name, "scopes": words });
        audit::record(&tx, actor, now, "create_token", "token", id, detail).await?;
        tx.commit().await?;
        Ok(TokenMade { id, token })
    }

    /// Ends a token at once.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn revoke_token(&self, actor: &Actor, id: ApiTokenId) -> Result<()> {
        actor.require(Permission::ManageWorkspace)?;
        let now = self.now();
        let tx = self.db.write().await?;
        if store::revoke(&tx, actor.workspace_id, id, now).await? == 0 {
            return Err(Error::NotFound);
        }
        audit::record(&tx, actor, now, "revoke_token", "token", id, json!({})).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Who a bearer token acts as, with its scopes only.
    ///
    /// # Errors
    /// [`Error::Unauthenticated`] for an unknown, revoked or expired token, or one whose person is let in no more.
    pub async fn actor_of_token(&self, token: &str) -> Result<Actor> {
        let now = self.now();
        let found = store::find(self.db.read(), &token_hash(token), now).await?;
        let found = found.ok_or(Error::Unauthenticated)?;
        if found.last_used_at.is_none_or(|at| now - at > 10 * MINUTE) {
            let tx = self.db.write().await?;
            store::touch(&tx, found.actor.workspace_id, found.id, now).await?;
            tx.commit().await?;
        }
        let mut actor = found.actor.actor(Via::Token(found.id));
        actor.permissions.retain(|permission| found.scopes.contains(permission));
        Ok(actor)
    }

    /// The owner of a workspace, acting on the operator's command line; without an id, of the only one.
    ///
    /// # Errors
    /// [`Error::NotFound`]; `several_workspaces` when there are more than one and none is named.
    pub async fn actor_of_operator(&self, workspace_id: Option<WorkspaceId>) -> Result<Actor> {
        let sql = self.db.read();
        let id = match workspace_id {
            Some(id) => id,
            None => match workspaces::store::all(sql).await?.as_slice() {
                [] => return Err(Error::NotFound),
                [only] => only.id,
                _ => return Err(Error::Conflict("several_workspaces")),
            },
        };
        let owner = members::store::first_owner(sql, id).await?.ok_or(Error::NotFound)?;
        let rows = crate::accounts::store::memberships_of(sql, owner, self.now()).await?;
        let row = rows.into_iter().find(|row| row.workspace_id == id).ok_or(Error::NotFound)?;
        Ok(row.actor(Via::Cli))
    }
}
