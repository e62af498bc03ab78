//! How a connection fares, and who is told of it.

use std::collections::BTreeMap;

use db::Tx;

use super::{Health, store};
use crate::{
    App, Now, Result,
    alerts::{
        Kind,
        raise::{Raise, raise},
        store::{clear as clear_alerts, clear_risks},
    },
    clock::{DAY, HOUR},
    ids::{ChannelId, WorkspaceId},
};

/// The channel is well, or gone: nobody need do anything about it.
pub(super) async fn clear(tx: &Tx, workspace_id: WorkspaceId, id: ChannelId, now: Now) -> Result<()> {
    clear_alerts(tx, workspace_id, &id.to_string(), &[Kind::ChannelReconnect], true, now).await?;
    clear_risks(tx, workspace_id, id, (now - 2 * DAY, now + 2 * HOUR), now).await?;
    Ok(())
}

impl App {
    /// Notes how a connection fares, and tells people: of a channel that only they can connect again, and of a post that
    /// is due within the hour on one that does not answer as it should.
    pub(crate) async fn note_health(
        &self,
        tx: &Tx,
        workspace_id: WorkspaceId,
        id: ChannelId,
        health: Health,
        detail: Option<String>,
    ) -> Result<()> {
        let now = self.now();
        store::set_health(tx, workspace_id, id, health, detail, now).await?;
        if health == Health::Healthy {
            return clear(tx, workspace_id, id, now).await;
        }
        let Some(channel) = store::find(tx.sql(), workspace_id, id, now).await? else { return Ok(()) };
        let told = |kind| Raise::channel(kind, id, channel.brand_id, &channel.handle, &channel.network);
        if health == Health::Reconnect {
            raise(tx, workspace_id, &told(Kind::ChannelReconnect), now).await?;
        }
        // A handful: those of one channel within the hour.
        for soon in store::due_soon(tx.sql(), workspace_id, id, now + HOUR).await? {
            let mut risk = Raise { subject: soon.id.to_string(), ..told(Kind::PostAtRisk) };
            risk.params.extend(BTreeMap::from([
                ("title", soon.title.unwrap_or_default()),
                ("post", soon.post_id.map(|id| id.to_string()).unwrap_or_default()),
                ("at", soon.due_at.unwrap_or(now).to_string()),
            ]));
            raise(tx, workspace_id, &risk, now).await?;
        }
        Ok(())
    }
}
