//! The menus for language and theme: kept on this machine, and with the account of who is signed in.

use std::sync::Arc;

use app::App;
use app::accounts::{ChangeProfile, Language, SignedIn, Theme as AccountTheme};
use axum::Extension;
use axum::extract::{Form, State};
use axum::http::HeaderValue;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::response::IntoResponse;
use serde::Deserialize;

use crate::i18n::Locale;
use crate::shell::preferences::{cookies, local_path};
use crate::shell::{PageResult, Theme};

/// What the menus send; each sends one of the two.
#[derive(Debug, Deserialize)]
pub struct Choice {
    language: Option<String>,
    theme: Option<String>,
    back: Option<String>,
}

/// `POST /preferences`: keeps the choice and goes back.
pub async fn post(
    State(app): State<App>,
    signed_in: Option<Extension<Arc<SignedIn>>>,
    Form(choice): Form<Choice>,
) -> PageResult {
    let language = choice.language.as_deref().and_then(Locale::from_tag);
    let theme = choice.theme.as_deref().and_then(Theme::from_name);
    if let Some((actor, user)) =
        signed_in.as_ref().and_then(|signed_in| Some((signed_in.actor.as_ref()?, &signed_in.user)))
    {
        let change = ChangeProfile {
            name: user.name.clone(),
            language: language.map_or(user.language, |language| Language::parse(language.tag())),
            theme: theme.and_then(|theme| AccountTheme::parse(theme.name())).unwrap_or(user.theme),
            zone: user.zone.clone(),
        };
        app.change_profile(actor, change).await?;
    }
    let mut headers = cookies(language, theme);
    let back = local_path(choice.back.as_deref().unwrap_or("/"));
    headers.insert(LOCATION, HeaderValue::from_str(back).unwrap_or(HeaderValue::from_static("/")));
    Ok((StatusCode::SEE_OTHER, headers).into_response())
}
