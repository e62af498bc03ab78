//! Choosing among the accounts that one consent opened: pages, boards, organisations.

use app::{App, channels::FoundAccounts, ids::ConnectionId};
use askama::Template;
use axum::{extract::State, http::StatusCode};

use crate::{
    extract::{Id, Signed},
    forms::FormState,
    shell::{Flash, PageResult, Shell, page, page_with, see_other},
};

#[derive(Template)]
#[template(path = "channels/choose.html")]
struct Page<'a> {
    shell: &'a Shell,
    form: &'a FormState,
    id: ConnectionId,
    found: FoundAccounts,
}

/// `GET /channels/choose/{connection_id}`
pub async fn get(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<ConnectionId>,
) -> PageResult {
    let found = app.found_accounts(&actor, id).await?;
    page(&Page { shell: &shell, form: &FormState::new(&shell), id, found })
}

/// `POST /channels/choose/{connection_id}`
pub async fn post(
    State(app): State<App>,
    Signed(actor): Signed,
    shell: Shell,
    Id(id): Id<ConnectionId>,
    mut form: FormState,
) -> PageResult {
    let wanted: Vec<String> = form.all("account").into_iter().map(str::to_owned).collect();
    match app.choose_accounts(&actor, id, &wanted).await {
        Ok(kept) => match kept.as_slice() {
            [one] => see_other(&shell, &format!("/channels/{one}"), Some(Flash::good("channels-connected"))),
            _ => see_other(&shell, "/channels", Some(Flash::good("channels-connected"))),
        },
        Err(error) => {
            form.absorb(error)?;
            let found = app.found_accounts(&actor, id).await?;
            page_with(StatusCode::UNPROCESSABLE_ENTITY, &Page { shell: &shell, form: &form, id, found })
        }
    }
}
