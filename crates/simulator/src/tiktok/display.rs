//! The display API: the user, its posts and their counters.

use std::sync::Arc;

use axum::extract::State as Extract;
use serde_json::{Map, Value, json};

use super::error::{Answer, ApiError, Data};
use super::{State, object};
use crate::call::Call;
use crate::state::Shared;
use crate::world::Post;

const PAGE_MAX: u64 = 20;

fn fields(call: &Call) -> Result<Vec<String>, ApiError> {
    let told = call.query.get("fields").filter(|fields| !fields.is_empty());
    let told = told.ok_or_else(|| ApiError::params("fields is required"))?;
    Ok(told.split(',').map(|field| field.trim().to_owned()).collect())
}

/// Only what was asked for; a field that there is not is refused.
fn pick(whole: &Value, fields: &[String]) -> Result<Value, ApiError> {
    let mut picked = Map::new();
    for field in fields {
        let value = whole.get(field).ok_or_else(|| ApiError::params(format!("There is no field {field}")))?;
        picked.insert(field.clone(), value.clone());
    }
    Ok(Value::Object(picked))
}

pub(super) async fn user_info(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.state::<State>();
    let token = state.caller(&call, "user.info.basic", shared.clock.now())?;
    let fields = fields(&call)?;
    let needs = [
        ("user.info.stats", ["follower_count", "following_count", "likes_count", "video_count"].as_slice()),
        ("user.info.profile", &["username", "bio_description", "profile_deep_link", "is_verified"]),
    ];
    for (scope, names) in needs {
        if fields.iter().any(|field| names.contains(&field.as_str())) && !token.has(scope) {
            return Err(ApiError::scope(scope));
        }
    }
    let account = state.account(&token.account)?;
    let posts = state.world.posts_of(&account.id);
    let likes: u64 = posts.iter().map(|post| post.counts().likes).sum();
    let whole = json!({
        "open_id": account.id, "union_id": format!("u{}", account.id), "avatar_url": "",
        "display_name": account.display_name, "username": account.handle,
        "follower_count": account.followers_count(), "following_count": account.following.len(),
        "likes_count": likes, "video_count": posts.len(),
    });
    Ok(Data(json!({ "user": pick(&whole, &fields)? })))
}

fn video(post: &Post) -> Value {
    let counts = post.counts();
    json!({
        "id": post.id,
        "title": post.text,
        "video_description": post.text,
        "create_time": post.created_at / 1_000,
        "share_url": format!("{}?utm_campaign=client_share", post.url),
        "duration": 10,
        "like_count": counts.likes,
        "comment_count": counts.replies,
        "share_count": counts.reposts,
        "view_count": counts.likes * 12 + counts.replies * 9,
    })
}

/// Those that everybody may see.
fn is_public(post: &Post) -> bool {
    post.raw["privacy_level"] == "PUBLIC_TO_EVERYONE"
}

pub(super) async fn list(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.state::<State>();
    let token = state.caller(&call, "video.list", shared.clock.now())?;
    let fields = fields(&call)?;
    let body = object(&call)?;
    let count = body["max_count"].as_u64().unwrap_or(10);
    if !(1..=PAGE_MAX).contains(&count) {
        return Err(ApiError::params("max_count must be within 1 and 20"));
    }
    let before = body["cursor"].as_i64().unwrap_or(i64::MAX);
    let mut posts = state.world.posts_of(&token.account);
    posts.retain(|post| is_public(post) && post.created_at < before);
    posts.reverse();
    let page: Vec<&Post> = posts.iter().take(usize::try_from(count).unwrap_or(20)).copied().collect();
    let videos: Result<Vec<Value>, ApiError> = page.iter().map(|post| pick(&video(post), &fields)).collect();
    Ok(Data(json!({
        "videos": videos?, "cursor": page.last().map_or(0, |post| post.created_at),
        "has_more": page.len() < posts.len(),
    })))
}

pub(super) async fn query(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.state::<State>();
    let token = state.caller(&call, "video.list", shared.clock.now())?;
    let fields = fields(&call)?;
    let body = object(&call)?;
    let ids: Vec<&str> =
        body["filters"]["video_ids"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    if ids.is_empty() || ids.len() > 20 {
        return Err(ApiError::params("video_ids must name 1 to 20 videos"));
    }
    let posts = state.world.posts_of(&token.account);
    let found = posts.iter().filter(|post| ids.contains(&post.id.as_str()));
    let videos: Result<Vec<Value>, ApiError> = found.map(|post| pick(&video(post), &fields)).collect();
    Ok(Data(json!({ "videos": videos? })))
}
