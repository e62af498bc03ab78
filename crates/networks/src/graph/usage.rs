//! How long Meta asks to wait (developers.facebook.com/docs/graph-api/overview/rate-limiting).

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Deserialize;

use crate::http::Answer;

/// Each call while throttled makes it last longer, so nobody knocks again soon.
const UNTOLD: Duration = Duration::from_secs(5 * 60);
const LONGEST: Duration = Duration::from_secs(6 * 60 * 60);

/// One entry of `X-Business-Use-Case-Usage`.
#[derive(Deserialize)]
struct Usage {
    /// Minutes.
    #[serde(default)]
    estimated_time_to_regain_access: u64,
}

/// What a throttled answer asks for.
pub(super) fn wait(answer: &Answer) -> Duration {
    if answer.header("retry-after").is_some() {
        return answer.wait();
    }
    answer.header("x-business-use-case-usage").and_then(regained).unwrap_or(UNTOLD)
}

/// The longest time that the header names, within six hours.
fn regained(header: &str) -> Option<Duration> {
    let usage: BTreeMap<String, Vec<Usage>> = serde_json::from_str(header).ok()?;
    let minutes = usage.values().flatten().map(|usage| usage.estimated_time_to_regain_access).max()?;
    (minutes > 0).then(|| Duration::from_secs(minutes.saturating_mul(60)).min(LONGEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn minutes_are_read_from_every_entry() {
        let cases = [
            (
                r#"{"1001":[{"type":"pages","call_count":100,"estimated_time_to_regain_access":7},
                   {"type":"instagram","estimated_time_to_regain_access":19}]}"#,
                Some(19 * 60),
            ),
            (r#"{"1001":[{"type":"pages","call_count":3,"estimated_time_to_regain_access":0}]}"#, None),
            (r#"{"1":[{"estimated_time_to_regain_access":100000}]}"#, Some(6 * 60 * 60)),
            ("{}", None),
            ("nonsense", None),
        ];
        for (header, seconds) in cases {
            assert_eq!(regained(header), seconds.map(Duration::from_secs), "{header}");
        }
    }
}
