//! `/api/v1/invitations`

use app::{Actor, ids::InvitationId, members};
use axum::{Json, extract::State, http::StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::{router::OpenApiRouter, routes};

use super::{ApiActor, ApiResult, List, Problems, instant, members::AccessInput};
use crate::{
    extract::Id,
    i18n::Locale,
    limits::Limit,
    mail::{Delivered, deliver_invitation},
    state::WebState,
};

pub(super) fn routes() -> OpenApiRouter<WebState> {
    OpenApiRouter::default().routes(routes!(list, create)).routes(routes!(revoke)).routes(routes!(resend))
}

/// An invitation that nobody has accepted yet.
#[derive(Debug, Serialize, ToSchema)]
struct Invitation {
    /// `invite_…`
    id: String,
    /// Whom it was sent to.
    email: String,
    /// The role offered.
    role: String,
    /// The only brand; null for all.
    brand_id: Option<String>,
    /// RFC 3339; null without end.
    access_ends_at: Option<String>,
    /// RFC 3339: when it was sent last.
    created_at: String,
    /// RFC 3339: until when it stands.
    expires_at: String,
}

impl From<members::Invitation> for Invitation {
    fn from(found: members::Invitation) -> Self {
        Self {
            id: found.id.to_string(),
            email: found.email,
            role: found.role.to_string(),
            brand_id: found.brand_id.map(|id| id.to_string()),
            access_ends_at: found.access_ends_at.map(instant),
            created_at: instant(found.created_at),
            expires_at: instant(found.expires_at),
        }
    }
}

/// An invitation to be sent.
#[derive(Debug, Deserialize, ToSchema)]
struct InvitationInput {
    /// Whom to send it to.
    email: String,
    #[serde(flatten)]
    access: AccessInput,
}

/// What became of it.
#[derive(Debug, Serialize, ToSchema)]
struct InvitationSent {
    /// `invite_…`
    id: String,
    /// Whether a letter is on its way.
    mailed: bool,
    /// Where no letter could be sent: the link, told this once, to hand over.
    url: Option<String>,
}

/// Invitations that wait.
#[utoipa::path(get, path = "/invitations", tag = "invitations", security(("bearer" = ["manage_members"])),
    responses((status = 200, body = List<Invitation>), Problems))]
async fn list(State(app): State<app::App>, ApiActor(actor): ApiActor) -> ApiResult<Json<List<Invitation>>> {
    let waiting = app.invitations(&actor).await?;
    Ok(Json(List::whole(waiting.into_iter().map(Invitation::from).collect())))
}

/// Invites an address.
#[utoipa::path(post, path = "/invitations", tag = "invitations", security(("bearer" = ["manage_members"])),
    request_body = InvitationInput, responses((status = 201, body = InvitationSent), Problems))]
async fn create(
    State(state): State<WebState>,
    ApiActor(actor): ApiActor,
    Json(input): Json<InvitationInput>,
) -> ApiResult<(StatusCode, Json<InvitationSent>)> {
    actor.require(app::Permission::ManageMembers)?;
    state.limits.check(Limit::Invitation, actor.workspace_id)?;
    let link = state.app.invite_member(&actor, &input.email, &input.access.read()?).await?;
    Ok((StatusCode::CREATED, Json(sent(&state, &actor, link).await)))
}

/// Gives an invitation a new link and a new week.
#[utoipa::path(post, path = "/invitations/{invitation_id}/resend", tag = "invitations",
    security(("bearer" = ["manage_members"])), params(("invitation_id" = String, Path)),
    responses((status = 200, body = InvitationSent), Problems))]
async fn resend(
    State(state): State<WebState>,
    ApiActor(actor): ApiActor,
    Id(id): Id<InvitationId>,
) -> ApiResult<Json<InvitationSent>> {
    state.limits.check(Limit::Invitation, actor.workspace_id)?;
    let link = state.app.resend_invitation(&actor, id).await?;
    Ok(Json(sent(&state, &actor, link).await))
}

/// Takes an invitation back.
#[utoipa::path(delete, path = "/invitations/{invitation_id}", tag = "invitations",
    security(("bearer" = ["manage_members"])), params(("invitation_id" = String, Path)),
    responses((status = 204, description = "Taken back"), Problems))]
async fn revoke(
    State(app): State<app::App>,
    ApiActor(actor): ApiActor,
    Id(id): Id<InvitationId>,
) -> ApiResult<StatusCode> {
    app.revoke_invitation(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn sent(state: &WebState, actor: &Actor, link: members::InvitationLink) -> InvitationSent {
    let delivered = deliver_invitation(&state.app, actor, &link, Locale::En).await;
    let mailed = delivered == Delivered::Mailed;
    InvitationSent { id: link.id.to_string(), mailed, url: (!mailed).then_some(link.url) }
}
