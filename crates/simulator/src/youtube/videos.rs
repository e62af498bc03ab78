//! Films: what they are, how far the work on them is, changing and removing them.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{FORCE_SSL, Fate, READ, metadata};
use crate::call::Call;
use crate::clock::iso;
use crate::google::{self, Answer, GoogleError};
use crate::processing::Stage;
use crate::state::Shared;
use crate::world::World;

const PARTS: [&str; 6] = ["id", "snippet", "status", "statistics", "processingDetails", "contentDetails"];

fn not_found() -> GoogleError {
    GoogleError::new(404, "videoNotFound", "The video that you are trying to access cannot be found.")
}

/// A film with all its parts; comments are no films.
pub(super) fn resource(world: &World, fates: &HashMap<String, Fate>, id: &str, now: i64) -> Option<Value> {
    let post = world.post(id).filter(|post| post.parent.is_none())?;
    let counts = post.counts();
    let mut snippet = post.raw["snippet"].clone();
    snippet["channelId"] = post.author.as_str().into();
    snippet["publishedAt"] = iso(post.created_at).into();
    snippet["description"] = post.text.as_str().into();
    let mut status = post.raw["status"].clone();
    let fate = fates.get(id);
    let stage = fate.map_or(Stage::Done, |fate| fate.processing.peek(now));
    let (upload, work) = match stage {
        Stage::Working => ("uploaded", "processing"),
        Stage::Done => match fate.and_then(|fate| fate.rejected) {
            Some(reason) => {
                status["rejectionReason"] = reason.into();
                ("rejected", "terminated")
            }
            None => ("processed", "succeeded"),
        },
        Stage::Failed => {
            status["failureReason"] = "invalidFile".into();
            ("failed", "failed")
        }
    };
    status["uploadStatus"] = upload.into();
    let mut statistics = json!({
        "viewCount": (counts.likes * 9 + counts.replies * 3).to_string(),
        "likeCount": counts.likes.to_string(),
        "favoriteCount": "0",
    });
    if open_to_comments(&post.raw) {
        statistics["commentCount"] = counts.replies.to_string().into();
    }
    Some(json!({
        "kind": "youtube#video",
        "id": id,
        "snippet": snippet,
        "status": status,
        "statistics": statistics,
        "processingDetails": { "processingStatus": work },
        "contentDetails": { "definition": "hd" },
    }))
}

/// Private films and those for children have no comments.
pub(super) fn open_to_comments(raw: &Value) -> bool {
    raw["status"]["privacyStatus"] != "private" && raw["status"]["madeForKids"] != true
}

pub(super) async fn list(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let token = google::authorise::<super::State>(&shared, &call, &[READ, FORCE_SSL])?;
    let parts = metadata::parts(&call, &PARTS)?;
    let Some(ids) = call.query.get("id") else {
        return Err(GoogleError::invalid("missingRequiredParameter", "No filter selected."));
    };
    let ids: Vec<&str> = ids.split(',').collect();
    if ids.len() > 50 {
        return Err(GoogleError::invalid("invalidFilters", "Too many ids."));
    }
    let now = shared.clock.now();
    let mut guard = shared.state::<super::State>();
    let state = &mut *guard;
    let mut items = Vec::new();
    for id in ids {
        if (parts.contains(&"status") || parts.contains(&"processingDetails"))
            && let Some(fate) = state.fates.get_mut(id)
        {
            fate.processing.poll(now);
        }
        let hidden = state.world.post(id).is_some_and(|post| {
            post.raw["status"]["privacyStatus"] == "private" && post.author != token.account
        });
        if let Some(video) = resource(&state.world, &state.fates, id, now).filter(|_| !hidden) {
            items.push(metadata::only(video, &parts));
        }
    }
    let total = items.len();
    Ok(Json(json!({
        "kind": "youtube#videoListResponse",
        "items": items,
        "pageInfo": { "totalResults": total, "resultsPerPage": total },
    })))
}

/// The film, if it is the caller's own.
fn own(world: &World, id: &str, account: &str) -> Answer<()> {
    let post = world.post(id).filter(|post| post.parent.is_none()).ok_or_else(not_found)?;
    if post.author == account {
        return Ok(());
    }
    Err(GoogleError::new(403, "forbidden", "The request is not properly authorized."))
}

pub(super) async fn update(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let token = google::authorise::<super::State>(&shared, &call, &[FORCE_SSL])?;
    let parts = metadata::parts(&call, &["snippet", "status", "localizations"])?;
    let body = google::json_body(&call)?;
    google::known_fields(&body, "video", &["id", "kind", "etag", "snippet", "status"])?;
    let id = body["id"].as_str().unwrap_or_default().to_owned();
    let now = shared.clock.now();
    let mut guard = shared.state::<super::State>();
    let state = &mut *guard;
    own(&state.world, &id, &token.account)?;
    let snippet = match parts.contains(&"snippet") {
        true => Some(metadata::snippet(&body["snippet"], true)?),
        false => None,
    };
    let status = match parts.contains(&"status") {
        true => Some(metadata::status(&body["status"])?),
        false => None,
    };
    if let Some(post) = state.world.post_mut(&id) {
        if let Some(snippet) = snippet {
            snippet["description"].as_str().unwrap_or_default().clone_into(&mut post.text);
            post.raw["snippet"] = snippet;
        }
        if let Some(status) = status {
            post.raw["status"] = status;
        }
        post.edited_at = Some(now);
    }
    let video = resource(&state.world, &state.fates, &id, now).ok_or_else(not_found)?;
    Ok(Json(metadata::only(video, &parts)))
}

pub(super) async fn delete(State(shared): State<Arc<Shared>>, call: Call) -> Answer<StatusCode> {
    let token = google::authorise::<super::State>(&shared, &call, &[FORCE_SSL])?;
    let id = call.query.get("id").unwrap_or_default();
    let mut state = shared.state::<super::State>();
    own(&state.world, id, &token.account)?;
    state.world.remove_post(id);
    state.fates.remove(id);
    Ok(StatusCode::NO_CONTENT)
}
