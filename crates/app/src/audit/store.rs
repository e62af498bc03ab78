//! SQL of the audit log.

use db::{Tx, values};
use serde_json::Value;

use crate::{Actor, Now, Result, Via, ids::AuditId};

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
