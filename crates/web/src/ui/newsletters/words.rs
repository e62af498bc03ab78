//! The words that Tandem adds to a letter, in its readers' language.

use app::letters::Words;

use crate::i18n::{Arg, Locale};

/// Words for a language, English where it is none of ours, and the name of a newsletter.
#[must_use]
pub fn letter_words(language: Option<&str>, newsletter: &str) -> Words {
    let locale = language.and_then(Locale::from_tag).unwrap_or_default();
    Words {
        language: language.filter(|tag| !tag.is_empty()).unwrap_or(locale.tag()).to_owned(),
        reason: locale.text_with("letters-reason", &[("newsletter", Arg::from(newsletter))]),
        unsubscribe: locale.text("letters-unsubscribe"),
    }
}
