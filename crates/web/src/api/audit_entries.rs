//! `/api/v1/audit-entries`
#![expect(unused_qualifications, reason = "utoipa repeats the types of queries with their paths")]

use app::{
    App,
    audit::{self, AuditFilter},
};
use axum::{
    Json,
    extract::{Query, State},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, List, Paging, Problems, instant};
use crate::state::WebState;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default().routes(routes!(list))
}

/// A line of the audit log; none is ever changed or deleted.
#[derive(Debug, Serialize, ToSchema)]
struct AuditEntry {
    /// `audit_…`
    id: String,
    /// RFC 3339.
    at: String,
    /// `user`, `token`, `cli` or `system`.
    actor_kind: String,
    /// Who, as an id.
    actor_id: Option<String>,
    /// Who, as they were called then.
    actor_name: String,
    /// What, as `verb_noun`.
    action: String,
    /// The kind of thing.
    subject_kind: String,
    /// The thing.
    subject_id: String,
    /// More about it.
    detail: serde_json::Value,
}

impl From<audit::AuditEntry> for AuditEntry {
    fn from(entry: audit::AuditEntry) -> Self {
        Self {
            id: entry.id.to_string(),
            at: instant(entry.at),
            actor_kind: entry.actor_kind,
            actor_id: entry.actor_id,
            actor_name: entry.actor_name,
            action: entry.action,
            subject_kind: entry.subject_kind,
            subject_id: entry.subject_id,
            detail: serde_json::from_str(&entry.detail).unwrap_or_default(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct AuditQuery {
    /// Only this action.
    action: Option<String>,
    /// Only this kind of thing.
    subject_kind: Option<String>,
    /// Only this thing.
    subject_id: Option<String>,
    /// Only this actor.
    actor_id: Option<String>,
    /// `next_cursor` of the page before; none for the first page.
    cursor: Option<String>,
    /// How many items at most, 1 to 200; 50 when not said.
    limit: Option<i64>,
}

/// The audit log, latest first.
#[utoipa::path(get, path = "/audit-entries", tag = "audit-entries", security(("bearer" = ["view_audit"])),
    params(AuditQuery), responses((status = 200, body = List<AuditEntry>), Problems))]
async fn list(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Query(query): Query<AuditQuery>,
) -> ApiResult<Json<List<AuditEntry>>> {
    let page = Paging { cursor: query.cursor, limit: query.limit }.request()?;
    let filter = AuditFilter {
        action: query.action,
        subject_kind: query.subject_kind,
        subject_id: query.subject_id,
        actor_id: query.actor_id,
    };
    let entries = app.audit_entries(&actor, &filter, &page).await?;
    Ok(Json(List::of(entries, AuditEntry::from)))
}
