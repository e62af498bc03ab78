//! `/api/v1/newsletters/{newsletter_id}/subscribers`
#![expect(unused_qualifications, reason = "utoipa repeats the types of queries with their paths")]

use app::{
    App, Faults, FieldError,
    ids::{ChannelId, SubscriberId},
    subscribers::{self, AddSubscriber, Consent, Import, State as Stand, SubscriberFilter},
};
use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, List, Paging, Problems, instant};
use crate::{extract::Id, state::WebState};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default()
        .routes(routes!(list, add))
        .routes(routes!(import))
        .routes(routes!(show, forget))
        .routes(routes!(unsubscribe))
}

/// Somebody on the list of a newsletter.
#[derive(Debug, Serialize, ToSchema)]
struct Subscriber {
    /// `subscriber_…`
    id: String,
    /// `channel_…`: the newsletter.
    newsletter_id: String,
    /// In small letters.
    email: String,
    /// May be empty.
    name: String,
    /// `subscribed`, `unsubscribed`, `bounced`.
    state: String,
    /// Where they asked for it.
    consent_source: String,
    /// RFC 3339: when they did.
    consent_at: String,
    /// Who entered them.
    added_by: String,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339: when the state last changed.
    changed_at: String,
}

impl From<subscribers::Subscriber> for Subscriber {
    fn from(known: subscribers::Subscriber) -> Self {
        Self {
            id: known.id.to_string(),
            newsletter_id: known.channel_id.to_string(),
            email: known.email,
            name: known.name,
            state: known.state.to_string(),
            consent_source: known.consent_source,
            consent_at: instant(known.consent_at),
            added_by: known.added_by,
            created_at: instant(known.created_at),
            changed_at: instant(known.changed_at),
        }
    }
}

/// Somebody to be put on the list.
#[derive(Debug, Deserialize, ToSchema)]
struct SubscriberBody {
    /// Their address.
    email: String,
    /// Their name.
    #[serde(default)]
    name: String,
    /// Where they asked for it: the evidence of their consent.
    consent_source: String,
    /// The day, `YYYY-MM-DD`; today when not said.
    #[serde(default)]
    consent_on: String,
    /// They had unsubscribed or been forgotten, and asked anew.
    #[serde(default)]
    again: bool,
}

/// A list to be imported.
#[derive(Debug, Deserialize, ToSchema)]
struct ImportBody {
    /// CSV, or a line for each address.
    text: String,
    /// Where all of them asked for it.
    consent_source: String,
    /// The day, `YYYY-MM-DD`; today when not said.
    #[serde(default)]
    consent_on: String,
}

/// A line without an address.
#[derive(Debug, Serialize, ToSchema)]
struct BadLine {
    /// Its number, from 1.
    line: u64,
    /// What it says.
    text: String,
}

/// What became of a list.
#[derive(Debug, Serialize, ToSchema)]
struct Imported {
    /// They are on the list now, and were not before.
    added: usize,
    /// They were on it, or stand twice in the text.
    known: usize,
    /// They had unsubscribed or been forgotten, and stay off.
    left: usize,
    /// Their mail server knows no such address.
    bounced: usize,
    /// How many lines hold no address.
    bad_lines: usize,
    /// The first of these.
    bad: Vec<BadLine>,
    /// There were more lines than an import takes; those after were not read.
    cut: bool,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct SubscriberQuery {
    /// Only in this state.
    state: Option<String>,
    /// Only those whose address or name holds this.
    q: Option<String>,
    /// `next_cursor` of the page before; none for the first page.
    cursor: Option<String>,
    /// How many items at most, 1 to 200; 50 when not said.
    limit: Option<i64>,
}

/// The subscribers of a newsletter, newest first.
#[utoipa::path(get, path = "/newsletters/{newsletter_id}/subscribers", tag = "newsletters",
    security(("bearer" = ["manage_leads", "view"])), params(("newsletter_id" = String, Path), SubscriberQuery),
    responses((status = 200, body = List<Subscriber>), Problems))]
async fn list(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<ChannelId>,
    Query(query): Query<SubscriberQuery>,
) -> ApiResult<Json<List<Subscriber>>> {
    let page = Paging { cursor: query.cursor, limit: query.limit }.request()?;
    let mut faults = Faults::default();
    let state = query
        .state
        .as_deref()
        .and_then(|word| faults.take(Stand::parse(word).ok_or_else(|| FieldError::new("state", "choice"))));
    faults.finish()?;
    let filter = SubscriberFilter { state, search: query.q };
    Ok(Json(List::of(app.list_subscribers(&actor, id, &filter, &page).await?, Subscriber::from)))
}

/// Puts somebody on the list.
#[utoipa::path(post, path = "/newsletters/{newsletter_id}/subscribers", tag = "newsletters",
    security(("bearer" = ["manage_leads", "view"])), params(("newsletter_id" = String, Path)),
    request_body = SubscriberBody, responses((status = 201, body = Subscriber), Problems))]
async fn add(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<ChannelId>,
    Json(body): Json<SubscriberBody>,
) -> ApiResult<(StatusCode, Json<Subscriber>)> {
    let consent = Consent { source: body.consent_source, on: body.consent_on };
    let input = AddSubscriber { email: body.email, name: body.name, consent, again: body.again };
    Ok((StatusCode::CREATED, Json(app.add_subscriber(&actor, id, &input).await?.into())))
}

/// Puts everybody of a list on it whose line is good. Who unsubscribed, bounced or was forgotten stays off. A megabyte at a
/// time.
#[utoipa::path(post, path = "/newsletters/{newsletter_id}/subscribers/import", tag = "newsletters",
    security(("bearer" = ["manage_leads", "view"])), params(("newsletter_id" = String, Path)),
    request_body = ImportBody, responses((status = 200, body = Imported), Problems))]
async fn import(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<ChannelId>,
    Json(body): Json<ImportBody>,
) -> ApiResult<Json<Imported>> {
    let consent = Consent { source: body.consent_source, on: body.consent_on };
    let done = app.import_subscribers(&actor, id, &Import { text: body.text, consent }).await?;
    Ok(Json(Imported {
        added: done.added,
        known: done.known,
        left: done.left,
        bounced: done.bounced,
        bad_lines: done.bad_lines,
        bad: done.bad.into_iter().map(|bad| BadLine { line: bad.line, text: bad.text }).collect(),
        cut: done.cut,
    }))
}

/// One subscriber.
#[utoipa::path(get, path = "/subscribers/{subscriber_id}", tag = "newsletters",
    security(("bearer" = ["manage_leads", "view"])), params(("subscriber_id" = String, Path)),
    responses((status = 200, body = Subscriber), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<SubscriberId>,
) -> ApiResult<Json<Subscriber>> {
    Ok(Json(app.find_subscriber(&actor, id).await?.into()))
}

/// Takes somebody off the list.
#[utoipa::path(post, path = "/subscribers/{subscriber_id}/unsubscribe", tag = "newsletters",
    security(("bearer" = ["manage_leads", "view"])), params(("subscriber_id" = String, Path)),
    responses((status = 200, body = Subscriber), Problems))]
async fn unsubscribe(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<SubscriberId>,
) -> ApiResult<Json<Subscriber>> {
    app.unsubscribe(&actor, id).await?;
    Ok(Json(app.find_subscriber(&actor, id).await?.into()))
}

/// Forgets somebody: all of them is deleted but a digest of the address, so that no import brings them back.
#[utoipa::path(delete, path = "/subscribers/{subscriber_id}", tag = "newsletters",
    security(("bearer" = ["manage_leads", "view"])), params(("subscriber_id" = String, Path)),
    responses((status = 204, description = "Forgotten"), Problems))]
async fn forget(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<SubscriberId>,
) -> ApiResult<StatusCode> {
    app.forget_subscriber(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
