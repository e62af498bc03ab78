//! Files: an address to upload to, the bytes, the word that they are complete,
//! and some time until a file can be shown.

use std::sync::Arc;

use axum::extract::State as Shelf;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::answers::{Asked, Refused};
use super::{State, chat, metadata};
use crate::call::Call;
use crate::processing::{Processing, Stage};
use crate::stand_in::Network;
use crate::state::Shared;
use crate::uploads::Upload;

impl State {
    /// Whether a file is complete and looked through.
    pub(super) fn is_shown(&self, id: &str) -> bool {
        self.uploads.get(id).is_some_and(|upload| upload.extra["seen"] == json!(true))
    }
}

pub(super) fn begin(state: &mut State, shared: &Shared, asked: &Asked) -> Result<Value, Refused> {
    let name = asked
        .text("filename")
        .filter(|name| !name.is_empty())
        .ok_or_else(|| Refused::new("invalid_arguments"))?;
    let length = asked.text("length").and_then(|text| text.parse::<u64>().ok()).filter(|length| *length > 0);
    let length = length.ok_or_else(|| Refused::new("invalid_arguments"))?;
    if asked.text("alt_txt").is_some_and(|alt| alt.chars().count() > 1000) {
        return Err(Refused::new("alt_txt_too_large"));
    }
    state.files += 1;
    let id = format!("F{:09}", state.files);
    let mut upload = Upload::new(&id, "", Some(length), "", shared.clock.now());
    upload.extra = json!({ "name": name, "shares": {} });
    state.uploads.insert(upload);
    Ok(json!({ "upload_url": format!("{}/upload/v1/{id}", shared.url(Network::Slack)), "file_id": id }))
}

/// The bytes; the answer is a text.
pub(super) async fn receive(Shelf(shared): Shelf<Arc<Shared>>, call: Call) -> Response {
    let id = call.path.rsplit('/').next().unwrap_or_default();
    let mut state = shared.state::<State>();
    let Some(upload) = state.uploads.get_mut(id) else {
        return (StatusCode::NOT_FOUND, "not found").into_response();
    };
    // The whole file again takes the place of the one before.
    if upload.received() == 0 && upload.append(0, &call.body).is_err() {
        return (StatusCode::BAD_REQUEST, "size mismatch").into_response();
    }
    if !upload.is_whole() {
        return (StatusCode::BAD_REQUEST, "size mismatch").into_response();
    }
    (StatusCode::OK, format!("OK - {}", call.body.len())).into_response()
}

/// Completes uploads; with a channel the files are shown there, a little later.
pub(super) fn complete(
    state: &mut State,
    shared: &Shared,
    asked: &Asked,
    doomed: bool,
) -> Result<Value, Refused> {
    let files = asked.value("files").unwrap_or_default();
    let ids: Vec<String> = files
        .as_array()
        .into_iter()
        .flatten()
        .map(|file| file["id"].as_str().unwrap_or_default().to_owned())
        .collect();
    if ids.is_empty() {
        return Err(Refused::new("invalid_arguments"));
    }
    if !ids.iter().all(|id| state.uploads.get(id).is_some_and(Upload::is_whole)) {
        return Err(Refused::new("file_not_found"));
    }
    let shown = match asked.text("channel_id") {
        Some(_) => {
            let channel = chat::open(state, asked, "channel_id")?;
            let parent = chat::thread(state, &channel, asked)?;
            let blocks = asked.value("blocks");
            if let Some(blocks) = &blocks {
                metadata::check_blocks(state, blocks)?;
            }
            let comment = asked.text("initial_comment");
            let text = comment.unwrap_or_else(|| blocks.as_ref().map(metadata::text_of).unwrap_or_default());
            let raw = json!({ "blocks": blocks, "files": ids });
            Some((channel.clone(), chat::keep(state, shared, &channel, text, ids.len(), parent, raw)))
        }
        None => None,
    };
    for id in &ids {
        let Some(upload) = state.uploads.get_mut(id) else { continue };
        upload.processing = Some(Processing::begin(shared, doomed));
        if let Some((channel, ts)) = &shown {
            upload.extra["shares"] = json!({ channel.clone(): [{ "ts": ts }] });
        }
    }
    let views: Vec<Value> = ids.iter().map(|id| json!({ "id": id, "title": id })).collect();
    Ok(json!({ "files": views }))
}

/// A file; its kind and where it is shown are told when it was looked through.
pub(super) fn info(state: &mut State, shared: &Shared, asked: &Asked) -> Result<Value, Refused> {
    let id = asked.text("file").unwrap_or_default();
    let now = shared.clock.now();
    let upload = state.uploads.get_mut(&id).ok_or_else(|| Refused::new("file_not_found"))?;
    let stage = upload.processing.as_mut().map_or(Stage::Working, |processing| processing.poll(now));
    let done = stage == Stage::Done;
    if done {
        upload.extra["seen"] = json!(true);
    }
    let mime = upload.sniffed().map_or("application/octet-stream", |found| found.mime);
    let shares = if done { upload.extra["shares"].clone() } else { json!({}) };
    Ok(json!({ "file": {
        "id": id,
        "name": upload.extra["name"],
        "mimetype": if done { mime } else { "" },
        "shares": { "public": shares },
    } }))
}
