//! Choosing a brand, and another workspace.

use app::Error;
use axum::extract::State;

use crate::extract::{Signed, Visitor};
use crate::forms::FormState;
use crate::session;
use crate::shell::{Flash, PageError, PageResult, Shell, preferences::local_path, see_other};
use crate::state::WebState;

/// `POST /brand`: what the switcher sends. An empty choice means all brands.
pub async fn brand(
    State(state): State<WebState>,
    shell: Shell,
    Signed(actor): Signed,
    form: FormState,
) -> PageResult {
    let chosen = form.text("brand");
    if !chosen.is_empty() {
        let id = chosen.parse().map_err(|_| PageError::NotFound)?;
        state.app.brand(&actor, id).await?;
    }
    let mut response = see_other(&shell, local_path(form.value("back")), None)?;
    session::keep_brand(&mut response, &chosen, state.https);
    Ok(response)
}

/// `POST /workspace`: for anybody who is signed in, into a workspace or into none.
pub async fn workspace(
    State(state): State<WebState>,
    shell: Shell,
    visitor: Visitor,
    form: FormState,
) -> PageResult {
    let signed_in = visitor.signed_in.ok_or(PageError::SignIn)?;
    let id = form.value("workspace_id").parse().map_err(|_| PageError::NotFound)?;
    state.app.switch_workspace(&signed_in, id).await?;
    let name = signed_in.workspaces.iter().find(|choice| choice.workspace_id == id);
    let name = name.ok_or(Error::NotFound)?.name.clone();
    let told = Flash::good("accounts-workspace-switched").with("workspace", name);
    let mut response = see_other(&shell, "/", Some(told))?;
    session::keep_brand(&mut response, "", state.https);
    Ok(response)
}
