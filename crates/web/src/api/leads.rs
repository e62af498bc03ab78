//! `/api/v1/leads`
#![expect(unused_qualifications, reason = "utoipa repeats the types of queries with their paths")]

use app::{
    Actor, App, Faults, FieldError, Permission,
    ids::LeadId,
    leads::{self, LeadFilter, LeadInput, Stage},
    money,
    visits::amount,
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
    OpenApiRouter::default()
        .routes(routes!(list, create))
        .routes(routes!(show, change, delete))
        .routes(routes!(hand_over))
}

/// Somebody who showed interest.
#[derive(Debug, Serialize, ToSchema)]
struct Lead {
    /// `lead_…`
    id: String,
    /// `brand_…`
    brand_id: String,
    /// The person or firm.
    name: String,
    /// How to reach them.
    contact: String,
    /// What is known.
    note: String,
    /// `new`, `contacted`, `qualified`, `won`, `lost`.
    stage: String,
    /// `link_…`: the link they came by.
    link_id: Option<String>,
    /// `conversion_…`: the deal, once won.
    conversion_id: Option<String>,
    /// What the deal is worth, such as `1200.00`.
    value: Option<String>,
    /// What is earned on it.
    margin: Option<String>,
    /// ISO 4217.
    currency: String,
    /// `user_…`: who works on it.
    owner_id: Option<String>,
    /// RFC 3339: when it was handed over.
    handed_over_at: Option<String>,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339.
    updated_at: String,
}

impl From<leads::Lead> for Lead {
    fn from(lead: leads::Lead) -> Self {
        let plain = |minor: Option<i64>| minor.map(|minor| money::plain(minor, &lead.currency));
        Self {
            id: lead.id.to_string(),
            brand_id: lead.brand_id.to_string(),
            stage: lead.stage.to_string(),
            link_id: lead.link_id.map(|id| id.to_string()),
            conversion_id: lead.conversion_id.map(|id| id.to_string()),
            value: plain(lead.value_minor),
            margin: plain(lead.margin_minor),
            owner_id: lead.owner_id.map(|id| id.to_string()),
            handed_over_at: lead.handed_over_at.map(instant),
            created_at: instant(lead.created_at),
            updated_at: instant(lead.updated_at),
            name: lead.name,
            contact: lead.contact,
            note: lead.note,
            currency: lead.currency,
        }
    }
}

/// A lead to be made or changed.
#[derive(Debug, Deserialize, ToSchema)]
struct LeadBody {
    /// `brand_…`; needed to make a lead, and stays as it is when one is changed.
    brand_id: Option<String>,
    /// The person or firm.
    name: String,
    /// How to reach them.
    #[serde(default)]
    contact: String,
    /// What is known.
    #[serde(default)]
    note: String,
    /// `new`, `contacted`, `qualified`, `won`, `lost`; `new` when not said.
    stage: Option<String>,
    /// `link_…`: the link they came by.
    link_id: Option<String>,
    /// What the deal is worth, such as `"1200.00"`; needed when won.
    #[schema(value_type = Option<String>)]
    value: Option<Value>,
    /// What is earned on it; by the brand's margin rate when not said.
    #[schema(value_type = Option<String>)]
    margin: Option<Value>,
    /// `updated_at` of the lead as it was read: the change is refused with `lead_changed` if it is not so any more.
    updated_at: Option<String>,
}

impl LeadBody {
    fn read(self, actor: &Actor, known: Option<&leads::Lead>) -> app::Result<LeadInput> {
        let mut faults = Faults::default();
        let told = input::id(&mut faults, "brand_id", "brand_unknown", self.brand_id.as_deref());
        faults.check(known.is_some() || self.brand_id.is_some(), "brand_id", "required");
        let stage = match self.stage.as_deref() {
            None => Some(Stage::New),
            Some(word) => faults.take(Stage::parse(word).ok_or_else(|| FieldError::new("stage", "choice"))),
        };
        let link_id = input::id(&mut faults, "link_id", "link_unknown", self.link_id.as_deref());
        let mut minor = |field, value: Option<Value>| {
            let value = value.filter(|value| !value.is_null())?;
            let currency = known.map_or(&*actor.currency, |lead| lead.currency.as_str());
            faults.take(amount(field, &value, currency))
        };
        let (value_minor, margin_minor) = (minor("value", self.value), minor("margin", self.margin));
        let seen_at = input::time(&mut faults, "updated_at", self.updated_at.as_deref());
        faults.finish()?;
        let brand_id = known
            .map(|lead| lead.brand_id)
            .or(told)
            .ok_or_else(|| app::Error::field("brand_id", "required"))?;
        Ok(LeadInput {
            brand_id,
            name: self.name,
            contact: self.contact,
            note: self.note,
            stage: stage.unwrap_or(Stage::New),
            link_id,
            value_minor,
            margin_minor,
            seen_at,
        })
    }
}

/// Who shall go on with a lead.
#[derive(Debug, Deserialize, ToSchema)]
struct HandOver {
    /// `user_…`
    #[serde(default)]
    owner_id: String,
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct LeadQuery {
    /// Only of this brand.
    brand_id: Option<String>,
    /// Only in this stage.
    stage: Option<String>,
    /// Only of this person.
    owner_id: Option<String>,
    /// Only those whose name, contact or note holds this.
    q: Option<String>,
    /// `next_cursor` of the page before; none for the first page.
    cursor: Option<String>,
    /// How many items at most, 1 to 200; 50 when not said.
    limit: Option<i64>,
}

/// The leads, newest first.
#[utoipa::path(get, path = "/leads", tag = "leads", security(("bearer" = ["manage_leads"])), params(LeadQuery),
    responses((status = 200, body = List<Lead>), Problems))]
async fn list(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Query(query): Query<LeadQuery>,
) -> ApiResult<Json<List<Lead>>> {
    let page = Paging { cursor: query.cursor, limit: query.limit }.request()?;
    let mut faults = Faults::default();
    let stage = query
        .stage
        .as_deref()
        .and_then(|word| faults.take(Stage::parse(word).ok_or_else(|| FieldError::new("stage", "choice"))));
    let filter = LeadFilter {
        brand_id: input::id(&mut faults, "brand_id", "brand_unknown", query.brand_id.as_deref()),
        stage,
        owner_id: input::id(&mut faults, "owner_id", "owner_unknown", query.owner_id.as_deref()),
        search: query.q,
    };
    faults.finish()?;
    Ok(Json(List::of(app.list_leads(&actor, &filter, &page).await?, Lead::from)))
}

/// Enters a lead.
#[utoipa::path(post, path = "/leads", tag = "leads", security(("bearer" = ["manage_leads"])),
    request_body = LeadBody, responses((status = 201, body = Lead), Problems))]
async fn create(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Json(body): Json<LeadBody>,
) -> ApiResult<(StatusCode, Json<Lead>)> {
    actor.require(Permission::ManageLeads)?;
    let input = body.read(&actor, None)?;
    Ok((StatusCode::CREATED, Json(app.create_lead(&actor, input).await?.into())))
}

/// One lead.
#[utoipa::path(get, path = "/leads/{lead_id}", tag = "leads", security(("bearer" = ["manage_leads"])),
    params(("lead_id" = String, Path)), responses((status = 200, body = Lead), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<LeadId>,
) -> ApiResult<Json<Lead>> {
    Ok(Json(app.lead(&actor, id).await?.into()))
}

/// Changes a lead. A lead that is won becomes a conversion; open again, it is none.
#[utoipa::path(put, path = "/leads/{lead_id}", tag = "leads", security(("bearer" = ["manage_leads"])),
    params(("lead_id" = String, Path)), request_body = LeadBody,
    responses((status = 200, body = Lead), Problems))]
async fn change(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<LeadId>,
    Json(body): Json<LeadBody>,
) -> ApiResult<Json<Lead>> {
    let known = app.lead(&actor, id).await?;
    let input = body.read(&actor, Some(&known))?;
    Ok(Json(app.update_lead(&actor, id, input).await?.into()))
}

/// Hands a lead to somebody who works on leads.
#[utoipa::path(post, path = "/leads/{lead_id}/hand-over", tag = "leads",
    security(("bearer" = ["manage_leads"])), params(("lead_id" = String, Path)), request_body = HandOver,
    responses((status = 200, body = Lead), Problems))]
async fn hand_over(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<LeadId>,
    Json(to): Json<HandOver>,
) -> ApiResult<Json<Lead>> {
    app.lead(&actor, id).await?;
    let mut faults = Faults::default();
    let owner = input::id(&mut faults, "owner_id", "owner_unknown", Some(&to.owner_id));
    faults.finish()?;
    let owner = owner.ok_or_else(|| app::Error::field("owner_id", "owner_unknown"))?;
    Ok(Json(app.hand_over_lead(&actor, id, owner).await?.into()))
}

/// Deletes a lead, and the deal that it was.
#[utoipa::path(delete, path = "/leads/{lead_id}", tag = "leads", security(("bearer" = ["manage_leads"])),
    params(("lead_id" = String, Path)), responses((status = 204, description = "Deleted"), Problems))]
async fn delete(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<LeadId>,
) -> ApiResult<StatusCode> {
    app.delete_lead(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
