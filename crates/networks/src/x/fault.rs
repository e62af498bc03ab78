//! What refusals of the network mean.

use std::time::Duration;

use super::wire::Problem;
use crate::http::Answer;
use crate::{Error, ErrorKind, Next};

/// Refused because the same text was just posted.
pub(super) const DUPLICATE: &str = "duplicate content";

/// What a refusal means, by the problem's type and words, then by the status (docs.x.com, "Response codes and
/// errors"). A token lives two hours and 401 does not say why it is refused: [`crate::Connector::refresh`] finds out.
pub(super) fn fault(answer: &Answer) -> Error {
    let problem: Problem = answer.try_json().unwrap_or_default();
    let named = problem.kind.rsplit('/').next().unwrap_or("").to_owned();
    let said = problem.words();
    let message = format!("the server answered {}: {said}", answer.status);
    let give = |kind, next| answer.fault(kind, next, &message);
    match (answer.status, named.as_str()) {
        (401, _) => give(ErrorKind::Credentials, Next::After(Duration::from_secs(1))),
        // Out of credits, or over the limit that the owner of the app has set: only the operator can help.
        (402, _) | (_, "credits" | "credits-depleted") => give(ErrorKind::Setup, Next::Never),
        (_, "client-forbidden" | "client-disconnected") => give(ErrorKind::Setup, Next::Never),
        (429, "usage-capped") => match problem.period.as_deref() {
            Some("Daily") => give(ErrorKind::RateLimited, Next::After(Duration::from_secs(60 * 60))),
            _ => give(ErrorKind::Setup, Next::Never),
        },
        // The text is what is wrong, not the account.
        (403, _) if [DUPLICATE, "too long"].iter().any(|words| said.to_ascii_lowercase().contains(words)) => {
            give(ErrorKind::Invalid, Next::Never)
        }
        (_, "resource-not-found") => give(ErrorKind::NotFound, Next::Never),
        _ => answer.fault_by_status(&said),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_refusals_mean() {
        let soon = Next::After(Duration::from_secs(1));
        let cases = [
            (
                401,
                r#"{"title":"Unauthorized","type":"about:blank","status":401,"detail":"Unauthorized"}"#,
                ErrorKind::Credentials,
                soon,
            ),
            (
                402,
                r#"{"account_id":1,"title":"CreditsDepleted","detail":"Your enrolled account [1] does not have any credits to fulfill this request.","type":"https://api.twitter.com/2/problems/credits"}"#,
                ErrorKind::Setup,
                Next::Never,
            ),
            (
                403,
                r#"{"detail":"You are not allowed to create a Tweet with duplicate content.","type":"about:blank","title":"Forbidden","status":403}"#,
                ErrorKind::Invalid,
                Next::Never,
            ),
            (
                403,
                r#"{"detail":"Your account is not permitted to access this feature.","type":"about:blank","title":"Forbidden","status":403}"#,
                ErrorKind::Permission,
                Next::Never,
            ),
            (
                403,
                r#"{"title":"Client Forbidden","type":"https://api.x.com/2/problems/client-forbidden","detail":"x"}"#,
                ErrorKind::Setup,
                Next::Never,
            ),
            (
                429,
                r#"{"title":"UsageCapExceeded","type":"https://api.x.com/2/problems/usage-capped","detail":"x","period":"Monthly"}"#,
                ErrorKind::Setup,
                Next::Never,
            ),
            (
                429,
                r#"{"title":"UsageCapExceeded","type":"https://api.x.com/2/problems/usage-capped","detail":"x","period":"Daily"}"#,
                ErrorKind::RateLimited,
                Next::After(Duration::from_secs(3_600)),
            ),
            (
                429,
                r#"{"title":"Too Many Requests","type":"about:blank","status":429}"#,
                ErrorKind::RateLimited,
                Next::After(Duration::from_secs(60)),
            ),
            (
                400,
                r#"{"errors":[{"parameters":{"media.media_ids":["1"]},"message":"Your media IDs are invalid."}],"title":"Invalid Request","detail":"One or more parameters to your request was invalid.","type":"https://api.x.com/2/problems/invalid-request"}"#,
                ErrorKind::Invalid,
                Next::Never,
            ),
            (503, "<html>Over capacity</html>", ErrorKind::Unavailable, Next::After(Duration::from_secs(60))),
        ];
        for (status, body, kind, next) in cases {
            let error = fault(&Answer::of(status, &[], body));
            assert_eq!((error.kind, error.next), (kind, next), "{status} {body}");
        }
    }

    #[test]
    fn a_limit_says_until_when() {
        let headers = [("date", "Sun, 22 Nov 2026 10:00:00 GMT"), ("x-rate-limit-reset", "1795341720")];
        let error = fault(&Answer::of(429, &headers, "{}"));
        assert_eq!(error.next, Next::After(Duration::from_secs(120)));
    }
}
