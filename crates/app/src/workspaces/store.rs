//! SQL of workspaces.

use db::{Sql, Tx, values};

use crate::{
    Now, Result,
    ids::WorkspaceId,
    workspaces::{ChangeWorkspace, CheckedWorkspace, Workspace},
};

pub(crate) async fn insert(tx: &Tx, id: WorkspaceId, new: &CheckedWorkspace, now: Now) -> Result<()> {
    tx.run(
        "insert into workspaces (id, name, zone, currency, merged_roles, hour_rate_minor, created_at) \
         values ($1, $2, $3, $4, 0, 0, $5)",
        values![id, new.name.clone(), new.zone.clone(), new.currency.clone(), now],
    )
    .await?;
    Ok(())
}

/// The workspace.
///
/// # Errors
/// Any database error.
pub async fn find(sql: Sql<'_>, id: WorkspaceId) -> Result<Option<Workspace>> {
    Ok(sql
        .first(
            "select id, name, zone, currency, merged_roles, hour_rate_minor, created_at from workspaces where id = $1",
            values![id],
        )
        .await?)
}

pub(crate) async fn update(tx: &Tx, id: WorkspaceId, change: &ChangeWorkspace) -> Result<()> {
    tx.run(
        "update workspaces set name = $2, zone = $3, currency = $4, hour_rate_minor = $5 where id = $1",
        values![
            id,
            change.name.clone(),
            change.zone.clone(),
            change.currency.clone(),
            change.hour_rate_minor
        ],
    )
    .await?;
    Ok(())
}

pub(crate) async fn set_merged_roles(tx: &Tx, id: WorkspaceId, merged: bool) -> Result<()> {
    tx.run("update workspaces set merged_roles = $2 where id = $1", values![id, i64::from(merged)]).await?;
    Ok(())
}

/// Makes others who change the same workspace wait until this transaction ends: for rules over several of its rows.
pub(crate) async fn hold(tx: &Tx, id: WorkspaceId) -> Result<()> {
    tx.run("update workspaces set name = name where id = $1", values![id]).await?;
    Ok(())
}

/// Whether there are amounts of money in the workspace's currency: in another one they would mean something else.
pub(crate) async fn counts_money(sql: Sql<'_>, id: WorkspaceId) -> Result<bool> {
    let found: Option<i64> = sql
        .scalar(
            "select cast(case when exists (select 1 from cost_lines where workspace_id = $1) \
             or exists (select 1 from conversions where workspace_id = $1) \
             or exists (select 1 from campaigns where workspace_id = $1 and budget_minor > 0) \
             or exists (select 1 from goals where workspace_id = $1 and metric in ('revenue', 'margin')) \
             or exists (select 1 from leads where workspace_id = $1 and value_minor > 0) then 1 else 0 end as bigint)",
            values![id],
        )
        .await?;
    Ok(found == Some(1))
}

/// Every workspace, oldest first.
pub(crate) async fn all(sql: Sql<'_>) -> Result<Vec<Workspace>> {
    Ok(sql
        .all(
            "select id, name, zone, currency, merged_roles, hour_rate_minor, created_at from workspaces \
             order by created_at, id",
            vec![],
        )
        .await?)
}
