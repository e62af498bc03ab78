//! SQL of metrics and the queue that fetches them.

use db::{FromQueryResult, Result, Sql, Tx, lease::Queue, values};

use crate::{
    Now,
    ids::{BrandId, ChannelId, MetricPointId, WorkspaceId},
};

/// The queue of fetches.
pub(crate) const DUE: Queue = Queue { table: "metric_fetches", due: "scheduled", claimed: "claimed" };

/// Schedules the fetching of a subject's numbers; `id` is the subject's own.
pub(crate) async fn put_fetch(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: db::id::Uuid,
    subject_kind: &str,
    channel_id: ChannelId,
    due_at: Now,
) -> Result<()> {
    tx.run(
        "insert into metric_fetches (workspace_id, id, subject_kind, channel_id, state, due_at, attempts, fetches) \
         values ($1, $2, $3, $4, 'scheduled', $5, 0, 0) \
         on conflict (workspace_id, id) do update set state = 'scheduled', due_at = excluded.due_at, leased_by = null",
        values![workspace_id, id.hyphenated().to_string(), subject_kind, channel_id, due_at],
    )
    .await?;
    Ok(())
}

/// What a claimed fetch is about.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Fetch {
    pub id: String,
    pub subject_kind: String,
    pub channel_id: ChannelId,
    pub remote_id: Option<String>,
    pub published_at: Option<Now>,
}

/// The fetches behind claims of one workspace.
pub(crate) async fn fetches(sql: Sql<'_>, workspace_id: WorkspaceId, worker: &str) -> Result<Vec<Fetch>> {
    sql.all(
        "select f.id, f.subject_kind, f.channel_id, d.remote_id, d.published_at from metric_fetches f \
         left join deliveries d on d.workspace_id = f.workspace_id and d.id = f.id \
         where f.workspace_id = $1 and f.state = 'claimed' and f.leased_by = $2",
        values![workspace_id, worker],
    )
    .await
}

/// Keeps a number: as history when it changed or was not told for an hour, and as the latest.
pub(crate) async fn put_value(
    tx: &Tx,
    workspace_id: WorkspaceId,
    subject: (&str, &str),
    metric: &str,
    value: i64,
    source: &str,
    now: Now,
) -> Result<()> {
    let (subject_kind, subject_id) = subject;
    tx.run(
        "insert into metric_points (workspace_id, id, subject_kind, subject_id, metric, value, source, fetched_at) \
         select $1, $2, $3, $4, $5, $6, $7, $8 where not exists (select 1 from metric_points p \
         where p.workspace_id = $1 and p.subject_id = $4 and p.metric = $5 and p.value = $6 \
         and p.fetched_at > $9 and p.fetched_at = (select max(q.fetched_at) from metric_points q \
         where q.workspace_id = $1 and q.subject_id = $4 and q.metric = $5))",
        values![
            workspace_id,
            MetricPointId::generate(),
            subject_kind,
            subject_id,
            metric,
            value,
            source,
            now,
            now - crate::clock::HOUR
        ],
    )
    .await?;
    tx.run(
        "insert into metric_latest (workspace_id, subject_id, metric, value, source, fetched_at) \
         values ($1, $2, $3, $4, $5, $6) on conflict (workspace_id, subject_id, metric) do update \
         set value = excluded.value, source = excluded.source, fetched_at = excluded.fetched_at",
        values![workspace_id, subject_id, metric, value, source, now],
    )
    .await?;
    Ok(())
}

/// Notes that a fetch went well.
pub(crate) async fn set_fetched(tx: &Tx, workspace_id: WorkspaceId, id: &str, now: Now) -> Result<()> {
    tx.run(
        "update metric_fetches set fetched_at = $1, fetches = fetches + 1, attempts = 0 \
         where workspace_id = $2 and id = $3",
        values![now, workspace_id, id],
    )
    .await?;
    Ok(())
}

/// A number as it was last told.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Latest {
    pub subject_id: String,
    pub metric: String,
    pub value: i64,
    pub source: String,
    pub fetched_at: Now,
}

/// The latest numbers of a post's deliveries.
pub(crate) async fn latest_of_post(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    post_id: crate::ids::PostId,
) -> Result<Vec<Latest>> {
    sql.all(
        "select m.subject_id, m.metric, m.value, m.source, m.fetched_at from metric_latest m \
         join deliveries d on d.workspace_id = m.workspace_id and d.id = m.subject_id \
         where d.workspace_id = $1 and d.post_id = $2",
        values![workspace_id, post_id],
    )
    .await
}

/// The latest numbers of channels.
pub(crate) async fn latest_of_channels(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
) -> Result<Vec<Latest>> {
    sql.all(
        "select m.subject_id, m.metric, m.value, m.source, m.fetched_at from metric_latest m \
         join channels c on c.workspace_id = m.workspace_id and c.id = m.subject_id \
         where c.workspace_id = $1 and (cast($2 as text) is null or c.brand_id = $2)",
        values![workspace_id, brand_scope],
    )
    .await
}

/// A point of a curve.
#[derive(Debug, Clone, FromQueryResult)]
pub(crate) struct Point {
    pub value: i64,
    pub fetched_at: Now,
}

/// The curve of one number, oldest first, at most 2,000 points.
pub(crate) async fn history(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    subject_id: &str,
    metric: &str,
    since: Now,
) -> Result<Vec<Point>> {
    sql.all(
        "select value, fetched_at from metric_points where workspace_id = $1 and subject_id = $2 and metric = $3 \
         and fetched_at >= $4 order by fetched_at limit 2000",
        values![workspace_id, subject_id, metric, since],
    )
    .await
}
