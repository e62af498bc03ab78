//! SQL of deliveries and attempts.

pub(crate) mod by_hand;
mod job;
mod waiting;

use db::{Result, Sql, Tx, lease::Claim, lease::Queue, values};
use networks::Published;

use super::delivery::{Attempt, AttemptKind, Delivery, Move, NEVER, Outcome, State};
use crate::{
    Now,
    ids::{AttemptId, BrandId, ChannelId, DeliveryId, PostId, VariantId, WorkspaceId},
};

pub(crate) use job::{GoAhead, Job, LastAttempt, go_ahead, jobs, last_attempt};
pub(crate) use waiting::{
    begin_anew, cancel_variant, kept_handles, take_slot, thaw_waiting, waiting_ids, waiting_of_channel,
};

/// Deliveries whose time has come.
pub(crate) const SCHEDULED: Queue = Queue { table: "deliveries", due: "scheduled", claimed: "claimed" };
/// Deliveries to be tried again.
pub(crate) const RETRY: Queue = Queue { table: "deliveries", due: "retry_at", claimed: "claimed" };
/// Deliveries to be looked up.
pub(crate) const UNKNOWN: Queue = Queue { table: "deliveries", due: "unknown", claimed: "claimed" };

/// Deliveries on which their network works.
pub(crate) const PROCESSING: Queue = Queue { table: "deliveries", due: "processing", claimed: "claimed" };

/// A delivery to write.
pub(crate) struct NewDelivery {
    pub id: DeliveryId,
    pub brand_id: BrandId,
    pub post_id: PostId,
    pub variant_id: VariantId,
    pub channel_id: ChannelId,
    pub by_hand: bool,
    pub at: Now,
    /// The posting time that it takes.
    pub slot_at: Option<Now>,
    pub now: Now,
}

/// Writes a scheduled delivery.
pub(crate) async fn insert(tx: &Tx, workspace_id: WorkspaceId, new: &NewDelivery) -> Result<()> {
    tx.run(
        "insert into deliveries (workspace_id, id, brand_id, post_id, variant_id, channel_id, state, scheduled_at, \
         due_at, attempts, attempts_before, created_at, by_hand, slot_at) \
         values ($1, $2, $3, $4, $5, $6, 'scheduled', $7, $7, 0, 0, $8, $9, $10)",
        values![
            workspace_id,
            new.id,
            new.brand_id,
            new.post_id,
            new.variant_id,
            new.channel_id,
            new.at,
            new.now,
            i64::from(new.by_hand),
            new.slot_at
        ],
    )
    .await?;
    Ok(())
}

/// All of [`Delivery`], with `d`, `p` and `c` for delivery, post and channel.
pub(crate) const COLUMNS: &str = "d.id, d.brand_id, d.post_id, p.title as post_title, d.variant_id, d.channel_id, \
                                  c.handle as channel_handle, c.network, d.state, d.scheduled_at, d.due_at, d.attempts, \
                                  d.last_error, d.remote_id, d.remote_url, d.published_at, d.by_hand";
/// The post and the channel of `deliveries d`. Foreign keys say that they are there; as left joins they are looked up
/// after the deliveries, where SQLite would otherwise begin with every post of a channel.
pub(crate) const JOINS: &str = "left join posts p on p.workspace_id = d.workspace_id and p.id = d.post_id \
                                left join channels c on c.workspace_id = d.workspace_id and c.id = d.channel_id";

/// One delivery.
pub(crate) async fn find(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: DeliveryId,
) -> Result<Option<Delivery>> {
    sql.first(
        &format!(
            "select {COLUMNS} from deliveries d {JOINS} \
         where d.workspace_id = $1 and d.id = $2"
        ),
        values![workspace_id, id],
    )
    .await
}

/// Deliveries of a post, newest first.
pub(crate) async fn of_post(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    post_id: PostId,
) -> Result<Vec<Delivery>> {
    sql.all(
        &format!(
            "select {COLUMNS} from deliveries d {JOINS} \
             where d.workspace_id = $1 and d.post_id = $2 order by d.created_at desc, d.id"
        ),
        values![workspace_id, post_id],
    )
    .await
}

/// Deliveries of a span of time, in order, at most `limit`.
pub(crate) async fn between(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
    from: Now,
    until: Now,
    limit: i64,
) -> Result<Vec<Delivery>> {
    sql.all(
        &format!(
            "select {COLUMNS} from deliveries d {JOINS} \
             where d.workspace_id = $1 and d.scheduled_at >= $2 and d.scheduled_at < $3 \
             and d.state <> 'canceled' and p.deleted_at is null \
             and (cast($4 as text) is null or d.brand_id = $4) order by d.scheduled_at, d.id limit $5"
        ),
        values![workspace_id, from, until, brand_scope, limit],
    )
    .await
}

/// Deliveries that wait for a person's word, longest first.
pub(crate) async fn troubled(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
    since: Now,
    with_held: bool,
    limit: i64,
) -> Result<Vec<Delivery>> {
    sql.all(
        &format!(
            "select {COLUMNS} from deliveries d {JOINS} \
             where d.workspace_id = $1 and (d.state in ('unknown', 'failed', 'missed') \
             or (d.state = 'paused' and $5 = 1)) \
             and d.scheduled_at >= $2 and p.deleted_at is null and (cast($3 as text) is null or d.brand_id = $3) \
             order by d.scheduled_at, d.id limit $4"
        ),
        values![workspace_id, since, brand_scope, limit, i64::from(with_held)],
    )
    .await
}

/// Every attempt of a post's deliveries, oldest first.
pub(crate) async fn attempts_of_post(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    post_id: PostId,
) -> Result<Vec<Attempt>> {
    sql.all(
        "select a.id, a.delivery_id, a.number, a.kind, a.started_at, a.finished_at, a.outcome, a.error_code, \
         a.error_message, a.http_status from attempts a join deliveries d on d.workspace_id = a.workspace_id \
         and d.id = a.delivery_id where d.workspace_id = $1 and d.post_id = $2 order by a.started_at, a.id",
        values![workspace_id, post_id],
    )
    .await
}

/// Whether a worker has any delivery of this post, or one may be out.
pub(crate) async fn any_in_flight(sql: Sql<'_>, workspace_id: WorkspaceId, post_id: PostId) -> Result<bool> {
    let found: Option<i64> = sql
        .scalar(
            "select count(*) from deliveries where workspace_id = $1 and post_id = $2 \
             and state in ('claimed', 'sending', 'processing', 'unknown')",
            values![workspace_id, post_id],
        )
        .await?;
    Ok(found.unwrap_or(0) > 0)
}

/// Cancels what still waits; gives how many.
pub(crate) async fn cancel_waiting(tx: &Tx, workspace_id: WorkspaceId, post_id: PostId) -> Result<u64> {
    tx.run(
        "update deliveries set state = 'canceled', due_at = $1 where workspace_id = $2 and post_id = $3 \
         and state in ('draft', 'awaiting_approval', 'scheduled', 'retry_at', 'paused')",
        values![NEVER, workspace_id, post_id],
    )
    .await
}

/// Moves a delivery that no worker has from one of `from` to `to`; `false` when it stands elsewhere by now. With another
/// time it gives its posting time free.
pub(crate) async fn move_waiting(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: DeliveryId,
    from: &[State],
    to: Move,
    scheduled_at: Option<Now>,
) -> Result<bool> {
    let words: Vec<String> = from.iter().map(|state| format!("'{state}'")).collect();
    let changed = tx
        .run(
            &format!(
                "update deliveries set state = $1, due_at = $2, scheduled_at = coalesce(cast($3 as bigint), scheduled_at), \
                 slot_at = case when cast($3 as bigint) is null then slot_at end where workspace_id = $4 and id = $5 and leased_by is null and state in ({})",
                words.join(", ")
            ),
            values![to.state, to.due_at, scheduled_at, workspace_id, id],
        )
        .await?;
    Ok(changed == 1)
}

/// What is frozen when the first attempt opens.
pub(crate) struct Frozen {
    pub content: String,
    pub handle: String,
}

/// Moves a claim to `sending` with its content and handle; `false` when the claim is no longer this worker's, or the post
/// was deleted.
pub(crate) async fn begin_sending(
    tx: &Tx,
    worker: &str,
    claim: &Claim,
    frozen: &Frozen,
    now: Now,
) -> Result<bool> {
    let changed = tx
        .run(
            "update deliveries set state = 'sending', content = $1, handle = $2, \
             first_attempt_at = coalesce(first_attempt_at, $3) \
             where workspace_id = $4 and id = $5 and leased_by = $6 and attempts = $7 \
             and exists (select 1 from posts p where p.workspace_id = deliveries.workspace_id \
             and p.id = deliveries.post_id and p.deleted_at is null)",
            values![
                frozen.content.as_str(),
                frozen.handle.as_str(),
                now,
                claim.workspace_id.as_str(),
                claim.id.as_str(),
                worker,
                claim.attempts
            ],
        )
        .await?;
    Ok(changed == 1)
}

/// Saves what the connector has learnt; `false` when the claim is no longer this worker's.
pub(crate) async fn save_handle(tx: &Tx, worker: &str, claim: &Claim, handle: &str) -> Result<bool> {
    let changed = tx
        .run(
            "update deliveries set handle = $1 where workspace_id = $2 and id = $3 and leased_by = $4 and attempts = $5",
            values![handle, claim.workspace_id.as_str(), claim.id.as_str(), worker, claim.attempts],
        )
        .await?;
    Ok(changed == 1)
}

/// Opens an attempt.
pub(crate) async fn open_attempt(
    tx: &Tx,
    workspace_id: WorkspaceId,
    delivery_id: DeliveryId,
    number: i64,
    kind: AttemptKind,
    worker: &str,
    now: Now,
) -> Result<AttemptId> {
    let id = AttemptId::generate();
    tx.run(
        "insert into attempts (workspace_id, id, delivery_id, number, kind, worker, started_at) \
         values ($1, $2, $3, $4, $5, $6, $7)",
        values![workspace_id, id, delivery_id, number, kind, worker, now],
    )
    .await?;
    Ok(id)
}

/// A claim in which nothing was sent (the network was asked how far it is, or takes nothing for now) does not count as
/// a try.
pub(crate) async fn forgive_attempt(tx: &Tx, workspace_id: WorkspaceId, id: DeliveryId) -> Result<()> {
    tx.run(
        "update deliveries set attempts_before = attempts_before + 1 where workspace_id = $1 and id = $2",
        values![workspace_id, id],
    )
    .await?;
    Ok(())
}

/// Closes an attempt that is still open.
pub(crate) async fn close_attempt(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: AttemptId,
    outcome: Outcome,
    error: Option<&networks::Error>,
    now: Now,
) -> Result<()> {
    tx.run(
        "update attempts set finished_at = $1, outcome = $2, error_code = $3, error_message = $4, http_status = $5 \
         where workspace_id = $6 and id = $7 and outcome is null",
        values![
            now,
            outcome,
            error.map(|error| error.code().to_owned()),
            error.map(|error| error.message.chars().take(500).collect::<String>()),
            error.and_then(|error| error.status).map(i64::from),
            workspace_id,
            id
        ],
    )
    .await?;
    Ok(())
}

/// Notes where a post is that a person or this program itself brought out.
pub(crate) async fn set_published(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: DeliveryId,
    remote_url: &str,
    now: Now,
) -> Result<()> {
    tx.run(
        "update deliveries set remote_id = '', remote_url = $1, published_at = coalesce(published_at, $2) \
         where workspace_id = $3 and id = $4",
        values![remote_url, now, workspace_id, id],
    )
    .await?;
    Ok(())
}

/// Finishes a claim whose post the network has, and notes where it is; gives its channel, or `None` when the claim is no
/// longer this worker's, and then nothing is changed.
pub(crate) async fn finish_published(
    tx: &Tx,
    worker: &str,
    claim: &Claim,
    published: &Published,
    now: Now,
) -> Result<Option<ChannelId>> {
    let handle = serde_json::to_string(&published.handle).ok();
    tx.sql()
        .scalar(
            "update deliveries set state = 'published', due_at = $1, last_error = null, leased_by = null, \
             leased_until = null, remote_id = $2, remote_url = $3, published_at = coalesce(published_at, $4), \
             handle = coalesce($5, handle) where workspace_id = $6 and id = $7 and leased_by = $8 and attempts = $9 \
             returning channel_id",
            values![
                NEVER,
                published.remote_id.as_str(),
                published.url.as_str(),
                now,
                handle,
                claim.workspace_id.as_str(),
                claim.id.as_str(),
                worker,
                claim.attempts
            ],
        )
        .await
}

/// Where a claim falls back to. One that was taken to be looked up may be out: as `scheduled` a person could move it,
/// and its handle would be forgotten. What a network refused since is sent from `unknown` as well.
const FALL_BACK: &str = "state = case when first_attempt_at is null then 'scheduled' else 'unknown' end, \
                         due_at = case when first_attempt_at is null then due_at else $1 end, \
                         leased_by = null, leased_until = null where state = 'claimed'";

/// Gives back what dead workers left: a claim becomes due again, an open attempt becomes unknown. `dead` is a time for
/// leases that ran out, or the far future when no other worker can be alive.
pub(crate) async fn give_back(db: &db::Db, dead: Now, now: Now) -> Result<u64> {
    let tx = db.write().await?;
    let claimed = format!("update deliveries set {FALL_BACK} and leased_until < $2");
    let mut count = tx.run(&claimed, values![now, dead]).await?;
    count += tx
        .run(
            "update deliveries set state = 'unknown', due_at = $1, leased_by = null, leased_until = null \
             where state = 'sending' and leased_until < $2",
            values![now, dead],
        )
        .await?;
    tx.commit().await?;
    Ok(count)
}

/// Gives back the claims that `worker` still holds unsent: the last act of an orderly shutdown.
pub(crate) async fn release(db: &db::Db, worker: &str, now: Now) -> Result<u64> {
    let tx = db.write().await?;
    let count = tx
        .run(&format!("update deliveries set {FALL_BACK} and leased_by = $2"), values![now, worker])
        .await?;
    tx.commit().await?;
    Ok(count)
}

/// When the first lease of a claim runs out: its worker may be dead.
pub(crate) async fn next_lease_end(sql: Sql<'_>) -> Result<Option<Now>> {
    let end: Option<Option<Now>> = sql
        .scalar("select min(leased_until) from deliveries where state in ('claimed', 'sending')", values![])
        .await?;
    Ok(end.flatten())
}
