//! SQL of renders.

use db::{
    Db, FromQueryResult, Result, Sql, Tx,
    lease::{Claim, Queue},
    values,
};

use super::Render;
use crate::{
    Now,
    ids::{ChannelId, MediaId, RenderId, UserId, WorkspaceId},
};

/// The queue of orders.
pub(super) const DUE: Queue = Queue { table: "renders", due: "waiting", claimed: "working" };

const COLUMNS: &str = "r.id, r.media_id, r.channel_id, c.handle, c.network, r.state, r.progress, r.last_error, r.made_id, \
    r.created_at";

const FROM: &str =
    "from renders r join channels c on c.workspace_id = r.workspace_id and c.id = r.channel_id";

/// An order to be written.
pub(super) struct Order<'a> {
    pub id: RenderId,
    pub media_id: MediaId,
    pub channel_id: ChannelId,
    pub user_id: Option<UserId>,
    pub wanted: &'a str,
    pub now: Now,
}

/// Writes an order, unless the same is open.
pub(super) async fn insert(tx: &Tx, workspace_id: WorkspaceId, order: &Order<'_>) -> Result<u64> {
    tx.run(
        "insert into renders (workspace_id, id, media_id, channel_id, user_id, wanted, state, progress, due_at, attempts, \
         created_at) values ($1, $2, $3, $4, $5, $6, 'waiting', 0, $7, 0, $7) \
         on conflict (workspace_id, media_id, wanted) where state in ('waiting', 'working') do nothing",
        values![
            workspace_id,
            order.id,
            order.media_id,
            order.channel_id,
            order.user_id,
            order.wanted,
            order.now
        ],
    )
    .await
}

/// The newest order of a film with this text.
pub(super) async fn same(
    tx: &Tx,
    workspace_id: WorkspaceId,
    media_id: MediaId,
    wanted: &str,
) -> Result<Option<Render>> {
    tx.sql()
        .first(
            &format!(
                "select {COLUMNS} {FROM} where r.workspace_id = $1 and r.media_id = $2 and r.wanted = $3 \
                 order by r.created_at desc, r.id desc limit 1"
            ),
            values![workspace_id, media_id, wanted],
        )
        .await
}

/// One order.
pub(super) async fn find(sql: Sql<'_>, workspace_id: WorkspaceId, id: RenderId) -> Result<Option<Render>> {
    sql.first(
        &format!("select {COLUMNS} {FROM} where r.workspace_id = $1 and r.id = $2"),
        values![workspace_id, id],
    )
    .await
}

/// Orders of a film that are open or have failed lately, the newest first.
pub(super) async fn of_media(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    media_id: MediaId,
    since: Now,
) -> Result<Vec<Render>> {
    sql.all(
        &format!(
            "select {COLUMNS} {FROM} where r.workspace_id = $1 and r.media_id = $2 and (r.state in ('waiting', 'working') \
             or (r.state = 'failed' and r.created_at > $3)) order by r.created_at desc, r.id desc limit 20"
        ),
        values![workspace_id, media_id, since],
    )
    .await
}

/// What a worker needs of a claimed order.
#[derive(Debug, FromQueryResult)]
pub(super) struct Work {
    pub id: RenderId,
    pub media_id: MediaId,
    pub user_id: Option<UserId>,
    pub wanted: String,
    /// How often whoever made it vanished.
    pub broken: i64,
}

/// The order behind a claim.
pub(super) async fn work(sql: Sql<'_>, workspace_id: WorkspaceId, id: RenderId) -> Result<Option<Work>> {
    sql.first(
        "select id, media_id, user_id, wanted, broken from renders where workspace_id = $1 and id = $2",
        values![workspace_id, id],
    )
    .await
}

/// Gives orders back whose lease ran out by `now`, and counts that their worker vanished.
pub(super) async fn give_back_broken(db: &Db, now: Now) -> Result<()> {
    let tx = db.write().await?;
    tx.run(
        "update renders set state = 'waiting', broken = broken + 1, leased_by = null, leased_until = null \
         where state = 'working' and leased_until < $1",
        values![now],
    )
    .await?;
    tx.commit().await
}

/// Notes progress and holds the claim; `false` when the order is no longer this worker's, or given up.
pub(super) async fn advance(tx: &Tx, worker: &str, claim: &Claim, progress: i64, until: Now) -> Result<bool> {
    let changed = tx
        .run(
            "update renders set progress = $1, leased_until = $2 where workspace_id = $3 and id = $4 and leased_by = $5 \
             and attempts = $6 and state = 'working'",
            values![
                progress,
                until,
                claim.workspace_id.as_str(),
                claim.id.as_str(),
                worker,
                claim.attempts
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Notes the version of an order that is done.
pub(super) async fn set_made(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: RenderId,
    made_id: MediaId,
) -> Result<()> {
    tx.run(
        "update renders set made_id = $1, progress = 100 where workspace_id = $2 and id = $3",
        values![made_id, workspace_id, id],
    )
    .await?;
    Ok(())
}

/// Gives an open order up: whoever works on it finds its claim gone.
pub(super) async fn cancel(tx: &Tx, workspace_id: WorkspaceId, id: RenderId) -> Result<bool> {
    let changed = tx
        .run(
            "update renders set state = 'canceled', leased_by = null, leased_until = null \
             where workspace_id = $1 and id = $2 and state in ('waiting', 'working')",
            values![workspace_id, id],
        )
        .await?;
    Ok(changed == 1)
}

/// Forgets the orders of a file that is deleted.
pub(crate) async fn forget(tx: &Tx, workspace_id: WorkspaceId, media_id: MediaId) -> Result<()> {
    tx.run("delete from renders where workspace_id = $1 and media_id = $2", values![workspace_id, media_id])
        .await?;
    Ok(())
}
