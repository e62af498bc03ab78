//! Inviting.

use app::Permission;
use app::ids::InvitationId;
use app::members::InvitationLink;
use axum::extract::State;
use axum::http::StatusCode;

use super::access;
use super::list::{Handover, show};
use crate::extract::{Id, Signed};
use crate::forms::FormState;
use crate::limits::Limit;
use crate::mail::{Delivered, deliver_invitation};
use crate::shell::{Flash, PageResult, Shell, see_other};
use crate::state::WebState;

/// `POST /settings/members/invite`
pub async fn post(
    State(state): State<WebState>,
    shell: Shell,
    Signed(actor): Signed,
    mut form: FormState,
) -> PageResult {
    actor.require(Permission::ManageMembers)?;
    state.limits.check(Limit::Invitation, actor.workspace_id)?;
    let email = form.required("email");
    if let Some(access) = access(&mut form) {
        match state.app.invite_member(&actor, &email, &access).await {
            Ok(link) => return deliver(&state, shell, &actor, link).await,
            Err(error) => form.absorb(error)?,
        }
    }
    show(&state.app, StatusCode::UNPROCESSABLE_ENTITY, shell, &actor, form, None).await
}

/// `POST /settings/invitations/{invitation_id}/resend`
pub async fn resend(
    State(state): State<WebState>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<InvitationId>,
) -> PageResult {
    actor.require(Permission::ManageMembers)?;
    state.limits.check(Limit::Invitation, actor.workspace_id)?;
    let link = state.app.resend_invitation(&actor, id).await?;
    deliver(&state, shell, &actor, link).await
}

/// `POST /settings/invitations/{invitation_id}/revoke`
pub async fn revoke(
    State(state): State<WebState>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<InvitationId>,
) -> PageResult {
    state.app.revoke_invitation(&actor, id).await?;
    see_other(&shell, "/settings/members", Some(Flash::good("members-invitation-revoked")))
}

/// Mails the link; where that cannot be done, shows it this once.
async fn deliver(state: &WebState, shell: Shell, actor: &app::Actor, link: InvitationLink) -> PageResult {
    let key = match deliver_invitation(&state.app, actor, &link, shell.locale).await {
        Delivered::Mailed => {
            let told = Flash::good("members-invitation-mailed").with("email", link.email);
            return see_other(&shell, "/settings/members", Some(told));
        }
        Delivered::NoMail => "members-handover-no-mail",
        Delivered::Failed => "members-handover-failed",
    };
    let handover = Handover { key, email: link.email, url: link.url };
    let form = FormState::new(&shell);
    show(&state.app, StatusCode::OK, shell, actor, form, Some(handover)).await
}
