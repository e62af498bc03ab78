//! Consent with PKCE, the exchange of the code, and new access tokens.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{CONSENT, Google, TOKENS, Tokens};
use crate::http::{Answer, Body, Call};
use crate::{ConnectInput, ConnectStep, Credentials, Error, ErrorKind, Next};

const AHEAD_MS: i64 = 5 * 60 * 1_000;

/// What [`Google::finish`] needs.
#[derive(Serialize, Deserialize)]
struct Flow {
    verifier: String,
}

/// The answer of the token endpoint.
#[derive(Deserialize)]
struct Granted {
    access_token: String,
    expires_in: Option<i64>,
    refresh_token: Option<String>,
    scope: Option<String>,
}

/// Whether the access token ends within five minutes; one without a known end is used until it is refused.
pub(crate) fn runs_out_soon(credentials: &Credentials, now_ms: i64) -> bool {
    let expires_ms = Tokens::read(credentials).ok().and_then(|tokens| tokens.expires_ms);
    expires_ms.is_some_and(|end| end <= now_ms.saturating_add(AHEAD_MS))
}

impl Google {
    fn app(&self) -> Result<(&str, &str), Error> {
        self.settings.app().ok_or_else(|| {
            let why = "the operator has not set an OAuth client of Google (client id and secret)";
            Error::new(ErrorKind::Setup, Next::Never, why)
        })
    }

    /// The consent page. `access_type=offline` and `prompt=consent` together make Google give a refresh token
    /// (developers.google.com/identity/protocols/oauth2/web-server, "Set authorization parameters").
    pub(crate) fn begin(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        let (client_id, _) = self.app()?;
        let verifier = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        let url = self.http.endpoint(
            &self.host(CONSENT),
            "/o/oauth2/v2/auth",
            &[
                ("client_id", client_id),
                ("redirect_uri", &input.redirect_uri),
                ("response_type", "code"),
                ("scope", self.scopes),
                ("access_type", "offline"),
                ("prompt", "consent"),
                ("state", &input.state),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ],
        )?;
        let flow = serde_json::to_value(Flow { verifier }).unwrap_or_default();
        Ok(ConnectStep::Redirect { authorize_url: url.into(), flow: Credentials(flow), app: None })
    }

    /// `POST /token` with the code (same page, "Exchange authorization code for refresh and access tokens").
    pub(crate) async fn finish(
        &self,
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Tokens, Error> {
        let Flow { verifier } = Flow::deserialize(&flow.0).map_err(|_| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "the connection must be begun anew")
        })?;
        let (client_id, client_secret) = self.app()?;
        let form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
            ("client_id", client_id.to_owned()),
            ("client_secret", client_secret.to_owned()),
            ("redirect_uri", redirect_uri.to_owned()),
            ("code_verifier", verifier.clone()),
        ];
        let url = self.http.endpoint(&self.host(TOKENS), "/token", &[])?;
        let call = Call::post(url, Body::Form(form)).secret(code).secret(client_secret).secret(&verifier);
        let answer = self.ask(call).await?;
        let granted: Granted = answer.json()?;
        // People can untick single permissions on the consent page.
        if let Some(scope) = &granted.scope {
            let missing: Vec<&str> = self
                .scopes
                .split(' ')
                .filter(|wanted| !scope.split(' ').any(|given| given == *wanted))
                .collect();
            if !missing.is_empty() {
                let why = format!("the consent leaves out {}", missing.join(" "));
                return Err(Error::new(ErrorKind::Permission, Next::Reauthorise, why));
            }
        }
        let Some(refresh) = granted.refresh_token.clone() else {
            let why = "Google gave no refresh token; remove the app's access in the Google account and connect again";
            return Err(Error::new(ErrorKind::Credentials, Next::Reauthorise, why));
        };
        Ok(tokens(granted, refresh, &answer))
    }

    /// `POST /token` with the refresh token, which stays the same (same page, "Refreshing an access token").
    /// `invalid_grant` says that it is dead.
    pub(crate) async fn renew(&self, credentials: &Credentials, now_ms: i64) -> Result<Credentials, Error> {
        let kept = Tokens::read(credentials)?;
        let (client_id, client_secret) = self.app()?;
        let form = vec![
            ("grant_type", "refresh_token".to_owned()),
            ("refresh_token", kept.refresh.clone()),
            ("client_id", client_id.to_owned()),
            ("client_secret", client_secret.to_owned()),
        ];
        let url = self.http.endpoint(&self.host(TOKENS), "/token", &[])?;
        let call = Call::post(url, Body::Form(form)).secret(&kept.refresh).secret(client_secret);
        let answer = self.ask(call).await?;
        let granted: Granted = answer.json()?;
        let expires_ms =
            granted.expires_in.map(|seconds| now_ms.saturating_add(seconds.saturating_mul(1_000)));
        let refresh = granted.refresh_token.clone().unwrap_or(kept.refresh);
        Ok(Tokens { access: granted.access_token, refresh, expires_ms }.keep())
    }
}

/// The end is reckoned from the server's own clock.
fn tokens(granted: Granted, refresh: String, answer: &Answer) -> Tokens {
    let expires_ms = answer
        .server_time_ms()
        .zip(granted.expires_in)
        .map(|(now, seconds)| now.saturating_add(seconds.saturating_mul(1_000)));
    Tokens { access: granted.access_token, refresh, expires_ms }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refreshes_five_minutes_ahead() {
        let kept = |expires_ms| Tokens { access: "a".into(), refresh: "r".into(), expires_ms }.keep();
        assert!(!runs_out_soon(&kept(Some(1_000_000)), 699_999));
        assert!(runs_out_soon(&kept(Some(1_000_000)), 700_000));
        assert!(!runs_out_soon(&kept(None), i64::MAX));
        assert!(!runs_out_soon(&Credentials(serde_json::json!({})), 0));
    }
}
