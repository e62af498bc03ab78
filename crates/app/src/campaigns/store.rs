//! SQL of campaigns.

use std::collections::HashMap;

use db::{FromQueryResult, Sql, Tx, Value, values};

use super::{
    BrandChoice, Campaign, OrphanCampaign, OrphanPost, OrphanReason, campaign::CampaignRow,
    input::CampaignFields,
};
use crate::{
    Actor, Error, Now, Result,
    goals::GoalChoice,
    ids::{BrandId, CampaignId, GoalId, PostId, WorkspaceId},
};

pub(super) mod contribution;

const SELECT: &str = "select c.id, c.brand_id, b.name as brand_name, c.name, c.utm_name, c.starts_on, c.ends_on, \
     c.budget_minor, c.currency, c.created_at, c.archived_at from campaigns c \
     join brands b on b.workspace_id = c.workspace_id and b.id = c.brand_id ";

/// Whether a campaign `c` has a goal at work.
const HAS_GOAL: &str = "exists (select 1 from campaign_goals cg join goals g on g.workspace_id = cg.workspace_id \
     and g.id = cg.goal_id where cg.workspace_id = c.workspace_id and cg.campaign_id = c.id and g.archived_at is null)";

pub(crate) struct NewCampaign<'a> {
    pub id: CampaignId,
    pub brand_id: BrandId,
    pub fields: &'a CampaignFields,
    pub now: Now,
}

pub(crate) async fn insert(tx: &Tx, actor: &Actor, campaign: &NewCampaign<'_>) -> db::Result<u64> {
    let f = campaign.fields;
    tx.run(
        "insert into campaigns (workspace_id, id, brand_id, name, utm_name, starts_on, ends_on, budget_minor, currency, \
         created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values![
            actor.workspace_id, campaign.id, campaign.brand_id, f.name.as_str(), f.utm_name.as_str(),
            f.starts_on.to_string(), f.ends_on.to_string(), f.budget_minor, actor.currency.to_string(), campaign.now
        ],
    )
    .await
}

pub(crate) async fn update(tx: &Tx, actor: &Actor, campaign: &NewCampaign<'_>) -> db::Result<u64> {
    let f = campaign.fields;
    tx.run(
        "update campaigns set name = $3, utm_name = $4, starts_on = $5, ends_on = $6, budget_minor = $7, currency = $8 \
         where workspace_id = $1 and id = $2",
        values![
            actor.workspace_id, campaign.id, f.name.as_str(), f.utm_name.as_str(), f.starts_on.to_string(),
            f.ends_on.to_string(), f.budget_minor, actor.currency.to_string()
        ],
    )
    .await
}

/// Makes these the campaign's goals.
pub(crate) async fn set_goals(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: CampaignId,
    goal_ids: &[GoalId],
) -> Result<()> {
    tx.run(
        "delete from campaign_goals where workspace_id = $1 and campaign_id = $2",
        values![workspace_id, id],
    )
    .await?;
    let mut values = values![workspace_id, id];
    values.extend(goal_ids.iter().map(|goal| Value::from(*goal)));
    let rows: Vec<String> = (0..goal_ids.len()).map(|at| format!("($1, $2, ${})", at + 3)).collect();
    if !rows.is_empty() {
        let text = format!(
            "insert into campaign_goals (workspace_id, campaign_id, goal_id) values {}",
            rows.join(", ")
        );
        tx.run(&text, values).await?;
    }
    Ok(())
}

pub(crate) async fn set_archived(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: CampaignId,
    at: Option<Now>,
) -> Result<u64> {
    Ok(tx
        .run(
            "update campaigns set archived_at = $3 where workspace_id = $1 and id = $2",
            values![workspace_id, id, at],
        )
        .await?)
}

pub(crate) async fn find(sql: Sql<'_>, workspace_id: WorkspaceId, id: CampaignId) -> Result<Campaign> {
    let row: Option<CampaignRow> = sql
        .first(&format!("{SELECT} where c.workspace_id = $1 and c.id = $2"), values![workspace_id, id])
        .await?;
    row.ok_or(Error::NotFound)?.try_into()
}

/// Which campaigns a list wants.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub brand_id: Option<BrandId>,
    pub archived: bool,
    /// Only those that run on this day.
    pub running_on: Option<String>,
    pub goal_id: Option<GoalId>,
    pub after: Option<CampaignId>,
    pub limit: u32,
}

pub(crate) async fn list(sql: Sql<'_>, workspace_id: WorkspaceId, wanted: &Wanted) -> Result<Vec<Campaign>> {
    let rows: Vec<CampaignRow> = sql
        .all(
            &format!(
                "{SELECT} where c.workspace_id = $1 and (cast($2 as text) is null or c.brand_id = $2) and \
                 (case when c.archived_at is null then 0 else 1 end) = $3 and \
                 (cast($4 as text) is null or (c.starts_on <= $4 and c.ends_on >= $4)) and \
                 (cast($5 as text) is null or exists (select 1 from campaign_goals cg where \
                 cg.workspace_id = c.workspace_id and cg.campaign_id = c.id and cg.goal_id = $5)) and \
                 (cast($6 as text) is null or c.id < $6) order by c.id desc limit $7"
            ),
            values![
                workspace_id,
                wanted.brand_id,
                i64::from(wanted.archived),
                wanted.running_on.clone(),
                wanted.goal_id,
                wanted.after,
                i64::from(wanted.limit)
            ],
        )
        .await?;
    rows.into_iter().map(Campaign::try_from).collect()
}

/// Campaigns by id, in no order; ids that are not there are left out.
pub(crate) async fn by_ids(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    ids: &[CampaignId],
) -> Result<Vec<Campaign>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let mut values = values![workspace_id];
    values.extend(ids.iter().map(|id| Value::from(*id)));
    let marks = crate::attribution::marks(2, ids.len());
    let rows: Vec<CampaignRow> =
        sql.all(&format!("{SELECT} where c.workspace_id = $1 and c.id in ({marks})"), values).await?;
    rows.into_iter().map(Campaign::try_from).collect()
}

#[derive(FromQueryResult)]
struct GoalOf {
    campaign_id: CampaignId,
    id: GoalId,
    brand_id: BrandId,
    name: String,
}

/// The goals of each campaign; those put away are left out.
pub(crate) async fn goals_of(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    ids: &[CampaignId],
) -> Result<HashMap<CampaignId, Vec<GoalChoice>>> {
    let mut found: HashMap<CampaignId, Vec<GoalChoice>> = HashMap::new();
    if ids.is_empty() {
        return Ok(found);
    }
    let mut values = values![workspace_id];
    values.extend(ids.iter().map(|id| Value::from(*id)));
    let rows: Vec<GoalOf> = sql
        .all(
            &format!(
                "select cg.campaign_id, g.id, g.brand_id, g.name from campaign_goals cg \
                 join goals g on g.workspace_id = cg.workspace_id and g.id = cg.goal_id \
                 where cg.workspace_id = $1 and g.archived_at is null and cg.campaign_id in ({}) order by g.name, g.id",
                crate::attribution::marks(2, ids.len())
            ),
            values,
        )
        .await?;
    for row in rows {
        let choice = GoalChoice { id: row.id, brand_id: row.brand_id, name: row.name };
        found.entry(row.campaign_id).or_default().push(choice);
    }
    Ok(found)
}

/// Brands within reach that are not put away, by name.
pub(crate) async fn brands(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    scope: Option<BrandId>,
) -> Result<Vec<BrandChoice>> {
    Ok(sql
        .all(
            "select id, name from brands where workspace_id = $1 and archived_at is null and \
             (cast($2 as text) is null or id = $2) order by name, id",
            values![workspace_id, scope],
        )
        .await?)
}

#[derive(FromQueryResult)]
struct OrphanRow {
    id: PostId,
    title: String,
    brand_name: String,
    brand_id: BrandId,
    campaign_id: Option<CampaignId>,
    campaign_name: Option<String>,
    created_at: i64,
    total: i64,
}

/// Posts that serve no goal, newest first, and how many there are.
pub(crate) async fn orphan_posts(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    scope: Option<BrandId>,
    limit: u32,
) -> Result<(Vec<OrphanPost>, i64)> {
    let rows: Vec<OrphanRow> = sql
        .all(
            &format!(
                "select p.id, p.title, b.name as brand_name, p.brand_id, c.id as campaign_id, c.name as campaign_name, \
                 p.created_at, count(*) over () as total from posts p \
                 join brands b on b.workspace_id = p.workspace_id and b.id = p.brand_id \
                 left join campaigns c on c.workspace_id = p.workspace_id and c.id = p.campaign_id \
                 where p.workspace_id = $1 and p.deleted_at is null and \
                 (cast($2 as text) is null or p.brand_id = $2) and (c.id is null or not {HAS_GOAL}) \
                 order by p.id desc limit $3"
            ),
            values![workspace_id, scope, i64::from(limit)],
        )
        .await?;
    let total = rows.first().map_or(0, |row| row.total);
    let posts = rows
        .into_iter()
        .map(|row| OrphanPost {
            id: row.id,
            title: row.title,
            brand_id: row.brand_id,
            brand_name: row.brand_name,
            reason: if row.campaign_id.is_none() { OrphanReason::NoCampaign } else { OrphanReason::NoGoal },
            campaign_id: row.campaign_id,
            campaign_name: row.campaign_name,
            created_at: row.created_at,
        })
        .collect();
    Ok((posts, total))
}

/// Campaigns at work without a goal at work.
pub(crate) async fn orphan_campaigns(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    scope: Option<BrandId>,
    limit: u32,
) -> Result<Vec<OrphanCampaign>> {
    Ok(sql
        .all(
            &format!(
                "select c.id, c.name, b.name as brand_name from campaigns c \
                 join brands b on b.workspace_id = c.workspace_id and b.id = c.brand_id \
                 where c.workspace_id = $1 and c.archived_at is null and \
                 (cast($2 as text) is null or c.brand_id = $2) and not {HAS_GOAL} order by c.id desc limit $3"
            ),
            values![workspace_id, scope, i64::from(limit)],
        )
        .await?)
}

#[derive(FromQueryResult)]
struct PostBrand {
    brand_id: BrandId,
}

pub(crate) async fn brand_of_post(sql: Sql<'_>, workspace_id: WorkspaceId, id: PostId) -> Result<BrandId> {
    let row: Option<PostBrand> = sql
        .first(
            "select brand_id from posts where workspace_id = $1 and id = $2 and deleted_at is null",
            values![workspace_id, id],
        )
        .await?;
    row.map(|row| row.brand_id).ok_or(Error::NotFound)
}

pub(crate) async fn place_post(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: PostId,
    campaign_id: CampaignId,
    now: Now,
) -> Result<u64> {
    Ok(tx
        .run(
            "update posts set campaign_id = $3, updated_at = $4, version = version + 1 \
             where workspace_id = $1 and id = $2 and deleted_at is null",
            values![workspace_id, id, campaign_id, now],
        )
        .await?)
}

/// A row of a campaign's list of posts.
#[derive(FromQueryResult)]
pub(crate) struct PostRow {
    pub id: PostId,
    pub title: String,
    pub created_at: i64,
    pub total: i64,
}

/// Posts of a campaign, newest first, with their number.
pub(crate) async fn posts(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: CampaignId,
    after: Option<PostId>,
    limit: u32,
) -> Result<Vec<PostRow>> {
    Ok(sql
        .all(
            "select id, title, created_at, total from (select p.id, p.title, p.created_at, count(*) over () as total \
             from posts p where p.workspace_id = $1 and p.campaign_id = $2 and p.deleted_at is null) posts \
             where (cast($3 as text) is null or id < $3) order by id desc limit $4",
            values![workspace_id, id, after, i64::from(limit)],
        )
        .await?)
}
