//! Rules of an account.

use db::text_enum;

use crate::{FieldError, ids::UserId};

text_enum! {
    /// A language of the product.
    pub enum Language {
        /// English.
        English = "en",
        /// German.
        German = "de",
        /// Spanish.
        Spanish = "es",
    }
}

text_enum! {
    /// Light, dark, or as the machine is set.
    pub enum Theme {
        /// As the machine is set.
        Auto = "auto",
        /// Light.
        Light = "light",
        /// Dark.
        Dark = "dark",
    }
}

/// A person's account.
#[derive(Debug, Clone)]
pub struct User {
    /// Its id.
    pub id: UserId,
    /// Mail address, lower case.
    pub email: String,
    /// Name as others see it.
    pub name: String,
    /// Language, if chosen.
    pub language: Option<Language>,
    /// Theme.
    pub theme: Theme,
    /// IANA zone in which times are shown; `None`: the workspace's.
    pub zone: Option<String>,
}

/// A mail address in the form in which it is kept: trimmed and lower case.
///
/// # Errors
/// `required`, or `email_malformed`.
pub fn email_address(field: &'static str, text: &str) -> Result<String, FieldError> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return Err(FieldError::new(field, "required"));
    }
    let well_formed = text.len() <= 254
        && !text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"'))
        && text.split_once('@').is_some_and(|(local, domain)| {
            (1..=64).contains(&local.len())
                && !domain.contains('@')
                && !domain.starts_with('.')
                && !domain.ends_with('.')
                && !domain.contains("..")
                && !domain.is_empty()
        });
    if well_formed { Ok(text) } else { Err(FieldError::new(field, "email_malformed")) }
}

#[cfg(test)]
mod tests {
    use super::email_address;

    #[test]
    fn addresses_are_kept_in_one_form() {
        assert_eq!(email_address("email", "  Owner@Example.COM "), Ok("owner@example.com".to_owned()));
        for bad in ["", "owner", "@example.com", "owner@", "a@b@c", "a b@c.de", "a@b..c", "<a@b.c>"] {
            assert!(email_address("email", bad).is_err(), "{bad}");
        }
    }
}
