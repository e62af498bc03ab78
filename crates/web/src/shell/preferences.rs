//! Language and theme as chosen on this machine: two cookies, for those who have not signed in.

use axum::http::header::SET_COOKIE;
use axum::http::{HeaderMap, HeaderValue};

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

    #[test]
    fn a_choice_is_kept_in_cookies() {
        let headers = cookies(Some(Locale::De), None);
        let cookies: Vec<_> = headers.get_all(SET_COOKIE).iter().collect();
        assert_eq!(cookies.len(), 1);
        assert!(cookies[0].to_str().unwrap_or_default().starts_with("tandem_language=de;"));
    }
}
