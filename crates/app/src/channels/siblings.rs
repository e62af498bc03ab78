//! Channels that came of one consent and hold the same credentials, such as the boards of one account. Where a network
//! gives a new refresh token at each use, the renewal for one of them makes those of all others useless.

use std::time::Duration;

use db::Tx;
use networks::Credentials;

use super::store::{self, siblings};
use crate::{
    App, Result,
    ids::{ChannelId, WorkspaceId},
};

/// How often the renewal of another channel is waited for: five seconds.
const PATIENCE: u32 = 20;

impl App {
    /// Gives the renewed credentials to every other channel that still holds the old ones.
    pub(super) async fn share_renewed(
        &self,
        tx: &Tx,
        workspace_id: WorkspaceId,
        id: ChannelId,
        (old, new): (&Credentials, &Credentials),
    ) -> Result<()> {
        for other in siblings::secrets_beside(tx.sql(), workspace_id, id).await? {
            // One that cannot be opened is its own channel's trouble.
            if self.open_credentials(other.id, &other.secret).is_ok_and(|held| held == *old) {
                let secret = self.seal_credentials(other.id, new)?;
                siblings::replace_secret(tx, workspace_id, other.id, &other.secret, secret).await?;
            }
        }
        Ok(())
    }

    /// Whether a refused renewal lost against that for another channel: the secret is another one by now, or soon.
    pub(super) async fn is_overtaken(
        &self,
        workspace_id: WorkspaceId,
        id: ChannelId,
        old: &Credentials,
        sealed: &str,
    ) -> Result<bool> {
        let beside = siblings::secrets_beside(self.db.read(), workspace_id, id).await?;
        let is_same = |other: &siblings::Beside| {
            self.open_credentials(other.id, &other.secret).is_ok_and(|held| held == *old)
        };
        let rounds = if beside.iter().any(is_same) { PATIENCE } else { 1 };
        for round in 0..rounds {
            if round > 0 {
                tokio::time::sleep(Duration::from_millis(250)).await;
            }
            let now = store::access(self.db.read(), workspace_id, id).await?.and_then(|access| access.secret);
            if now.as_deref() != Some(sealed) {
                return Ok(now.is_some());
            }
        }
        Ok(false)
    }
}
