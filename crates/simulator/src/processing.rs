//! Work that goes on after the answer: transcoding, containers, publishing.

use std::time::Duration;

use crate::state::Shared;

/// How long media are worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pace {
    /// They are ready at once.
    AtOnce,
    /// They are ready after this time of the simulator's clock, which runs
    /// with real time and can be moved forward.
    After(Duration),
    /// They are not ready the first so many times that somebody asks.
    Polls(u32),
}

/// How one piece of work stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Working,
    Done,
    Failed,
}

/// One piece of work.
#[derive(Debug, Clone)]
pub(crate) struct Processing {
    pace: Pace,
    begun_at: i64,
    polls: u32,
    doomed: bool,
}

impl Processing {
    /// Begins now, at the pace of the simulator; `doomed` work fails at its end
    /// (see [`crate::call::Call::doomed`]).
    pub(crate) fn begin(shared: &Shared, doomed: bool) -> Self {
        Self { pace: shared.pace(), begun_at: shared.clock.now(), polls: 0, doomed }
    }

    /// How it stands, without counting as a poll.
    pub(crate) fn peek(&self, now: i64) -> Stage {
        let ready = match self.pace {
            Pace::AtOnce => true,
            Pace::After(time) => {
                now >= self.begun_at + i64::try_from(time.as_millis()).unwrap_or(i64::MAX / 2)
            }
            Pace::Polls(polls) => self.polls > polls,
        };
        match (ready, self.doomed) {
            (false, _) => Stage::Working,
            (true, false) => Stage::Done,
            (true, true) => Stage::Failed,
        }
    }

    /// How it stands, asked by a client.
    pub(crate) fn poll(&mut self, now: i64) -> Stage {
        self.polls = self.polls.saturating_add(1);
        self.peek(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(pace: Pace, doomed: bool) -> Processing {
        Processing { pace, begun_at: 1000, polls: 0, doomed }
    }

    #[test]
    fn work_ends_by_time_or_by_polls() {
        let mut timed = work(Pace::After(Duration::from_secs(1)), false);
        assert_eq!((timed.poll(1999), timed.poll(2000)), (Stage::Working, Stage::Done));
        let mut polled = work(Pace::Polls(2), true);
        assert_eq!([0; 3].map(|_| polled.poll(1000)), [Stage::Working, Stage::Working, Stage::Failed]);
        assert_eq!(work(Pace::AtOnce, false).peek(0), Stage::Done);
    }
}
