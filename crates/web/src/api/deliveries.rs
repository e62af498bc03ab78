//! `/api/v1/deliveries`

use app::{
    App,
    deliveries::{self, Attempt},
    ids::DeliveryId,
    metrics::Figure,
};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, Problems, channels::FigureOut, instant, posts::when};
use crate::{extract::Id, state::WebState};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default()
        .routes(routes!(show))
        .routes(routes!(reschedule))
        .routes(routes!(cancel))
        .routes(routes!(confirm_published))
        .routes(routes!(confirm_absent))
}

/// One variant to one channel at one time.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Delivery {
    /// `delivery_…`
    id: String,
    /// `post_…`
    post_id: String,
    /// `channel_…`
    channel_id: String,
    /// `scheduled`, `claimed`, `sending`, `published`, `retry_at`, `processing`, `unknown`, `failed`, `missed`,
    /// `paused` or `canceled`.
    state: String,
    /// RFC 3339: when it should go out.
    scheduled_at: String,
    /// RFC 3339: when it went out.
    published_at: Option<String>,
    /// Public address.
    remote_url: Option<String>,
    /// The network's id.
    remote_id: Option<String>,
    /// Stable word for what went wrong last.
    last_error: Option<String>,
    /// Every try, oldest first; empty in answers that show no tries.
    attempts: Vec<AttemptOut>,
    /// The latest numbers; one that the network does not offer is missing, never 0.
    figures: Vec<FigureOut>,
}

/// One try.
#[derive(Debug, Serialize, ToSchema)]
struct AttemptOut {
    /// The claim's number.
    number: i64,
    /// `send`, `look_up` or `person`.
    kind: String,
    /// RFC 3339.
    started_at: String,
    /// RFC 3339; null while open.
    finished_at: Option<String>,
    /// `sent`, `refused`, `unknown`, `absent` or `not_sent`; null while open.
    outcome: Option<String>,
    /// Stable word for what went wrong.
    error_code: Option<String>,
    /// What the network said.
    error_message: Option<String>,
    /// HTTP status of the network's answer.
    http_status: Option<i64>,
}

impl Delivery {
    pub(super) fn of<'a>(
        delivery: &deliveries::Delivery,
        attempts: impl Iterator<Item = &'a Attempt>,
        figures: &[Figure],
    ) -> Self {
        Self {
            id: delivery.id.to_string(),
            post_id: delivery.post_id.to_string(),
            channel_id: delivery.channel_id.to_string(),
            state: delivery.state.to_string(),
            scheduled_at: instant(delivery.scheduled_at),
            published_at: delivery.published_at.map(instant),
            remote_url: delivery.remote_url.clone().filter(|url| !url.is_empty()),
            remote_id: delivery.remote_id.clone().filter(|id| !id.is_empty()),
            last_error: delivery.last_error.clone(),
            attempts: attempts
                .map(|attempt| AttemptOut {
                    number: attempt.number,
                    kind: attempt.kind.to_string(),
                    started_at: instant(attempt.started_at),
                    finished_at: attempt.finished_at.map(instant),
                    outcome: attempt.outcome.map(|outcome| outcome.to_string()),
                    error_code: attempt.error_code.clone(),
                    error_message: attempt.error_message.clone(),
                    http_status: attempt.http_status,
                })
                .collect(),
            figures: figures.iter().map(FigureOut::from).collect(),
        }
    }
}

async fn one(app: &App, actor: &app::Actor, id: DeliveryId) -> app::Result<Delivery> {
    let delivery = app.find_delivery(actor, id).await?;
    let found = app.find_post(actor, delivery.post_id).await?;
    let figures = app.post_figures(actor, delivery.post_id).await?;
    let attempts = found.attempts.iter().filter(|attempt| attempt.delivery_id == id);
    Ok(Delivery::of(&delivery, attempts, figures.get(&id).map(Vec::as_slice).unwrap_or_default()))
}

#[derive(Debug, Deserialize, ToSchema)]
struct MoveInput {
    /// RFC 3339 with an offset; null with `local` null sends now.
    at: Option<String>,
    /// `YYYY-MM-DDTHH:MM` in the workspace's zone.
    local: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
struct PublishedInput {
    /// Public address of the post; may be empty.
    #[serde(default)]
    url: String,
}

/// One delivery with its attempts and numbers.
#[utoipa::path(get, path = "/deliveries/{delivery_id}", tag = "deliveries", security(("bearer" = ["view"])),
    params(("delivery_id" = String, Path)), responses((status = 200, body = Delivery), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<DeliveryId>,
) -> ApiResult<Json<Delivery>> {
    Ok(Json(one(&app, &actor, id).await?))
}

/// Moves a delivery, or sends it now.
#[utoipa::path(post, path = "/deliveries/{delivery_id}/reschedule", tag = "deliveries",
    security(("bearer" = ["publish", "view"])), params(("delivery_id" = String, Path)), request_body = MoveInput,
    responses((status = 200, body = Delivery), Problems))]
async fn reschedule(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<DeliveryId>,
    Json(input): Json<MoveInput>,
) -> ApiResult<Json<Delivery>> {
    app.reschedule_delivery(&actor, id, &when(input.at.as_deref(), input.local)?).await?;
    Ok(Json(one(&app, &actor, id).await?))
}

/// Takes a delivery back before it goes out.
#[utoipa::path(post, path = "/deliveries/{delivery_id}/cancel", tag = "deliveries",
    security(("bearer" = ["publish", "view"])), params(("delivery_id" = String, Path)),
    responses((status = 200, body = Delivery), Problems))]
async fn cancel(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<DeliveryId>,
) -> ApiResult<Json<Delivery>> {
    app.cancel_delivery(&actor, id).await?;
    Ok(Json(one(&app, &actor, id).await?))
}

/// A person's word on an unclear delivery: it is out.
#[utoipa::path(post, path = "/deliveries/{delivery_id}/confirm-published", tag = "deliveries",
    security(("bearer" = ["publish", "view"])), params(("delivery_id" = String, Path)), request_body = PublishedInput,
    responses((status = 200, body = Delivery), Problems))]
async fn confirm_published(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<DeliveryId>,
    Json(input): Json<PublishedInput>,
) -> ApiResult<Json<Delivery>> {
    app.confirm_published(&actor, id, &input.url).await?;
    Ok(Json(one(&app, &actor, id).await?))
}

/// A person's word on an unclear delivery: it is not out, send it again.
#[utoipa::path(post, path = "/deliveries/{delivery_id}/confirm-absent", tag = "deliveries",
    security(("bearer" = ["publish", "view"])), params(("delivery_id" = String, Path)),
    responses((status = 200, body = Delivery), Problems))]
async fn confirm_absent(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<DeliveryId>,
) -> ApiResult<Json<Delivery>> {
    app.confirm_absent(&actor, id).await?;
    Ok(Json(one(&app, &actor, id).await?))
}
