//! The rules: what is looked at sooner, and when.

use crate::{
    Now,
    clock::{MINUTE, SECOND},
};

/// How far a network's clock and its counters may be behind ours: what was looked at within this time after an event may
/// not have shown it.
const LAG: i64 = 5 * SECOND;

/// The counters of one post are asked for at most so often, however much happens to it.
const APART: i64 = MINUTE;

/// An event's time by our clock: what is told without a time, or lies ahead, happens now.
pub(super) fn happened_at(told: Option<Now>, now: Now) -> Now {
    told.map_or(now, |at| at.min(now))
}

/// Whether a look at `looked_at` has seen what happened `at`.
pub(super) fn has_seen(looked_at: Option<Now>, at: Now) -> bool {
    looked_at.is_some_and(|looked_at| looked_at >= at + LAG)
}

/// When the counters of a post are asked for after something happened to it; `None` when they are younger than that.
pub(super) fn fetch_at(fetched_at: Option<Now>, at: Now, now: Now) -> Option<Now> {
    if has_seen(fetched_at, at) {
        return None;
    }
    Some(now.max(at + LAG).max(fetched_at.map_or(0, |fetched_at| fetched_at + APART)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_fetched_once_for_what_happened() {
        let now = 100 * MINUTE;
        assert_eq!(fetch_at(None, now, now), Some(now + LAG));
        assert_eq!(fetch_at(Some(now - 5 * MINUTE), now, now), Some(now + LAG));
        assert_eq!(
            fetch_at(Some(now - SECOND), now, now),
            Some(now - SECOND + APART),
            "a flood is one call a minute"
        );
        assert_eq!(fetch_at(Some(now), now - MINUTE, now), None, "it was looked at since");
        assert_eq!(fetch_at(Some(now - 2 * MINUTE), now - MINUTE, now), Some(now), "told late");
    }

    #[test]
    fn an_event_does_not_lie_ahead() {
        assert_eq!((happened_at(None, 9), happened_at(Some(5), 9), happened_at(Some(50), 9)), (9, 5, 9));
        assert!(!has_seen(None, 0) && !has_seen(Some(4_999), 0) && has_seen(Some(5_000), 0));
    }
}
