//! Changing a channel's posting times.

use serde_json::json;

use super::{ChannelSlots, MAX_SLOTS, Slot, store};
use crate::{Actor, App, Error, Faults, FieldError, Permission, Result, audit, ids::ChannelId};

impl App {
    /// A channel's posting times, and which of them are free next.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn channel_slots(&self, actor: &Actor, id: ChannelId) -> Result<ChannelSlots> {
        self.find_channel(actor, id).await?;
        let sql = self.db.read();
        let rows = store::list(sql, actor.workspace_id, actor.brand_scope).await?;
        let row = rows.into_iter().find(|row| row.channel_id == id);
        let slots = row.map(|row| row.slots()).unwrap_or_default();
        let next = self.free_slots_of(sql, actor, &[id], None).await?.remove(&id);
        Ok(ChannelSlots { slots, next })
    }

    /// Gives a channel these posting times, and no other ones.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden`; `times: too_many_slots`.
    pub async fn set_slots(&self, actor: &Actor, id: ChannelId, slots: &[Slot]) -> Result<()> {
        self.change_slots(actor, id, |_| slots.to_vec()).await
    }

    /// Adds a posting time on several weekdays; those that are there already stay as they are.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden`; faults on `weekday`, `time` and `times`.
    pub async fn add_slots(&self, actor: &Actor, id: ChannelId, weekdays: &[i8], time: &str) -> Result<()> {
        actor.require(Permission::ManageChannels)?;
        self.find_channel(actor, id).await?;
        let mut faults = Faults::default();
        faults.check(!weekdays.is_empty(), "weekday", "required");
        match time.trim() {
            "" => faults.push(FieldError::new("time", "required")),
            time => faults.check(Slot::read(1, time).is_some(), "time", "clock_malformed"),
        }
        let are_days = weekdays.iter().all(|weekday| (1..=7).contains(weekday));
        faults.check(are_days, "weekday", "unknown_choice");
        faults.finish()?;
        let new: Vec<Slot> = weekdays.iter().filter_map(|weekday| Slot::read(*weekday, time)).collect();
        self.change_slots(actor, id, |slots| slots.into_iter().chain(new).collect()).await
    }

    /// Takes a posting time away. What is in the queue already keeps its time.
    ///
    /// # Errors
    /// `NotFound`; `Forbidden`; `time: clock_malformed`.
    pub async fn remove_slot(&self, actor: &Actor, id: ChannelId, weekday: i8, time: &str) -> Result<()> {
        actor.require(Permission::ManageChannels)?;
        self.find_channel(actor, id).await?;
        let slot = Slot::read(weekday, time).ok_or_else(|| Error::field("time", "clock_malformed"))?;
        self.change_slots(actor, id, |slots| slots.into_iter().filter(|one| *one != slot).collect()).await
    }

    async fn change_slots(
        &self,
        actor: &Actor,
        id: ChannelId,
        change: impl FnOnce(Vec<Slot>) -> Vec<Slot> + Send,
    ) -> Result<()> {
        actor.require(Permission::ManageChannels)?;
        self.find_channel(actor, id).await?;
        let (workspace_id, now) = (actor.workspace_id, self.now());
        let tx = self.db.write().await?;
        store::begin(&tx, workspace_id, id, now).await?;
        store::hold(&tx, workspace_id, id).await?;
        let rows = store::list(tx.sql(), workspace_id, actor.brand_scope).await?;
        let row = rows.into_iter().find(|row| row.channel_id == id);
        let mut slots = change(row.map(|row| row.slots()).unwrap_or_default());
        slots.sort_unstable();
        slots.dedup();
        if slots.len() > MAX_SLOTS {
            let fault = FieldError::new("times", "too_many_slots").with("limit", MAX_SLOTS);
            return Err(Error::Invalid(vec![fault]));
        }
        store::put(&tx, workspace_id, id, &slots, now).await?;
        let detail =
            json!({"times": slots.iter().map(|slot| (slot.weekday, slot.time())).collect::<Vec<_>>()});
        audit::record(&tx, actor, now, "set_slots", "channel", id, detail).await?;
        tx.commit().await?;
        Ok(())
    }
}
