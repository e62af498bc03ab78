//! SQL of the demo's history: many rows with each statement.

use db::{Result, Sql, Tx, Value, values};

use super::{Beginning, History, rows::Row};
use crate::{
    ids::{PostId, WorkspaceId},
    visits::LinkDays,
};

/// Values of one statement at most. SQLite finds `$n` by looking through the list of all: twenty times as many values in a
/// statement take far longer in all.
const VALUES_MOST: usize = 300;

pub(super) async fn has_posts(sql: Sql<'_>, workspace_id: WorkspaceId) -> Result<bool> {
    let found: Option<PostId> =
        sql.scalar("select id from posts where workspace_id = $1 limit 1", values![workspace_id]).await?;
    Ok(found.is_some())
}

/// Makes the workspace, its brand and its channels as old as its history.
pub(super) async fn backdate(tx: &Tx, workspace_id: WorkspaceId, beginning: Beginning) -> Result<()> {
    let Beginning { since, hour_rate_minor } = beginning;
    tx.run(
        "update workspaces set created_at = $2, hour_rate_minor = $3 where id = $1",
        values![workspace_id, since, hour_rate_minor],
    )
    .await?;
    tx.run("update brands set created_at = $2 where workspace_id = $1", values![workspace_id, since]).await?;
    tx.run("update channels set connected_at = $2 where workspace_id = $1", values![workspace_id, since])
        .await?;
    tx.run("update memberships set created_at = $2 where workspace_id = $1", values![workspace_id, since])
        .await?;
    Ok(())
}

/// Writes everything, what is pointed at before what points.
pub(super) async fn insert_all(tx: &Tx, history: History) -> Result<()> {
    insert(tx, history.users).await?;
    insert(tx, history.memberships).await?;
    insert(tx, history.goals).await?;
    insert(tx, history.goal_values).await?;
    insert(tx, history.campaigns).await?;
    insert(tx, history.campaign_goals).await?;
    insert(tx, history.cost_lines).await?;
    insert(tx, history.posts).await?;
    insert(tx, history.post_media).await?;
    insert(tx, history.variants).await?;
    insert(tx, history.deliveries).await?;
    insert(tx, history.attempts).await?;
    insert(tx, history.slugs).await?;
    insert(tx, history.links).await?;
    let mut days = LinkDays::default();
    for click in &history.clicks {
        days.click(click.workspace_id, click.link_id, click.at, click.crawler > 0);
    }
    for visit in &history.visits {
        if let Some(link_id) = visit.link_id {
            days.visit(visit.workspace_id, link_id, visit.started_at);
        }
    }
    insert(tx, history.clicks).await?;
    insert(tx, history.visits).await?;
    days.put(tx).await?;
    insert(tx, history.conversions).await?;
    insert(tx, history.commerce).await?;
    insert(tx, history.leads).await?;
    insert(tx, history.points).await?;
    insert(tx, history.latest).await?;
    insert(tx, history.fetches).await?;
    insert(tx, history.audit).await
}

async fn insert<R: Row>(tx: &Tx, rows: Vec<R>) -> Result<()> {
    let width = R::COLUMNS.len();
    let at_once = (VALUES_MOST / width).max(1);
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let values: Vec<Value> = rows.by_ref().take(at_once).flat_map(Row::values).collect();
        let tuples: Vec<String> = (0..values.len() / width)
            .map(|row| {
                let marks: Vec<String> =
                    (1..=width).map(|column| format!("${}", row * width + column)).collect();
                format!("({})", marks.join(", "))
            })
            .collect();
        let text =
            format!("insert into {} ({}) values {}", R::TABLE, R::COLUMNS.join(", "), tuples.join(", "));
        tx.run(&text, values).await?;
    }
    Ok(())
}
