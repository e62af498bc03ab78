//! Language and theme for those who have not signed in or chose on this machine: two cookies.

use axum::Form;
use axum::http::HeaderValue;
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::i18n::Locale;

/// Holds the language's tag.
pub const LANGUAGE_COOKIE: &str = "tandem_language";
/// Holds the theme's name.
pub const THEME_COOKIE: &str = "tandem_theme";

/// Light, dark, or as the machine is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the machine is set.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Every theme, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The name, as in `<html data-theme>`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Its glyph.
    #[must_use]
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Auto => "device",
            Self::Light => "sun",
            Self::Dark => "moon",
        }
    }

    /// The theme of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

/// What the menus send; each sends one of the two.
#[derive(Debug, Deserialize)]
pub struct Choice {
    language: Option<String>,
    theme: Option<String>,
    back: Option<String>,
}

/// The cookies of a choice, to be added to an answer.
pub fn cookies(language: Option<Locale>, theme: Option<Theme>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let values = [(LANGUAGE_COOKIE, language.map(Locale::tag)), (THEME_COOKIE, theme.map(Theme::name))];
    for (name, value) in values {
        let Some(value) = value else { continue };
        let cookie = format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
        if let Ok(cookie) = HeaderValue::from_str(&cookie) {
            headers.append(SET_COOKIE, cookie);
        }
    }
    headers
}

/// `POST /preferences`: keeps the choice on this machine and goes back.
pub async fn post(Form(choice): Form<Choice>) -> Response {
    let language = choice.language.as_deref().and_then(Locale::from_tag);
    let theme = choice.theme.as_deref().and_then(Theme::from_name);
    let mut headers = cookies(language, theme);
    let back = local_path(choice.back.as_deref().unwrap_or("/"));
    headers.insert(LOCATION, HeaderValue::from_str(back).unwrap_or(HeaderValue::from_static("/")));
    (StatusCode::SEE_OTHER, headers).into_response()
}

/// The path if it leads to this product and nowhere else; the start otherwise.
#[must_use]
pub fn local_path(path: &str) -> &str {
    let leads_away =
        !path.starts_with('/') || path.starts_with("//") || path.contains(['\\', '\r', '\n', '\t']);
    if leads_away { "/" } else { path }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_never_leaves() {
        assert_eq!(local_path("/goals?page=2"), "/goals?page=2");
        for bad in ["https://example.com", "//example.com", "/\\example.com", "", "/a\nb", "javascript:x"] {
            assert_eq!(local_path(bad), "/", "{bad}");
        }
    }

    #[tokio::test]
    async fn a_choice_is_kept_and_nonsense_is_not() {
        let choice = Choice {
            language: Some("de-AT".into()),
            theme: Some("black; Domain=example.com".into()),
            back: Some("/goals".into()),
        };
        let response = post(Form(choice)).await;
        assert_eq!(response.headers()[LOCATION], "/goals");
        let cookies: Vec<_> = response.headers().get_all(SET_COOKIE).iter().collect();
        assert_eq!(cookies.len(), 1);
        assert!(cookies[0].to_str().unwrap_or_default().starts_with("tandem_language=de;"));
    }
}
