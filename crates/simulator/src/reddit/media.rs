//! Files: a lease for a place, then the bytes.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Extract;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use super::State;
use super::error::{Answer, ApiError};
use crate::call::Call;
use crate::images::sniff;
use crate::stand_in::Network;
use crate::state::Shared;

/// A leased place.
#[derive(Debug)]
pub(crate) struct Asset {
    pub(super) owner: String,
    /// What a post names it by.
    pub(super) url: String,
    policy: String,
    /// `image` or `video`, once it is there.
    pub(super) kind: Option<&'static str>,
}

pub(super) async fn lease(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let Ok(form) = call.form().await else { return Err(ApiError::status(StatusCode::BAD_REQUEST, None)) };
    let mut state = shared.state::<State>();
    let token = state.caller(&call, "submit", shared.clock.now())?;
    let mime = form.params.get("mimetype").unwrap_or_default();
    if form.params.get("filepath").is_none_or(str::is_empty) {
        return Err(ApiError::status(StatusCode::BAD_REQUEST, Some("MISSING_FILEPATH")));
    }
    if !["image/jpeg", "image/png", "image/gif", "video/mp4", "video/quicktime"].contains(&mime) {
        return Err(ApiError::status(StatusCode::BAD_REQUEST, Some("BAD_MIMETYPE")));
    }
    let id = super::base36(shared.clock.unique_micros());
    let policy = state.authority.secret(shared.seed, "reddit-policy");
    let action = format!("{}/media-upload", shared.url(Network::Reddit));
    let asset = Asset {
        owner: token.account,
        url: format!("{action}/rte_images/{id}"),
        policy: policy.clone(),
        kind: None,
    };
    state.assets.insert(id.clone(), asset);
    let field = |name: &str, value: &str| json!({ "name": name, "value": value });
    Ok(Json(json!({
        "args": { "action": action, "fields": [
            field("key", &format!("rte_images/{id}")), field("policy", &policy),
            field("x-amz-algorithm", "AWS4-HMAC-SHA256"), field("x-amz-date", "20260101T000000Z"),
            field("x-amz-signature", "simulated"), field("success_action_status", "201"),
        ] },
        "asset": {
            "asset_id": id, "processing_state": "incomplete", "payload": { "filepath": "file" },
            "websocket_url": format!("wss://ws.reddit.example/rte_images/{id}"),
        },
    })))
}

/// The place that takes bytes: all that was told, and the file last.
pub(super) async fn upload(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Response {
    let refuse = |status: StatusCode| {
        let body = "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>";
        (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
    };
    let Ok(form) = call.form().await else { return refuse(StatusCode::BAD_REQUEST) };
    for name in ["x-amz-algorithm", "x-amz-date", "x-amz-signature", "success_action_status"] {
        if form.params.get(name).is_none() {
            return refuse(StatusCode::FORBIDDEN);
        }
    }
    let key = form.params.get("key").unwrap_or_default().to_owned();
    let Some(file) = form.file("file") else { return refuse(StatusCode::BAD_REQUEST) };
    let mut state = shared.state::<State>();
    let asset = state.assets.get_mut(key.trim_start_matches("rte_images/"));
    let Some(asset) = asset.filter(|asset| form.params.get("policy") == Some(asset.policy.as_str())) else {
        return refuse(StatusCode::FORBIDDEN);
    };
    asset.kind =
        sniff(&file.bytes).map(|found| if found.mime.starts_with("video/") { "video" } else { "image" });
    let body = format!("<?xml version=\"1.0\"?><PostResponse><Key>{key}</Key></PostResponse>");
    (StatusCode::CREATED, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
}
