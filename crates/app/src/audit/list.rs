//! Reading the audit log.

use db::FromQueryResult;

use super::store;
use crate::{
    Actor, App, Permission, Result,
    ids::AuditId,
    page::{Page, PageRequest},
};

/// A line of the audit log.
#[derive(Debug, Clone, FromQueryResult)]
pub struct AuditEntry {
    /// Its id.
    pub id: AuditId,
    /// When.
    pub at: i64,
    /// By which door: `user`, `token`, `cli`, `system`.
    pub actor_kind: String,
    /// Who, as an id.
    pub actor_id: Option<String>,
    /// Who, as they were called then.
    pub actor_name: String,
    /// What, as `verb_noun`.
    pub action: String,
    /// The kind of thing.
    pub subject_kind: String,
    /// The thing.
    pub subject_id: String,
    /// More about it: a JSON object.
    pub detail: String,
}

/// Which entries are wanted; an unset field takes all.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// The action's word.
    pub action: Option<String>,
    /// The kind of thing.
    pub subject_kind: Option<String>,
    /// The thing's shown id.
    pub subject_id: Option<String>,
    /// The actor's shown id.
    pub actor_id: Option<String>,
}

impl App {
    /// The audit log, latest first.
    ///
    /// # Errors
    /// [`crate::Error::Forbidden`] without [`Permission::ViewAudit`].
    pub async fn audit_entries(
        &self,
        actor: &Actor,
        filter: &AuditFilter,
        page: &PageRequest,
    ) -> Result<Page<AuditEntry>> {
        actor.require(Permission::ViewAudit)?;
        let after: Option<AuditId> = match &page.after {
            None => None,
            Some(cursor) => {
                Some(cursor.parse().map_err(|_| crate::Error::field("cursor", "cursor_malformed"))?)
            }
        };
        let rows = store::list(self.db.read(), actor.workspace_id, filter, after, page.rows()).await?;
        Ok(Page::cut(rows, page, |entry| entry.id.to_string()))
    }

    /// Every action the log of this workspace knows, for the filter.
    ///
    /// # Errors
    /// [`crate::Error::Forbidden`] without [`Permission::ViewAudit`].
    pub async fn audit_actions(&self, actor: &Actor) -> Result<Vec<String>> {
        actor.require(Permission::ViewAudit)?;
        store::actions(self.db.read(), actor.workspace_id).await
    }
}
