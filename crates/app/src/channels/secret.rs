//! The one way to a channel's secret, and the one refresh at a time.

use std::{sync::Arc, time::Duration};

use networks::{Account, Connector, Credentials, ErrorKind, Network, Next};

use super::{Health, store};
use crate::{
    App, Error, Result,
    clock::{MINUTE, SECOND},
    ids::{ChannelId, WorkspaceId},
};

/// How long one refresh may take before another process may try.
const REFRESH_LEASE: i64 = MINUTE;

/// So often the saving of what was renewed is tried, a second apart.
const SAVE_TRIES: u32 = 30;

/// The right to renew a channel's secret, and what is renewed.
struct Renewal {
    workspace_id: WorkspaceId,
    id: ChannelId,
    worker: String,
    sealed: String,
}

/// Everything a call as a channel needs.
pub(crate) struct Session {
    /// The network's connector.
    pub connector: Arc<dyn Connector>,
    /// Address of the account's server.
    pub base_url: String,
    /// The network's id of the account.
    pub remote_id: String,
    /// The account's handle.
    pub handle: String,
    /// Fresh credentials.
    pub credentials: Credentials,
}

impl Session {
    /// The account to call as.
    pub(crate) fn account(&self) -> Account<'_> {
        let Self { base_url, remote_id, handle, credentials, .. } = self;
        Account { base_url, remote_id, handle, credentials }
    }
}

/// What a call as a channel without a secret ends with.
pub(crate) fn disconnected() -> networks::Error {
    networks::Error::new(ErrorKind::Credentials, Next::Reauthorise, "the channel is disconnected")
}

fn place(id: ChannelId) -> String {
    format!("channels.secret/{id}")
}

impl App {
    pub(crate) fn seal_credentials(&self, id: ChannelId, credentials: &Credentials) -> Result<String> {
        let plain = serde_json::to_vec(credentials).map_err(|error| Error::Internal(error.to_string()))?;
        self.vault.seal(&place(id), &plain)
    }

    pub(crate) fn open_credentials(&self, id: ChannelId, sealed: &str) -> Result<Credentials> {
        let plain = self.vault.open_sealed(&place(id), sealed)?;
        serde_json::from_slice(&plain).map_err(|_| Error::Internal(format!("the secret of {id} is damaged")))
    }

    /// Opens a channel's secret, refreshed first when it is about to run out, or when the network refused
    /// `stale` and nobody has refreshed it since.
    pub(crate) async fn channel_session(
        &self,
        workspace_id: WorkspaceId,
        id: ChannelId,
        stale: Option<&Credentials>,
    ) -> Result<Session> {
        self.session(workspace_id, id, None, stale, 0).await
    }

    /// As [`App::channel_session`], with what was read of the channel a moment ago.
    pub(crate) async fn channel_session_with(
        &self,
        workspace_id: WorkspaceId,
        id: ChannelId,
        access: store::Access,
    ) -> Result<Session> {
        self.session(workspace_id, id, Some(access), None, 0).await
    }

    /// As [`App::channel_session`], with credentials that last `ahead` milliseconds more where the network gives such.
    pub(crate) async fn channel_session_for(
        &self,
        workspace_id: WorkspaceId,
        id: ChannelId,
        stale: Option<&Credentials>,
        ahead: i64,
    ) -> Result<Session> {
        self.session(workspace_id, id, None, stale, ahead).await
    }

    async fn session(
        &self,
        workspace_id: WorkspaceId,
        id: ChannelId,
        mut known: Option<store::Access>,
        stale: Option<&Credentials>,
        ahead: i64,
    ) -> Result<Session> {
        let mut refreshed = false;
        let worker = format!("{:016x}", rand::random::<u64>());
        // Another process may be refreshing: wait for it as long as its lease can last.
        for _ in 0..240 {
            let was_known = known.is_some();
            let access = match known.take() {
                Some(access) => access,
                None => store::access(self.db.read(), workspace_id, id).await?.ok_or(Error::NotFound)?,
            };
            let network = Network::parse(&access.network)
                .ok_or_else(|| Error::Internal(format!("no connector for {}", access.network)))?;
            let connector = Arc::clone(
                self.connector(network)
                    .ok_or_else(|| Error::Internal(format!("no connector for {network}")))?,
            );
            let sealed = access.secret.clone().ok_or_else(disconnected)?;
            let credentials = self.open_credentials(id, &sealed)?;
            let fresh = stale.is_none_or(|stale| *stale != credentials);
            let now = self.now();
            let lasts = !connector.needs_refresh(&credentials, now + ahead)
                || (refreshed && !connector.needs_refresh(&credentials, now));
            if fresh && lasts {
                let store::Access { base_url, remote_id, handle, .. } = access;
                return Ok(Session { connector, base_url, remote_id, handle, credentials });
            }
            if was_known {
                // Another may have renewed it since it was read.
                continue;
            }
            let tx = self.db.write().await?;
            let mine = store::begin_refresh(&tx, workspace_id, id, &worker, now, now + REFRESH_LEASE).await?;
            tx.commit().await?;
            if !mine {
                // Whoever renews it now makes it as fresh as it can be.
                refreshed = true;
                tokio::time::sleep(Duration::from_millis(250)).await;
                continue;
            }
            // The pair may have been rotated between the read and the right to refresh.
            let now_sealed =
                store::access(self.db.read(), workspace_id, id).await?.and_then(|access| access.secret);
            if now_sealed.as_ref() != Some(&sealed) {
                self.end_refresh(workspace_id, id, &worker).await?;
                continue;
            }
            let renewal = Renewal { workspace_id, id, worker: worker.clone(), sealed: sealed.clone() };
            // In a task of its own: a pair that the network has rotated is kept, even if whoever wanted it goes away.
            let renewing = tokio::spawn(self.clone().renew(
                renewal,
                Arc::clone(&connector),
                access.clone(),
                credentials.clone(),
            ));
            match renewing.await.map_err(|error| Error::Internal(error.to_string()))? {
                Ok(new) => {
                    let store::Access { base_url, remote_id, handle, .. } = access;
                    return Ok(Session { connector, base_url, remote_id, handle, credentials: new });
                }
                Err(Error::Network(error)) => {
                    self.end_refresh(workspace_id, id, &worker).await?;
                    if error.next == Next::Reauthorise
                        && self.is_overtaken(workspace_id, id, &credentials, &sealed).await?
                    {
                        continue;
                    }
                    if error.next == Next::Reauthorise {
                        let tx = self.db.write().await?;
                        let detail = Some(error.message.clone());
                        self.note_health(&tx, workspace_id, id, Health::Reconnect, detail).await?;
                        tx.commit().await?;
                    }
                    return Err(error.into());
                }
                Err(error) => return Err(error),
            }
        }
        let patience = Duration::from_millis((30 * SECOND).unsigned_abs());
        Err(networks::Error::new(
            ErrorKind::Unavailable,
            Next::After(patience),
            "another process is refreshing",
        )
        .into())
    }

    /// Renews credentials and saves them. An answer that was had is saved whatever happens meanwhile: the network may have
    /// made the pair before useless.
    async fn renew(
        self,
        renewal: Renewal,
        connector: Arc<dyn Connector>,
        access: store::Access,
        credentials: Credentials,
    ) -> Result<Credentials> {
        let account = Account {
            base_url: &access.base_url,
            remote_id: &access.remote_id,
            handle: &access.handle,
            credentials: &credentials,
        };
        let new = connector.refresh(account, self.now()).await?;
        let mut tries = 0;
        loop {
            match self.save_renewed(&renewal, &credentials, &new).await {
                Ok(()) => return Ok(new),
                Err(error) if tries >= SAVE_TRIES => {
                    tracing::error!(channel.id = %renewal.id, %error, "renewed credentials could not be saved");
                    return Err(error);
                }
                Err(error) => {
                    tracing::warn!(channel.id = %renewal.id, %error, "renewed credentials are not saved yet");
                    tries += 1;
                    tokio::time::sleep(Duration::from_secs(1)).await;
                }
            }
        }
    }

    /// Saves what was renewed in place of what it came from, also when the right to renew ran out meanwhile.
    async fn save_renewed(&self, renewal: &Renewal, old: &Credentials, new: &Credentials) -> Result<()> {
        let Renewal { workspace_id, id, worker, sealed } = renewal;
        let secret = self.seal_credentials(*id, new)?;
        let tx = self.db.write().await?;
        store::siblings::replace_secret(&tx, *workspace_id, *id, sealed, secret).await?;
        store::end_refresh(&tx, *workspace_id, *id, worker).await?;
        self.share_renewed(&tx, *workspace_id, *id, (old, new)).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn end_refresh(&self, workspace_id: WorkspaceId, id: ChannelId, worker: &str) -> Result<()> {
        let tx = self.db.write().await?;
        store::end_refresh(&tx, workspace_id, id, worker).await?;
        tx.commit().await?;
        Ok(())
    }
}
