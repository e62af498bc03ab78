//! What people do with deliveries: move, take back, send again, say what happened.

use std::collections::BTreeSet;

use serde_json::json;

use super::{
    Proof,
    delivery::{AttemptKind, Delivery, Move, NEVER, Outcome, State},
    store,
};
use crate::{
    Actor, App, Error, Faults, OnConstraint, Permission, Result, alerts, audit,
    ids::{DeliveryId, PostId, WorkspaceId},
    posts::{Times, When},
};

/// States from which a delivery can be moved in time.
pub(super) const MOVABLE: &[State] = &[
    State::Draft,
    State::AwaitingApproval,
    State::Scheduled,
    State::RetryAt,
    State::Paused,
    State::Missed,
    State::Failed,
];

impl App {
    /// One delivery.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn find_delivery(&self, actor: &Actor, id: DeliveryId) -> Result<Delivery> {
        actor.require(Permission::View)?;
        let delivery = store::find(self.db.read(), actor.workspace_id, id).await?.ok_or(Error::NotFound)?;
        actor.require_brand(delivery.brand_id)?;
        Ok(delivery)
    }

    /// Moves a delivery to another time, or sends it now: also one that failed, was missed or was paused. The post goes
    /// out as it now stands; of a thread that is partly out, the rest goes out as it was begun.
    ///
    /// # Errors
    /// `NotFound`; faults on `at` and `variant.<channel>`, as when it was scheduled; `Conflict("delivery_in_flight")`
    /// when it is being sent or is out.
    pub async fn reschedule_delivery(&self, actor: &Actor, id: DeliveryId, when: &When) -> Result<()> {
        actor.require(Permission::Publish)?;
        let delivery = self.find_delivery(actor, id).await?;
        let mut faults = Faults::default();
        let post = self.post_to_send(actor, delivery.post_id).await?;
        let channel = BTreeSet::from([delivery.channel_id]);
        let times = self.times(actor, &post, when, &channel, &mut faults).await?;
        let at = times.of(delivery.channel_id);
        let of_delivery = self.faults_of_delivery(&post, &delivery, at);
        of_delivery.into_iter().for_each(|fault| faults.push(fault));
        faults.finish()?;
        let tx = self.db.write().await?;
        let times = self.hold_times(&tx, actor, &post, times).await?;
        self.move_delivery(&tx, actor, &delivery, &times).await?;
        tx.commit().await?;
        self.wake_publisher.notify_one();
        Ok(())
    }

    /// Moves a delivery that was found fit to go out, to its time.
    ///
    /// # Errors
    /// `at: already_scheduled` when another one of its variant is live; `Conflict("delivery_in_flight")`.
    pub(crate) async fn move_delivery(
        &self,
        tx: &db::Tx,
        actor: &Actor,
        delivery: &Delivery,
        times: &Times,
    ) -> Result<()> {
        let (at, slot_at) = (times.of(delivery.channel_id), times.slot_of(delivery.channel_id));
        let (workspace_id, id, now) = (actor.workspace_id, delivery.id, self.now());
        let to = Move { state: State::Scheduled, due_at: at };
        // What waits for a person is not out before they say so.
        let from = if delivery.waits_by_hand() { &[State::Unknown] } else { MOVABLE };
        let moved = store::move_waiting(tx, workspace_id, id, from, to, Some(at)).await;
        if !moved.on_constraint("deliveries_variant_id_key", "at", "already_scheduled")? {
            return Err(Error::Conflict("delivery_in_flight"));
        }
        store::take_slot(tx, workspace_id, id, slot_at).await?;
        self.begin_anew(tx, actor, id).await?;
        alerts::settle(tx, workspace_id, id, now).await?;
        let detail = json!({"from": delivery.scheduled_at, "to": at, "was": delivery.state});
        audit::record(tx, actor, now, "reschedule_delivery", "delivery", id, detail).await
    }

    /// Takes a delivery back before it goes out.
    ///
    /// # Errors
    /// `NotFound`; `Conflict("delivery_in_flight")`.
    pub async fn cancel_delivery(&self, actor: &Actor, id: DeliveryId) -> Result<()> {
        actor.require(Permission::Publish)?;
        let delivery = self.find_delivery(actor, id).await?;
        let tx = self.db.write().await?;
        let to = Move { state: State::Canceled, due_at: NEVER };
        if !store::move_waiting(&tx, actor.workspace_id, id, MOVABLE, to, None).await? {
            return Err(Error::Conflict("delivery_in_flight"));
        }
        alerts::settle(&tx, actor.workspace_id, id, self.now()).await?;
        let detail = json!({"was": delivery.state});
        audit::record(&tx, actor, self.now(), "cancel_delivery", "delivery", id, detail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A person's word on a delivery whose outcome is unknown: it is out, at this address. What they published by hand is
    /// for [`App::publish_by_hand`].
    ///
    /// # Errors
    /// `NotFound`; `url: url_malformed`; `Conflict("delivery_not_unknown")`.
    pub async fn confirm_published(&self, actor: &Actor, id: DeliveryId, url: &str) -> Result<()> {
        actor.require(Permission::Publish)?;
        if self.find_delivery(actor, id).await?.waits_by_hand() {
            let proof = Proof { url: url.to_owned(), ..Proof::default() };
            return self.publish_by_hand(actor, id, &proof).await;
        }
        let url = url.trim();
        let plausible = url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
        if !url.is_empty() && !plausible {
            return Err(Error::field("url", "url_malformed"));
        }
        let now = self.now();
        let tx = self.db.write().await?;
        let to = Move { state: State::Published, due_at: NEVER };
        if !store::move_waiting(&tx, actor.workspace_id, id, &[State::Unknown], to, None).await? {
            return Err(Error::Conflict("delivery_not_unknown"));
        }
        self.note_word(&tx, actor, id, Outcome::Sent).await?;
        alerts::settle(&tx, actor.workspace_id, id, now).await?;
        store::set_published(&tx, actor.workspace_id, id, url, now).await?;
        audit::record(&tx, actor, now, "confirm_published", "delivery", id, json!({"url": url})).await?;
        tx.commit().await?;
        Ok(())
    }

    /// A person's word on a delivery whose outcome is unknown: it is not out, send it again.
    ///
    /// # Errors
    /// `NotFound`; `Conflict("delivery_not_unknown")`.
    pub async fn confirm_absent(&self, actor: &Actor, id: DeliveryId) -> Result<()> {
        actor.require(Permission::Publish)?;
        self.find_delivery(actor, id).await?;
        let now = self.now();
        let tx = self.db.write().await?;
        let to = Move { state: State::Scheduled, due_at: now };
        if !store::move_waiting(&tx, actor.workspace_id, id, &[State::Unknown], to, Some(now)).await? {
            return Err(Error::Conflict("delivery_not_unknown"));
        }
        self.note_word(&tx, actor, id, Outcome::Absent).await?;
        alerts::settle(&tx, actor.workspace_id, id, now).await?;
        self.begin_anew(&tx, actor, id).await?;
        audit::record(&tx, actor, now, "confirm_absent", "delivery", id, json!({})).await?;
        tx.commit().await?;
        self.wake_publisher.notify_one();
        Ok(())
    }

    /// Gives a delivery its tries back. What is partly out keeps its handle, or its first parts would go out twice.
    async fn begin_anew(&self, tx: &db::Tx, actor: &Actor, id: DeliveryId) -> Result<()> {
        let (workspace_id, sql) = (actor.workspace_id, tx.sql());
        let Some(delivery) = store::find(sql, workspace_id, id).await? else { return Err(Error::NotFound) };
        let keep = self.partly_out(sql, workspace_id, delivery.post_id).await?.contains(&id);
        store::begin_anew(tx, workspace_id, id, keep).await?;
        Ok(())
    }

    /// The deliveries of a post, not out themselves, of which the network has shown a part. A network that this program
    /// no longer knows may have.
    pub(crate) async fn partly_out(
        &self,
        sql: db::Sql<'_>,
        workspace_id: WorkspaceId,
        post_id: PostId,
    ) -> Result<Vec<DeliveryId>> {
        let mut kept = store::kept_handles(sql, workspace_id, post_id).await?;
        kept.retain(|kept| {
            let Ok(handle) = serde_json::from_str(&kept.handle) else { return true };
            let connector =
                networks::Network::parse(&kept.network).and_then(|network| self.connector(network));
            connector.is_none_or(|connector| connector.anything_out(&handle))
        });
        Ok(kept.into_iter().map(|kept| kept.id).collect())
    }

    async fn note_word(&self, tx: &db::Tx, actor: &Actor, id: DeliveryId, outcome: Outcome) -> Result<()> {
        let (workspace_id, now) = (actor.workspace_id, self.now());
        let last = store::find(tx.sql(), workspace_id, id).await?.map_or(0, |delivery| delivery.attempts);
        let kind = AttemptKind::Person;
        let attempt = store::open_attempt(tx, workspace_id, id, last + 1, kind, &actor.name, now).await?;
        store::close_attempt(tx, workspace_id, attempt, outcome, None, now).await?;
        Ok(())
    }
}
