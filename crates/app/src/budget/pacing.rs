//! Spending against time.

use serde::Serialize;

use crate::{clock::DAY, goals::Elapsed, number::part};

/// How spending keeps to the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Within 5 % of the plan.
    OnTrack,
    /// Within 15 %.
    Watch,
    /// More than 15 % over.
    Over,
    /// More than 15 % under.
    Under,
}

impl Band {
    /// The word used in pages and the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnTrack => "on_track",
            Self::Watch => "watch",
            Self::Over => "over",
            Self::Under => "under",
        }
    }
}

/// Spending of a budget that is planned to go out evenly.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Pacing {
    /// The budget.
    pub budget_minor: i64,
    /// Spent so far.
    pub spent_minor: i64,
    /// What is left; below zero when it is overspent.
    pub left_minor: i64,
    /// What would be spent by now.
    pub expected_minor: i64,
    /// (spent ÷ budget) ÷ (elapsed ÷ time) × 100; unknown without a budget or before the start.
    pub percent: Option<f64>,
    /// Spent at the end if it goes on as so far: spent ÷ elapsed × time.
    pub forecast_minor: Option<i64>,
    /// What can still be spent a day until the end; unknown after it.
    pub needed_daily_minor: Option<i64>,
    /// In a word; unknown where `percent` is.
    pub band: Option<Band>,
}

impl Pacing {
    /// The rule.
    #[must_use]
    pub fn of(budget_minor: i64, spent_minor: i64, elapsed: Elapsed) -> Self {
        let share = elapsed.share();
        let begun = !elapsed.not_begun() && share > 0.0;
        let percent =
            (begun && budget_minor > 0).then(|| spent_minor as f64 / budget_minor as f64 / share * 100.0);
        let left_ms = elapsed.total - elapsed.gone;
        let left_minor = budget_minor - spent_minor;
        Self {
            budget_minor,
            spent_minor,
            left_minor,
            expected_minor: elapsed.of_amount(budget_minor),
            percent,
            forecast_minor: (begun && !elapsed.is_early()).then(|| elapsed.to_the_end(spent_minor)).flatten(),
            needed_daily_minor: (left_ms > 0).then(|| {
                // A part of a day left is a whole day in which to spend.
                part(left_minor.max(0), DAY, left_ms.max(DAY))
            }),
            band: percent.filter(|_| !elapsed.is_early()).map(|percent| match percent {
                percent if percent > 115.0 => Band::Over,
                percent if percent < 85.0 => Band::Under,
                percent if (95.0..=105.0).contains(&percent) => Band::OnTrack,
                _ => Band::Watch,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn half_the_time_and_three_quarters_spent_is_150() {
        let pacing = Pacing::of(100_000, 75_000, Elapsed { gone: 15 * DAY, total: 30 * DAY });
        assert_eq!(pacing.percent, Some(150.0));
        assert_eq!(pacing.band, Some(Band::Over));
        assert_eq!(pacing.expected_minor, 50_000);
        assert_eq!(pacing.forecast_minor, Some(150_000));
        assert_eq!(pacing.needed_daily_minor, Some(1_667));
    }

    #[test]
    fn the_bands_are_those_of_the_trade() {
        let band = |spent| Pacing::of(1000, spent, Elapsed { gone: 1, total: 2 }).band;
        assert_eq!(band(500), Some(Band::OnTrack));
        assert_eq!(band(525), Some(Band::OnTrack));
        assert_eq!(band(560), Some(Band::Watch));
        assert_eq!(band(440), Some(Band::Watch));
        assert_eq!(band(600), Some(Band::Over));
        assert_eq!(band(100), Some(Band::Under));
    }

    #[test]
    fn without_budget_or_before_the_start_there_is_no_percentage() {
        let half = Elapsed { gone: 1, total: 2 };
        assert_eq!(Pacing::of(0, 500, half).percent, None);
        let before = Pacing::of(1000, 0, Elapsed { gone: 0, total: 2 });
        assert_eq!((before.percent, before.forecast_minor, before.band), (None, None, None));
        assert_eq!(Pacing::of(1000, 900, Elapsed { gone: 2, total: 2 }).needed_daily_minor, None);
    }

    #[test]
    fn the_first_day_raises_no_alarm() {
        let early = Pacing::of(50_000, 2_000, Elapsed { gone: DAY / 10, total: 30 * DAY });
        assert_eq!((early.band, early.forecast_minor), (None, None));
        assert!(early.percent.is_some());
    }

    proptest! {
        #[test]
        fn spending_evenly_paces_at_100(budget in 1_000i64..1_000_000_000, gone in 1i64..1000) {
            let elapsed = Elapsed { gone, total: 1000 };
            let spent = elapsed.of_amount(budget);
            let percent = Pacing::of(budget, spent, elapsed).percent.expect("known");
            // Half a cent of rounding, as a share of what is expected.
            prop_assert!((percent - 100.0).abs() <= 50.0 / (budget as f64 * elapsed.share()) + 1e-6);
        }
    }
}
