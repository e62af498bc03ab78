//! Asking for a reset link.

use askama::Template;
use axum::extract::State;

use crate::extract::Visitor;
use crate::forms::FormState;
use crate::limits::Limit;
use crate::mail::deliver_reset;
use crate::shell::{PageResult, Shell, page};
use crate::state::WebState;

#[derive(Template)]
#[template(path = "accounts/forgot.html")]
struct ForgotPage {
    shell: Shell,
    form: FormState,
    has_mail: bool,
    asked: bool,
}

/// `GET /forgot`
pub async fn get(State(state): State<WebState>, shell: Shell) -> PageResult {
    let form = FormState::new(&shell);
    page(&ForgotPage { shell, form, has_mail: state.app.has_mail(), asked: false })
}

/// `POST /forgot`: the answer is given before anything is looked up, so that it tells nothing.
pub async fn post(
    State(state): State<WebState>,
    shell: Shell,
    visitor: Visitor,
    form: FormState,
) -> PageResult {
    state.limits.check(Limit::Forgot, &visitor.origin.address)?;
    let has_mail = state.app.has_mail();
    if has_mail {
        let (app, email, locale) = (state.app, form.text("email"), shell.locale);
        tokio::spawn(async move {
            match app.request_password_reset(&email).await {
                Ok(Some(link)) => {
                    deliver_reset(&app, &link, locale).await;
                }
                Ok(None) => {}
                Err(error) => tracing::error!(%error, "a reset link was not made"),
            }
        });
    }
    page(&ForgotPage { shell, form, has_mail, asked: true })
}
