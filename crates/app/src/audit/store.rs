//! SQL of the audit log.

use db::{Sql, Tx, values};
use serde_json::Value;

use super::{AuditEntry, AuditFilter};
use crate::{
    Actor, Now, Result, Via,
    ids::{AuditId, WorkspaceId},
};

/// Writes one entry. `action` is `verb_noun` (`schedule_post`), `subject_id` the shown id, `detail` a JSON object without
/// secrets.
///
/// # Errors
/// Any database error.
pub async fn record(
    tx: &Tx,
    actor: &Actor,
    now: Now,
    action: &str,
    subject_kind: &str,
    subject_id: impl ToString,
    detail: Value,
) -> Result<()> {
    let (kind, id) = match actor.via {
        Via::Session(_) => ("user", actor.user_id.map(|id| id.to_string())),
        Via::Token(token) => ("token", Some(token.to_string())),
        Via::Cli => ("cli", None),
        Via::System => ("system", None),
    };
    tx.run(
        "insert into audit_entries (workspace_id, id, at, actor_kind, actor_id, actor_name, action, subject_kind, \
         subject_id, detail) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        values![
            actor.workspace_id, AuditId::generate(), now, kind, id, actor.name.to_string(), action, subject_kind,
            subject_id.to_string(), detail.to_string()
        ],
    )
    .await?;
    Ok(())
}

pub(super) async fn list(
    sql: Sql<'_>,
    workspace_id: WorkspaceId,
    filter: &AuditFilter,
    after: Option<AuditId>,
    rows: i64,
) -> Result<Vec<AuditEntry>> {
    Ok(sql
        .all(
            "select id, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, detail \
             from audit_entries where workspace_id = $1 and (cast($2 as text) is null or id < $2) and \
             (cast($3 as text) is null or action = $3) and (cast($4 as text) is null or subject_kind = $4) and \
             (cast($5 as text) is null or subject_id = $5) and (cast($6 as text) is null or actor_id = $6) \
             order by id desc limit $7",
            values![
                workspace_id, after, filter.action.clone(), filter.subject_kind.clone(),
                filter.subject_id.clone(), filter.actor_id.clone(), rows
            ],
        )
        .await?)
}

pub(super) async fn actions(sql: Sql<'_>, workspace_id: WorkspaceId) -> Result<Vec<String>> {
    Ok(sql
        .column(
            "select distinct action from audit_entries where workspace_id = $1 order by action",
            values![workspace_id],
        )
        .await?)
}
