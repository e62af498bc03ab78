//! `/api/v1/posts`
#![expect(unused_qualifications, reason = "utoipa repeats the types of queries with their paths")]

use app::{
    App, FieldError,
    ids::PostId,
    posts::{PostFilter, SavePost, SchedulePost, VariantDraft, When},
};
use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, Cursor, List, Problems, deliveries::Delivery, instant, shape::Shape};
use crate::{extract::Id, state::WebState};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default()
        .routes(routes!(list, create))
        .routes(routes!(show, change, delete))
        .routes(routes!(restore))
        .routes(routes!(schedule))
}

/// A post in a list.
#[derive(Debug, Serialize, ToSchema)]
struct PostLine {
    /// `post_…`
    id: String,
    /// Working title.
    title: String,
    /// `brand_…`
    brand_id: String,
    /// `campaign_…`; null for an orphan.
    campaign_id: Option<String>,
    /// RFC 3339.
    updated_at: String,
    /// Deliveries that were not cancelled.
    deliveries: i64,
    /// Of these, published.
    published: i64,
    /// Of these, waiting for a person.
    troubled: i64,
    /// RFC 3339: when the next goes out.
    next_at: Option<String>,
}

/// A master text with all that belongs to it.
#[derive(Debug, Serialize, ToSchema)]
struct Post {
    /// `post_…`
    id: String,
    /// `brand_…`
    brand_id: String,
    /// `campaign_…`; null for an orphan.
    campaign_id: Option<String>,
    /// Working title.
    title: String,
    /// Master text.
    text: String,
    /// BCP 47.
    language: Option<String>,
    /// Send it back with a change.
    version: i64,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339.
    updated_at: String,
    /// Its form for each channel.
    variants: Vec<VariantOut>,
    /// Pictures in order.
    media: Vec<MediaRef>,
    /// Where it went and goes, newest first.
    deliveries: Vec<Delivery>,
}

/// A post's form for one channel.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct VariantOut {
    /// `channel_…`
    channel_id: String,
    /// Own text; null follows the master. A line `---` begins the next post of a thread.
    text: Option<String>,
    /// What it has beside the text.
    #[serde(default)]
    shape: Shape,
}

/// A picture of a post.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct MediaRef {
    /// `media_…`
    media_id: String,
    /// Alternative text.
    #[serde(default)]
    alt: String,
}

/// A post to be made or changed.
#[derive(Debug, Deserialize, ToSchema)]
struct PostInput {
    /// `brand_…`; needed to make a post.
    brand_id: Option<String>,
    /// `campaign_…`
    campaign_id: Option<String>,
    /// Working title; empty takes the first line.
    #[serde(default)]
    title: String,
    /// Master text.
    text: String,
    /// BCP 47.
    language: Option<String>,
    /// The version that was read; needed to change a post.
    version: Option<i64>,
    /// Channels it is for.
    #[serde(default)]
    variants: Vec<VariantOut>,
    /// Pictures in order.
    #[serde(default)]
    media: Vec<MediaRef>,
}

impl PostInput {
    fn read(self, id: Option<PostId>) -> app::Result<SavePost> {
        let mut faults = app::Faults::default();
        let mut variants = Vec::new();
        for variant in self.variants {
            let id = variant.channel_id.parse().map_err(|_| FieldError::new("variants", "channel_unknown"));
            let draft = VariantDraft { text: variant.text, shape: variant.shape.read(&mut faults) };
            variants.extend(faults.take(id).map(|id| (id, draft)));
        }
        let mut media = Vec::new();
        for picture in self.media {
            let id = picture.media_id.parse().map_err(|_| FieldError::new("media", "media_unknown"));
            media.extend(faults.take(id).map(|id| (id, picture.alt)));
        }
        let brand_id = self.brand_id.and_then(|id| {
            faults.take(id.parse().map_err(|_| FieldError::new("brand_id", "unknown_choice")))
        });
        let campaign_id = self.campaign_id.and_then(|id| {
            faults.take(id.parse().map_err(|_| FieldError::new("campaign_id", "campaign_unknown")))
        });
        if id.is_some() && self.version.is_none() {
            faults.push(FieldError::new("version", "required"));
        }
        faults.finish()?;
        Ok(SavePost {
            id,
            version: self.version,
            brand_id,
            campaign_id,
            title: self.title,
            text: self.text,
            language: self.language,
            variants,
            media,
        })
    }
}

/// When and where a post goes out.
#[derive(Debug, Deserialize, ToSchema)]
struct ScheduleInput {
    /// `channel_…`; empty for every variant of the post.
    #[serde(default)]
    channels: Vec<String>,
    /// RFC 3339 with an offset; null with `local` null publishes now.
    at: Option<String>,
    /// `YYYY-MM-DDTHH:MM` in the workspace's zone.
    local: Option<String>,
    /// Each channel at its next free posting time; `at` and `local` must be null.
    #[serde(default)]
    queue: bool,
}

/// Reads the ways of saying when.
pub(super) fn when(at: Option<&str>, local: Option<String>, queue: bool) -> app::Result<When> {
    match (at, local) {
        (None, None) if queue => Ok(When::Queue),
        _ if queue => Err(app::Error::field("queue", "queue_or_time")),
        (Some(at), _) => at
            .parse::<jiff::Timestamp>()
            .map(|at| When::At(at.as_millisecond()))
            .map_err(|_| app::Error::field("at", "time_malformed")),
        (None, Some(local)) => Ok(When::Local(local)),
        (None, None) => Ok(When::Now),
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct PostQuery {
    /// `brand_…`
    brand_id: Option<String>,
    /// `campaign_…`
    campaign_id: Option<String>,
    /// `draft`, or a state of a delivery.
    state: Option<String>,
    /// In title or text.
    q: Option<String>,
    /// Only those without a campaign.
    #[serde(default)]
    orphans: bool,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
    /// 1 to 200; 50 when not said.
    limit: Option<usize>,
}

async fn one(app: &App, actor: &app::Actor, id: PostId) -> app::Result<Post> {
    let found = app.find_post(actor, id).await?;
    let figures = app.post_figures(actor, id).await?;
    let post = found.post;
    Ok(Post {
        id: post.id.to_string(),
        brand_id: post.brand_id.to_string(),
        campaign_id: post.campaign_id.map(|id| id.to_string()),
        title: post.title,
        text: post.text,
        language: post.language,
        version: post.version,
        created_at: instant(post.created_at),
        updated_at: instant(post.updated_at),
        variants: found
            .variants
            .into_iter()
            .map(|variant| VariantOut {
                channel_id: variant.channel_id.to_string(),
                shape: variant.shape().into(),
                text: variant.text,
            })
            .collect(),
        media: found
            .media
            .into_iter()
            .map(|media| MediaRef { media_id: media.id.to_string(), alt: media.alt })
            .collect(),
        deliveries: found
            .deliveries
            .into_iter()
            .map(|delivery| {
                let attempts = found.attempts.iter().filter(|attempt| attempt.delivery_id == delivery.id);
                let figures = figures.get(&delivery.id).map(Vec::as_slice).unwrap_or_default();
                Delivery::of(&delivery, attempts, figures)
            })
            .collect(),
    })
}

/// Posts, newest change first.
#[utoipa::path(get, path = "/posts", tag = "posts", security(("bearer" = ["view"])), params(PostQuery),
    responses((status = 200, body = List<PostLine>), Problems))]
async fn list(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Query(query): Query<PostQuery>,
) -> ApiResult<Json<List<PostLine>>> {
    let before = match query.cursor.as_deref().map(Cursor::read).transpose()? {
        Some(cursor) => {
            let read = cursor.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
            Some(read.ok_or_else(|| app::Error::field("cursor", "cursor_malformed"))?)
        }
        None => None,
    };
    let filter = PostFilter {
        brand_id: query.brand_id.as_deref().and_then(|id| id.parse().ok()),
        campaign_id: query.campaign_id.as_deref().and_then(|id| id.parse().ok()),
        state: query.state,
        search: query.q,
        orphans: query.orphans,
        before,
        limit: query.limit.unwrap_or(50).clamp(1, 200),
    };
    let list = app.list_posts(&actor, &filter).await?;
    let items = list
        .lines
        .into_iter()
        .map(|line| PostLine {
            id: line.id.to_string(),
            title: line.title,
            brand_id: line.brand_id.to_string(),
            campaign_id: line.campaign_id.map(|id| id.to_string()),
            updated_at: instant(line.updated_at),
            deliveries: line.deliveries,
            published: line.published,
            troubled: line.troubled,
            next_at: line.next_at.map(instant),
        })
        .collect();
    let next_cursor = list.next.map(|(at, id)| Cursor::write(&format!("{at}.{id}")));
    Ok(Json(List { items, next_cursor }))
}

/// Makes a post.
#[utoipa::path(post, path = "/posts", tag = "posts", security(("bearer" = ["write_posts", "view"])),
    request_body = PostInput, responses((status = 201, body = Post), Problems))]
async fn create(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Json(input): Json<PostInput>,
) -> ApiResult<(StatusCode, Json<Post>)> {
    let saved = app.save_post(&actor, input.read(None)?).await?;
    Ok((StatusCode::CREATED, Json(one(&app, &actor, saved.id).await?)))
}

/// One post with its deliveries, their attempts and numbers.
#[utoipa::path(get, path = "/posts/{post_id}", tag = "posts", security(("bearer" = ["view"])),
    params(("post_id" = String, Path)), responses((status = 200, body = Post), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<PostId>,
) -> ApiResult<Json<Post>> {
    Ok(Json(one(&app, &actor, id).await?))
}

/// Changes a post as a whole.
#[utoipa::path(put, path = "/posts/{post_id}", tag = "posts", security(("bearer" = ["write_posts", "view"])),
    params(("post_id" = String, Path)), request_body = PostInput,
    responses((status = 200, body = Post), Problems))]
async fn change(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<PostId>,
    Json(input): Json<PostInput>,
) -> ApiResult<Json<Post>> {
    app.save_post(&actor, input.read(Some(id))?).await?;
    Ok(Json(one(&app, &actor, id).await?))
}

/// Deletes a post here; what is published stays on its networks.
#[utoipa::path(delete, path = "/posts/{post_id}", tag = "posts", security(("bearer" = ["write_posts", "view"])),
    params(("post_id" = String, Path)), responses((status = 204, description = "Deleted"), Problems))]
async fn delete(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<PostId>,
) -> ApiResult<StatusCode> {
    app.delete_post(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a deletion back.
#[utoipa::path(post, path = "/posts/{post_id}/restore", tag = "posts", security(("bearer" = ["write_posts", "view"])),
    params(("post_id" = String, Path)), responses((status = 200, body = Post), Problems))]
async fn restore(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<PostId>,
) -> ApiResult<Json<Post>> {
    app.restore_post(&actor, id).await?;
    Ok(Json(one(&app, &actor, id).await?))
}

/// Schedules a post, or publishes it now: one delivery for each channel, all or none.
#[utoipa::path(post, path = "/posts/{post_id}/schedule", tag = "posts", security(("bearer" = ["publish", "view"])),
    params(("post_id" = String, Path)), request_body = ScheduleInput,
    responses((status = 200, body = Post), Problems))]
async fn schedule(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<PostId>,
    Json(input): Json<ScheduleInput>,
) -> ApiResult<Json<Post>> {
    let mut channels = Vec::new();
    for channel in &input.channels {
        channels.push(channel.parse().map_err(|_| app::Error::field("channels", "channel_unknown"))?);
    }
    let wanted = SchedulePost { channels, when: when(input.at.as_deref(), input.local, input.queue)? };
    app.schedule_post(&actor, id, &wanted).await?;
    Ok(Json(one(&app, &actor, id).await?))
}
