//! SQL of attribution. Every function answers for many things in a fixed number of statements.

mod ways;

use std::collections::HashMap;

use db::{FromQueryResult, Sql, Value, id::Uuid, values};

pub(crate) use ways::marks;
use ways::wanted_values;

use super::{Cost, Hears, Level, Reaction, Reactions, Takings, Window};
use crate::{
    Error, Result,
    clock::DAY,
    ids::{BrandId, CampaignId, GoalId, WorkspaceId},
};

/// Things asked about in one statement; PostgreSQL allows 65,535 values.
const BATCH: usize = 5_000;

#[derive(FromQueryResult)]
struct GoalCampaignRow {
    goal_id: GoalId,
    campaign_id: CampaignId,
}

#[derive(FromQueryResult)]
struct CountRow {
    subject: String,
    links: i64,
    clicks: i64,
    crawler_clicks: i64,
    last_click_at: Option<i64>,
    visits: i64,
    last_visit_at: Option<i64>,
    leads: i64,
    last_lead_at: Option<i64>,
}

#[derive(FromQueryResult)]
struct ConversionRow {
    subject: String,
    number: i64,
    other_currency: i64,
    orders: i64,
    sign_ups: i64,
    revenue_minor: i64,
    margin_minor: i64,
    margin_unknown: i64,
    last_at: Option<i64>,
}

/// Sums over the links of each window's thing. Things without a link are not in the answer.
pub(crate) async fn takings(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    currency: &str,
    level: Level,
    windows: &[Window],
) -> Result<HashMap<Uuid, Takings>> {
    if level == Level::Goal && windows.len() > 1 && windows.iter().all(Window::is_always) {
        return takings_of_goals(sql, workspace_id, currency, windows).await;
    }
    takings_by_links(sql, workspace_id, currency, level, windows).await
}

/// Goals share campaigns: each campaign is summed up once, whatever the number of its goals.
async fn takings_of_goals(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    currency: &str,
    goals: &[Window],
) -> Result<HashMap<Uuid, Takings>> {
    let mut pairs: Vec<GoalCampaignRow> = Vec::new();
    for goals in goals.chunks(BATCH) {
        let mut values = values![workspace_id];
        values.extend(goals.iter().map(|goal| Value::from(goal.subject.hyphenated().to_string())));
        let text = format!(
            "select goal_id, campaign_id from campaign_goals where workspace_id = $1 and goal_id in ({})",
            marks(2, goals.len())
        );
        pairs.extend(sql.all(&text, values).await?);
    }
    let mut campaigns: Vec<Uuid> = pairs.iter().map(|pair| pair.campaign_id.uuid()).collect();
    campaigns.sort_unstable();
    campaigns.dedup();
    let windows: Vec<Window> = campaigns.into_iter().map(Window::always).collect();
    let by_campaign = takings_by_links(sql, workspace_id, currency, Level::Campaign, &windows).await?;
    let mut found: HashMap<Uuid, Takings> = HashMap::new();
    for pair in pairs {
        if let Some(takings) = by_campaign.get(&pair.campaign_id.uuid()) {
            found.entry(pair.goal_id.uuid()).or_default().add(takings);
        }
    }
    Ok(found)
}

async fn takings_by_links(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    currency: &str,
    level: Level,
    windows: &[Window],
) -> Result<HashMap<Uuid, Takings>> {
    let mut found: HashMap<Uuid, Takings> = HashMap::new();
    for windows in windows.chunks(BATCH) {
        for row in counts(sql, workspace_id, level, windows).await? {
            let takings = found.entry(uuid(&row.subject)?).or_default();
            takings.links = row.links;
            (takings.clicks, takings.crawler_clicks) = (row.clicks, row.crawler_clicks);
            (takings.visits, takings.leads) = (row.visits, row.leads);
            (takings.last_click_at, takings.last_visit_at) = (row.last_click_at, row.last_visit_at);
            takings.last_lead_at = row.last_lead_at;
        }
        for row in conversions(sql, workspace_id, currency, level, windows).await? {
            let takings = found.entry(uuid(&row.subject)?).or_default();
            takings.conversions = row.number;
            takings.other_currency = row.other_currency;
            takings.orders = row.orders;
            takings.sign_ups = row.sign_ups;
            takings.revenue_minor = row.revenue_minor;
            takings.margin_minor = row.margin_minor;
            takings.margin_unknown = row.margin_unknown;
            takings.last_conversion_at = row.last_at;
        }
    }
    Ok(found)
}

/// Links, clicks, visits and leads. Clicks and visits come from the sums of the links' days; those of a day that lies
/// half in a window, as most do outside of UTC, from the events themselves.
async fn counts(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    level: Level,
    windows: &[Window],
) -> Result<Vec<CountRow>> {
    let mut parts = vec![
        "select subject, 1 as links, 0 as clicks, 0 as crawler_clicks, cast(null as bigint) as last_click_at, \
         0 as visits, cast(null as bigint) as last_visit_at, 0 as leads, cast(null as bigint) as last_lead_at \
         from spans"
            .to_owned(),
        "select s.subject, 0, d.clicks, d.crawler_clicks, d.last_click_at, d.visits, d.last_visit_at, 0, null \
         from spans s cross join link_days d where d.workspace_id = $1 and d.link_id = s.link_id \
         and d.day >= s.first_day and d.day < s.end_day"
            .to_owned(),
        "select s.subject, 0, 0, 0, null, 0, null, 1, r.created_at from spans s cross join leads r \
         where r.workspace_id = $1 and r.link_id = s.link_id and r.created_at >= s.from_at \
         and r.created_at < s.to_at"
            .to_owned(),
    ];
    if !windows.iter().all(Window::is_always) {
        for edge in [
            format!(
                "s.from_at < s.first_day * {DAY} and e.at >= s.from_at and e.at < s.first_day * {DAY} and e.at < s.to_at"
            ),
            format!(
                "s.to_at > s.end_day * {DAY} and e.at >= s.end_day * {DAY} and e.at >= s.first_day * {DAY} and e.at < s.to_at"
            ),
        ] {
            parts.push(format!(
                "select s.subject, 0, 1 - e.crawler, e.crawler, case when e.crawler = 0 then e.at end, 0, null, 0, null \
                 from spans s cross join clicks e where e.workspace_id = $1 and e.link_id = s.link_id and {edge}"
            ));
            parts.push(format!(
                "select s.subject, 0, 0, 0, null, 1, e.started_at, 0, null \
                 from spans s cross join visits e where e.workspace_id = $1 and e.link_id = s.link_id and {}",
                edge.replace("e.at", "e.started_at")
            ));
        }
    }
    let text = format!(
        "{}, spans as (select subject, link_id, from_at, to_at, (from_at + {last}) / {DAY} as first_day, \
         to_at / {DAY} as end_day from touched) \
         select subject, cast(sum(links) as bigint) as links, cast(sum(clicks) as bigint) as clicks, \
         cast(sum(crawler_clicks) as bigint) as crawler_clicks, max(last_click_at) as last_click_at, \
         cast(sum(visits) as bigint) as visits, max(last_visit_at) as last_visit_at, \
         cast(sum(leads) as bigint) as leads, max(last_lead_at) as last_lead_at from ({}) counted group by subject",
        level.touched(windows.len()),
        parts.join(" union all "),
        last = DAY - 1,
    );
    Ok(sql.all(&text, wanted_values(workspace_id, windows)).await?)
}

async fn conversions(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    currency: &str,
    level: Level,
    windows: &[Window],
) -> Result<Vec<ConversionRow>> {
    let head = level.touched(windows.len());
    let mut values = wanted_values(workspace_id, windows);
    values.push(Value::from(currency));
    let own = format!("c.currency = ${}", values.len());
    Ok(sql
        .all(
            &format!(
                "{head} select t.subject, cast(sum(case when {own} then 1 else 0 end) as bigint) as number, \
                 cast(sum(case when {own} then 0 else 1 end) as bigint) as other_currency, \
                 cast(sum(case when c.order_id is null then 0 else 1 end) as bigint) as orders, \
                 cast(sum(case when c.name in ('sign_up', 'signup', 'registration') then 1 else 0 end) as bigint) as sign_ups, \
                 cast(sum(case when {own} then c.value_minor else 0 end) as bigint) as revenue_minor, \
                 cast(sum(case when {own} then coalesce(c.margin_minor, 0) else 0 end) as bigint) as margin_minor, \
                 count(case when {own} and c.margin_minor is null then 1 end) as margin_unknown, \
                 max(c.at) as last_at from touched t \
                 cross join conversions c where c.workspace_id = $1 and c.link_id = t.link_id and c.at >= t.from_at \
                 and c.at < t.to_at group by t.subject"
            ),
            values,
        )
        .await?)
}

#[derive(FromQueryResult)]
struct ReactionRow {
    subject: String,
    metric: String,
    value: i64,
    number: i64,
    fetched_at: i64,
    first_source: String,
    last_source: String,
}

/// Newest counters of the deliveries of each window's thing, summed up by metric; the window is the time of
/// publication.
pub(crate) async fn reactions(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    level: Level,
    windows: &[Window],
) -> Result<HashMap<Uuid, Reactions>> {
    let mut found: HashMap<Uuid, Reactions> = HashMap::new();
    for windows in windows.chunks(BATCH) {
        let rows: Vec<ReactionRow> = sql
            .all(
                &format!(
                    "{} select s.subject, m.metric, cast(sum(m.value) as bigint) as value, count(*) as number, \
                     min(m.fetched_at) as fetched_at, min(m.source) as first_source, max(m.source) as last_source \
                     from sent s cross join metric_latest m where m.workspace_id = $1 and m.subject_id = s.delivery_id \
                     and s.at >= s.from_at and s.at < s.to_at group by s.subject, m.metric",
                    level.sent(windows.len())
                ),
                wanted_values(workspace_id, windows),
            )
            .await?;
        for row in rows {
            let source = sources(row.first_source, row.last_source);
            let reaction =
                Reaction { value: row.value, rows: row.number, fetched_at: row.fetched_at, source };
            found.entry(uuid(&row.subject)?).or_default().insert(row.metric, reaction);
        }
    }
    Ok(found)
}

/// The calls that told numbers, of the first and the last by name.
pub(crate) fn sources(first: String, last: String) -> String {
    if first == last { first } else { format!("{first}, {last}") }
}

#[derive(FromQueryResult)]
struct StateRow {
    subject: String,
    state: String,
    number: i64,
}

/// How many deliveries of each thing are in which state.
pub(crate) async fn states(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    level: Level,
    windows: &[Window],
) -> Result<HashMap<Uuid, Vec<(String, i64)>>> {
    let mut found: HashMap<Uuid, Vec<(String, i64)>> = HashMap::new();
    for windows in windows.chunks(BATCH) {
        let rows: Vec<StateRow> = sql
            .all(
                &format!(
                    "{} select subject, state, count(*) as number from sent group by subject, state \
                     order by subject, state",
                    level.sent(windows.len())
                ),
                wanted_values(workspace_id, windows),
            )
            .await?;
        for row in rows {
            found.entry(uuid(&row.subject)?).or_default().push((row.state, row.number));
        }
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct CostRow {
    subject: String,
    place: String,
    amount: i64,
    number: i64,
    entered_at: Option<i64>,
}

/// Cost lines of each thing and of all below it, by the level on which they stand.
pub(crate) async fn costs(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    currency: &str,
    level: Level,
    subjects: &[Uuid],
) -> Result<HashMap<Uuid, Cost>> {
    let mut found: HashMap<Uuid, Cost> = HashMap::new();
    let windows: Vec<Window> = subjects.iter().copied().map(Window::always).collect();
    for windows in windows.chunks(BATCH) {
        let mut values = wanted_values(workspace_id, windows);
        values.push(Value::from(currency));
        let rows: Vec<CostRow> = sql
            .all(
                &format!(
                    "{} select s.subject, s.place, cast(sum(c.amount_minor) as bigint) as amount, \
                     count(*) as number, max(c.created_at) as entered_at from spent s \
                     join cost_lines c on c.workspace_id = $1 and c.id = s.line_id and c.currency = ${} \
                     group by s.subject, s.place",
                    level.spent(windows.len()),
                    values.len()
                ),
                values,
            )
            .await?;
        for row in rows {
            let cost = found.entry(uuid(&row.subject)?).or_default();
            match row.place.as_str() {
                "goal" => cost.goal_minor += row.amount,
                "campaign" => {
                    cost.campaign_minor += row.amount;
                    cost.campaign_lines += row.number;
                }
                "post" => {
                    cost.post_minor += row.amount;
                    cost.post_lines += row.number;
                }
                _ => cost.delivery_minor += row.amount,
            }
            cost.lines += row.number;
            cost.entered_at = cost.entered_at.max(row.entered_at);
        }
    }
    Ok(found)
}

#[derive(FromQueryResult)]
struct HearsRow {
    brand_id: BrandId,
    visits: i64,
    conversions: i64,
    leads: i64,
}

/// What can be known of each brand.
pub(crate) async fn hears(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    brand_ids: &[BrandId],
) -> Result<HashMap<BrandId, Hears>> {
    if brand_ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut values = values![workspace_id];
    values.extend(brand_ids.iter().map(|id| Value::from(*id)));
    let exists = |table: &str| {
        format!(
            "case when exists (select 1 from {table} r where r.workspace_id = b.workspace_id and r.brand_id = b.id) \
             then 1 else 0 end"
        )
    };
    let rows: Vec<HearsRow> = sql
        .all(
            &format!(
                "select b.id as brand_id, cast({} as bigint) as visits, cast({} as bigint) as conversions, \
                 cast({} as bigint) as leads from brands b where b.workspace_id = $1 and b.id in ({})",
                exists("visits"),
                exists("conversions"),
                exists("leads"),
                marks(2, brand_ids.len())
            ),
            values,
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let visits = row.visits > 0;
            (row.brand_id, Hears { visits, conversions: visits || row.conversions > 0, leads: row.leads > 0 })
        })
        .collect())
}

fn uuid(text: &str) -> Result<Uuid> {
    Uuid::try_parse(text).map_err(|_| Error::Internal(format!("{text:?} in the database is no id")))
}
