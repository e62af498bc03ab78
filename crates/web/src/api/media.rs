//! `/api/v1/media`
#![expect(unused_qualifications, reason = "utoipa repeats the types of queries with their paths")]

use app::{
    Actor, App, Error, Faults, FieldError,
    ids::MediaId,
    media::{CropMedia, CropShape, EditMedia, Incoming, MediaFilter, Rights, Sort},
    network::Placement,
};
use axum::{
    Json,
    body::Body,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
};
use futures::StreamExt;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, List, Paging, Problems, input, instant};
use crate::{extract::Id, state::WebState, tus};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default()
        .routes(routes!(list, upload))
        .routes(routes!(show, change, delete))
        .routes(routes!(make_version))
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
    /// Codec of a film, as its container writes it.
    codec: Option<String>,
    /// Alternative text.
    alt: String,
    /// Folder of the library; empty for none.
    folder: String,
    /// Tags, lower case.
    tags: Vec<String>,
    /// Who holds the rights.
    rights_holder: String,
    /// Under what licence or agreement it is used.
    licence: String,
    /// RFC 3339: from when it may no longer be used; null for no end.
    rights_end_at: Option<String>,
    /// What stays in the picture when it is cut: percent from the left.
    focus_x: i64,
    /// The same, percent from the top.
    focus_y: i64,
    /// `media_…`: the file of which this is a version.
    original_id: Option<String>,
    /// RFC 3339.
    created_at: String,
}

/// A file with what belongs to it.
#[derive(Debug, Serialize, ToSchema)]
struct MediaWhole {
    /// The file.
    #[serde(flatten)]
    media: Media,
    /// Versions of it.
    versions: Vec<Media>,
    /// Posts that carry it, as it is or as the version of one channel; at most 200.
    uses: Vec<MediaUse>,
}

/// A post that carries a file.
#[derive(Debug, Serialize, ToSchema)]
struct MediaUse {
    /// `post_…`
    post_id: String,
    /// Working title of the post.
    title: String,
    /// Who wrote it.
    author: Option<String>,
    /// Deliveries that are out.
    published: i64,
    /// Deliveries that wait.
    waiting: i64,
}

impl From<app::media::Media> for Media {
    fn from(media: app::media::Media) -> Self {
        let tags = media.tags().into_iter().map(str::to_owned).collect();
        Self {
            tags,
            id: media.id.to_string(),
            brand_id: media.brand_id.to_string(),
            file_name: media.file_name,
            mime: media.mime,
            bytes: media.bytes,
            width: media.width,
            height: media.height,
            duration_ms: media.duration_ms,
            codec: media.codec,
            alt: media.alt,
            folder: media.folder,
            rights_holder: media.rights_holder,
            licence: media.licence,
            rights_end_at: media.rights_end_at.map(instant),
            focus_x: media.focus_x,
            focus_y: media.focus_y,
            original_id: media.original_id.map(|id| id.to_string()),
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

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct MediaQuery {
    /// Only of this brand.
    brand_id: Option<String>,
    /// Only `image`, `video` or `document`.
    sort: Option<String>,
    /// Only in this folder.
    folder: Option<String>,
    /// Only with this tag.
    tag: Option<String>,
    /// Only `open`, `ending` (within 30 days) or `ended`.
    rights: Option<String>,
    /// Only those whose name, description, tags or rights holder holds this.
    q: Option<String>,
    /// `next_cursor` of the page before; none for the first page.
    cursor: Option<String>,
    /// How many items at most, 1 to 200; 50 when not said.
    limit: Option<i64>,
}

/// What is to be known of a file. What is not said stays as it is.
#[derive(Debug, Deserialize, ToSchema)]
struct MediaChange {
    /// Name.
    file_name: Option<String>,
    /// Alternative text.
    alt: Option<String>,
    /// Folder; empty for none.
    folder: Option<String>,
    /// All tags.
    tags: Option<Vec<String>>,
    /// Who holds the rights.
    rights_holder: Option<String>,
    /// Under what licence or agreement it is used.
    licence: Option<String>,
    /// Last day on which it may be used, `YYYY-MM-DD` in the workspace's zone; empty for no end.
    rights_until: Option<String>,
    /// What stays in the picture when it is cut: percent from the left.
    focus_x: Option<i64>,
    /// The same, percent from the top.
    focus_y: Option<i64>,
}

/// A version to be made: for a channel, or by hand.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct NewVersion {
    /// `channel_…`: as its network takes it; the rest is then not read.
    channel_id: Option<String>,
    /// Shape around the focus, such as `4:5`.
    ratio: Option<String>,
    /// A part in percent of the whole: left, top, width, height. Read where no shape is said.
    part: Option<[f64; 4]>,
    /// Longest side in pixels.
    side_max: Option<u32>,
    /// As JPEG whatever the original is.
    jpeg: bool,
}

/// The files, newest first, without versions.
#[utoipa::path(get, path = "/media", tag = "media", security(("bearer" = ["view"])), params(MediaQuery),
    responses((status = 200, body = List<Media>), Problems))]
async fn list(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Query(query): Query<MediaQuery>,
) -> ApiResult<Json<List<Media>>> {
    let page = Paging { cursor: query.cursor, limit: query.limit }.request()?;
    let mut faults = Faults::default();
    let unknown = |field: &str| FieldError::new(field, "unknown_choice");
    let sort =
        query.sort.as_deref().and_then(|word| faults.take(Sort::parse(word).ok_or_else(|| unknown("sort"))));
    let rights = query
        .rights
        .as_deref()
        .and_then(|word| faults.take(Rights::parse(word).ok_or_else(|| unknown("rights"))));
    let filter = MediaFilter {
        brand_id: input::id(&mut faults, "brand_id", "brand_unknown", query.brand_id.as_deref()),
        sort,
        folder: query.folder,
        tag: query.tag,
        rights,
        search: query.q,
    };
    faults.finish()?;
    Ok(Json(List::of(app.list_media(&actor, &filter, &page).await?, Media::from)))
}

/// One file with its versions and the posts that carry it.
#[utoipa::path(get, path = "/media/{media_id}", tag = "media", security(("bearer" = ["view"])),
    params(("media_id" = String, Path)), responses((status = 200, body = MediaWhole), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<MediaId>,
) -> ApiResult<Json<MediaWhole>> {
    let found = app.media_page(&actor, id).await?;
    let used = |used: app::media::MediaUse| MediaUse {
        post_id: used.post_id.to_string(),
        title: used.title,
        author: used.author,
        published: used.published,
        waiting: used.waiting,
    };
    Ok(Json(MediaWhole {
        media: found.media.into(),
        versions: found.versions.into_iter().map(Media::from).collect(),
        uses: found.uses.into_iter().map(used).collect(),
    }))
}

/// Changes what is known of a file. The file itself never changes.
#[utoipa::path(patch, path = "/media/{media_id}", tag = "media", security(("bearer" = ["write_posts", "view"])),
    params(("media_id" = String, Path)), request_body = MediaChange,
    responses((status = 200, body = Media), Problems))]
async fn change(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<MediaId>,
    Json(change): Json<MediaChange>,
) -> ApiResult<Json<Media>> {
    let known = app.media(&actor, id).await?;
    let until = known.rights_end_at.map(|end| app::zone::day(end - 1, &actor.zone).to_string());
    let told = EditMedia {
        tags: change.tags.map_or_else(|| known.tags().join(","), |tags| tags.join(",")),
        file_name: change.file_name.unwrap_or(known.file_name),
        alt: change.alt.unwrap_or(known.alt),
        folder: change.folder.unwrap_or(known.folder),
        rights_holder: change.rights_holder.unwrap_or(known.rights_holder),
        licence: change.licence.unwrap_or(known.licence),
        rights_until: change.rights_until.or(until).unwrap_or_default(),
        focus: (change.focus_x.unwrap_or(known.focus_x), change.focus_y.unwrap_or(known.focus_y)),
    };
    Ok(Json(app.edit_media(&actor, id, &told).await?.into()))
}

/// Deletes a file with its versions. One that a post carries stays: `media_in_use`.
#[utoipa::path(delete, path = "/media/{media_id}", tag = "media", security(("bearer" = ["write_posts", "view"])),
    params(("media_id" = String, Path)), responses((status = 204), Problems))]
async fn delete(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<MediaId>,
) -> ApiResult<StatusCode> {
    app.delete_media(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Makes a version of a picture: as a channel's network takes it, or cut by hand. The original stays; the same cut twice is
/// one version.
#[utoipa::path(post, path = "/media/{media_id}/versions", tag = "media",
    security(("bearer" = ["write_posts", "view"])), params(("media_id" = String, Path)),
    request_body = NewVersion, responses((status = 201, body = Media), Problems))]
async fn make_version(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<MediaId>,
    Json(wanted): Json<NewVersion>,
) -> ApiResult<(StatusCode, Json<Media>)> {
    app.media(&actor, id).await?;
    let mut faults = Faults::default();
    let channel = input::id(&mut faults, "channel_id", "channel_unknown", wanted.channel_id.as_deref());
    let ratio = wanted.ratio.as_deref().and_then(|ratio| {
        let read = ratio.split_once(':').and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
        faults.take(read.ok_or_else(|| FieldError::new("ratio", "unknown_choice")))
    });
    faults.finish()?;
    let version = match (channel, ratio) {
        (Some(channel), _) => app.fit_media(&actor, id, channel, Placement::Feed).await?,
        (None, ratio) => {
            let part = wanted.part.unwrap_or([0.0, 0.0, 100.0, 100.0]);
            let shape =
                ratio.map_or(CropShape::Part(part), |(width, height)| CropShape::Ratio(width, height));
            let how = CropMedia { shape, side_max: wanted.side_max, jpeg: wanted.jpeg };
            app.crop_media(&actor, id, &how).await?
        }
    };
    Ok((StatusCode::CREATED, Json(version.into())))
}

/// Takes a body in, and nothing of it beyond what a file may have.
pub(super) async fn receive(app: &App, actor: &Actor, body: Body) -> app::Result<Incoming> {
    let mut incoming = app.receive_media(actor).await?;
    let mut chunks = body.into_data_stream();
    while let Some(chunk) = chunks.next().await {
        incoming.write(&chunk.map_err(|_| Error::field("file", "upload_broken"))?).await?;
        if incoming.is_over() {
            return Err(incoming.too_large("file"));
        }
    }
    Ok(incoming)
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
    headers: HeaderMap,
    body: Body,
) -> ApiResult<(StatusCode, Json<Media>)> {
    let brand_id = query.brand_id.parse().map_err(|_| Error::field("brand_id", "unknown_choice"))?;
    tus::refuse_announced(&app, &headers, &query.file_name)?;
    let incoming = receive(&app, &actor, body).await?;
    let media = app.keep_media(&actor, brand_id, &query.file_name, &query.alt, incoming).await?;
    Ok((StatusCode::CREATED, Json(media.into())))
}
