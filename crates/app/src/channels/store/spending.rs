//! SQL of what a channel's posts cost.

use db::{Result, Sql, Tx, values};

use crate::{
    Now,
    ids::{ChannelId, DeliveryId, WorkspaceId},
};

/// What a channel's posts have cost since a time, in millionths; one of them left out.
pub(crate) async fn spent_since(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: ChannelId,
    without: Option<DeliveryId>,
    since: Now,
) -> Result<i64> {
    let found: Option<i64> = sql
        .scalar(
            "select cast(coalesce(sum(price_micros), 0) as bigint) from spendings where workspace_id = $1 \
             and channel_id = $2 and at >= $3 and (cast($4 as text) is null or id <> $4)",
            values![workspace_id, id, since, without],
        )
        .await?;
    Ok(found.unwrap_or(0))
}

/// How much a channel may spend in a month.
pub(crate) async fn spend_limit(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: ChannelId,
) -> Result<Option<i64>> {
    let found: Option<Option<i64>> = sql
        .scalar(
            "select spend_limit_minor from channels where workspace_id = $1 and id = $2",
            values![workspace_id, id],
        )
        .await?;
    Ok(found.flatten())
}

/// Sets it.
pub(crate) async fn set_spend_limit(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: ChannelId,
    limit: Option<i64>,
) -> Result<()> {
    tx.run(
        "update channels set spend_limit_minor = $1 where workspace_id = $2 and id = $3",
        values![limit, workspace_id, id],
    )
    .await?;
    Ok(())
}

/// Reads the limit and keeps others from spending on the channel until this transaction ends: two sends at once must
/// not both take the last cent.
pub(crate) async fn lock_spend_limit(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: ChannelId,
) -> Result<Option<i64>> {
    tx.run(
        "update channels set spend_limit_minor = spend_limit_minor where workspace_id = $1 and id = $2",
        values![workspace_id, id],
    )
    .await?;
    spend_limit(tx.sql(), workspace_id, id).await
}

/// Notes what a delivery costs, before it is sent.
pub(crate) async fn put_spending(
    tx: &Tx,
    workspace_id: WorkspaceId,
    delivery_id: DeliveryId,
    id: ChannelId,
    price_micros: i64,
    now: Now,
) -> Result<()> {
    tx.run(
        "insert into spendings (workspace_id, id, channel_id, price_micros, at) values ($1, $2, $3, $4, $5) \
         on conflict (workspace_id, id) do update set price_micros = excluded.price_micros, at = excluded.at",
        values![workspace_id, delivery_id, id, price_micros, now],
    )
    .await?;
    Ok(())
}

/// A delivery was refused before anything of it was out: it costs nothing.
pub(crate) async fn remove_spending(
    tx: &Tx,
    workspace_id: WorkspaceId,
    delivery_id: DeliveryId,
) -> Result<()> {
    tx.run("delete from spendings where workspace_id = $1 and id = $2", values![workspace_id, delivery_id])
        .await?;
    Ok(())
}
