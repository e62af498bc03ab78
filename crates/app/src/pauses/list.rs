//! Reading pauses.

use super::{Pause, Subject, store};
use crate::{
    Actor, App, Error, Permission, Result,
    ids::{ChannelId, PauseId},
};

impl App {
    /// Pauses within the actor's reach: those that hold or will, then the last that are over.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn pauses(&self, actor: &Actor) -> Result<Vec<Pause>> {
        actor.require(Permission::View)?;
        Ok(store::list(self.db.read(), actor.workspace_id, actor.brand_scope, self.now(), 100).await?)
    }

    /// One pause.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn find_pause(&self, actor: &Actor, id: PauseId) -> Result<Pause> {
        actor.require(Permission::View)?;
        let pause = store::find(self.db.read(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        if let Some(brand_id) = pause.brand_id {
            actor.require_brand(brand_id)?;
        }
        Ok(pause)
    }

    /// The pause of a channel's own that holds, if one does.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn pause_of_channel(&self, actor: &Actor, id: ChannelId) -> Result<Option<Pause>> {
        self.find_channel(actor, id).await?;
        let now = self.now();
        let all = self.pauses(actor).await?;
        Ok(all.into_iter().find(|pause| pause.subject() == Subject::Channel(id) && pause.holds(now)))
    }
}
