//! What pages and their posts have gathered.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Extract};
use serde_json::{Value, json};

use super::State;
use super::error::{Answer, Fault};
use crate::call::Call;
use crate::state::Shared;

/// `GET /rest/networkSizes/{urn}`.
pub(super) async fn followers(
    Extract(shared): Extract<Arc<Shared>>,
    Path(urn): Path<String>,
    call: Call,
) -> Answer {
    let state = shared.state::<State>();
    state.authorise(&shared, &call)?;
    if call.query.get("edgeType") != Some("COMPANY_FOLLOWED_BY_MEMBER") {
        return Err(Fault::field("INVALID_VALUE_FOR_FIELD", "edgeType"));
    }
    let page = state.world.account(&urn).ok_or_else(|| Fault::not_found("the organization"))?;
    Ok(Json(json!({ "firstDegreeSize": page.followers_count() })))
}

/// `GET /rest/organizationalEntityShareStatistics`: posts that nobody saw are left out.
pub(super) async fn shares(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.state::<State>();
    let token = state.authorise(&shared, &call)?;
    let page = call.query.get("organizationalEntity").unwrap_or_default();
    if call.query.get("q") != Some("organizationalEntity") || !state.administers(&token.account, page) {
        return Err(Fault::denied("FINDER-organizationalEntity", "organizationalEntityShareStatistics"));
    }
    if !token.has("rw_organization_admin") {
        return Err(Fault::denied("FINDER-organizationalEntity", "organizationalEntityShareStatistics"));
    }
    let mut elements: Vec<Value> = Vec::new();
    for (name, field) in [("shares", "share"), ("ugcPosts", "ugcPost")] {
        let Some(list) = call.query.get(name) else { continue };
        let list = list.strip_prefix("List(").and_then(|list| list.strip_suffix(')'));
        let list = list.ok_or_else(|| Fault::field("INVALID_VALUE_FOR_FIELD", name))?;
        for urn in list.split(',') {
            if !urn.starts_with(&format!("urn:li:{field}:")) {
                return Err(Fault::field("INVALID_URN_TYPE", name));
            }
            let Some(post) = state.world.post(urn) else { continue };
            let counts = post.counts();
            if counts == crate::world::Counts::default() {
                continue;
            }
            let shown = counts.likes * 40 + counts.replies * 25 + counts.reposts * 60;
            elements.push(json!({
                "organizationalEntity": page, field: urn,
                "totalShareStatistics": {
                    "likeCount": counts.likes, "commentCount": counts.replies, "shareCount": counts.reposts,
                    "impressionCount": shown, "uniqueImpressionsCount": shown * 3 / 4, "clickCount": counts.likes / 2,
                    "engagement": 0.05,
                },
            }));
        }
    }
    Ok(Json(json!({ "paging": { "start": 0, "count": 10, "links": [] }, "elements": elements })))
}
