//! Which posting times are free.

use std::collections::{BTreeMap, BTreeSet};

use jiff::tz::TimeZone;

use super::{
    Slot,
    slot::{between, next_free},
    store,
};
use crate::{
    Actor, App, Now, Permission, Result,
    clock::DAY,
    ids::{BrandId, ChannelId, PostId},
};

/// A channel's posting times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelSlots {
    /// Every week, Monday first.
    pub slots: Vec<Slot>,
    /// The next free one; `None` without posting times.
    pub next: Option<Now>,
}

/// A posting time to which nothing goes out yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeSlot {
    /// When.
    pub at: Now,
    /// Whose channels.
    pub brand_id: BrandId,
    /// The channels that have it, with their network's word.
    pub channels: Vec<(ChannelId, String)>,
}

/// Instants that are taken, by channel.
type TakenAt = BTreeMap<ChannelId, BTreeSet<Now>>;

/// Where the queue ends.
const fn end(now: Now) -> Now {
    now + 731 * DAY
}

/// What is taken of some channels.
async fn taken(
    sql: db::Sql<'_>,
    actor: &Actor,
    channels: &[store::Row],
    from: Now,
    until: Now,
    but: Option<PostId>,
) -> Result<TakenAt> {
    let ids: Vec<_> = channels.iter().map(|row| row.channel_id).collect();
    let rows = store::taken(sql, actor.workspace_id, &ids, from, until, but).await?;
    let mut taken = TakenAt::new();
    for row in rows {
        taken.entry(row.channel_id).or_default().insert(row.scheduled_at);
    }
    Ok(taken)
}

/// The next free one of some posting times.
fn free(slots: &[Slot], zone: &TimeZone, now: Now, taken: Option<&BTreeSet<Now>>) -> Option<Now> {
    next_free(slots, zone, now, taken.unwrap_or(&BTreeSet::new()))
}

impl App {
    /// When a post would go out on each of these channels, if it were put into the queue now. A channel without posting
    /// times is missing.
    ///
    /// # Errors
    /// Of the database.
    pub async fn next_slots(
        &self,
        actor: &Actor,
        channels: &[ChannelId],
        post: Option<PostId>,
    ) -> Result<BTreeMap<ChannelId, Now>> {
        actor.require(Permission::View)?;
        self.free_slots_of(self.db.read(), actor, channels, post).await
    }

    pub(crate) async fn free_slots_of(
        &self,
        sql: db::Sql<'_>,
        actor: &Actor,
        channels: &[ChannelId],
        post: Option<PostId>,
    ) -> Result<BTreeMap<ChannelId, Now>> {
        let mut rows = store::list(sql, actor.workspace_id, actor.brand_scope).await?;
        rows.retain(|row| channels.contains(&row.channel_id));
        if rows.is_empty() {
            return Ok(BTreeMap::new());
        }
        let now = self.now();
        let taken = taken(sql, actor, &rows, now, end(now), post).await?;
        let next = |row: &store::Row| free(&row.slots(), &actor.zone, now, taken.get(&row.channel_id));
        Ok(rows.iter().filter_map(|row| Some((row.channel_id, next(row)?))).collect())
    }

    /// The same for somebody who writes the deliveries in `tx`: until it ends, nobody else takes one of these times.
    pub(crate) async fn take_slots(
        &self,
        tx: &db::Tx,
        actor: &Actor,
        channels: &BTreeSet<ChannelId>,
        post: PostId,
    ) -> Result<BTreeMap<ChannelId, Now>> {
        // One after the other in one order, or two who queue for the same channels could wait for each other.
        for id in channels {
            store::hold(tx, actor.workspace_id, *id).await?;
        }
        let channels: Vec<ChannelId> = channels.iter().copied().collect();
        self.free_slots_of(tx.sql(), actor, &channels, Some(post)).await
    }

    /// Posting times from now on until `until` to which nothing goes out yet, in order; those of several channels of a
    /// brand at one time are one.
    pub(crate) async fn free_slots(&self, actor: &Actor, from: Now, until: Now) -> Result<Vec<FreeSlot>> {
        let sql = self.db.read();
        let from = from.max(self.now() + 1);
        let mut rows = store::list(sql, actor.workspace_id, actor.brand_scope).await?;
        rows.retain(|row| row.disconnected_at.is_none());
        if rows.is_empty() || from >= until {
            return Ok(Vec::new());
        }
        let taken = taken(sql, actor, &rows, from, until, None).await?;
        let mut free: BTreeMap<(Now, BrandId), Vec<(ChannelId, String)>> = BTreeMap::new();
        for row in &rows {
            let mut ahead = between(&row.slots(), &actor.zone, from, until);
            if let Some(taken) = taken.get(&row.channel_id) {
                ahead.retain(|at| !taken.contains(at));
            }
            for at in ahead {
                free.entry((at, row.brand_id)).or_default().push((row.channel_id, row.network.clone()));
            }
        }
        let free = free.into_iter();
        Ok(free.map(|((at, brand_id), channels)| FreeSlot { at, brand_id, channels }).collect())
    }
}
