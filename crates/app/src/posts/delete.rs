//! Deleting a post here, and taking that back.

use serde_json::json;

use super::store;
use crate::{Actor, App, Error, Permission, Result, alerts, audit, deliveries, ids::PostId};

impl App {
    /// Deletes a post that has nothing under way: waiting deliveries are cancelled, published ones stay on their networks
    /// and in the figures.
    ///
    /// # Errors
    /// `NotFound`; `Conflict("post_in_flight")`.
    pub async fn delete_post(&self, actor: &Actor, id: PostId) -> Result<()> {
        actor.require(Permission::WritePosts)?;
        let post = store::find(self.db.read(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        actor.require_brand(post.brand_id)?;
        let tx = self.db.write().await?;
        let now = self.now();
        // Cancelled first: what a worker takes after that, it takes from nowhere; what it took before is in flight.
        let waiting = deliveries::store::cancel_waiting(&tx, actor.workspace_id, id).await?;
        if deliveries::store::any_in_flight(tx.sql(), actor.workspace_id, id).await? {
            return Err(Error::Conflict("post_in_flight"));
        }
        if waiting > 0 {
            actor.require(Permission::Publish)?;
        }
        store::set_deleted(&tx, actor.workspace_id, id, Some(now)).await?;
        for delivery in deliveries::store::of_post(tx.sql(), actor.workspace_id, id).await? {
            alerts::settle(&tx, actor.workspace_id, delivery.id, now).await?;
        }
        let detail = json!({"title": post.title, "cancelled": waiting});
        audit::record(&tx, actor, now, "delete_post", "post", id, detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Takes a deletion back; cancelled deliveries stay cancelled.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn restore_post(&self, actor: &Actor, id: PostId) -> Result<()> {
        actor.require(Permission::WritePosts)?;
        let brand_id =
            store::brand_of(self.db.read(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        actor.require_brand(brand_id)?;
        let tx = self.db.write().await?;
        store::set_deleted(&tx, actor.workspace_id, id, None).await?;
        audit::record(&tx, actor, self.now(), "restore_post", "post", id, json!({})).await?;
        tx.commit().await?;
        Ok(())
    }
}
