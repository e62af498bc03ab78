//! Pure rules of posting times: which instants weekly local times are, and which of them is free.

use std::collections::BTreeSet;

use jiff::{
    Timestamp, ToSpan,
    civil::{Time, Weekday},
    tz::TimeZone,
};

use crate::{Now, clock::DAY, zone};

/// Most posting times of one channel.
pub const MAX_SLOTS: usize = 100;

/// How far ahead the queue reaches.
const REACH: i64 = 729 * DAY;

/// How much of the queue is looked at in one go.
const WINDOW: i64 = 28 * DAY;

/// A posting time: a weekday and a local time, every week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slot {
    /// 1 is Monday, 7 is Sunday.
    pub weekday: i8,
    /// Minutes since midnight.
    pub minute: i16,
}

impl Slot {
    /// A weekday from 1 to 7 and a local time, `HH:MM`.
    #[must_use]
    pub fn read(weekday: i8, time: &str) -> Option<Self> {
        Weekday::from_monday_one_offset(weekday).ok()?;
        let (hour, minute) = time.trim().split_once(':')?;
        let is_number = |text: &str| matches!(text.len(), 1 | 2) && text.bytes().all(|b| b.is_ascii_digit());
        if !is_number(hour) || !is_number(minute) {
            return None;
        }
        Self::of(weekday, hour.parse::<i16>().ok()?.checked_mul(60)?.checked_add(minute.parse().ok()?)?)
            .filter(|slot| slot.time().ends_with(&format!(":{minute:0>2}")))
    }

    /// A weekday from 1 to 7 and a minute of the day.
    #[must_use]
    pub fn of(weekday: i8, minute: i16) -> Option<Self> {
        ((1..=7).contains(&weekday) && (0..24 * 60).contains(&minute)).then_some(Self { weekday, minute })
    }

    /// The local time, `HH:MM`.
    #[must_use]
    pub fn time(self) -> String {
        format!("{:02}:{:02}", self.minute / 60, self.minute % 60)
    }

    fn civil(self) -> Option<Time> {
        let (hour, minute) = (i8::try_from(self.minute / 60).ok()?, i8::try_from(self.minute % 60).ok()?);
        Time::new(hour, minute, 0, 0).ok()
    }
}

/// The instants of posting times in a zone, from `from` until before `until`, in order, each once.
///
/// They keep their local time over every change of the clock. One in an hour that daylight saving skips comes as much
/// later as the clock was put forward; one in an hour that it repeats comes once, at the first.
#[must_use]
pub fn between(slots: &[Slot], zone: &TimeZone, from: Now, until: Now) -> Vec<Now> {
    let mut found = BTreeSet::new();
    // A skipped time may come on the day after its own.
    let Ok(mut date) = zone::day(from, zone).yesterday() else { return Vec::new() };
    let last = zone::day(until, zone);
    while date <= last {
        let weekday = date.weekday().to_monday_one_offset();
        for time in slots.iter().filter(|slot| slot.weekday == weekday).filter_map(|slot| slot.civil()) {
            let at = zone.to_ambiguous_timestamp(date.to_datetime(time)).compatible();
            found.extend(at.map(Timestamp::as_millisecond).ok().filter(|at| (from..until).contains(at)));
        }
        let Ok(next) = date.checked_add(1.day()) else { break };
        date = next;
    }
    found.into_iter().collect()
}

/// The first instant after `now` that no delivery has taken; `None` without posting times, or when all of the next two
/// years are taken.
#[must_use]
pub fn next_free(slots: &[Slot], zone: &TimeZone, now: Now, taken: &BTreeSet<Now>) -> Option<Now> {
    if slots.is_empty() {
        return None;
    }
    let mut from = now + 1;
    while from < now + REACH {
        let until = (from + WINDOW).min(now + REACH);
        let free = between(slots, zone, from, until).into_iter().find(|at| !taken.contains(at));
        if free.is_some() {
            return free;
        }
        from = until;
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn berlin() -> TimeZone {
        TimeZone::get("Europe/Berlin").expect("a zone")
    }

    fn at(text: &str) -> Now {
        text.parse::<Timestamp>().expect("a time").as_millisecond()
    }

    #[test]
    fn a_time_is_hours_and_minutes_of_a_day() {
        assert_eq!(Slot::read(1, " 9:05 "), Slot::of(1, 545));
        assert_eq!(Slot::read(7, "23:59"), Slot::of(7, 1439));
        assert_eq!(Slot::of(7, 545).expect("a time").time(), "09:05");
        for (weekday, time) in
            [(0, "09:00"), (8, "09:00"), (1, "24:00"), (1, "9"), (1, "9:60"), (1, "+9:00"), (1, "-1:00")]
        {
            assert_eq!(Slot::read(weekday, time), None, "{weekday} {time}");
        }
    }

    #[test]
    fn a_skipped_time_comes_later_and_a_doubled_one_once() {
        let sunday = |minute| vec![Slot { weekday: 7, minute }];
        let spring = between(&sunday(150), &berlin(), at("2027-03-27T00:00:00Z"), at("2027-03-29T00:00:00Z"));
        assert_eq!(spring, [at("2027-03-28T01:30:00Z")], "half past three");
        let autumn = between(&sunday(150), &berlin(), at("2026-10-24T00:00:00Z"), at("2026-10-26T00:00:00Z"));
        assert_eq!(autumn, [at("2026-10-25T00:30:00Z")], "the first half past two");
    }

    #[test]
    fn the_queue_is_filled_in_order_and_ends() {
        let slots = [Slot { weekday: 1, minute: 540 }, Slot { weekday: 4, minute: 1080 }];
        let now = at("2026-11-23T08:00:00Z");
        let mut taken = BTreeSet::new();
        for wanted in ["2026-11-26T17:00:00Z", "2026-11-30T08:00:00Z", "2026-12-03T17:00:00Z"] {
            let next = next_free(&slots, &berlin(), now, &taken).expect("a free one");
            assert_eq!(next, at(wanted), "nine o'clock has begun");
            taken.insert(next);
        }
        assert_eq!(next_free(&[], &berlin(), now, &taken), None);
        let all: BTreeSet<Now> = between(&slots, &berlin(), now, now + 800 * DAY).into_iter().collect();
        assert_eq!(next_free(&slots, &berlin(), now, &all), None);
    }

    /// The zones with their next four changes of the clock.
    fn changes() -> Vec<(String, TimeZone, Vec<Timestamp>)> {
        let from: Timestamp = "2026-11-01T00:00:00Z".parse().expect("a time");
        jiff::tz::db()
            .available()
            .filter_map(|name| {
                let zone = TimeZone::get(name.as_str()).ok()?;
                let edges: Vec<_> = zone.following(from).take(4).map(|change| change.timestamp()).collect();
                Some((name.to_string(), zone, edges)).filter(|(.., edges)| !edges.is_empty())
            })
            .collect()
    }

    #[test]
    fn posting_times_keep_their_local_time_over_every_zones_next_four_changes() {
        let (mut moved, mut doubled) = (0, 0);
        let all = changes();
        for (name, zone, edges) in &all {
            for edge in edges.iter().map(|edge| edge.as_millisecond()) {
                // Every half hour of a day, on every day of the week, each for itself.
                for minute in (0..24 * 60).step_by(30) {
                    let slots: Vec<Slot> = (1..=7).map(|weekday| Slot { weekday, minute }).collect();
                    let (from, until) = (edge - DAY, edge + DAY);
                    let found = between(&slots, zone, from, until);
                    assert!(found.is_sorted_by(|one, next| one < next), "{name}");
                    let mut date = zone::day(from, zone).yesterday().expect("a day");
                    let mut wanted = Vec::new();
                    while date <= zone::day(until, zone) {
                        let civil = date.to_datetime(slots[0].civil().expect("a time"));
                        let offsets = zone.to_ambiguous_timestamp(civil).offset();
                        // Worked out with the offsets themselves, not with the rule.
                        let (first, keeps) = match offsets {
                            jiff::tz::AmbiguousOffset::Unambiguous { offset } => (offset, true),
                            jiff::tz::AmbiguousOffset::Gap { before, .. } => (before, false),
                            jiff::tz::AmbiguousOffset::Fold { before, .. } => (before, true),
                        };
                        let at = first.to_timestamp(civil).expect("a time").as_millisecond();
                        assert_eq!(
                            zone::local(at, zone) == civil.strftime("%Y-%m-%dT%H:%M").to_string(),
                            keeps,
                            "{name} {civil}"
                        );
                        moved += usize::from(!keeps);
                        doubled += usize::from(matches!(offsets, jiff::tz::AmbiguousOffset::Fold { .. }));
                        wanted.extend(Some(at).filter(|at| (from..until).contains(at)));
                        date = date.tomorrow().expect("a day");
                    }
                    assert_eq!(found, wanted, "{name}: one for each day, none twice");
                }
            }
        }
        assert!(all.len() > 100 && moved > 200 && doubled > 200, "{} {moved} {doubled}", all.len());
    }

    proptest! {
        #[test]
        fn the_next_free_time_is_the_first_that_is_a_posting_time_and_not_taken(
            slots in prop::collection::btree_set((1_i8..=7, 0_i16..1440), 1..20),
            filled in 0_usize..40,
            holes in prop::collection::btree_set(0_usize..40, 0..5),
            start in 0_i64..(400 * DAY),
        ) {
            let slots: Vec<Slot> = slots.into_iter().map(|(weekday, minute)| Slot { weekday, minute }).collect();
            let now = at("2026-11-01T00:00:00Z") + start;
            let ahead = between(&slots, &berlin(), now + 1, now + 400 * DAY);
            let is_free = |index: usize| index >= filled || holes.contains(&index);
            let taken: BTreeSet<Now> =
                ahead.iter().enumerate().filter(|(index, _)| !is_free(*index)).map(|(_, at)| *at).collect();
            let wanted = ahead.iter().find(|at| !taken.contains(at)).copied();
            prop_assert_eq!(next_free(&slots, &berlin(), now, &taken), wanted);
            // However a span is cut, the same instants come out.
            let middle = now + start % (400 * DAY) + 1;
            let mut pieces = between(&slots, &berlin(), now + 1, middle);
            pieces.extend(between(&slots, &berlin(), middle, now + 400 * DAY));
            prop_assert_eq!(pieces, ahead);
        }
    }
}
