//! `/api/v1/channels`
#![expect(unused_qualifications, reason = "utoipa repeats the types of queries with their paths")]

use app::{
    App, Error,
    channels::{self, ChannelByHand, ConnectChannel, ConnectOutcome},
    ids::ChannelId,
    metrics::{ChannelFigures, Figure},
    network::Metric,
};
use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, List, Problems, instant};
use crate::{extract::Id, state::WebState};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default()
        .routes(routes!(list, connect))
        .routes(routes!(show, disconnect))
        .routes(routes!(add_by_hand))
        .routes(routes!(check))
        .routes(routes!(pause))
        .routes(routes!(resume))
        .routes(routes!(history))
}

/// A number with where it came from.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FigureOut {
    /// `likes`, `reposts`, `replies`, `quotes`, `followers`, `posts`, …
    metric: String,
    /// The number as the network told it.
    value: i64,
    /// The network's call that told it.
    source: String,
    /// RFC 3339.
    fetched_at: String,
}

impl From<&Figure> for FigureOut {
    fn from(figure: &Figure) -> Self {
        Self {
            metric: figure.metric.as_str().to_owned(),
            value: figure.value,
            source: figure.source.clone(),
            fetched_at: instant(figure.fetched_at),
        }
    }
}

/// A connected account.
#[derive(Debug, Serialize, ToSchema)]
struct Channel {
    /// `channel_…`
    id: String,
    /// `brand_…`
    brand_id: String,
    /// such as `bluesky`: `tandem networks` lists them. Of channels by hand also `blog`, `webinar`, `event`, `print`,
    /// `messenger`, `newsletter`, or the name that a person typed.
    network: String,
    /// `social`, `blog`, `messenger`, `email`, `webinar` or `offline`.
    sort: String,
    /// Nothing is connected: people publish there by hand. Not a newsletter that Tandem sends.
    by_hand: bool,
    /// `name@server`
    handle: String,
    /// Name shown on the network.
    display_name: String,
    /// Public address.
    profile_url: String,
    /// `healthy`, `unreachable`, `reconnect`, `by_hand` or `disconnected`.
    health: String,
    /// RFC 3339; null before the first check.
    checked_at: Option<String>,
    /// RFC 3339; null while nothing is paused.
    paused_at: Option<String>,
    /// Why it is paused.
    pause_reason: Option<String>,
    /// RFC 3339.
    connected_at: String,
    /// RFC 3339; null while connected.
    disconnected_at: Option<String>,
    /// The latest numbers; one that the network does not offer is missing, never 0.
    figures: Vec<FigureOut>,
}

fn resource(channel: channels::Channel, figures: &[Figure]) -> Channel {
    Channel {
        id: channel.id.to_string(),
        brand_id: channel.brand_id.to_string(),
        sort: channels::place::sort_of(&channel.network).to_string(),
        by_hand: channel.goes_by_hand(),
        network: channel.network,
        handle: channel.handle,
        display_name: channel.display_name,
        profile_url: channel.profile_url,
        health: channel.health.to_string(),
        checked_at: channel.checked_at.map(instant),
        paused_at: channel.paused_at.map(instant),
        pause_reason: channel.pause_reason,
        connected_at: instant(channel.connected_at),
        disconnected_at: channel.disconnected_at.map(instant),
        figures: figures.iter().map(FigureOut::from).collect(),
    }
}

/// What connects an account.
#[derive(Deserialize, ToSchema)]
struct ConnectInput {
    /// `brand_…`
    brand_id: String,
    /// `bluesky`, `mastodon`, `telegram`, …: `tandem networks` lists them.
    network: String,
    /// `app_password`, `oauth_server`, `oauth`, `bot_token`, `webhook` or `site_password`; null for the network's usual way.
    method: Option<String>,
    /// The account's server or site; null for the network's own.
    base_url: Option<String>,
    /// Handle, e-mail address or user name, where the way asks for one.
    identifier: Option<String>,
    /// Password, token or secret address, where the way asks for one. Kept sealed, never shown.
    #[serde(alias = "app_password")]
    secret: Option<String>,
    /// Chat or channel, where the way asks for one.
    target: Option<String>,
}

/// What follows: the channel, or the page on which a person must agree.
#[derive(Debug, Serialize, ToSchema)]
struct ConnectAnswer {
    /// The channel, when it is connected.
    channel: Option<Channel>,
    /// Open it in the browser of the token's person, signed in to Tandem, when the network asks for consent.
    consent_url: Option<String>,
    /// Open it in the same way when there are several accounts to choose from.
    choice_url: Option<String>,
}

/// What adds a channel without a connection.
#[derive(Deserialize, ToSchema)]
struct ByHandInput {
    /// `brand_…`
    brand_id: String,
    /// A network of `tandem networks`, `blog`, `webinar`, `event`, `print`, `messenger`, `newsletter`, or the name of any
    /// other network.
    network: String,
    /// The account's handle, or what people call the place.
    name: String,
    /// Its public address; may be empty.
    #[serde(default)]
    url: String,
}

#[derive(Debug, Deserialize, ToSchema)]
struct PauseInput {
    /// Why; shown to everybody.
    reason: String,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct HistoryQuery {
    /// `followers` or `posts`.
    metric: String,
}

/// One point of a curve.
#[derive(Debug, Serialize, ToSchema)]
struct Point {
    /// RFC 3339.
    at: String,
    /// The number.
    value: i64,
}

async fn one(app: &App, actor: &app::Actor, id: ChannelId) -> app::Result<Channel> {
    let all = app.channel_figures(actor).await?;
    let found = all.into_iter().find(|line| line.channel.id == id).ok_or(Error::NotFound)?;
    Ok(resource(found.channel, &found.figures))
}

/// The channels within reach, with their latest numbers.
#[utoipa::path(get, path = "/channels", tag = "channels", security(("bearer" = ["view"])),
    responses((status = 200, body = List<Channel>), Problems))]
async fn list(State(app): State<App>, ApiActor(actor): ApiActor) -> ApiResult<Json<List<Channel>>> {
    let lines = app.channel_figures(&actor).await?;
    let items = lines.into_iter().map(|ChannelFigures { channel, figures }| resource(channel, &figures));
    Ok(Json(List::whole(items.collect())))
}

/// Connects an account.
#[utoipa::path(post, path = "/channels", tag = "channels", security(("bearer" = ["manage_channels", "view"])),
    request_body = ConnectInput, responses((status = 201, body = ConnectAnswer), Problems))]
async fn connect(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Json(input): Json<ConnectInput>,
) -> ApiResult<(StatusCode, Json<ConnectAnswer>)> {
    let input = ConnectChannel {
        brand_id: input.brand_id.parse().ok(),
        network: input.network,
        base_url: input.base_url.unwrap_or_default(),
        identifier: input.identifier.unwrap_or_default(),
        method: input.method.unwrap_or_default(),
        secret: input.secret.unwrap_or_default(),
        target: input.target.unwrap_or_default(),
    };
    let answer = match app.connect_channel(&actor, input).await? {
        ConnectOutcome::Connected(id) => {
            let channel = Some(one(&app, &actor, id).await?);
            ConnectAnswer { channel, consent_url: None, choice_url: None }
        }
        ConnectOutcome::Consent(url) => {
            ConnectAnswer { channel: None, consent_url: Some(url), choice_url: None }
        }
        ConnectOutcome::Choose(id) => {
            let url = format!("{}/channels/choose/{id}", app.settings.public_url);
            ConnectAnswer { channel: None, consent_url: None, choice_url: Some(url) }
        }
    };
    Ok((StatusCode::CREATED, Json(answer)))
}

/// Adds a channel without a connection: people publish there by hand.
#[utoipa::path(post, path = "/channels/by-hand", tag = "channels", security(("bearer" = ["manage_channels", "view"])),
    request_body = ByHandInput, responses((status = 201, body = Channel), Problems))]
async fn add_by_hand(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Json(input): Json<ByHandInput>,
) -> ApiResult<(StatusCode, Json<Channel>)> {
    let input = ChannelByHand {
        brand_id: input.brand_id.parse().ok(),
        network: input.network,
        name: input.name,
        url: input.url,
    };
    let id = app.add_channel_by_hand(&actor, &input).await?;
    Ok((StatusCode::CREATED, Json(one(&app, &actor, id).await?)))
}

/// One channel.
#[utoipa::path(get, path = "/channels/{channel_id}", tag = "channels", security(("bearer" = ["view"])),
    params(("channel_id" = String, Path)), responses((status = 200, body = Channel), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<ChannelId>,
) -> ApiResult<Json<Channel>> {
    Ok(Json(one(&app, &actor, id).await?))
}

/// Forgets a channel's secret.
#[utoipa::path(delete, path = "/channels/{channel_id}", tag = "channels",
    security(("bearer" = ["manage_channels", "view"])), params(("channel_id" = String, Path)),
    responses((status = 204, description = "Disconnected"), Problems))]
async fn disconnect(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<ChannelId>,
) -> ApiResult<StatusCode> {
    app.disconnect_channel(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Asks the network whether the access still works.
#[utoipa::path(post, path = "/channels/{channel_id}/check", tag = "channels",
    security(("bearer" = ["manage_channels", "view"])), params(("channel_id" = String, Path)),
    responses((status = 200, body = Channel), Problems))]
async fn check(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<ChannelId>,
) -> ApiResult<Json<Channel>> {
    app.check_channel(&actor, id).await?;
    Ok(Json(one(&app, &actor, id).await?))
}

/// Stops everything on a channel, at once.
#[utoipa::path(post, path = "/channels/{channel_id}/pause", tag = "channels",
    security(("bearer" = ["manage_channels", "view"])), params(("channel_id" = String, Path)),
    request_body = PauseInput, responses((status = 200, body = Channel), Problems))]
async fn pause(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<ChannelId>,
    Json(input): Json<PauseInput>,
) -> ApiResult<Json<Channel>> {
    app.pause_channel(&actor, id, &input.reason).await?;
    Ok(Json(one(&app, &actor, id).await?))
}

/// Ends a pause; what fell due meanwhile waits for a person's word.
#[utoipa::path(post, path = "/channels/{channel_id}/resume", tag = "channels",
    security(("bearer" = ["manage_channels", "view"])), params(("channel_id" = String, Path)),
    responses((status = 200, body = Channel), Problems))]
async fn resume(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<ChannelId>,
) -> ApiResult<Json<Channel>> {
    app.resume_channel(&actor, id).await?;
    Ok(Json(one(&app, &actor, id).await?))
}

/// The curve of one number over the last 90 days.
#[utoipa::path(get, path = "/channels/{channel_id}/history", tag = "channels",
    security(("bearer" = ["view"])), params(("channel_id" = String, Path), HistoryQuery),
    responses((status = 200, body = List<Point>), Problems))]
async fn history(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<ChannelId>,
    Query(query): Query<HistoryQuery>,
) -> ApiResult<Json<List<Point>>> {
    let metric = Metric::parse(&query.metric).ok_or_else(|| Error::field("metric", "unknown_choice"))?;
    let points = app.channel_history(&actor, id, metric).await?;
    let items = points.into_iter().map(|(at, value)| Point { at: instant(at), value }).collect();
    Ok(Json(List::whole(items)))
}
