//! Bearer tokens of the API.

use app::api_tokens::{ApiToken, NewToken, TokenMade};
use app::ids::ApiTokenId;
use app::{Actor, App, Permission};
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;

use super::settings::{Tab, tabs};
use crate::extract::{Id, Signed};
use crate::forms::FormState;
use crate::shell::{Flash, PageResult, Shell, page_with, see_other};

#[derive(Template)]
#[template(path = "members/tokens.html")]
struct TokensPage {
    shell: Shell,
    tabs: Vec<Tab>,
    tokens: Vec<ApiToken>,
    form: FormState,
    scopes: Vec<(String, String)>,
    made: Option<TokenMade>,
    now: i64,
}

async fn show(
    app: &App,
    status: StatusCode,
    shell: Shell,
    actor: &Actor,
    form: FormState,
    made: Option<TokenMade>,
) -> PageResult {
    let shown = TokensPage {
        tabs: tabs(&shell),
        tokens: app.api_tokens(actor).await?,
        form,
        scopes: Permission::ALL
            .iter()
            .filter(|permission| actor.allows(**permission))
            .map(|permission| (permission.to_string(), shell.tk("permission", permission)))
            .collect(),
        made,
        now: app.now(),
        shell,
    };
    page_with(status, &shown)
}

/// `GET /settings/tokens`
pub async fn get(State(app): State<App>, shell: Shell, Signed(actor): Signed) -> PageResult {
    let form = FormState::new(&shell);
    show(&app, StatusCode::OK, shell, &actor, form, None).await
}

/// `POST /settings/tokens`: the answer shows the token, this once.
pub async fn post(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    mut form: FormState,
) -> PageResult {
    actor.require(Permission::ManageWorkspace)?;
    let scopes: Vec<Permission> = form.all("scopes").into_iter().filter_map(Permission::parse).collect();
    let expires_on = form.date("expires_on");
    if form.is_valid() {
        let new = NewToken { name: form.text("name"), scopes, expires_on };
        match app.create_token(&actor, &new).await {
            Ok(made) => {
                let form = FormState::new(&shell);
                return show(&app, StatusCode::OK, shell, &actor, form, Some(made)).await;
            }
            Err(error) => form.absorb(error)?,
        }
    }
    show(&app, StatusCode::UNPROCESSABLE_ENTITY, shell, &actor, form, None).await
}

/// `POST /settings/tokens/{token_id}/revoke`
pub async fn revoke(
    State(app): State<App>,
    shell: Shell,
    Signed(actor): Signed,
    Id(id): Id<ApiTokenId>,
) -> PageResult {
    app.revoke_token(&actor, id).await?;
    see_other(&shell, "/settings/tokens", Some(Flash::good("tokens-revoked")))
}
