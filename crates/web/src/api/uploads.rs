//! `/api/v1/uploads`: files in pieces, resumed after a break.

use app::{App, ids::UploadId};
use axum::{
    Json,
    body::Body,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
    routing::options,
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, Problems, instant};
use crate::{extract::Id, state::WebState, tus};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default()
        .routes(routes!(list, begin))
        .routes(routes!(show, append, give_up))
        .route("/uploads", options(async |State(app): State<App>| tus::options(&app)))
}

/// A file on its way into the library.
#[derive(Debug, Serialize, ToSchema)]
struct Upload {
    /// `upload_…`
    id: String,
    /// `brand_…`
    brand_id: String,
    /// Without folders.
    file_name: String,
    /// Bytes in all.
    size: i64,
    /// Bytes that have arrived and are on the disk.
    received: i64,
    /// `media_…`: what came of it, once it is whole.
    media_id: Option<String>,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339: when it is forgotten, unless more arrives.
    expires_at: String,
}

impl From<app::uploads::Upload> for Upload {
    fn from(upload: app::uploads::Upload) -> Self {
        Self {
            id: upload.id.to_string(),
            brand_id: upload.brand_id.to_string(),
            file_name: upload.file_name,
            size: upload.size,
            received: upload.received,
            media_id: upload.media_id.map(|id| id.to_string()),
            created_at: instant(upload.created_at),
            expires_at: instant(upload.expires_at),
        }
    }
}

/// Uploads under way of the token's person, the newest first; at most 100.
#[utoipa::path(get, path = "/uploads", tag = "media", security(("bearer" = ["write_posts"])),
    responses((status = 200, body = Vec<Upload>), Problems))]
async fn list(State(app): State<App>, ApiActor(actor): ApiActor) -> ApiResult<Json<Vec<Upload>>> {
    Ok(Json(app.open_uploads(&actor).await?.into_iter().map(Upload::from).collect()))
}

/// Begins an upload by the protocol tus 1.0: `Upload-Length` says how many bytes will come, `Upload-Metadata` holds
/// `brand_id` and `filename`, and may hold `filetype`, `alt`, `folder` and `tags`. `Location` says where the bytes go. What is
/// too large, or finds no room on the disk, is refused before a byte is sent.
#[utoipa::path(post, path = "/uploads", tag = "media", security(("bearer" = ["write_posts"])),
    responses((status = 201, description = "`Location`: the upload's address"), Problems))]
async fn begin(State(app): State<App>, ApiActor(actor): ApiActor, headers: HeaderMap) -> ApiResult<Response> {
    Ok(tus::create(&app, &actor, &headers, "/api/v1/uploads").await?)
}

/// How far an upload is: `Upload-Offset` says at which byte to go on, also to `HEAD`.
#[utoipa::path(get, path = "/uploads/{upload_id}", tag = "media", security(("bearer" = ["write_posts"])),
    params(("upload_id" = String, Path)), responses((status = 200, body = Upload), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<UploadId>,
) -> ApiResult<Response> {
    let upload = app.upload(&actor, id).await?;
    let headers = tus::answer(StatusCode::OK, &upload).headers().clone();
    Ok((headers, Json(Upload::from(upload))).into_response())
}

/// Sends bytes from `Upload-Offset` on, as `application/offset+octet-stream`. What has come is kept, also when the connection
/// breaks. 409 says in `Upload-Offset` where to go on. With the last byte the file is examined and kept: `Tandem-Media` names
/// it, and a file that is not taken is a fault of the input.
#[utoipa::path(patch, path = "/uploads/{upload_id}", tag = "media", security(("bearer" = ["write_posts"])),
    params(("upload_id" = String, Path)),
    request_body(content = Vec<u8>, content_type = "application/offset+octet-stream"),
    responses((status = 204, description = "`Upload-Offset`: where to go on"), Problems))]
async fn append(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<UploadId>,
    headers: HeaderMap,
    body: Body,
) -> ApiResult<Response> {
    Ok(tus::append(&app, &actor, id, &headers, body).await?)
}

/// Gives an upload up: its bytes are removed. A file that was kept stays.
#[utoipa::path(delete, path = "/uploads/{upload_id}", tag = "media", security(("bearer" = ["write_posts"])),
    params(("upload_id" = String, Path)), responses((status = 204), Problems))]
async fn give_up(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<UploadId>,
) -> ApiResult<StatusCode> {
    app.cancel_upload(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
