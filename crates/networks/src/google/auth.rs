//! Consent and new access tokens: the plain code flow, and what Google adds to it.

use super::{CONSENT, Google, TOKENS, Tokens};
use crate::oauth::{App, ClientAuth, Pkce, Server};
use crate::{ConnectInput, ConnectStep, Credentials, Error, ErrorKind, Next, oauth};

/// Whether the access token ends within five minutes; one without a known end is used until it is refused.
pub(crate) fn runs_out_soon(credentials: &Credentials, now_ms: i64) -> bool {
    Tokens::read(credentials).is_ok_and(|tokens| oauth::runs_out_soon(tokens.expires_ms, now_ms))
}

impl Google {
    /// `access_type=offline` and `prompt=consent` together make Google give a refresh token
    /// (developers.google.com/identity/protocols/oauth2/web-server, "Set authorization parameters").
    fn server(&self) -> Result<Server, Error> {
        Ok(Server {
            app: App::set(&self.settings, self.network)?,
            authorize_url: format!("{}/o/oauth2/v2/auth", self.host(CONSENT)),
            token_url: format!("{}/token", self.host(TOKENS)),
            scope: self.scopes.to_owned(),
            pkce: Pkce::S256,
            client_auth: ClientAuth::Body,
            client_id_name: "client_id",
            extra: &[("access_type", "offline"), ("prompt", "consent")],
        })
    }

    /// The consent page.
    pub(crate) fn begin(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        self.server()?.begin(&self.http, &input.redirect_uri, &input.state)
    }

    /// `POST /token` with the code (same page, "Exchange authorization code for refresh and access tokens").
    pub(crate) async fn finish(
        &self,
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Tokens, Error> {
        let granted = self.server()?.exchange(&self.http, flow, code, redirect_uri).await?;
        // People can untick single permissions on the consent page.
        let left_out = |wanted: &&str| !granted.scope.split(' ').any(|given| given == *wanted);
        let missing: Vec<&str> = self.scopes.split(' ').filter(left_out).collect();
        if !granted.scope.is_empty() && !missing.is_empty() {
            let why = format!("the consent leaves out {}", missing.join(" "));
            return Err(Error::new(ErrorKind::Permission, Next::Reauthorise, why));
        }
        let refresh = granted.refresh.ok_or_else(|| {
            let why = "Google gave no refresh token; remove the app's access in the Google account and connect again";
            Error::new(ErrorKind::Credentials, Next::Reauthorise, why)
        })?;
        Ok(Tokens { access: granted.access, refresh, expires_ms: granted.expires_ms })
    }

    /// `POST /token` with the refresh token, which stays the same (same page, "Refreshing an access token").
    pub(crate) async fn renew(&self, credentials: &Credentials, now_ms: i64) -> Result<Credentials, Error> {
        let kept = Tokens::read(credentials)?;
        let granted = self.server()?.refresh(&self.http, &kept.refresh, now_ms).await?;
        let refresh = granted.refresh.unwrap_or(kept.refresh);
        Ok(Tokens { access: granted.access, refresh, expires_ms: granted.expires_ms }.keep())
    }
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
