//! How attention comes and goes: pure sums.

use rand::RngExt;
use rand::rngs::StdRng;

/// After this many seconds two thirds of those who will ever see a post have seen it.
const FADES_IN: f64 = 3.0 * 3600.0;
const DAY: f64 = 86_400.0;
/// The part of the first reach that finds a post later, by search and by profile.
const LONG_TAIL: f64 = 0.05;
/// After this many seconds two thirds of those late finders have been there.
const TAIL_FADES_IN: f64 = 21.0 * DAY;

/// How likely a look leads to something.
pub(super) struct Habits {
    pub(super) like: f64,
    pub(super) reply: f64,
    pub(super) repost: f64,
    pub(super) quote: f64,
    pub(super) follow: f64,
    pub(super) click: f64,
    pub(super) order: f64,
}

pub(super) const HABITS: Habits = Habits {
    like: 0.07,
    reply: 0.010,
    repost: 0.012,
    quote: 0.002,
    follow: 0.004,
    click: 0.035,
    order: 0.06,
};

/// Unasked mentions of an account, a day.
pub(super) const MENTIONS_A_DAY: f64 = 4.0;

/// How many people will ever see a post of an account with so many followers.
pub(super) fn reach(followers: u64) -> f64 {
    // Counts of people are far below what a float holds exactly.
    #[expect(clippy::cast_precision_loss, reason = "followers are far below 2^53")]
    let followers = followers as f64;
    (followers * 0.3).clamp(150.0, 5000.0)
}

/// The views expected of a post between two ages, in seconds of the audience's life.
pub(super) fn views_between(reach: f64, from: f64, to: f64) -> f64 {
    let share = |fades_in: f64| ((-from / fades_in).exp() - (-to / fades_in).exp()).max(0.0);
    reach * (share(FADES_IN) + LONG_TAIL * share(TAIL_FADES_IN))
}

/// How often something happens that is expected `mean` times.
pub(super) fn happens(dice: &mut StdRng, mean: f64) -> u32 {
    let mean = mean.min(50.0);
    if mean <= 0.0 {
        return 0;
    }
    let (limit, mut product, mut times) = ((-mean).exp(), dice.random::<f64>(), 0);
    while product > limit {
        times += 1;
        product *= dice.random::<f64>();
    }
    times
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn attention_decays_and_adds_up() {
        let hour = 3600.0;
        let first = views_between(400.0, 0.0, hour);
        let later = views_between(400.0, 6.0 * hour, 7.0 * hour);
        assert!(first > 5.0 * later && later > 0.0);
        let parts: f64 =
            (0..48).map(|h| views_between(400.0, f64::from(h) * hour, f64::from(h + 1) * hour)).sum();
        assert!((parts - views_between(400.0, 0.0, 48.0 * hour)).abs() < 1e-6);
        assert!(views_between(400.0, 200.0 * DAY, 201.0 * DAY) < 0.01);
    }

    #[test]
    fn chance_has_the_expected_mean() {
        let mut dice = StdRng::seed_from_u64(3);
        let total: u32 = (0..10_000).map(|_| happens(&mut dice, 0.8)).sum();
        assert!((7_600..8_400).contains(&total), "{total}");
    }
}
