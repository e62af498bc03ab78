//! `/api/v1/goals`
#![expect(unused_qualifications, reason = "utoipa repeats the types of queries with their paths")]

use app::{
    App,
    goals::{self, GoalPage, GoalQuery, GoalReport, GoalValueInput, Quantity},
    ids::{BrandId, GoalId},
};
use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::Number;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, List, Paging, Problems, instant};
use crate::{extract::Id, state::WebState};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default()
        .routes(routes!(list, create))
        .routes(routes!(show, change))
        .routes(routes!(archive))
        .routes(routes!(restore))
        .routes(routes!(list_values, enter_value))
}

/// A number of a request: as a number, money in minor units; or as a text, as a person types it (`"1,250.50"`).
#[derive(Debug, Deserialize, Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Amount {
    /// Money in minor units.
    Number(f64),
    /// As a person types it, money in major units.
    Text(String),
}

impl Amount {
    /// What the use case takes; nothing is a missing value.
    pub(super) fn quantity(amount: Option<Self>) -> Quantity {
        match amount {
            Some(Self::Number(number)) => Quantity::Exact(number),
            Some(Self::Text(text)) => Quantity::Text(text),
            None => Quantity::default(),
        }
    }
}

/// What is to be reached by when. Money is in minor units.
#[derive(Debug, Serialize, ToSchema)]
struct Goal {
    /// `goal_…`
    id: String,
    /// `brand_…`
    brand_id: String,
    /// Unique in the brand.
    name: String,
    /// `awareness`, `interest`, `consideration`, `conversion` or `loyalty`.
    funnel_stage: &'static str,
    /// `revenue`, `margin`, `orders`, `conversions`, `sign_ups`, `leads`, `clicks`, `visits`, `likes`, `replies`,
    /// `reposts`, `quotes`, `engagements`, `followers` or `custom`.
    metric: &'static str,
    /// Name of a custom metric.
    metric_name: Option<String>,
    /// A currency, `count`, or a custom metric's own.
    unit: String,
    /// Where it began.
    #[schema(value_type = f64)]
    baseline: Number,
    /// Where it is to get.
    #[schema(value_type = f64)]
    target: Number,
    /// First day.
    starts_on: String,
    /// Last day.
    due_on: String,
    /// `user_…` of who answers for it.
    owner_id: String,
    /// Their name.
    owner_name: String,
    /// The value, with its source.
    measured: Measured,
    /// Way done, 1 at the target; null when the value is not known.
    progress: Option<f64>,
    /// Way that would be done at an even pace.
    expected_progress: f64,
    /// The value at an even pace.
    #[schema(value_type = f64)]
    expected: Number,
    /// The value on the due day if it goes on so.
    #[schema(value_type = Option<f64>)]
    forecast: Option<Number>,
    /// `reached`, `not_begun`, `on_track`, `watch`, `behind`, `late` or `no_data`.
    standing: &'static str,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339; null while at work.
    archived_at: Option<String>,
}

/// A value with its source.
#[derive(Debug, Serialize, ToSchema)]
struct Measured {
    /// Null when nothing is known; that is never a zero.
    #[schema(value_type = Option<f64>)]
    value: Option<Number>,
    /// Why not: `no_campaign`, `no_links`, `no_script`, `not_fetched`, `not_entered`, `no_margin` or `hidden`.
    unknown: Option<&'static str>,
    /// Table, network call, or who entered it.
    source: String,
    /// From how many rows.
    rows: i64,
    /// RFC 3339: the newest row, or the oldest fetch.
    at: Option<String>,
}

impl From<GoalReport> for Goal {
    fn from(report: GoalReport) -> Self {
        let GoalReport { goal, measured, pace } = report;
        let unit = goal.metric.unit();
        Self {
            id: goal.id.to_string(),
            brand_id: goal.brand_id.to_string(),
            name: goal.name,
            funnel_stage: goal.funnel_stage.as_str(),
            metric: goal.metric.as_str(),
            metric_name: goal.metric_name,
            unit: goal.unit,
            baseline: unit.number(goal.baseline),
            target: unit.number(goal.target),
            starts_on: goal.starts_on.to_string(),
            due_on: goal.due_on.to_string(),
            owner_id: goal.owner_id.to_string(),
            owner_name: goal.owner_name,
            measured: Measured {
                value: measured.value.map(|value| unit.number(value)),
                unknown: measured.unknown.map(goals::Unknown::as_str),
                source: measured.source,
                rows: measured.rows,
                at: measured.at.map(instant),
            },
            progress: pace.progress,
            expected_progress: pace.expected,
            expected: unit.number(pace.expected_value),
            forecast: pace.forecast.map(|value| unit.number(value)),
            standing: pace.standing.as_str(),
            created_at: instant(goal.created_at),
            archived_at: goal.archived_at.map(instant),
        }
    }
}

/// A goal to be set or changed. All but `metric_name` and `unit` must be there.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct GoalInput {
    /// `brand_…`; cannot be changed later.
    brand_id: String,
    /// Unique in the brand.
    name: String,
    /// A funnel stage's word.
    funnel_stage: String,
    /// A metric's word.
    metric: String,
    /// Name of a custom metric.
    metric_name: Option<String>,
    /// Unit of a custom metric.
    unit: Option<String>,
    /// Where it begins; money in minor units.
    baseline: Option<Amount>,
    /// Where it is to get; money in minor units.
    target: Option<Amount>,
    /// `YYYY-MM-DD`
    starts_on: String,
    /// `YYYY-MM-DD`
    due_on: String,
    /// `user_…`
    owner_id: String,
}

impl From<GoalInput> for goals::GoalInput {
    fn from(input: GoalInput) -> Self {
        Self {
            brand_id: input.brand_id,
            name: input.name,
            funnel_stage: input.funnel_stage,
            metric: input.metric,
            metric_name: input.metric_name.unwrap_or_default(),
            unit: input.unit.unwrap_or_default(),
            baseline: Amount::quantity(input.baseline),
            target: Amount::quantity(input.target),
            starts_on: input.starts_on,
            due_on: input.due_on,
            owner_id: input.owner_id,
        }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct GoalFilter {
    /// Of this brand only.
    #[param(value_type = Option<String>)]
    brand_id: Option<BrandId>,
    /// Those put away, instead of those at work.
    #[serde(default)]
    archived: bool,
}

/// Goals with their values, newest first.
#[utoipa::path(get, path = "/goals", tag = "goals", security(("bearer" = ["view"])), params(GoalFilter, Paging),
    responses((status = 200, body = List<Goal>), Problems))]
async fn list(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Query(filter): Query<GoalFilter>,
    Query(paging): Query<Paging>,
) -> ApiResult<Json<List<Goal>>> {
    let (after, limit) = paging.by_id()?;
    let query = GoalQuery { brand_id: filter.brand_id, archived: filter.archived, after, limit };
    let GoalPage { goals, next } = app.list_goals(&actor, &query).await?;
    Ok(Json(List::by_id(goals.into_iter().map(Goal::from).collect(), next)))
}

/// Sets a goal.
#[utoipa::path(post, path = "/goals", tag = "goals", security(("bearer" = ["manage_goals"])),
    request_body = GoalInput, responses((status = 201, body = Goal), Problems))]
async fn create(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Json(input): Json<GoalInput>,
) -> ApiResult<(StatusCode, Json<Goal>)> {
    let id = app.create_goal(&actor, &input.into()).await?;
    Ok((StatusCode::CREATED, Json(app.show_goal(&actor, id).await?.into())))
}

/// One goal with its value.
#[utoipa::path(get, path = "/goals/{goal_id}", tag = "goals", security(("bearer" = ["view"])),
    params(("goal_id" = String, Path)), responses((status = 200, body = Goal), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<GoalId>,
) -> ApiResult<Json<Goal>> {
    Ok(Json(app.show_goal(&actor, id).await?.into()))
}

/// Changes a goal.
#[utoipa::path(put, path = "/goals/{goal_id}", tag = "goals", security(("bearer" = ["manage_goals"])),
    params(("goal_id" = String, Path)), request_body = GoalInput,
    responses((status = 200, body = Goal), Problems))]
async fn change(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<GoalId>,
    Json(input): Json<GoalInput>,
) -> ApiResult<Json<Goal>> {
    app.edit_goal(&actor, id, &input.into()).await?;
    Ok(Json(app.show_goal(&actor, id).await?.into()))
}

/// Puts a goal away.
#[utoipa::path(post, path = "/goals/{goal_id}/archive", tag = "goals", security(("bearer" = ["view", "manage_goals"])),
    params(("goal_id" = String, Path)), responses((status = 200, body = Goal), Problems))]
async fn archive(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<GoalId>,
) -> ApiResult<Json<Goal>> {
    app.archive_goal(&actor, id).await?;
    Ok(Json(app.show_goal(&actor, id).await?.into()))
}

/// Takes a goal back.
#[utoipa::path(post, path = "/goals/{goal_id}/restore", tag = "goals", security(("bearer" = ["view", "manage_goals"])),
    params(("goal_id" = String, Path)), responses((status = 200, body = Goal), Problems))]
async fn restore(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<GoalId>,
) -> ApiResult<Json<Goal>> {
    app.restore_goal(&actor, id).await?;
    Ok(Json(app.show_goal(&actor, id).await?.into()))
}

/// A value of a custom metric.
#[derive(Debug, Serialize, ToSchema)]
struct GoalValue {
    /// The day it holds for.
    measured_on: String,
    /// The value.
    #[schema(value_type = f64)]
    value: Number,
    /// Who entered it.
    entered_by: String,
    /// RFC 3339.
    entered_at: String,
}

impl From<goals::GoalValue> for GoalValue {
    fn from(value: goals::GoalValue) -> Self {
        Self {
            measured_on: value.measured_on.to_string(),
            value: goals::Unit::Own.number(value.value),
            entered_by: value.entered_by,
            entered_at: instant(value.entered_at),
        }
    }
}

/// A value of a custom metric to be entered.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
struct ValueInput {
    /// `YYYY-MM-DD`; today when absent.
    measured_on: String,
    /// The value.
    value: Option<Amount>,
}

/// The newest hundred values entered by hand, newest first.
#[utoipa::path(get, path = "/goals/{goal_id}/values", tag = "goals", security(("bearer" = ["view"])),
    params(("goal_id" = String, Path)), responses((status = 200, body = List<GoalValue>), Problems))]
async fn list_values(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<GoalId>,
) -> ApiResult<Json<List<GoalValue>>> {
    let values = app.list_goal_values(&actor, id).await?;
    Ok(Json(List::whole(values.into_iter().map(GoalValue::from).collect())))
}

/// Enters the value of a custom metric; a second one for the same day replaces the first.
#[utoipa::path(post, path = "/goals/{goal_id}/values", tag = "goals", security(("bearer" = ["manage_goals"])),
    params(("goal_id" = String, Path)), request_body = ValueInput,
    responses((status = 201, body = Goal), Problems))]
async fn enter_value(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<GoalId>,
    Json(input): Json<ValueInput>,
) -> ApiResult<(StatusCode, Json<Goal>)> {
    let input = GoalValueInput { measured_on: input.measured_on, value: Amount::quantity(input.value) };
    app.enter_goal_value(&actor, id, &input).await?;
    Ok((StatusCode::CREATED, Json(app.show_goal(&actor, id).await?.into())))
}
