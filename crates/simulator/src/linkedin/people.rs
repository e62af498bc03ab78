//! Members, pages and who administers them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Extract};
use serde_json::{Value, json};

use super::State;
use super::error::{Answer, Fault};
use crate::call::Call;
use crate::state::Shared;

/// `GET /v2/userinfo`.
pub(super) async fn user_info(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.state::<State>();
    let token = state.token_of(&shared, &call)?;
    if !token.has("openid") || !token.has("profile") {
        return Err(Fault::denied("GET", "userinfo"));
    }
    let member = state.world.account(&token.account).ok_or_else(|| Fault::not_found("the member"))?;
    let sub = member.id.trim_start_matches("urn:li:person:");
    Ok(Json(json!({
        "sub": sub, "name": member.display_name, "locale": { "country": "US", "language": "en" },
    })))
}

/// `GET /rest/organizationAcls?q=roleAssignee`.
pub(super) async fn acls(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.state::<State>();
    let token = state.authorise(&shared, &call)?;
    if !["rw_organization_admin", "r_organization_admin"].iter().any(|scope| token.has(scope)) {
        return Err(Fault::denied("FINDER-roleAssignee", "organizationAcls"));
    }
    if call.query.get("q") != Some("roleAssignee") {
        return Err(Fault::field("MISSING_FIELD", "q"));
    }
    let start: usize = call.query.get("start").and_then(|start| start.parse().ok()).unwrap_or(0);
    let count: usize = call.query.get("count").and_then(|count| count.parse().ok()).unwrap_or(10);
    let pages = state.world.owners().filter(|account| state.administers(&token.account, &account.id));
    let elements: Vec<Value> = pages
        .map(|page| {
            json!({
                "organization": page.id, "roleAssignee": token.account, "role": "ADMINISTRATOR",
                "state": "APPROVED",
            })
        })
        .skip(start)
        .take(count)
        .collect();
    Ok(Json(json!({ "paging": { "start": start, "count": count, "links": [] }, "elements": elements })))
}

/// `GET /rest/organizations/{id}`.
pub(super) async fn organization(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
    call: Call,
) -> Answer {
    let state = shared.state::<State>();
    let token = state.authorise(&shared, &call)?;
    let urn = format!("urn:li:organization:{id}");
    let page = state.world.account(&urn).ok_or_else(|| Fault::not_found("the organization"))?;
    if !state.administers(&token.account, &urn) {
        return Err(Fault::denied("GET", "organizations"));
    }
    let number: u64 = id.parse().unwrap_or_default();
    Ok(Json(json!({
        "id": number, "localizedName": page.display_name, "vanityName": page.handle,
        "organizationType": "PRIVATELY_HELD",
    })))
}
