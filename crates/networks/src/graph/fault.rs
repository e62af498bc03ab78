//! What a refusal means: the code and subcode decide, since nearly all come with status 400
//! (developers.facebook.com/docs/graph-api/guides/error-handling; for 2207… developers.facebook.com/docs/instagram-platform,
//! "Error Codes").

use std::time::Duration;

use serde::Deserialize;

use super::usage;
use crate::http::Answer;
use crate::{Error, ErrorKind, Next};

const SOON: Duration = Duration::from_secs(10);
const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);

/// A refusal with the codes by which callers tell their own cases apart.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub error: Error,
    pub code: i64,
    pub subcode: i64,
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        refusal.error
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self { error, code: 0, subcode: 0 }
    }
}

/// The usual form, and that of Instagram's own host for OAuth.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Envelope {
    error: Option<Failure>,
    error_message: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Failure {
    message: String,
    code: i64,
    error_subcode: i64,
    is_transient: bool,
    error_user_msg: Option<String>,
}

/// What an answer refuses, if it does.
pub(super) fn refusal(answer: &Answer, once: bool) -> Option<Refusal> {
    let envelope: Envelope = answer.try_json().unwrap_or_default();
    if answer.is_success() && envelope.error.is_none() {
        return None;
    }
    let Some(failure) = envelope.error else {
        let error = match envelope.error_message {
            Some(said) => answer.fault_by_status(&said),
            // Every refusal of the Graph has a body of its own: this is a firewall's, or a page.
            None if matches!(answer.status, 400..=428 | 430..=499) => answer.not_this_network(),
            None => answer.fault_by_status(""),
        };
        return Some(error.into());
    };
    let Failure { message, code, error_subcode: subcode, is_transient, error_user_msg } = failure;
    let said = error_user_msg.filter(|said| !said.is_empty()).unwrap_or(message);
    let error = match meaning(code, subcode, is_transient, once, usage::wait(answer)) {
        Some((kind, next)) => {
            let codes = if subcode == 0 { code.to_string() } else { format!("{code}/{subcode}") };
            answer.fault(kind, next, &format!("the network refused with {codes}: {said}"))
        }
        None => answer.fault_by_status(&said),
    };
    Some(Refusal { error, code, subcode })
}

/// What the codes say; nothing for none.
fn meaning(
    code: i64,
    subcode: i64,
    transient: bool,
    once: bool,
    wait: Duration,
) -> Option<(ErrorKind, Next)> {
    use ErrorKind::{Credentials, Invalid, NotFound, Permission, RateLimited, Unavailable};
    let unless_sent = |next| if once { Next::Unknown } else { next };
    Some(match (code, subcode) {
        (0, 0) => return None,
        // Taken for spam; seen for posts that went out all the same.
        (_, 2_207_051) => (Permission, unless_sent(Next::Never)),
        // The day's number of posts is used up.
        (_, 2_207_042 | 1_390_008) | (1_390_008, _) => (RateLimited, Next::After(HOUR)),
        // The container is not ready.
        (_, 2_207_027) => (Unavailable, Next::After(SOON)),
        (_, 2_207_001 | 2_207_032) => (Unavailable, unless_sent(Next::After(MINUTE))),
        // The network could not fetch the file in time.
        (_, 2_207_003 | 2_207_053) => (Unavailable, Next::After(MINUTE)),
        (_, 2_207_006 | 2_207_008 | 2_207_020) | (100, 33) | (24 | 803, _) => (NotFound, Next::Never),
        (_, 2_207_050 | 1_346_003 | 1_404_006 | 1_404_078 | 1_404_102 | 4_854_002) => {
            (Permission, Next::Never)
        }
        (102 | 190, _) => (Credentials, Next::Reauthorise),
        (4 | 17 | 32 | 341 | 613 | 80_000..=80_014, _) => (RateLimited, Next::After(wait)),
        (1 | 2, _) => (Unavailable, unless_sent(Next::After(MINUTE))),
        (3 | 10 | 200..=299 | 368, _) => (Permission, Next::Never),
        // The page behind a link did not answer.
        (1_609_005, _) | (_, 1_609_005) => (Invalid, Next::After(5 * MINUTE)),
        _ if transient => (Unavailable, unless_sent(Next::After(MINUTE))),
        _ => (Invalid, Next::Never),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ErrorKind::{Credentials, Invalid, NotFound, Permission, RateLimited, Unavailable};

    #[test]
    fn codes_decide() {
        let wait = Duration::from_secs(420);
        let after = |seconds| Next::After(Duration::from_secs(seconds));
        // code, subcode, what it is, what follows a read, what follows the call that makes the post
        let cases = [
            (190, 0, Credentials, Next::Reauthorise, Next::Reauthorise),
            (190, 458, Credentials, Next::Reauthorise, Next::Reauthorise),
            (190, 460, Credentials, Next::Reauthorise, Next::Reauthorise),
            (190, 463, Credentials, Next::Reauthorise, Next::Reauthorise),
            (102, 0, Credentials, Next::Reauthorise, Next::Reauthorise),
            (10, 0, Permission, Next::Never, Next::Never),
            (200, 0, Permission, Next::Never, Next::Never),
            (299, 0, Permission, Next::Never, Next::Never),
            (368, 1_390_008, RateLimited, after(3_600), after(3_600)),
            (368, 0, Permission, Next::Never, Next::Never),
            (4, 0, RateLimited, after(420), after(420)),
            (17, 0, RateLimited, after(420), after(420)),
            (32, 0, RateLimited, after(420), after(420)),
            (613, 0, RateLimited, after(420), after(420)),
            (341, 0, RateLimited, after(420), after(420)),
            (80_001, 0, RateLimited, after(420), after(420)),
            (80_002, 0, RateLimited, after(420), after(420)),
            (4, 2_207_051, Permission, Next::Never, Next::Unknown),
            (1, 0, Unavailable, after(60), Next::Unknown),
            (2, 0, Unavailable, after(60), Next::Unknown),
            (-1, 2_207_001, Unavailable, after(60), Next::Unknown),
            (-1, 2_207_032, Unavailable, after(60), Next::Unknown),
            (-2, 2_207_003, Unavailable, after(60), after(60)),
            (100, 0, Invalid, Next::Never, Next::Never),
            (100, 33, NotFound, Next::Never, Next::Never),
            (100, 2_207_028, Invalid, Next::Never, Next::Never),
            (24, 2_207_006, NotFound, Next::Never, Next::Never),
            (24, 2_207_008, NotFound, Next::Never, Next::Never),
            (-2, 2_207_020, NotFound, Next::Never, Next::Never),
            (9, 2_207_042, RateLimited, after(3_600), after(3_600)),
            (9007, 2_207_027, Unavailable, after(10), after(10)),
            (25, 2_207_050, Permission, Next::Never, Next::Never),
            (36_000, 2_207_004, Invalid, Next::Never, Next::Never),
            (36_003, 2_207_009, Invalid, Next::Never, Next::Never),
            (36_004, 2_207_010, Invalid, Next::Never, Next::Never),
            (352, 2_207_026, Invalid, Next::Never, Next::Never),
            (9004, 2_207_052, Invalid, Next::Never, Next::Never),
            (506, 0, Invalid, Next::Never, Next::Never),
            (1_609_005, 0, Invalid, after(300), after(300)),
        ];
        for (code, subcode, kind, read, write) in cases {
            let at = format!("{code}/{subcode}");
            assert_eq!(meaning(code, subcode, false, false, wait), Some((kind, read)), "{at}");
            assert_eq!(meaning(code, subcode, false, true, wait), Some((kind, write)), "{at} once");
        }
        assert_eq!(meaning(0, 0, false, true, wait), None);
        assert_eq!(meaning(99, 0, true, true, wait), Some((Unavailable, Next::Unknown)));
    }
}
