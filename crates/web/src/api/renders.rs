//! `/api/v1/renders`: versions of films, made in the background.

use app::{
    App, Faults,
    ids::{MediaId, RenderId},
};
use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, Problems, input, instant};
use crate::{extract::Id, state::WebState};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default().routes(routes!(order)).routes(routes!(show, cancel))
}

/// An order for a version of a film.
#[derive(Debug, Serialize, ToSchema)]
struct Render {
    /// `render_…`
    id: String,
    /// `media_…`: the film.
    media_id: String,
    /// `channel_…`: for which channel's network.
    channel_id: String,
    /// `waiting`, `working`, `done`, `failed` or `canceled`.
    state: String,
    /// Whole percent.
    progress: i64,
    /// Why it failed: a stable word, or `ffmpeg: ` and what that program said.
    last_error: Option<String>,
    /// `media_…`: the version, once it is done.
    version_id: Option<String>,
    /// RFC 3339.
    created_at: String,
}

impl From<app::renders::Render> for Render {
    fn from(render: app::renders::Render) -> Self {
        Self {
            id: render.id.to_string(),
            media_id: render.media_id.to_string(),
            channel_id: render.channel_id.to_string(),
            state: render.state.to_string(),
            progress: render.progress,
            last_error: render.last_error,
            version_id: render.made_id.map(|id| id.to_string()),
            created_at: instant(render.created_at),
        }
    }
}

/// For which channel.
#[derive(Debug, Deserialize, ToSchema)]
struct NewRender {
    /// `channel_…`
    channel_id: String,
}

/// Orders a version of a film that a channel's network takes. It is made in the background; the same order twice is one. Without
/// ffmpeg on the server: `no_ffmpeg`.
#[utoipa::path(post, path = "/media/{media_id}/renders", tag = "media",
    security(("bearer" = ["write_posts", "view"])), params(("media_id" = String, Path)),
    request_body = NewRender, responses((status = 202, body = Render), Problems))]
async fn order(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<MediaId>,
    Json(wanted): Json<NewRender>,
) -> ApiResult<(StatusCode, Json<Render>)> {
    app.media(&actor, id).await?;
    let mut faults = Faults::default();
    let channel = input::id(&mut faults, "channel_id", "channel_unknown", Some(&wanted.channel_id));
    faults.finish()?;
    let channel = channel.ok_or(app::Error::NotFound)?;
    Ok((StatusCode::ACCEPTED, Json(app.order_render(&actor, id, channel).await?.into())))
}

/// How far an order is.
#[utoipa::path(get, path = "/renders/{render_id}", tag = "media", security(("bearer" = ["view"])),
    params(("render_id" = String, Path)), responses((status = 200, body = Render), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<RenderId>,
) -> ApiResult<Json<Render>> {
    Ok(Json(app.render(&actor, id).await?.into()))
}

/// Gives an order up.
#[utoipa::path(delete, path = "/renders/{render_id}", tag = "media",
    security(("bearer" = ["write_posts", "view"])), params(("render_id" = String, Path)),
    responses((status = 200, body = Render), Problems))]
async fn cancel(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<RenderId>,
) -> ApiResult<Json<Render>> {
    Ok(Json(app.cancel_render(&actor, id).await?.into()))
}
