//! The list of people.

use app::members::{Invitation, Member};
use app::{Actor, App, Permission};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;

use super::{brands, roles};
use crate::extract::Signed;
use crate::forms::FormState;
use crate::shell::{Flash, PageResult, Shell, page_with, see_other};
use crate::ui::members::settings::{Tab, tabs};

#[derive(Template)]
#[template(path = "members/list.html")]
pub(super) struct PeoplePage {
    shell: Shell,
    tabs: Vec<Tab>,
    manages: bool,
    members: Vec<Member>,
    invitations: Vec<Invitation>,
    form: FormState,
    roles: Vec<(String, String)>,
    brands: Vec<(String, String)>,
    merged: bool,
    handover: Option<Handover>,
    now: i64,
}

/// A link shown once, to be handed over.
pub(super) struct Handover {
    /// Says why it is shown.
    pub key: &'static str,
    /// For whom it is.
    pub email: String,
    /// The link.
    pub url: String,
}

/// The page with everything the person may see of it.
pub(super) async fn show(
    app: &App,
    status: StatusCode,
    shell: Shell,
    actor: &Actor,
    form: FormState,
    handover: Option<Handover>,
) -> PageResult {
    let manages = actor.allows(Permission::ManageMembers);
    let invitations = if manages { app.invitations(actor).await? } else { Vec::new() };
    let shown = PeoplePage {
        tabs: tabs(&shell),
        manages,
        members: app.members(actor).await?,
        invitations,
        form,
        roles: roles(&shell, actor),
        brands: brands(app, actor).await?,
        merged: actor.merged_roles,
        handover,
        now: app.now(),
        shell,
    };
    let mut response = page_with(status, &shown)?;
    if shown.handover.is_some() {
        response.headers_mut().insert(
            axum::http::header::CACHE_CONTROL,
            axum::http::HeaderValue::from_static("private, no-store"),
        );
    }
    Ok(response)
}

/// `GET /settings/members`
pub async fn get(State(app): State<App>, shell: Shell, Signed(actor): Signed) -> PageResult {
    let form = FormState::new(&shell);
    show(&app, StatusCode::OK, shell, &actor, form, None).await
}

/// `POST /settings/members/merged-roles`
pub async fn merge_roles(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    form: FormState,
) -> PageResult {
    let merged = form.value("merged") == "1";
    app.set_merged_roles(&actor, merged).await?;
    let told = if merged { "members-merged-on" } else { "members-merged-off" };
    let told = Flash { key: told.to_owned(), ..Flash::good("preferences-saved") };
    see_other(&shell, "/settings/members", Some(told))
}
