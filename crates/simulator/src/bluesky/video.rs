//! The video service, and the tokens by which it acts on an account's server.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::auth::Kind;
use super::blob::Blob;
use super::error::{Answer, XrpcError};
use super::identity;
use crate::call::{Call, bearer};
use crate::ids;
use crate::images::sniff;
use crate::processing::{Processing, Stage};
use crate::state::Shared;

const SERVICE_DID: &str = "did:web:video.bsky.app";
const DAILY_FILMS: usize = 25;
const DAILY_BYTES: u64 = 10_000_000_000;
const FILM_MAX: usize = 100_000_000;

#[derive(Debug, Clone)]
struct ServiceToken {
    did: String,
    aud: String,
    method: String,
    /// Real epoch seconds.
    until_s: i64,
}

#[derive(Debug, Clone)]
struct Job {
    id: String,
    did: String,
    blob: Value,
    processing: Processing,
    /// The code, should it fail.
    failure: String,
}

#[derive(Debug, Default)]
pub(super) struct Store {
    tokens: HashMap<String, ServiceToken>,
    jobs: HashMap<String, Job>,
    /// The job of the same film: by account and content.
    known: HashMap<(String, String), String>,
    used_bytes: HashMap<String, u64>,
    unable: bool,
    /// The code with which every film fails.
    failure: Option<String>,
}

/// `com.atproto.server.getServiceAuth`.
pub(super) async fn service_auth(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let now_s = shared.clock.real() / 1000;
    let mut state = shared.bluesky();
    let caller = state.authorise(&call.headers, Kind::Access, shared.clock.now())?;
    let aud = call.query.get("aud").ok_or_else(|| XrpcError::missing("aud"))?;
    if !aud.starts_with("did:") {
        return Err(XrpcError::invalid("Error: aud must be a valid did"));
    }
    let method = call.query.get("lxm").unwrap_or_default();
    let until_s = match call.query.get("exp") {
        None => now_s + 60,
        Some(text) => text.parse().map_err(|_| XrpcError::invalid("Error: exp must be an integer"))?,
    };
    let longest = if method.is_empty() { 60 } else { 3600 };
    if until_s <= now_s || until_s > now_s + longest {
        return Err(XrpcError::bad("BadExpiration", "expiration is in past or too far in the future"));
    }
    let text = ids::token(shared.seed, "service", shared.clock.unique_micros());
    let token = ServiceToken { did: caller.did, aud: aud.to_owned(), method: method.to_owned(), until_s };
    state.video.tokens.insert(text.clone(), token);
    Ok(Json(json!({ "token": text })))
}

/// Whose token it is, if it was given for this.
fn caller(shared: &Shared, call: &Call, aud: &str, method: &str) -> Answer<String> {
    let unauthorized =
        |message: &str| XrpcError::new(StatusCode::UNAUTHORIZED, "AuthenticationRequired", message);
    let text = bearer(&call.headers).ok_or_else(|| unauthorized("missing token"))?;
    let state = shared.bluesky();
    let token = state.video.tokens.get(text).ok_or_else(|| unauthorized("unknown token"))?;
    if token.aud != aud || token.method != method {
        return Err(unauthorized("the token was given for something else"));
    }
    if token.until_s <= shared.clock.real() / 1000 {
        return Err(unauthorized("the token has run out"));
    }
    Ok(token.did.clone())
}

pub(super) async fn limits(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let did = caller(&shared, &call, SERVICE_DID, "app.bsky.video.getUploadLimits")?;
    let state = shared.bluesky();
    if state.video.unable {
        return Ok(Json(json!({
            "canUpload": false,
            "error": "unconfirmed_email",
            "message": "Please confirm your email address to upload videos",
        })));
    }
    let films = state.video.jobs.values().filter(|job| job.did == did).count();
    let bytes = state.video.used_bytes.get(&did).copied().unwrap_or_default();
    Ok(Json(json!({
        "canUpload": films < DAILY_FILMS,
        "remainingDailyVideos": DAILY_FILMS.saturating_sub(films),
        "remainingDailyBytes": DAILY_BYTES.saturating_sub(bytes),
    })))
}

fn status(job: &Job, stage: Stage) -> Value {
    let mut status = json!({ "jobId": job.id, "did": job.did });
    match stage {
        Stage::Working => {
            status["state"] = "JOB_STATE_ENCODING".into();
            status["progress"] = 50.into();
        }
        Stage::Done => {
            status["state"] = "JOB_STATE_COMPLETED".into();
            status["progress"] = 100.into();
            status["blob"] = job.blob.clone();
        }
        Stage::Failed => {
            status["state"] = "JOB_STATE_FAILED".into();
            status["failureCode"] = job.failure.clone().into();
            status["error"] = "the video could not be encoded".into();
        }
    }
    status
}

pub(super) async fn upload(State(shared): State<Arc<Shared>>, call: Call) -> Result<Response, XrpcError> {
    let server = identity::server_did_of(&shared);
    let did = caller(&shared, &call, &server, "com.atproto.repo.uploadBlob")?;
    if call.query.get("did") != Some(did.as_str()) || call.query.get("name").is_none_or(str::is_empty) {
        return Err(XrpcError::invalid("did and name are required"));
    }
    if call.content_type() != "video/mp4" || sniff(&call.body).is_none_or(|found| found.mime != "video/mp4") {
        return Err(XrpcError::bad("InvalidMimeType", "only video/mp4 is taken"));
    }
    if call.body.len() > FILM_MAX {
        return Err(XrpcError::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "PayloadTooLarge",
            "file size is too large",
        ));
    }
    let now = shared.clock.now();
    let cid = ids::cid(ids::CODEC_BLOB, &call.body);
    let mut guard = shared.bluesky();
    let state = &mut *guard;
    let place = (did.clone(), cid.clone());
    if let Some(job) = state.video.known.get(&place).and_then(|id| state.video.jobs.get(id)) {
        let stage = job.processing.peek(now);
        if stage != Stage::Failed {
            let mut body = status(job, stage);
            body["error"] = "already_exists".into();
            body["message"] = "Video already processed".into();
            return Ok((StatusCode::CONFLICT, Json(body)).into_response());
        }
    }
    let job = Job {
        id: format!("job{}", shared.clock.unique_micros()),
        did: did.clone(),
        blob: json!({ "$type": "blob", "ref": { "$link": cid }, "mimeType": "video/mp4", "size": call.body.len() }),
        processing: Processing::begin(&shared, call.doomed || state.video.failure.is_some()),
        failure: state.video.failure.clone().unwrap_or_else(|| "encoding_failure".to_owned()),
    };
    // The service puts it on the account's server when it is done; nobody can use it before.
    state
        .blobs
        .insert(cid, Blob { mime: "video/mp4".to_owned(), bytes: call.body.clone(), owner: did.clone() });
    *state.video.used_bytes.entry(did).or_default() += call.body.len() as u64;
    state.video.known.insert(place, job.id.clone());
    let body = status(&job, job.processing.peek(now));
    state.video.jobs.insert(job.id.clone(), job);
    // The lexicon wraps it; the service does not.
    Ok(Json(body).into_response())
}

pub(super) async fn job_status(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let id = call.query.get("jobId").ok_or_else(|| XrpcError::missing("jobId"))?;
    let now = shared.clock.now();
    let mut state = shared.bluesky();
    let job = state.video.jobs.get_mut(id).ok_or_else(|| XrpcError::bad("JobNotFound", "no such job"))?;
    let stage = job.processing.poll(now);
    Ok(Json(json!({ "jobStatus": status(job, stage) })))
}

/// Why every film fails from now on, for tests.
pub(super) fn fail(shared: &Shared, code: Option<&str>) {
    shared.bluesky().video.failure = code.map(str::to_owned);
}

/// Whether accounts may upload films, for tests.
pub(super) fn allow(shared: &Shared, able: bool) {
    shared.bluesky().video.unable = !able;
}
