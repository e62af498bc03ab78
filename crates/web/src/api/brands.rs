//! `/api/v1/brands`
#![expect(unused_qualifications, reason = "utoipa repeats the types of queries with their paths")]

use app::{
    App,
    brands::{self, ChangeBrand},
    ids::BrandId,
};
use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, List, Problems, instant};
use crate::{extract::Id, state::WebState};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default()
        .routes(routes!(list, create))
        .routes(routes!(show, change))
        .routes(routes!(archive))
        .routes(routes!(restore))
}

/// What is promoted.
#[derive(Debug, Serialize, ToSchema)]
struct Brand {
    /// `brand_…`
    id: String,
    /// Unique in the workspace.
    name: String,
    /// Its site.
    site_url: Option<String>,
    /// By which the tracker on its site names it; no secret.
    site_key: String,
    /// RFC 3339.
    created_at: String,
    /// RFC 3339; null while in use.
    archived_at: Option<String>,
}

impl From<brands::Brand> for Brand {
    fn from(brand: brands::Brand) -> Self {
        Self {
            id: brand.id.to_string(),
            name: brand.name,
            site_url: brand.site_url,
            site_key: brand.site_key,
            created_at: instant(brand.created_at),
            archived_at: brand.archived_at.map(instant),
        }
    }
}

/// A brand to be made or changed.
#[derive(Debug, Deserialize, ToSchema)]
struct BrandInput {
    /// Unique in the workspace.
    name: String,
    /// `https://…`
    site_url: Option<String>,
}

impl From<BrandInput> for ChangeBrand {
    fn from(input: BrandInput) -> Self {
        Self { name: input.name, site_url: input.site_url }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct BrandQuery {
    /// With those put away.
    #[serde(default)]
    archived: bool,
}

/// The brands within reach.
#[utoipa::path(get, path = "/brands", tag = "brands", security(("bearer" = ["view"])), params(BrandQuery),
    responses((status = 200, body = List<Brand>), Problems))]
async fn list(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Query(query): Query<BrandQuery>,
) -> ApiResult<Json<List<Brand>>> {
    let brands = app.brands(&actor, query.archived).await?;
    Ok(Json(List::whole(brands.into_iter().map(Brand::from).collect())))
}

/// Makes a brand.
#[utoipa::path(post, path = "/brands", tag = "brands", security(("bearer" = ["manage_workspace"])),
    request_body = BrandInput, responses((status = 201, body = Brand), Problems))]
async fn create(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Json(input): Json<BrandInput>,
) -> ApiResult<(StatusCode, Json<Brand>)> {
    Ok((StatusCode::CREATED, Json(app.create_brand(&actor, input.into()).await?.into())))
}

/// One brand.
#[utoipa::path(get, path = "/brands/{brand_id}", tag = "brands", security(("bearer" = ["view"])),
    params(("brand_id" = String, Path)), responses((status = 200, body = Brand), Problems))]
async fn show(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<BrandId>,
) -> ApiResult<Json<Brand>> {
    Ok(Json(app.brand(&actor, id).await?.into()))
}

/// Changes a brand's name and site.
#[utoipa::path(put, path = "/brands/{brand_id}", tag = "brands", security(("bearer" = ["manage_workspace"])),
    params(("brand_id" = String, Path)), request_body = BrandInput,
    responses((status = 200, body = Brand), Problems))]
async fn change(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<BrandId>,
    Json(input): Json<BrandInput>,
) -> ApiResult<Json<Brand>> {
    Ok(Json(app.change_brand(&actor, id, input.into()).await?.into()))
}

/// Puts a brand away.
#[utoipa::path(post, path = "/brands/{brand_id}/archive", tag = "brands",
    security(("bearer" = ["manage_workspace"])), params(("brand_id" = String, Path)),
    responses((status = 200, body = Brand), Problems))]
async fn archive(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<BrandId>,
) -> ApiResult<Json<Brand>> {
    Ok(Json(app.archive_brand(&actor, id, true).await?.into()))
}

/// Takes a brand up again.
#[utoipa::path(post, path = "/brands/{brand_id}/restore", tag = "brands",
    security(("bearer" = ["manage_workspace"])), params(("brand_id" = String, Path)),
    responses((status = 200, body = Brand), Problems))]
async fn restore(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<BrandId>,
) -> ApiResult<Json<Brand>> {
    Ok(Json(app.archive_brand(&actor, id, false).await?.into()))
}
