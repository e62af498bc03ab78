//! The resumable protocol: a session is opened, pieces are put to its address,
//! and with the last one the film exists.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::{FORCE_SSL, Fate, UPLOAD, metadata, videos};
use crate::call::{Call, bearer};
use crate::google::{self, Answer, GoogleError};
use crate::ids;
use crate::processing::Processing;
use crate::stand_in::{Listed, StandIn};
use crate::state::Shared;
use crate::uploads::{ContentRange, Upload, UploadFault};
use crate::world::{Draft, Post, links_in};

const MAX_BYTES: u64 = 256 * 1024 * 1024 * 1024;
const PIECE: u64 = 256 * 1024;
/// Sessions are forgotten after a week.
const SESSION_MS: i64 = 7 * 24 * 60 * 60 * 1000;

pub(super) async fn begin(State(shared): State<Arc<Shared>>, call: Call) -> Answer<Response> {
    let token = google::authorise::<super::State>(&shared, &call, &[UPLOAD, FORCE_SSL])?;
    if call.query.get("uploadType") != Some("resumable") {
        return Err(GoogleError::invalid(
            "mediaBodyRequired",
            "The request does not include the video content.",
        ));
    }
    let parts = metadata::parts(&call, &["snippet", "status", "localizations", "recordingDetails"])?;
    let body = google::json_body(&call)?;
    google::known_fields(&body, "video", &parts)?;
    let snippet = metadata::snippet(&body["snippet"], false)?;
    let status = metadata::status(&body["status"])?;
    let mime = call.header("x-upload-content-type").unwrap_or("application/octet-stream");
    if !(mime.starts_with("video/") || mime == "application/octet-stream") {
        let message = format!(
            "Media type '{mime}' is not supported. Valid media types: [video/*, application/octet-stream]"
        );
        return Err(GoogleError::invalid("badContent", message));
    }
    let total = call.header("x-upload-content-length").and_then(|length| length.parse().ok());
    if total.is_some_and(|total: u64| total == 0 || total > MAX_BYTES) {
        return Err(GoogleError::new(413, "uploadTooLarge", "Request is too large."));
    }
    let now = shared.clock.now();
    let mut state = shared.state::<super::State>();
    let id = state.authority.secret(shared.seed, "upload");
    let mut upload = Upload::new(&id, &token.account, total, mime, now);
    upload.extra = json!({ "snippet": snippet, "status": status });
    state.uploads.insert(upload);
    let address = format!(
        "{}/upload/youtube/v3/videos?uploadType=resumable&part={}&upload_id={id}",
        shared.url(super::State::NETWORK),
        parts.join(",")
    );
    Ok((StatusCode::OK, [(header::LOCATION, address)]).into_response())
}

pub(super) async fn put(State(shared): State<Arc<Shared>>, call: Call) -> Answer<Response> {
    // The session's address is enough; a token that is sent must be good.
    if bearer(&call.headers).is_some() {
        google::authorise::<super::State>(&shared, &call, &[UPLOAD, FORCE_SSL])?;
    }
    let id = call.query.get("upload_id").unwrap_or_default();
    let now = shared.clock.now();
    let mut guard = shared.state::<super::State>();
    let state = &mut *guard;
    let gone = || GoogleError::new(404, "notFound", "Upload session not found.");
    let upload = state.uploads.get_mut(id).filter(|upload| upload.begun_at + SESSION_MS > now);
    let upload = upload.ok_or_else(gone)?;
    if let Some(video) = upload.extra["video"].as_str() {
        let view = videos::resource(&state.world, &state.fates, video, now).ok_or_else(gone)?;
        return Ok((StatusCode::OK, Json(view)).into_response());
    }
    let range = match call.header("content-range") {
        None => Some(ContentRange {
            span: (call.body.len() as u64).checked_sub(1).map(|last| (0, last)),
            total: Some(call.body.len() as u64),
        }),
        Some(text) => ContentRange::parse(text),
    };
    let range =
        range.ok_or_else(|| GoogleError::invalid("badRequest", "Failed to parse Content-Range header."))?;
    if let (Some(told), Some(known)) = (range.total, upload.total)
        && told != known
    {
        return Err(GoogleError::invalid("badRequest", "The total size does not match the upload."));
    }
    upload.total = upload.total.or(range.total);
    let Some((first, last)) = range.span else {
        return Ok(incomplete(upload.received()));
    };
    let length = last - first + 1;
    if length != call.body.len() as u64 {
        return Err(GoogleError::invalid("badRequest", "Content-Range and body differ."));
    }
    let is_last = upload.total == Some(last + 1);
    if !is_last && length % PIECE != 0 {
        let message = "The chunk size must be a multiple of 262144 bytes.";
        return Err(GoogleError::invalid("badRequest", message));
    }
    match upload.append(first, &call.body) {
        Ok(_) => {}
        Err(UploadFault::Offset(at)) => return Ok(incomplete(at)),
        Err(_) => return Err(GoogleError::new(413, "uploadTooLarge", "Request is too large.")),
    }
    if !upload.is_whole() {
        return Ok(incomplete(upload.received()));
    }
    upload.finished = true;
    let (owner, extra) = (upload.owner.clone(), upload.extra.clone());
    let is_film = upload.sniffed().is_some_and(|sniffed| sniffed.mime.starts_with("video/"));
    let digest = ids::hex(&ids::sha256(upload.bytes()));
    let video = state.new_post_id(&shared, &Draft::default());
    let known = !state.seen.insert((owner.clone(), digest));
    let rejected = if known && state.rejects_duplicates { Some("duplicate") } else { None };
    let processing = Processing::begin(&shared, call.doomed || !is_film);
    state.fates.insert(video.clone(), Fate { processing, rejected });
    if let Some(upload) = state.uploads.get_mut(id) {
        upload.extra["video"] = video.as_str().into();
    }
    let text = extra["snippet"]["description"].as_str().unwrap_or_default().to_owned();
    let post = Post {
        url: state.post_url(&shared, &owner, &video),
        id: video.clone(),
        author: owner,
        links: links_in(&text),
        text,
        media: vec![id.to_owned()],
        created_at: now,
        raw: extra,
        ..Post::default()
    };
    state.world.publish(post, false);
    let view = videos::resource(&state.world, &state.fates, &video, now).ok_or_else(gone)?;
    Ok((StatusCode::CREATED, Json(view)).into_response())
}

/// 308 and how much is here; without the header when nothing is.
fn incomplete(received: u64) -> Response {
    let mut answer = StatusCode::PERMANENT_REDIRECT.into_response();
    if let Some(last) = received.checked_sub(1)
        && let Ok(range) = HeaderValue::from_str(&format!("bytes=0-{last}"))
    {
        answer.headers_mut().insert(header::RANGE, range);
    }
    answer
}
