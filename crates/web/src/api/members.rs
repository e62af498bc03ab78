//! `/api/v1/members`

use app::{
    App, Error, FieldError, Role,
    ids::{BrandId, MembershipId},
    members::{self, NewAccess},
    zone,
};
use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, List, Problems, instant};
use crate::{extract::Id, state::WebState};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default().routes(routes!(list)).routes(routes!(change, remove))
}

/// A person's place in the workspace.
#[derive(Debug, Serialize, ToSchema)]
struct Member {
    /// `member_…`
    id: String,
    /// `user_…`
    user_id: String,
    /// As others see them.
    name: String,
    /// Told to those who manage members; null to others.
    email: Option<String>,
    /// `owner`, `strategist`, `community_manager`, `content_editor`, `targeter`, `analyst`, `sales`, `approver` or
    /// `freelancer`.
    role: String,
    /// Their only brand; null for all.
    brand_id: Option<String>,
    /// RFC 3339: from then on they are not let in; null without end.
    access_ends_at: Option<String>,
    /// RFC 3339.
    created_at: String,
}

fn resource(member: members::Member, with_email: bool) -> Member {
    Member {
        id: member.id.to_string(),
        user_id: member.user_id.to_string(),
        name: member.name,
        email: with_email.then_some(member.email),
        role: member.role.to_string(),
        brand_id: member.brand_id.map(|id| id.to_string()),
        access_ends_at: member.access_ends_at.map(instant),
        created_at: instant(member.created_at),
    }
}

/// What is given to a person.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct AccessInput {
    /// A role's word.
    role: String,
    /// The only brand; null for all. A freelancer must have one.
    brand_id: Option<String>,
    /// `YYYY-MM-DD`, the last day of access in the workspace's zone. A freelancer must have one.
    access_ends_on: Option<String>,
}

impl AccessInput {
    /// The use case's input, or every fault of form.
    pub(super) fn read(&self) -> app::Result<NewAccess> {
        let mut faults = app::Faults::default();
        let role = Role::parse(&self.role);
        if role.is_none() {
            faults.push(FieldError::new("role", "unknown_choice"));
        }
        let brand_id: Option<BrandId> = self.brand_id.as_deref().and_then(|id| {
            faults.take(id.parse().map_err(|_| FieldError::new("brand_id", "unknown_choice")))
        });
        let access_ends_on =
            self.access_ends_on.as_deref().and_then(|day| faults.take(zone::date("access_ends_on", day)));
        faults.finish()?;
        Ok(NewAccess { role: role.ok_or(Error::NotFound)?, brand_id, access_ends_on })
    }
}

/// The people of the workspace.
#[utoipa::path(get, path = "/members", tag = "members", security(("bearer" = ["view"])),
    responses((status = 200, body = List<Member>), Problems))]
async fn list(State(app): State<App>, ApiActor(actor): ApiActor) -> ApiResult<Json<List<Member>>> {
    let with_email = actor.allows(app::Permission::ManageMembers);
    let members = app.members(&actor).await?;
    Ok(Json(List::whole(members.into_iter().map(|member| resource(member, with_email)).collect())))
}

/// Changes role, brand and end of a person's access.
#[utoipa::path(put, path = "/members/{member_id}", tag = "members", security(("bearer" = ["manage_members"])),
    params(("member_id" = String, Path)), request_body = AccessInput,
    responses((status = 200, body = Member), Problems))]
async fn change(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<MembershipId>,
    Json(input): Json<AccessInput>,
) -> ApiResult<Json<Member>> {
    actor.require(app::Permission::ManageMembers)?;
    Ok(Json(resource(app.change_member(&actor, id, &input.read()?).await?, true)))
}

/// Ends a person's access, with their tokens.
#[utoipa::path(delete, path = "/members/{member_id}", tag = "members",
    security(("bearer" = ["manage_members"])), params(("member_id" = String, Path)),
    responses((status = 204, description = "Ended"), Problems))]
async fn remove(
    State(app): State<App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<MembershipId>,
) -> ApiResult<StatusCode> {
    app.remove_member(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
