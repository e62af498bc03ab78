//! What went wrong on a network, and what to do next.

use std::time::Duration;

/// Outcome of a call that did not succeed.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{kind:?}: {message}")]
pub struct Error {
    /// What it was.
    pub kind: ErrorKind,
    /// What to do next.
    pub next: Next,
    /// HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// What the network said, or what happened, in one line without secrets.
    pub message: String,
    /// The answer's body, cut to 2,000 characters, secrets removed; for the attempt's record.
    pub body: Option<String>,
}

/// What went wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The credentials are wrong, expired or revoked. With [`Next::After`]: they only ran out; call
    /// [`crate::Connector::refresh`] and repeat the call with the new pair.
    Credentials,
    /// The account may not do this.
    Permission,
    /// The network refuses this content.
    Invalid,
    /// Too many calls.
    RateLimited,
    /// The thing is not there.
    NotFound,
    /// The network cannot do this at all.
    NotOffered,
    /// The address is private, or leads to one.
    Blocked,
    /// No connection, or the server is in trouble.
    Unavailable,
    /// No answer in time.
    Timeout,
    /// The answer is not what this network's API gives: not that kind of server, or a lying one.
    Protocol,
    /// The work could not be saved on our side.
    Local,
    /// The operator has not set what the network needs (its app).
    Setup,
}

/// What the caller may do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Nothing: it will fail again.
    Never,
    /// Try again after this time.
    After(Duration),
    /// A person must connect the account again.
    Reauthorise,
    /// The work may have been done: look before anything is sent again.
    Unknown,
}

impl Error {
    /// An error without an HTTP answer.
    #[must_use]
    pub fn new(kind: ErrorKind, next: Next, message: impl Into<String>) -> Self {
        Self { kind, next, status: None, message: message.into(), body: None }
    }

    /// The same, where the post is out or may be, whatever went wrong: look before anything is sent again.
    #[must_use]
    pub fn now_unknown(self) -> Self {
        Self { next: Next::Unknown, ..self }
    }

    /// The same, met while the outcome of an earlier try is in question: nothing was learnt of it, so it stays as
    /// unknown as it was. What only a person can mend is told as it is.
    #[must_use]
    pub fn as_unknown_as_before(self) -> Self {
        if self.next == Next::Reauthorise { self } else { self.now_unknown() }
    }

    /// Stable word for tables and the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self.kind {
            ErrorKind::Credentials => "network_credentials",
            ErrorKind::Permission => "network_permission",
            ErrorKind::Invalid => "network_invalid",
            ErrorKind::RateLimited => "network_rate_limited",
            ErrorKind::NotFound => "network_not_found",
            ErrorKind::NotOffered => "network_not_offered",
            ErrorKind::Blocked => "network_blocked",
            ErrorKind::Unavailable => "network_unavailable",
            ErrorKind::Timeout => "network_timeout",
            ErrorKind::Protocol => "network_protocol",
            ErrorKind::Local => "network_local",
            ErrorKind::Setup => "network_setup",
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn what_was_not_learnt_stays_unknown() {
        let soon = Next::After(Duration::from_secs(1));
        for (next, then) in [
            (Next::Never, Next::Unknown),
            (soon, Next::Unknown),
            (Next::Unknown, Next::Unknown),
            (Next::Reauthorise, Next::Reauthorise),
        ] {
            let error = Error::new(ErrorKind::Unavailable, next, "x");
            assert_eq!(error.clone().as_unknown_as_before().next, then);
            assert_eq!(error.now_unknown().next, Next::Unknown);
        }
    }
}
