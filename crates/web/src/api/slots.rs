//! `/api/v1/channels/{channel_id}/slots`

use app::{App, FieldError, ids::ChannelId, slots::Slot};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, Problems, instant};
use crate::{extract::Id, state::WebState};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default().routes(routes!(show, set))
}

/// A posting time, every week.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
struct PostingTime {
    /// 1 is Monday, 7 is Sunday.
    weekday: i8,
    /// `HH:MM` in the workspace's zone. It keeps its local time over every change of the clock; in an hour that is
    /// skipped it comes as much later as the clock was put forward, in one that is repeated once.
    time: String,
}

/// A channel's posting times.
#[derive(Debug, Serialize, ToSchema)]
struct Slots {
    /// IANA name of the zone in which they are meant.
    zone: String,
    /// Monday first.
    times: Vec<PostingTime>,
    /// RFC 3339: the next one to which nothing goes out yet; null without posting times.
    next_free: Option<String>,
}

/// What a channel's posting times are to be.
#[derive(Debug, Deserialize, ToSchema)]
struct SlotsInput {
    /// All of them, at most 100; those that are missing are taken away.
    times: Vec<PostingTime>,
}

async fn one(app: &App, actor: &app::Actor, id: ChannelId) -> app::Result<Slots> {
    let found = app.channel_slots(actor, id).await?;
    Ok(Slots {
        zone: actor.zone.iana_name().unwrap_or("UTC").to_owned(),
        times: found
            .slots
            .iter()
            .map(|slot| PostingTime { weekday: slot.weekday, time: slot.time() })
            .collect(),
        next_free: found.next.map(instant),
    })
}

/// A channel's posting times: what is put into the queue goes out at the next free one.
#[utoipa::path(get, path = "/channels/{channel_id}/slots", tag = "channels", security(("bearer" = ["view"])),
    params(("channel_id" = String, Path)), responses((status = 200, body = Slots), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<ChannelId>,
) -> ApiResult<Json<Slots>> {
    Ok(Json(one(&app, &actor, id).await?))
}

/// Sets a channel's posting times. What is in the queue already keeps its time.
#[utoipa::path(put, path = "/channels/{channel_id}/slots", tag = "channels",
    security(("bearer" = ["manage_channels", "view"])), params(("channel_id" = String, Path)),
    request_body = SlotsInput, responses((status = 200, body = Slots), Problems))]
async fn set(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<ChannelId>,
    Json(input): Json<SlotsInput>,
) -> ApiResult<Json<Slots>> {
    let mut faults = app::Faults::default();
    let mut slots = Vec::new();
    for (place, time) in input.times.iter().enumerate() {
        let slot = Slot::read(time.weekday, &time.time);
        let fault = || FieldError::new(format!("times.{place}"), "slot_malformed");
        slots.extend(faults.take(slot.ok_or_else(fault)));
    }
    faults.finish()?;
    app.set_slots(&actor, id, &slots).await?;
    Ok(Json(one(&app, &actor, id).await?))
}
