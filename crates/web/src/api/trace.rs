//! `/api/v1/trace/{id}`

use app::{App, trace};
use axum::{
    Json,
    extract::{Path, State},
};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, Problems, instant};
use crate::state::WebState;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default().routes(routes!(show))
}

/// What stands above a thing and what came of it.
#[derive(Debug, Serialize, ToSchema)]
struct Trace {
    /// ISO 4217: of every amount here.
    currency: String,
    /// RFC 3339.
    made_at: String,
    /// Whether numbers about money are here.
    money: bool,
    /// From the top down: goals, then campaign, post, delivery, link, visit.
    above: Vec<Node>,
    /// What was asked for, with what is below it.
    subject: Node,
}

/// One thing in the tree.
#[derive(Debug, Serialize, ToSchema)]
struct Node {
    /// `goal`, `campaign`, `post`, `delivery`, `link`, `visit`, `conversion` or `lead`.
    kind: &'static str,
    /// With its prefix.
    id: String,
    /// What it is called.
    title: String,
    /// Target address, order id, first and last day.
    detail: String,
    /// The goal's metric, the delivery's network, who told of the conversion.
    word: Option<String>,
    /// Its state, where it has one.
    state: Option<String>,
    /// RFC 3339.
    at: Option<String>,
    /// Where it stands outside.
    url: Option<String>,
    /// Its numbers.
    numbers: Vec<Number>,
    /// Its own cost lines, the largest first, ten at most.
    costs: Vec<Cost>,
    /// What is below it.
    #[schema(no_recursion)]
    below: Vec<Node>,
    /// How many more are below it that are not listed; their numbers are in the sums.
    more_below: i64,
}

/// A number with its source. `value` and `ratio` are null when nothing is known: that is never a zero.
#[derive(Debug, Serialize, ToSchema)]
struct Number {
    /// Stable word: `clicks`, `revenue`, `cost`, `roi`, a network's metric.
    name: String,
    /// `count`, `money` (minor units), `ratio` (2.5 is 250 %) or `goal`.
    unit: &'static str,
    /// Counts, and money in minor units.
    value: Option<i64>,
    /// Ratios, and values of goals with a unit of their own.
    ratio: Option<f64>,
    /// Why nothing is known.
    unknown: Option<&'static str>,
    /// Where it came from.
    source: Source,
}

/// Where a number came from.
#[derive(Debug, Serialize, ToSchema)]
struct Source {
    /// Table, network call, or both.
    from: String,
    /// How many rows it is made of.
    rows: i64,
    /// RFC 3339: the newest row; for numbers of networks the oldest fetch.
    at: Option<String>,
    /// `counted`, `newest`, `last_touch`, `own_and_below`, `even_share`, `full_cost`, `return`, `as_told` or
    /// `goal_metric`.
    rule: &'static str,
}

/// A cost line.
#[derive(Debug, Serialize, ToSchema)]
struct Cost {
    /// `cost_…`
    id: String,
    /// `hours`, `media`, `freelancer`, `influencer`, `tools` or `other`.
    kind: &'static str,
    /// In somebody's words.
    label: String,
    /// Time spent, for hours.
    minutes: Option<i64>,
    /// In minor units.
    amount_minor: i64,
    /// The day it belongs to.
    incurred_on: String,
    /// Who entered it.
    entered_by: Option<String>,
}

impl From<trace::Trace> for Trace {
    fn from(trace: trace::Trace) -> Self {
        Self {
            currency: trace.currency,
            made_at: instant(trace.made_at),
            money: trace.money,
            above: trace.above.into_iter().map(Node::from).collect(),
            subject: trace.subject.into(),
        }
    }
}

impl From<trace::Node> for Node {
    fn from(node: trace::Node) -> Self {
        Self {
            kind: node.kind.as_str(),
            id: node.id,
            title: node.title,
            detail: node.detail,
            word: node.word,
            state: node.state,
            at: node.at.map(instant),
            url: node.url,
            numbers: node.numbers.into_iter().map(Number::from).collect(),
            costs: node.costs.into_iter().map(Cost::from).collect(),
            below: node.below.into_iter().map(Self::from).collect(),
            more_below: node.more_below,
        }
    }
}

impl From<trace::Number> for Number {
    fn from(number: trace::Number) -> Self {
        Self {
            name: number.name,
            unit: number.unit.as_str(),
            value: number.value,
            ratio: number.ratio,
            unknown: number.unknown,
            source: Source {
                from: number.source.from,
                rows: number.source.rows,
                at: number.source.at.map(instant),
                rule: number.source.rule.as_str(),
            },
        }
    }
}

impl From<trace::CostEntry> for Cost {
    fn from(cost: trace::CostEntry) -> Self {
        Self {
            id: cost.id,
            kind: cost.kind,
            label: cost.label,
            minutes: cost.minutes,
            amount_minor: cost.amount_minor,
            incurred_on: cost.incurred_on,
            entered_by: cost.entered_by,
        }
    }
}

/// What stands above anything and what came of it: of a goal, campaign, post, delivery, link, click, visit, conversion or
/// lead, by its id with or without prefix. Cost is direct (own lines and all below) plus an even share of the campaign's
/// and the post's own lines; conversions count by last touch; ROI is (margin − full cost) ÷ full cost.
#[utoipa::path(get, path = "/trace/{id}", tag = "trace", security(("bearer" = ["view"])),
    params(("id" = String, Path)), responses((status = 200, body = Trace), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Path(id): Path<String>,
) -> ApiResult<Json<Trace>> {
    Ok(Json(app.trace(&actor, &id, trace::Depth::Whole).await?.into()))
}
