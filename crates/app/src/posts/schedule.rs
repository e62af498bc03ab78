//! Scheduling: a post is checked against every channel and becomes one delivery for each.

use std::collections::BTreeSet;

use serde_json::json;

use super::{
    Post, Variant,
    post::field_error,
    shape::{examine, out_of_reach, outline},
    store,
};
use crate::{
    Actor, App, Error, Faults, FieldError, Now, OnConstraint, Permission, Result, audit,
    channels::{self, Channel},
    clock::{DAY, MINUTE},
    deliveries::{self, Delivery},
    ids::{ChannelId, DeliveryId, PostId},
    media::{self, Media},
    zone,
};

/// When a post goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum When {
    /// As soon as possible.
    Now,
    /// At `YYYY-MM-DDTHH:MM` in the workspace's zone.
    Local(String),
    /// At an instant, epoch milliseconds.
    At(i64),
}

/// What is to be scheduled.
#[derive(Debug, Clone)]
pub struct SchedulePost {
    /// To which channels; empty means every variant that has no live delivery.
    pub channels: Vec<ChannelId>,
    /// When.
    pub when: When,
}

impl When {
    /// The instant meant; in the past, or more than two years ahead, is a fault on `at`.
    pub(crate) fn resolve(&self, actor: &Actor, now: i64) -> Result<i64, FieldError> {
        let at = match self {
            Self::Now => return Ok(now),
            Self::Local(local) => zone::instant("at", local, &actor.zone)?,
            Self::At(at) => *at,
        };
        if at < now - MINUTE {
            return Err(FieldError::new("at", "time_past"));
        }
        if at > now + 730 * DAY {
            return Err(FieldError::new("at", "time_too_far"));
        }
        Ok(at)
    }
}

impl App {
    /// Schedules a post, or publishes it now. All or nothing: one fault on one channel and no delivery is made.
    ///
    /// # Errors
    /// `Invalid` with every fault of every channel: `at`, `channels`, `variant.<channel>`.
    pub async fn schedule_post(
        &self,
        actor: &Actor,
        id: PostId,
        wanted: &SchedulePost,
    ) -> Result<Vec<DeliveryId>> {
        actor.require(Permission::Publish)?;
        let workspace_id = actor.workspace_id;
        let sql = self.db.read();
        let post = store::find(sql, workspace_id, id).await?.ok_or(Error::NotFound)?;
        actor.require_brand(post.brand_id)?;
        let now = self.now();
        let mut faults = Faults::default();
        let at = faults.take(wanted.when.resolve(actor, now));
        let offered = channels::store::list(sql, workspace_id, Some(post.brand_id), now).await?;
        let variants = store::variants(sql, workspace_id, id).await?;
        let files = media::store::of_post(sql, workspace_id, id).await?;
        let known = deliveries::store::of_post(sql, workspace_id, id).await?;
        let chosen: Vec<_> = variants
            .iter()
            .filter(|variant| match wanted.channels.as_slice() {
                [] => !known.iter().any(|known| known.variant_id == variant.id && known.state.is_live()),
                channels => channels.contains(&variant.channel_id),
            })
            .collect();
        if variants.is_empty() || wanted.channels.len() > chosen.len() {
            faults.push(FieldError::new("channels", "channel_required"));
        } else if chosen.is_empty() {
            faults.push(FieldError::new("channels", "already_scheduled"));
        }
        let kept = deliveries::store::kept_handles(sql, workspace_id, id).await?;
        let mut by_hand = BTreeSet::new();
        for variant in &chosen {
            let mut of_variant = known.iter().filter(|delivery| delivery.variant_id == variant.id);
            let is_partly_out = of_variant
                .any(|delivery| kept.iter().any(|kept| kept.id == delivery.id && self.is_partly_out(kept)));
            // What is out of a thread would go out a second time: its own delivery is gone on with.
            faults.check(!is_partly_out, "channels", "post_partly_out");
            if let Some(channel) = offered.iter().find(|channel| channel.id == variant.channel_id) {
                let goes_by_hand = channel.is_by_hand() || variant.shape().by_hand;
                if goes_by_hand {
                    by_hand.insert(variant.channel_id);
                }
                let shown = (&post, *variant, files.as_slice());
                let of_channel =
                    self.faults_of_variant(actor, shown, channel, goes_by_hand, at.unwrap_or(now));
                of_channel.await?.into_iter().for_each(|fault| faults.push(fault));
            }
        }
        faults.finish()?;
        let at = at.unwrap_or(now);

        let tx = self.db.write().await?;
        let mut made = Vec::new();
        for variant in chosen {
            let delivery_id = DeliveryId::generate();
            let new = deliveries::store::NewDelivery {
                id: delivery_id,
                brand_id: post.brand_id,
                post_id: id,
                variant_id: variant.id,
                channel_id: variant.channel_id,
                by_hand: by_hand.contains(&variant.channel_id),
                at,
                now,
            };
            // A second press of the button, or a second person, must not make a second delivery: the database refuses it.
            deliveries::store::insert(&tx, workspace_id, &new).await.on_constraint(
                "deliveries_variant_id_key",
                "channels",
                "already_scheduled",
            )?;
            let detail = json!({"post": id.to_string(), "channel": variant.channel_id.to_string(), "at": at});
            audit::record(&tx, actor, now, "schedule_delivery", "delivery", delivery_id, detail).await?;
            made.push(delivery_id);
        }
        tx.commit().await?;
        self.wake_publisher.notify_one();
        Ok(made)
    }

    /// What keeps a variant from going out on its channel at a time, as far as that is known now. By hand, the network's
    /// limits are the person's affair.
    async fn faults_of_variant(
        &self,
        actor: &Actor,
        (post, variant, files): (&Post, &Variant, &[Media]),
        channel: &Channel,
        by_hand: bool,
        at: Now,
    ) -> Result<Vec<FieldError>> {
        let field = format!("variant.{}", variant.channel_id);
        if !channel.is_connected() {
            return Ok(vec![
                FieldError::new(&field, "channel_disconnected").with("channel", &channel.handle),
            ]);
        }
        let shape = variant.shape();
        let given = self.with_versions(actor.workspace_id, files, &shape.versions).await?;
        // It must still be allowed when the post goes out.
        let mut found = media::ended_rights(&given, at);
        let connector = channel.network().and_then(|network| self.connector(network));
        if let Some(connector) = connector.filter(|_| !by_hand) {
            let capabilities = connector.capabilities(channel.limits().as_ref());
            let outline =
                outline(&self.settings.public_url, variant.text(post), &shape, media::facts(&given));
            found.extend(examine(connector.as_ref(), &capabilities, &outline).1);
            found.extend(out_of_reach(&self.settings, &capabilities, &outline));
        }
        let blocking = found.iter().filter(|finding| finding.blocks);
        Ok(blocking.map(|finding| field_error(&field, &channel.handle, &finding.fault)).collect())
    }

    /// What keeps a delivery from going out at a time. What is partly out goes on as it was begun, whatever its post
    /// says now: only its channel must be there.
    pub(crate) async fn faults_of_delivery(
        &self,
        actor: &Actor,
        delivery: &Delivery,
        is_partly_out: bool,
        at: Now,
    ) -> Result<Vec<FieldError>> {
        let (sql, workspace_id, post_id) = (self.db.read(), actor.workspace_id, delivery.post_id);
        let post = store::find(sql, workspace_id, post_id).await?.ok_or(Error::NotFound)?;
        let variants = store::variants(sql, workspace_id, post_id).await?;
        let Some(variant) = variants.iter().find(|variant| variant.id == delivery.variant_id) else {
            return Ok(Vec::new());
        };
        let channel = channels::store::find(sql, workspace_id, delivery.channel_id, self.now()).await?;
        let Some(channel) = channel else { return Ok(Vec::new()) };
        if is_partly_out && channel.is_connected() {
            return Ok(Vec::new());
        }
        let files = media::store::of_post(sql, workspace_id, post_id).await?;
        let shown = (&post, variant, files.as_slice());
        self.faults_of_variant(actor, shown, &channel, delivery.by_hand == 1, at).await
    }
}
