//! Sessions: reading one on every request, listing and revoking them.

use crate::{
    Actor, App, Error, Result, Role, Via,
    accounts::{ActorRow, SESSION_LIFE, User, store},
    audit,
    clock::MINUTE,
    ids::{SessionId, WorkspaceId},
    vault::token_hash,
};

/// A workspace the person may choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its id.
    pub workspace_id: WorkspaceId,
    /// Its name.
    pub name: String,
    /// The person's role there.
    pub role: Role,
}

/// What a session's token opens.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// The session.
    pub session_id: SessionId,
    /// The person.
    pub user: User,
    /// The person in the chosen workspace; `None` when no workspace lets them in any more.
    pub actor: Option<Actor>,
    /// Every workspace that lets them in.
    pub workspaces: Vec<Choice>,
}

/// A session as its owner sees it.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its id.
    pub id: SessionId,
    /// What the browser calls itself.
    pub user_agent: String,
    /// Where it last signed in from.
    pub address: String,
    /// When.
    pub created_at: i64,
    /// When it was last used, to ten minutes.
    pub last_seen_at: i64,
    /// Whether it is the one that asks.
    pub is_this: bool,
}

impl App {
    /// Who a session's token belongs to; `None` for an unknown, revoked or expired one. The one lookup of every page.
    ///
    /// # Errors
    /// Any database error.
    pub async fn session_of_token(&self, token: &str) -> Result<Option<SignedIn>> {
        let now = self.now();
        let hash = token_hash(token);
        let Some(found) = store::find_session(self.db.read(), &hash, now).await? else { return Ok(None) };
        if now - found.last_seen_at > 10 * MINUTE {
            let tx = self.db.write().await?;
            store::touch_session(&tx, found.session_id, now, now + SESSION_LIFE).await?;
            tx.commit().await?;
        }
        let workspaces = found
            .memberships
            .iter()
            .map(|row| Choice {
                workspace_id: row.workspace_id,
                name: row.workspace_name.clone(),
                role: row.role,
            })
            .collect();
        let chosen = found
            .memberships
            .iter()
            .find(|row| Some(row.workspace_id) == found.workspace_id)
            .or_else(|| found.memberships.first())
            .cloned();
        Ok(Some(SignedIn {
            session_id: found.session_id,
            user: found.user,
            actor: chosen.map(|row: ActorRow| row.actor(Via::Session(found.session_id))),
            workspaces,
        }))
    }

    /// Lets the session act in another workspace of the person.
    ///
    /// # Errors
    /// [`Error::NotFound`] when that workspace does not let them in.
    pub async fn switch_workspace(&self, signed_in: &SignedIn, workspace_id: WorkspaceId) -> Result<()> {
        if !signed_in.workspaces.iter().any(|choice| choice.workspace_id == workspace_id) {
            return Err(Error::NotFound);
        }
        let tx = self.db.write().await?;
        store::choose_workspace(&tx, signed_in.session_id, workspace_id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Ends the session of a token; an unknown token is as good as ended.
    ///
    /// # Errors
    /// Any database error.
    pub async fn sign_out(&self, token: &str) -> Result<()> {
        let tx = self.db.write().await?;
        store::delete_session_of_token(&tx, &token_hash(token)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Where the person is signed in, latest first.
    ///
    /// # Errors
    /// Any database error; [`Error::Forbidden`] for an actor that is no person.
    pub async fn sessions(&self, actor: &Actor) -> Result<Vec<Session>> {
        let user_id = actor.user_id.ok_or(Error::Forbidden("person"))?;
        let this = if let Via::Session(id) = actor.via { Some(id) } else { None };
        let rows = store::sessions_of(self.db.read(), user_id, self.now()).await?;
        Ok(rows
            .into_iter()
            .map(|row| Session {
                is_this: Some(row.id) == this,
                id: row.id,
                user_agent: row.user_agent,
                address: row.address,
                created_at: row.created_at,
                last_seen_at: row.last_seen_at,
            })
            .collect())
    }

    /// Ends one of the person's own sessions.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not theirs.
    pub async fn revoke_session(&self, actor: &Actor, id: SessionId) -> Result<()> {
        let user_id = actor.user_id.ok_or(Error::Forbidden("person"))?;
        let tx = self.db.write().await?;
        if store::delete_session(&tx, user_id, id).await? == 0 {
            return Err(Error::NotFound);
        }
        audit::record(&tx, actor, self.now(), "revoke_session", "session", id, serde_json::json!({})).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Ends every session of the person but the one that asks; gives their number.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for an actor that is no session.
    pub async fn revoke_other_sessions(&self, actor: &Actor) -> Result<u64> {
        let (Some(user_id), Via::Session(this)) = (actor.user_id, actor.via) else {
            return Err(Error::Forbidden("person"));
        };
        let tx = self.db.write().await?;
        let ended = store::delete_sessions(&tx, user_id, Some(this)).await?;
        let detail = serde_json::json!({ "ended": ended });
        audit::record(&tx, actor, self.now(), "revoke_other_sessions", "user", user_id, detail).await?;
        tx.commit().await?;
        Ok(ended)
    }
}
