//! SQL of the trace: a statement for each kind of row, whatever their number.

use db::{Sql, Value, id::Uuid, values};

use super::{
    Kind,
    rows::{CampaignOf, ConversionRow, DeliveryRow, LeadRow, LinkRow, PostRow, VisitRow},
};
use crate::{
    Result,
    attribution::marks,
    ids::{CampaignId, GoalId, LinkId, WorkspaceId},
};

/// Which rows of a table are wanted.
pub(crate) enum Pick<'a> {
    /// These.
    Ids(&'a [Uuid]),
    /// Those of these parents, so many of each, newest first.
    Below(&'a str, &'a [Uuid], i64),
}

/// A select over `{table} t` that is cut to so many of each parent; `siblings` is how many there are.
fn picked(
    workspace_id: WorkspaceId,
    pick: &Pick<'_>,
    table: &str,
    condition: &str,
    newest: &str,
) -> (String, Vec<Value>) {
    let (column, ids, each) = match pick {
        Pick::Ids(ids) => ("id", *ids, 1),
        Pick::Below(column, ids, each) => (*column, *ids, *each),
    };
    let mut values = values![workspace_id, each];
    values.extend(ids.iter().map(|id| Value::from(id.hyphenated().to_string())));
    let text = format!(
        "(select * from (select t.*, count(*) over (partition by t.{column}) as siblings, \
         row_number() over (partition by t.{column} order by t.{newest} desc, t.id desc) as place from {table} t \
         where t.workspace_id = $1 and t.{column} in ({}){condition}) cut where cut.place <= $2) t",
        marks(3, ids.len())
    );
    (text, values)
}

macro_rules! nothing_asked {
    ($pick:expr) => {
        match $pick {
            Pick::Ids([]) | Pick::Below(_, [], _) => return Ok(vec![]),
            _ => {}
        }
    };
}

pub(crate) async fn campaigns_below(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    goal_id: GoalId,
    each: i64,
) -> Result<Vec<CampaignOf>> {
    Ok(sql
        .all(
            "select cg.campaign_id, count(*) over () as siblings from campaign_goals cg \
             where cg.workspace_id = $1 and cg.goal_id = $2 order by cg.campaign_id desc limit $3",
            values![workspace_id, goal_id, each],
        )
        .await?)
}

pub(crate) async fn goals_above(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    campaign_id: CampaignId,
) -> Result<Vec<GoalId>> {
    Ok(sql
        .column(
            "select goal_id from campaign_goals where workspace_id = $1 and campaign_id = $2 \
             order by goal_id limit 20",
            values![workspace_id, campaign_id],
        )
        .await?)
}

/// Posts, each with its place among the living posts of its campaign.
pub(crate) async fn posts(sql: Sql<'_>, workspace_id: WorkspaceId, pick: Pick<'_>) -> Result<Vec<PostRow>> {
    nothing_asked!(&pick);
    let condition = if matches!(pick, Pick::Below(..)) { " and t.deleted_at is null" } else { "" };
    let (from, values) = picked(workspace_id, &pick, "posts", condition, "id");
    let others =
        "from posts o where o.workspace_id = $1 and o.campaign_id = t.campaign_id and o.deleted_at is null";
    Ok(sql
        .all(
            &format!(
                "select t.id, t.brand_id, t.campaign_id, t.title, t.created_at, t.deleted_at, t.siblings, \
                 case when t.deleted_at is null then (select count(*) {others} and o.id < t.id) else -1 end \
                 as share_index, (select count(*) {others}) as share_parts from {from} order by t.id desc"
            ),
            values,
        )
        .await?)
}

/// Deliveries, each with its place among those of its post that were not cancelled.
pub(crate) async fn deliveries(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    pick: Pick<'_>,
) -> Result<Vec<DeliveryRow>> {
    nothing_asked!(&pick);
    let (from, values) = picked(workspace_id, &pick, "deliveries", "", "scheduled_at");
    let others =
        "from deliveries o where o.workspace_id = $1 and o.post_id = t.post_id and o.state <> 'canceled'";
    Ok(sql
        .all(
            &format!(
                "select t.id, t.brand_id, t.post_id, t.state, t.last_error, t.by_hand, t.scheduled_at, t.published_at, t.remote_url, t.siblings, \
                 c.network, c.handle, \
                 case when t.state <> 'canceled' then (select count(*) {others} and o.id < t.id) else -1 end \
                 as share_index, (select count(*) {others}) as share_parts from {from} \
                 join channels c on c.workspace_id = $1 and c.id = t.channel_id order by t.scheduled_at desc, t.id desc"
            ),
            values,
        )
        .await?)
}

/// Links; below a campaign only those that were made for it alone, below a post those of none of its deliveries.
pub(crate) async fn links(sql: Sql<'_>, workspace_id: WorkspaceId, pick: Pick<'_>) -> Result<Vec<LinkRow>> {
    nothing_asked!(&pick);
    let condition = match pick {
        Pick::Below("campaign_id", ..) => " and t.post_id is null",
        Pick::Below("post_id", ..) => " and t.delivery_id is null",
        _ => "",
    };
    let (from, values) = picked(workspace_id, &pick, "links", condition, "id");
    Ok(sql
        .all(
            &format!(
                "select t.id, t.brand_id, t.campaign_id, t.post_id, t.delivery_id, t.slug, t.original_url, t.created_at, \
                 t.siblings from {from} order by t.id"
            ),
            values,
        )
        .await?)
}

pub(crate) async fn conversions(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    pick: Pick<'_>,
) -> Result<Vec<ConversionRow>> {
    nothing_asked!(&pick);
    let (from, values) = picked(workspace_id, &pick, "conversions", "", "at");
    Ok(sql
        .all(
            &format!(
                "select t.id, t.brand_id, t.name, t.order_id, t.value_minor, t.margin_minor, t.currency, t.at, t.source, \
                 t.link_id, t.visit_id, t.siblings from {from} order by t.at desc, t.id desc"
            ),
            values,
        )
        .await?)
}

/// Leads; below a link only those that are not won: a won lead stands below its conversion.
pub(crate) async fn leads(sql: Sql<'_>, workspace_id: WorkspaceId, pick: Pick<'_>) -> Result<Vec<LeadRow>> {
    nothing_asked!(&pick);
    let condition =
        if matches!(pick, Pick::Below("link_id", ..)) { " and t.conversion_id is null" } else { "" };
    let (from, values) = picked(workspace_id, &pick, "leads", condition, "id");
    Ok(sql
        .all(
            &format!(
                "select t.id, t.brand_id, t.name, t.stage, t.value_minor, t.currency, t.link_id, t.conversion_id, \
                 t.created_at, t.siblings from {from} order by t.id desc"
            ),
            values,
        )
        .await?)
}

pub(crate) async fn visits(sql: Sql<'_>, workspace_id: WorkspaceId, ids: &[Uuid]) -> Result<Vec<VisitRow>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let mut values = values![workspace_id];
    values.extend(ids.iter().map(|id| Value::from(id.hyphenated().to_string())));
    Ok(sql
        .all(
            &format!(
                "select id, brand_id, link_id, landing_url, referrer_host, pages, started_at from visits \
                 where workspace_id = $1 and id in ({})",
                marks(2, ids.len())
            ),
            values,
        )
        .await?)
}

/// The link of a click.
pub(crate) async fn link_of_click(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: Uuid,
) -> Result<Option<LinkId>> {
    Ok(sql
        .scalar(
            "select link_id from clicks where workspace_id = $1 and id = $2",
            values![workspace_id, id.hyphenated().to_string()],
        )
        .await?)
}

/// What a bare id is, if it is anything that can be traced.
pub(crate) async fn kind_of(sql: Sql<'_>, workspace_id: WorkspaceId, id: Uuid) -> Result<Option<Kind>> {
    let tables = [
        ("goal", "goals"),
        ("campaign", "campaigns"),
        ("post", "posts"),
        ("delivery", "deliveries"),
        ("link", "links"),
        ("visit", "visits"),
        ("conversion", "conversions"),
        ("lead", "leads"),
    ];
    let parts: Vec<String> = tables
        .iter()
        .map(|(kind, table)| {
            format!("select '{kind}' as kind from {table} where workspace_id = $1 and id = $2")
        })
        .collect();
    let word: Option<String> =
        sql.scalar(&parts.join(" union all "), values![workspace_id, id.hyphenated().to_string()]).await?;
    Ok(word.as_deref().and_then(Kind::parse))
}
