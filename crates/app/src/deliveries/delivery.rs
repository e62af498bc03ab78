//! What a delivery is, and the pure rules of its states.

use std::time::Duration;

use db::{FromQueryResult, text_enum};
use networks::Next;
use serde::Serialize;

use crate::{
    Now,
    clock::{DAY, HOUR, MINUTE, SECOND},
    ids::{AttemptId, BrandId, ChannelId, DeliveryId, PostId, VariantId},
};

text_enum! {
    /// Where a delivery stands.
    pub enum State {
        /// Not scheduled.
        Draft = "draft",
        /// Waits for somebody's approval.
        AwaitingApproval = "awaiting_approval",
        /// Waits for its time.
        Scheduled = "scheduled",
        /// A worker holds it; nothing has been sent.
        Claimed = "claimed",
        /// An attempt is open: it may be out.
        Sending = "sending",
        /// It is out.
        Published = "published",
        /// It was refused for now and goes out later.
        RetryAt = "retry_at",
        /// The network is still working on it.
        Processing = "processing",
        /// It may be out; it is looked up, or waits for a person's word.
        Unknown = "unknown",
        /// It was refused for good.
        Failed = "failed",
        /// It came too late and was not sent.
        Missed = "missed",
        /// Its time came during a pause; it waits for a person's word.
        Paused = "paused",
        /// A person took it back before it went out.
        Canceled = "canceled",
    }
}

impl State {
    /// Waits for its time, and can be moved or taken back.
    #[must_use]
    pub const fn is_waiting(self) -> bool {
        matches!(self, Self::Draft | Self::AwaitingApproval | Self::Scheduled | Self::RetryAt | Self::Paused)
    }

    /// Stands in the way of another delivery of the same variant: the database refuses a second one.
    #[must_use]
    pub const fn is_live(self) -> bool {
        !matches!(self, Self::Failed | Self::Missed | Self::Canceled)
    }

    /// Only a person can bring it further.
    #[must_use]
    pub const fn needs_a_person(self) -> bool {
        matches!(self, Self::Unknown | Self::Failed | Self::Missed | Self::Paused)
    }
}

text_enum! {
    /// How an attempt ended.
    pub enum Outcome {
        /// The network has the post.
        Sent = "sent",
        /// The network refused it; nothing is out.
        Refused = "refused",
        /// It may be out.
        Unknown = "unknown",
        /// Looked up: it is not out.
        Absent = "absent",
        /// The network has it and works on it; nobody sees it yet.
        Processing = "processing",
        /// Stopped before the first byte.
        NotSent = "not_sent",
    }
}

text_enum! {
    /// What an attempt did.
    pub enum AttemptKind {
        /// Sent the post.
        Send = "send",
        /// Asked the network whether the post is there.
        LookUp = "look_up",
        /// A person said what happened.
        Person = "person",
    }
}

/// A delivery as its row stands, with its channel's name.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Delivery {
    /// Id.
    pub id: DeliveryId,
    /// Whose it is.
    pub brand_id: BrandId,
    /// Of which post.
    pub post_id: PostId,
    /// The post's working title.
    pub post_title: String,
    /// Of which variant.
    pub variant_id: VariantId,
    /// To which channel.
    pub channel_id: ChannelId,
    /// The channel's handle.
    pub channel_handle: String,
    /// Word of the channel's network.
    pub network: String,
    /// Where it stands.
    pub state: State,
    /// When the author wants it out.
    pub scheduled_at: Now,
    /// When a worker looks at it next.
    pub due_at: Now,
    /// How often workers have taken it.
    pub attempts: i64,
    /// What went wrong last: a stable word.
    pub last_error: Option<String>,
    /// The network's id.
    pub remote_id: Option<String>,
    /// Public address.
    pub remote_url: Option<String>,
    /// When it went out.
    pub published_at: Option<Now>,
    /// 1 when a person publishes it.
    pub by_hand: i64,
}

/// What stands in `last_error` while a delivery waits for a person to publish it.
pub const BY_HAND: &str = "by_hand";

impl Delivery {
    /// Whether its time has come and a person is to publish it.
    #[must_use]
    pub fn waits_by_hand(&self) -> bool {
        self.by_hand == 1 && self.state == State::Unknown && self.last_error.as_deref() == Some(BY_HAND)
    }

    /// Where it stands, in a word for people.
    #[must_use]
    pub fn stands(&self) -> &'static str {
        if self.waits_by_hand() { "due_by_hand" } else { self.state.as_str() }
    }
}

/// One try of a delivery.
#[derive(Debug, Clone, FromQueryResult, Serialize)]
pub struct Attempt {
    /// Id.
    pub id: AttemptId,
    /// Of which delivery.
    pub delivery_id: DeliveryId,
    /// The claim's number.
    pub number: i64,
    /// What it did.
    pub kind: AttemptKind,
    /// When it began.
    pub started_at: Now,
    /// When it ended; open until then.
    pub finished_at: Option<Now>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// A stable word for what went wrong.
    pub error_code: Option<String>,
    /// What the network said, without secrets.
    pub error_message: Option<String>,
    /// HTTP status of the network's answer.
    pub http_status: Option<i64>,
}

/// A time at which no worker looks: only a person can bring the delivery further.
pub const NEVER: Now = 9_000_000_000_000_000;

/// Most attempts that are made by themselves.
pub const MAX_ATTEMPTS: i64 = 12;

/// The next state and the time at which a worker looks again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Move {
    /// Where it stands now.
    pub state: State,
    /// When a worker looks next; [`NEVER`] for none.
    pub due_at: Now,
}

/// Too late to be sent at `now`, by the operator's limit.
#[must_use]
pub const fn is_too_late(scheduled_at: Now, now: Now, missed_after: i64) -> bool {
    now - scheduled_at > missed_after
}

/// After a refusal: nothing is out. `attempt` is the number of the claim just made.
#[must_use]
pub fn after_refusal(next: Next, attempt: i64, now: Now) -> Move {
    match next {
        Next::Never => Move { state: State::Failed, due_at: NEVER },
        // A person must connect the channel again; until then it is tried now and then, and in the end missed.
        Next::Reauthorise => Move { state: State::RetryAt, due_at: now + 5 * MINUTE },
        _ if attempt >= MAX_ATTEMPTS => Move { state: State::Failed, due_at: NEVER },
        Next::After(wait) => {
            let told = i64::try_from(wait.as_millis()).unwrap_or(HOUR);
            Move { state: State::RetryAt, due_at: now + told.max(backoff(attempt)) }
        }
        Next::Unknown => after_unknown(attempt, now),
    }
}

/// After an outcome that is not known: a worker looks it up soon.
#[must_use]
pub fn after_unknown(attempt: i64, now: Now) -> Move {
    let due_at = if attempt >= MAX_ATTEMPTS { NEVER } else { now + backoff(attempt) };
    Move { state: State::Unknown, due_at }
}

/// While a post that may be out cannot be looked for because its channel must be connected again: now and then for a day,
/// then a person must look.
#[must_use]
pub fn while_disconnected(first_attempt_at: Now, now: Now) -> Move {
    let due_at = if now - first_attempt_at > DAY { NEVER } else { now + 5 * MINUTE };
    Move { state: State::Unknown, due_at }
}

/// While the network works on what it was given; `told` is when it wants to be asked again. After a day a person must
/// look.
#[must_use]
pub fn after_processing(told: Duration, first_attempt_at: Now, now: Now) -> Move {
    if now - first_attempt_at > DAY {
        return Move { state: State::Unknown, due_at: NEVER };
    }
    let told = i64::try_from(told.as_millis()).unwrap_or(HOUR);
    Move { state: State::Processing, due_at: now + told.clamp(SECOND, HOUR) }
}

/// How long to wait when a call failed while the network works on what it has: a passing fault of the asking says nothing
/// about the post. `None` when the network's word ends the waiting.
#[must_use]
pub const fn while_processing(error: &networks::Error) -> Option<Duration> {
    match error.next {
        Next::After(wait) => Some(wait),
        Next::Reauthorise => Some(Duration::from_secs(300)),
        Next::Never | Next::Unknown => None,
    }
}

/// 2, 4, 8 … seconds, at most ten minutes.
#[must_use]
pub fn backoff(attempt: i64) -> i64 {
    let doublings = u32::try_from(attempt.clamp(0, 16)).unwrap_or(0);
    (SECOND * 2_i64.pow(doublings)).min(10 * MINUTE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_follows_what_the_network_says() {
        assert_eq!(after_refusal(Next::Never, 1, 0).state, State::Failed);
        let later = after_refusal(Next::After(Duration::from_secs(90)), 1, 1000);
        assert_eq!(later, Move { state: State::RetryAt, due_at: 91_000 });
        assert_eq!(after_refusal(Next::After(Duration::ZERO), MAX_ATTEMPTS, 0).state, State::Failed);
        assert_eq!(after_refusal(Next::Unknown, 1, 0).state, State::Unknown);
    }

    #[test]
    fn a_dead_connection_waits_for_its_person_and_never_fails_by_count() {
        assert_eq!(while_disconnected(0, HOUR), Move { state: State::Unknown, due_at: HOUR + 5 * MINUTE });
        assert_eq!(while_disconnected(0, DAY + 1), Move { state: State::Unknown, due_at: NEVER });
        let waiting = after_refusal(Next::Reauthorise, MAX_ATTEMPTS + 20, 0);
        assert_eq!(waiting, Move { state: State::RetryAt, due_at: 5 * MINUTE });
    }

    #[test]
    fn what_the_network_holds_is_asked_for_again_whatever_goes_wrong_meanwhile() {
        use networks::{Error, ErrorKind};
        let error = |next| Error::new(ErrorKind::Unavailable, next, "");
        assert_eq!(
            while_processing(&error(Next::After(Duration::from_secs(9)))),
            Some(Duration::from_secs(9))
        );
        assert_eq!(while_processing(&error(Next::Reauthorise)), Some(Duration::from_secs(300)));
        assert_eq!(while_processing(&error(Next::Never)), None);
        assert_eq!(while_processing(&error(Next::Unknown)), None);
    }

    #[test]
    fn an_unknown_outcome_ends_with_a_person() {
        assert_eq!(after_unknown(1, 0), Move { state: State::Unknown, due_at: 2000 });
        assert_eq!(after_unknown(MAX_ATTEMPTS, 0), Move { state: State::Unknown, due_at: NEVER });
    }

    #[test]
    fn what_the_network_works_on_is_asked_for_again_for_a_day() {
        let told = Duration::from_secs(30);
        assert_eq!(after_processing(told, 0, 1_000), Move { state: State::Processing, due_at: 31_000 });
        assert_eq!(after_processing(Duration::ZERO, 0, 0).due_at, SECOND);
        assert_eq!(after_processing(told, 0, DAY + 1), Move { state: State::Unknown, due_at: NEVER });
    }

    #[test]
    fn lateness_is_counted_from_the_time_wanted() {
        assert!(!is_too_late(0, 2 * HOUR, 2 * HOUR));
        assert!(is_too_late(0, 2 * HOUR + 1, 2 * HOUR));
    }
}
