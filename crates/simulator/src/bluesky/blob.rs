//! Uploaded files.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::auth::Kind;
use super::error::{Answer, XrpcError};
use crate::call::Call;
use crate::ids;
use crate::images::sniff;
use crate::state::Shared;

/// What a self-hosted server takes.
pub(super) const LIMIT: usize = 5 * 1024 * 1024;

#[derive(Debug, Clone)]
pub(super) struct Blob {
    pub(super) mime: String,
    pub(super) bytes: Bytes,
    pub(super) owner: String,
}

pub(super) async fn upload(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let mut state = shared.bluesky();
    let token = state.authorise(&call.headers, Kind::Access, shared.clock.now())?;
    if call.content_type().is_empty() {
        return Err(XrpcError::invalid("Request encoding (Content-Type) required but not provided"));
    }
    if call.body.len() > LIMIT {
        let message = "request entity too large";
        return Err(XrpcError::new(StatusCode::PAYLOAD_TOO_LARGE, "PayloadTooLarge", message));
    }
    let claimed = call.content_type().split(';').next().unwrap_or_default().trim().to_owned();
    let mime = sniff(&call.body).map_or(claimed, |sniffed| sniffed.mime.to_owned());
    let cid = ids::cid(ids::CODEC_BLOB, &call.body);
    let size = call.body.len();
    let view =
        json!({ "blob": { "$type": "blob", "ref": { "$link": cid }, "mimeType": mime, "size": size } });
    state.blobs.insert(cid, Blob { mime, bytes: call.body.clone(), owner: token.did });
    Ok(Json(view))
}

pub(super) async fn get(State(shared): State<Arc<Shared>>, call: Call) -> Result<Response, XrpcError> {
    let did = call.query.get("did").ok_or_else(|| XrpcError::missing("did"))?;
    let cid = call.query.get("cid").ok_or_else(|| XrpcError::missing("cid"))?;
    let state = shared.bluesky();
    let blob = state
        .blobs
        .get(cid)
        .filter(|blob| blob.owner == did)
        .ok_or_else(|| XrpcError::bad("BlobNotFound", "Blob not found"))?;
    Ok(([(header::CONTENT_TYPE, blob.mime.clone())], blob.bytes.clone()).into_response())
}

impl super::State {
    /// Checks that the file a record names was uploaded and fits the place it is put to.
    pub(super) fn check_blob(&self, did: &str, blob: &Value, accept: &str, max: usize) -> Answer<String> {
        let cid = blob["ref"]["$link"].as_str().unwrap_or_default();
        let Some(stored) = self.blobs.get(cid).filter(|stored| stored.owner == did) else {
            return Err(XrpcError::bad("BlobNotFound", format!("Could not find blob: {cid}")));
        };
        if !stored.mime.starts_with(accept) {
            let message = format!("Wrong type of file. It is {} but it must match {accept}*.", stored.mime);
            return Err(XrpcError::bad("InvalidMimeType", message));
        }
        if stored.bytes.len() > max {
            let message = format!(
                "This file is too large. It is {} bytes but the maximum size is {max} bytes.",
                stored.bytes.len()
            );
            return Err(XrpcError::bad("BlobTooLarge", message));
        }
        Ok(cid.to_owned())
    }
}
