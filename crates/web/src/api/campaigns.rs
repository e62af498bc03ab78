//! `/api/v1/campaigns`, and what serves no goal.
#![expect(unused_qualifications, reason = "utoipa repeats the types of queries with their paths")]

use app::{
    App,
    campaigns::{self, CampaignPage, CampaignQuery, CampaignReport},
    ids::{BrandId, CampaignId, GoalId, PostId},
};
use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, List, Paging, Problems, goals::Amount, instant};
use crate::{extract::Id, state::WebState};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default()
        .routes(routes!(list, create))
        .routes(routes!(show, change))
        .routes(routes!(contributions))
        .routes(routes!(archive))
        .routes(routes!(restore))
        .routes(routes!(orphans))
        .routes(routes!(place))
}

/// What is done for some goals, over a time, for a budget. Counts are null where nothing could have been counted.
#[derive(Debug, Serialize, ToSchema)]
struct Campaign {
    /// `campaign_…`
    id: String,
    /// `brand_…`
    brand_id: String,
    /// Unique in the brand.
    name: String,
    /// `utm_campaign` of its links, unique in the brand.
    utm_name: String,
    /// Its goals at work.
    goal_ids: Vec<String>,
    /// First day.
    starts_on: String,
    /// Last day.
    ends_on: String,
    /// ISO 4217: of every amount here.
    currency: String,
    /// Deliveries by state.
    deliveries: std::collections::BTreeMap<String, i64>,
    /// Clicks on its links, crawlers apart.
    clicks: Option<i64>,
    /// Clicks of crawlers.
    crawler_clicks: i64,
    /// Visits over its links.
    visits: Option<i64>,
    /// Conversions, last touch.
    conversions: Option<i64>,
    /// Leads over its links.
    leads: Option<i64>,
    /// Likes, replies, reposts and quotes together.
    engagements: Option<i64>,
    /// Money; null for those who may not see it.
    money: Option<CampaignMoney>,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339; null while at work.
    archived_at: Option<String>,
}

/// The money of a campaign, in minor units.
#[derive(Debug, Serialize, ToSchema)]
struct CampaignMoney {
    /// What may be spent.
    budget_minor: i64,
    /// Full cost: lines on the campaign, its posts and their deliveries.
    cost_minor: i64,
    /// What would be spent by now at an even pace.
    expected_minor: i64,
    /// Pacing in percent: 100 is even spending.
    pacing_percent: Option<f64>,
    /// `on_track`, `watch`, `over` or `under`.
    pacing: Option<&'static str>,
    /// Spent at the end if it goes on so.
    forecast_minor: Option<i64>,
    /// What can be spent a day until the end.
    needed_daily_minor: Option<i64>,
    /// Attributed revenue, last touch.
    revenue_minor: Option<i64>,
    /// Attributed margin, of conversions whose margin is known.
    margin_minor: Option<i64>,
    /// Conversions whose margin nobody told.
    margin_unknown: i64,
    /// Conversions in other currencies: in no sum here.
    other_currency: i64,
    /// (margin − full cost) ÷ full cost, as a fraction: 2.5 is 250 %.
    roi: Option<f64>,
}

impl From<CampaignReport> for Campaign {
    fn from(report: CampaignReport) -> Self {
        let campaign = report.campaign;
        Self {
            id: campaign.id.to_string(),
            brand_id: campaign.brand_id.to_string(),
            name: campaign.name,
            utm_name: campaign.utm_name,
            goal_ids: report.goals.iter().map(|goal| goal.id.to_string()).collect(),
            starts_on: campaign.starts_on.to_string(),
            ends_on: campaign.ends_on.to_string(),
            currency: campaign.currency,
            deliveries: report.states.into_iter().collect(),
            clicks: report.clicks,
            crawler_clicks: report.crawler_clicks,
            visits: report.visits,
            conversions: report.conversions,
            leads: report.leads,
            engagements: report.engagements.map(|all| all.value),
            money: report.money.map(|money| CampaignMoney {
                budget_minor: money.pacing.budget_minor,
                cost_minor: money.cost.total_minor(),
                expected_minor: money.pacing.expected_minor,
                pacing_percent: money.pacing.percent,
                pacing: money.pacing.band.map(app::budget::Band::as_str),
                forecast_minor: money.pacing.forecast_minor,
                needed_daily_minor: money.pacing.needed_daily_minor,
                revenue_minor: money.revenue_minor,
                margin_minor: money.margin_minor,
                margin_unknown: money.margin_unknown,
                other_currency: money.other_currency,
                roi: money.roi,
            }),
            created_at: instant(campaign.created_at),
            archived_at: campaign.archived_at.map(instant),
        }
    }
}

/// What one sort of channel contributes to a campaign.
#[derive(Debug, Serialize, ToSchema)]
struct Contribution {
    /// `social`, `blog`, `messenger`, `email`, `webinar` or `offline`.
    sort: &'static str,
    /// Words of its networks and places that the campaign uses.
    networks: Vec<String>,
    /// Deliveries that were not cancelled.
    deliveries: i64,
    /// Of these, published.
    published: i64,
    /// Clicks on their links; null without links.
    clicks: Option<i64>,
    /// Null while the brand's pages tell of no visit.
    visits: Option<i64>,
    /// Likewise.
    conversions: Option<i64>,
    /// Leads.
    leads: Option<i64>,
    /// Cost with even shares of what stands on posts and campaign; null for those who may not see money.
    cost_minor: Option<i64>,
    /// Attributed revenue.
    revenue_minor: Option<i64>,
    /// Attributed margin.
    margin_minor: Option<i64>,
    /// (margin − cost) ÷ cost, as a fraction.
    roi: Option<f64>,
}

/// What the sorts of channels contribute to a campaign.
#[derive(Debug, Serialize, ToSchema)]
struct Contributions {
    /// One for each sort, the most clicked first.
    items: Vec<Contribution>,
    /// What of the campaign's cost no delivery bears; null for those who may not see money.
    unplaced_minor: Option<i64>,
}

impl From<campaigns::Contribution> for Contribution {
    fn from(line: campaigns::Contribution) -> Self {
        Self {
            sort: line.sort.as_str(),
            networks: line.networks,
            deliveries: line.deliveries,
            published: line.published,
            clicks: line.clicks,
            visits: line.visits,
            conversions: line.conversions,
            leads: line.leads,
            cost_minor: line.money.map(|money| money.cost_minor),
            revenue_minor: line.money.and_then(|money| money.revenue_minor),
            margin_minor: line.money.and_then(|money| money.margin_minor),
            roi: line.money.and_then(|money| money.roi),
        }
    }
}

/// A campaign to be opened or changed.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CampaignInput {
    /// `brand_…`; cannot be changed later.
    brand_id: String,
    /// Unique in the brand.
    name: String,
    /// `utm_campaign`; made from the name when absent.
    utm_name: Option<String>,
    /// One goal of the brand at least.
    goal_ids: Vec<String>,
    /// `YYYY-MM-DD`
    starts_on: String,
    /// `YYYY-MM-DD`
    ends_on: String,
    /// What may be spent, in minor units; may be 0.
    budget_minor: Option<Amount>,
    /// The workspace's currency, for now; it when absent.
    currency: Option<String>,
}

impl From<CampaignInput> for campaigns::CampaignInput {
    fn from(input: CampaignInput) -> Self {
        Self {
            brand_id: input.brand_id,
            name: input.name,
            utm_name: input.utm_name.unwrap_or_default(),
            goal_ids: input.goal_ids,
            starts_on: input.starts_on,
            ends_on: input.ends_on,
            budget: Amount::quantity(input.budget_minor),
            currency: input.currency.unwrap_or_default(),
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CampaignFilter {
    /// Of this brand only.
    #[param(value_type = Option<String>)]
    brand_id: Option<BrandId>,
    /// Of this goal only.
    #[param(value_type = Option<String>)]
    goal_id: Option<GoalId>,
    /// Those put away, instead of those at work.
    #[serde(default)]
    archived: bool,
}

/// Campaigns with what came of them, newest first.
#[utoipa::path(get, path = "/campaigns", tag = "campaigns", security(("bearer" = ["view"])),
    params(CampaignFilter, Paging), responses((status = 200, body = List<Campaign>), Problems))]
async fn list(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Query(filter): Query<CampaignFilter>,
    Query(paging): Query<Paging>,
) -> ApiResult<Json<List<Campaign>>> {
    let (after, limit) = paging.by_id()?;
    let CampaignFilter { brand_id, goal_id, archived } = filter;
    let query = CampaignQuery { brand_id, goal_id, archived, after, limit };
    let CampaignPage { campaigns, next } = app.list_campaigns(&actor, &query).await?;
    Ok(Json(List::by_id(campaigns.into_iter().map(Campaign::from).collect(), next)))
}

/// Opens a campaign.
#[utoipa::path(post, path = "/campaigns", tag = "campaigns", security(("bearer" = ["manage_campaigns"])),
    request_body = CampaignInput, responses((status = 201, body = Campaign), Problems))]
async fn create(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Json(input): Json<CampaignInput>,
) -> ApiResult<(StatusCode, Json<Campaign>)> {
    let id = app.create_campaign(&actor, &input.into()).await?;
    Ok((StatusCode::CREATED, Json(app.show_campaign(&actor, id).await?.into())))
}

/// One campaign with what came of it.
#[utoipa::path(get, path = "/campaigns/{campaign_id}", tag = "campaigns", security(("bearer" = ["view"])),
    params(("campaign_id" = String, Path)), responses((status = 200, body = Campaign), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<CampaignId>,
) -> ApiResult<Json<Campaign>> {
    Ok(Json(app.show_campaign(&actor, id).await?.into()))
}

/// What each sort of channel contributes, last touch.
#[utoipa::path(get, path = "/campaigns/{campaign_id}/contributions", tag = "campaigns",
    security(("bearer" = ["view"])), params(("campaign_id" = String, Path)),
    responses((status = 200, body = Contributions), Problems))]
async fn contributions(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<CampaignId>,
) -> ApiResult<Json<Contributions>> {
    let found = app.campaign_contributions(&actor, id).await?;
    let items = found.lines.into_iter().map(Contribution::from).collect();
    Ok(Json(Contributions { items, unplaced_minor: found.unplaced_minor }))
}

/// Changes a campaign and its goals.
#[utoipa::path(put, path = "/campaigns/{campaign_id}", tag = "campaigns",
    security(("bearer" = ["manage_campaigns"])), params(("campaign_id" = String, Path)),
    request_body = CampaignInput, responses((status = 200, body = Campaign), Problems))]
async fn change(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<CampaignId>,
    Json(input): Json<CampaignInput>,
) -> ApiResult<Json<Campaign>> {
    app.edit_campaign(&actor, id, &input.into()).await?;
    Ok(Json(app.show_campaign(&actor, id).await?.into()))
}

/// Puts a campaign away.
#[utoipa::path(post, path = "/campaigns/{campaign_id}/archive", tag = "campaigns",
    security(("bearer" = ["view", "manage_campaigns"])), params(("campaign_id" = String, Path)),
    responses((status = 200, body = Campaign), Problems))]
async fn archive(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<CampaignId>,
) -> ApiResult<Json<Campaign>> {
    app.archive_campaign(&actor, id).await?;
    Ok(Json(app.show_campaign(&actor, id).await?.into()))
}

/// Takes a campaign back.
#[utoipa::path(post, path = "/campaigns/{campaign_id}/restore", tag = "campaigns",
    security(("bearer" = ["view", "manage_campaigns"])), params(("campaign_id" = String, Path)),
    responses((status = 200, body = Campaign), Problems))]
async fn restore(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<CampaignId>,
) -> ApiResult<Json<Campaign>> {
    app.restore_campaign(&actor, id).await?;
    Ok(Json(app.show_campaign(&actor, id).await?.into()))
}

/// What serves no goal.
#[derive(Debug, Serialize, ToSchema)]
struct Orphans {
    /// Posts, newest first, two hundred at most.
    posts: Vec<OrphanPost>,
    /// How many posts there are.
    posts_total: i64,
    /// Campaigns whose goals were put away, two hundred at most.
    campaign_ids: Vec<String>,
}

/// A post that serves no goal.
#[derive(Debug, Serialize, ToSchema)]
struct OrphanPost {
    /// `post_…`
    id: String,
    /// Its title.
    title: String,
    /// `brand_…`
    brand_id: String,
    /// `no_campaign` or `no_goal`.
    reason: &'static str,
    /// The campaign without a goal.
    campaign_id: Option<String>,
}

/// Posts and campaigns that serve no goal.
#[utoipa::path(get, path = "/orphans", tag = "campaigns", security(("bearer" = ["view"])),
    responses((status = 200, body = Orphans), Problems))]
async fn orphans(State(app): State<App>, ApiActor(actor): ApiActor) -> ApiResult<Json<Orphans>> {
    let orphans = app.list_orphans(&actor).await?;
    Ok(Json(Orphans {
        posts: orphans
            .posts
            .into_iter()
            .map(|post| OrphanPost {
                id: post.id.to_string(),
                title: post.title,
                brand_id: post.brand_id.to_string(),
                reason: post.reason.as_str(),
                campaign_id: post.campaign_id.map(|id| id.to_string()),
            })
            .collect(),
        posts_total: orphans.posts_total,
        campaign_ids: orphans.campaigns.iter().map(|campaign| campaign.id.to_string()).collect(),
    }))
}

/// Puts a post into a campaign of its brand.
#[utoipa::path(put, path = "/campaigns/{campaign_id}/posts/{post_id}", tag = "campaigns",
    security(("bearer" = ["write_posts"])),
    params(("campaign_id" = String, Path), ("post_id" = String, Path)),
    responses((status = 204), Problems))]
async fn place(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id((campaign_id, post_id)): Id<(CampaignId, PostId)>,
) -> ApiResult<StatusCode> {
    app.place_post(&actor, post_id, campaign_id).await?;
    Ok(StatusCode::NO_CONTENT)
}
