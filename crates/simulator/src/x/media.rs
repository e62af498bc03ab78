//! Files: whole pictures, films in numbered pieces, their states and descriptions.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Extract};
use serde_json::{Map, Value, json};

use super::State;
use super::error::{Answer, Problem};
use crate::call::Call;
use crate::images::sniff;
use crate::processing::{Processing, Stage};
use crate::state::Shared;
use crate::uploads::{Upload, UploadFault};

const MB: u64 = 1024 * 1024;
const LIFE_S: i64 = 86_400;
const IMAGES: [&str; 4] = ["image/jpeg", "image/png", "image/gif", "image/webp"];

/// Largest file of a category.
const fn largest(category: &str) -> Option<u64> {
    match category.as_bytes() {
        b"tweet_image" => Some(5 * MB),
        b"tweet_gif" => Some(15 * MB),
        b"tweet_video" | b"amplify_video" => Some(512 * MB),
        _ => None,
    }
}

fn invalid(name: &str, value: &str, message: &str) -> Problem {
    Problem::invalid(name, value, message)
}

/// `POST /2/media/upload`: a whole file.
pub(super) async fn whole(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let token = shared.state::<State>().authorise(&shared, &call, &["media.write"])?;
    let form = call.form().await.map_err(|_| invalid("media", "", "The form is malformed."))?;
    let category = form.params.get("media_category").unwrap_or_default().to_owned();
    let limit = largest(&category)
        .ok_or_else(|| invalid("media_category", &category, "`media_category` is missing or unknown."))?;
    let file = form.file("media").ok_or_else(|| invalid("media", "", "`media` is missing."))?;
    let found = sniff(&file.bytes).filter(|found| IMAGES.contains(&found.mime));
    let found = found.ok_or_else(|| invalid("media", "", "The media type is not supported."))?;
    if file.bytes.len() as u64 > limit {
        return Err(invalid("media", "", "The file is larger than this category allows."));
    }
    let mut state = shared.state::<State>();
    let id = new_id(&shared);
    let now = shared.clock.now();
    let mut upload = Upload::new(&id, &token.account, Some(file.bytes.len() as u64), found.mime, now);
    let kept = upload.append(0, &file.bytes);
    upload.finished = kept.is_ok();
    upload.extra = json!({ "category": category });
    let view = json!({
        "id": id, "media_key": format!("3_{id}"), "size": file.bytes.len(), "expires_after_secs": LIFE_S,
    });
    state.uploads.insert(upload);
    Ok(Json(json!({ "data": view })))
}

fn new_id(shared: &Shared) -> String {
    shared.clock.unique_micros().to_string()
}

/// `POST /2/media/upload/initialize`.
pub(super) async fn initialize(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let mut state = shared.state::<State>();
    let token = state.authorise(&shared, &call, &["media.write"])?;
    let body = call.json().map_err(|_| invalid("body", "", "The body is not JSON."))?;
    let known = ["media_type", "total_bytes", "media_category", "additional_owners", "shared"];
    if let Some(unknown) =
        body.as_object().into_iter().flat_map(Map::keys).find(|key| !known.contains(&key.as_str()))
    {
        return Err(invalid(unknown, "", "is not defined in the schema"));
    }
    let category = body["media_category"].as_str().unwrap_or_default();
    let limit = largest(category)
        .ok_or_else(|| invalid("media_category", category, "`media_category` is missing or unknown."))?;
    let mime = body["media_type"].as_str().unwrap_or_default();
    let fits = match category {
        "tweet_image" => IMAGES.contains(&mime),
        "tweet_gif" => mime == "image/gif",
        _ => ["video/mp4", "video/quicktime", "video/webm", "video/mp2t"].contains(&mime),
    };
    if !fits {
        return Err(invalid("media_type", mime, "`media_type` does not fit the category."));
    }
    let total = body["total_bytes"].as_u64().filter(|total| (1..=limit).contains(total));
    let total = total.ok_or_else(|| invalid("total_bytes", "", "`total_bytes` is missing, or too large."))?;
    let id = new_id(&shared);
    let mut upload = Upload::new(&id, &token.account, Some(total), mime, shared.clock.now());
    upload.extra = json!({ "category": category });
    state.uploads.insert(upload);
    let view = json!({ "id": id, "media_key": key(category, &id), "expires_after_secs": LIFE_S });
    Ok(Json(json!({ "data": view })))
}

fn key(category: &str, id: &str) -> String {
    format!("{}_{id}", kind(category))
}

fn kind(category: &str) -> &'static str {
    match category {
        "tweet_image" => "3",
        "tweet_gif" => "16",
        _ => "7",
    }
}

fn own<'a>(state: &'a mut State, owner: &str, id: &str, now: i64) -> Answer<&'a mut Upload> {
    let found = state.uploads.own(id, owner).ok().filter(|upload| now - upload.begun_at < LIFE_S * 1_000);
    found.ok_or_else(|| invalid("media_id", id, "The media id is unknown, or has run out."))
}

/// `POST /2/media/upload/{id}/append`.
pub(super) async fn append(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
    call: Call,
) -> Answer {
    let token = shared.state::<State>().authorise(&shared, &call, &["media.write"])?;
    let form = call.form().await.map_err(|_| invalid("media", "", "The form is malformed."))?;
    let number = form.params.get("segment_index").and_then(|number| number.parse::<u64>().ok());
    let number = number
        .filter(|number| *number <= 999)
        .ok_or_else(|| invalid("segment_index", "", "`segment_index` must be between 0 and 999."))?;
    let file = form.file("media").ok_or_else(|| invalid("media", "", "`media` is missing."))?;
    if file.bytes.len() as u64 > 5 * MB {
        return Err(invalid("media", "", "A segment is at most 5 MB."));
    }
    let now = shared.clock.now();
    let mut state = shared.state::<State>();
    let upload = own(&mut state, &token.account, &id, now)?;
    upload.put_segment(number, file.bytes.clone()).map_err(|fault| match fault {
        UploadFault::Whole => invalid("media_id", &id, "The upload is finalized already."),
        _ => invalid("media", "", "More bytes than were announced."),
    })?;
    Ok(Json(json!({ "data": { "expires_at": now / 1_000 + LIFE_S } })))
}

/// `POST /2/media/upload/{id}/finalize`.
pub(super) async fn finalize(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
    call: Call,
) -> Answer {
    let mut state = shared.state::<State>();
    let token = state.authorise(&shared, &call, &["media.write"])?;
    let upload = own(&mut state, &token.account, &id, shared.clock.now())?;
    if !upload.finished {
        if !upload.join_segments() || !upload.is_whole() {
            return Err(invalid("media_id", &id, "Segments are missing, or bytes of them."));
        }
        upload.finished = true;
        upload.processing = Some(Processing::begin(&shared, call.doomed));
    }
    Ok(Json(json!({ "data": view(upload, Some(Stage::Working)) })))
}

fn view(upload: &Upload, stage: Option<Stage>) -> Value {
    let category = upload.extra["category"].as_str().unwrap_or_default();
    let mut view = json!({
        "id": upload.id, "media_key": key(category, &upload.id), "size": upload.received(),
        "expires_after_secs": LIFE_S,
    });
    if upload.processing.is_some() {
        view["processing_info"] = match stage {
            Some(Stage::Done) => json!({ "state": "succeeded", "progress_percent": 100 }),
            Some(Stage::Failed) => json!({
                "state": "failed", "progress_percent": 100,
                "error": { "code": 1, "name": "InvalidMedia", "message": "Unsupported video format" },
            }),
            Some(Stage::Working) => json!({ "state": "pending", "check_after_secs": 1 }),
            None => json!({ "state": "in_progress", "check_after_secs": 1, "progress_percent": 50 }),
        };
    }
    view
}

/// `GET /2/media/upload`.
pub(super) async fn status(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let mut state = shared.state::<State>();
    let token = state.authorise(&shared, &call, &["media.write"])?;
    if call.query.get("command").is_some_and(|command| command != "STATUS") {
        return Err(invalid("command", "", "`command` is not one of [STATUS]"));
    }
    let id = call.query.get("media_id").unwrap_or_default().to_owned();
    let now = shared.clock.now();
    let upload = own(&mut state, &token.account, &id, now)?;
    let stage = upload.processing.as_mut().map(|processing| processing.poll(now));
    let stage = stage.filter(|stage| *stage != Stage::Working);
    Ok(Json(json!({ "data": view(upload, stage) })))
}

/// `POST /2/media/metadata`.
pub(super) async fn describe(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let mut state = shared.state::<State>();
    let token = state.authorise(&shared, &call, &["media.write"])?;
    let body = call.json().map_err(|_| invalid("body", "", "The body is not JSON."))?;
    let id = body["id"].as_str().unwrap_or_default();
    let text = body["metadata"]["alt_text"]["text"].as_str();
    let text = text.filter(|text| text.chars().count() <= 1_000).ok_or_else(|| {
        invalid(
            "metadata.alt_text.text",
            "",
            "`metadata.alt_text.text` is missing, or longer than 1000 characters.",
        )
    })?;
    let upload = own(&mut state, &token.account, id, shared.clock.now())?;
    upload.extra["alt"] = json!(text);
    Ok(Json(json!({ "data": { "id": id, "associated_metadata": { "alt_text": { "text": text } } } })))
}

/// Whether files can be in one post; the kind of each.
pub(super) fn attachable(state: &mut State, owner: &str, ids: &[String], now: i64) -> Answer<Value> {
    let unfit = || invalid("media.media_ids", &ids.join(","), "Your media IDs are invalid.");
    let mut kinds = Map::new();
    for id in ids {
        let upload = own(state, owner, id, now).map_err(|_| unfit())?;
        let ready = upload.processing.as_ref().is_none_or(|processing| processing.peek(now) == Stage::Done);
        if !upload.finished || !ready {
            return Err(unfit());
        }
        kinds.insert(id.clone(), json!(kind(upload.extra["category"].as_str().unwrap_or_default())));
    }
    if kinds.len() < ids.len() || (ids.len() > 1 && kinds.values().any(|kind| kind != "3")) {
        return Err(unfit());
    }
    Ok(Value::Object(kinds))
}

/// What a file was described as.
pub(super) fn alt(state: &State, id: &str) -> Value {
    state.uploads.get(id).map_or(Value::Null, |upload| upload.extra["alt"].clone())
}
