//! One person's access.

use app::ids::MembershipId;
use app::members::Member;
use app::{Actor, App, Permission, zone};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;

use super::list::{Handover, show};
use super::{access, brands, roles};
use crate::extract::{Id, Signed};
use crate::forms::FormState;
use crate::mail::{Delivered, deliver_reset};
use crate::shell::{Flash, PageError, PageResult, Shell, page_with, see_other};
use crate::ui::members::settings::{Tab, tabs};

#[derive(Template)]
#[template(path = "members/edit.html")]
struct MemberPage {
    shell: Shell,
    tabs: Vec<Tab>,
    member: Member,
    form: FormState,
    roles: Vec<(String, String)>,
    brands: Vec<(String, String)>,
}

async fn find(app: &App, actor: &Actor, id: MembershipId) -> Result<Member, PageError> {
    actor.require(Permission::ManageMembers)?;
    let members = app.members(actor).await?;
    members.into_iter().find(|member| member.id == id).ok_or(PageError::NotFound)
}

async fn page(
    app: &App,
    status: StatusCode,
    shell: Shell,
    actor: &Actor,
    member: Member,
    form: FormState,
) -> PageResult {
    let shown = MemberPage {
        tabs: tabs(&shell),
        form,
        roles: roles(&shell, actor),
        brands: brands(app, actor).await?,
        member,
        shell,
    };
    page_with(status, &shown)
}

/// `GET /settings/members/{member_id}`
pub async fn get(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<MembershipId>,
) -> PageResult {
    let member = find(&app, &actor, id).await?;
    let last_day = member.access_ends_at.map(|end| zone::day(end - 1, &actor.zone).to_string());
    let form = FormState::new(&shell)
        .with("role", member.role.as_str())
        .with("brand_id", member.brand_id.map(|id| id.to_string()).unwrap_or_default())
        .with("access_ends_on", last_day.unwrap_or_default());
    page(&app, StatusCode::OK, shell, &actor, member, form).await
}

/// `POST /settings/members/{member_id}`
pub async fn post(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<MembershipId>,
    mut form: FormState,
) -> PageResult {
    let member = find(&app, &actor, id).await?;
    if let Some(access) = access(&mut form) {
        match app.change_member(&actor, id, &access).await {
            Ok(_) => {
                let told = Flash::good("members-changed").with("name", member.name);
                return see_other(&shell, "/settings/members", Some(told));
            }
            Err(app::Error::Conflict(code)) => form.fault("role", code),
            Err(error) => form.absorb(error)?,
        }
    }
    page(&app, StatusCode::UNPROCESSABLE_ENTITY, shell, &actor, member, form).await
}

/// `POST /settings/members/{member_id}/remove`
pub async fn remove(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<MembershipId>,
) -> PageResult {
    app.remove_member(&actor, id).await?;
    see_other(&shell, "/settings/members", Some(Flash::good("members-removed")))
}

/// `POST /settings/members/{member_id}/reset-link`
pub async fn reset_link(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<MembershipId>,
) -> PageResult {
    let link = app.create_reset_link(&actor, id).await?;
    if deliver_reset(&app, &link, shell.locale).await == Delivered::Mailed {
        let told = Flash::good("members-reset-mailed").with("email", link.email);
        return see_other(&shell, "/settings/members", Some(told));
    }
    let handover = Handover { key: "members-handover-reset", email: link.email, url: link.url };
    let form = FormState::new(&shell);
    show(&app, StatusCode::OK, shell, &actor, form, Some(handover)).await
}
