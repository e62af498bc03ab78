//! What a subscriber is, and the pure rules of entering one.

use db::{FromQueryResult, text_enum};
use jiff::tz::TimeZone;
use serde::Serialize;

use crate::{
    Faults, FieldError, Now, accounts,
    clock::DAY,
    ids::{ChannelId, SubscriberId},
    zone,
};

/// Longest name of a subscriber, in characters.
const MAX_NAME: usize = 200;

/// Longest word on where a consent came from, in characters.
const MAX_SOURCE: usize = 300;

text_enum! {
    /// Whether somebody gets the newsletter.
    pub enum State {
        /// They do.
        Subscribed = "subscribed",
        /// They said that they want it no more.
        Unsubscribed = "unsubscribed",
        /// Their mail server says that there is no such address.
        Bounced = "bounced",
    }
}

/// Somebody on the list of a newsletter.
#[derive(Debug, Clone, Serialize, FromQueryResult)]
pub struct Subscriber {
    /// Id.
    pub id: SubscriberId,
    /// Whose list it is.
    pub channel_id: ChannelId,
    /// Their address, in small letters.
    pub email: String,
    /// Their name; may be empty.
    pub name: String,
    /// Whether they get it.
    pub state: State,
    /// Where they asked for it.
    pub consent_source: String,
    /// When they did.
    pub consent_at: Now,
    /// Who entered them.
    pub added_by: String,
    /// When they were entered.
    pub created_at: Now,
    /// When their state last changed.
    pub changed_at: Now,
}

/// What proves that somebody asked for the newsletter.
#[derive(Debug, Clone, Default)]
pub struct Consent {
    /// Where: a form, a fair, a contract.
    pub source: String,
    /// The day, `YYYY-MM-DD`; empty means today.
    pub on: String,
}

impl Consent {
    /// The word on where, and the instant, or every fault. Nobody can have asked tomorrow.
    pub(super) fn checked(&self, faults: &mut Faults, zone: &TimeZone, now: Now) -> (String, Now) {
        let source = faults.text("consent_source", &self.source, MAX_SOURCE);
        let at = match self.on.trim() {
            "" => now,
            day => {
                faults.take(zone::date("consent_on", day)).map_or(now, |day| zone::start_of_day(day, zone))
            }
        };
        faults.check(at <= now, "consent_on", "time_future");
        faults.check(at > now - 50 * 365 * DAY, "consent_on", "date_malformed");
        (source, at.min(now))
    }
}

/// Somebody to be entered by hand.
#[derive(Debug, Clone, Default)]
pub struct AddSubscriber {
    /// Their address.
    pub email: String,
    /// Their name; may be empty.
    pub name: String,
    /// What proves that they asked.
    pub consent: Consent,
    /// They unsubscribed once, and asked anew.
    pub again: bool,
}

/// An address as it is kept, of a subscriber or a sender: small letters, ASCII, which every mail server takes.
///
/// # Errors
/// `required`, or `email_malformed`.
pub(crate) fn address(field: &'static str, text: &str) -> Result<String, FieldError> {
    let email = accounts::email_address(field, text)?;
    let can_be_mailed = email.is_ascii() && email.parse::<lettre::Address>().is_ok();
    if can_be_mailed { Ok(email) } else { Err(FieldError::new(field, "email_malformed")) }
}

/// A name as it is kept: one line, without what cannot be printed.
pub(super) fn person(name: &str) -> String {
    let line: String = name.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    line.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(MAX_NAME).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_kept_in_small_letters() {
        assert_eq!(address("email", " Ada@Example.COM ").ok().as_deref(), Some("ada@example.com"));
        for wrong in [
            "",
            "ada",
            "ada@",
            "@example.com",
            "a da@example.com",
            "ada@exa mple.com",
            "ädä@example.com",
            "a@b@c.de",
        ] {
            assert!(address("email", wrong).is_err(), "{wrong}");
        }
        assert_eq!(person("  Ada\r\nBcc: x  "), "Ada Bcc: x");
    }

    #[test]
    fn nobody_can_have_asked_tomorrow() {
        let now = 1_780_000_000_000;
        let check = |source: &str, on: &str| {
            let mut faults = Faults::default();
            let consent = Consent { source: source.to_owned(), on: on.to_owned() };
            let kept = consent.checked(&mut faults, &TimeZone::UTC, now);
            faults.finish().map(|()| kept).is_ok()
        };
        assert!(check("Form", "") && check("Form", "2026-01-31"));
        assert!(
            !check("", "")
                && !check("Form", "2099-01-01")
                && !check("Form", "soon")
                && !check("Form", "1900-01-01")
        );
    }
}
