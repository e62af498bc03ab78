//! `/api/v1/clicks`
#![expect(unused_qualifications, reason = "utoipa repeats the types of queries with their paths")]

use app::{
    App, Faults,
    visits::{self, ClickFilter, Counted},
};
use axum::{
    Json,
    extract::{Query, State},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, Problems, input, instant};
use crate::state::WebState;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default().routes(routes!(show))
}

/// Clicks of a stretch of time. People and crawlers never merge.
#[derive(Debug, Serialize, ToSchema)]
struct ClickCounts {
    /// RFC 3339: first instant.
    from: String,
    /// RFC 3339: first instant after.
    to: String,
    /// By people.
    clicks: i64,
    /// By crawlers.
    crawler_clicks: i64,
    /// Day by day in the workspace's zone.
    days: Vec<DayCount>,
    /// By device, people only.
    devices: Vec<WordCount>,
    /// By host of the page before, people only, at most twenty.
    referrers: Vec<WordCount>,
}

/// Clicks of one day.
#[derive(Debug, Serialize, ToSchema)]
struct DayCount {
    /// `YYYY-MM-DD`
    day: String,
    /// By people.
    clicks: i64,
    /// By crawlers.
    crawler_clicks: i64,
}

/// Clicks that share a word.
#[derive(Debug, Serialize, ToSchema)]
struct WordCount {
    /// The word; empty where none was told.
    name: String,
    /// How many.
    clicks: i64,
}

impl From<Counted> for WordCount {
    fn from(counted: Counted) -> Self {
        Self { name: counted.word, clicks: counted.clicks }
    }
}

impl From<visits::ClickSummary> for ClickCounts {
    fn from(summary: visits::ClickSummary) -> Self {
        Self {
            from: instant(summary.from),
            to: instant(summary.to),
            clicks: summary.clicks,
            crawler_clicks: summary.crawlers,
            days: summary
                .days
                .into_iter()
                .map(|day| DayCount { day: day.day, clicks: day.clicks, crawler_clicks: day.crawlers })
                .collect(),
            devices: summary.devices.into_iter().map(WordCount::from).collect(),
            referrers: summary.referrers.into_iter().map(WordCount::from).collect(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ClickQuery {
    /// Only of this link.
    link_id: Option<String>,
    /// Only of this campaign's links.
    campaign_id: Option<String>,
    /// Only of this post's links.
    post_id: Option<String>,
    /// RFC 3339; thirty days before `to` when not said.
    from: Option<String>,
    /// RFC 3339, not included; now when not said.
    to: Option<String>,
}

/// Counts of clicks by day, device and referrer.
#[utoipa::path(get, path = "/clicks", tag = "clicks", security(("bearer" = ["view"])), params(ClickQuery),
    responses((status = 200, body = ClickCounts), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Query(query): Query<ClickQuery>,
) -> ApiResult<Json<ClickCounts>> {
    let mut faults = Faults::default();
    let filter = ClickFilter {
        link_id: input::id(&mut faults, "link_id", "link_unknown", query.link_id.as_deref()),
        campaign_id: input::id(&mut faults, "campaign_id", "campaign_unknown", query.campaign_id.as_deref()),
        post_id: input::id(&mut faults, "post_id", "choice", query.post_id.as_deref()),
        from: input::time(&mut faults, "from", query.from.as_deref()),
        to: input::time(&mut faults, "to", query.to.as_deref()),
    };
    faults.finish()?;
    Ok(Json(app.count_clicks(&actor, &filter).await?.into()))
}
