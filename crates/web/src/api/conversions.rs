//! `/api/v1/conversions`
#![expect(unused_qualifications, reason = "utoipa repeats the types of queries with their paths")]

use app::{
    App, Faults, Permission,
    ids::ConversionId,
    money,
    visits::{self, ConversionFilter, ConversionInput, Named, Sale},
};
use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, List, Paging, Problems, input, instant};
use crate::{extract::Id, state::WebState};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default().routes(routes!(list, record)).routes(routes!(show))
}

/// A sale, a registration, a deal.
#[derive(Debug, Serialize, ToSchema)]
struct Conversion {
    /// `conversion_…`
    id: String,
    /// `brand_…`
    brand_id: String,
    /// What kind: `order`, `registration`.
    name: String,
    /// The shop's own number of it.
    order_id: Option<String>,
    /// Such as `49.90`.
    value: String,
    /// Such as `20.00`; null where it is unknown.
    margin: Option<String>,
    /// ISO 4217.
    currency: String,
    /// RFC 3339: when it happened.
    at: String,
    /// Who told: `script`, `api`, `lead`.
    source: String,
    /// `link_…`: the last touch.
    link_id: Option<String>,
    /// `visit_…`
    visit_id: Option<String>,
    /// `click_…`
    click_id: Option<String>,
    /// RFC 3339: when it was stored.
    created_at: String,
}

impl From<visits::Conversion> for Conversion {
    fn from(conversion: visits::Conversion) -> Self {
        Self {
            id: conversion.id.to_string(),
            brand_id: conversion.brand_id.to_string(),
            name: conversion.name,
            order_id: conversion.order_id,
            value: money::plain(conversion.value_minor, &conversion.currency),
            margin: conversion.margin_minor.map(|minor| money::plain(minor, &conversion.currency)),
            currency: conversion.currency,
            at: instant(conversion.at),
            source: conversion.source.to_string(),
            link_id: conversion.link_id.map(|id| id.to_string()),
            visit_id: conversion.visit_id.map(|id| id.to_string()),
            click_id: conversion.click_id.map(|id| id.to_string()),
            created_at: instant(conversion.created_at),
        }
    }
}

/// A conversion to be recorded. Name the click where you can: `tdm` of the address on which the buyer landed.
#[derive(Debug, Deserialize, ToSchema)]
struct NewConversion {
    /// What kind: `order`, `registration`.
    name: String,
    /// Your own number of it: sent again, it counts once.
    order_id: Option<String>,
    /// Such as `"49.90"` or `49.9`; 0 when not said.
    #[schema(value_type = Option<String>)]
    value: Option<Value>,
    /// What is earned on it; by the brand's margin rate when not said.
    #[schema(value_type = Option<String>)]
    margin: Option<Value>,
    /// ISO 4217; must be the workspace's.
    currency: Option<String>,
    /// RFC 3339; now when not said.
    at: Option<String>,
    /// `brand_…`; needed only where no click, link or visit says it and the workspace has several.
    brand_id: Option<String>,
    /// `click_…`
    click_id: Option<String>,
    /// `link_…`
    link_id: Option<String>,
    /// `visit_…`
    visit_id: Option<String>,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
struct Recorded {
    /// `conversion_…`: the new one, or the one that this order id made before.
    id: String,
    /// Whether the order id was known: nothing was counted then.
    duplicate: bool,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct ConversionQuery {
    /// Only of this brand.
    brand_id: Option<String>,
    /// Only owed to this campaign's links.
    campaign_id: Option<String>,
    /// Only owed to this link.
    link_id: Option<String>,
    /// Only with this order id.
    order_id: Option<String>,
    /// `next_cursor` of the page before; none for the first page.
    cursor: Option<String>,
    /// How many items at most, 1 to 200; 50 when not said.
    limit: Option<i64>,
}

/// The conversions, newest first.
#[utoipa::path(get, path = "/conversions", tag = "conversions", security(("bearer" = ["view_money"])),
    params(ConversionQuery), responses((status = 200, body = List<Conversion>), Problems))]
async fn list(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Query(query): Query<ConversionQuery>,
) -> ApiResult<Json<List<Conversion>>> {
    let page = Paging { cursor: query.cursor, limit: query.limit }.request()?;
    let mut faults = Faults::default();
    let filter = ConversionFilter {
        brand_id: input::id(&mut faults, "brand_id", "brand_unknown", query.brand_id.as_deref()),
        campaign_id: input::id(&mut faults, "campaign_id", "campaign_unknown", query.campaign_id.as_deref()),
        link_id: input::id(&mut faults, "link_id", "link_unknown", query.link_id.as_deref()),
        order_id: query.order_id,
    };
    faults.finish()?;
    Ok(Json(List::of(app.list_conversions(&actor, &filter, &page).await?, Conversion::from)))
}

/// Records a conversion. An order id counts once: sent again it answers 200 with `duplicate`.
#[utoipa::path(post, path = "/conversions", tag = "conversions", security(("bearer" = ["write_conversions"])),
    request_body = NewConversion,
    responses((status = 201, body = Recorded), (status = 200, description = "Known already", body = Recorded), Problems))]
async fn record(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Json(new): Json<NewConversion>,
) -> ApiResult<(StatusCode, Json<Recorded>)> {
    actor.require(Permission::WriteConversions)?;
    let mut faults = Faults::default();
    let input = ConversionInput {
        brand_id: input::id(&mut faults, "brand_id", "brand_unknown", new.brand_id.as_deref()),
        at: input::time(&mut faults, "at", new.at.as_deref()),
        named: Named {
            click_id: input::id(&mut faults, "click_id", "click_unknown", new.click_id.as_deref()),
            link_id: input::id(&mut faults, "link_id", "link_unknown", new.link_id.as_deref()),
            visit_id: input::id(&mut faults, "visit_id", "visit_unknown", new.visit_id.as_deref()),
        },
        sale: Sale {
            name: new.name,
            order_id: new.order_id,
            value: new.value,
            margin: new.margin,
            currency: new.currency,
        },
    };
    faults.finish()?;
    let recorded = app.record_conversion(&actor, input).await?;
    let status = if recorded.duplicate { StatusCode::OK } else { StatusCode::CREATED };
    Ok((status, Json(Recorded { id: recorded.id.to_string(), duplicate: recorded.duplicate })))
}

/// One conversion.
#[utoipa::path(get, path = "/conversions/{conversion_id}", tag = "conversions",
    security(("bearer" = ["view_money"])), params(("conversion_id" = String, Path)),
    responses((status = 200, body = Conversion), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<ConversionId>,
) -> ApiResult<Json<Conversion>> {
    Ok(Json(app.conversion(&actor, id).await?.into()))
}
