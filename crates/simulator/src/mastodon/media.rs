//! Attachments: uploaded first, described, then attached to a status.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use unicode_segmentation::UnicodeSegmentation;

use super::error::{Answer, ApiError};
use super::form;
use crate::call::Call;
use crate::images::sniff;
use crate::page;
use crate::params::Params;
use crate::state::Shared;

pub(super) const IMAGE_LIMIT: usize = 16_777_216;
pub(super) const VIDEO_LIMIT: usize = 103_809_024;
pub(super) const DESCRIPTION_LIMIT: usize = 1500;
pub(super) const MIME_TYPES: [&str; 11] = [
    "image/jpeg",
    "image/png",
    "image/gif",
    "image/heic",
    "image/webp",
    "image/avif",
    "video/webm",
    "video/mp4",
    "video/quicktime",
    "audio/ogg",
    "audio/mpeg",
];

/// How long a video is worked on.
const PROCESSING_MS: i64 = 1500;

#[derive(Debug, Clone)]
pub(super) struct Media {
    id: String,
    owner: String,
    mime: &'static str,
    bytes: Bytes,
    size: Option<(u32, u32)>,
    description: Option<String>,
    focus: Option<(f64, f64)>,
    ready_at: i64,
    /// Whether the work on it fails.
    doomed: bool,
    /// The status that it is attached to.
    pub(super) attached: Option<String>,
}

impl Media {
    pub(super) fn kind(&self) -> &'static str {
        match self.mime.split('/').next() {
            _ if self.mime == "image/gif" => "gifv",
            Some("image") => "image",
            Some("video") => "video",
            Some("audio") => "audio",
            _ => "unknown",
        }
    }

    pub(super) fn owned_by(&self, account: &str) -> bool {
        self.owner == account
    }

    pub(super) fn is_ready(&self, now: i64) -> bool {
        self.ready_at <= now && !self.doomed
    }

    fn has_failed(&self, now: i64) -> bool {
        self.ready_at <= now && self.doomed
    }

    pub(super) fn view(&self, base: &str, now: i64) -> Value {
        let address = format!("{base}/system/media/{}", self.id);
        let ready = self.is_ready(now);
        let mut meta = json!({});
        if let Some((width, height)) = self.size {
            let aspect = f64::from(width) / f64::from(height.max(1));
            meta["original"] = json!({ "width": width, "height": height, "size": format!("{width}x{height}"), "aspect": aspect });
        }
        if let Some((x, y)) = self.focus {
            meta["focus"] = json!({ "x": x, "y": y });
        }
        json!({
            "id": self.id,
            "type": self.kind(),
            "url": ready.then_some(address.as_str()),
            "preview_url": address,
            "remote_url": null,
            "meta": meta,
            "description": self.description,
            "blurhash": null,
        })
    }

    fn describe(&mut self, params: &Params) -> Answer<()> {
        if let Some(description) = params.get("description") {
            if description.graphemes(true).count() > DESCRIPTION_LIMIT {
                let message =
                    format!("Validation failed: Description character limit of {DESCRIPTION_LIMIT} exceeded");
                return Err(ApiError::unprocessable(message));
            }
            self.description = Some(description.to_owned());
        }
        let focus = params.get("focus").and_then(|focus| focus.split_once(','));
        if let Some((x, y)) = focus.and_then(|(x, y)| Some((x.trim().parse().ok()?, y.trim().parse().ok()?)))
        {
            self.focus = Some((x, y));
        }
        Ok(())
    }
}

pub(super) async fn upload(State(shared): State<Arc<Shared>>, call: Call) -> Answer<Response> {
    let owner = shared.mastodon().authorise(&call.headers, &["write:media"])?;
    let (params, file) = form::read(&call).await?;
    let bytes = file.filter(|file| !file.is_empty());
    let bytes = bytes.ok_or_else(|| ApiError::unprocessable("Validation failed: File can't be blank"))?;
    let sniffed = sniff(&bytes).filter(|sniffed| MIME_TYPES.contains(&sniffed.mime)).ok_or_else(|| {
        ApiError::unprocessable("Validation failed: File content type is invalid, File is invalid")
    })?;
    let still = sniffed.mime.starts_with("image/");
    let limit = if still { IMAGE_LIMIT } else { VIDEO_LIMIT };
    if bytes.len() > limit {
        let message = format!("Validation failed: File size must be less than {} MB", limit / 1024 / 1024);
        return Err(ApiError::unprocessable(message));
    }
    let now = shared.clock.now();
    let at_once = still && !call.doomed;
    let mut media = Media {
        id: (shared.clock.unique_micros() << 4).to_string(),
        owner,
        mime: sniffed.mime,
        size: sniffed.size,
        bytes,
        description: None,
        focus: None,
        ready_at: if at_once { now } else { now + PROCESSING_MS },
        doomed: call.doomed,
        attached: None,
    };
    media.describe(&params)?;
    let view = media.view(shared.mastodon_url(), now);
    shared.mastodon().media.insert(media.id.clone(), media);
    let status = if at_once { StatusCode::OK } else { StatusCode::ACCEPTED };
    Ok((status, Json(view)).into_response())
}

/// Own files that no status has yet.
fn loose<'a>(state: &'a mut super::State, account: &str, id: &str) -> Answer<&'a mut Media> {
    state
        .media
        .get_mut(id)
        .filter(|media| media.owned_by(account) && media.attached.is_none())
        .ok_or_else(ApiError::not_found)
}

pub(super) async fn show(
    State(shared): State<Arc<Shared>>,
    Path(id): Path<String>,
    call: Call,
) -> Answer<Response> {
    let mut state = shared.mastodon();
    let account = state.authorise(&call.headers, &["write:media"])?;
    let now = shared.clock.now();
    let media = loose(&mut state, &account, &id)?;
    if media.has_failed(now) {
        return Err(ApiError::unprocessable("Error processing thumbnail for uploaded media"));
    }
    let status = if media.is_ready(now) { StatusCode::OK } else { StatusCode::PARTIAL_CONTENT };
    Ok((status, Json(media.view(shared.mastodon_url(), now))).into_response())
}

pub(super) async fn update(State(shared): State<Arc<Shared>>, Path(id): Path<String>, call: Call) -> Answer {
    let (params, _) = form::read(&call).await?;
    let mut state = shared.mastodon();
    let account = state.authorise(&call.headers, &["write:media"])?;
    let media = loose(&mut state, &account, &id)?;
    media.describe(&params)?;
    Ok(Json(media.view(shared.mastodon_url(), shared.clock.now())))
}

pub(super) async fn delete(State(shared): State<Arc<Shared>>, Path(id): Path<String>, call: Call) -> Answer {
    let mut state = shared.mastodon();
    let account = state.authorise(&call.headers, &["write:media"])?;
    loose(&mut state, &account, &id)?;
    state.media.remove(&id);
    Ok(Json(json!({})))
}

pub(super) async fn file(State(shared): State<Arc<Shared>>, Path(id): Path<String>) -> Response {
    match shared.mastodon().media.get(&id) {
        Some(media) => ([(header::CONTENT_TYPE, media.mime)], media.bytes.clone()).into_response(),
        None => page::not_found(),
    }
}
