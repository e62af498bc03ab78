//! Writes of the JSON API that are sent again: the same key with the same request gets the same answer.
//!
//! Owns the table `idempotency_keys`. An answer may hold a secret that is told once, so it is kept sealed, for a day.

mod store;

use crate::{
    Actor, App, Error, Result,
    clock::DAY,
    ids::{IdempotencyId, WorkspaceId},
};

/// How long a key is remembered.
const LIFE: i64 = DAY;

/// What a key came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Claimed {
    /// It is new: do the work, then [`App::finish_idempotent`] or [`App::release_idempotency_key`].
    Fresh(IdempotencyId),
    /// It was answered already.
    Answered {
        /// The status of that answer.
        status: u16,
        /// Its body.
        body: String,
    },
}

impl App {
    /// Takes a key for a request. `request_hash` tells requests apart.
    ///
    /// # Errors
    /// `idempotency_key_reused` for another request; `idempotency_in_progress` while the first one has no answer.
    pub async fn claim_idempotency_key(
        &self,
        actor: &Actor,
        key: &str,
        request_hash: &str,
    ) -> Result<Claimed> {
        const FIELD: &str = "Idempotency-Key";
        if key.is_empty() || key.len() > 200 || key.chars().any(char::is_control) {
            return Err(Error::field(FIELD, "idempotency_key_malformed"));
        }
        let now = self.now();
        let id = IdempotencyId::generate();
        let tx = self.db.write().await?;
        store::forget(&tx, actor.workspace_id, now - LIFE).await?;
        if store::insert(&tx, actor.workspace_id, id, key, request_hash, now).await? {
            tx.commit().await?;
            return Ok(Claimed::Fresh(id));
        }
        let found = store::find(tx.sql(), actor.workspace_id, key).await?.ok_or(Error::NotFound)?;
        if found.request_hash != request_hash {
            return Err(Error::field(FIELD, "idempotency_key_reused"));
        }
        let (Some(status), Some(sealed)) = (found.status, found.body) else {
            return Err(Error::Conflict("idempotency_in_progress"));
        };
        let body = self.vault.open_sealed(&place(actor.workspace_id, found.id), &sealed)?;
        Ok(Claimed::Answered {
            status: u16::try_from(status).unwrap_or(200),
            body: String::from_utf8_lossy(&body).into_owned(),
        })
    }

    /// Keeps the answer of a key.
    ///
    /// # Errors
    /// Any database error.
    pub async fn finish_idempotent(
        &self,
        actor: &Actor,
        id: IdempotencyId,
        status: u16,
        body: &str,
    ) -> Result<()> {
        let sealed = self.vault.seal(&place(actor.workspace_id, id), body.as_bytes())?;
        let tx = self.db.write().await?;
        store::finish(&tx, actor.workspace_id, id, i64::from(status), &sealed).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Gives a key back whose request changed nothing and may be tried again.
    ///
    /// # Errors
    /// Any database error.
    pub async fn release_idempotency_key(&self, actor: &Actor, id: IdempotencyId) -> Result<()> {
        let tx = self.db.write().await?;
        store::delete(&tx, actor.workspace_id, id).await?;
        tx.commit().await?;
        Ok(())
    }
}

fn place(workspace_id: WorkspaceId, id: IdempotencyId) -> String {
    format!("idempotency_keys.body/{workspace_id}/{id}")
}
