//! SQL of pauses.

use db::{FromQueryResult, Result, Sql, Tx, values};

use super::{
    held::Held,
    pause::{Pause, Scope},
};
use crate::{
    Now,
    deliveries::delivery::NEVER,
    ids::{BrandId, ChannelId, PauseId, WorkspaceId},
};

/// A pause to write.
pub(super) struct NewPause<'a> {
    pub id: PauseId,
    pub scope: Scope,
    pub subject: String,
    pub brand_id: Option<BrandId>,
    pub channel_id: Option<ChannelId>,
    pub reason: &'a str,
    pub by: &'a str,
    pub starts_at: Now,
    pub until: Option<Now>,
}

/// Writes a pause; `pauses_subject_key` lets one open pause stand for each subject.
pub(super) async fn insert(tx: &Tx, workspace_id: WorkspaceId, new: &NewPause<'_>) -> Result<()> {
    tx.run(
        "insert into pauses (workspace_id, id, scope, subject, brand_id, channel_id, reason, paused_by, starts_at, until) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values![
            workspace_id,
            new.id,
            new.scope,
            new.subject.as_str(),
            new.brand_id,
            new.channel_id,
            new.reason,
            new.by,
            new.starts_at,
            new.until
        ],
    )
    .await?;
    Ok(())
}

/// When a pause `z` is over; far ahead for an open one.
const END: &str = "coalesce(z.ended_at, z.until, 9000000000000000)";

const COLUMNS: &str = "z.id, z.scope, z.brand_id, z.channel_id, coalesce(c.handle, b.name, '') as subject_name, z.reason, \
                       z.paused_by, z.starts_at, z.until, z.ended_at, z.ended_by";
const JOINS: &str = "left join channels c on c.workspace_id = z.workspace_id and c.id = z.channel_id \
                     left join brands b on b.workspace_id = z.workspace_id and b.id = z.brand_id";

/// Pauses within reach: open ones first, the newest first.
pub(super) async fn list(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
    now: Now,
    limit: i64,
) -> Result<Vec<Pause>> {
    sql.all(
        &format!(
            "select {COLUMNS} from pauses z {JOINS} where z.workspace_id = $1 \
             and (cast($2 as text) is null or z.brand_id is null or z.brand_id = $2) \
             order by case when {END} > $3 then 0 else 1 end, z.starts_at desc, z.id limit $4"
        ),
        values![workspace_id, brand_scope, now, limit],
    )
    .await
}

/// One pause.
pub(super) async fn find(sql: Sql<'_>, workspace_id: WorkspaceId, id: PauseId) -> Result<Option<Pause>> {
    sql.first(
        &format!("select {COLUMNS} from pauses z {JOINS} where z.workspace_id = $1 and z.id = $2"),
        values![workspace_id, id],
    )
    .await
}

/// Pauses whose time was over at `now` and that nobody has written off, of one workspace or of all.
pub(super) async fn over(
    sql: Sql<'_>,
    workspace_id: Option<WorkspaceId>,
    now: Now,
) -> Result<Vec<(WorkspaceId, Pause)>> {
    #[derive(FromQueryResult)]
    struct Owner {
        workspace_id: WorkspaceId,
        id: PauseId,
    }
    let owners: Vec<Owner> = sql
        .all(
            "select workspace_id, id from pauses where ended_at is null and until <= $1 \
             and (cast($2 as text) is null or workspace_id = $2) limit 100",
            values![now, workspace_id],
        )
        .await?;
    let mut found = Vec::new();
    // Pauses end seldom.
    for Owner { workspace_id, id } in owners {
        if let Some(pause) = find(sql, workspace_id, id).await? {
            found.push((workspace_id, pause));
        }
    }
    Ok(found)
}

/// Ends a pause that has not ended.
pub(super) async fn end(tx: &Tx, workspace_id: WorkspaceId, id: PauseId, at: Now, by: &str) -> Result<bool> {
    let changed = tx
        .run(
            "update pauses set ended_at = $1, ended_by = $2 where workspace_id = $3 and id = $4 and ended_at is null",
            values![at, by, workspace_id, id],
        )
        .await?;
    Ok(changed == 1)
}

/// When a pause `z` keeps back what fell due at one time at another: it holds, or held then. Each is SQL.
pub(crate) struct KeptBack<'a> {
    pub workspace: &'a str,
    pub brand: &'a str,
    pub channel: &'a str,
    pub due: &'a str,
    pub now: &'a str,
}

impl KeptBack<'_> {
    /// The condition on `z`.
    pub(crate) fn sql(&self) -> String {
        let Self { workspace, brand, channel, due, now } = self;
        format!(
            "z.workspace_id = {workspace} and z.starts_at <= {now} \
             and ({END} > {now} or ({due} >= z.starts_at and {END} > {due})) \
             and (z.scope = 'workspace' or (z.scope = 'brand' and z.brand_id = {brand}) or z.channel_id = {channel})"
        )
    }
}

/// Whether what fell due at `due_at` is kept back at `now`: a pause holds, or held when it fell due. The sender of
/// letters asks this last.
pub(crate) async fn is_paused(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_id: BrandId,
    channel_id: ChannelId,
    due_at: Now,
    now: Now,
) -> Result<bool> {
    let kept_back = KeptBack { workspace: "$1", brand: "$2", channel: "$3", due: "$4", now: "$5" };
    let found: Option<i64> = sql
        .scalar(
            &format!("select count(*) from pauses z where {}", kept_back.sql()),
            values![workspace_id, brand_id, channel_id, due_at, now],
        )
        .await?;
    Ok(found.unwrap_or(0) > 0)
}

/// Whether a pause of this very subject holds at a time, as far as pauses are planned.
pub(super) async fn holds_at(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    subject: &str,
    at: Now,
) -> Result<bool> {
    let found: Option<i64> = sql
        .scalar(
            &format!(
                "select count(*) from pauses z where z.workspace_id = $1 and z.subject = $2 and z.ended_at is null \
                 and z.starts_at <= $3 and {END} > $3"
            ),
            values![workspace_id, subject, at],
        )
        .await?;
    Ok(found.unwrap_or(0) > 0)
}

/// Holds what fell due within a pause and was not yet looked at by a worker.
pub(super) async fn hold_due(tx: &Tx, workspace_id: WorkspaceId, pause: &Pause, end: Now) -> Result<u64> {
    tx.run(
        "update deliveries set state = 'paused', due_at = $1, last_error = 'paused' where workspace_id = $2 \
         and state in ('scheduled', 'retry_at') and due_at >= $3 and due_at < $4 \
         and (cast($5 as text) is null or brand_id = $5) and (cast($6 as text) is null or channel_id = $6)",
        values![NEVER, workspace_id, pause.starts_at, end, pause.brand_id, pause.channel_id],
    )
    .await
}

/// Held deliveries, oldest first, each with its place among those of its channel.
pub(super) async fn held(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
    now: Now,
    offset: i64,
    limit: i64,
) -> Result<Vec<Held>> {
    sql.all(
        &format!(
            "select d.id, d.post_id, d.brand_id, d.channel_id, p.title as post_title, c.handle as channel_handle, \
             c.network, d.scheduled_at, d.last_error, row_number() over (partition by d.channel_id order by d.scheduled_at, d.id) \
             as place, cast(case when exists (select 1 from pauses z where z.workspace_id = d.workspace_id \
             and z.starts_at <= $3 and {END} > $3 and (z.scope = 'workspace' or (z.scope = 'brand' \
             and z.brand_id = d.brand_id) or z.channel_id = d.channel_id)) then 1 else 0 end as bigint) as still_paused \
             from deliveries d join posts p on p.workspace_id = d.workspace_id and p.id = d.post_id \
             join channels c on c.workspace_id = d.workspace_id and c.id = d.channel_id \
             where d.workspace_id = $1 and d.state = 'paused' and p.deleted_at is null \
             and (cast($2 as text) is null or d.brand_id = $2) order by d.scheduled_at, d.id limit $4 offset $5"
        ),
        values![workspace_id, brand_scope, now, limit, offset],
    )
    .await
}

/// How many deliveries are held, and how many newsletters have held letters.
pub(crate) async fn count_held(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
) -> Result<i64> {
    let found: Option<i64> = sql
        .scalar(
            "select (select count(*) from deliveries d join posts p on p.workspace_id = d.workspace_id and p.id = d.post_id \
             where d.workspace_id = $1 and d.state = 'paused' and p.deleted_at is null \
             and (cast($2 as text) is null or d.brand_id = $2)) + (select count(distinct l.delivery_id) from letters l \
             join deliveries d on d.workspace_id = l.workspace_id and d.id = l.delivery_id \
             join posts p on p.workspace_id = d.workspace_id and p.id = d.post_id \
             where l.workspace_id = $1 and l.state = 'held' and p.deleted_at is null \
             and (cast($2 as text) is null or d.brand_id = $2))",
            values![workspace_id, brand_scope],
        )
        .await?;
    Ok(found.unwrap_or(0))
}

/// How many deliveries are held.
pub(super) async fn count_held_posts(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
) -> Result<i64> {
    let found: Option<i64> = sql
        .scalar(
            "select count(*) from deliveries d join posts p on p.workspace_id = d.workspace_id and p.id = d.post_id \
             where d.workspace_id = $1 and d.state = 'paused' and p.deleted_at is null \
             and (cast($2 as text) is null or d.brand_id = $2)",
            values![workspace_id, brand_scope],
        )
        .await?;
    Ok(found.unwrap_or(0))
}
