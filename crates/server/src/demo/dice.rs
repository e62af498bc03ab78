//! Chance with a seed: the same seed makes the same past.

use db::id::Uuid;
use rand::{Rng, RngExt, SeedableRng, rngs::StdRng};

/// A seeded source of everything that is left to chance.
pub struct Dice(StdRng);

impl Dice {
    /// A source of its own.
    pub fn new(seed: u64) -> Self {
        Self(StdRng::seed_from_u64(seed))
    }

    /// A whole number from `least` to `most`.
    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        self.0.random_range(least..=most)
    }

    /// Whether something that is so likely happens.
    pub fn chance(&mut self, likely: f64) -> bool {
        self.0.random_bool(likely.clamp(0.0, 1.0))
    }

    /// One of several.
    pub fn pick<'a, T>(&mut self, several: &'a [T]) -> Option<&'a T> {
        (!several.is_empty()).then(|| &several[self.0.random_range(0..several.len())])
    }

    /// Puts them in another order.
    pub fn shuffle<T>(&mut self, several: &mut [T]) {
        for last in (1..several.len()).rev() {
            several.swap(last, self.0.random_range(0..=last));
        }
    }

    /// A factor around 1 that is never negative: now and then 3, seldom below a third.
    pub fn spread(&mut self) -> f64 {
        let sum: f64 = (0..6).map(|_| self.0.random::<f64>()).sum();
        ((sum - 3.0) * 0.85).exp()
    }

    /// How often something happens that is expected `mean` times.
    pub fn times(&mut self, mean: f64) -> i64 {
        let mean = mean.clamp(0.0, 400.0);
        // Sums of many small means keep `exp` away from zero.
        let parts = (mean / 20.0).ceil().max(1.0);
        let limit = (-mean / parts).exp();
        let mut times = 0;
        let mut left = parts;
        while left > 0.5 {
            let mut product: f64 = self.0.random();
            while product > limit {
                times += 1;
                product *= self.0.random::<f64>();
            }
            left -= 1.0;
        }
        times
    }

    /// How long something takes that takes `mean` milliseconds on average and fades out.
    pub fn wait(&mut self, mean: i64) -> i64 {
        let share: f64 = self.0.random_range(1e-9..1.0);
        (-share.ln() * mean as f64) as i64
    }

    /// A UUIDv7 of an instant.
    pub fn id(&mut self, at: i64) -> Uuid {
        let time = (u128::try_from(at).unwrap_or(0) & 0xffff_ffff_ffff) << 80;
        let chance: u128 = self.0.random();
        let (version, variant) = (7_u128 << 76, 0b10_u128 << 62);
        Uuid::from_u128(
            time | version | ((chance >> 64 & 0xfff) << 64) | variant | (chance & ((1 << 62) - 1)),
        )
    }

    /// So many characters of an alphabet.
    pub fn word(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length).map(|_| char::from(alphabet[self.0.random_range(0..alphabet.len())])).collect()
    }

    /// A bare number.
    pub fn number(&mut self) -> u64 {
        self.0.next_u64()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same_and_ids_hold_their_time() {
        let (mut one, mut other) = (Dice::new(7), Dice::new(7));
        assert_eq!(one.id(1_781_514_000_000), other.id(1_781_514_000_000));
        let id = one.id(1_781_514_000_000);
        assert_eq!((id.get_version_num(), id.as_u128() >> 80), (7, 1_781_514_000_000));
        assert!(one.id(1) < one.id(2));
    }

    #[test]
    fn means_are_kept() {
        let mut dice = Dice::new(1);
        for mean in [0.5, 22.0, 90.0] {
            let sum: i64 = (0..2_000).map(|_| dice.times(mean)).sum();
            assert!((sum as f64 / 2_000.0 - mean).abs() < mean * 0.05, "{sum}");
        }
        let sum: f64 = (0..5_000).map(|_| dice.spread()).sum();
        assert!((0.9..1.4).contains(&(sum / 5_000.0)), "{sum}");
    }
}
