//! SQL of the strategist's home.

use db::{FromQueryResult, Sql, values};
use jiff::civil::Date;

use super::FirstSteps;
use crate::{Actor, Result};

#[derive(Debug, Clone, Default, FromQueryResult)]
pub(crate) struct MonthRow {
    pub heard: i64,
    pub revenue_minor: i64,
    pub margin_minor: i64,
    pub margin_unknown: i64,
    pub conversions: i64,
    pub unattributed_minor: i64,
    pub other_currency: i64,
    pub cost_minor: i64,
    pub cost_lines: i64,
}

/// Sums of a month: its days for cost lines, its instants for conversions.
pub(crate) async fn month(
    sql: Sql<'_>,
    actor: &Actor,
    (first, last): (Date, Date),
    (from, to): (i64, i64),
) -> Result<MonthRow> {
    let row: Option<MonthRow> = sql
        .first(
            "with month as (select cast(coalesce(sum(case when currency = $3 and link_id is not null then value_minor \
             end), 0) as bigint) as revenue_minor, \
             cast(coalesce(sum(case when currency = $3 and link_id is not null then margin_minor end), 0) as bigint) \
             as margin_minor, \
             count(case when currency = $3 and link_id is not null and margin_minor is null then 1 end) \
             as margin_unknown, \
             count(case when currency = $3 and link_id is not null then 1 end) as conversions, \
             cast(coalesce(sum(case when currency = $3 and link_id is null then value_minor end), 0) as bigint) \
             as unattributed_minor, \
             count(case when currency <> $3 then 1 end) as other_currency from conversions \
             where workspace_id = $1 and (cast($2 as text) is null or brand_id = $2) and at >= $4 and at < $5), \
             spent as (select cast(coalesce(sum(amount_minor), 0) as bigint) as cost_minor, count(*) as cost_lines \
             from cost_lines where workspace_id = $1 and (cast($2 as text) is null or brand_id = $2) \
             and currency = $3 and deleted_at is null and incurred_on >= $6 and incurred_on <= $7), \
             heard as (select cast(case when exists (select 1 from visits where workspace_id = $1 and \
             (cast($2 as text) is null or brand_id = $2)) or exists (select 1 from conversions where \
             workspace_id = $1 and (cast($2 as text) is null or brand_id = $2)) then 1 else 0 end as bigint) as heard) \
             select heard.heard, month.revenue_minor, month.margin_minor, month.margin_unknown, month.conversions, \
             month.unattributed_minor, month.other_currency, spent.cost_minor, spent.cost_lines \
             from month, spent, heard",
            values![
                actor.workspace_id, actor.brand_scope, actor.currency.to_string(), from, to, first.to_string(),
                last.to_string()
            ],
        )
        .await?;
    Ok(row.unwrap_or_default())
}

#[derive(FromQueryResult)]
struct StepsRow {
    goal: i64,
    campaign: i64,
    channel: i64,
    post: i64,
}

/// Which of the first steps are done.
pub(crate) async fn first_steps(sql: Sql<'_>, actor: &Actor) -> Result<FirstSteps> {
    let exists = |table: &str, condition: &str| {
        format!(
            "cast(case when exists (select 1 from {table} where workspace_id = $1 and \
             (cast($2 as text) is null or brand_id = $2) and {condition} is null) then 1 else 0 end as bigint)"
        )
    };
    let row: Option<StepsRow> = sql
        .first(
            &format!(
                "select {} as goal, {} as campaign, {} as channel, {} as post",
                exists("goals", "archived_at"),
                exists("campaigns", "archived_at"),
                exists("channels", "disconnected_at"),
                exists("posts", "deleted_at")
            ),
            values![actor.workspace_id, actor.brand_scope],
        )
        .await?;
    Ok(row.map_or_else(FirstSteps::default, |row| FirstSteps {
        goal: row.goal > 0,
        campaign: row.campaign > 0,
        channel: row.channel > 0,
        post: row.post > 0,
    }))
}
