//! The first run.

use app::accounts::{Language, NewOwner};
use app::money::CURRENCIES;
use app::workspaces::NewWorkspace;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;

use crate::extract::Visitor;
use crate::forms::FormState;
use crate::limits::Limit;
use crate::session;
use crate::shell::{Flash, PageResult, Shell, page, page_with, see_other};
use crate::state::WebState;

#[derive(Template)]
#[template(path = "accounts/setup.html")]
struct SetupPage {
    shell: Shell,
    form: FormState,
    currencies: Vec<(String, String)>,
}

impl SetupPage {
    fn new(shell: Shell, form: FormState) -> Self {
        Self { shell, form, currencies: currencies() }
    }
}

/// The currencies of a select.
pub(crate) fn currencies() -> Vec<(String, String)> {
    CURRENCIES.iter().map(|(code, _)| ((*code).to_owned(), (*code).to_owned())).collect()
}

/// `GET /setup`: there only while nobody has an account.
pub async fn get(State(state): State<WebState>, shell: Shell) -> PageResult {
    if !state.app.setup_is_open().await? {
        return see_other(&shell, "/sign-in", None);
    }
    let form = FormState::new(&shell).with("currency", "EUR");
    page(&SetupPage::new(shell, form))
}

/// `POST /setup`
pub async fn post(
    State(state): State<WebState>,
    shell: Shell,
    visitor: Visitor,
    mut form: FormState,
) -> PageResult {
    if !state.app.setup_is_open().await? {
        return see_other(&shell, "/sign-in", None);
    }
    state.limits.check(Limit::Setup, &visitor.origin.address)?;
    let new = NewOwner {
        name: form.text("name"),
        email: form.text("email"),
        password: form.value("password").to_owned(),
        language: Language::parse(shell.locale.tag()),
        workspace: NewWorkspace {
            workspace: form.text("workspace_name"),
            brand: form.text("brand_name"),
            zone: form.text("zone"),
            currency: form.text("currency"),
        },
    };
    match state.app.create_owner(new).await {
        Ok(made) => {
            let opened = state.app.open_session(made.user_id, &visitor.origin, "sign_in").await?;
            let mut response = see_other(&shell, "/", Some(Flash::good("accounts-setup-done")))?;
            session::keep(&mut response, &opened.token, state.https);
            Ok(response)
        }
        Err(app::Error::Conflict("already_set_up")) => see_other(&shell, "/sign-in", None),
        Err(error) => {
            form.absorb(error)?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &SetupPage::new(shell, form))
        }
    }
}
