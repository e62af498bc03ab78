//! The workspace itself.

use app::workspaces::{ChangeWorkspace, NewWorkspace, Workspace};
use app::{Actor, Permission, money};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;

use super::settings::{Tab, tabs};
use crate::extract::{Signed, Visitor};
use crate::forms::FormState;
use crate::session;
use crate::shell::{Flash, PageError, PageResult, Shell, page_with, see_other};
use crate::state::WebState;
use crate::ui::accounts::currencies;

#[derive(Template)]
#[template(path = "members/workspace.html")]
struct WorkspacePage {
    shell: Shell,
    tabs: Vec<Tab>,
    form: FormState,
    new_form: FormState,
    currency: String,
    currencies: Vec<(String, String)>,
}

impl WorkspacePage {
    fn new(shell: Shell, workspace: &Workspace) -> Self {
        let form = FormState::new(&shell)
            .with("name", &workspace.name)
            .with("zone", &workspace.zone)
            .with("currency", &workspace.currency)
            .with("hour_rate", money::plain(workspace.hour_rate_minor, &workspace.currency));
        let new_form = FormState::new(&shell)
            .named("n")
            .with("zone", &workspace.zone)
            .with("currency", &workspace.currency);
        Self {
            tabs: tabs(&shell),
            form,
            new_form,
            currency: workspace.currency.clone(),
            currencies: currencies(),
            shell,
        }
    }
}

async fn workspace(state: &WebState, actor: &Actor) -> Result<Workspace, PageError> {
    actor.require(Permission::ManageWorkspace)?;
    Ok(state.app.workspace(actor).await?)
}

/// `GET /settings/workspace`
pub async fn get(State(state): State<WebState>, shell: Shell, Signed(actor): Signed) -> PageResult {
    let workspace = workspace(&state, &actor).await?;
    page_with(StatusCode::OK, &WorkspacePage::new(shell, &workspace))
}

/// `POST /settings/workspace`
pub async fn post(
    State(state): State<WebState>,
    shell: Shell,
    Signed(actor): Signed,
    mut form: FormState,
) -> PageResult {
    let workspace = workspace(&state, &actor).await?;
    let currency = form.text("currency");
    let hour_rate_minor = form.money("hour_rate", &currency).unwrap_or_default();
    if form.is_valid() {
        let change =
            ChangeWorkspace { name: form.text("name"), zone: form.text("zone"), currency, hour_rate_minor };
        match state.app.change_workspace(&actor, change).await {
            Ok(_) => {
                return see_other(&shell, "/settings/workspace", Some(Flash::good("preferences-saved")));
            }
            Err(error) => form.absorb(error)?,
        }
    }
    let mut shown = WorkspacePage::new(shell, &workspace);
    shown.form = form;
    page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

/// `POST /settings/workspace/new`: founds another one and goes there.
pub async fn create(
    State(state): State<WebState>,
    shell: Shell,
    Signed(actor): Signed,
    visitor: Visitor,
    form: FormState,
) -> PageResult {
    let new = NewWorkspace {
        workspace: form.text("workspace_name"),
        brand: form.text("brand_name"),
        zone: form.text("zone"),
        currency: form.text("currency"),
    };
    match state.app.create_workspace(&actor, new).await {
        Ok(id) => {
            let token = visitor.origin.previous_token.ok_or(PageError::SignIn)?;
            let signed_in = state.app.session_of_token(&token).await?.ok_or(PageError::SignIn)?;
            state.app.switch_workspace(&signed_in, id).await?;
            let told =
                Flash::good("accounts-workspace-switched").with("workspace", form.text("workspace_name"));
            let mut response = see_other(&shell, "/", Some(told))?;
            session::keep_brand(&mut response, "", state.https);
            Ok(response)
        }
        Err(error) => {
            let mut form = form.named("n");
            form.absorb(error)?;
            let workspace = workspace(&state, &actor).await?;
            let mut shown = WorkspacePage::new(shell, &workspace);
            shown.new_form = form;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
    }
}
