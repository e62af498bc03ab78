//! A person's own settings.

use std::sync::Arc;

use app::accounts::{ChangeProfile, Choice, Language, SignedIn, Theme, User};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;

use crate::extract::{Signed, Visitor};
use crate::forms::FormState;
use crate::i18n::Locale;
use crate::session;
use crate::shell::{Flash, PageError, PageResult, Shell, page_with, preferences, see_other};
use crate::state::WebState;
use crate::ui::members::settings::{Tab, tabs};

#[derive(Template)]
#[template(path = "accounts/profile.html")]
struct ProfilePage {
    shell: Shell,
    tabs: Vec<Tab>,
    form: FormState,
    password_form: FormState,
    languages: Vec<(String, String)>,
    themes: Vec<(String, String)>,
    email: String,
    workspaces: Vec<Choice>,
    here: app::ids::WorkspaceId,
}

impl ProfilePage {
    fn new(shell: Shell, signed_in: &SignedIn, actor: &app::Actor) -> Self {
        let form = FormState::new(&shell);
        let password_form = FormState::new(&shell).named("p");
        Self {
            tabs: tabs(&shell),
            form: filled(form, &signed_in.user),
            password_form,
            languages: Locale::ALL
                .iter()
                .map(|locale| (locale.tag().to_owned(), locale.name().to_owned()))
                .collect(),
            themes: Theme::ALL.iter().map(|theme| (theme.to_string(), shell.tk("theme", theme))).collect(),
            email: signed_in.user.email.clone(),
            workspaces: signed_in.workspaces.clone(),
            here: actor.workspace_id,
            shell,
        }
    }
}

fn filled(form: FormState, user: &User) -> FormState {
    form.with("name", &user.name)
        .with("language", user.language.map_or("", Language::as_str))
        .with("theme", user.theme.as_str())
        .with("zone", user.zone.clone().unwrap_or_default())
}

fn person(visitor: &Visitor) -> Result<Arc<SignedIn>, PageError> {
    visitor.signed_in.clone().ok_or(PageError::SignIn)
}

/// `GET /settings/profile`
pub async fn get(shell: Shell, Signed(actor): Signed, visitor: Visitor) -> PageResult {
    let signed_in = person(&visitor)?;
    page_with(StatusCode::OK, &ProfilePage::new(shell, &signed_in, &actor))
}

/// `POST /settings/profile`
pub async fn post(
    State(state): State<WebState>,
    shell: Shell,
    Signed(actor): Signed,
    visitor: Visitor,
    mut form: FormState,
) -> PageResult {
    let language = Language::parse(form.value("language"));
    let theme = Theme::parse(form.value("theme")).unwrap_or(Theme::Auto);
    let change = ChangeProfile { name: form.text("name"), language, theme, zone: form.optional("zone") };
    match state.app.change_profile(&actor, change).await {
        Ok(()) => {
            let mut response =
                see_other(&shell, "/settings/profile", Some(Flash::good("preferences-saved")))?;
            // What was chosen on this machine gives way to what was chosen for the account.
            let locale = language.and_then(|language| Locale::from_tag(language.as_str()));
            let theme = crate::shell::Theme::from_name(theme.as_str());
            response.headers_mut().extend(preferences::cookies(locale, theme));
            Ok(response)
        }
        Err(error) => {
            form.absorb(error)?;
            let mut shown = ProfilePage::new(shell, &*person(&visitor)?, &actor);
            shown.form = form;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
    }
}

/// `POST /settings/password`
pub async fn password(
    State(state): State<WebState>,
    shell: Shell,
    Signed(actor): Signed,
    visitor: Visitor,
    form: FormState,
) -> PageResult {
    let signed_in = person(&visitor)?;
    state.limits.check(crate::limits::Limit::SignIn, format!("password {}", signed_in.user.id))?;
    let changed =
        state.app.change_password(&actor, form.value("current"), form.value("new"), &visitor.origin).await;
    match changed {
        Ok(opened) => {
            let told = Flash::good("accounts-password-changed");
            let mut response = see_other(&shell, "/settings/profile", Some(told))?;
            session::keep(&mut response, &opened.token, state.https);
            Ok(response)
        }
        Err(error) => {
            let mut form = form.named("p");
            form.absorb(error)?;
            let mut shown = ProfilePage::new(shell, &signed_in, &actor);
            shown.password_form = form;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &shown)
        }
    }
}
