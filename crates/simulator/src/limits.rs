//! Fixed-window rate limits, counted per key as the networks count them.

use std::collections::HashMap;

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
