//! What refusals of the network mean.

use std::time::Duration;

use super::wire::Failure;
use crate::http::Answer;
use crate::{Error, ErrorKind, Next};

/// Refused because the same was just posted.
const DUPLICATE: &str = "DUPLICATE_POST";
const DAY_MS: i64 = 24 * 60 * 60 * 1_000;

/// What a refusal means, by its code, then by the status (learn.microsoft.com, "API Error Handling" and "Rate
/// Limiting").
pub(super) fn fault(answer: &Answer) -> Error {
    let failure: Failure = answer.try_json().unwrap_or_default();
    let codes = failure.codes();
    let has = |code: &str| codes.iter().any(|own| own == code);
    let message = format!("the server answered {}: {} {}", answer.status, codes.join(" "), failure.message);
    let give = |kind, next| answer.fault(kind, next, message.trim());
    match answer.status {
        // Only a token that ran out can be renewed.
        401 if failure.service_error_code == Some(65_602) || has("EXPIRED_ACCESS_TOKEN") => {
            give(ErrorKind::Credentials, Next::After(Duration::from_secs(1)))
        }
        426 => give(ErrorKind::Setup, Next::Never),
        _ if has("NONEXISTENT_VERSION") || has("VERSION_MISSING") => give(ErrorKind::Setup, Next::Never),
        // Another change was under way: nothing was done.
        409 => give(ErrorKind::Unavailable, Next::After(Duration::from_secs(5))),
        429 => give(ErrorKind::RateLimited, Next::After(wait(answer, &failure.message))),
        _ => Error { message: give(ErrorKind::Invalid, Next::Never).message, ..answer.fault_by_status("") },
    }
}

/// The network tells no time. What is counted by the day begins anew at midnight UTC; comments are counted by the
/// minute.
fn wait(answer: &Answer, message: &str) -> Duration {
    if answer.header("retry-after").is_some() || message.contains("Comment create throttled") {
        return answer.wait();
    }
    let to_midnight = answer.server_time_ms().map_or(DAY_MS, |now| DAY_MS - now.rem_euclid(DAY_MS));
    Duration::from_millis(u64::try_from(to_midnight).unwrap_or(0))
        .clamp(answer.wait(), Duration::from_secs(60 * 60))
}

/// The post that was called the same as ours, where a refusal says so; `Some(None)` when it names none.
pub(super) fn duplicate_of(error: &Error) -> Option<Option<String>> {
    let said = format!("{} {}", error.message, error.body.as_deref().unwrap_or(""));
    if error.status != Some(422) || !said.contains(DUPLICATE) {
        return None;
    }
    let urn = ["urn:li:share:", "urn:li:ugcPost:"].iter().find_map(|kind| {
        let from = said.find(kind)?;
        let digits = from + kind.len();
        let end = said[digits..].find(|c: char| !c.is_ascii_digit()).map_or(said.len(), |end| digits + end);
        (end > digits).then(|| said[from..end].to_owned())
    });
    Some(urn)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWICE: &str = r#"{"errorDetailType":"com.linkedin.common.error.BadRequest","message":"com.linkedin.content.common.exception.BadRequestResponseException: Content is a duplicate of urn:li:share:7141","errorDetails":{"inputErrors":[{"description":"Duplicate post is detected","input":{},"code":"DUPLICATE_POST"}]},"status":422}"#;

    #[test]
    fn what_refusals_mean() {
        let soon = Next::After(Duration::from_secs(1));
        let cases = [
            (
                401,
                r#"{"status":401,"serviceErrorCode":65602,"message":"The token used in the request has expired"}"#,
                ErrorKind::Credentials,
                soon,
            ),
            (
                401,
                r#"{"status":401,"serviceErrorCode":65600,"code":"INVALID_ACCESS_TOKEN","message":"Invalid access token"}"#,
                ErrorKind::Credentials,
                Next::Reauthorise,
            ),
            (
                401,
                r#"{"status":401,"serviceErrorCode":65601,"code":"REVOKED_ACCESS_TOKEN","message":"x"}"#,
                ErrorKind::Credentials,
                Next::Reauthorise,
            ),
            (
                403,
                r#"{"status":403,"code":"ACCESS_DENIED","message":"Not enough permissions"}"#,
                ErrorKind::Permission,
                Next::Never,
            ),
            (
                400,
                r#"{"status":400,"code":"VERSION_MISSING","message":"A version must be present"}"#,
                ErrorKind::Setup,
                Next::Never,
            ),
            (
                426,
                r#"{"status":426,"code":"NONEXISTENT_VERSION","message":"Requested version 20200101 is not active"}"#,
                ErrorKind::Setup,
                Next::Never,
            ),
            (
                400,
                r#"{"status":400,"code":"FIELD_LENGTH_TOO_LONG","message":"x"}"#,
                ErrorKind::Invalid,
                Next::Never,
            ),
            (404, r#"{"status":404,"code":"NOT_FOUND","message":"x"}"#, ErrorKind::NotFound, Next::Never),
            (
                409,
                r#"{"status":409,"code":"CONFLICT","message":"x"}"#,
                ErrorKind::Unavailable,
                Next::After(Duration::from_secs(5)),
            ),
            (422, TWICE, ErrorKind::Invalid, Next::Never),
            (504, "<html>", ErrorKind::Unavailable, Next::After(Duration::from_secs(60))),
        ];
        for (status, body, kind, next) in cases {
            let error = fault(&Answer::of(status, &[], body));
            assert_eq!((error.kind, error.next), (kind, next), "{status} {body}");
        }
    }

    #[test]
    fn a_daily_limit_ends_at_midnight() {
        let body = r#"{"status":429,"code":"TOO_MANY_REQUESTS","message":"Resource level throttle limit for calls to this resource is reached."}"#;
        let wait = |date| fault(&Answer::of(429, &[("date", date)], body)).next;
        assert_eq!(wait("Sun, 22 Nov 2026 10:00:00 GMT"), Next::After(Duration::from_secs(3_600)));
        assert_eq!(wait("Sun, 22 Nov 2026 23:50:00 GMT"), Next::After(Duration::from_secs(600)));
        let body =
            r#"{"status":429,"message":"Comment create throttled: creation rate limit exceeded for member"}"#;
        assert_eq!(fault(&Answer::of(429, &[], body)).next, Next::After(Duration::from_secs(60)));
    }

    #[test]
    fn a_duplicate_names_the_first() {
        let error = fault(&Answer::of(422, &[], TWICE));
        assert_eq!(duplicate_of(&error), Some(Some("urn:li:share:7141".into())));
        let error = fault(&Answer::of(422, &[], r#"{"status":422,"code":"DUPLICATE_POST"}"#));
        assert_eq!(duplicate_of(&error), Some(None));
        assert_eq!(duplicate_of(&fault(&Answer::of(400, &[], TWICE))), None);
    }
}
