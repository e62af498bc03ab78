//! Comments: a comment answers a film, a reply answers a comment.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{FORCE_SSL, metadata, videos};
use crate::call::Call;
use crate::clock::iso;
use crate::google::{self, Answer, GoogleError};
use crate::ids;
use crate::state::Shared;
use crate::world::{Post, World};

fn comment(world: &World, post: &Post, video: &str) -> Value {
    let name = world.account(&post.author).map_or("", |account| account.display_name.as_str());
    json!({
        "kind": "youtube#comment",
        "id": post.id,
        "snippet": {
            "videoId": video,
            "textDisplay": post.text,
            "textOriginal": post.text,
            "authorDisplayName": name,
            "authorChannelId": { "value": post.author },
            "canRate": true,
            "likeCount": post.counts().likes,
            "moderationStatus": post.raw["moderation"],
            "publishedAt": iso(post.created_at),
            "updatedAt": iso(post.edited_at.unwrap_or(post.created_at)),
        },
    })
}

fn thread(world: &World, post: &Post, video: &str, channel: &str) -> Value {
    let replies: Vec<Value> = post
        .replies
        .iter()
        .filter_map(|id| world.post(id))
        .map(|reply| comment(world, reply, video))
        .collect();
    let mut thread = json!({
        "kind": "youtube#commentThread",
        "id": post.id,
        "snippet": {
            "channelId": channel,
            "videoId": video,
            "topLevelComment": comment(world, post, video),
            "canReply": true,
            "totalReplyCount": replies.len(),
            "isPublic": true,
        },
    });
    if !replies.is_empty() {
        thread["replies"] = json!({ "comments": replies });
    }
    thread
}

fn disabled() -> GoogleError {
    let message = "The video identified by the videoId parameter has disabled comments.";
    GoogleError::new(403, "commentsDisabled", message)
}

/// The film that comments are asked for, if it takes any.
fn film<'w>(world: &'w World, id: &str) -> Answer<&'w Post> {
    let message = "The video identified by the videoId parameter could not be found.";
    let post = world.post(id).filter(|post| post.parent.is_none());
    let post = post.ok_or_else(|| GoogleError::new(404, "videoNotFound", message))?;
    if videos::open_to_comments(&post.raw) { Ok(post) } else { Err(disabled()) }
}

pub(super) async fn threads(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    google::authorise::<super::State>(&shared, &call, &[FORCE_SSL])?;
    let parts = metadata::parts(&call, &["id", "snippet", "replies"])?;
    let max = call.query.get("maxResults").and_then(|max| max.parse().ok()).unwrap_or(20_usize).clamp(1, 100);
    let state = shared.state::<super::State>();
    let world = &state.world;
    let films: Vec<&Post> = match (call.query.get("videoId"), call.query.get("allThreadsRelatedToChannelId"))
    {
        (Some(id), _) => vec![film(world, id)?],
        (None, Some(channel)) => {
            world.posts_of(channel).into_iter().filter(|post| post.parent.is_none()).collect()
        }
        _ => return Err(GoogleError::invalid("missingRequiredParameter", "No filter selected.")),
    };
    let mut found: Vec<(&Post, &Post)> = films
        .iter()
        .flat_map(|film| film.replies.iter().filter_map(|id| world.post(id)).map(|post| (*film, post)))
        .collect();
    found.sort_by_key(|(_, post)| std::cmp::Reverse(post.created_at));
    let items: Vec<Value> = found
        .into_iter()
        .take(max)
        .map(|(film, post)| metadata::only(thread(world, post, &film.id, &film.author), &parts))
        .collect();
    Ok(Json(json!({ "kind": "youtube#commentThreadListResponse", "items": items })))
}

/// The text of a comment, which must be there.
fn text_of(snippet: &Value) -> Answer<String> {
    let text = snippet["textOriginal"].as_str().unwrap_or_default();
    if text.trim().is_empty() {
        return Err(GoogleError::invalid("commentTextRequired", "The comment must have some text."));
    }
    Ok(text.to_owned())
}

fn write(shared: &Shared, state: &mut super::State, author: &str, parent: &str, text: String) -> String {
    let id = format!("Ug{}", &ids::token(shared.seed, "comment", shared.clock.unique_micros())[..24]);
    let post = Post {
        id: id.clone(),
        author: author.to_owned(),
        text,
        created_at: shared.clock.now(),
        parent: Some(parent.to_owned()),
        raw: json!({ "moderation": "published" }),
        ..Post::default()
    };
    state.world.publish(post, false);
    id
}

pub(super) async fn begin_thread(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let token = google::authorise::<super::State>(&shared, &call, &[FORCE_SSL])?;
    metadata::parts(&call, &["snippet"])?;
    let body = google::json_body(&call)?;
    google::known_fields(&body, "comment_thread", &["snippet"])?;
    google::known_fields(
        &body["snippet"],
        "comment_thread.snippet",
        &["channelId", "videoId", "topLevelComment"],
    )?;
    let text = text_of(&body["snippet"]["topLevelComment"]["snippet"])?;
    let video = body["snippet"]["videoId"].as_str().unwrap_or_default().to_owned();
    let mut guard = shared.state::<super::State>();
    let state = &mut *guard;
    let channel = film(&state.world, &video)?.author.clone();
    let id = write(&shared, state, &token.account, &video, text);
    let post = state.world.post(&id).ok_or_else(disabled)?;
    Ok(Json(thread(&state.world, post, &video, &channel)))
}

pub(super) async fn reply(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let token = google::authorise::<super::State>(&shared, &call, &[FORCE_SSL])?;
    metadata::parts(&call, &["snippet"])?;
    let body = google::json_body(&call)?;
    google::known_fields(&body["snippet"], "comment.snippet", &["parentId", "textOriginal"])?;
    let text = text_of(&body["snippet"])?;
    let parent = body["snippet"]["parentId"].as_str().unwrap_or_default().to_owned();
    let mut guard = shared.state::<super::State>();
    let state = &mut *guard;
    let video = state.world.post(&parent).and_then(|post| post.parent.clone());
    let video = video.ok_or_else(|| GoogleError::new(404, "parentCommentNotFound", "No such comment."))?;
    let id = write(&shared, state, &token.account, &parent, text);
    let post = state.world.post(&id).ok_or_else(disabled)?;
    Ok(Json(comment(&state.world, post, &video)))
}

/// A comment that the caller wrote, or that stands under a film of the caller's.
fn ours(world: &World, id: &str, account: &str) -> bool {
    let mut at = world.post(id).filter(|post| post.parent.is_some());
    while let Some(post) = at {
        if post.author == account {
            return true;
        }
        at = post.parent.as_deref().and_then(|parent| world.post(parent));
    }
    false
}

pub(super) async fn delete(State(shared): State<Arc<Shared>>, call: Call) -> Answer<StatusCode> {
    let token = google::authorise::<super::State>(&shared, &call, &[FORCE_SSL])?;
    let id = call.query.get("id").unwrap_or_default();
    let mut state = shared.state::<super::State>();
    if !ours(&state.world, id, &token.account) {
        return Err(GoogleError::new(404, "commentNotFound", "The comment cannot be found."));
    }
    state.world.remove_post(id);
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn moderate(State(shared): State<Arc<Shared>>, call: Call) -> Answer<StatusCode> {
    let token = google::authorise::<super::State>(&shared, &call, &[FORCE_SSL])?;
    let status = call.query.get("moderationStatus").unwrap_or_default();
    if !matches!(status, "heldForReview" | "published" | "rejected") {
        return Err(GoogleError::invalid("invalidModerationStatus", "The moderation status is invalid."));
    }
    let mut state = shared.state::<super::State>();
    for id in call.query.get("id").unwrap_or_default().split(',') {
        if !ours(&state.world, id, &token.account) {
            return Err(GoogleError::new(404, "commentNotFound", "The comment cannot be found."));
        }
        if let Some(post) = state.world.post_mut(id) {
            post.raw["moderation"] = status.into();
        }
    }
    Ok(StatusCode::NO_CONTENT)
}
