//! Choosing a new password by a link.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;

use super::hide_address;
use crate::extract::Visitor;
use crate::forms::FormState;
use crate::limits::Limit;
use crate::session;
use crate::shell::{Flash, PageResult, Shell, page_with, see_other};
use crate::state::WebState;

#[derive(Template)]
#[template(path = "accounts/reset.html")]
struct ResetPage {
    shell: Shell,
    form: FormState,
    open: bool,
}

fn show(status: StatusCode, shell: Shell, form: FormState, open: bool) -> PageResult {
    let mut response = page_with(status, &ResetPage { shell, form, open })?;
    hide_address(&mut response);
    Ok(response)
}

/// `GET /reset/{token}`
pub async fn get(
    State(state): State<WebState>,
    shell: Shell,
    visitor: Visitor,
    Path(token): Path<String>,
) -> PageResult {
    state.limits.check(Limit::Link, &visitor.origin.address)?;
    let open = state.app.reset_is_open(&token).await?;
    let status = if open { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let form = FormState::new(&shell);
    show(status, shell, form, open)
}

/// `POST /reset/{token}`
pub async fn post(
    State(state): State<WebState>,
    shell: Shell,
    visitor: Visitor,
    Path(token): Path<String>,
    mut form: FormState,
) -> PageResult {
    state.limits.check(Limit::Link, &visitor.origin.address)?;
    match state.app.reset_password(&token, form.value("password")).await {
        Ok(_) => {
            let mut response = see_other(&shell, "/sign-in", Some(Flash::good("accounts-reset-done")))?;
            session::forget(&mut response, state.https);
            Ok(response)
        }
        Err(app::Error::Conflict("reset_invalid")) => show(StatusCode::NOT_FOUND, shell, form, false),
        Err(error) => {
            form.absorb(error)?;
            show(StatusCode::UNPROCESSABLE_ENTITY, shell, form, true)
        }
    }
}
