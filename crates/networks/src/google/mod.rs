//! What the networks of Google share: consent, tokens, and what a refusal means. It knows no endpoint of a single
//! network.
//!
//! Sources: developers.google.com/identity/protocols/oauth2/web-server; developers.google.com/youtube/v3/docs/errors;
//! the error model of google.rpc (cloud.google.com/apis/design/errors).

mod auth;
mod fault;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::http::{Answer, Call, Http};
use crate::{Credentials, Error, ErrorKind, Network, NetworkSettings, Next, Settings};

pub(crate) use auth::runs_out_soon;

const CONSENT: &str = "https://accounts.google.com";
const TOKENS: &str = "https://oauth2.googleapis.com";

/// Calls to one network of Google as the operator's app.
pub(crate) struct Google {
    pub(crate) http: Arc<Http>,
    network: Network,
    settings: NetworkSettings,
    /// What the person is asked for, separated by spaces.
    scopes: &'static str,
}

/// What is kept of a consent; [`Credentials`] to everybody else. The refresh token is not rotated.
#[derive(Serialize, Deserialize, Clone)]
pub(crate) struct Tokens {
    pub(crate) access: String,
    refresh: String,
    /// When the access token runs out, where the server told it.
    expires_ms: Option<i64>,
}

impl Tokens {
    pub(crate) fn read(credentials: &Credentials) -> Result<Self, Error> {
        Self::deserialize(&credentials.0).map_err(|_| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "the kept credentials cannot be read")
        })
    }

    pub(crate) fn keep(&self) -> Credentials {
        Credentials(serde_json::to_value(self).unwrap_or_default())
    }
}

impl Google {
    pub(crate) fn new(http: Arc<Http>, settings: &Settings, network: Network, scopes: &'static str) -> Self {
        Self { http, network, settings: settings.of(network), scopes }
    }

    /// The address of one of Google's hosts.
    pub(crate) fn host(&self, usual: &str) -> String {
        self.settings.host(usual)
    }

    /// Sends a call and turns a refusal into an error.
    pub(crate) async fn ask(&self, call: Call) -> Result<Answer, Error> {
        let answer = self.http.send(call).await?;
        if answer.is_success() && !fault::is_one(&answer) { Ok(answer) } else { Err(fault::fault(&answer)) }
    }
}

/// What a refusal means, for answers that the caller looked at first.
pub(crate) fn refusal(answer: &Answer) -> Error {
    fault::fault(answer)
}

/// A part of a path that came from a server: it must not lead elsewhere.
pub(crate) fn segment(id: &str) -> Result<&str, Error> {
    let plain = !id.is_empty()
        && id.len() <= 256
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    plain
        .then_some(id)
        .ok_or_else(|| Error::new(ErrorKind::NotFound, Next::Never, "that is not an id of this network"))
}
