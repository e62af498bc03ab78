//! Reads: who calls, places and their rules, lists of posts.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::error::{Answer, ApiError};
use super::{Place, State, permalink};
use crate::call::Call;
use crate::processing::Stage;
use crate::state::Shared;
use crate::world::Post;

/// A page of things; `after` is where the next begins.
pub(super) fn listing(things: &[Value], after: Option<&str>) -> Value {
    json!({ "kind": "Listing", "data": { "children": things, "after": after, "dist": things.len() } })
}

fn place_view(place: &Place) -> Value {
    let allows = |name: &str| place.rules[name].as_bool().unwrap_or(true);
    json!({
        "name": place.id, "display_name": place.name, "title": place.title, "subscribers": place.subscribers,
        "icon_img": "", "community_icon": "", "url": format!("/r/{}/", place.name), "user_is_banned": false,
        "allow_images": allows("allow_images"), "allow_videos": allows("allow_videos"),
        "allow_galleries": allows("allow_galleries"), "submission_type": "any",
    })
}

pub(super) fn post_view(state: &State, post: &Post) -> Value {
    let counts = post.counts();
    let author = state.world.account(&post.author).map_or("", |account| account.handle.as_str());
    let place = post.raw["place"].as_str().unwrap_or_default();
    json!({ "kind": "t3", "data": {
        "id": post.id.trim_start_matches("t3_"), "name": post.id, "title": post.raw["title"],
        "subreddit": place, "author": author, "selftext": post.text, "url": post.raw["url"],
        "created_utc": post.created_at.div_euclid(1_000) as f64, "permalink": permalink(place, &post.id),
        "over_18": post.raw["nsfw"], "spoiler": post.raw["spoiler"],
        "score": counts.likes + 1, "ups": counts.likes + 1, "upvote_ratio": 1.0,
        "num_comments": counts.replies, "num_crossposts": counts.reposts, "view_count": null,
    } })
}

pub(super) async fn me(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.state::<State>();
    let token = state.caller(&call, "identity", shared.clock.now())?;
    let account = state.account(&token.account)?;
    let profile = state.places.get(&format!("u_{}", account.handle).to_lowercase());
    Ok(Json(json!({
        "id": account.id.trim_start_matches("t2_"), "name": account.handle, "total_karma": 100, "icon_img": "",
        "subreddit": profile.map(place_view),
    })))
}

pub(super) async fn mine(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.state::<State>();
    let token = state.caller(&call, "mysubreddits", shared.clock.now())?;
    let limit = call.query.limit(25, 100);
    let own = state.places.values().filter(|place| place.members.contains(&token.account));
    let own = own.skip_while(|place| call.query.get("after").is_some_and(|after| place.id != after));
    let own: Vec<&Place> = own.skip(usize::from(call.query.get("after").is_some())).collect();
    let page = own.iter().take(limit);
    let after = (own.len() > limit).then(|| own[limit - 1].id.as_str());
    let things: Vec<Value> = page.map(|place| json!({ "kind": "t5", "data": place_view(place) })).collect();
    Ok(Json(listing(&things, after)))
}

pub(super) async fn about(
    Extract(shared): Extract<Arc<Shared>>,
    Path(name): Path<String>,
    call: Call,
) -> Answer {
    let state = shared.state::<State>();
    state.caller(&call, "read", shared.clock.now())?;
    let place = state.places.get(&name.to_lowercase());
    let place = place.ok_or_else(|| ApiError::status(StatusCode::NOT_FOUND, None))?;
    Ok(Json(json!({ "kind": "t5", "data": place_view(place) })))
}

pub(super) async fn requirements(
    Extract(shared): Extract<Arc<Shared>>,
    Path(name): Path<String>,
    call: Call,
) -> Answer {
    let state = shared.state::<State>();
    state.caller(&call, "submit", shared.clock.now())?;
    let place = state.places.get(&name.to_lowercase());
    let place = place.ok_or_else(|| ApiError::status(StatusCode::NOT_FOUND, None))?;
    let rule = |name: &str| place.rules[name].clone();
    Ok(Json(json!({
        "title_text_min_length": rule("title_text_min_length"),
        "title_text_max_length": rule("title_text_max_length"),
        "title_regexes": [], "title_required_strings": [], "title_blacklisted_strings": [],
        "body_restriction_policy": place.rules["body_restriction_policy"].as_str().unwrap_or("none"),
        "body_text_min_length": rule("body_text_min_length"),
        "body_text_max_length": rule("body_text_max_length"),
        "body_required_strings": [], "body_blacklisted_strings": [], "body_regexes": [],
        "domain_blacklist": [], "domain_whitelist": [], "link_restriction_policy": "none",
        "link_repost_age": null, "is_flair_required": place.rules["is_flair_required"].as_bool().unwrap_or(false),
        "gallery_min_items": null, "gallery_max_items": rule("gallery_max_items"),
        "gallery_captions_requirement": "none", "guidelines_text": null,
    })))
}

/// New posts stay out for the lag, posts with files until they are worked on.
pub(super) async fn submitted(
    Extract(shared): Extract<Arc<Shared>>,
    Path(name): Path<String>,
    call: Call,
) -> Answer {
    let now = shared.clock.now();
    let mut state = shared.state::<State>();
    state.caller(&call, "history", now)?;
    let account = state.world.find_account(&name).map(|account| account.id.clone());
    let account = account.ok_or_else(|| ApiError::status(StatusCode::NOT_FOUND, None))?;
    let ready: Vec<String> = state
        .pending
        .iter_mut()
        .filter_map(|(id, work)| (work.poll(now) == Stage::Done).then(|| id.clone()))
        .collect();
    for id in ready {
        state.pending.remove(&id);
    }
    let shown_before = now - state.lag_ms;
    let mut posts = state.world.posts_of(&account);
    posts.retain(|post| {
        post.parent.is_none() && post.created_at <= shown_before && !state.pending.contains_key(&post.id)
    });
    posts.reverse();
    if let Some(after) = call.query.get("after") {
        let at = posts.iter().position(|post| post.id == after).map_or(posts.len(), |at| at + 1);
        posts.drain(..at);
    }
    let limit = call.query.limit(25, 100);
    let after = (posts.len() > limit).then(|| posts[limit - 1].id.clone());
    let things: Vec<Value> = posts.iter().take(limit).map(|post| post_view(&state, post)).collect();
    Ok(Json(listing(&things, after.as_deref())))
}

pub(super) async fn info(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.state::<State>();
    state.caller(&call, "read", shared.clock.now())?;
    let ids = call.query.get("id").unwrap_or_default();
    let found = ids.split(',').take(100).filter_map(|id| state.world.post(id));
    let things: Vec<Value> = found.map(|post| post_view(&state, post)).collect();
    Ok(Json(listing(&things, None)))
}
