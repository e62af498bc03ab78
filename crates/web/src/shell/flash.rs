//! The message an action leaves for the next page, in a cookie that is read once.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::Tone;

/// The cookie's name.
pub const COOKIE: &str = "tandem_flash";

/// A message: a text key with its arguments, never a text, so that a forged cookie can say
/// nothing the product does not say anyway (arguments are escaped like all text).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// How it went.
    #[serde(rename = "t")]
    pub tone: Tone,
    /// The text's key.
    #[serde(rename = "k")]
    pub key: String,
    /// The text's arguments.
    #[serde(rename = "a", default, skip_serializing_if = "Vec::is_empty")]
    pub args: Vec<(String, String)>,
    /// Its numbers, which choose the plural.
    #[serde(rename = "n", default, skip_serializing_if = "Vec::is_empty")]
    pub counts: Vec<(String, i64)>,
}

impl Flash {
    /// It worked.
    #[must_use]
    pub fn good(key: &str) -> Self {
        Self { tone: Tone::Good, key: key.to_owned(), args: Vec::new(), counts: Vec::new() }
    }

    /// It worked, but something needs attention.
    #[must_use]
    pub fn warn(key: &str) -> Self {
        Self { tone: Tone::Warn, key: key.to_owned(), args: Vec::new(), counts: Vec::new() }
    }

    /// It did not work.
    #[must_use]
    pub fn bad(key: &str) -> Self {
        Self { tone: Tone::Bad, key: key.to_owned(), args: Vec::new(), counts: Vec::new() }
    }

    /// With an argument for the text.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.args.push((name.to_owned(), value.into()));
        self
    }

    /// With a number for the text.
    #[must_use]
    pub fn with_count(mut self, name: &str, count: impl TryInto<i64>) -> Self {
        self.counts.push((name.to_owned(), count.try_into().unwrap_or(i64::MAX)));
        self
    }

    /// The cookie's value.
    #[must_use]
    pub fn encode(&self) -> String {
        serde_json::to_vec(self).map(|json| URL_SAFE_NO_PAD.encode(json)).unwrap_or_default()
    }

    /// The message of a cookie's value; none when it is not one.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        if value.len() > 1_024 {
            return None;
        }
        let flash: Self = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(value).ok()?).ok()?;
        crate::i18n::Locale::En.has(&flash.key).then_some(flash)
    }

    /// The text in the page's language.
    #[must_use]
    pub fn text(&self, shell: &super::Shell) -> String {
        self.told(shell.locale)
    }

    fn told(&self, locale: crate::i18n::Locale) -> String {
        let texts = self.args.iter().map(|(name, value)| (name.as_str(), value.into()));
        let counts = self.counts.iter().map(|(name, count)| (name.as_str(), count.into()));
        locale.text_with(&self.key, &texts.chain(counts).collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_survives_the_cookie() {
        let flash = Flash::good("leave-title").with("host", "Größe; \"quoted\"");
        assert_eq!(Flash::parse(&flash.encode()), Some(flash));
    }

    #[test]
    fn a_number_chooses_the_plural() {
        let told = |count: usize| {
            let flash = Flash::good("letters-moved").with_count("count", count);
            Flash::parse(&flash.encode()).map(|flash| flash.told(crate::i18n::Locale::En))
        };
        assert_eq!(told(1).as_deref(), Some("Done for 1 letter."));
        assert_eq!(told(2).as_deref(), Some("Done for 2 letters."));
    }

    #[test]
    fn nonsense_and_unknown_keys_say_nothing() {
        assert_eq!(Flash::parse("nonsense"), None);
        assert_eq!(Flash::parse(&Flash::good("no-such-key").encode()), None);
        assert_eq!(Flash::parse(&"A".repeat(5_000)), None);
    }
}
