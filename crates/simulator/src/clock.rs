//! The simulator's clock: real time plus an offset that tests may move forward.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

#[derive(Debug, Default)]
pub(crate) struct Clock {
    offset_ms: AtomicI64,
    last_micros: AtomicU64,
}

impl Clock {
    /// Epoch milliseconds.
    pub(crate) fn now(&self) -> i64 {
        self.real() + self.offset_ms.load(Ordering::Relaxed)
    }

    /// Epoch milliseconds of the machine, as the `Date` of every answer tells them.
    #[expect(
        clippy::disallowed_methods,
        reason = "this is the simulator's one clock; it must not use the app's"
    )]
    pub(crate) fn real(&self) -> i64 {
        millis(SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default())
    }

    pub(crate) fn advance(&self, by: Duration) {
        self.offset_ms.fetch_add(millis(by), Ordering::Relaxed);
    }

    /// Epoch microseconds that never repeat: the source of record keys and ids.
    pub(crate) fn unique_micros(&self) -> u64 {
        let now = u64::try_from(self.now()).unwrap_or_default() * 1000;
        let step = |last: u64| if now > last { now } else { last + 1 };
        let last = self
            .last_micros
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(step(last)))
            .unwrap_or_else(|last| last);
        step(last)
    }
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

/// `2026-03-01T10:00:00.000Z`, the form that most networks write.
pub(crate) fn iso(epoch_ms: i64) -> String {
    jiff::Timestamp::from_millisecond(epoch_ms)
        .map(|at| at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string())
        .unwrap_or_default()
}

/// Epoch milliseconds of an ISO 8601 time with an offset.
pub(crate) fn parse_iso(text: &str) -> Option<i64> {
    text.parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
}
