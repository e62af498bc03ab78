//! Tokens: the consent page, the two exchanges that end in a token of sixty days, and when that one is renewed.

use reqwest::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use url::Url;

use super::Graph;
use crate::http::{Answer, Body, Call};
use crate::{ConnectInput, ConnectStep, Credentials, Error, ErrorKind, NetworkSettings, Next};

/// A token of sixty days is renewed when half of its life is gone; it cannot be in its first day, nor after its last.
const RENEWED_BEFORE_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// What is kept of a connection; [`Credentials`] to everybody else.
#[derive(Serialize, Deserialize)]
pub(crate) struct Access {
    pub token: String,
    /// When the token ends, in epoch milliseconds; nothing for one that has no end.
    pub expires_ms: Option<i64>,
    /// Whether it came from Facebook's login rather than the network's own.
    #[serde(default)]
    pub by_facebook: bool,
}

/// A token as every one of the exchanges gives it.
#[derive(Deserialize)]
struct Token {
    access_token: String,
    expires_in: Option<i64>,
}

impl Access {
    pub(crate) fn read(credentials: &Credentials) -> Result<Self, Error> {
        Self::deserialize(&credentials.0).map_err(|_| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "the kept credentials cannot be read")
        })
    }

    pub(crate) fn keep(&self) -> Credentials {
        Credentials(serde_json::to_value(self).unwrap_or(Value::Null))
    }

    pub(crate) const fn ends_soon(&self, now_ms: i64) -> bool {
        match self.expires_ms {
            Some(end) => end.saturating_sub(now_ms) < RENEWED_BEFORE_MS,
            None => false,
        }
    }
}

/// The operator's app, or what to tell them.
pub(crate) fn app(settings: &NetworkSettings) -> Result<(&str, &str), Error> {
    settings.app().ok_or_else(|| {
        Error::new(ErrorKind::Setup, Next::Never, "the operator has not set the app's id and secret")
    })
}

/// The step that sends a person to the consent page.
pub(crate) fn consent(
    graph: &Graph,
    host: &str,
    path: &str,
    client_id: &str,
    scope: &str,
    input: &ConnectInput,
) -> Result<ConnectStep, Error> {
    let query = [
        ("client_id", client_id),
        ("redirect_uri", input.redirect_uri.as_str()),
        ("response_type", "code"),
        ("scope", scope),
        ("state", input.state.as_str()),
    ];
    let authorize_url = graph.http.endpoint(host, path, &query)?;
    Ok(ConnectStep::Redirect {
        authorize_url: authorize_url.into(),
        flow: Credentials(Value::Object(serde_json::Map::new())),
        app: None,
    })
}

/// The fields of an exchange of a code. Instagram appends `#_` to it.
pub(crate) fn code_fields(
    (client_id, client_secret): (&str, &str),
    code: &str,
    redirect_uri: &str,
) -> Vec<(&'static str, String)> {
    vec![
        ("client_id", client_id.to_owned()),
        ("client_secret", client_secret.to_owned()),
        ("redirect_uri", redirect_uri.to_owned()),
        ("code", code.trim_end_matches("#_").to_owned()),
    ]
}

/// Sends an exchange and reads its token. Fields go into the query of a GET and the form of a POST.
pub(crate) async fn exchange(
    graph: &Graph,
    method: Method,
    mut url: Url,
    fields: Vec<(&'static str, String)>,
) -> Result<Access, Error> {
    let secrets: Vec<String> = fields
        .iter()
        .filter(|(name, _)| !matches!(*name, "grant_type" | "redirect_uri"))
        .map(|(_, value)| value.clone())
        .collect();
    let call = if method == Method::POST {
        Call::post(url, Body::Form(fields))
    } else {
        url.query_pairs_mut().extend_pairs(&fields);
        Call::new(method, url)
    };
    let call = secrets.iter().fold(call, |call, secret| call.secret(secret));
    let answer = graph.ask(call).await.map_err(|refusal| match refusal.error.kind {
        // A code is good once and for an hour; a token that cannot be exchanged is dead.
        ErrorKind::Invalid | ErrorKind::Credentials | ErrorKind::Permission | ErrorKind::NotFound => {
            Error { kind: ErrorKind::Credentials, next: Next::Reauthorise, ..refusal.error }
        }
        _ => refusal.error,
    })?;
    read(&answer)
}

/// When a token ends is told by the server's own clock.
fn read(answer: &Answer) -> Result<Access, Error> {
    let Token { access_token: token, expires_in } = answer.json()?;
    let expires_ms = answer
        .server_time_ms()
        .zip(expires_in.filter(|seconds| *seconds > 0))
        .map(|(now, seconds)| now.saturating_add(seconds.saturating_mul(1_000)));
    Ok(Access { token, expires_ms, by_facebook: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_renewed_at_half_its_life() {
        let day = 24 * 60 * 60 * 1_000;
        let access = |expires_ms| Access { token: "t".into(), expires_ms, by_facebook: false };
        assert!(!access(Some(60 * day)).ends_soon(0));
        assert!(!access(Some(60 * day)).ends_soon(29 * day));
        assert!(access(Some(60 * day)).ends_soon(31 * day));
        assert!(!access(None).ends_soon(i64::MAX));
    }

    #[test]
    fn what_follows_a_code_is_cut() {
        let fields = code_fields(("id", "secret"), "abc#_", "https://tandem.example/back");
        assert!(fields.contains(&("code", "abc".to_owned())));
    }
}
