//! `/api/v1/deliveries/{delivery_id}/letters`

use app::{App, FieldError, ids::DeliveryId, letters::State as Stand};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, Problems};
use crate::{extract::Id, state::WebState};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default().routes(routes!(show, act))
}

/// The letters of a newsletter's delivery, counted.
#[derive(Debug, Serialize, ToSchema)]
struct Letters {
    /// `delivery_…`
    delivery_id: String,
    /// How many there are.
    all: i64,
    /// The mail server took them.
    sent: i64,
    /// They are to be sent, or are being sent.
    waiting: i64,
    /// A pause holds them, or the newsletter was not sent from here; `release` lets them go.
    held: i64,
    /// They did not go out; `retry` tries them once more.
    failed: i64,
    /// Nobody knows whether they are out; `resend` sends them anyhow.
    unknown: i64,
    /// The mail server says that there is no such address.
    bounced: i64,
    /// Their people had left by then.
    unsubscribed: i64,
    /// A person dropped them.
    dropped: i64,
    /// How many people left by the link of one.
    leavers: i64,
}

/// What is to become of letters that do not go by themselves.
#[derive(Debug, Deserialize, ToSchema)]
struct LettersInput {
    /// `release` those that are held, `drop` those that are not out, `retry` those that failed, or `resend` those of which
    /// nobody knows: whoever has one gets a second.
    act: String,
}

async fn counted(app: &App, actor: &app::Actor, id: DeliveryId) -> app::Result<Letters> {
    let counts = app.letters_page(actor, id).await?.counts;
    Ok(Letters {
        delivery_id: id.to_string(),
        all: counts.all(),
        sent: counts.of(Stand::Sent),
        waiting: counts.waiting(),
        held: counts.of(Stand::Held),
        failed: counts.of(Stand::Failed),
        unknown: counts.of(Stand::Unknown),
        bounced: counts.of(Stand::Bounced),
        unsubscribed: counts.of(Stand::Unsubscribed),
        dropped: counts.of(Stand::Dropped),
        leavers: counts.leavers,
    })
}

/// The letters of a delivery, counted; all 0 where it is no newsletter that Tandem sends.
#[utoipa::path(get, path = "/deliveries/{delivery_id}/letters", tag = "newsletters", security(("bearer" = ["view"])),
    params(("delivery_id" = String, Path)), responses((status = 200, body = Letters), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<DeliveryId>,
) -> ApiResult<Json<Letters>> {
    Ok(Json(counted(&app, &actor, id).await?))
}

/// Says what becomes of a delivery's letters that do not go by themselves.
#[utoipa::path(post, path = "/deliveries/{delivery_id}/letters", tag = "newsletters",
    security(("bearer" = ["publish", "view"])), params(("delivery_id" = String, Path)), request_body = LettersInput,
    responses((status = 200, body = Letters), Problems))]
async fn act(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<DeliveryId>,
    Json(input): Json<LettersInput>,
) -> ApiResult<Json<Letters>> {
    match input.act.as_str() {
        "release" => app.release_letters(&actor, id).await?,
        "drop" => app.drop_letters(&actor, id).await?,
        "retry" => app.retry_failed_letters(&actor, id).await?,
        "resend" => app.resend_unknown_letters(&actor, id).await?,
        _ => return Err(app::Error::Invalid(vec![FieldError::new("act", "choice")]).into()),
    };
    Ok(Json(counted(&app, &actor, id).await?))
}
