//! Disconnecting: the secret is forgotten here and, where the network can, revoked there.

use serde_json::json;

use super::store;
use crate::{Actor, App, Error, Permission, Result, audit, ids::ChannelId};

impl App {
    /// Forgets a channel's secret. Its scheduled deliveries stay and wait: they go out after a new connection, or are
    /// missed.
    ///
    /// # Errors
    /// `NotFound`; a network that cannot be reached for the revocation is no error.
    pub async fn disconnect_channel(&self, actor: &Actor, id: ChannelId) -> Result<()> {
        actor.require(Permission::ManageChannels)?;
        let channel =
            store::find(self.db.read(), actor.workspace_id, id, self.now()).await?.ok_or(Error::NotFound)?;
        actor.require_brand(channel.brand_id)?;
        if !channel.is_connected() {
            return Ok(());
        }
        let session = self.channel_session(actor.workspace_id, id, None).await;
        let tx = self.db.write().await?;
        let now = self.now();
        store::disconnect(&tx, actor.workspace_id, id, now).await?;
        super::health::clear(&tx, actor.workspace_id, id, now).await?;
        let detail = json!({"network": channel.network, "handle": channel.handle});
        audit::record(&tx, actor, now, "disconnect_channel", "channel", id, detail).await?;
        tx.commit().await?;
        if let Ok(session) = session
            && let Err(error) = session.connector.revoke(session.account()).await
        {
            tracing::info!(channel.id = %id, error.kind = ?error.kind, "the network did not revoke the credentials");
        }
        Ok(())
    }
}
