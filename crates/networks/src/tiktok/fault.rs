//! What TikTok's refusals mean.

use std::time::Duration;

use super::wire::Failure;
use crate::http::Answer;
use crate::{Error, ErrorKind, Next};

/// A day's limit does not pass within minutes.
const MUCH_LATER: Next = Next::After(Duration::from_secs(60 * 60));

/// By `error.code` (doc/tiktok-api-v2-error-handling, content-posting-api-reference-direct-post), else by the status.
pub(super) fn of(answer: &Answer, failure: &Failure) -> Error {
    let said = format!("{} {}", failure.code, failure.message);
    let log = if failure.log_id.is_empty() { String::new() } else { format!(" (log {})", failure.log_id) };
    let message = format!("the server answered {}: {}{log}", answer.status, said.trim());
    let by = |kind, next| answer.fault(kind, next, &message);
    match failure.code.as_str() {
        "access_token_invalid" | "access_token_expired" => {
            by(ErrorKind::Credentials, Next::After(Duration::from_secs(1)))
        }
        // A person may leave scopes unticked on the consent page.
        "scope_not_authorized" | "scope_permission_missed" => by(ErrorKind::Permission, Next::Reauthorise),
        "spam_risk_too_many_posts" | "spam_risk_too_many_pending_share" | "reached_active_user_cap" => {
            by(ErrorKind::RateLimited, MUCH_LATER)
        }
        "rate_limit_exceeded" => by(ErrorKind::RateLimited, Next::After(answer.wait())),
        "spam_risk_user_banned_from_posting"
        | "unaudited_client_can_only_post_to_private_accounts"
        | "token_not_authorized_for_specified_publish_id" => by(ErrorKind::Permission, Next::Never),
        "url_ownership_unverified" => by(ErrorKind::Setup, Next::Never),
        "invalid_publish_id" => by(ErrorKind::NotFound, Next::Never),
        "spam_risk_text"
        | "spam_risk"
        | "privacy_level_option_mismatch"
        | "invalid_param"
        | "invalid_params" => by(ErrorKind::Invalid, Next::Never),
        "internal_error" if answer.status < 500 => {
            Error { kind: ErrorKind::Unavailable, ..answer.fault_by_status(said.trim()) }
        }
        // A refusal that we do not know, told with a good status.
        code if answer.is_success() && !code.is_empty() => by(ErrorKind::Invalid, Next::Never),
        _ => answer.fault_by_status(said.trim()),
    }
}

/// What `fail_reason` of a publish id means (content-posting-api-reference-get-video-status). `After` may begin anew:
/// what failed did not go out.
pub(super) fn failed(reason: &str) -> Error {
    let message = format!("TikTok could not publish it: {reason}");
    let (kind, next) = match reason {
        "internal" => (ErrorKind::Unavailable, Next::After(Duration::from_secs(60))),
        "video_pull_failed" | "photo_pull_failed" => {
            (ErrorKind::Unavailable, Next::After(Duration::from_secs(5 * 60)))
        }
        "auth_removed" => (ErrorKind::Credentials, Next::Reauthorise),
        "spam_risk_too_many_posts" => (ErrorKind::RateLimited, MUCH_LATER),
        "spam_risk_user_banned_from_posting" => (ErrorKind::Permission, Next::Never),
        _ => (ErrorKind::Invalid, Next::Never),
    };
    Error::new(kind, next, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_mean_the_same_whatever_the_status() {
        let second = Next::After(Duration::from_secs(1));
        let minute = Next::After(Duration::from_secs(60));
        let cases = [
            (401, "access_token_invalid", ErrorKind::Credentials, second),
            (401, "scope_not_authorized", ErrorKind::Permission, Next::Reauthorise),
            (400, "scope_permission_missed", ErrorKind::Permission, Next::Reauthorise),
            (400, "invalid_params", ErrorKind::Invalid, Next::Never),
            (200, "invalid_params", ErrorKind::Invalid, Next::Never),
            (403, "spam_risk_too_many_posts", ErrorKind::RateLimited, MUCH_LATER),
            (403, "spam_risk_user_banned_from_posting", ErrorKind::Permission, Next::Never),
            (403, "spam_risk_too_many_pending_share", ErrorKind::RateLimited, MUCH_LATER),
            (403, "spam_risk_text", ErrorKind::Invalid, Next::Never),
            (403, "reached_active_user_cap", ErrorKind::RateLimited, MUCH_LATER),
            (403, "unaudited_client_can_only_post_to_private_accounts", ErrorKind::Permission, Next::Never),
            (403, "url_ownership_unverified", ErrorKind::Setup, Next::Never),
            (403, "privacy_level_option_mismatch", ErrorKind::Invalid, Next::Never),
            (429, "rate_limit_exceeded", ErrorKind::RateLimited, minute),
            (200, "rate_limit_exceeded", ErrorKind::RateLimited, minute),
            (500, "internal_error", ErrorKind::Unavailable, minute),
            (200, "internal_error", ErrorKind::Unavailable, Next::After(Duration::from_secs(300))),
            (400, "invalid_publish_id", ErrorKind::NotFound, Next::Never),
            (200, "something_new", ErrorKind::Invalid, Next::Never),
            (502, "", ErrorKind::Unavailable, minute),
        ];
        for (status, code, kind, next) in cases {
            let failure = Failure { code: code.into(), ..Failure::default() };
            let error = of(&Answer::of(status, &[], "{}"), &failure);
            assert_eq!((error.kind, error.next), (kind, next), "{status} {code}");
        }
    }

    #[test]
    fn reasons_of_a_failure() {
        for (reason, kind) in [
            ("file_format_check_failed", ErrorKind::Invalid),
            ("duration_check_failed", ErrorKind::Invalid),
            ("frame_rate_check_failed", ErrorKind::Invalid),
            ("picture_size_check_failed", ErrorKind::Invalid),
            ("publish_cancelled", ErrorKind::Invalid),
            ("video_pull_failed", ErrorKind::Unavailable),
            ("photo_pull_failed", ErrorKind::Unavailable),
            ("auth_removed", ErrorKind::Credentials),
            ("internal", ErrorKind::Unavailable),
        ] {
            assert_eq!(failed(reason).kind, kind, "{reason}");
        }
    }
}
