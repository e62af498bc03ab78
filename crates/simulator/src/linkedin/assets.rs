//! Pictures, documents and films on their way, and their states.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::State;
use super::error::{Answer, Fault};
use crate::call::Call;
use crate::ids;
use crate::processing::{Processing, Stage};
use crate::stand_in::Network;
use crate::state::Shared;
use crate::uploads::Upload;

const MB: u64 = 1024 * 1024;
/// Films come in pieces of 4 MB.
const PIECE: u64 = 4 * MB;

/// `images` → `image`; `None` for what is no collection of files.
fn singular(kind: &str) -> Option<&'static str> {
    match kind {
        "images" => Some("image"),
        "videos" => Some("video"),
        "documents" => Some("document"),
        _ => None,
    }
}

/// `POST /rest/images|videos|documents?action=…`.
pub(super) async fn act(
    Extract(shared): Extract<Arc<Shared>>,
    Path(kind): Path<String>,
    call: Call,
) -> Answer<Response> {
    let kind = singular(&kind).ok_or_else(|| Fault::not_found("the resource"))?;
    let mut state = shared.state::<State>();
    let token = state.authorise(&shared, &call)?;
    let body = call.json().map_err(|_| Fault::field("INVALID_BODY", "/"))?;
    match call.query.get("action") {
        Some("initializeUpload") => {
            let request = &body["initializeUploadRequest"];
            let owner = request["owner"].as_str().ok_or_else(|| Fault::field("MISSING_FIELD", "/owner"))?;
            state.may_write(&token, owner)?;
            let value = begin(&mut state, &shared, kind, owner, request)?;
            Ok(Json(json!({ "value": value })).into_response())
        }
        Some("finalizeUpload") if kind == "video" => {
            finalize(&mut state, &shared, &body["finalizeUploadRequest"], call.doomed)?;
            Ok(StatusCode::OK.into_response())
        }
        _ => Err(Fault::field("INVALID_VALUE_FOR_FIELD", "action")),
    }
}

fn begin(state: &mut State, shared: &Shared, kind: &str, owner: &str, request: &Value) -> Answer<Value> {
    let base = shared.url(Network::LinkedIn);
    let id = format!("C4E22AQ{}", &ids::token(shared.seed, "asset", shared.clock.unique_micros())[..12]);
    let urn = format!("urn:li:{kind}:{id}");
    let now = shared.clock.now();
    let total = request["fileSizeBytes"].as_u64();
    let mut upload = Upload::new(&urn, owner, total, kind, now);
    upload.extra = json!({ "kind": kind, "state": "WAITING_UPLOAD", "tags": [] });
    let mut value = json!({ kind: urn, "uploadUrlExpiresAt": now + 24 * 3_600 * 1_000 });
    if kind == "video" {
        let size = total
            .filter(|size| (1..=500 * MB).contains(size))
            .ok_or_else(|| Fault::field("INVALID_VALUE_FOR_FIELD", "/fileSizeBytes"))?;
        if !request["uploadCaptions"].is_boolean() || !request["uploadThumbnail"].is_boolean() {
            return Err(Fault::field("MISSING_FIELD", "/uploadCaptions"));
        }
        let pieces = size.div_ceil(PIECE);
        let instructions: Vec<Value> = (0..pieces)
            .map(|piece| {
                json!({
                    "uploadUrl": format!("{base}/dms-uploads/{id}/{piece}"), "firstByte": piece * PIECE,
                    "lastByte": (piece * PIECE + PIECE).min(size) - 1,
                })
            })
            .collect();
        value["uploadInstructions"] = json!(instructions);
        value["uploadToken"] = json!("");
    } else {
        value["uploadUrl"] = json!(format!("{base}/dms-uploads/{id}"));
    }
    state.uploads.insert(upload);
    Ok(value)
}

fn find<'a>(state: &'a mut State, id: &str) -> Answer<&'a mut Upload> {
    let urn = ["image", "document", "video"]
        .into_iter()
        .map(|kind| format!("urn:li:{kind}:{id}"))
        .find(|urn| state.uploads.get(urn).is_some());
    urn.and_then(|urn| state.uploads.get_mut(&urn)).ok_or_else(|| Fault::not_found("the upload"))
}

/// A picture or document, with the token of its owner.
pub(super) async fn put_whole(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
    call: Call,
) -> Answer<StatusCode> {
    let mut state = shared.state::<State>();
    let token = state.token_of(&shared, &call)?;
    let owner = find(&mut state, &id)?.owner.clone();
    state.may_write(&token, &owner)?;
    let upload = find(&mut state, &id)?;
    if call.body.is_empty() {
        return Err(Fault::field("INVALID_BODY", "/"));
    }
    if call.body.len() as u64 > 100 * MB {
        return Err(Fault::new(413, "REQUEST_TOO_LARGE", "The file is too large"));
    }
    if !upload.finished {
        upload.total = Some(call.body.len() as u64);
        upload.finished = upload.append(0, &call.body).is_ok();
        upload.processing = Some(Processing::begin(&shared, call.doomed));
    }
    Ok(StatusCode::CREATED)
}

/// A piece of a film: its address is the permission, and a token is not wanted.
pub(super) async fn put_piece(
    Extract(shared): Extract<Arc<Shared>>,
    Path((id, piece)): Path<(String, u64)>,
    call: Call,
) -> Answer<Response> {
    if call.header("authorization").is_some() {
        return Err(Fault::new(400, "ILLEGAL_ARGUMENT", "Authorization is not expected here"));
    }
    let mut state = shared.state::<State>();
    let upload = find(&mut state, &id)?;
    let last = upload.total.unwrap_or_default().saturating_sub(piece * PIECE);
    if call.body.len() as u64 != last.min(PIECE) {
        return Err(Fault::field("INVALID_BODY", "the length of the piece"));
    }
    upload.put_segment(piece, call.body.clone()).map_err(|_| Fault::field("INVALID_BODY", "the piece"))?;
    let tag = format!("/ambry-video/signedId/{id}-{piece}");
    if let Some(tags) = upload.extra["tags"].as_array_mut() {
        tags.push(json!(tag));
    }
    Ok((StatusCode::OK, [("etag", tag)]).into_response())
}

fn finalize(state: &mut State, shared: &Shared, request: &Value, doomed: bool) -> Answer<()> {
    let urn = request["video"].as_str().unwrap_or_default();
    let upload = state.uploads.get_mut(urn).ok_or_else(|| Fault::not_found("the video"))?;
    let told = request["uploadedPartIds"].as_array().cloned().unwrap_or_default();
    let known = upload.extra["tags"].as_array().cloned().unwrap_or_default();
    let pieces = upload.total.unwrap_or_default().div_ceil(PIECE);
    if told.len() as u64 != pieces || told.iter().any(|tag| !known.contains(tag)) {
        return Err(Fault::field("INVALID_VALUE_FOR_FIELD", "/uploadedPartIds"));
    }
    if request["uploadToken"].as_str().is_none() {
        return Err(Fault::field("MISSING_FIELD", "/uploadToken"));
    }
    if !upload.finished {
        if !upload.join_segments() || !upload.is_whole() {
            return Err(Fault::field("INVALID_VALUE_FOR_FIELD", "/uploadedPartIds"));
        }
        upload.finished = true;
        upload.processing = Some(Processing::begin(shared, doomed));
    }
    Ok(())
}

/// How a file stands, without asking counting as a poll.
pub(super) fn standing(upload: &Upload, now: i64) -> &'static str {
    match upload.processing.as_ref().map(|processing| processing.peek(now)) {
        None => "WAITING_UPLOAD",
        Some(Stage::Working) => "PROCESSING",
        Some(Stage::Done) => "AVAILABLE",
        Some(Stage::Failed) => "PROCESSING_FAILED",
    }
}

/// `GET /rest/images|videos|documents/{urn}`; not with a token that may only write.
pub(super) async fn show(
    Extract(shared): Extract<Arc<Shared>>,
    Path((kind, urn)): Path<(String, String)>,
    call: Call,
) -> Answer {
    let kind = singular(&kind).ok_or_else(|| Fault::not_found("the resource"))?;
    let mut state = shared.state::<State>();
    let token = state.authorise(&shared, &call)?;
    if !token.has("r_organization_social") {
        return Err(Fault::denied("GET", kind));
    }
    let now = shared.clock.now();
    let upload = state.uploads.get_mut(&urn).ok_or_else(|| Fault::not_found("the file"))?;
    if let Some(processing) = &mut upload.processing {
        processing.poll(now);
    }
    Ok(Json(json!({ "id": urn, "owner": upload.owner, "status": standing(upload, now) })))
}
