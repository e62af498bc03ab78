//! Return on full cost, and even shares of a cost that many have in common.

use serde::Serialize;

/// Margin against full cost. ROI = (margin − full cost) ÷ full cost; there is no other definition here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Return {
    /// What was earned.
    pub margin_minor: i64,
    /// Media, hours, freelancers, influencers, tools and the rest.
    pub cost_minor: i64,
}

impl Return {
    /// As a fraction: 2.5 is 250 %. Without cost there is no such number.
    #[must_use]
    pub fn roi(self) -> Option<f64> {
        (self.cost_minor > 0).then(|| (self.margin_minor - self.cost_minor) as f64 / self.cost_minor as f64)
    }
}

/// The share of the part at `index` (from 0) when `total` is split over `parts`: to the cent, what is left over goes to
/// the first ones. Nothing for an index beyond the parts.
#[must_use]
pub const fn even_share(total: i64, parts: i64, index: i64) -> i64 {
    if parts <= 0 || index < 0 || index >= parts {
        return 0;
    }
    let rest = total.rem_euclid(parts);
    total.div_euclid(parts) + if index < rest { 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn seven_thousand_on_two_thousand_is_250_percent() {
        assert_eq!(Return { margin_minor: 700_000, cost_minor: 200_000 }.roi(), Some(2.5));
    }

    #[test]
    fn nothing_earned_is_a_loss_of_all_and_no_cost_is_no_number() {
        assert_eq!(Return { margin_minor: 0, cost_minor: 100 }.roi(), Some(-1.0));
        assert_eq!(Return { margin_minor: 100, cost_minor: 0 }.roi(), None);
    }

    proptest! {
        #[test]
        fn shares_sum_to_the_total_and_differ_by_a_cent_at_most(total in -1_000_000i64..1_000_000, parts in 1i64..200) {
            let shares: Vec<i64> = (0..parts).map(|index| even_share(total, parts, index)).collect();
            prop_assert_eq!(shares.iter().sum::<i64>(), total);
            let (least, most) = (shares.iter().min(), shares.iter().max());
            prop_assert!(most.zip(least).is_some_and(|(most, least)| most - least <= 1));
        }
    }
}
