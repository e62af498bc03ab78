//! Scheduling: a post is checked against every channel and becomes one delivery for each.

use std::collections::{BTreeMap, BTreeSet};

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
    deliveries::{self, Delivery, store::NewDelivery},
    ids::{ChannelId, DeliveryId, PostId},
    letters,
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
    /// On each channel at its next free posting time.
    Queue,
}

/// When the deliveries of a post go out.
#[derive(Debug)]
pub(crate) enum Times {
    /// All at one time.
    At(Now),
    /// Each at its channel's posting time.
    Slots(BTreeMap<ChannelId, Now>),
}

impl Times {
    /// When a channel has its turn; with a fault told, any time.
    pub(crate) fn of(&self, channel_id: ChannelId) -> Now {
        match self {
            Self::At(at) => *at,
            Self::Slots(slots) => slots.get(&channel_id).copied().unwrap_or_default(),
        }
    }

    /// The posting time that a channel's delivery takes.
    pub(crate) fn slot_of(&self, channel_id: ChannelId) -> Option<Now> {
        match self {
            Self::At(_) => None,
            Self::Slots(slots) => slots.get(&channel_id).copied(),
        }
    }
}

/// A post with all that decides whether, and where, it can go out.
pub(crate) struct PostToSend {
    post: Post,
    variants: Vec<Variant>,
    files: Vec<Media>,
    /// Files that stand in the place of these in some channel.
    versions: Vec<Media>,
    /// Channels of its brand, connected or not.
    channels: Vec<Channel>,
    deliveries: Vec<Delivery>,
    /// Of these, not out, but shown in part.
    partly_out: Vec<DeliveryId>,
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
    fn resolve(&self, actor: &Actor, now: i64) -> Result<i64, FieldError> {
        let at = match self {
            Self::Now | Self::Queue => return Ok(now),
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
        let post = self.post_to_send(actor, id).await?;
        let mut faults = Faults::default();
        let chosen = post.chosen(&wanted.channels, &mut faults);
        let channels: BTreeSet<_> = chosen.iter().map(|variant| variant.channel_id).collect();
        let times = self.times(actor, &post, &wanted.when, &channels, &mut faults).await?;
        let mut new = self.new_deliveries(&post, chosen, &times, &mut faults);
        faults.finish()?;
        let tx = self.db.write().await?;
        let times = self.hold_times(&tx, actor, &post, times).await?;
        self.make_deliveries(&tx, actor, &times, &mut new).await?;
        tx.commit().await?;
        self.wake_publisher.notify_one();
        Ok(new.into_iter().map(|new| new.id).collect())
    }

    /// Lets a post go out at a time on all of its channels: what waits is moved there, and where nothing waits or is out,
    /// a delivery is made. All or nothing.
    ///
    /// # Errors
    /// As [`App::schedule_post`] and [`App::reschedule_delivery`].
    pub async fn plan_post(&self, actor: &Actor, id: PostId, when: &When) -> Result<()> {
        actor.require(Permission::Publish)?;
        let post = self.post_to_send(actor, id).await?;
        let mut faults = Faults::default();
        let waiting: Vec<_> = post.deliveries.iter().filter(|delivery| delivery.state.is_waiting()).collect();
        let chosen = match waiting.is_empty() || post.variants.iter().any(|variant| !post.is_sent(variant)) {
            true => post.chosen(&[], &mut faults),
            false => Vec::new(),
        };
        let channels = waiting.iter().map(|delivery| delivery.channel_id);
        let channels: BTreeSet<_> = channels.chain(chosen.iter().map(|variant| variant.channel_id)).collect();
        let times = self.times(actor, &post, when, &channels, &mut faults).await?;
        for delivery in &waiting {
            let at = times.of(delivery.channel_id);
            let found = self.faults_of_delivery(&post, delivery, at);
            found.into_iter().for_each(|fault| faults.push(fault));
        }
        let mut new = self.new_deliveries(&post, chosen, &times, &mut faults);
        faults.finish()?;
        let tx = self.db.write().await?;
        let times = self.hold_times(&tx, actor, &post, times).await?;
        for delivery in waiting {
            self.move_delivery(&tx, actor, delivery, &times).await?;
        }
        self.make_deliveries(&tx, actor, &times, &mut new).await?;
        tx.commit().await?;
        self.wake_publisher.notify_one();
        Ok(())
    }

    /// A post with what decides whether it can go out.
    pub(crate) async fn post_to_send(&self, actor: &Actor, id: PostId) -> Result<PostToSend> {
        let (sql, workspace_id) = (self.db.read(), actor.workspace_id);
        let post = store::find(sql, workspace_id, id).await?.ok_or(Error::NotFound)?;
        actor.require_brand(post.brand_id)?;
        let variants = store::variants(sql, workspace_id, id).await?;
        let shapes: Vec<_> = variants.iter().map(Variant::shape).collect();
        Ok(PostToSend {
            variants,
            versions: self.chosen_versions(workspace_id, shapes.iter().map(|shape| &shape.versions)).await?,
            files: media::store::of_post(sql, workspace_id, id).await?,
            channels: channels::store::list(sql, workspace_id, Some(post.brand_id), self.now()).await?,
            deliveries: deliveries::store::of_post(sql, workspace_id, id).await?,
            partly_out: self.partly_out(sql, workspace_id, id).await?,
            post,
        })
    }

    /// When a post would go out on some channels, as things stand.
    pub(crate) async fn times(
        &self,
        actor: &Actor,
        post: &PostToSend,
        when: &When,
        channels: &BTreeSet<ChannelId>,
        faults: &mut Faults,
    ) -> Result<Times> {
        let now = self.now();
        if *when != When::Queue {
            return Ok(Times::At(faults.take(when.resolve(actor, now)).unwrap_or(now)));
        }
        let wanted: Vec<_> = channels.iter().copied().collect();
        let slots = self.free_slots_of(self.db.read(), actor, &wanted, Some(post.post.id)).await?;
        post.without_slots(channels, &slots).for_each(|fault| faults.push(fault));
        Ok(Times::Slots(slots))
    }

    /// The same once more, when nobody else can take a posting time before `tx` ends: somebody may have been quicker.
    pub(crate) async fn hold_times(
        &self,
        tx: &db::Tx,
        actor: &Actor,
        post: &PostToSend,
        times: Times,
    ) -> Result<Times> {
        let Times::Slots(wanted) = &times else { return Ok(times) };
        let channels: BTreeSet<_> = wanted.keys().copied().collect();
        let slots = self.take_slots(tx, actor, &channels, post.post.id).await?;
        let mut faults = Faults::default();
        post.without_slots(&channels, &slots).for_each(|fault| faults.push(fault));
        faults.finish()?;
        Ok(Times::Slots(slots))
    }

    /// The deliveries to make for some variants.
    fn new_deliveries(
        &self,
        post: &PostToSend,
        chosen: Vec<&Variant>,
        times: &Times,
        faults: &mut Faults,
    ) -> Vec<NewDelivery> {
        let mut new = Vec::new();
        for variant in chosen {
            // What is out of a thread would go out a second time: its own delivery is gone on with.
            faults.check(!post.is_partly_out(variant), "channels", "post_partly_out");
            let channel = post.channels.iter().find(|channel| channel.id == variant.channel_id);
            let by_hand = channel.is_some_and(Channel::goes_by_hand) || variant.shape().by_hand;
            let at = times.of(variant.channel_id);
            let found = self.faults_of_variant(post, variant, by_hand, at);
            found.into_iter().for_each(|fault| faults.push(fault));
            new.push(NewDelivery {
                id: DeliveryId::generate(),
                brand_id: post.post.brand_id,
                post_id: post.post.id,
                variant_id: variant.id,
                channel_id: variant.channel_id,
                by_hand,
                at,
                slot_at: times.slot_of(variant.channel_id),
                now: self.now(),
            });
        }
        new
    }

    async fn make_deliveries(
        &self,
        tx: &db::Tx,
        actor: &Actor,
        times: &Times,
        deliveries: &mut [NewDelivery],
    ) -> Result<()> {
        for new in deliveries {
            (new.at, new.slot_at) = (times.of(new.channel_id), times.slot_of(new.channel_id));
            // A second press of the button, or a second person, must not make a second delivery: the database refuses it.
            deliveries::store::insert(tx, actor.workspace_id, new).await.on_constraint(
                "deliveries_variant_id_key",
                "channels",
                "already_scheduled",
            )?;
            let (post, channel) = (new.post_id.to_string(), new.channel_id.to_string());
            let detail = json!({"post": post, "channel": channel, "at": new.at});
            audit::record(tx, actor, new.now, "schedule_delivery", "delivery", new.id, detail).await?;
        }
        Ok(())
    }

    /// What keeps a variant from going out on its channel at a time, as far as that is known now. By hand, the network's
    /// limits are the person's affair.
    fn faults_of_variant(
        &self,
        post: &PostToSend,
        variant: &Variant,
        by_hand: bool,
        at: Now,
    ) -> Vec<FieldError> {
        let Some(channel) = post.channels.iter().find(|channel| channel.id == variant.channel_id) else {
            return Vec::new();
        };
        let field = format!("variant.{}", variant.channel_id);
        if !channel.is_connected() {
            return vec![FieldError::new(&field, "channel_disconnected").with("channel", &channel.handle)];
        }
        let shape = variant.shape();
        let given = media::in_place(&post.files, &shape.versions, &post.versions);
        // It must still be allowed when the post goes out.
        let mut found = media::ended_rights(&given, at);
        let connector = channel.network().and_then(|network| self.connector(network));
        if let Some(connector) = connector.filter(|_| !by_hand) {
            let capabilities = connector.capabilities(channel.limits().as_ref());
            let text = variant.text(&post.post);
            let outline = outline(&self.settings.public_url, text, &shape, media::facts(&given));
            found.extend(examine(connector.as_ref(), &capabilities, &outline).1);
            found.extend(out_of_reach(&self.settings, &capabilities, &outline));
        }
        let blocking = found.iter().filter(|finding| finding.blocks);
        let told = blocking.map(|finding| field_error(&field, &channel.handle, &finding.fault));
        let mailed = channel.is_mailed() && !by_hand;
        let unfit =
            letters::fault(&field, &channel.handle, variant.text(&post.post), &given).filter(|_| mailed);
        told.chain(unfit).collect()
    }

    /// What keeps a delivery of a post from going out at a time. What is partly out goes on as it was begun, whatever its
    /// post says now: only its channel must be there.
    pub(crate) fn faults_of_delivery(
        &self,
        post: &PostToSend,
        delivery: &Delivery,
        at: Now,
    ) -> Vec<FieldError> {
        let Some(variant) = post.variants.iter().find(|variant| variant.id == delivery.variant_id) else {
            return Vec::new();
        };
        let mut channels = post.channels.iter();
        let is_connected =
            channels.any(|channel| channel.id == delivery.channel_id && channel.is_connected());
        if post.partly_out.contains(&delivery.id) && is_connected {
            return Vec::new();
        }
        self.faults_of_variant(post, variant, delivery.by_hand == 1, at)
    }
}

impl PostToSend {
    /// The variants for `channels`, or, when that is empty, every one that has no live delivery.
    fn chosen(&self, channels: &[ChannelId], faults: &mut Faults) -> Vec<&Variant> {
        let is_chosen = |variant: &&Variant| match channels {
            [] => !self.is_sent(variant),
            channels => channels.contains(&variant.channel_id),
        };
        let chosen: Vec<_> = self.variants.iter().filter(is_chosen).collect();
        if self.variants.is_empty() || channels.len() > chosen.len() {
            faults.push(FieldError::new("channels", "channel_required"));
        } else if chosen.is_empty() {
            faults.push(FieldError::new("channels", "already_scheduled"));
        }
        chosen
    }

    /// A fault for each connected channel that has no free posting time.
    fn without_slots(
        &self,
        channels: &BTreeSet<ChannelId>,
        slots: &BTreeMap<ChannelId, Now>,
    ) -> impl Iterator<Item = FieldError> {
        let without = self.channels.iter().filter(|channel| {
            channel.is_connected() && channels.contains(&channel.id) && !slots.contains_key(&channel.id)
        });
        without.map(|channel| {
            FieldError::new(format!("variant.{}", channel.id), "no_posting_times")
                .with("channel", &channel.handle)
        })
    }

    fn of_variant(&self, variant: &Variant) -> impl Iterator<Item = &Delivery> {
        self.deliveries.iter().filter(|delivery| delivery.variant_id == variant.id)
    }

    /// Whether a delivery of the variant waits or is out.
    fn is_sent(&self, variant: &Variant) -> bool {
        self.of_variant(variant).any(|delivery| delivery.state.is_live())
    }

    fn is_partly_out(&self, variant: &Variant) -> bool {
        self.of_variant(variant).any(|delivery| self.partly_out.contains(&delivery.id))
    }
}
