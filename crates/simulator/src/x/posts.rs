//! Making and removing posts.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use super::error::{Answer, Problem};
use super::weight::weighted;
use super::{State, media, views};
use crate::call::Call;
use crate::stand_in::StandIn;
use crate::state::Shared;
use crate::world::{Draft, Post, links_in};

/// Every field that the description of the API has.
const FIELDS: [&str; 16] = [
    "card_uri",
    "community_id",
    "direct_message_deep_link",
    "edit_options",
    "for_super_followers_only",
    "geo",
    "made_with_ai",
    "media",
    "nullcast",
    "paid_partnership",
    "poll",
    "quote_tweet_id",
    "reply",
    "reply_settings",
    "share_with_followers",
    "text",
];
const SETTINGS: [&str; 4] = ["following", "mentionedUsers", "subscribers", "verified"];
/// How long the same text is refused.
const SAME_MS: i64 = 24 * 3_600 * 1_000;

fn object<'a>(
    body: &'a Value,
    name: &str,
    known: &[&str],
) -> Result<Option<&'a Map<String, Value>>, Problem> {
    let Some(value) = body.get(name) else { return Ok(None) };
    let wrong = |field: &str| {
        let message = format!("[{name}.{field}] is not allowed here, or not of this form.");
        Problem::invalid(&format!("{name}.{field}"), "", &message)
    };
    let map = value.as_object().ok_or_else(|| wrong(""))?;
    match map.keys().find(|key| !known.contains(&key.as_str())) {
        Some(unknown) => Err(wrong(unknown)),
        None => Ok(Some(map)),
    }
}

/// `POST /2/tweets`.
pub(super) async fn create(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer<Response> {
    let mut state = shared.state::<State>();
    let token = state.authorise(&shared, &call, &["tweet.read", "tweet.write", "users.read"])?;
    let body = call.json().map_err(|_| Problem::invalid("body", "", "The body is not JSON."))?;
    let all = body.as_object().ok_or_else(|| Problem::invalid("body", "", "The body is not an object."))?;
    if let Some(unknown) = all.keys().find(|key| !FIELDS.contains(&key.as_str())) {
        let message = format!(
            "$.{unknown}: is not defined in the schema and the schema does not allow additional properties"
        );
        return Err(Problem::invalid(unknown, "", &message));
    }
    if state.credits == Some(0) {
        return Err(Problem::no_credits());
    }
    let text = body["text"].as_str().unwrap_or_default().to_owned();
    let files = media_ids(&body)?;
    let poll = poll(&body)?;
    if text.trim().is_empty() && files.is_empty() {
        return Err(Problem::invalid("text", &text, "Your Post must have text or media."));
    }
    if !files.is_empty() && poll.is_some() {
        return Err(Problem::invalid("poll", "", "A Post can have either media or a poll, not both."));
    }
    if let Some(setting) = body.get("reply_settings")
        && !setting.as_str().is_some_and(|setting| SETTINGS.contains(&setting))
    {
        let message = format!("`reply_settings` is not one of {SETTINGS:?}");
        return Err(Problem::invalid("reply_settings", &setting.to_string(), &message));
    }
    let account = state.world.account(&token.account).ok_or_else(Problem::unauthorized)?;
    let paid = account.extra["verified_type"].as_str().is_some_and(|kind| kind != "none");
    if weighted(&text) > if paid { 25_000 } else { 280 } {
        return Err(Problem::forbidden("Your Post text is too long."));
    }
    let parent = parent(&body)?;
    if parent.as_ref().is_some_and(|parent| state.world.post(parent).is_none()) {
        let detail = "You attempted to reply to a Tweet that is deleted or not visible to you.";
        return Err(Problem::forbidden(detail));
    }
    let now = shared.clock.now();
    let kinds = media::attachable(&mut state, &token.account, &files, now)?;
    let same = |post: &&Post| {
        post.text == text && post.parent == parent && post.media.is_empty() && now - post.created_at < SAME_MS
    };
    if files.is_empty() && state.world.posts_of(&token.account).iter().any(same) {
        return Err(Problem::duplicate());
    }
    let draft = Draft { author: token.account.clone(), created_at: now, ..Draft::default() };
    let id = state.new_post_id(&shared, &draft);
    let url = state.post_url(&shared, &token.account, &id);
    let alts: Value = files.iter().map(|id| (id.clone(), media::alt(&state, id))).collect();
    let post = Post {
        id: id.clone(),
        url,
        author: token.account,
        links: links_in(&text),
        created_at: now,
        parent,
        media: files,
        raw: json!({
            "urls": views::short_links(&shared, &text), "kinds": kinds, "alt": alts, "poll": poll,
            "reply_settings": body["reply_settings"], "paid_partnership": body["paid_partnership"],
            "made_with_ai": body["made_with_ai"],
        }),
        text,
        ..Post::default()
    };
    let (view, _) = views::post(&shared, &state.world, &post, &views::Asked::default(), true);
    state.world.publish(post, false);
    state.credits = state.credits.map(|left| left - 1);
    let data = json!({ "id": id, "text": view["text"], "edit_history_post_ids": [id] });
    Ok((StatusCode::CREATED, Json(json!({ "data": data }))).into_response())
}

fn media_ids(body: &Value) -> Result<Vec<String>, Problem> {
    let known =
        ["media_ids", "tagged_user_ids", "call_to_actions", "embeddable", "preview_media_id", "title"];
    let Some(media) = object(body, "media", &known)? else { return Ok(vec![]) };
    let ids = media.get("media_ids").and_then(Value::as_array);
    let ids: Option<Vec<String>> =
        ids.into_iter().flatten().map(|id| id.as_str().map(str::to_owned)).collect();
    let ids = ids.filter(|ids| (1..=4).contains(&ids.len()));
    ids.ok_or_else(|| Problem::invalid("media.media_ids", "", "`media.media_ids` must have 1 to 4 texts."))
}

fn poll(body: &Value) -> Result<Option<Value>, Problem> {
    let known = ["options", "duration_minutes", "reply_settings"];
    let Some(poll) = object(body, "poll", &known)? else { return Ok(None) };
    let options = poll.get("options").and_then(Value::as_array).cloned().unwrap_or_default();
    let sound = |option: &Value| option.as_str().is_some_and(|text| (1..=25).contains(&text.chars().count()));
    if !(2..=4).contains(&options.len()) || !options.iter().all(sound) {
        let message = "`poll.options` must have 2 to 4 texts of 1 to 25 characters.";
        return Err(Problem::invalid("poll.options", "", message));
    }
    let minutes = poll.get("duration_minutes").and_then(Value::as_u64).unwrap_or_default();
    if !(5..=10_080).contains(&minutes) {
        let message = "`poll.duration_minutes` must be between 5 and 10080.";
        return Err(Problem::invalid("poll.duration_minutes", &minutes.to_string(), message));
    }
    Ok(Some(json!({ "options": options, "duration_minutes": minutes })))
}

fn parent(body: &Value) -> Result<Option<String>, Problem> {
    let known = ["in_reply_to_tweet_id", "exclude_reply_user_ids", "auto_populate_reply_metadata"];
    let Some(reply) = object(body, "reply", &known)? else { return Ok(None) };
    let id = reply.get("in_reply_to_tweet_id").and_then(Value::as_str);
    id.map(|id| Some(id.to_owned())).ok_or_else(|| {
        Problem::invalid("reply.in_reply_to_tweet_id", "", "`reply.in_reply_to_tweet_id` is missing.")
    })
}

/// `DELETE /2/tweets/{id}`.
pub(super) async fn delete(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
    call: Call,
) -> Answer {
    let mut state = shared.state::<State>();
    let token = state.authorise(&shared, &call, &["tweet.read", "tweet.write", "users.read"])?;
    if state.world.post(&id).is_some_and(|post| post.author != token.account) {
        return Err(Problem::forbidden("You are not allowed to delete this Post."));
    }
    state.world.remove_post(&id);
    Ok(Json(json!({ "data": { "deleted": true } })))
}
