//! Looking back among our own recent posts for one whose outcome is unknown: what a search finds, and since when to
//! search where the clocks of both sides differ.

use crate::http::Answer;

/// How far a clock may be off without its owner telling.
const MARGIN_MS: i64 = 2 * 60 * 1_000;

/// What of a search for something that may be out came out.
#[derive(Debug)]
pub(crate) enum Search<T> {
    /// It is out.
    Found(T),
    /// It certainly is not.
    Absent,
    /// The network cannot say.
    CannotTell,
}

/// Since when something of ours would be listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Since {
    started_ms: i64,
    now_ms: i64,
    /// How far the network's clock is behind ours.
    behind_ms: i64,
}

impl Since {
    /// Since the first attempt began; both times by our own clock.
    #[must_use]
    pub const fn new(started_ms: i64, now_ms: i64) -> Self {
        Self { started_ms, now_ms, behind_ms: 0 }
    }

    /// The same by the clock of the server that gave `answer`: one that is behind ours dates what we sent before we
    /// began. A clock that is ahead of ours hides nothing.
    pub(crate) fn by(self, answer: &Answer) -> Self {
        let behind = answer.server_time_ms().map_or(0, |there| self.now_ms.saturating_sub(there));
        Self { behind_ms: self.behind_ms.max(behind), ..self }
    }

    /// The moment, in epoch milliseconds of the network.
    pub(crate) const fn ms(self) -> i64 {
        self.started_ms.saturating_sub(self.behind_ms).saturating_sub(MARGIN_MS)
    }

    /// How long ago the first attempt began.
    pub(crate) const fn age_ms(self) -> i64 {
        self.now_ms.saturating_sub(self.started_ms)
    }

    /// Whether what was made at `created_ms` may be ours.
    pub(crate) const fn holds(self, created_ms: i64) -> bool {
        created_ms >= self.ms()
    }
}

/// Whether two texts are the same to a reader: networks trim and join white space.
pub(crate) fn same_text(one: &str, other: &str) -> bool {
    one.split_whitespace().eq(other.split_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_341_600_000;

    fn at(date: &'static str) -> Answer {
        Answer::of(200, &[("date", date)], "")
    }

    #[test]
    fn a_clock_that_differs_hides_nothing() {
        // Begun ten seconds ago; the moment is by the margin earlier, and by what the server is behind.
        let since = Since::new(NOW - 10_000, NOW);
        assert_eq!(since.ms(), NOW - 130_000);
        let cases = [
            ("Sun, 22 Nov 2026 10:00:00 GMT", NOW - 130_000),
            ("Sun, 22 Nov 2026 09:55:00 GMT", NOW - 430_000),
            ("Sun, 22 Nov 2026 10:05:00 GMT", NOW - 130_000),
        ];
        for (date, expected) in cases {
            assert_eq!(since.by(&at(date)).ms(), expected, "{date}");
        }
        // The look comes an hour later: the clock is as much behind as before.
        let later = Since::new(NOW - 10_000, NOW + 3_600_000).by(&at("Sun, 22 Nov 2026 10:55:00 GMT"));
        assert!(later.holds(NOW - 5 * 60_000) && !later.holds(NOW - 10 * 60_000));
        assert_eq!(since.by(&Answer::of(200, &[], "")), since);
    }

    #[test]
    fn white_space_makes_no_other_text() {
        assert!(same_text(" a  b\n\nc ", "a b\nc"));
        assert!(!same_text("a b", "a c"));
    }
}
