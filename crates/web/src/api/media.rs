//! `/api/v1/media`
#![expect(unused_qualifications, reason = "utoipa repeats the types of queries with their paths")]

use app::{App, Error};
use axum::{
    Json,
    body::Body,
    extract::{Query, State},
    http::StatusCode,
};
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, List, Problems, instant};
use crate::state::WebState;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default().routes(routes!(list, upload))
}

/// A picture, film or document.
#[derive(Debug, Serialize, ToSchema)]
struct Media {
    /// `media_…`
    id: String,
    /// `brand_…`
    brand_id: String,
    /// Without folders.
    file_name: String,
    /// From the file's own bytes.
    mime: String,
    /// Size of the file.
    bytes: i64,
    /// Pixels.
    width: i64,
    /// Pixels.
    height: i64,
    /// Length of a film in milliseconds; null where it has none or does not say.
    duration_ms: Option<i64>,
    /// Alternative text.
    alt: String,
    /// RFC 3339.
    created_at: String,
}

impl From<app::media::Media> for Media {
    fn from(media: app::media::Media) -> Self {
        Self {
            id: media.id.to_string(),
            brand_id: media.brand_id.to_string(),
            file_name: media.file_name,
            mime: media.mime,
            bytes: media.bytes,
            width: media.width,
            height: media.height,
            duration_ms: media.duration_ms,
            alt: media.alt,
            created_at: instant(media.created_at),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct UploadQuery {
    /// `brand_…`
    brand_id: String,
    /// Without folders.
    file_name: String,
    /// Alternative text.
    #[serde(default)]
    alt: String,
}

/// The newest files, at most 60.
#[utoipa::path(get, path = "/media", tag = "media", security(("bearer" = ["view"])),
    responses((status = 200, body = List<Media>), Problems))]
async fn list(State(app): State<App>, ApiActor(actor): ApiActor) -> ApiResult<Json<List<Media>>> {
    let media = app.recent_media(&actor).await?;
    Ok(Json(List::whole(media.into_iter().map(Media::from).collect())))
}

/// Keeps a picture, film (MP4, MOV, WebM) or PDF: the body is the file itself. Its type is read from its bytes; what a JPEG
/// tells of place and device is taken out.
#[utoipa::path(post, path = "/media", tag = "media", security(("bearer" = ["write_posts", "view"])), params(UploadQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Media), Problems))]
async fn upload(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Query(query): Query<UploadQuery>,
    body: Body,
) -> ApiResult<(StatusCode, Json<Media>)> {
    let brand_id = query.brand_id.parse().map_err(|_| Error::field("brand_id", "unknown_choice"))?;
    let mut incoming = app.receive_media(&actor).await?;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        incoming.write(&chunk.map_err(|_| Error::field("file", "upload_broken"))?).await?;
    }
    let media = app.keep_media(&actor, brand_id, &query.file_name, &query.alt, incoming).await?;
    Ok((StatusCode::CREATED, Json(media.into())))
}
