//! Pins: made, shown, changed, removed.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::State;
use super::error::{Answer, ApiError};
use crate::call::Call;
use crate::images::sniff;
use crate::stand_in::{Network, StandIn};
use crate::state::Shared;
use crate::world::{Draft, Post, links_in};

/// The texts of a pin, and how long each may be.
const TEXTS: [(&str, usize); 4] = [("title", 100), ("description", 800), ("alt_text", 500), ("link", 2_048)];
const CREATED_WITH: [&str; 6] =
    ["board_id", "board_section_id", "dominant_color", "media_source", "parent_pin_id", "sponsor_id"];

/// `2026-01-01T10:00:00`: without a zone, as pins come.
pub(super) fn moment(epoch_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(epoch_ms)
        .map(|at| at.strftime("%Y-%m-%dT%H:%M:%S").to_string())
        .unwrap_or_default()
}

pub(super) fn view(post: &Post, with_metrics: bool) -> Value {
    let counts = post.counts();
    let raw = &post.raw;
    let mut pin = json!({
        "id": post.id, "created_at": moment(post.created_at), "board_id": raw["board_id"],
        "title": raw["title"], "description": raw["description"], "link": raw["link"],
        "alt_text": raw["alt_text"], "is_owner": true, "creative_type": "REGULAR",
        "media": { "media_type": raw["kind"] }, "pin_metrics": null,
    });
    if with_metrics {
        pin["pin_metrics"] = json!({
            "90d": { "impression": counts.likes * 20, "pin_click": counts.likes * 3, "clickthrough": counts.likes },
            "lifetime_metrics": {
                "impression": counts.likes * 20, "pin_click": counts.likes * 3, "clickthrough": counts.likes,
                "save": counts.reposts, "reaction": counts.likes, "comment": counts.replies,
            },
        });
    }
    pin
}

/// Checks the texts of a body and puts them where a pin keeps them.
fn take_texts(body: &Value, raw: &mut Value) -> Result<(), ApiError> {
    for (name, max) in TEXTS {
        match &body[name] {
            Value::Null => {}
            Value::String(text) if text.chars().count() <= max => raw[name] = text.as_str().into(),
            Value::String(_) => {
                return Err(ApiError::bad(format!("Invalid request: '{name}' is longer than {max}")));
            }
            _ => return Err(ApiError::bad(format!("Invalid request: '{name}' is not a string"))),
        }
    }
    let link = body["link"].as_str().unwrap_or("");
    if !link.is_empty() && url::Url::parse(link).is_err() {
        return Err(ApiError::bad(
            "Whoops! It looks like you entered an invalid URL. Double-check it and try again.",
        ));
    }
    Ok(())
}

fn image(source: &Value) -> Result<(), ApiError> {
    let kind = source["content_type"].as_str().unwrap_or_default();
    if !["image/jpeg", "image/png"].contains(&kind) {
        return Err(ApiError::bad("Invalid request: content_type must be image/jpeg or image/png"));
    }
    let bytes = source["data"].as_str().and_then(|data| STANDARD.decode(data).ok()).unwrap_or_default();
    match sniff(&bytes) {
        Some(found) if found.mime == kind => Ok(()),
        _ => Err(ApiError::bad("Invalid request: the image cannot be read")),
    }
}

/// What a media source is and how many files it has.
fn media(state: &State, source: &Value, caller: &str, now: i64) -> Result<(&'static str, usize), ApiError> {
    match source["source_type"].as_str().unwrap_or_default() {
        "image_base64" => image(source).map(|()| ("image", 1)),
        "multiple_image_base64" => {
            let items = source["items"].as_array().map(Vec::as_slice).unwrap_or_default();
            if !(2..=5).contains(&items.len()) {
                return Err(ApiError::bad("Invalid request: items must be 2 to 5 images"));
            }
            items.iter().try_for_each(image)?;
            Ok(("multiple_images", items.len()))
        }
        "video_id" => {
            let id = source["media_id"].as_str().unwrap_or_default();
            let film = state.media.get(id).filter(|film| film.owner == caller);
            if !film.ok_or_else(|| ApiError::bad("Invalid request: no such media_id"))?.is_ready(now) {
                return Err(ApiError::bad("Invalid request: the video is not processed yet"));
            }
            if source["cover_image_data"].is_string() {
                let cover = json!({ "content_type": source["cover_image_content_type"], "data": source["cover_image_data"] });
                image(&cover)?;
            } else if !source["cover_image_key_frame_time"].is_u64() && !source["cover_image_url"].is_string()
            {
                let message =
                    "Invalid request: one of cover_image_url or cover_image_content_type is required";
                return Err(ApiError::bad(message));
            }
            Ok(("video", 1))
        }
        "image_url" | "multiple_image_urls" | "pin_url" => {
            Err(ApiError::bad("Sorry! Pinterest was unable to reach the URL provided."))
        }
        _ => Err(ApiError::bad("Invalid request: media_source has no known source_type")),
    }
}

pub(super) async fn create(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer<Response> {
    let now = shared.clock.now();
    let mut state = shared.state::<State>();
    let token = state.caller(&call, "pins:write", now)?;
    let body = call.json().map_err(|_| ApiError::bad("Invalid request: not JSON"))?;
    let fields = body.as_object().ok_or_else(|| ApiError::bad("Invalid request: not an object"))?;
    let known =
        |name: &String| CREATED_WITH.contains(&name.as_str()) || TEXTS.iter().any(|(text, _)| text == name);
    if let Some(unknown) = fields.keys().find(|name| !known(name)) {
        return Err(ApiError::bad(format!("Invalid request: '{unknown}' is not expected")));
    }
    if state.trial {
        let message = "Apps with Trial access may not create Pins in production https://api.pinterest.com - use API \
                       Sandbox https://api-sandbox.pinterest.com instead.";
        return Err(ApiError::new(StatusCode::FORBIDDEN, 29, message));
    }
    let board =
        body["board_id"].as_str().ok_or_else(|| ApiError::bad("Invalid request: 'board_id' is required"))?;
    let owner = state.boards.get(board).map(|board| board.owner.clone()).ok_or_else(ApiError::board)?;
    if owner != token.account {
        return Err(ApiError::not_yours());
    }
    let mut raw = json!({ "board_id": board, "board_section_id": body["board_section_id"] });
    take_texts(&body, &mut raw)?;
    let (kind, files) = media(&state, &body["media_source"], &token.account, now)?;
    raw["kind"] = kind.into();
    let id = state.new_post_id(&shared, &Draft::default());
    let text = raw["description"].as_str().unwrap_or_default().to_owned();
    let mut links = links_in(&text);
    links.extend(raw["link"].as_str().map(str::to_owned));
    let post = Post {
        url: format!("{}/pin/{id}/", shared.url(Network::Pinterest)),
        author: token.account,
        links,
        text,
        created_at: now,
        media: (0..files).map(|place| format!("{id}-{place}")).collect(),
        raw,
        id,
        ..Post::default()
    };
    let answer = view(&post, false);
    state.world.publish(post, false);
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

pub(super) async fn show(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
    call: Call,
) -> Answer {
    let state = shared.state::<State>();
    state.caller(&call, "pins:read", shared.clock.now())?;
    let post = state.world.post(&id).ok_or_else(ApiError::pin)?;
    Ok(Json(view(post, call.query.flag("pin_metrics"))))
}

pub(super) async fn update(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
    call: Call,
) -> Answer {
    let now = shared.clock.now();
    let mut state = shared.state::<State>();
    let token = state.caller(&call, "pins:write", now)?;
    let body = call.json().map_err(|_| ApiError::bad("Invalid request: not JSON"))?;
    let post = state.world.post_mut(&id).ok_or_else(ApiError::pin)?;
    if post.author != token.account {
        return Err(ApiError::not_yours());
    }
    let mut raw = post.raw.clone();
    take_texts(&body, &mut raw)?;
    post.text = raw["description"].as_str().unwrap_or_default().to_owned();
    post.raw = raw;
    post.edited_at = Some(now);
    Ok(Json(view(post, false)))
}

pub(super) async fn delete(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
    call: Call,
) -> Answer<StatusCode> {
    let mut state = shared.state::<State>();
    let token = state.caller(&call, "pins:write", shared.clock.now())?;
    let post = state.world.post(&id).ok_or_else(ApiError::pin)?;
    if post.author != token.account {
        return Err(ApiError::not_yours());
    }
    state.world.remove_post(&id);
    Ok(StatusCode::NO_CONTENT)
}
