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
                "select id from (select d.id from deliveries d join posts p on p.workspace_id = d.workspace_id \
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

/// How many deliveries each day has: (index of the day, count).
pub(super) async fn count_of_days(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_scope: Option<BrandId>,
    starts: &[Now],
    until: Now,
) -> Result<Vec<(i64, i64)>> {
    #[derive(FromQueryResult)]
    struct Count {
        day: i64,
        count: i64,
    }
    let Some(first) = starts.first() else { return Ok(Vec::new()) };
    // The month's index holds all that is asked. The deleted posts are few; asking for each post is ten times as slow.
    let text = format!(
        "select cast({} as bigint) as day, count(*) as count from deliveries d where d.workspace_id = $1 \
         and d.scheduled_at >= $2 and d.scheduled_at < $3 and d.state <> 'canceled' \
         and (cast($4 as text) is null or d.brand_id = $4) \
         and d.post_id not in (select id from posts where workspace_id = $1 and deleted_at is not null) group by 1",
        day_of(starts, 0)
    );
    let counts: Vec<Count> = sql.all(&text, values![workspace_id, *first, until, brand_scope]).await?;
    Ok(counts.into_iter().map(|count| (count.day, count.count)).collect())
}

/// The index of a delivery's day, found by halving: a month is asked six times, not 35.
fn day_of(starts: &[Now], before: usize) -> String {
    let half = starts.len() / 2;
    let (earlier, later) = starts.split_at(half);
    match later.first() {
        Some(start) if half > 0 => {
            let (earlier, later) = (day_of(earlier, before), day_of(later, before + half));
            format!("case when d.scheduled_at < {start} then {earlier} else {later} end")
        }
        _ => before.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::day_of;

    #[test]
    fn days_are_found_by_halving() {
        assert_eq!(day_of(&[10], 0), "0");
        assert_eq!(
            day_of(&[10, 20, 30], 0),
            "case when d.scheduled_at < 20 then 0 else case when d.scheduled_at < 30 then 1 else 2 end end"
        );
    }
}
