//! SQL over all workspaces.

use db::{Sql, id::Uuid, values};

use crate::{Result, ids::WorkspaceId};

/// The workspace in one of whose tables an id stands. Asked by workspace, so that each table is read by its key.
pub(super) async fn workspace_of(
    sql: Sql<'_>,
    tables: &[&'static str],
    id: Uuid,
) -> Result<Option<WorkspaceId>> {
    let there: Vec<String> = tables
        .iter()
        .map(|table| format!("exists (select 1 from {table} t where t.workspace_id = w.id and t.id = $1)"))
        .collect();
    let text = format!("select w.id from workspaces w where {} limit 1", there.join(" or "));
    Ok(sql.scalar(&text, values![id.hyphenated().to_string()]).await?)
}
