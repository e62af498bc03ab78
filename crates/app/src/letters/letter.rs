//! What a letter is, and the pure rules of sending one.

use db::text_enum;

use crate::{
    Now,
    clock::{DAY, HOUR, MINUTE},
};

text_enum! {
    /// How far a letter is.
    pub enum State {
        /// It waits for its turn.
        Waiting = "waiting",
        /// A worker has it.
        Claimed = "claimed",
        /// It is being sent: from here on it may be out.
        Sending = "sending",
        /// The mail server took it.
        Sent = "sent",
        /// The mail server says that there is no such address.
        Bounced = "bounced",
        /// The mail server refused it, or could not be reached for two days.
        Failed = "failed",
        /// It may be out: the connection broke before the mail server answered.
        Unknown = "unknown",
        /// Its person had left by then.
        Unsubscribed = "unsubscribed",
        /// A pause holds it; a person lets it go.
        Held = "held",
        /// A person dropped it.
        Dropped = "dropped",
    }
}

/// How one sending ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The mail server took it.
    Sent,
    /// Nothing is out; another time it may be taken.
    Later(String),
    /// There is no such address.
    Bounced(String),
    /// It is refused for good.
    Refused(String),
    /// Nobody knows whether it is out.
    Unknown(String),
}

/// How far a conversation with a mail server was when it went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Before the recipient: nothing of it concerns them.
    Sender,
    /// The recipient.
    Recipient,
    /// The text was announced, and none of it sent.
    Data,
    /// The text, whole or in part, is out.
    Text,
}

/// What an answer, or that there was none, means. `code` is the server's, `told` its words.
pub(crate) fn outcome(stage: Stage, code: Option<u16>, told: &str) -> Outcome {
    let word = match code {
        Some(code) => format!("{code} {}", told.chars().take(200).collect::<String>()).trim().to_owned(),
        None => "no_answer".to_owned(),
    };
    match (stage, code) {
        (Stage::Text, None) => Outcome::Unknown(word),
        // That the server does not relay, or likes us not, says nothing of the address (RFC 3463: 5.7.x).
        (Stage::Recipient, Some(500..=599)) if !told.trim_start().starts_with("5.7.") => {
            Outcome::Bounced(word)
        }
        (_, Some(500..=599)) => Outcome::Refused(word),
        _ => Outcome::Later(word),
    }
}

/// For so long a letter is tried.
const LONGEST: i64 = 2 * DAY;

/// When a letter is tried again that was tried so often; `None` when it is given up.
pub(crate) fn again(attempts: i64, created_at: Now, now: Now) -> Option<Now> {
    let wait = (MINUTE << attempts.clamp(1, 8)).min(2 * HOUR);
    (now + wait < created_at + LONGEST).then_some(now + wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_not_answered_after_the_text_is_unknown() {
        assert_eq!(outcome(Stage::Text, None, ""), Outcome::Unknown("no_answer".to_owned()));
        for stage in [Stage::Sender, Stage::Recipient, Stage::Data] {
            assert_eq!(outcome(stage, None, ""), Outcome::Later("no_answer".to_owned()));
            assert!(matches!(outcome(stage, Some(451), "4.7.1 later"), Outcome::Later(_)));
        }
        assert!(matches!(outcome(Stage::Text, Some(452), ""), Outcome::Later(_)));
        assert!(matches!(outcome(Stage::Text, Some(554), ""), Outcome::Refused(_)));
    }

    #[test]
    fn only_what_is_said_of_the_address_is_a_bounce() {
        assert_eq!(
            outcome(Stage::Recipient, Some(550), "5.1.1 no such user"),
            Outcome::Bounced("550 5.1.1 no such user".into())
        );
        assert!(matches!(
            outcome(Stage::Recipient, Some(554), "5.7.1 relay access denied"),
            Outcome::Refused(_)
        ));
        assert!(matches!(outcome(Stage::Sender, Some(550), "5.1.8 who are you"), Outcome::Refused(_)));
    }

    #[test]
    fn a_letter_is_tried_for_two_days() {
        assert_eq!(again(1, 0, 0), Some(2 * MINUTE));
        assert_eq!(again(30, 0, DAY), Some(DAY + 2 * HOUR));
        assert_eq!(again(30, 0, LONGEST), None);
    }
}
