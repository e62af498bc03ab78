//! `/api/v1/visits`
#![expect(unused_qualifications, reason = "utoipa repeats the types of queries with their paths")]

use app::{
    App, Faults,
    visits::{self, VisitFilter},
};
use axum::{
    Json,
    extract::{Query, State},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, List, Paging, Problems, input, instant};
use crate::state::WebState;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default().routes(routes!(list))
}

/// A visit to the brand's own pages. Who it was is not known.
#[derive(Debug, Serialize, ToSchema)]
struct Visit {
    /// `visit_…`
    id: String,
    /// `brand_…`
    brand_id: String,
    /// `link_…`: the link it came by.
    link_id: Option<String>,
    /// `click_…`
    click_id: Option<String>,
    /// First page, without its query.
    landing_url: String,
    /// Host of the page before.
    referrer_host: Option<String>,
    /// `utm_source` of the landing address.
    utm_source: Option<String>,
    /// `utm_medium` of the landing address.
    utm_medium: Option<String>,
    /// `utm_campaign` of the landing address.
    utm_campaign: Option<String>,
    /// Pages seen.
    pages: i64,
    /// RFC 3339.
    started_at: String,
    /// RFC 3339: when its last page was opened.
    last_seen_at: String,
}

impl From<visits::Visit> for Visit {
    fn from(visit: visits::Visit) -> Self {
        Self {
            id: visit.id.to_string(),
            brand_id: visit.brand_id.to_string(),
            link_id: visit.link_id.map(|id| id.to_string()),
            click_id: visit.click_id.map(|id| id.to_string()),
            landing_url: visit.landing_url,
            referrer_host: visit.referrer_host,
            utm_source: visit.utm_source,
            utm_medium: visit.utm_medium,
            utm_campaign: visit.utm_campaign,
            pages: visit.pages,
            started_at: instant(visit.started_at),
            last_seen_at: instant(visit.last_seen_at),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct VisitQuery {
    /// Only of this brand.
    brand_id: Option<String>,
    /// Only by this campaign's links.
    campaign_id: Option<String>,
    /// Only by this link.
    link_id: Option<String>,
    /// `next_cursor` of the page before; none for the first page.
    cursor: Option<String>,
    /// How many items at most, 1 to 200; 50 when not said.
    limit: Option<i64>,
}

/// The visits, newest first.
#[utoipa::path(get, path = "/visits", tag = "visits", security(("bearer" = ["view"])), params(VisitQuery),
    responses((status = 200, body = List<Visit>), Problems))]
async fn list(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Query(query): Query<VisitQuery>,
) -> ApiResult<Json<List<Visit>>> {
    let page = Paging { cursor: query.cursor, limit: query.limit }.request()?;
    let mut faults = Faults::default();
    let filter = VisitFilter {
        brand_id: input::id(&mut faults, "brand_id", "brand_unknown", query.brand_id.as_deref()),
        campaign_id: input::id(&mut faults, "campaign_id", "campaign_unknown", query.campaign_id.as_deref()),
        link_id: input::id(&mut faults, "link_id", "link_unknown", query.link_id.as_deref()),
    };
    faults.finish()?;
    Ok(Json(List::of(app.list_visits(&actor, &filter, &page).await?, Visit::from)))
}
