//! Pausing a channel: nothing goes out, and nothing fires by itself afterwards.

use serde_json::json;

use super::store;
use crate::{Actor, App, Error, Faults, Permission, Result, audit, ids::ChannelId};

impl App {
    /// Pauses a channel at once, also for deliveries that are about to be sent.
    ///
    /// # Errors
    /// `NotFound`; `reason: required`.
    pub async fn pause_channel(&self, actor: &Actor, id: ChannelId, reason: &str) -> Result<()> {
        actor.require(Permission::ManageChannels)?;
        let channel = store::find(self.db.read(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        actor.require_brand(channel.brand_id)?;
        let mut faults = Faults::default();
        let reason = faults.text("reason", reason, 300);
        faults.finish()?;
        let tx = self.db.write().await?;
        let now = self.now();
        store::set_pause(&tx, actor.workspace_id, id, Some((now, &reason, &actor.name))).await?;
        audit::record(&tx, actor, now, "pause_channel", "channel", id, json!({"reason": reason})).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Ends a pause. What fell due meanwhile stands as `paused` and waits for a person's word, one by one.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn resume_channel(&self, actor: &Actor, id: ChannelId) -> Result<()> {
        actor.require(Permission::ManageChannels)?;
        let channel = store::find(self.db.read(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        actor.require_brand(channel.brand_id)?;
        let tx = self.db.write().await?;
        let now = self.now();
        // Whatever fell due during the pause and was not yet looked at must not fire now.
        crate::deliveries::store::pause_due(&tx, actor.workspace_id, id, now).await?;
        store::set_pause(&tx, actor.workspace_id, id, None).await?;
        audit::record(&tx, actor, now, "resume_channel", "channel", id, json!({})).await?;
        tx.commit().await?;
        Ok(())
    }
}
