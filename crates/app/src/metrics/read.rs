//! Reading numbers: each with its source and time, and what a network does not offer named as such.

use std::collections::BTreeMap;

use networks::Metric;
use serde::Serialize;

use super::store::{self, Latest};
use crate::{
    Actor, App, Now, Permission, Result,
    channels::Channel,
    clock::DAY,
    ids::{ChannelId, DeliveryId, PostId},
};

/// A number with where it came from.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// Which number.
    pub metric: Metric,
    /// The number.
    pub value: i64,
    /// The network's call that told it.
    pub source: String,
    /// When it was told, epoch milliseconds.
    pub fetched_at: Now,
}

/// A channel with its numbers.
#[derive(Debug, Clone)]
pub struct ChannelFigures {
    /// The channel.
    pub channel: Channel,
    /// Its numbers.
    pub figures: Vec<Figure>,
}

fn figure(latest: Latest) -> Option<(String, Figure)> {
    let metric = Metric::parse(&latest.metric)?;
    let (value, source, fetched_at) = (latest.value, latest.source, latest.fetched_at);
    Some((latest.subject_id, Figure { metric, value, source, fetched_at }))
}

fn gather<K: Ord>(rows: Vec<Latest>, parse: impl Fn(&str) -> Option<K>) -> BTreeMap<K, Vec<Figure>> {
    let mut gathered: BTreeMap<K, Vec<Figure>> = BTreeMap::new();
    for (subject, figure) in rows.into_iter().filter_map(figure) {
        if let Some(key) = parse(&subject) {
            gathered.entry(key).or_default().push(figure);
        }
    }
    gathered
}

impl App {
    /// The latest numbers of a post's deliveries, by delivery.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn post_figures(
        &self,
        actor: &Actor,
        post_id: PostId,
    ) -> Result<BTreeMap<DeliveryId, Vec<Figure>>> {
        actor.require(Permission::View)?;
        let rows = store::latest_of_post(self.db.read(), actor.workspace_id, post_id).await?;
        Ok(gather(rows, |subject| subject.parse().ok()))
    }

    /// Channels within the actor's reach with their latest numbers.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn channel_figures(&self, actor: &Actor) -> Result<Vec<ChannelFigures>> {
        let channels = self.list_channels(actor).await?;
        let rows = store::latest_of_channels(self.db.read(), actor.workspace_id, actor.brand_scope).await?;
        let mut figures = gather(rows, |subject| subject.parse::<ChannelId>().ok());
        let with = |channel: Channel| {
            let figures = figures.remove(&channel.id).unwrap_or_default();
            ChannelFigures { channel, figures }
        };
        Ok(channels.into_iter().map(with).collect())
    }

    /// The curve of one number of a channel over the last 90 days: (epoch milliseconds, value), oldest first.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn channel_history(
        &self,
        actor: &Actor,
        id: ChannelId,
        metric: Metric,
    ) -> Result<Vec<(Now, i64)>> {
        self.find_channel(actor, id).await?;
        let since = self.now() - 90 * DAY;
        let subject = id.uuid().hyphenated().to_string();
        let points =
            store::history(self.db.read(), actor.workspace_id, &subject, metric.as_str(), since).await?;
        Ok(points.into_iter().map(|point| (point.fetched_at, point.value)).collect())
    }

    /// The curve of one number of a delivery since it went out.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn delivery_history(
        &self,
        actor: &Actor,
        id: DeliveryId,
        metric: Metric,
    ) -> Result<Vec<(Now, i64)>> {
        self.find_delivery(actor, id).await?;
        let subject = id.uuid().hyphenated().to_string();
        let points = store::history(self.db.read(), actor.workspace_id, &subject, metric.as_str(), 0).await?;
        Ok(points.into_iter().map(|point| (point.fetched_at, point.value)).collect())
    }
}
