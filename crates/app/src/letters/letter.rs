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
        /// A pause holds it, or its newsletter is not sent from here any more; a person lets it go.
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
        (Stage::Recipient, Some(500..=599)) if is_of_the_address(told) => Outcome::Bounced(word),
        (_, Some(500..=599)) => Outcome::Refused(word),
        _ => Outcome::Later(word),
    }
}

/// What servers say of an address itself (RFC 3463, RFC 7505): there is none, it is misspelt, it has moved, its host takes no
/// mail, it is switched off.
const OF_THE_ADDRESS: [&str; 6] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

/// Whether a refusal says that the address is none. That a server does not relay, likes us not, or says nothing that a
/// program can read, says nothing of the address: it would end the whole list.
fn is_of_the_address(told: &str) -> bool {
    let first = told.split_whitespace().next().unwrap_or_default();
    OF_THE_ADDRESS.contains(&first.trim_matches(|sign: char| !sign.is_ascii_digit()))
}

/// For so long a letter is tried.
pub(crate) const LONGEST: i64 = 2 * DAY;

/// When a letter is tried again that has waited since `begun_at`: after as long as it has waited already, at least two
/// minutes and at most two hours; `None` when it is given up.
pub(crate) fn again(begun_at: Now, now: Now) -> Option<Now> {
    let wait = (now - begun_at).clamp(2 * MINUTE, 2 * HOUR);
    (now + wait < begun_at + LONGEST).then_some(now + wait)
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
        for of_the_address in ["5.1.1 none", "5.1.2 no host", "5.1.10 null mx", "5.2.1 off", "<5.1.6> moved"]
        {
            assert!(matches!(outcome(Stage::Recipient, Some(550), of_the_address), Outcome::Bounced(_)));
        }
        for of_us in [
            "",
            "relay access denied",
            "no such user",
            "5.1.8 who are you",
            "5.2.2 full",
            "5.5.2 helo?",
            "5.7.1 no relay",
            "5.1.11 …",
        ] {
            assert!(matches!(outcome(Stage::Recipient, Some(550), of_us), Outcome::Refused(_)), "{of_us}");
        }
        assert!(matches!(outcome(Stage::Sender, Some(550), "5.1.8 who are you"), Outcome::Refused(_)));
    }

    #[test]
    fn a_letter_is_tried_for_two_days() {
        let (mut at, mut waits) = (0, Vec::new());
        while let Some(next) = again(0, at) {
            waits.push((next - at) / MINUTE);
            at = next;
        }
        assert_eq!(waits.get(..8), Some([2, 2, 4, 8, 16, 32, 64, 120].as_slice()));
        assert!(at < LONGEST && at > LONGEST - 3 * HOUR, "{at}");
    }
}
