//! Reading channels.

use networks::Capabilities;

use super::{Channel, store};
use crate::{Actor, App, Error, Permission, Result, ids::ChannelId};

impl App {
    /// Channels within the actor's reach, connected first.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn list_channels(&self, actor: &Actor) -> Result<Vec<Channel>> {
        actor.require(Permission::View)?;
        Ok(store::list(self.db.read(), actor.workspace_id, actor.brand_scope, self.now()).await?)
    }

    /// One channel.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn find_channel(&self, actor: &Actor, id: ChannelId) -> Result<Channel> {
        actor.require(Permission::View)?;
        let channel =
            store::find(self.db.read(), actor.workspace_id, id, self.now()).await?.ok_or(Error::NotFound)?;
        actor.require_brand(channel.brand_id)?;
        Ok(channel)
    }

    /// What a channel can do, with the limits of its server; `None` for a network this program does not know.
    #[must_use]
    pub fn capabilities(&self, channel: &Channel) -> Option<Capabilities> {
        let connector = self.connector(channel.network()?)?;
        Some(connector.capabilities(channel.limits().as_ref()))
    }
}
