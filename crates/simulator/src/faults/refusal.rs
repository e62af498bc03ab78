//! The failures that each network says in its own words.

use std::time::Duration;

use axum::http::StatusCode;

/// What a network is to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A failure of the server; carries the status.
    ServerError(StatusCode),
    /// Too many requests, with the headers that tell when they are welcome again.
    TooMany { retry_after: Duration },
    /// The access token has run out.
    Expired,
    /// The access token is revoked.
    Revoked,
    /// The refresh token was used by somebody else a moment ago.
    LostRotation,
    /// The same was posted already.
    Duplicate,
    /// The request is refused for what is in it.
    Invalid,
    /// Status 200, and an error inside.
    ErrorInside,
}
