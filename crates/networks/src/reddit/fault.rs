//! What Reddit's refusals mean.

use std::time::Duration;

use serde_json::Value;

use super::wire::Failure;
use crate::http::Answer;
use crate::{Error, ErrorKind, Next};

/// A refusal with a status of its own.
pub(super) fn of(answer: &Answer) -> Error {
    let failure: Failure = answer.try_json().unwrap_or_default();
    let said = [failure.reason, failure.explanation, failure.message].into_iter().flatten();
    let said = said.collect::<Vec<_>>().join(" ");
    match answer.status {
        // An access token lives an hour or a day.
        401 => {
            let message = format!("the server answered 401: {said}");
            answer.fault(ErrorKind::Credentials, Next::After(Duration::from_secs(1)), &message)
        }
        _ => answer.fault_by_status(&said),
    }
}

/// A refusal inside of HTTP 200: code, message, field (`r2/r2/lib/errors.py`).
pub(super) fn inside(answer: &Answer, refused: &[Value]) -> Error {
    let text = |place: usize| refused.get(place).and_then(Value::as_str).unwrap_or("");
    let (code, said) = (text(0), text(1));
    let (kind, next) = match code {
        "RATELIMIT" => {
            (ErrorKind::RateLimited, Next::After(wait_of(said).unwrap_or(Duration::from_secs(600))))
        }
        "SUBREDDIT_NOEXIST" | "DELETED_COMMENT" | "DELETED_LINK" => (ErrorKind::NotFound, Next::Never),
        "SUBREDDIT_NOTALLOWED" | "USER_BLOCKED" | "THREAD_LOCKED" | "TOO_OLD" | "BAD_CAPTCHA" => {
            (ErrorKind::Permission, Next::Never)
        }
        "USER_REQUIRED" => (ErrorKind::Credentials, Next::After(Duration::from_secs(1))),
        _ => (ErrorKind::Invalid, Next::Never),
    };
    answer.fault(kind, next, format!("Reddit refused it: {code} {said}").trim())
}

/// `… try again in 9 minutes`, `Take a break for 30 seconds …`.
fn wait_of(said: &str) -> Option<Duration> {
    let words: Vec<&str> = said.split_whitespace().collect();
    let seconds = words.windows(2).find_map(|pair| {
        let count: u64 = pair[0].parse().ok()?;
        let unit = match pair[1] {
            unit if unit.starts_with("millisecond") => return Some(1),
            unit if unit.starts_with("second") => 1,
            unit if unit.starts_with("minute") => 60,
            unit if unit.starts_with("hour") => 3_600,
            _ => return None,
        };
        // A minute is told for all that lies between one and two.
        Some((count + u64::from(unit > 1)).saturating_mul(unit))
    })?;
    Some(Duration::from_secs(seconds.clamp(1, 24 * 3_600)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn errors_within_a_good_status() {
        let after = |seconds| Next::After(Duration::from_secs(seconds));
        let break_for =
            "Looks like you've been doing that a lot. Take a break for 9 minutes before trying again.";
        for (code, said, kind, next) in [
            ("ALREADY_SUB", "that link has already been submitted", ErrorKind::Invalid, Next::Never),
            ("RATELIMIT", break_for, ErrorKind::RateLimited, after(600)),
            (
                "RATELIMIT",
                "you are doing that too much. try again in 30 seconds.",
                ErrorKind::RateLimited,
                after(30),
            ),
            ("RATELIMIT", "try again in 1 minute.", ErrorKind::RateLimited, after(120)),
            ("RATELIMIT", "later", ErrorKind::RateLimited, after(600)),
            ("TOO_LONG", "this is too long (max: 300)", ErrorKind::Invalid, Next::Never),
            ("TOO_SHORT", "", ErrorKind::Invalid, Next::Never),
            ("NO_TEXT", "we need something here", ErrorKind::Invalid, Next::Never),
            ("BAD_URL", "you should check that url", ErrorKind::Invalid, Next::Never),
            ("SUBREDDIT_NOEXIST", "that subreddit doesn't exist", ErrorKind::NotFound, Next::Never),
            ("SUBREDDIT_NOTALLOWED", "", ErrorKind::Permission, Next::Never),
            ("NO_SELFS", "", ErrorKind::Invalid, Next::Never),
            ("NO_LINKS", "", ErrorKind::Invalid, Next::Never),
            ("INVALID_OPTION", "", ErrorKind::Invalid, Next::Never),
            ("DOMAIN_BANNED", "", ErrorKind::Invalid, Next::Never),
            ("THREAD_LOCKED", "", ErrorKind::Permission, Next::Never),
            ("TOO_OLD", "", ErrorKind::Permission, Next::Never),
            ("DELETED_COMMENT", "", ErrorKind::NotFound, Next::Never),
            ("USER_BLOCKED", "", ErrorKind::Permission, Next::Never),
            ("BAD_CAPTCHA", "", ErrorKind::Permission, Next::Never),
            (
                "SUBMIT_VALIDATION_FLAIR_REQUIRED",
                "Your post must contain post flair.",
                ErrorKind::Invalid,
                Next::Never,
            ),
        ] {
            let error = inside(&Answer::of(200, &[], "{}"), &[json!(code), json!(said), json!("sr")]);
            assert_eq!((error.kind, error.next), (kind, next), "{code} {said}");
        }
    }

    #[test]
    fn refusals_with_a_status() {
        let headers = [("x-ratelimit-reset", "45")];
        for (status, body, kind, next) in [
            (
                401,
                r#"{"message":"Unauthorized","error":401}"#,
                ErrorKind::Credentials,
                Next::After(Duration::from_secs(1)),
            ),
            (
                403,
                r#"{"reason":"private","message":"Forbidden","error":403}"#,
                ErrorKind::Permission,
                Next::Never,
            ),
            (404, r#"{"message":"Not Found","error":404}"#, ErrorKind::NotFound, Next::Never),
            (
                429,
                r#"{"message":"Too Many Requests","error":429}"#,
                ErrorKind::RateLimited,
                Next::After(Duration::from_secs(45)),
            ),
            (503, "<html>", ErrorKind::Unavailable, Next::After(Duration::from_secs(45))),
        ] {
            let error = of(&Answer::of(status, &headers, body));
            assert_eq!((error.kind, error.next), (kind, next), "{status}");
        }
    }
}
