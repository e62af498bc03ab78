//! The languages of the product: which one a person gets, and the texts from `locales/`.
//!
//! Each room has its own file `locales/<language>/<room>.ftl`; a key begins with the room's name.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, langid, static_loader};

static_loader! {
    static TEXTS = {
        locales: "./locales",
        fallback_language: "en",
        customise: |bundle| bundle.set_use_isolating(false),
    };
}

const EN: LanguageIdentifier = langid!("en");
const DE: LanguageIdentifier = langid!("de");
const ES: LanguageIdentifier = langid!("es");

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// English, with day before month and the 24 hour clock.
    #[default]
    En,
    /// German.
    De,
    /// Spanish.
    Es,
}

impl Locale {
    /// Every language offered, in the order of the menu.
    pub const ALL: [Self; 3] = [Self::En, Self::De, Self::Es];

    /// The language's tag, as in `<html lang>` and in the user's setting.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
            Self::Es => "es",
        }
    }

    /// The language's own name for itself.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
            Self::Es => "Español",
        }
    }

    /// The language of a tag such as `de` or `de-AT`.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(primary))
    }

    /// The best offered language of an `Accept-Language` header; English when none fits.
    #[must_use]
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (0.0_f32, Self::En);
        for item in header.split(',').take(32) {
            let mut parts = item.split(';');
            let Some(locale) = parts.next().and_then(Self::from_tag) else { continue };
            let weight = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(1.0, |weight| weight.trim().parse().unwrap_or(0.0));
            if weight > best.0 {
                best = (weight, locale);
            }
        }
        best.1
    }

    const fn id(self) -> LanguageIdentifier {
        match self {
            Self::En => EN,
            Self::De => DE,
            Self::Es => ES,
        }
    }

    /// The text of a key; the key itself where no language has it, which a test forbids.
    #[must_use]
    pub fn text(self, key: &str) -> String {
        self.look_up(key, None).unwrap_or_else(|| key.to_owned())
    }

    /// The text of a key with its arguments put in.
    #[must_use]
    pub fn text_with(self, key: &str, args: &[(&str, Arg)]) -> String {
        let map: HashMap<&str, FluentValue<'_>> =
            args.iter().map(|(name, value)| (*name, value.fluent())).collect();
        self.look_up(key, Some(&map)).unwrap_or_else(|| key.to_owned())
    }

    /// Whether this language has a text of its own for the key.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        TEXTS.lookup_single_language::<&str>(&self.id(), key, None).is_ok()
    }

    fn look_up(self, key: &str, args: Option<&HashMap<&str, FluentValue<'_>>>) -> Option<String> {
        TEXTS
            .lookup_single_language(&self.id(), key, args)
            .or_else(|_| TEXTS.lookup_single_language(&EN, key, args))
            .ok()
    }
}

impl fmt::Display for Locale {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.tag())
    }
}

/// A value put into a text: a string as it is, or a number that also chooses the plural.
#[derive(Clone, Debug, PartialEq)]
pub enum Arg {
    /// Put in as it is.
    Text(String),
    /// Chooses the plural; written without grouping.
    Count(i64),
}

impl Arg {
    fn fluent(&self) -> FluentValue<'static> {
        match self {
            Self::Text(text) => FluentValue::String(Cow::Owned(text.clone())),
            Self::Count(count) => FluentValue::from(*count),
        }
    }
}

macro_rules! arg_from {
    ($($from:ty => $variant:ident, $value:ident => $convert:expr;)*) => {
        $(impl From<$from> for Arg { fn from($value: $from) -> Self { Self::$variant($convert) } })*
    };
}

arg_from! {
    &str => Text, value => value.to_owned();
    &&str => Text, value => (*value).to_owned();
    String => Text, value => value;
    &String => Text, value => value.clone();
    i64 => Count, value => value;
    &i64 => Count, value => *value;
    u32 => Count, value => i64::from(value);
    &u32 => Count, value => i64::from(*value);
    usize => Count, value => i64::try_from(value).unwrap_or(i64::MAX);
    &usize => Count, value => i64::try_from(*value).unwrap_or(i64::MAX);
    i32 => Count, value => i64::from(value);
}
