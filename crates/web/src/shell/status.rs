//! Tones and the states that wear them: one look for a state everywhere.

use serde::{Deserialize, Serialize};

/// What a state means to the reader; a class `tone-<name>` colours it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tone {
    /// Nothing to do about it.
    #[default]
    Quiet,
    /// Under way.
    Info,
    /// Done as wished.
    Good,
    /// Needs a look soon.
    Warn,
    /// Went wrong.
    Bad,
    /// Nobody knows; a person must say.
    Unsure,
}

impl Tone {
    /// The name in the class `tone-<name>`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quiet => "quiet",
            Self::Info => "info",
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Unsure => "unsure",
        }
    }

    /// The glyph that says the same without colour.
    #[must_use]
    pub const fn icon(self) -> &'static str {
        match self {
            Self::Quiet => "ring",
            Self::Info => "info",
            Self::Good => "check",
            Self::Warn => "warning",
            Self::Bad => "cross",
            Self::Unsure => "question",
        }
    }
}

/// The look of a state: its tone and glyph; its text is `state-<name>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// The tone.
    pub tone: Tone,
    /// The glyph.
    pub icon: &'static str,
}

/// The look of a delivery's state, or of any other state of the product, by its name.
#[must_use]
pub fn look(state: &str) -> Look {
    let (tone, icon) = match state {
        "draft" => (Tone::Quiet, "pencil"),
        "awaiting_approval" => (Tone::Warn, "person"),
        "scheduled" => (Tone::Info, "clock"),
        "claimed" | "sending" | "processing" => (Tone::Info, "progress"),
        "published" | "active" | "connected" | "healthy" | "reached" | "on_track" | "done" | "won" => {
            (Tone::Good, "check")
        }
        "retry_at" => (Tone::Warn, "retry"),
        "unknown" => (Tone::Unsure, "question"),
        "due_by_hand" => (Tone::Warn, "person"),
        "by_hand" => (Tone::Quiet, "person"),
        "mailed" => (Tone::Good, "mail"),
        "failed" | "off_plan" | "revoked" | "broken" => (Tone::Bad, "cross"),
        "missed" => (Tone::Bad, "missed"),
        "paused" => (Tone::Warn, "pause"),
        "at_risk" | "expiring" => (Tone::Warn, "warning"),
        "running" => (Tone::Info, "play"),
        "planned" | "not_begun" => (Tone::Quiet, "clock"),
        "watch" | "under" => (Tone::Warn, "warning"),
        "behind" | "late" => (Tone::Bad, "warning"),
        "over" => (Tone::Bad, "trend-up"),
        "no_data" => (Tone::Quiet, "question"),
        "archived" | "deleted" => (Tone::Quiet, "archive"),
        _ => (Tone::Quiet, "ring"),
    };
    Look { tone, icon }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Locale;

    #[test]
    fn every_state_of_a_delivery_has_look_and_text() {
        for state in [
            "draft",
            "awaiting_approval",
            "scheduled",
            "claimed",
            "sending",
            "published",
            "retry_at",
            "processing",
            "unknown",
            "due_by_hand",
            "failed",
            "missed",
            "paused",
        ] {
            for locale in Locale::ALL {
                assert!(locale.has(&format!("state-{state}")), "{state} in {locale}");
            }
            if state != "draft" {
                assert_ne!(look(state).icon, "ring", "{state}");
            }
        }
    }
}
