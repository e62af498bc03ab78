//! *My day*: the community manager's home.

use crate::{
    Actor, App, Permission, Result,
    channels::Channel,
    clock::DAY,
    deliveries::{self, Delivery},
    posts::{PostFilter, PostLine},
    zone,
};

/// What there is to do today.
#[derive(Debug, Clone)]
pub struct MyDay {
    /// Deliveries of today, in order.
    pub today: Vec<Delivery>,
    /// Deliveries of the next six days, in order, at most 30.
    pub ahead: Vec<Delivery>,
    /// Deliveries that a person is to publish by hand, longest first.
    pub by_hand: Vec<Delivery>,
    /// Other deliveries of the last 30 days that wait for a person's word, at most 50.
    pub troubled: Vec<Delivery>,
    /// Channels that are paused, unreachable or must be connected again.
    pub channels: Vec<Channel>,
    /// The newest drafts.
    pub drafts: Vec<PostLine>,
}

/// Deliveries that wait for a person's word are looked for this far back.
const TROUBLE_DAYS: i64 = 30;
/// Most of them that are shown or counted.
const MOST_TROUBLED: i64 = 50;

impl App {
    /// What there is to do today, in the workspace's zone.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn my_day(&self, actor: &Actor) -> Result<MyDay> {
        actor.require(Permission::View)?;
        let now = self.now();
        let date = zone::day(now, &actor.zone);
        let from = zone::start_of_day(date, &actor.zone);
        let until = date.tomorrow().map_or(from + DAY, |next| zone::start_of_day(next, &actor.zone));
        let (sql, workspace_id, scope) = (self.db.read(), actor.workspace_id, actor.brand_scope);
        let channels = self.list_channels(actor).await?;
        let drafts = PostFilter { state: Some("draft".to_owned()), limit: 8, ..PostFilter::default() };
        let since = now - TROUBLE_DAYS * DAY;
        let waiting =
            deliveries::store::troubled(sql, workspace_id, scope, since, true, MOST_TROUBLED).await?;
        let (by_hand, troubled) = waiting.into_iter().partition(Delivery::waits_by_hand);
        Ok(MyDay {
            by_hand,
            troubled,
            today: deliveries::store::between(sql, workspace_id, scope, from, until, 200).await?,
            ahead: deliveries::store::between(sql, workspace_id, scope, until, until + 6 * DAY, 30).await?,
            channels: channels
                .into_iter()
                .filter(Channel::is_connected)
                .filter(Channel::is_in_trouble)
                .collect(),
            drafts: self.list_posts(actor, &drafts).await?.lines,
        })
    }
}
