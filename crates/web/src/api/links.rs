//! `/api/v1/links`
#![expect(unused_qualifications, reason = "utoipa repeats the types of queries with their paths")]

use app::{
    App, Faults,
    ids::LinkId,
    links::{LinkFilter, LinkLine, short_url},
    money,
};
use axum::{
    Json,
    extract::{Query, State},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, List, Paging, Problems, input, instant};
use crate::{extract::Id, state::WebState};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default().routes(routes!(list)).routes(routes!(show))
}

/// A short link with what came of it.
#[derive(Debug, Serialize, ToSchema)]
struct Link {
    /// `link_…`
    id: String,
    /// The short address.
    short_url: String,
    /// What the author typed.
    original_url: String,
    /// Where it leads, tags included.
    target_url: String,
    /// `brand_…`
    brand_id: String,
    /// `campaign_…`
    campaign_id: Option<String>,
    /// `post_…`
    post_id: Option<String>,
    /// `delivery_…`
    delivery_id: Option<String>,
    /// `channel_…`
    channel_id: Option<String>,
    /// RFC 3339.
    created_at: String,
    /// Clicks of people.
    clicks: i64,
    /// Clicks of crawlers; never among `clicks`.
    crawler_clicks: i64,
    /// Visits that came by it.
    visits: i64,
    /// Conversions owed to it.
    conversions: i64,
    /// Their value, such as `49.90`; null without the scope view_money.
    value: Option<String>,
    /// ISO 4217, of the value.
    currency: String,
}

impl Link {
    fn of(line: LinkLine, app: &App, currency: &str) -> Self {
        Self {
            id: line.id.to_string(),
            short_url: short_url(&app.settings.public_url, &line.slug),
            original_url: line.original_url,
            target_url: line.target_url,
            brand_id: line.brand_id.to_string(),
            campaign_id: line.campaign_id.map(|id| id.to_string()),
            post_id: line.post_id.map(|id| id.to_string()),
            delivery_id: line.delivery_id.map(|id| id.to_string()),
            channel_id: line.channel_id.map(|id| id.to_string()),
            created_at: instant(line.created_at),
            clicks: line.clicks,
            crawler_clicks: line.crawlers,
            visits: line.visits,
            conversions: line.conversions,
            value: line.value_minor.map(|minor| money::plain(minor, currency)),
            currency: currency.to_owned(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct LinkQuery {
    /// Only of this brand.
    brand_id: Option<String>,
    /// Only of this campaign.
    campaign_id: Option<String>,
    /// Only of this post.
    post_id: Option<String>,
    /// Only those whose target or slug holds this.
    q: Option<String>,
    /// `next_cursor` of the page before; none for the first page.
    cursor: Option<String>,
    /// How many items at most, 1 to 200; 50 when not said.
    limit: Option<i64>,
}

/// The links, newest first.
#[utoipa::path(get, path = "/links", tag = "links", security(("bearer" = ["view"])), params(LinkQuery),
    responses((status = 200, body = List<Link>), Problems))]
async fn list(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Query(query): Query<LinkQuery>,
) -> ApiResult<Json<List<Link>>> {
    let page = Paging { cursor: query.cursor, limit: query.limit }.request()?;
    let mut faults = Faults::default();
    let filter = LinkFilter {
        brand_id: input::id(&mut faults, "brand_id", "brand_unknown", query.brand_id.as_deref()),
        campaign_id: input::id(&mut faults, "campaign_id", "campaign_unknown", query.campaign_id.as_deref()),
        post_id: input::id(&mut faults, "post_id", "choice", query.post_id.as_deref()),
        search: query.q,
    };
    faults.finish()?;
    let links = app.list_links(&actor, &filter, &page).await?;
    Ok(Json(List::of(links, |line| Link::of(line, &app, &actor.currency))))
}

/// One link.
#[utoipa::path(get, path = "/links/{link_id}", tag = "links", security(("bearer" = ["view"])),
    params(("link_id" = String, Path)), responses((status = 200, body = Link), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<LinkId>,
) -> ApiResult<Json<Link>> {
    let line = app.link(&actor, id).await?;
    Ok(Json(Link::of(line, &app, &actor.currency)))
}
