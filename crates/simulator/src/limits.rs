//! Fixed-window rate limits, counted per key as the networks count them.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;

use crate::faults::Refusal;
use crate::stand_in::StandIn;
use crate::state::Shared;

/// How many points a key may spend in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) limit: u32,
    pub(crate) window_ms: i64,
}

/// What is left of a rule after a request; it feeds the answer's headers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Standing {
    pub(crate) rule: Rule,
    pub(crate) remaining: u32,
    pub(crate) reset_at: i64,
    pub(crate) exceeded: bool,
}

impl Standing {
    /// How long until the window starts again.
    pub(crate) fn wait(&self, now: i64) -> Duration {
        Duration::from_millis(u64::try_from(self.reset_at - now).unwrap_or_default())
    }

    /// What was spent, in percent of the limit.
    pub(crate) fn percent(&self) -> u32 {
        let spent = u64::from(self.rule.limit - self.remaining) * 100;
        u32::try_from(spent / u64::from(self.rule.limit.max(1))).unwrap_or(100)
    }
}

/// What one request costs.
#[derive(Debug, Clone)]
pub(crate) struct Charge {
    pub(crate) rule: Rule,
    /// Whose window: a token, an account, an app, an address.
    pub(crate) key: String,
    pub(crate) points: u32,
}

/// Charges a request, refuses it over the limit and adds the network's headers.
pub(crate) async fn layer<S: StandIn>(
    State(shared): State<Arc<Shared>>,
    request: Request,
    next: Next,
) -> Response {
    let now = shared.clock.now();
    let charges = shared.state::<S>().charges(&request, now);
    if charges.is_empty() {
        return next.run(request).await;
    }
    let standings: Vec<Standing> = charges.iter().map(|charge| shared.spend::<S>(charge, now)).collect();
    let over = standings.iter().find(|standing| standing.exceeded);
    let mut answer = match over.filter(|_| shared.enforce_limits.load(Ordering::Relaxed)) {
        Some(over) => S::refusal(&shared, &Refusal::TooMany { retry_after: over.wait(now) }),
        None => next.run(request).await,
    };
    S::limit_headers(answer.headers_mut(), &standings, now);
    answer
}

#[derive(Debug, Default)]
pub(crate) struct Limits {
    windows: HashMap<(&'static str, String), (i64, u32)>,
}

impl Limits {
    /// Spends `points`; a request over the limit spends nothing.
    pub(crate) fn spend(&mut self, rule: Rule, key: &str, points: u32, now: i64) -> Standing {
        let start = now - now.rem_euclid(rule.window_ms);
        let window = self.windows.entry((rule.name, key.to_owned())).or_insert((start, 0));
        if window.0 != start {
            *window = (start, 0);
        }
        let exceeded = window.1 + points > rule.limit;
        if !exceeded {
            window.1 += points;
        }
        Standing { rule, remaining: rule.limit - window.1, reset_at: start + rule.window_ms, exceeded }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_empties_and_starts_again() {
        let rule = Rule { name: "test", limit: 5, window_ms: 1000 };
        let mut limits = Limits::default();
        assert_eq!(limits.spend(rule, "a", 3, 10).remaining, 2);
        assert!(limits.spend(rule, "a", 3, 20).exceeded);
        assert!(!limits.spend(rule, "b", 3, 20).exceeded);
        assert_eq!(limits.spend(rule, "a", 3, 1000).remaining, 2);
    }
}
