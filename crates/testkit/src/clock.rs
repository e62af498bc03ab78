//! A clock that stands until it is told to move.

use std::sync::atomic::{AtomicI64, Ordering};

use app::{Clock, Now};

/// 15 June 2026, 09:00 UTC, a Monday: 11:00 in Berlin, where a [`crate::TestApp`]'s workspace is.
pub const START: Now = 1_781_514_000_000;

/// The clock of tests.
#[derive(Debug)]
pub struct MockClock(AtomicI64);

impl MockClock {
    /// Sets the time, epoch milliseconds.
    pub fn set(&self, now: Now) {
        self.0.store(now, Ordering::SeqCst);
    }

    /// Lets so many milliseconds pass.
    pub fn advance(&self, milliseconds: i64) {
        self.0.fetch_add(milliseconds, Ordering::SeqCst);
    }
}

impl Default for MockClock {
    fn default() -> Self {
        Self(AtomicI64::new(START))
    }
}

impl Clock for MockClock {
    fn now(&self) -> Now {
        self.0.load(Ordering::SeqCst)
    }
}
