//! How long a network asks us to wait.

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(60 * 60);
/// Where a network refuses for too many calls and does not say until when.
const UNTOLD: Duration = Duration::from_secs(60);

/// The wait that the headers ask for, within a second and an hour: `Retry-After` (seconds or a date), else
/// `RateLimit-Reset`, `X-RateLimit-Reset` or `X-Rate-Limit-Reset` (ISO 8601, epoch seconds or seconds to go). Dates are compared with the
/// answer's own `Date`, so a wrong clock on either side does no harm.
pub(super) fn wait(headers: &HeaderMap) -> Duration {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let now = text(DATE.as_str()).and_then(http_date);
    let until = |then: Option<Timestamp>| Some(then?.as_second() - now?.as_second());
    let seconds = text(RETRY_AFTER.as_str())
        .and_then(|value| value.parse().ok().or_else(|| until(http_date(value))))
        .or_else(|| {
            let names = ["ratelimit-reset", "x-ratelimit-reset", "x-rate-limit-reset"];
            let value = names.into_iter().find_map(text)?;
            match value.parse::<i64>() {
                // Nobody asks for a wait of thirty years: it is a moment.
                Ok(moment) if moment > 1_000_000_000 => until(Timestamp::from_second(moment).ok()),
                Ok(seconds) => Some(seconds),
                Err(_) => until(value.parse().ok()),
            }
        });
    let wait = seconds.map_or(UNTOLD, |seconds| Duration::from_secs(u64::try_from(seconds).unwrap_or(0)));
    wait.clamp(SHORTEST, LONGEST)
}

pub(super) fn http_date(text: &str) -> Option<Timestamp> {
    rfc2822::DateTimeParser::new().parse_timestamp(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_telling() {
        let date = ("date", "Sun, 22 Nov 2026 10:00:00 GMT");
        let cases: [(&[(&'static str, &'static str)], u64); 12] = [
            (&[], 60),
            (&[("retry-after", "17")], 17),
            (&[("retry-after", "0")], 1),
            (&[("retry-after", "99999")], 3_600),
            (&[date, ("retry-after", "Sun, 22 Nov 2026 10:02:00 GMT")], 120),
            (&[date, ("x-ratelimit-reset", "2026-11-22T10:05:00.000000Z")], 300),
            (&[date, ("x-ratelimit-reset", "2026-11-22T09:05:00Z")], 1),
            (&[("x-ratelimit-reset", "2026-11-22T10:05:00Z")], 60),
            (&[date, ("ratelimit-reset", "1795341630")], 30),
            (&[date, ("x-rate-limit-reset", "1795341640")], 40),
            (&[("ratelimit-reset", "45")], 45),
            (&[("x-ratelimit-reset", "nonsense")], 60),
        ];
        for (pairs, expected) in cases {
            let headers = pairs
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect::<HeaderMap>();
            assert_eq!(wait(&headers), Duration::from_secs(expected), "{pairs:?}");
        }
    }
}
