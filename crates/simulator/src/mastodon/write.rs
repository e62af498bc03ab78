//! A status on its way in: read, checked, kept.

use axum::http::StatusCode;
use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;

use super::error::{Answer, ApiError};
use super::statuses::MAX_MEDIA;
use super::{State, content, domain};
use crate::clock::iso;
use crate::params::Params;
use crate::state::Shared;
use crate::world::{Post, links_in};

const MAX_OPTIONS: usize = 4;
const MAX_OPTION_CHARACTERS: usize = 50;

/// An id that sorts by time, free at this moment.
pub(super) fn free_id(state: &State, at: i64) -> String {
    let base = u64::try_from(at).unwrap_or_default() << 16;
    (base..).map(|id| id.to_string()).find(|id| state.world.post(id).is_none()).unwrap_or_default()
}

/// Reads and checks the parameters of a new or edited status.
pub(super) fn read(
    shared: &Shared,
    state: &State,
    author: &str,
    params: &Params,
    own: Option<&str>,
) -> Answer<Post> {
    let text = params.get("status").unwrap_or_default().trim_end().to_owned();
    let spoiler = params.get("spoiler_text").unwrap_or_default();
    let media: Vec<String> = params.all("media_ids").into_iter().map(str::to_owned).collect();
    let poll = poll(shared, params)?;
    if text.trim().is_empty() && media.is_empty() && poll.is_null() {
        return Err(ApiError::unprocessable("Validation failed: Text can't be blank"));
    }
    if content::length(&format!("{spoiler}{text}")) > content::MAX_CHARACTERS {
        let limit = content::MAX_CHARACTERS;
        return Err(ApiError::unprocessable(format!(
            "Validation failed: Text character limit of {limit} exceeded"
        )));
    }
    if !poll.is_null() && !media.is_empty() {
        return Err(ApiError::unprocessable("Validation failed: Cannot attach a poll to a post with media"));
    }
    check_media(shared, state, author, &media, own)?;
    let visibility = params.get("visibility").unwrap_or("public");
    if !matches!(visibility, "public" | "unlisted" | "private" | "direct") {
        return Err(ApiError::unprocessable(format!("'{visibility}' is not a valid visibility")));
    }
    let missing = "The post you are trying to reply to does not appear to exist.";
    let parent = params.get("in_reply_to_id").filter(|id| !id.is_empty());
    if parent.is_some_and(|id| state.world.post(id).is_none()) {
        return Err(ApiError::new(StatusCode::NOT_FOUND, missing));
    }
    let quoted = params.get("quoted_status_id").filter(|id| !id.is_empty());
    if quoted.is_some_and(|id| state.world.post(id).is_none()) {
        return Err(ApiError::not_found());
    }
    Ok(Post {
        author: author.to_owned(),
        mentions: content::mentions(&state.world, domain(shared), &text),
        links: links_in(&text),
        media,
        created_at: shared.clock.now(),
        parent: parent.map(str::to_owned),
        quoted: quoted.map(str::to_owned),
        raw: json!({
            "visibility": visibility,
            "spoiler_text": spoiler,
            "sensitive": params.flag("sensitive") || !spoiler.is_empty(),
            "language": params.get("language").unwrap_or("en"),
            "poll": poll,
        }),
        text,
        ..Post::default()
    })
}

fn check_media(
    shared: &Shared,
    state: &State,
    author: &str,
    media: &[String],
    own: Option<&str>,
) -> Answer<()> {
    if media.len() > MAX_MEDIA {
        return Err(ApiError::unprocessable(format!("Cannot attach more than {MAX_MEDIA} files")));
    }
    let mut kinds = Vec::new();
    for id in media {
        let found = state.media.get(id).filter(|media| {
            media.owned_by(author) && (media.attached.is_none() || media.attached.as_deref() == own)
        });
        let Some(found) = found else {
            let message = format!("Media {id} not found or already attached to another post");
            return Err(ApiError::unprocessable(message));
        };
        if !found.is_ready(shared.clock.now()) {
            let message = "Cannot attach files that have not finished processing. Try again in a moment!";
            return Err(ApiError::unprocessable(message));
        }
        kinds.push(found.kind());
    }
    if kinds.len() > 1 && kinds.iter().any(|kind| *kind != "image") {
        let message = "Cannot attach a video to a post that already contains images";
        return Err(ApiError::unprocessable(message));
    }
    Ok(())
}

fn poll(shared: &Shared, params: &Params) -> Answer<Value> {
    let options = params.all("poll[options]");
    if options.is_empty() {
        return Ok(Value::Null);
    }
    let seconds =
        params.get("poll[expires_in]").and_then(|text| text.parse::<i64>().ok()).unwrap_or_default();
    let fault = if options.len() < 2 {
        Some("Options must have more than one item".to_owned())
    } else if options.len() > MAX_OPTIONS {
        Some(format!("Options can't contain more than {MAX_OPTIONS} items"))
    } else if options.iter().any(|option| option.graphemes(true).count() > MAX_OPTION_CHARACTERS) {
        Some(format!("Options can't be longer than {MAX_OPTION_CHARACTERS} characters each"))
    } else if seconds < 300 {
        Some("Expires at is too soon".to_owned())
    } else if seconds > 2_629_746 {
        Some("Expires at is too far into the future".to_owned())
    } else {
        None
    };
    if let Some(fault) = fault {
        return Err(ApiError::unprocessable(format!("Validation failed: {fault}")));
    }
    let options: Vec<Value> =
        options.iter().map(|title| json!({ "title": title, "votes_count": 0 })).collect();
    Ok(json!({
        "id": shared.clock.unique_micros().to_string(),
        "expires_at": iso(shared.clock.now() + seconds * 1000),
        "expired": false,
        "multiple": params.flag("poll[multiple]"),
        "votes_count": 0,
        "voters_count": 0,
        "options": options,
        "emojis": [],
    }))
}

impl State {
    /// Marks the files of a status as its own.
    pub(super) fn attach(&mut self, status: &str, media: &[String]) {
        for (id, file) in &mut self.media {
            if media.contains(id) {
                file.attached = Some(status.to_owned());
            } else if file.attached.as_deref() == Some(status) {
                file.attached = None;
            }
        }
    }
}
