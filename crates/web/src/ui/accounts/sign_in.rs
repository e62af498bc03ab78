//! Signing in and out.

use app::accounts::Credentials;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;

use crate::extract::Visitor;
use crate::forms::FormState;
use crate::limits::Limit;
use crate::session;
use crate::shell::{Flash, PageResult, Shell, page, page_with, preferences::local_path, see_other};
use crate::state::WebState;

#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
struct SignInPage {
    shell: Shell,
    form: FormState,
}

/// Shown to a person whom no workspace lets in any more.
#[derive(Template)]
#[template(path = "accounts/no_workspace.html")]
struct NoWorkspacePage {
    shell: Shell,
    name: String,
}

/// Where the person wanted to go.
#[derive(Deserialize)]
pub struct Wanted {
    next: Option<String>,
}

/// `GET /sign-in`
pub async fn get(
    State(state): State<WebState>,
    shell: Shell,
    visitor: Visitor,
    Query(wanted): Query<Wanted>,
) -> PageResult {
    let next = wanted.next.unwrap_or_default();
    match visitor.signed_in {
        Some(signed_in) if signed_in.actor.is_some() => see_other(&shell, local_path(&next), None),
        Some(signed_in) => page(&NoWorkspacePage { shell, name: signed_in.user.name.clone() }),
        None if state.app.setup_is_open().await? => see_other(&shell, "/setup", None),
        None => {
            let form = FormState::new(&shell).with("next", local_path(&next));
            page(&SignInPage { shell, form })
        }
    }
}

/// `POST /sign-in`
pub async fn post(
    State(state): State<WebState>,
    shell: Shell,
    visitor: Visitor,
    mut form: FormState,
) -> PageResult {
    let email = form.text("email").to_lowercase();
    let address = &visitor.origin.address;
    state.limits.check(Limit::SignInAddress, address)?;
    state.limits.check(Limit::SignIn, format!("{address} {email}"))?;
    state.limits.check(Limit::SignInAccount, &email)?;
    let credentials = Credentials { email, password: form.value("password").to_owned() };
    match state.app.sign_in(&credentials, &visitor.origin).await {
        Ok(opened) => {
            let mut response = see_other(&shell, local_path(form.value("next")), None)?;
            session::keep(&mut response, &opened.token, state.https);
            Ok(response)
        }
        Err(error) => {
            form.absorb(error)?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &SignInPage { shell, form })
        }
    }
}

/// `POST /sign-out`
pub async fn sign_out(State(state): State<WebState>, shell: Shell, visitor: Visitor) -> PageResult {
    if let Some(token) = &visitor.origin.previous_token {
        state.app.sign_out(token).await?;
    }
    let mut response = see_other(&shell, "/sign-in", Some(Flash::good("signed-out")))?;
    session::forget(&mut response, state.https);
    session::keep_brand(&mut response, "", state.https);
    Ok(response)
}
