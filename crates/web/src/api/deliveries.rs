//! `/api/v1/deliveries`

use app::{
    App,
    deliveries::{
        self, Attempt, HandSheet, Proof,
        by_hand::{Step, Tick},
    },
    ids::DeliveryId,
    metrics::Figure,
};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, Problems, channels::FigureOut, instant, posts::when, shape::Shape};
use crate::{extract::Id, state::WebState};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default()
        .routes(routes!(show))
        .routes(routes!(reschedule))
        .routes(routes!(cancel))
        .routes(routes!(confirm_published))
        .routes(routes!(confirm_absent))
        .routes(routes!(by_hand, hand_over))
        .routes(routes!(step))
        .routes(routes!(not_published))
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
    /// `paused` or `canceled`. `unknown` with `by_hand` and the error `by_hand`: a person is to publish it.
    state: String,
    /// A person publishes it: nothing is sent to the network.
    by_hand: bool,
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
            by_hand: delivery.by_hand == 1,
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
    /// At its channel's next free posting time; `at` and `local` must be null.
    #[serde(default)]
    queue: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
struct PublishedInput {
    /// Public address of the post; may be empty. Of one that a person published by hand: `https`, of its network, and
    /// empty only where there are no addresses.
    #[serde(default)]
    url: String,
    /// `YYYY-MM-DDTHH:MM` in the workspace's zone: when a person published it by hand; null for now.
    at: Option<String>,
}

/// What a person needs to publish a delivery by hand.
#[derive(Debug, Serialize, ToSchema)]
struct Sheet {
    /// The delivery.
    delivery: Delivery,
    /// Its time has come: texts and links stand as they are to go out.
    ready: bool,
    /// The texts, one for each post of a thread.
    texts: Vec<String>,
    /// What there is beside the text.
    shape: Shape,
    /// Files in order.
    media: Vec<SheetMedia>,
    /// What is to be done, in order.
    steps: Vec<SheetStep>,
    /// An address must prove that it is published.
    needs_link: bool,
}

/// A file of a delivery that a person publishes.
#[derive(Debug, Serialize, ToSchema)]
struct SheetMedia {
    /// `media_…`
    media_id: String,
    /// Its name.
    file_name: String,
    /// Alternative text.
    alt: String,
}

/// One step of publishing by hand.
#[derive(Debug, Serialize, ToSchema)]
struct SheetStep {
    /// `text`, `files`, `published` or `comment`.
    step: String,
    /// Who did it; null until then.
    done_by: Option<String>,
    /// RFC 3339: when.
    done_at: Option<String>,
}

#[derive(Debug, Deserialize, ToSchema)]
struct StepInput {
    /// `text`, `files`, `published` or `comment`.
    step: String,
    /// Whether it is done.
    done: bool,
}

#[derive(Debug, Deserialize, ToSchema)]
struct ReasonInput {
    /// Why it was not published.
    reason: String,
}

async fn sheet(app: &App, actor: &app::Actor, id: DeliveryId) -> app::Result<Sheet> {
    let HandSheet { parts, shape, media, is_ready, steps, needs_link, .. } =
        app.hand_sheet(actor, id).await?;
    let done = |(step, tick): (Step, Option<Tick>)| SheetStep {
        step: step.to_string(),
        done_at: tick.as_ref().map(|tick| instant(tick.at)),
        done_by: tick.map(|tick| tick.by),
    };
    Ok(Sheet {
        delivery: one(app, actor, id).await?,
        ready: is_ready,
        texts: parts,
        shape: shape.into(),
        media: media
            .into_iter()
            .map(|media| SheetMedia {
                media_id: media.id.to_string(),
                file_name: media.file_name,
                alt: media.alt,
            })
            .collect(),
        steps: steps.into_iter().map(done).collect(),
        needs_link,
    })
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
    app.reschedule_delivery(&actor, id, &when(input.at.as_deref(), input.local, input.queue)?).await?;
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

/// A person's word on an unclear delivery, or on one that they published by hand: it is out.
#[utoipa::path(post, path = "/deliveries/{delivery_id}/confirm-published", tag = "deliveries",
    security(("bearer" = ["publish", "view"])), params(("delivery_id" = String, Path)), request_body = PublishedInput,
    responses((status = 200, body = Delivery), Problems))]
async fn confirm_published(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<DeliveryId>,
    Json(input): Json<PublishedInput>,
) -> ApiResult<Json<Delivery>> {
    let by_hand = app.find_delivery(&actor, id).await?.waits_by_hand();
    match input.at {
        Some(at) if by_hand => app.publish_by_hand(&actor, id, &Proof { url: input.url, at }).await?,
        _ => app.confirm_published(&actor, id, &input.url).await?,
    }
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

/// What a person needs to publish a delivery by hand.
#[utoipa::path(get, path = "/deliveries/{delivery_id}/by-hand", tag = "deliveries",
    security(("bearer" = ["view"])), params(("delivery_id" = String, Path)),
    responses((status = 200, body = Sheet), Problems))]
async fn by_hand(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<DeliveryId>,
) -> ApiResult<Json<Sheet>> {
    Ok(Json(sheet(&app, &actor, id).await?))
}

/// Gives a delivery into a person's hands that the network's API was to carry.
#[utoipa::path(post, path = "/deliveries/{delivery_id}/by-hand", tag = "deliveries",
    security(("bearer" = ["publish", "view"])), params(("delivery_id" = String, Path)),
    responses((status = 200, body = Delivery), Problems))]
async fn hand_over(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<DeliveryId>,
) -> ApiResult<Json<Delivery>> {
    app.hand_over_delivery(&actor, id).await?;
    Ok(Json(one(&app, &actor, id).await?))
}

/// Notes that a step of publishing by hand is done, or that it is not.
#[utoipa::path(post, path = "/deliveries/{delivery_id}/by-hand/steps", tag = "deliveries",
    security(("bearer" = ["publish", "view"])), params(("delivery_id" = String, Path)), request_body = StepInput,
    responses((status = 200, body = Sheet), Problems))]
async fn step(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<DeliveryId>,
    Json(input): Json<StepInput>,
) -> ApiResult<Json<Sheet>> {
    app.tick_hand_step(&actor, id, &input.step, input.done).await?;
    Ok(Json(sheet(&app, &actor, id).await?))
}

/// A person's word on a delivery that they were to publish by hand: they did not, for a reason.
#[utoipa::path(post, path = "/deliveries/{delivery_id}/not-published", tag = "deliveries",
    security(("bearer" = ["publish", "view"])), params(("delivery_id" = String, Path)), request_body = ReasonInput,
    responses((status = 200, body = Delivery), Problems))]
async fn not_published(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<DeliveryId>,
    Json(input): Json<ReasonInput>,
) -> ApiResult<Json<Delivery>> {
    app.not_published(&actor, id, &input.reason).await?;
    Ok(Json(one(&app, &actor, id).await?))
}
