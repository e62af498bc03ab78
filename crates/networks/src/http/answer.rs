//! An answer before a connector has judged it.

use std::time::Duration;

use reqwest::header::{DATE, HeaderMap};
use serde::de::DeserializeOwned;

use super::{Effect, redact, wait};
use crate::{Error, ErrorKind, Next};

/// A server that speaks another language may be down for maintenance: worth another try, not soon.
const LATER: Next = Next::After(Duration::from_secs(5 * 60));

/// What came back.
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    pub(super) effect: Effect,
    pub(super) secrets: Vec<String>,
}

impl Answer {
    /// The answer to a request that must not be sent twice, as a test needs it.
    #[cfg(test)]
    pub(crate) fn of_once(status: u16, body: &[u8]) -> Self {
        Self { effect: Effect::Once, body: body.to_vec(), ..Self::of(status, &[], "") }
    }

    /// Whether the status is 2xx.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        matches!(self.status, 200..=299)
    }

    /// Itself, unless it is a page: a proxy or a maintenance page answers anything with 200, and an API never so.
    ///
    /// # Errors
    /// `Protocol` for a page; `Unknown` for a request that may have done its work.
    pub fn no_page(self) -> Result<Self, Error> {
        let page = self.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        if !page {
            return Ok(self);
        }
        let next = self.effect.unless_sent(LATER);
        Err(self.fault(ErrorKind::Protocol, next, "the answer is a page, not what this network's API gives"))
    }

    /// A header of the answer, where it is there and text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Reads the body as JSON.
    ///
    /// # Errors
    /// `Protocol` when it is not what was expected; `Unknown` for a request that may have done its work.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        serde_json::from_slice(&self.body).map_err(|_| self.not_this_network())
    }

    /// What an answer means that is none of this network's.
    #[must_use]
    pub fn not_this_network(&self) -> Error {
        let next = self.effect.unless_sent(LATER);
        self.fault(ErrorKind::Protocol, next, "the answer is not what this network's API gives")
    }

    /// `next`, unless the request may have done its work: then that is unknown.
    #[must_use]
    pub const fn unless_sent(&self, next: Next) -> Next {
        self.effect.unless_sent(next)
    }

    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Reads the body as JSON where it is some.
    #[must_use]
    pub fn try_json<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(&self.body).ok()
    }

    /// An error that keeps status and body, without secrets.
    #[must_use]
    pub fn fault(&self, kind: ErrorKind, next: Next, message: &str) -> Error {
        Error {
            kind,
            next,
            status: Some(self.status),
            message: redact::line(message, &self.secrets),
            body: Some(redact::body(&self.body, &self.secrets)),
        }
    }

    /// What the status alone says, `said` being the network's own words.
    #[must_use]
    pub fn fault_by_status(&self, said: &str) -> Error {
        let (kind, next) = match self.status {
            401 => (ErrorKind::Credentials, Next::Reauthorise),
            403 | 451 => (ErrorKind::Permission, Next::Never),
            404 | 410 => (ErrorKind::NotFound, Next::Never),
            405 => (ErrorKind::NotOffered, Next::Never),
            408 => (ErrorKind::Timeout, self.effect.unless_sent(super::SOON)),
            429 => (ErrorKind::RateLimited, Next::After(self.wait())),
            400..=499 => (ErrorKind::Invalid, Next::Never),
            500..=599 => (ErrorKind::Unavailable, self.effect.unless_sent(Next::After(self.wait()))),
            _ => (ErrorKind::Protocol, self.effect.unless_sent(LATER)),
        };
        let message = if said.is_empty() {
            format!("the server answered {}", self.status)
        } else {
            format!("the server answered {}: {said}", self.status)
        };
        self.fault(kind, next, &message)
    }

    /// How long the server asks us to wait.
    #[must_use]
    pub fn wait(&self) -> Duration {
        wait::wait(&self.headers)
    }

    /// The server's own time in epoch milliseconds, where it told it.
    #[must_use]
    pub fn server_time_ms(&self) -> Option<i64> {
        let date = self.headers.get(DATE)?.to_str().ok()?;
        Some(wait::http_date(date)?.as_millisecond())
    }

    /// An answer as a test needs it.
    #[cfg(test)]
    pub(crate) fn of(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Self {
        let pair = |(name, value): &(&'static str, &'static str)| {
            (reqwest::header::HeaderName::from_static(name), reqwest::header::HeaderValue::from_static(value))
        };
        let headers = headers.iter().map(pair).collect();
        Self { status, headers, body: body.into(), effect: Effect::Harmless, secrets: vec![] }
    }
}
