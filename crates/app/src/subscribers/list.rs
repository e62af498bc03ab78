//! Reading the list of a newsletter.

use super::{State, Subscriber, store};
use crate::{
    Actor, App, Error, Permission, Result,
    channels::{Channel, place},
    ids::{ChannelId, SubscriberId},
    page::{Page, PageRequest, read_time_cursor, time_cursor},
};

/// Which subscribers.
#[derive(Debug, Clone, Default)]
pub struct SubscriberFilter {
    /// In one state.
    pub state: Option<State>,
    /// Whose address or name holds this.
    pub search: Option<String>,
}

/// How many are on a list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ListCounts {
    /// They get it.
    pub subscribed: i64,
    /// They want it no more.
    pub unsubscribed: i64,
    /// There is no such address.
    pub bounced: i64,
}

impl ListCounts {
    /// Of one state.
    #[must_use]
    pub const fn of(&self, state: State) -> i64 {
        match state {
            State::Subscribed => self.subscribed,
            State::Unsubscribed => self.unsubscribed,
            State::Bounced => self.bounced,
        }
    }

    /// All together.
    #[must_use]
    pub const fn all(&self) -> i64 {
        self.subscribed + self.unsubscribed + self.bounced
    }
}

impl App {
    /// The channel that a list belongs to.
    ///
    /// # Errors
    /// `NotFound`, also for a channel that is no newsletter.
    pub async fn find_newsletter(&self, actor: &Actor, id: ChannelId) -> Result<Channel> {
        let channel = self.find_channel(actor, id).await?;
        if channel.network == place::NEWSLETTER { Ok(channel) } else { Err(Error::NotFound) }
    }

    /// A page of subscribers, newest first.
    ///
    /// # Errors
    /// `Forbidden`: addresses are personal data; `NotFound`.
    pub async fn list_subscribers(
        &self,
        actor: &Actor,
        newsletter: ChannelId,
        filter: &SubscriberFilter,
        page: &PageRequest,
    ) -> Result<Page<Subscriber>> {
        actor.require(Permission::ManageLeads)?;
        self.find_newsletter(actor, newsletter).await?;
        let before = read_time_cursor(page)?;
        let (sql, workspace_id) = (self.db.read(), actor.workspace_id);
        let lines = store::list(sql, workspace_id, newsletter, filter, before, page.rows()).await?;
        Ok(Page::cut(lines, page, |line| time_cursor(line.created_at, line.id)))
    }

    /// How many are on a list.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn count_subscribers(&self, actor: &Actor, newsletter: ChannelId) -> Result<ListCounts> {
        self.find_newsletter(actor, newsletter).await?;
        let mut counts = ListCounts::default();
        for found in store::counts(self.db.read(), actor.workspace_id, newsletter).await? {
            match found.state {
                State::Subscribed => counts.subscribed = found.people,
                State::Unsubscribed => counts.unsubscribed = found.people,
                State::Bounced => counts.bounced = found.people,
            }
        }
        Ok(counts)
    }

    /// One subscriber.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn find_subscriber(&self, actor: &Actor, id: SubscriberId) -> Result<Subscriber> {
        actor.require(Permission::ManageLeads)?;
        let found = store::find(self.db.read(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        self.find_newsletter(actor, found.channel_id).await?;
        Ok(found)
    }
}
