//! Writes that are sent again: `Idempotency-Key`.

use app::{Actor, App, Error, idempotency::Claimed, ids::IdempotencyId, media::Incoming};
use axum::{
    body::{Body, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use sha2::{Digest, Sha256};
use tokio_util::io::ReaderStream;

use super::{ApiActor, ApiError, BODY_MOST};
use crate::{state::WebState, tus};

/// Answers that are longer are not kept, and their key is used up.
const ANSWER_MOST: usize = 256 * 1024;

/// The layer: does a write with a key once, and answers the same to the same.
pub(super) async fn layer(State(state): State<WebState>, request: Request, next: Next) -> Response {
    let writes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let key = request.headers().get("idempotency-key").and_then(|value| value.to_str().ok());
    let actor = request.extensions().get::<ApiActor>().cloned();
    let (true, Some(key), Some(ApiActor(actor))) = (writes, key.map(str::to_owned), actor) else {
        return next.run(request).await;
    };
    let (parts, body) = request.into_parts();
    let held = if takes_files(parts.uri.path()) {
        spool(&state.app, &actor, &parts.headers, body).await
    } else {
        let Ok(body) = to_bytes(body, BODY_MOST).await else {
            return StatusCode::PAYLOAD_TOO_LARGE.into_response();
        };
        Ok((hex(&Sha256::digest(&body)), Body::from(body), None))
    };
    // What was spooled stays on the disk until the work is done.
    let (digest, body, spooled) = match held {
        Ok(held) => held,
        Err(error) => return ApiError::from(error).into_response(),
    };
    let hash =
        hash(&parts.method, parts.uri.path_and_query().map_or("", |path| path.as_str()), &actor, &digest);
    let id = match state.app.claim_idempotency_key(&actor, &key, &hash).await {
        Ok(Claimed::Fresh(id)) => id,
        Ok(Claimed::Answered { status, body }) => return again(status, body),
        Err(error) => return ApiError::from(error).into_response(),
    };
    // A client that goes away must not leave the work half done and its key without an answer.
    let work = tokio::spawn(async move {
        let response = next.run(Request::from_parts(parts, body)).await;
        drop(spooled);
        remember(&state.app, &actor, id, response).await
    });
    work.await.unwrap_or_else(|error| ApiError::from(Error::Internal(error.to_string())).into_response())
}

/// Whether the body is a file, which is not held in memory.
fn takes_files(path: &str) -> bool {
    path.trim_start_matches("/api/v1") == "/media"
}

/// Writes a file's bytes to the disk and gives their digest, the bytes again, and what removes them in the end.
async fn spool(
    app: &App,
    actor: &Actor,
    headers: &HeaderMap,
    body: Body,
) -> Result<(String, Body, Option<Incoming>), Error> {
    tus::refuse_announced(app, headers, "file")?;
    let mut incoming = super::media::receive(app, actor, body).await?;
    let (digest, file) = incoming.read_again().await?;
    Ok((digest, Body::from_stream(ReaderStream::new(file)), Some(incoming)))
}

async fn remember(app: &App, actor: &Actor, id: IdempotencyId, response: Response) -> Response {
    let status = response.status();
    // A refused request changed nothing: mended, it may come under the same key.
    if !status.is_success() {
        if let Err(error) = app.release_idempotency_key(actor, id).await {
            tracing::error!(%error, "an idempotency key stays in progress");
        }
        return response;
    }
    let (parts, body) = response.into_parts();
    let body = match to_bytes(body, ANSWER_MOST).await {
        Ok(body) => body,
        Err(error) => return ApiError::from(Error::Internal(error.to_string())).into_response(),
    };
    let text = String::from_utf8_lossy(&body);
    if let Err(error) = app.finish_idempotent(actor, id, status.as_u16(), &text).await {
        tracing::error!(%error, "an idempotency key stays in progress");
    }
    Response::from_parts(parts, Body::from(body))
}

fn again(status: u16, body: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert("idempotent-replayed", HeaderValue::from_static("true"));
    response
}

fn hash(method: &Method, path: &str, actor: &Actor, digest: &str) -> String {
    let mut hash = Sha256::new();
    for part in [method.as_str().as_bytes(), path.as_bytes(), format!("{:?}", actor.user_id).as_bytes()] {
        hash.update(part);
        hash.update([0]);
    }
    hash.update(digest);
    hex(&hash.finalize())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
