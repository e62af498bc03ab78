//! Sessions: sign in, rotate, end, and who the account is.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::json;

use super::wire::{ProfileView, Session, SessionInfo};
use super::{Bluesky, Tokens, default_limits};
use crate::http::Body;
use crate::{ConnectInput, Connected, Credentials, Error, ErrorKind, Next, Profile};

const AHEAD_MS: i64 = 5 * 60 * 1_000;

/// Whether the access token's own `exp` is within five minutes; a token that tells none is used until it is refused.
pub(super) fn runs_out_soon(credentials: &Credentials, now_ms: i64) -> bool {
    #[derive(Deserialize)]
    struct Claims {
        exp: i64,
    }
    let tokens = Tokens::read(credentials).ok();
    if let Some(oauth) = tokens.as_ref().and_then(|tokens| tokens.oauth.as_ref()) {
        return oauth.expires_ms.is_some_and(|end| end <= now_ms.saturating_add(AHEAD_MS));
    }
    let claims = tokens.and_then(|tokens| {
        let payload = URL_SAFE_NO_PAD.decode(tokens.access.split('.').nth(1)?).ok()?;
        serde_json::from_slice::<Claims>(&payload).ok()
    });
    claims.is_some_and(|claims| claims.exp.saturating_mul(1_000) <= now_ms.saturating_add(AHEAD_MS))
}

impl Bluesky {
    /// `com.atproto.server.createSession` at the entryway, then the account's own PDS as its DID document names it
    /// (docs.bsky.app, "Get Started" and "The AT Protocol stack"; atproto.com, "DID").
    pub(super) async fn sign_in(&self, input: &ConnectInput) -> Result<Connected, Error> {
        let typed = if input.base_url.trim().is_empty() { &self.entryway } else { &input.base_url };
        let entryway = self.http.base_url(typed)?;
        let identifier = input.identifier.trim().trim_start_matches('@');
        let password = input.secret.trim();
        if identifier.is_empty() || password.is_empty() {
            return Err(Error::new(ErrorKind::Credentials, Next::Never, "handle or app password is missing"));
        }
        let body = Body::Json(json!({ "identifier": identifier, "password": password }));
        let call = self.procedure(&entryway, "com.atproto.server.createSession", body)?.secret(password);
        let session: Session = match self.ask(call).await {
            Ok(answer) => answer.json().map_err(never)?,
            Err(error)
                if matches!(
                    error.kind,
                    ErrorKind::NotFound | ErrorKind::NotOffered | ErrorKind::Protocol
                ) =>
            {
                return Err(Error { kind: ErrorKind::Protocol, next: Next::Never, ..error });
            }
            Err(error) => return Err(error),
        };
        let base_url = match session.did_doc.as_ref().and_then(|doc| doc.pds()) {
            Some(pds) => self.http.base_url(pds)?,
            None => entryway,
        };
        let tokens = Tokens {
            access: session.access_jwt,
            refresh: session.refresh_jwt,
            did: session.did,
            oauth: None,
        };
        if session.active == Some(false) {
            return Err(Error::new(ErrorKind::Permission, Next::Never, "the account is not active"));
        }
        let profile = self.describe(&base_url, &tokens, session.handle).await?;
        Ok(Connected { profile, credentials: tokens.keep() })
    }

    /// `com.atproto.server.refreshSession`: the refresh token is rotated (docs.bsky.app, "Get Started").
    pub(super) async fn refresh_session(
        &self,
        base_url: &str,
        tokens: &Tokens,
    ) -> Result<Credentials, Error> {
        let call = self
            .procedure(base_url, "com.atproto.server.refreshSession", Body::Empty)?
            .bearer(&tokens.refresh);
        let session: Session = match self.ask(call).await {
            Ok(answer) => answer.json()?,
            // The refresh token itself is dead, whatever the name.
            Err(error) if error.kind == ErrorKind::Credentials => {
                return Err(Error { next: Next::Reauthorise, ..error });
            }
            Err(error) => return Err(error),
        };
        if session.did != tokens.did {
            let why = "the server gave a session of another account";
            return Err(Error::new(ErrorKind::Protocol, Next::Reauthorise, why));
        }
        Ok(Tokens { access: session.access_jwt, refresh: session.refresh_jwt, did: session.did, oauth: None }
            .keep())
    }

    /// `com.atproto.server.deleteSession`, with the refresh token (lexicon of that name).
    pub(super) async fn delete_session(&self, base_url: &str, tokens: &Tokens) -> Result<(), Error> {
        let call = self
            .procedure(base_url, "com.atproto.server.deleteSession", Body::Empty)?
            .bearer(&tokens.refresh);
        match self.ask(call).await {
            // Already dead is what was wanted.
            Err(error) if error.kind != ErrorKind::Credentials => Err(error),
            _ => Ok(()),
        }
    }

    /// `com.atproto.server.getSession` says whether the token lives (lexicon of that name).
    pub(super) async fn read_profile(&self, base_url: &str, tokens: &Tokens) -> Result<Profile, Error> {
        let make = || self.query(base_url, "com.atproto.server.getSession", &[]);
        let info: SessionInfo = self.ask_as(tokens, make).await?.json()?;
        if info.did != tokens.did {
            let why = "the session belongs to another account";
            return Err(Error::new(ErrorKind::Protocol, Next::Reauthorise, why));
        }
        if info.active == Some(false) {
            let status = info.status.unwrap_or_default();
            let why = format!("the account is not active {status}");
            return Err(Error::new(ErrorKind::Permission, Next::Never, why.trim()));
        }
        self.describe(base_url, tokens, info.handle).await
    }

    /// `app.bsky.actor.getProfile` for name and picture (docs.bsky.app, "Viewing profiles"). A PDS without an app
    /// view cannot tell them; the account is whole without.
    async fn describe(&self, base_url: &str, tokens: &Tokens, handle: String) -> Result<Profile, Error> {
        let view = match self.view_profile(base_url, tokens).await {
            Ok(view) => Some(view),
            Err(error) if error.kind == ErrorKind::Credentials => return Err(error),
            Err(error) => {
                tracing::debug!(error = %error, "no profile of this account from the app view");
                None
            }
        };
        let (display_name, avatar_url) = view.map_or((None, None), |view| (view.display_name, view.avatar));
        // A handle that does not resolve any more reads `handle.invalid`; the DID always works.
        let in_url = if handle == "handle.invalid" { &tokens.did } else { &handle };
        Ok(Profile {
            remote_id: tokens.did.clone(),
            profile_url: format!("{}/profile/{in_url}", self.web),
            display_name: display_name.filter(|name| !name.trim().is_empty()).unwrap_or(handle.clone()),
            handle,
            avatar_url,
            base_url: base_url.to_owned(),
            limits: default_limits(),
        })
    }

    /// `app.bsky.actor.getProfile` through the account's PDS (docs.bsky.app, "Viewing profiles").
    pub(super) async fn view_profile(&self, base_url: &str, tokens: &Tokens) -> Result<ProfileView, Error> {
        let params = [("actor", tokens.did.as_str())];
        self.ask_as(tokens, || self.query(base_url, "app.bsky.actor.getProfile", &params)).await?.json()
    }
}

/// A person is waiting for the answer: a server of another kind stays one.
fn never(error: Error) -> Error {
    Error { next: Next::Never, ..error }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credentials(payload: &str) -> Credentials {
        let access = format!("e30.{}.sig", URL_SAFE_NO_PAD.encode(payload));
        Tokens { access, refresh: "r".into(), did: "did:plc:a".into(), oauth: None }.keep()
    }

    #[test]
    fn refreshes_five_minutes_ahead() {
        let tokens = credentials(r#"{"exp":1000,"sub":"did:plc:a"}"#);
        assert!(!runs_out_soon(&tokens, 699_999));
        assert!(runs_out_soon(&tokens, 700_000));
        assert!(runs_out_soon(&tokens, 2_000_000));
        assert!(!runs_out_soon(&credentials("{}"), 2_000_000));
        assert!(!runs_out_soon(&Credentials(json!({})), 2_000_000));
    }
}
