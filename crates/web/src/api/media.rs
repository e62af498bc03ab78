//! `/api/v1/media`
#![expect(unused_qualifications, reason = "utoipa repeats the types of queries with their paths")]

use app::{App, Error, media::MAX_UPLOAD_BYTES};
use axum::{
    Json,
    body::Bytes,
    extract::{DefaultBodyLimit, Query, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, List, Problems, instant};
use crate::state::WebState;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default()
        .routes(routes!(list, upload))
        .layer(DefaultBodyLimit::max(MAX_UPLOAD_BYTES + 1024))
}

/// A picture.
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

/// The newest pictures, at most 60.
#[utoipa::path(get, path = "/media", tag = "media", security(("bearer" = ["view"])),
    responses((status = 200, body = List<Media>), Problems))]
async fn list(State(app): State<App>, ApiActor(actor): ApiActor) -> ApiResult<Json<List<Media>>> {
    let media = app.recent_media(&actor).await?;
    Ok(Json(List::whole(media.into_iter().map(Media::from).collect())))
}

/// Keeps a picture: the body is the file itself.
#[utoipa::path(post, path = "/media", tag = "media", security(("bearer" = ["write_posts", "view"])), params(UploadQuery),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = Media), Problems))]
async fn upload(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Query(query): Query<UploadQuery>,
    body: Bytes,
) -> ApiResult<(StatusCode, Json<Media>)> {
    let brand_id = query.brand_id.parse().map_err(|_| Error::field("brand_id", "unknown_choice"))?;
    let media = app.upload_media(&actor, brand_id, &query.file_name, &query.alt, body.to_vec()).await?;
    Ok((StatusCode::CREATED, Json(media.into())))
}
