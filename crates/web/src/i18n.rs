//! The languages of the product: which one a person gets, and the texts from `locales/`.
//!
//! Each room has its own file `locales/<language>/<room>.ftl`; a key begins with the room's name.

use std::fmt;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::{LanguageIdentifier, langid};

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 3]> = LazyLock::new(|| Locale::ALL.map(bundle));

fn bundle(locale: Locale) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![locale.id()]);
    bundle.set_use_isolating(false);
    for (_, text) in TEXTS.iter().filter(|(language, _)| *language == locale.tag()) {
        // Faults in a text are found by the tests; what can be read is used.
        let resource =
            FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(readable, _faults)| readable);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

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
            Self::En => langid!("en"),
            Self::De => langid!("de"),
            Self::Es => langid!("es"),
        }
    }

    fn bundle(self) -> &'static FluentBundle<FluentResource> {
        let [english, german, spanish] = &*BUNDLES;
        match self {
            Self::En => english,
            Self::De => german,
            Self::Es => spanish,
        }
    }

    /// The text of a key; the key itself where no language has it, which a test forbids.
    #[must_use]
    pub fn text(self, key: &str) -> String {
        self.text_with(key, &[])
    }

    /// The text of a key with its arguments put in.
    #[must_use]
    pub fn text_with(self, key: &str, args: &[(&str, Arg)]) -> String {
        let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.fluent())).collect();
        for bundle in [self.bundle(), Self::En.bundle()] {
            if let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) {
                return bundle.format_pattern(pattern, Some(&args), &mut Vec::new()).into_owned();
            }
        }
        key.to_owned()
    }

    /// Whether this language has a text of its own for the key.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        self.bundle().has_message(key)
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
    fn fluent(&self) -> FluentValue<'_> {
        match self {
            Self::Text(text) => FluentValue::from(text.as_str()),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_header_chooses_by_weight() {
        for (header, locale) in [
            ("de-AT,de;q=0.9,en;q=0.8", Locale::De),
            ("fr, es;q=0.4, en;q=0.3", Locale::Es),
            ("en;q=0.1, de;q=nonsense", Locale::En),
            ("", Locale::En),
            ("*", Locale::En),
        ] {
            assert_eq!(Locale::from_accept_language(header), locale, "{header}");
        }
    }

    #[test]
    fn plurals_and_arguments_are_put_in() {
        let text = |locale: Locale, count: i64| locale.text_with("form-faults", &[("count", count.into())]);
        assert_eq!(text(Locale::En, 1), "One thing needs your attention");
        assert_eq!(text(Locale::De, 3), "3 Angaben brauchen deine Aufmerksamkeit");
        assert!(Locale::Es.has("leave-title"), "a text with an argument is there");
        assert_eq!(Locale::Es.text("nosuchtext"), "nosuchtext");
    }
}
