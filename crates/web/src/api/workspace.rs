//! `/api/v1/workspace`

use app::{
    Actor, App, Permission,
    workspaces::{self, ChangeWorkspace},
};
use axum::{Json, extract::State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, Problems, instant};
use crate::state::WebState;

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default().routes(routes!(show, change)).routes(routes!(merge_roles))
}

/// The token's workspace.
#[derive(Debug, Serialize, ToSchema)]
struct Workspace {
    /// `ws_…`
    id: String,
    /// Its name.
    name: String,
    /// IANA zone in which its local times are read.
    zone: String,
    /// ISO 4217.
    currency: String,
    /// Whether strategist and community manager are one.
    merged_roles: bool,
    /// What an hour of work costs, in minor units; `null` for who may not see money.
    hour_rate_minor: Option<i64>,
    /// RFC 3339.
    created_at: String,
}

impl Workspace {
    fn of(workspace: workspaces::Workspace, actor: &Actor) -> Self {
        let sees_rate = actor.allows(Permission::ViewMoney) || actor.allows(Permission::ManageWorkspace);
        Self {
            id: workspace.id.to_string(),
            name: workspace.name,
            zone: workspace.zone,
            currency: workspace.currency,
            merged_roles: workspace.merged_roles != 0,
            hour_rate_minor: sees_rate.then_some(workspace.hour_rate_minor),
            created_at: instant(workspace.created_at),
        }
    }
}

/// The workspace as it shall be.
#[derive(Debug, Deserialize, ToSchema)]
struct WorkspaceInput {
    /// Its name.
    name: String,
    /// IANA zone.
    zone: String,
    /// ISO 4217.
    currency: String,
    /// What an hour of work costs, in minor units.
    hour_rate_minor: i64,
}

/// Whether strategist and community manager are one.
#[derive(Debug, Deserialize, ToSchema)]
struct MergedRolesInput {
    /// On or off.
    merged: bool,
}

/// The workspace.
#[utoipa::path(get, path = "/workspace", tag = "workspace", security(("bearer" = ["view"])),
    responses((status = 200, body = Workspace), Problems))]
async fn show(State(app): State<App>, ApiActor(actor): ApiActor) -> ApiResult<Json<Workspace>> {
    Ok(Json(Workspace::of(app.workspace(&actor).await?, &actor)))
}

/// Changes name, zone, currency and the price of an hour.
#[utoipa::path(put, path = "/workspace", tag = "workspace", security(("bearer" = ["manage_workspace"])),
    request_body = WorkspaceInput, responses((status = 200, body = Workspace), Problems))]
async fn change(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Json(input): Json<WorkspaceInput>,
) -> ApiResult<Json<Workspace>> {
    let change = ChangeWorkspace {
        name: input.name,
        zone: input.zone,
        currency: input.currency,
        hour_rate_minor: input.hour_rate_minor,
    };
    Ok(Json(Workspace::of(app.change_workspace(&actor, change).await?, &actor)))
}

/// Turns the mode of the one-person firm on or off.
#[utoipa::path(put, path = "/workspace/merged-roles", tag = "workspace",
    security(("bearer" = ["manage_members"])), request_body = MergedRolesInput,
    responses((status = 204, description = "Set"), Problems))]
async fn merge_roles(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Json(input): Json<MergedRolesInput>,
) -> ApiResult<axum::http::StatusCode> {
    app.set_merged_roles(&actor, input.merged).await?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}
