//! SQL of posting times.

use db::{FromQueryResult, Result, Sql, Tx, Value, values};

use super::Slot;
use crate::{
    Now,
    attribution::marks,
    ids::{BrandId, ChannelId, PostId, WorkspaceId},
};

/// A channel with its posting times.
#[derive(Debug, FromQueryResult)]
pub(super) struct Row {
    pub channel_id: ChannelId,
    pub brand_id: BrandId,
    pub network: String,
    pub disconnected_at: Option<Now>,
    times: String,
}

impl Row {
    /// The posting times, in order.
    pub(super) fn slots(&self) -> Vec<Slot> {
        let pairs: Vec<(i8, i16)> = serde_json::from_str(&self.times).unwrap_or_default();
        pairs.into_iter().filter_map(|(weekday, minute)| Slot::of(weekday, minute)).collect()
    }
}

/// Channels within reach that have posting times, connected or not.
pub(super) async fn list(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
) -> Result<Vec<Row>> {
    sql.all(
        "select s.channel_id, c.brand_id, c.network, c.disconnected_at, s.times from slots s join channels c \
         on c.workspace_id = s.workspace_id and c.id = s.channel_id where s.workspace_id = $1 and s.times <> '[]' \
         and (cast($2 as text) is null or c.brand_id = $2) order by s.channel_id",
        values![workspace_id, brand_scope],
    )
    .await
}

/// Holds the posting times of a channel until the end of the transaction.
pub(super) async fn hold(tx: &Tx, workspace_id: WorkspaceId, id: ChannelId) -> Result<()> {
    tx.run(
        "update slots set changed_at = changed_at where workspace_id = $1 and channel_id = $2",
        values![workspace_id, id],
    )
    .await?;
    Ok(())
}

/// Sees to it that a channel has a row that can be held.
pub(super) async fn begin(tx: &Tx, workspace_id: WorkspaceId, id: ChannelId, now: Now) -> Result<()> {
    tx.run(
        "insert into slots (workspace_id, channel_id, times, changed_at) values ($1, $2, '[]', $3) \
         on conflict (workspace_id, channel_id) do nothing",
        values![workspace_id, id, now],
    )
    .await?;
    Ok(())
}

/// Writes the posting times of a channel that is held.
pub(super) async fn put(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: ChannelId,
    slots: &[Slot],
    now: Now,
) -> Result<()> {
    let pairs: Vec<(i8, i16)> = slots.iter().map(|slot| (slot.weekday, slot.minute)).collect();
    let times = serde_json::to_string(&pairs).unwrap_or_default();
    tx.run(
        "update slots set times = $1, changed_at = $2 where workspace_id = $3 and channel_id = $4",
        values![times, now, workspace_id, id],
    )
    .await?;
    Ok(())
}

/// An instant at which a channel has something.
#[derive(Debug, FromQueryResult)]
pub(super) struct Taken {
    pub channel_id: ChannelId,
    pub scheduled_at: Now,
}

/// When some channels have waiting or published deliveries, but those of one post.
pub(super) async fn taken(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    channels: &[ChannelId],
    from: Now,
    until: Now,
    but: Option<PostId>,
) -> Result<Vec<Taken>> {
    let mut values = values![workspace_id, from, until, but];
    values.extend(channels.iter().map(|id| Value::from(*id)));
    sql.all(
        &format!(
            "select d.channel_id, d.scheduled_at from deliveries d where d.workspace_id = $1 and d.scheduled_at >= $2 \
             and d.scheduled_at < $3 and d.state not in ('failed', 'missed', 'canceled') \
             and (cast($4 as text) is null or d.post_id <> $4) and d.channel_id in ({})",
            marks(5, channels.len())
        ),
        values,
    )
    .await
}
