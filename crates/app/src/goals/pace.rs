//! Where a goal stands against time: progress, expected pace, forecast.

use jiff::{ToSpan, civil::Date, tz::TimeZone};
use serde::Serialize;

use crate::{Now, clock::DAY, number::part, zone};

/// How much of a period has gone by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elapsed {
    /// Milliseconds gone by, 0 before the start, at most `total`.
    pub gone: i64,
    /// Milliseconds of the whole period.
    pub total: i64,
}

impl Elapsed {
    /// From the first instant of `first` to the last of `last`, in a zone.
    #[must_use]
    pub fn of_days(first: Date, last: Date, zone: &TimeZone, now: Now) -> Self {
        let (from, to) = bounds(first, last, zone);
        let total = (to - from).max(0);
        Self { gone: (now - from).clamp(0, total), total }
    }

    /// What of an amount has come by now if it comes evenly; a period without length is over.
    pub(crate) fn of_amount(self, amount: i64) -> i64 {
        part(amount, self.gone, self.total.max(0))
    }

    /// What comes in the whole time if as much came so far; unknown before the start.
    pub(crate) fn to_the_end(self, amount: i64) -> Option<i64> {
        match (self.gone, self.total) {
            (_, ..=0) => Some(amount),
            (..=0, _) => None,
            (gone, total) => Some(part(amount, total, gone)),
        }
    }

    /// The share gone by, 0 to 1; a period without length is over.
    #[must_use]
    pub fn share(self) -> f64 {
        if self.total <= 0 { 1.0 } else { self.gone as f64 / self.total as f64 }
    }

    /// Whether too little time has gone by to judge by it: less than a day, of a time that is longer than two.
    #[must_use]
    pub const fn is_early(self) -> bool {
        let half = self.total / 2;
        self.gone < if half < DAY { half } else { DAY }
    }

    /// Whether nothing of it has gone by.
    #[must_use]
    pub const fn not_begun(self) -> bool {
        self.gone <= 0 && self.total > 0
    }

    /// Whether all of it has gone by.
    #[must_use]
    pub const fn over(self) -> bool {
        self.gone >= self.total
    }
}

/// First instant of `first`, and the instant after the last of `last`.
#[must_use]
pub fn bounds(first: Date, last: Date, zone: &TimeZone) -> (i64, i64) {
    let after = last.checked_add(1.day()).unwrap_or(last);
    (zone::start_of_day(first, zone), zone::start_of_day(after, zone))
}

/// How a goal is doing, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The target is met.
    Reached,
    /// Its time has not begun.
    NotBegun,
    /// Within 5 % of the expected pace, or ahead.
    OnTrack,
    /// Up to 15 % behind it.
    Watch,
    /// More than 15 % behind it.
    Behind,
    /// The due day is over and the target is not met.
    Late,
    /// No value is known.
    NoData,
}

impl Standing {
    /// The word used in pages and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::NotBegun => "not_begun",
            Self::OnTrack => "on_track",
            Self::Watch => "watch",
            Self::Behind => "behind",
            Self::Late => "late",
            Self::NoData => "no_data",
        }
    }

    /// Whether somebody has to look at it.
    #[must_use]
    pub const fn is_off_plan(self) -> bool {
        matches!(self, Self::Behind | Self::Late)
    }
}

/// A goal against its time. Shares are fractions: 0.5 is half the way; values are in steps of the goal's unit.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pace {
    /// Way done: 0 at the origin, 1 at the target; unknown without a value.
    pub progress: Option<f64>,
    /// Way that would be done if it went evenly from start to due day.
    pub expected: f64,
    /// The value at that pace.
    pub expected_value: i64,
    /// The value on the due day if it goes on as so far; unknown before the start.
    pub forecast: Option<i64>,
    /// In a word.
    pub standing: Standing,
}

impl Pace {
    /// `origin` is where the way begins: the baseline of a level, 0 of what accumulates.
    #[must_use]
    pub fn of(origin: i64, target: i64, value: Option<i64>, elapsed: Elapsed) -> Self {
        let way = target.saturating_sub(origin);
        let expected = elapsed.share();
        let progress =
            value.filter(|_| way != 0).map(|value| value.saturating_sub(origin) as f64 / way as f64);
        let forecast = value
            .filter(|_| !elapsed.is_early())
            .and_then(|value| elapsed.to_the_end(value.saturating_sub(origin)))
            .map(|gained| origin.saturating_add(gained));
        let standing = match progress {
            Some(progress) if progress >= 1.0 => Standing::Reached,
            _ if elapsed.not_begun() => Standing::NotBegun,
            None => Standing::NoData,
            Some(_) if elapsed.over() => Standing::Late,
            Some(progress) if progress >= expected * 0.95 => Standing::OnTrack,
            Some(progress) if progress >= expected * 0.85 => Standing::Watch,
            Some(_) => Standing::Behind,
        };
        let expected_value = origin.saturating_add(elapsed.of_amount(way));
        Self { progress, expected, expected_value, forecast, standing }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const HALF: Elapsed = Elapsed { gone: 50, total: 100 };

    #[test]
    fn half_the_time_and_half_the_way_is_on_track() {
        let pace = Pace::of(0, 1000, Some(500), HALF);
        assert_eq!(pace.progress, Some(0.5));
        assert_eq!(pace.expected_value, 500);
        assert_eq!(pace.forecast, Some(1000));
        assert_eq!(pace.standing, Standing::OnTrack);
    }

    #[test]
    fn a_level_is_counted_from_its_baseline() {
        let pace = Pace::of(200, 300, Some(220), HALF);
        assert_eq!(pace.progress, Some(0.2));
        assert_eq!(pace.expected_value, 250);
        assert_eq!(pace.forecast, Some(240));
        assert_eq!(pace.standing, Standing::Behind);
    }

    #[test]
    fn a_target_below_the_baseline_is_a_way_down() {
        let pace = Pace::of(10_000_000, 4_000_000, Some(6_900_000), HALF);
        assert!(pace.progress.is_some_and(|progress| (progress - 0.516_666).abs() < 1e-3));
        assert_eq!(pace.standing, Standing::OnTrack);
    }

    #[test]
    fn nothing_known_is_no_data_and_never_zero() {
        let pace = Pace::of(0, 10, None, HALF);
        assert_eq!((pace.progress, pace.forecast, pace.standing), (None, None, Standing::NoData));
        let early = Elapsed { gone: 0, total: 100 };
        assert_eq!(Pace::of(0, 10, Some(0), early).forecast, None);
        assert_eq!(Pace::of(0, 10, Some(0), early).standing, Standing::NotBegun);
    }

    #[test]
    fn after_the_due_day_it_is_reached_or_late() {
        let over = Elapsed { gone: 100, total: 100 };
        assert_eq!(Pace::of(0, 1000, Some(999), over).standing, Standing::Late);
        assert_eq!(Pace::of(0, 10, Some(10), over).standing, Standing::Reached);
    }

    #[test]
    fn days_are_counted_whole_in_the_zone_also_over_daylight_saving() {
        let berlin = TimeZone::get("Europe/Berlin").expect("zone");
        let day: Date = "2027-03-28".parse().expect("date");
        let elapsed = Elapsed::of_days(day, day, &berlin, 0);
        assert_eq!(elapsed.total, 23 * crate::clock::HOUR);
        assert!(elapsed.not_begun());
    }

    #[test]
    fn the_first_day_tells_nothing_of_the_last() {
        let total = 30 * DAY;
        assert!(Elapsed { gone: DAY - 1, total }.is_early() && !Elapsed { gone: DAY, total }.is_early());
        assert!(!Elapsed { gone: DAY / 2, total: DAY }.is_early());
        assert_eq!(Pace::of(0, 500, Some(49), Elapsed { gone: DAY / 10, total }).forecast, None);
    }

    proptest! {
        #[test]
        fn what_goes_evenly_is_on_track_and_forecast_at_the_target(
            origin in -1_000_000_000..1_000_000_000_i64, way in 1_000_000..1_000_000_000_000_i64, gone in 1i64..1000
        ) {
            let elapsed = Elapsed { gone, total: 1000 };
            let value = origin + elapsed.of_amount(way);
            let pace = Pace::of(origin, origin + way, Some(value), elapsed);
            prop_assert_eq!(pace.expected_value, value);
            prop_assert!((pace.progress.expect("value") - pace.expected).abs() < 1e-6);
            prop_assert_eq!(pace.forecast.is_none(), elapsed.is_early());
            // Half a step of what came so far is at most so many steps of the whole.
            prop_assert!(pace.forecast.is_none_or(|forecast| (forecast - (origin + way)).abs() <= 500 / gone + 1));
            prop_assert!(matches!(pace.standing, Standing::OnTrack | Standing::Reached));
        }

        #[test]
        fn no_input_makes_a_number_that_is_none(
            origin in any::<i64>(), target in any::<i64>(), value in proptest::option::of(any::<i64>()),
            gone in 0i64..1000, total in 0i64..1000
        ) {
            let pace = Pace::of(origin, target, value, Elapsed { gone: gone.min(total), total });
            prop_assert!(pace.progress.is_none_or(f64::is_finite));
            prop_assert!((0.0..=1.0).contains(&pace.expected));
        }
    }
}
