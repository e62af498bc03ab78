//! When a number is fetched again: often while it moves, seldom later.

use crate::{
    Now,
    clock::{DAY, HOUR, MINUTE},
    deliveries::delivery::NEVER,
};

/// When the counters of a post that was published at `now` are fetched first: not while others are going out, and when
/// there is something to count.
#[must_use]
pub fn first_for_post(now: Now, pace: i64) -> Now {
    now + MINUTE / pace.max(1)
}

/// When the counters of a post published at `published_at` are fetched next. `pace` above 1 makes it that much denser.
#[must_use]
pub fn next_for_post(published_at: Now, now: Now, pace: i64) -> Now {
    let age = now - published_at;
    let rest = match age {
        age if age < 2 * HOUR => 5 * MINUTE,
        age if age < DAY => 30 * MINUTE,
        age if age < 7 * DAY => 3 * HOUR,
        age if age < 28 * DAY => DAY,
        age if age < 90 * DAY => 7 * DAY,
        _ => return NEVER,
    };
    now + rest / pace.max(1)
}

/// When a post is asked for again that the network does not know: what was published within the day may
/// not have reached the server that counts, later it is gone.
#[must_use]
pub fn next_for_unknown(published_at: Option<Now>, now: Now, pace: i64) -> Now {
    match published_at {
        Some(published_at) if now - published_at < DAY => next_for_post(published_at, now, pace),
        _ => NEVER,
    }
}

/// When the counters of a channel are fetched next.
#[must_use]
pub fn next_for_channel(now: Now, pace: i64) -> Now {
    now + 6 * HOUR / pace.max(1)
}

/// After a failed fetch: 1, 2, 4 … minutes, at most six hours. A number is late then, never wrong.
#[must_use]
pub fn after_failure(attempts: i64, now: Now) -> Now {
    let doublings = u32::try_from(attempts.clamp(1, 12) - 1).unwrap_or(0);
    now + (MINUTE * 2_i64.pow(doublings)).min(6 * HOUR)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schedule_backs_off_and_ends() {
        let mut now = 0;
        let mut last = 0;
        for _ in 0..10_000 {
            let next = next_for_post(0, now, 1);
            if next == NEVER {
                break;
            }
            assert!(next - now >= last, "at {now}");
            (last, now) = (next - now, next);
        }
        assert!(now >= 90 * DAY, "ended at {now}");
    }

    #[test]
    fn a_young_post_may_not_be_known_yet() {
        assert_eq!(next_for_unknown(Some(0), MINUTE, 1), 6 * MINUTE);
        assert_eq!(next_for_unknown(Some(0), DAY, 1), NEVER);
        assert_eq!(next_for_unknown(None, 0, 1), NEVER);
    }

    #[test]
    fn failures_wait_longer_each_time() {
        assert_eq!(after_failure(1, 0), MINUTE);
        assert_eq!(after_failure(3, 0), 4 * MINUTE);
        assert_eq!(after_failure(99, 0), 6 * HOUR);
    }
}
