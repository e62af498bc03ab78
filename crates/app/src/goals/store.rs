//! SQL of goals.

use std::collections::HashMap;

use db::{FromQueryResult, Sql, Tx, Value, values};
use jiff::civil::Date;

use super::{
    Goal, GoalValue,
    goal::{GoalRow, stored_day},
    input::GoalFields,
    list::OwnerChoice,
};
use crate::{
    Actor, Error, Now, Result,
    attribution::{self, Reaction},
    ids::{BrandId, GoalId, UserId, WorkspaceId},
};

const SELECT: &str = "select g.id, g.brand_id, b.name as brand_name, g.name, g.funnel_stage, g.metric, \
     g.metric_name, g.unit, g.baseline, g.target, g.starts_on, g.due_on, g.owner_id, u.name as owner_name, \
     g.created_at, g.archived_at from goals g \
     join brands b on b.workspace_id = g.workspace_id and b.id = g.brand_id join users u on u.id = g.owner_id ";

pub(crate) struct NewGoal<'a> {
    pub id: GoalId,
    pub brand_id: BrandId,
    pub owner_id: UserId,
    pub fields: &'a GoalFields,
    pub now: Now,
}

pub(crate) async fn insert(tx: &Tx, workspace_id: WorkspaceId, goal: &NewGoal<'_>) -> db::Result<u64> {
    let f = goal.fields;
    tx.run(
        "insert into goals (workspace_id, id, brand_id, name, funnel_stage, metric, metric_name, unit, baseline, target, \
         starts_on, due_on, owner_id, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        values![
            workspace_id, goal.id, goal.brand_id, f.name.as_str(), f.funnel_stage, f.metric, f.metric_name.clone(),
            f.unit.as_str(), f.baseline, f.target, f.starts_on.to_string(), f.due_on.to_string(), goal.owner_id, goal.now
        ],
    )
    .await
}

pub(crate) async fn update(tx: &Tx, workspace_id: WorkspaceId, goal: &NewGoal<'_>) -> db::Result<u64> {
    let f = goal.fields;
    tx.run(
        "update goals set name = $3, funnel_stage = $4, metric = $5, metric_name = $6, unit = $7, baseline = $8, \
         target = $9, starts_on = $10, due_on = $11, owner_id = $12 where workspace_id = $1 and id = $2",
        values![
            workspace_id, goal.id, f.name.as_str(), f.funnel_stage, f.metric, f.metric_name.clone(), f.unit.as_str(),
            f.baseline, f.target, f.starts_on.to_string(), f.due_on.to_string(), goal.owner_id
        ],
    )
    .await
}

pub(crate) async fn set_archived(
    tx: &Tx,
    workspace_id: WorkspaceId,
    id: GoalId,
    at: Option<Now>,
) -> Result<u64> {
    Ok(tx
        .run(
            "update goals set archived_at = $3 where workspace_id = $1 and id = $2",
            values![workspace_id, id, at],
        )
        .await?)
}

pub(crate) async fn find(sql: Sql<'_>, workspace_id: WorkspaceId, id: GoalId) -> Result<Goal> {
    let row: Option<GoalRow> = sql
        .first(&format!("{SELECT} where g.workspace_id = $1 and g.id = $2"), values![workspace_id, id])
        .await?;
    row.ok_or(Error::NotFound)?.try_into()
}

/// Which goals a list wants.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub brand_id: Option<BrandId>,
    pub archived: bool,
    pub after: Option<GoalId>,
    pub limit: u32,
}

pub(crate) async fn list(sql: Sql<'_>, workspace_id: WorkspaceId, wanted: &Wanted) -> Result<Vec<Goal>> {
    let rows: Vec<GoalRow> = sql
        .all(
            &format!(
                "{SELECT} where g.workspace_id = $1 and (cast($2 as text) is null or g.brand_id = $2) and \
                 (case when g.archived_at is null then 0 else 1 end) = $3 and \
                 (cast($4 as text) is null or g.id < $4) order by g.id desc limit $5"
            ),
            values![
                workspace_id,
                wanted.brand_id,
                i64::from(wanted.archived),
                wanted.after,
                i64::from(wanted.limit)
            ],
        )
        .await?;
    rows.into_iter().map(Goal::try_from).collect()
}

/// Goals by id, in no order; ids that are not there are left out.
pub(crate) async fn by_ids(sql: Sql<'_>, workspace_id: WorkspaceId, ids: &[GoalId]) -> Result<Vec<Goal>> {
    if ids.is_empty() {
        return Ok(vec![]);
    }
    let mut values = values![workspace_id];
    values.extend(ids.iter().map(|id| Value::from(*id)));
    let marks = attribution::marks(2, ids.len());
    let rows: Vec<GoalRow> =
        sql.all(&format!("{SELECT} where g.workspace_id = $1 and g.id in ({marks})"), values).await?;
    rows.into_iter().map(Goal::try_from).collect()
}

pub(crate) async fn has_brand(sql: Sql<'_>, workspace_id: WorkspaceId, id: BrandId) -> Result<bool> {
    let found: Option<i64> = sql
        .scalar(
            "select count(*) from brands where workspace_id = $1 and id = $2 and archived_at is null",
            values![workspace_id, id],
        )
        .await?;
    Ok(found.unwrap_or(0) > 0)
}

pub(crate) async fn is_member(sql: Sql<'_>, workspace_id: WorkspaceId, id: UserId) -> Result<bool> {
    let found: Option<i64> = sql
        .scalar(
            "select count(*) from memberships where workspace_id = $1 and user_id = $2",
            values![workspace_id, id],
        )
        .await?;
    Ok(found.unwrap_or(0) > 0)
}

/// People who can answer for a goal, by name.
pub(crate) async fn owners(sql: Sql<'_>, workspace_id: WorkspaceId) -> Result<Vec<OwnerChoice>> {
    Ok(sql
        .all(
            "select u.id, u.name from memberships m join users u on u.id = m.user_id where m.workspace_id = $1 \
             order by u.name, u.id",
            values![workspace_id],
        )
        .await?)
}

#[derive(FromQueryResult)]
struct ValueRow {
    goal_id: GoalId,
    measured_on: String,
    value: i64,
    entered_by: String,
    entered_at: i64,
}

impl ValueRow {
    fn into_value(self) -> Result<(GoalId, GoalValue)> {
        Ok((
            self.goal_id,
            GoalValue {
                measured_on: stored_day(&self.measured_on)?,
                value: self.value,
                entered_by: self.entered_by,
                entered_at: self.entered_at,
            },
        ))
    }
}

pub(crate) async fn upsert_value(
    tx: &Tx,
    actor: &Actor,
    goal_id: GoalId,
    day: Date,
    value: i64,
    now: Now,
) -> Result<()> {
    tx.run(
        "insert into goal_values (workspace_id, id, goal_id, measured_on, value, entered_by, entered_at) \
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (workspace_id, goal_id, measured_on) \
         do update set value = excluded.value, entered_by = excluded.entered_by, entered_at = excluded.entered_at",
        values![
            actor.workspace_id, db::id::Uuid::now_v7().hyphenated().to_string(), goal_id, day.to_string(), value,
            actor.name.to_string(), now
        ],
    )
    .await?;
    Ok(())
}

/// The newest values of one goal, newest first.
pub(crate) async fn values_of(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    id: GoalId,
    limit: u32,
) -> Result<Vec<GoalValue>> {
    let rows: Vec<ValueRow> = sql
        .all(
            "select goal_id, measured_on, value, entered_by, entered_at from goal_values \
             where workspace_id = $1 and goal_id = $2 order by measured_on desc limit $3",
            values![workspace_id, id, i64::from(limit)],
        )
        .await?;
    rows.into_iter().map(|row| row.into_value().map(|(_, value)| value)).collect()
}

/// The newest value of each goal, and how many there are.
pub(crate) async fn newest_values(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    ids: &[GoalId],
) -> Result<HashMap<GoalId, GoalValue>> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut values = values![workspace_id];
    values.extend(ids.iter().map(|id| Value::from(*id)));
    let marks = attribution::marks(2, ids.len());
    let rows: Vec<ValueRow> = sql
        .all(
            &format!(
                "select goal_id, measured_on, value, entered_by, entered_at from (select v.*, row_number() over \
                 (partition by goal_id order by measured_on desc) as place from goal_values v \
                 where workspace_id = $1 and goal_id in ({marks})) newest where place = 1"
            ),
            values,
        )
        .await?;
    rows.into_iter().map(ValueRow::into_value).collect()
}

#[derive(FromQueryResult)]
struct FollowerRow {
    brand_id: BrandId,
    value: i64,
    number: i64,
    fetched_at: i64,
    first_source: String,
    last_source: String,
}

/// Followers of each brand's connected channels.
pub(crate) async fn followers(sql: Sql<'_>, workspace_id: WorkspaceId) -> Result<HashMap<BrandId, Reaction>> {
    let rows: Vec<FollowerRow> = sql
        .all(
            "select c.brand_id, cast(sum(m.value) as bigint) as value, count(*) as number, \
             min(m.fetched_at) as fetched_at, min(m.source) as first_source, max(m.source) as last_source from channels c \
             join metric_latest m on m.workspace_id = c.workspace_id and m.subject_id = c.id \
             where c.workspace_id = $1 and c.disconnected_at is null and m.metric = 'followers' group by c.brand_id",
            values![workspace_id],
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let reaction = Reaction {
                value: row.value,
                rows: row.number,
                fetched_at: row.fetched_at,
                source: attribution::sources(row.first_source, row.last_source),
            };
            (row.brand_id, reaction)
        })
        .collect())
}

#[derive(FromQueryResult)]
struct CampaignRow {
    goal_id: GoalId,
    number: i64,
}

/// How many campaigns each goal has.
pub(crate) async fn campaign_counts(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    ids: &[GoalId],
) -> Result<HashMap<GoalId, i64>> {
    let mut values = values![workspace_id];
    values.extend(ids.iter().map(|id| Value::from(*id)));
    let rows: Vec<CampaignRow> = sql
        .all(
            &format!(
                "select goal_id, count(*) as number from campaign_goals where workspace_id = $1 and goal_id in ({}) \
                 group by goal_id",
                attribution::marks(2, ids.len())
            ),
            values,
        )
        .await?;
    Ok(rows.into_iter().map(|row| (row.goal_id, row.number)).collect())
}
