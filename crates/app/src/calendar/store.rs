//! SQL of the calendar: what a month shows of the deliveries.

use db::{FromQueryResult, Result, Sql, values};

use crate::{
    Now,
    deliveries::{
        Delivery,
        store::{COLUMNS, JOINS},
    },
    ids::{BrandId, WorkspaceId},
};

/// The first `shown` deliveries of each day; `starts` are the days' first instants in order, `until` the end.
pub(super) async fn first_of_days(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
    starts: &[Now],
    until: Now,
    shown: i64,
) -> Result<Vec<Delivery>> {
    let ends = starts.iter().skip(1).chain(std::iter::once(&until));
    let per_day: Vec<String> = starts
        .iter()
        .zip(ends)
        .map(|(from, to)| {
            // Each branch reads `shown` rows off the month's index, however many the day has.
            format!(
                "select id from (select d.id from deliveries d left join posts p on p.workspace_id = d.workspace_id \
                 and p.id = d.post_id where d.workspace_id = $1 and d.scheduled_at >= {from} and d.scheduled_at < {to} \
                 and d.state <> 'canceled' and p.deleted_at is null and (cast($2 as text) is null or d.brand_id = $2) \
                 order by d.scheduled_at, d.id limit $3) day_{from}"
            )
        })
        .collect();
    if per_day.is_empty() {
        return Ok(Vec::new());
    }
    // `cross join` keeps SQLite to this order: left to choose, it walks all deliveries of the workspace in order of time.
    let text = format!(
        "with shown as materialized ({}) select {COLUMNS} from shown s cross join deliveries d {JOINS} \
         where d.workspace_id = $1 and d.id = s.id order by d.scheduled_at, d.id",
        per_day.join(" union all ")
    );
    sql.all(&text, values![workspace_id, brand_scope, shown]).await
}

/// How many deliveries each day has, in the order of `starts`.
pub(super) async fn count_of_days(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
    starts: &[Now],
    until: Now,
) -> Result<Vec<i64>> {
    #[derive(FromQueryResult)]
    struct Count {
        day: i64,
        count: i64,
    }
    let ends = starts.iter().skip(1).chain(std::iter::once(&until));
    let Some(first) = starts.first() else { return Ok(Vec::new()) };
    let days: Vec<String> = starts
        .iter()
        .zip(ends)
        .enumerate()
        .map(|(day, (from, to))| format!("({day}, {from}, {to})"))
        .collect();
    // The month's index holds all that is counted. Grouping would sort the month's rows, and asking for the post of each
    // is ten times as slow: those of deleted posts are few, and are taken off.
    let text = format!(
        "with gone as materialized (select d.scheduled_at as at from posts p cross join deliveries d \
         where p.workspace_id = $1 and p.deleted_at is not null and d.workspace_id = p.workspace_id \
         and d.post_id = p.id and d.scheduled_at >= {first} and d.scheduled_at < {until} and d.state <> 'canceled' \
         and (cast($2 as text) is null or d.brand_id = $2)), days(day, from_at, to_at) as (values {}) \
         select cast(day as bigint) as day, (select count(*) from deliveries d where d.workspace_id = $1 \
         and d.scheduled_at >= days.from_at and d.scheduled_at < days.to_at and d.state <> 'canceled' \
         and (cast($2 as text) is null or d.brand_id = $2)) - (select count(*) from gone \
         where at >= days.from_at and at < days.to_at) as count from days order by day",
        days.join(", ")
    );
    let counts: Vec<Count> = sql.all(&text, values![workspace_id, brand_scope]).await?;
    debug_assert!(counts.iter().zip(0..).all(|(count, day)| count.day == day));
    Ok(counts.into_iter().map(|count| count.count).collect())
}
