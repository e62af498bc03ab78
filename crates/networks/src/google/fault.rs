//! What a refusal of Google's means. The reason (YouTube) or the status word (newer APIs) decides, then the HTTP
//! status.

use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::Time;
use serde::Deserialize;
use serde_json::Value;

use crate::http::Answer;
use crate::{Error, ErrorKind, Next};

/// The access token only ran out, as far as the answer tells: a new one shows whether the consent still stands.
const RENEW: Next = Next::After(Duration::from_secs(1));
const HOUR: Duration = Duration::from_secs(60 * 60);

/// `{"error":{"code","message","errors":[{"reason"}],"status","details"}}`, or `{"error":"invalid_grant",…}` from the
/// token endpoint.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Failure {
    error: Value,
    error_description: Option<String>,
}

/// What was said, as words to decide by.
#[derive(Debug, Default, PartialEq)]
struct Said {
    words: Vec<String>,
    message: String,
}

fn said(failure: &Failure) -> Said {
    if let Some(word) = failure.error.as_str() {
        let message = format!("{word} {}", failure.error_description.as_deref().unwrap_or(""));
        return Said { words: vec![word.to_owned()], message: message.trim().to_owned() };
    }
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let list = |name: &str| failure.error[name].as_array().map_or(&[][..], Vec::as_slice);
    let reasons = list("errors").iter().chain(list("details")).filter_map(|entry| text(&entry["reason"]));
    let words: Vec<String> = reasons.chain(text(&failure.error["status"])).collect();
    let message = failure.error["message"].as_str().unwrap_or_default();
    Said { message: format!("{} {message}", words.join(" ")).trim().to_owned(), words }
}

/// What the words mean; `None` leaves it to the HTTP status. `Next::Unknown` stands for a wait to be read from the
/// answer.
fn meaning(word: &str) -> Option<(ErrorKind, Wait)> {
    use ErrorKind::{Credentials, Invalid, NotFound, Permission, RateLimited, Setup};
    Some(match word {
        "authError" | "authorizationRequired" | "required" | "UNAUTHENTICATED" => {
            (Credentials, Wait::Is(RENEW))
        }
        "invalid_grant" => (Credentials, Wait::Is(Next::Reauthorise)),
        "invalid_client" | "unauthorized_client" | "redirect_uri_mismatch" => (Setup, Wait::Is(Next::Never)),
        "accessNotConfigured" | "SERVICE_DISABLED" => (Setup, Wait::Is(Next::Never)),
        "insufficientPermissions" | "ACCESS_TOKEN_SCOPE_INSUFFICIENT" => {
            (Permission, Wait::Is(Next::Reauthorise))
        }
        "quotaExceeded" | "dailyLimitExceeded" => (RateLimited, Wait::UntilMidnight),
        "uploadLimitExceeded" => (RateLimited, Wait::Is(Next::After(HOUR))),
        "rateLimitExceeded"
        | "userRateLimitExceeded"
        | "uploadRateLimitExceeded"
        | "RESOURCE_EXHAUSTED"
        | "RATE_LIMIT_EXCEEDED" => (RateLimited, Wait::AsTold),
        "youtubeSignupRequired"
        | "forbidden"
        | "forbiddenPrivacySetting"
        | "channelSuspended"
        | "commentsDisabled"
        | "PERMISSION_DENIED" => (Permission, Wait::Is(Next::Never)),
        "videoNotFound" | "commentNotFound" | "notFound" | "NOT_FOUND" => (NotFound, Wait::Is(Next::Never)),
        "mediaBodyRequired" | "INVALID_ARGUMENT" | "FAILED_PRECONDITION" => (Invalid, Wait::Is(Next::Never)),
        word if word.starts_with("invalid") => (Invalid, Wait::Is(Next::Never)),
        _ => return None,
    })
}

/// When to try again.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Wait {
    Is(Next),
    AsTold,
    UntilMidnight,
}

/// Whether an answer that says 200 is a refusal all the same.
pub(super) fn is_one(answer: &Answer) -> bool {
    answer.try_json::<Failure>().is_some_and(|failure| !failure.error.is_null())
}

pub(super) fn fault(answer: &Answer) -> Error {
    let said = said(&answer.try_json().unwrap_or_default());
    let trouble = answer.status >= 500 || answer.is_success();
    let Some((kind, wait)) = said.words.iter().find_map(|word| meaning(word)).filter(|_| !trouble) else {
        return answer.fault_by_status(&said.message);
    };
    let next = match wait {
        Wait::Is(next) => next,
        Wait::AsTold => Next::After(answer.wait()),
        Wait::UntilMidnight => Next::After(until_midnight(answer.server_time_ms())),
    };
    answer.fault(kind, next, &format!("the server answered {}: {}", answer.status, said.message))
}

/// Quotas begin anew at midnight Pacific time (developers.google.com/youtube/v3/determine_quota_cost); within the hour
/// where the time of day or the zone is not known here.
fn until_midnight(now_ms: Option<i64>) -> Duration {
    let wait = || {
        let now = Timestamp::from_millisecond(now_ms?).ok()?.in_tz("America/Los_Angeles").ok()?;
        let midnight =
            now.date().tomorrow().ok()?.to_datetime(Time::midnight()).in_tz("America/Los_Angeles").ok()?;
        let seconds = midnight.timestamp().as_second() - now.timestamp().as_second();
        u64::try_from(seconds).ok().map(Duration::from_secs)
    };
    wait().unwrap_or(HOUR)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_reason_of_the_documents_has_a_meaning() {
        use ErrorKind::{Credentials, Invalid, NotFound, Permission, RateLimited, Setup};
        for (word, kind) in [
            ("authError", Credentials),
            ("authorizationRequired", Credentials),
            ("UNAUTHENTICATED", Credentials),
            ("invalid_grant", Credentials),
            ("invalid_client", Setup),
            ("accessNotConfigured", Setup),
            ("youtubeSignupRequired", Permission),
            ("quotaExceeded", RateLimited),
            ("insufficientPermissions", Permission),
            ("forbidden", Permission),
            ("forbiddenPrivacySetting", Permission),
            ("channelSuspended", Permission),
            ("commentsDisabled", Permission),
            ("PERMISSION_DENIED", Permission),
            ("invalidTitle", Invalid),
            ("invalidDescription", Invalid),
            ("invalidTags", Invalid),
            ("invalidCategoryId", Invalid),
            ("invalidPublishAt", Invalid),
            ("mediaBodyRequired", Invalid),
            ("INVALID_ARGUMENT", Invalid),
            ("uploadLimitExceeded", RateLimited),
            ("uploadRateLimitExceeded", RateLimited),
            ("rateLimitExceeded", RateLimited),
            ("RESOURCE_EXHAUSTED", RateLimited),
            ("videoNotFound", NotFound),
            ("NOT_FOUND", NotFound),
        ] {
            assert_eq!(meaning(word).map(|(kind, _)| kind), Some(kind), "{word}");
        }
        assert_eq!(meaning("backendError"), None);
    }

    #[test]
    fn words_are_found_in_every_shape() {
        let read = |value: Value| said(&serde_json::from_value(value).unwrap());
        let old = json!({"error":{"code":403,"message":"no","errors":[{"reason":"quotaExceeded","domain":"usage"}]}});
        assert_eq!(read(old).words, ["quotaExceeded"]);
        let new =
            json!({"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT","details":[{"x":1}]}});
        assert_eq!(read(new).words, ["INVALID_ARGUMENT"]);
        let token = json!({"error":"invalid_grant","error_description":"Token has been revoked."});
        assert_eq!(read(token).message, "invalid_grant Token has been revoked.");
        assert_eq!(read(json!({})), Said::default());
    }

    #[test]
    fn quotas_begin_anew_at_midnight_in_california() {
        // 2026-11-22T10:00:00Z is two in the morning there.
        assert_eq!(until_midnight(Some(1_795_341_600_000)), Duration::from_secs(22 * 3_600));
        assert_eq!(until_midnight(None), HOUR);
    }
}
