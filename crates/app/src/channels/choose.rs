//! Choosing among the accounts that one consent opened, and keeping an account as a channel.

use networks::{Connected, Network, Profile};
use serde_json::json;

use super::{Health, store};
use crate::{
    Actor, App, Error, Permission, Result, audit,
    ids::{BrandId, ChannelId, ConnectionId},
};

/// The accounts to choose from.
#[derive(Debug)]
pub struct FoundAccounts {
    /// Whose channels they become.
    pub brand_id: BrandId,
    /// The network.
    pub network: Network,
    /// Who they are.
    pub profiles: Vec<Profile>,
}

/// Where found accounts are sealed to.
pub(super) fn place(id: ConnectionId) -> String {
    format!("connections.found/{id}")
}

impl App {
    /// The accounts that a consent opened and that wait for a choice.
    ///
    /// # Errors
    /// `NotFound` for a choice that is unknown, made, run out or another person's.
    pub async fn found_accounts(&self, actor: &Actor, id: ConnectionId) -> Result<FoundAccounts> {
        let (connection, found) = self.open_choice(actor, id).await?;
        let network = Network::parse(&connection.network).ok_or(Error::NotFound)?;
        let profiles = found.into_iter().map(|connected| connected.profile).collect();
        Ok(FoundAccounts { brand_id: connection.brand_id, network, profiles })
    }

    /// Keeps the chosen accounts, by their ids at the network, as channels; the others are forgotten.
    ///
    /// # Errors
    /// As [`App::found_accounts`]; `accounts: required` when none was chosen.
    pub async fn choose_accounts(
        &self,
        actor: &Actor,
        id: ConnectionId,
        remote_ids: &[String],
    ) -> Result<Vec<ChannelId>> {
        let (connection, found) = self.open_choice(actor, id).await?;
        let network = Network::parse(&connection.network).ok_or(Error::NotFound)?;
        let wanted: Vec<&Connected> =
            found.iter().filter(|connected| remote_ids.contains(&connected.profile.remote_id)).collect();
        if wanted.is_empty() {
            return Err(Error::field("accounts", "required"));
        }
        let mut kept = Vec::new();
        for connected in wanted {
            kept.push(self.keep_channel(actor, connection.brand_id, network, connected).await?);
        }
        let tx = self.db.write().await?;
        store::remove_connection(&tx, actor.workspace_id, id).await?;
        tx.commit().await?;
        Ok(kept)
    }

    async fn open_choice(
        &self,
        actor: &Actor,
        id: ConnectionId,
    ) -> Result<(store::Connection, Vec<Connected>)> {
        actor.require(Permission::ManageChannels)?;
        let connection = store::find_connection(self.db.read(), actor.workspace_id, id).await?;
        let connection =
            connection.filter(|connection| self.is_open(actor, connection)).ok_or(Error::NotFound)?;
        actor.require_brand(connection.brand_id)?;
        let sealed = connection.found.as_deref().ok_or(Error::NotFound)?;
        let plain = self.vault.open_sealed(&place(id), sealed)?;
        let found =
            serde_json::from_slice(&plain).map_err(|_| Error::Internal("damaged connection".to_owned()))?;
        Ok((connection, found))
    }

    pub(super) async fn keep_channel(
        &self,
        actor: &Actor,
        brand_id: BrandId,
        network: Network,
        connected: &Connected,
    ) -> Result<ChannelId> {
        let profile = &connected.profile;
        let workspace_id = actor.workspace_id;
        let tx = self.db.write().await?;
        let known =
            store::id_of_account(tx.sql(), workspace_id, brand_id, network.as_str(), &profile.remote_id)
                .await?;
        let id = known.unwrap_or_else(ChannelId::generate);
        let now = self.now();
        let limits =
            serde_json::to_string(&profile.limits).map_err(|error| Error::Internal(error.to_string()))?;
        let secret = self.seal_credentials(id, &connected.credentials)?;
        let new = store::NewChannel {
            id,
            brand_id,
            network: network.as_str(),
            profile,
            limits,
            secret: Some(secret),
            health: Health::Healthy,
            now,
        };
        store::put(&tx, workspace_id, new).await?;
        super::health::clear(&tx, workspace_id, id, now).await?;
        crate::metrics::store::put_fetch(&tx, workspace_id, id.uuid(), "channel", id, now).await?;
        let detail = json!({"network": network.as_str(), "handle": profile.handle});
        audit::record(&tx, actor, now, "connect_channel", "channel", id, detail).await?;
        tx.commit().await?;
        self.wake_metrics.notify_one();
        self.wake_publisher.notify_one();
        Ok(id)
    }
}
