//! Scales of values with round marks.

/// From the lowest to the highest mark.
#[derive(Clone, Debug, PartialEq)]
pub struct Scale {
    /// The marks, rising; the first and last are the ends.
    pub marks: Vec<f64>,
}

impl Scale {
    /// A scale around the values with about `wanted` steps. `whole` keeps the marks on whole
    /// numbers; `from_zero` makes it begin at zero.
    pub fn around(values: impl IntoIterator<Item = f64>, wanted: u32, from_zero: bool, whole: bool) -> Self {
        let finite = values.into_iter().filter(|value| value.is_finite());
        let ends = finite.fold(None, |ends: Option<(f64, f64)>, value| {
            Some(ends.map_or((value, value), |(low, high)| (low.min(value), high.max(value))))
        });
        let (mut low, mut high) = ends.unwrap_or((0.0, 1.0));
        if from_zero {
            low = low.min(0.0);
            high = high.max(0.0);
        }
        if high - low <= f64::EPSILON * high.abs().max(1.0) * 8.0 {
            // A level course lies in the middle, or above zero where the scale begins there.
            let room = (high.abs() * 0.1).max(1.0);
            high += room;
            if !(from_zero && low == 0.0) {
                low -= room;
            }
        }
        let step = round_step((high - low) / f64::from(wanted.max(1)), whole);
        let first = (low / step).floor();
        let last = (high / step).ceil();
        let count = (last - first).clamp(1.0, 64.0);
        let mut marks = Vec::new();
        let mut index = 0.0;
        while index <= count {
            marks.push((first + index) * step);
            index += 1.0;
        }
        Self { marks }
    }

    fn ends(&self) -> (f64, f64) {
        (self.marks.first().copied().unwrap_or(0.0), self.marks.last().copied().unwrap_or(1.0))
    }

    /// How far a value stands below the top, in hundredths of the height.
    pub fn top_share(&self, value: f64) -> f64 {
        let (low, high) = self.ends();
        ((high - value) / (high - low) * 100.0).clamp(0.0, 100.0)
    }

    /// Where bars stand and areas end: zero, or the nearest end.
    pub fn floor(&self) -> f64 {
        self.top_share(0.0)
    }
}

/// The next of 1, 2, 5 (and 2.5 between) times a power of ten that is no smaller.
fn round_step(rough: f64, whole: bool) -> f64 {
    if !rough.is_finite() || rough <= 0.0 {
        return 1.0;
    }
    if whole && rough <= 1.0 {
        return 1.0;
    }
    let power = 10_f64.powf(rough.log10().floor());
    [1.0, 2.0, 2.5, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step >= rough * (1.0 - 1e-9) && (!whole || (step - step.round()).abs() < 1e-9))
        .unwrap_or(10.0 * power)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn marks_are_round() {
        assert_eq!(Scale::around([3.0, 97.0], 4, true, true).marks, [0.0, 25.0, 50.0, 75.0, 100.0]);
        assert_eq!(Scale::around([0.0, 3.0], 4, true, true).marks, [0.0, 1.0, 2.0, 3.0]);
        assert_eq!(Scale::around([], 4, true, true).marks, [0.0, 1.0]);
        assert_eq!(Scale::around([5.0, 5.0], 4, false, true).marks, [4.0, 5.0, 6.0]);
        assert_eq!(Scale::around([0.0, 0.0], 4, true, true).marks, [0.0, 1.0]);
        assert_eq!(Scale::around([-40.0, 60.0], 4, true, true).marks, [-50.0, -25.0, 0.0, 25.0, 50.0, 75.0]);
        assert_eq!(
            Scale::around([f64::NAN, 0.4], 4, true, false).marks,
            [0.0, 0.1, 0.2, 0.30000000000000004, 0.4]
        );
    }

    proptest! {
        #[test]
        fn every_value_lies_between_the_ends(
            values in proptest::collection::vec(-1e12_f64..1e12, 1..40), zero: bool, whole: bool, wanted in 1_u32..9,
        ) {
            let scale = Scale::around(values.clone(), wanted, zero, whole);
            let (low, high) = scale.ends();
            prop_assert!(scale.marks.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(scale.marks.len() <= wanted as usize + 3, "{:?}", scale.marks);
            for value in values {
                prop_assert!(value >= low - 1e-3 && value <= high + 1e-3, "{value} in {low}…{high}");
                prop_assert!((0.0..=100.0).contains(&scale.top_share(value)));
            }
            if zero {
                prop_assert!(low <= 0.0 && high >= 0.0);
            }
        }
    }
}
