//! Pausing a channel by itself: the short way to [`App::begin_pause`].

use crate::{
    Actor, App, Permission, Result,
    ids::ChannelId,
    pauses::{BeginPause, Subject},
};

impl App {
    /// Pauses a channel at once, also for deliveries that are about to be sent.
    ///
    /// # Errors
    /// As [`App::begin_pause`].
    pub async fn pause_channel(&self, actor: &Actor, id: ChannelId, reason: &str) -> Result<()> {
        // What is not within reach is not found, whatever else is wrong.
        self.find_channel(actor, id).await?;
        let subject = Subject::Channel(id).to_string();
        let input = BeginPause { subject, reason: reason.to_owned(), ..BeginPause::default() };
        self.begin_pause(actor, &input).await?;
        Ok(())
    }

    /// Ends the channel's own pause, if it has one. What fell due meanwhile stands as `paused` and waits for a person's
    /// word.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn resume_channel(&self, actor: &Actor, id: ChannelId) -> Result<()> {
        actor.require(Permission::ManageChannels)?;
        if let Some(pause) = self.pause_of_channel(actor, id).await? {
            self.end_pause(actor, pause.id).await?;
        }
        Ok(())
    }
}
