//! Limits on what can be guessed or flooded, per process. Those that must hold over machines stand in the database.

use std::num::NonZeroU32;

use app::{Error, Result};
use governor::{
    DefaultKeyedRateLimiter, Quota, RateLimiter,
    clock::{Clock, DefaultClock},
};

/// Keys remembered before those that rest are forgotten.
const KEYS_MOST: usize = 50_000;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Sign-ins to one account from one address: 5, then one in 30 seconds.
    SignIn,
    /// Sign-ins from one address: 30, then one in 2 seconds.
    SignInAddress,
    /// Sign-ins to one account from anywhere: 100, then one in 2 seconds, so that a stranger cannot lock its owner out.
    SignInAccount,
    /// Reset mails asked for from one address: 5, then one a minute.
    Forgot,
    /// Links of resets and invitations tried from one address: 20, then one in 3 seconds.
    Link,
    /// Invitations of one workspace: 50, then one a minute.
    Invitation,
    /// Set-ups tried from one address: 10, then one in 6 seconds.
    Setup,
    /// API requests of one token: 600, then 20 a second.
    Api,
    /// Unknown tokens from one address: 30, then one in 2 seconds.
    ApiStranger,
}

impl Limit {
    const ALL: [Self; 9] = [
        Self::SignIn,
        Self::SignInAddress,
        Self::SignInAccount,
        Self::Forgot,
        Self::Link,
        Self::Invitation,
        Self::Setup,
        Self::Api,
        Self::ApiStranger,
    ];

    const fn burst_and_period_ms(self) -> (u32, u64) {
        match self {
            Self::SignIn => (5, 30_000),
            Self::SignInAddress | Self::ApiStranger => (30, 2_000),
            Self::SignInAccount => (100, 2_000),
            Self::Forgot => (5, 60_000),
            Self::Link => (20, 3_000),
            Self::Invitation => (50, 60_000),
            Self::Setup => (10, 6_000),
            Self::Api => (600, 50),
        }
    }

    fn limiter(self) -> DefaultKeyedRateLimiter<String> {
        let (burst, period) = self.burst_and_period_ms();
        let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::with_period(std::time::Duration::from_millis(period))
            .unwrap_or(Quota::per_second(NonZeroU32::MIN))
            .allow_burst(burst);
        RateLimiter::keyed(quota)
    }
}

/// One limiter for each [`Limit`].
pub struct Limits(Vec<DefaultKeyedRateLimiter<String>>);

impl Default for Limits {
    fn default() -> Self {
        Self(Limit::ALL.iter().map(|limit| limit.limiter()).collect())
    }
}

impl Limits {
    /// Counts a try.
    ///
    /// # Errors
    /// [`Error::RateLimited`] with the seconds to wait.
    pub fn check(&self, limit: Limit, key: impl ToString) -> Result<()> {
        let place = Limit::ALL.iter().position(|each| *each == limit);
        let Some(limiter) = place.and_then(|place| self.0.get(place)) else { return Ok(()) };
        if limiter.len() > KEYS_MOST {
            limiter.retain_recent();
        }
        limiter.check_key(&key.to_string()).map_err(|not_until| {
            let wait = not_until.wait_time_from(DefaultClock::default().now());
            Error::RateLimited(wait.as_secs() + 1)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sixth_sign_in_waits_and_others_do_not() {
        let limits = Limits::default();
        for _ in 0..5 {
            assert!(limits.check(Limit::SignIn, "1.2.3.4 a@b.c").is_ok());
        }
        let wait = limits.check(Limit::SignIn, "1.2.3.4 a@b.c");
        assert!(matches!(wait, Err(Error::RateLimited(1..=30))), "{wait:?}");
        assert!(limits.check(Limit::SignIn, "1.2.3.4 d@b.c").is_ok());
        assert!(limits.check(Limit::Forgot, "1.2.3.4 a@b.c").is_ok());
    }
}
