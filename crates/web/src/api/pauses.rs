//! `/api/v1/pauses`

use app::{
    App,
    ids::PauseId,
    pauses::{self, BeginPause},
};
use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, List, Problems, instant};
use crate::{extract::Id, state::WebState};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default().routes(routes!(list, begin)).routes(routes!(show)).routes(routes!(end))
}

/// A stop of publishing.
#[derive(Debug, Serialize, ToSchema)]
struct Pause {
    /// `pause_…`
    id: String,
    /// What is stopped: `workspace`, `brand_…` or `channel_…`.
    subject: String,
    /// Name of the brand or handle of the channel; empty for the workspace.
    subject_name: String,
    /// Why.
    reason: String,
    /// By whom.
    paused_by: String,
    /// RFC 3339.
    starts_at: String,
    /// RFC 3339; null for an open one.
    until: Option<String>,
    /// RFC 3339; null until it is over.
    ended_at: Option<String>,
    /// Whether it holds now.
    holds: bool,
}

impl Pause {
    fn of(pause: pauses::Pause, now: i64) -> Self {
        Self {
            id: pause.id.to_string(),
            subject: pause.subject().to_string(),
            holds: pause.holds(now),
            starts_at: instant(pause.starts_at),
            until: pause.until.map(instant),
            ended_at: pause.ended_at.map(instant),
            subject_name: pause.subject_name,
            reason: pause.reason,
            paused_by: pause.paused_by,
        }
    }
}

/// What is to be paused. A brand or the workspace needs the permission `pause_publishing`.
#[derive(Debug, Deserialize, ToSchema)]
struct PauseBody {
    /// `workspace`, `brand_…` or `channel_…`.
    #[serde(default)]
    subject: String,
    /// Why; shown to everybody whom it concerns.
    #[serde(default)]
    reason: String,
    /// `YYYY-MM-DDTHH:MM` in the workspace's zone; null for now.
    from: Option<String>,
    /// The same for its end; null for an open one.
    until: Option<String>,
}

/// Pauses: those that hold or will, then the last that are over.
#[utoipa::path(get, path = "/pauses", tag = "pauses", security(("bearer" = ["view"])),
    responses((status = 200, body = List<Pause>), Problems))]
async fn list(State(app): State<App>, ApiActor(actor): ApiActor) -> ApiResult<Json<List<Pause>>> {
    let now = app.now();
    let items = app.pauses(&actor).await?.into_iter().map(|pause| Pause::of(pause, now));
    Ok(Json(List::whole(items.collect())))
}

/// Stops publishing on a channel, of a brand, or at all.
#[utoipa::path(post, path = "/pauses", tag = "pauses", security(("bearer" = ["manage_channels", "view"])),
    request_body = PauseBody, responses((status = 201, body = Pause), Problems))]
async fn begin(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Json(body): Json<PauseBody>,
) -> ApiResult<(StatusCode, Json<Pause>)> {
    let input = BeginPause {
        subject: body.subject,
        reason: body.reason,
        from: body.from.unwrap_or_default(),
        until: body.until.unwrap_or_default(),
    };
    let id = app.begin_pause(&actor, &input).await?;
    let pause = app.find_pause(&actor, id).await?;
    Ok((StatusCode::CREATED, Json(Pause::of(pause, app.now()))))
}

/// One pause.
#[utoipa::path(get, path = "/pauses/{pause_id}", tag = "pauses", security(("bearer" = ["view"])),
    params(("pause_id" = String, Path)), responses((status = 200, body = Pause), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<PauseId>,
) -> ApiResult<Json<Pause>> {
    Ok(Json(Pause::of(app.find_pause(&actor, id).await?, app.now())))
}

/// Ends a pause; what fell due meanwhile waits for a person's word.
#[utoipa::path(post, path = "/pauses/{pause_id}/end", tag = "pauses",
    security(("bearer" = ["manage_channels", "view"])), params(("pause_id" = String, Path)),
    responses((status = 200, body = Pause), Problems))]
async fn end(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<PauseId>,
) -> ApiResult<Json<Pause>> {
    app.end_pause(&actor, id).await?;
    Ok(Json(Pause::of(app.find_pause(&actor, id).await?, app.now())))
}
