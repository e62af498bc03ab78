//! `/api/v1/cost-lines`
#![expect(unused_qualifications, reason = "utoipa repeats the types of queries with their paths")]

use app::{
    App, Error,
    budget::{self, CostPage, CostQuery, CostSubject},
    ids::{BrandId, CostLineId},
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
        .routes(routes!(show, change, delete))
        .routes(routes!(restore))
}

/// A cost that somebody entered.
#[derive(Debug, Serialize, ToSchema)]
struct CostLine {
    /// `cost_…`
    id: String,
    /// `brand_…`
    brand_id: String,
    /// `goal_…`, `campaign_…`, `post_…` or `delivery_…`.
    subject_id: String,
    /// What that is called.
    subject_title: String,
    /// `hours`, `media`, `freelancer`, `influencer`, `tools` or `other`.
    kind: &'static str,
    /// In somebody's words.
    label: String,
    /// Time spent, for hours.
    minutes: Option<i64>,
    /// Rate of an hour, for hours.
    rate_minor: Option<i64>,
    /// What counts.
    amount_minor: i64,
    /// ISO 4217.
    currency: String,
    /// The day it belongs to.
    incurred_on: String,
    /// Who entered it.
    entered_by: Option<String>,
    /// RFC 3339.
    created_at: String,
}

impl From<budget::CostLine> for CostLine {
    fn from(line: budget::CostLine) -> Self {
        Self {
            id: line.id.to_string(),
            brand_id: line.brand_id.to_string(),
            subject_id: line.subject.to_string(),
            subject_title: line.subject_title,
            kind: line.kind.as_str(),
            label: line.label,
            minutes: line.minutes,
            rate_minor: line.rate_minor,
            amount_minor: line.amount_minor,
            currency: line.currency,
            incurred_on: line.incurred_on.to_string(),
            entered_by: line.entered_by,
            created_at: instant(line.created_at),
        }
    }
}

/// A cost line to be entered or changed.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct CostLineInput {
    /// `goal_…`, `campaign_…`, `post_…` or `delivery_…`; cannot be changed later.
    subject_id: String,
    /// A kind's word.
    kind: String,
    /// In your words.
    label: Option<String>,
    /// Time spent, for hours: minutes.
    minutes: Option<u32>,
    /// Rate of an hour in minor units, for hours; the workspace's when absent.
    rate_minor: Option<Amount>,
    /// The amount in minor units, for every other kind.
    amount_minor: Option<Amount>,
    /// The workspace's currency, for now; it when absent.
    currency: Option<String>,
    /// `YYYY-MM-DD`
    incurred_on: String,
}

impl From<CostLineInput> for budget::CostLineInput {
    fn from(input: CostLineInput) -> Self {
        Self {
            subject_id: input.subject_id,
            kind: input.kind,
            label: input.label.unwrap_or_default(),
            hours: input
                .minutes
                .map(|minutes| format!("{}:{:02}", minutes / 60, minutes % 60))
                .unwrap_or_default(),
            rate: Amount::quantity(input.rate_minor),
            amount: Amount::quantity(input.amount_minor),
            currency: input.currency.unwrap_or_default(),
            incurred_on: input.incurred_on,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct CostFilter {
    /// Of this brand only.
    #[param(value_type = Option<String>)]
    brand_id: Option<BrandId>,
    /// On this goal, campaign, post or delivery only.
    subject_id: Option<String>,
}

/// Cost lines, newest first.
#[utoipa::path(get, path = "/cost-lines", tag = "budget", security(("bearer" = ["view_money"])),
    params(CostFilter, Paging), responses((status = 200, body = List<CostLine>), Problems))]
async fn list(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Query(filter): Query<CostFilter>,
    Query(paging): Query<Paging>,
) -> ApiResult<Json<List<CostLine>>> {
    let (after, limit) = paging.by_id()?;
    let subject = match filter.subject_id.as_deref() {
        Some(text) => Some(CostSubject::parse(text).ok_or_else(|| Error::field("subject_id", "choice"))?),
        None => None,
    };
    let query = CostQuery { brand_id: filter.brand_id, subject, after, limit };
    let CostPage { lines, next } = app.list_cost_lines(&actor, &query).await?;
    Ok(Json(List::by_id(lines.into_iter().map(CostLine::from).collect(), next)))
}

/// Enters a cost line.
#[utoipa::path(post, path = "/cost-lines", tag = "budget", security(("bearer" = ["manage_budget"])),
    request_body = CostLineInput, responses((status = 201, body = CostLine), Problems))]
async fn create(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Json(input): Json<CostLineInput>,
) -> ApiResult<(StatusCode, Json<CostLine>)> {
    let id = app.add_cost_line(&actor, &input.into()).await?;
    Ok((StatusCode::CREATED, Json(app.show_cost_line(&actor, id).await?.into())))
}

/// One cost line.
#[utoipa::path(get, path = "/cost-lines/{cost_id}", tag = "budget", security(("bearer" = ["view_money"])),
    params(("cost_id" = String, Path)), responses((status = 200, body = CostLine), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<CostLineId>,
) -> ApiResult<Json<CostLine>> {
    Ok(Json(app.show_cost_line(&actor, id).await?.into()))
}

/// Changes a cost line; it stays where it stands.
#[utoipa::path(put, path = "/cost-lines/{cost_id}", tag = "budget", security(("bearer" = ["manage_budget"])),
    params(("cost_id" = String, Path)), request_body = CostLineInput,
    responses((status = 200, body = CostLine), Problems))]
async fn change(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<CostLineId>,
    Json(input): Json<CostLineInput>,
) -> ApiResult<Json<CostLine>> {
    app.edit_cost_line(&actor, id, &input.into()).await?;
    Ok(Json(app.show_cost_line(&actor, id).await?.into()))
}

/// Takes a cost line out of every sum; it can be put back.
#[utoipa::path(delete, path = "/cost-lines/{cost_id}", tag = "budget", security(("bearer" = ["manage_budget"])),
    params(("cost_id" = String, Path)), responses((status = 204), Problems))]
async fn delete(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<CostLineId>,
) -> ApiResult<StatusCode> {
    app.delete_cost_line(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Puts a cost line back.
#[utoipa::path(post, path = "/cost-lines/{cost_id}/restore", tag = "budget",
    security(("bearer" = ["manage_budget"])), params(("cost_id" = String, Path)),
    responses((status = 200, body = CostLine), Problems))]
async fn restore(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<CostLineId>,
) -> ApiResult<Json<CostLine>> {
    Ok(Json(app.restore_cost_line(&actor, id).await?.into()))
}
