//! Films: a place, the bytes, the work on them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::State;
use super::error::{Answer, ApiError};
use crate::call::Call;
use crate::images::sniff;
use crate::processing::{Processing, Stage};
use crate::state::Shared;

/// A film on its way.
#[derive(Debug)]
pub(crate) struct Film {
    pub(super) owner: String,
    policy: String,
    work: Option<Processing>,
    is_film: bool,
}

impl Film {
    /// Whether a pin may be made of it.
    pub(super) fn is_ready(&self, now: i64) -> bool {
        self.is_film && self.work.as_ref().is_some_and(|work| work.peek(now) == Stage::Done)
    }
}

pub(super) async fn register(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer<Response> {
    let mut state = shared.state::<State>();
    let token = state.caller(&call, "pins:write", shared.clock.now())?;
    let body = call.json().map_err(|_| ApiError::bad("Invalid request: not JSON"))?;
    if body["media_type"].as_str() != Some("video") {
        return Err(ApiError::bad("Invalid request: media_type must be video"));
    }
    let id = super::pin_id(&shared);
    let policy = state.authority.secret(shared.seed, "pinterest-policy");
    let film = Film { owner: token.account, policy: policy.clone(), work: None, is_film: false };
    state.media.insert(id.clone(), film);
    let answer = json!({
        "media_id": id, "media_type": "video",
        "upload_url": format!("{}/media-upload/", shared.url(crate::stand_in::Network::Pinterest)),
        "upload_parameters": {
            "key": format!("uploads/{id}"), "policy": policy, "x-amz-algorithm": "AWS4-HMAC-SHA256",
            "x-amz-credential": "simulated/aws4_request", "x-amz-date": "20260101T000000Z",
            "x-amz-security-token": "simulated", "x-amz-signature": "simulated",
            "Content-Type": "multipart/form-data",
        },
    });
    Ok((StatusCode::CREATED, Json(answer)).into_response())
}

/// The place that takes bytes: all that was told, and the file last.
pub(super) async fn upload(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Response {
    let refuse = |status: StatusCode, code: &str| {
        (status, format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>")).into_response()
    };
    let Ok(form) = call.form().await else { return refuse(StatusCode::BAD_REQUEST, "MalformedPOSTRequest") };
    for name in [
        "key",
        "policy",
        "x-amz-algorithm",
        "x-amz-credential",
        "x-amz-date",
        "x-amz-signature",
        "x-amz-security-token",
        "Content-Type",
    ] {
        if form.params.get(name).is_none() {
            return refuse(StatusCode::FORBIDDEN, "AccessDenied");
        }
    }
    let Some(file) = form.file("file") else { return refuse(StatusCode::BAD_REQUEST, "InvalidArgument") };
    let mut state = shared.state::<State>();
    let id = form.params.get("key").and_then(|key| key.strip_prefix("uploads/")).unwrap_or_default();
    let film = state.media.get_mut(id);
    let Some(film) = film.filter(|film| form.params.get("policy") == Some(film.policy.as_str())) else {
        return refuse(StatusCode::FORBIDDEN, "AccessDenied");
    };
    film.is_film = sniff(&file.bytes).is_some_and(|found| found.mime.starts_with("video/"));
    film.work = Some(Processing::begin(&shared, call.doomed));
    StatusCode::NO_CONTENT.into_response()
}

pub(super) async fn show(
    Extract(shared): Extract<Arc<Shared>>,
    Path(id): Path<String>,
    call: Call,
) -> Answer {
    let now = shared.clock.now();
    let mut state = shared.state::<State>();
    let token = state.caller(&call, "pins:read", now)?;
    let film = state.media.get_mut(&id).filter(|film| film.owner == token.account);
    let film = film.ok_or_else(|| ApiError::new(StatusCode::NOT_FOUND, 2_031, "Media not found."))?;
    let is_film = film.is_film;
    let status = match film.work.as_mut().map(|work| work.poll(now)) {
        None => "registered",
        Some(Stage::Working) => "processing",
        Some(Stage::Done) if is_film => "succeeded",
        Some(Stage::Done | Stage::Failed) => "failed",
    };
    Ok(Json(json!({ "media_id": id, "media_type": "video", "status": status })))
}
