//! What people do with letters that do not go by themselves.

use serde_json::json;

use super::{State, store, tell};
use crate::{
    Actor, App, Error, Permission, Result, audit, deliveries::delivery::NEVER, ids::DeliveryId, pauses,
};

impl App {
    /// Sends a delivery's unknown letters anyhow: whoever has one already gets a second. Gives how many.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `Conflict("letters_paused")`, `Conflict("newsletter_not_sent")`.
    pub async fn resend_unknown_letters(&self, actor: &Actor, id: DeliveryId) -> Result<u64> {
        self.move_letters(actor, id, "resend_unknown_letters", &[State::Unknown], State::Waiting).await
    }

    /// Tries a delivery's refused letters once more. Gives how many.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `Conflict("letters_paused")`, `Conflict("newsletter_not_sent")`.
    pub async fn retry_failed_letters(&self, actor: &Actor, id: DeliveryId) -> Result<u64> {
        self.move_letters(actor, id, "retry_failed_letters", &[State::Failed], State::Waiting).await
    }

    /// Lets a delivery's letters go that were held: by a pause, or while the newsletter was not sent from here. Gives how many.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`; `Conflict("letters_paused")`, `Conflict("newsletter_not_sent")`.
    pub async fn release_letters(&self, actor: &Actor, id: DeliveryId) -> Result<u64> {
        self.move_letters(actor, id, "release_letters", &[State::Held], State::Waiting).await
    }

    /// Drops a delivery's letters that are not out. Gives how many.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn drop_letters(&self, actor: &Actor, id: DeliveryId) -> Result<u64> {
        self.move_letters(actor, id, "drop_letters", &[State::Held, State::Waiting], State::Dropped).await
    }

    async fn move_letters(
        &self,
        actor: &Actor,
        id: DeliveryId,
        action: &str,
        from: &[State],
        to: State,
    ) -> Result<u64> {
        actor.require(Permission::Publish)?;
        let delivery = self.find_delivery(actor, id).await?;
        let (now, workspace_id) = (self.now(), actor.workspace_id);
        let (brand_id, channel_id) = (delivery.brand_id, delivery.channel_id);
        let tx = self.db.write().await?;
        if to == State::Waiting {
            let found = store::sending(tx.sql(), workspace_id, channel_id).await?;
            if !found.is_from_here() {
                return Err(Error::Conflict("newsletter_not_sent"));
            }
            if pauses::store::is_paused(tx.sql(), workspace_id, brand_id, channel_id, now, now).await? {
                return Err(Error::Conflict("letters_paused"));
            }
        }
        let due_at = if to == State::Waiting { now } else { NEVER };
        let begun_at = if to == State::Waiting { now } else { 0 };
        let moved = store::set_all(&tx, workspace_id, id, from, (to, due_at), begun_at).await?;
        if moved > 0 {
            let detail = json!({"letters": moved});
            audit::record(&tx, actor, now, action, "delivery", id, detail).await?;
        }
        tell::settle(&tx, workspace_id, id, from, now).await?;
        tx.commit().await?;
        self.wake_letters.notify_one();
        Ok(moved)
    }
}
