//! What a pause is, and the pure rules of it.

use std::fmt;

use db::{FromQueryResult, text_enum};

use crate::{
    Now,
    clock::{HOUR, MINUTE},
    ids::{BrandId, ChannelId, PauseId},
};

text_enum! {
    /// What a pause stops.
    pub enum Scope {
        /// Everything.
        Workspace = "workspace",
        /// One brand.
        Brand = "brand",
        /// One channel.
        Channel = "channel",
    }
}

/// What is to be paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The whole workspace.
    Workspace,
    /// A brand.
    Brand(BrandId),
    /// A channel.
    Channel(ChannelId),
}

impl Subject {
    /// Reads `workspace`, `brand_…` or `channel_…`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text == Scope::Workspace.as_str() {
            return Some(Self::Workspace);
        }
        text.parse().map(Self::Brand).or_else(|_| text.parse().map(Self::Channel)).ok()
    }

    /// Its kind.
    #[must_use]
    pub const fn scope(self) -> Scope {
        match self {
            Self::Workspace => Scope::Workspace,
            Self::Brand(_) => Scope::Brand,
            Self::Channel(_) => Scope::Channel,
        }
    }
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Workspace => f.write_str(Scope::Workspace.as_str()),
            Self::Brand(id) => id.fmt(f),
            Self::Channel(id) => id.fmt(f),
        }
    }
}

/// A pause as its row stands.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Pause {
    /// Id.
    pub id: PauseId,
    /// What it stops.
    pub scope: Scope,
    /// The brand stopped, or the channel's.
    pub brand_id: Option<BrandId>,
    /// The channel stopped.
    pub channel_id: Option<ChannelId>,
    /// Name of the brand or handle of the channel; empty for the workspace.
    pub subject_name: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub paused_by: String,
    /// From when.
    pub starts_at: Now,
    /// Until when; open without.
    pub until: Option<Now>,
    /// When it was over.
    pub ended_at: Option<Now>,
    /// Who ended it.
    pub ended_by: Option<String>,
}

impl Pause {
    /// What is paused.
    #[must_use]
    pub fn subject(&self) -> Subject {
        match (self.channel_id, self.brand_id) {
            (Some(id), _) => Subject::Channel(id),
            (None, Some(id)) => Subject::Brand(id),
            (None, None) => Subject::Workspace,
        }
    }

    /// Whether it holds at `now`.
    #[must_use]
    pub fn holds(&self, now: Now) -> bool {
        self.starts_at <= now && !self.is_over(now)
    }

    /// When it is over, as far as that is known.
    #[must_use]
    pub fn end(&self) -> Option<Now> {
        self.ended_at.or(self.until)
    }

    /// Whether it has ended by `now`.
    #[must_use]
    pub fn is_over(&self, now: Now) -> bool {
        self.end().is_some_and(|end| end <= now)
    }
}

/// A time for what was held: the first of a channel at the next quarter of an hour that leaves time to read, each
/// further one an hour later. `place` counts from 1.
#[must_use]
pub const fn suggested(now: Now, place: i64) -> Now {
    let quarter = 15 * MINUTE;
    let soon = now + 10 * MINUTE;
    let first = soon + (quarter - soon % quarter) % quarter;
    first + (place - 1) * HOUR
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pause_holds_from_its_beginning_to_its_end() {
        let pause = |starts_at, until, ended_at| Pause {
            id: PauseId::generate(),
            scope: Scope::Workspace,
            brand_id: None,
            channel_id: None,
            subject_name: String::new(),
            reason: String::new(),
            paused_by: String::new(),
            starts_at,
            until,
            ended_at,
            ended_by: None,
        };
        assert!(!pause(10, None, None).holds(9) && pause(10, None, None).holds(10));
        assert!(pause(10, Some(20), None).holds(19) && !pause(10, Some(20), None).holds(20));
        assert!(!pause(10, Some(20), Some(15)).holds(16));
        assert!(!pause(10, None, None).is_over(i64::MAX));
    }

    #[test]
    fn subjects_are_read_as_they_are_written() {
        let subjects = [
            Subject::Workspace,
            Subject::Brand(BrandId::generate()),
            Subject::Channel(ChannelId::generate()),
        ];
        for subject in subjects {
            assert_eq!(Subject::parse(&subject.to_string()), Some(subject));
        }
        assert_eq!(Subject::parse("everything"), None);
    }

    #[test]
    fn suggestions_stand_on_quarters_an_hour_apart() {
        let now = 7 * HOUR + 6 * MINUTE;
        assert_eq!(suggested(now, 1), 7 * HOUR + 30 * MINUTE);
        assert_eq!(suggested(7 * HOUR + 5 * MINUTE, 1), 7 * HOUR + 15 * MINUTE);
        assert_eq!(suggested(now, 3), 9 * HOUR + 30 * MINUTE);
    }
}
