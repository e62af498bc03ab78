//! Health: each channel is checked once a day, and within the hour before a post of its own is due.

use std::time::Duration;

use async_trait::async_trait;
use futures::{StreamExt, stream};
use networks::{ErrorKind, Next, Profile};
use tasks::{Activation, Task};
use tokio::sync::watch;

use super::{Health, store};
use crate::{
    Actor, App, Error, Permission, Result,
    clock::{DAY, HOUR, MINUTE},
    ids::{ChannelId, WorkspaceId},
};

impl App {
    /// Reads the account on its network and notes how that went.
    ///
    /// # Errors
    /// `NotFound`. A network's fault is the outcome, not an error.
    pub async fn check_channel(&self, actor: &Actor, id: ChannelId) -> Result<Health> {
        actor.require(Permission::ManageChannels)?;
        let channel = self.find_channel(actor, id).await?;
        if !channel.is_connected() {
            return Ok(Health::Disconnected);
        }
        if channel.is_by_hand() {
            return Ok(Health::ByHand);
        }
        self.check_channel_health(actor.workspace_id, id).await
    }

    pub(crate) async fn check_channel_health(
        &self,
        workspace_id: WorkspaceId,
        id: ChannelId,
    ) -> Result<Health> {
        let profile = match self.read_profile(workspace_id, id).await {
            Ok(profile) => Ok(profile),
            Err(Error::Network(error)) => Err(error),
            Err(error) => return Err(error),
        };
        let (health, detail) = match &profile {
            Ok(_) => (Health::Healthy, None),
            Err(error) if error.next == Next::Reauthorise => (Health::Reconnect, Some(error.message.clone())),
            Err(error) => (Health::Unreachable, Some(error.message.clone())),
        };
        let tx = self.db.write().await?;
        self.note_health(&tx, workspace_id, id, health, detail).await?;
        if let Ok(profile) = &profile
            && let Ok(limits) = serde_json::to_string(&profile.limits)
        {
            store::set_limits(&tx, workspace_id, id, limits).await?;
        }
        tx.commit().await?;
        Ok(health)
    }
}

impl App {
    /// Asks the network who the channel is, with a token that lasts for the next hour at least; one that ran out ahead of
    /// its time is renewed once.
    async fn read_profile(&self, workspace_id: WorkspaceId, id: ChannelId) -> Result<Profile> {
        let session = self.channel_session_for(workspace_id, id, None, HOUR).await?;
        match session.connector.profile(session.account()).await {
            Err(error) if error.kind == ErrorKind::Credentials => {
                let session = self.channel_session(workspace_id, id, Some(&session.credentials)).await?;
                Ok(session.connector.profile(session.account()).await?)
            }
            outcome => Ok(outcome?),
        }
    }
}

/// How many channels are checked at once.
const AT_ONCE: usize = 8;

/// How long the checks of one round may take before another process makes them.
const LEASE: i64 = 5 * MINUTE;

/// The background task.
pub struct CheckChannels {
    /// The product.
    pub app: App,
}

#[async_trait]
impl Task for CheckChannels {
    fn name(&self) -> &'static str {
        "check_channels"
    }

    fn period(&self) -> Duration {
        Duration::from_secs(60)
    }

    async fn activate(&self, stopping: &watch::Receiver<bool>) -> Result<Activation, String> {
        let app = &self.app;
        let now = app.now();
        let words = |error: Error| error.to_string();
        let taken =
            store::take_due_checks(&app.db, now - DAY, now - 30 * MINUTE, now, now + HOUR, now + LEASE);
        let due = taken.await.map_err(|error| error.to_string())?;
        let done = due.len();
        let mut checks = stream::iter(due)
            .map(|check| async move {
                if *stopping.borrow() {
                    return Ok(());
                }
                if let Err(error) = app.check_channel_health(check.workspace_id, check.id).await {
                    tracing::warn!(channel.id = %check.id, %error, "the check of a channel failed");
                }
                app.end_check(check.workspace_id, check.id).await
            })
            .buffer_unordered(AT_ONCE);
        while let Some(outcome) = checks.next().await {
            outcome.map_err(words)?;
        }
        drop(checks);
        app.forget_connections().await.map_err(words)?;
        Ok(Activation { done, again_in: None })
    }
}

impl App {
    /// Whatever came of it, the channel's turn is over: one that only makes faults keeps no other waiting.
    async fn end_check(&self, workspace_id: WorkspaceId, id: ChannelId) -> Result<()> {
        let tx = self.db.write().await?;
        store::end_check(&tx, workspace_id, id, self.now()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Deletes what nobody came back for from a consent page or a choice of accounts.
    async fn forget_connections(&self) -> Result<()> {
        let tx = self.db.write().await?;
        store::remove_expired_connections(&tx, self.now()).await?;
        tx.commit().await?;
        Ok(())
    }
}
