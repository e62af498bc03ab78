//! OAuth as the AT Protocol has it: pushed authorization request, PKCE and DPoP, a client that is known by the address of
//! its own description (atproto.com, "OAuth").
//!
//! Tandem is a public client: it signs each session with a key of the session's own, and keeps no key of the client.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::{Host, Url};

use super::dpop::Key;
use super::{Bluesky, Tokens, fault};
use crate::http::{Answer, Body, Call};
use crate::{ConnectInput, ConnectStep, Connected, Credentials, Error, ErrorKind, Next};

/// Path under which the instance serves [`client_metadata`].
pub const CLIENT_METADATA_PATH: &str = "/channels/bluesky/client-metadata.json";

/// Posting and reading as the account; no direct messages.
const SCOPE: &str = "atproto transition:generic";

/// What a session by consent needs beside its tokens.
#[derive(Serialize, Deserialize, Clone)]
pub(super) struct OAuth {
    /// The session's key pair.
    pub key: String,
    pub client_id: String,
    pub token_endpoint: String,
    pub revocation_endpoint: Option<String>,
    /// When the access token runs out, where the server told it.
    pub expires_ms: Option<i64>,
}

/// What [`Bluesky::finish_oauth`] needs.
#[derive(Serialize, Deserialize)]
struct Flow {
    oauth: OAuth,
    issuer: String,
    verifier: String,
    /// Whose consent was asked for, where the person named an account.
    did: Option<String>,
}

/// The server whose consent was asked for.
pub(super) fn issuer(flow: &Credentials) -> Option<String> {
    Flow::deserialize(&flow.0).ok().map(|flow| flow.issuer)
}

#[derive(Deserialize)]
struct Pushed {
    request_uri: String,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    token_type: String,
    refresh_token: Option<String>,
    expires_in: Option<i64>,
    scope: Option<String>,
    sub: String,
}

/// The description of this instance as an OAuth client, to be served at [`CLIENT_METADATA_PATH`] without signing in, as
/// `application/json` (atproto.com, "OAuth", "Client ID Metadata Document"). `redirect_uri` is where consent pages send
/// people back to, below `public_url`.
#[must_use]
pub fn client_metadata(public_url: &str, redirect_uri: &str) -> Value {
    json!({
        "client_id": client_id(redirect_uri),
        "client_name": "Tandem",
        "client_uri": public_url,
        "application_type": "web",
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "redirect_uris": [redirect_uri],
        "scope": SCOPE,
        "token_endpoint_auth_method": "none",
        "dpop_bound_access_tokens": true,
    })
}

/// The address of that description; on a machine without a public address the client of the protocol's own exception for
/// development, which needs none (same page, "Localhost Client Development").
fn client_id(redirect_uri: &str) -> String {
    let Ok(url) = Url::parse(redirect_uri) else { return String::new() };
    let local = match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    if !local {
        return format!("{}{CLIENT_METADATA_PATH}", url.origin().ascii_serialization());
    }
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("redirect_uri", redirect_uri)
        .append_pair("scope", SCOPE)
        .finish();
    format!("http://localhost?{query}")
}

impl Bluesky {
    /// Finds the account's authorization server and pushes the request to it.
    pub(super) async fn begin_oauth(&self, input: &ConnectInput) -> Result<ConnectStep, Error> {
        let (server, did, hint) = self.whose(input).await?;
        let issuer = self.issuer_of(&server).await?;
        let kept = Key::generate()?;
        let key = Key::read(&kept)?;
        let verifier = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        let client_id = client_id(&input.redirect_uri);
        let mut form = vec![
            ("client_id", client_id.clone()),
            ("redirect_uri", input.redirect_uri.clone()),
            ("response_type", "code".to_owned()),
            ("scope", SCOPE.to_owned()),
            ("state", input.state.clone()),
            ("code_challenge", challenge),
            ("code_challenge_method", "S256".to_owned()),
        ];
        form.extend(hint.map(|hint| ("login_hint", hint)));
        let endpoint = address(&issuer.pushed_authorization_request_endpoint)?;
        let answer =
            self.prove(&key, None, || Ok(Call::post(endpoint.clone(), Body::Form(form.clone())))).await?;
        let pushed: Pushed =
            accepted(&answer)?.json().map_err(|error| Error { next: Next::Never, ..error })?;
        let mut authorize_url = address(&issuer.authorization_endpoint)?;
        authorize_url
            .query_pairs_mut()
            .append_pair("client_id", &client_id)
            .append_pair("request_uri", &pushed.request_uri);
        let oauth = OAuth {
            key: kept,
            client_id,
            token_endpoint: issuer.token_endpoint,
            revocation_endpoint: issuer.revocation_endpoint,
            expires_ms: None,
        };
        let flow = Flow { oauth, issuer: issuer.issuer, verifier, did };
        Ok(ConnectStep::Redirect {
            authorize_url: authorize_url.into(),
            flow: Credentials(serde_json::to_value(flow).unwrap_or_default()),
            app: None,
        })
    }

    /// What a person typed is a handle or a server's address, and both look alike: what leads to an account is a handle.
    async fn whose(&self, input: &ConnectInput) -> Result<(String, Option<String>, Option<String>), Error> {
        let typed =
            [input.identifier.trim(), input.base_url.trim()].into_iter().find(|typed| !typed.is_empty());
        let Some(typed) = typed else {
            return Ok((self.entryway.clone(), None, None));
        };
        let name = typed.trim_start_matches("https://").trim_start_matches('@').trim_end_matches('/');
        let did = if name.starts_with("did:") {
            Some(name.to_owned())
        } else if name.contains('.') && !name.contains([':', '/']) {
            self.did_of(&self.entryway, name).await?
        } else {
            None
        };
        match did {
            Some(did) => Ok((self.pds_of(&did).await?, Some(did), Some(name.to_owned()))),
            None => Ok((self.http.base_url(typed)?, None, None)),
        }
    }

    /// Exchanges the code. The account is believed only when its own documents lead back to this very authorization
    /// server (atproto.com, "OAuth", "Identity Authentication").
    pub(super) async fn finish_oauth(
        &self,
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Connected, Error> {
        let flow = Flow::deserialize(&flow.0).map_err(|_| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "the connection must be begun anew")
        })?;
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect_uri),
            ("code_verifier", &flow.verifier),
        ];
        let (granted, now_ms) = self.grant(&flow.oauth, &form).await?;
        if flow.did.as_ref().is_some_and(|did| *did != granted.sub) {
            let why = "the consent is another account's than the one that was named";
            return Err(Error::new(ErrorKind::Credentials, Next::Reauthorise, why));
        }
        let base_url = self.pds_of(&granted.sub).await?;
        if self.issuer_of(&base_url).await?.issuer != flow.issuer {
            let why = "the account does not belong to the server that gave the consent";
            return Err(Error::new(ErrorKind::Protocol, Next::Never, why));
        }
        let tokens = tokens(granted, flow.oauth, now_ms)?;
        let profile = self.read_profile(&base_url, &tokens).await?;
        Ok(Connected { profile, credentials: tokens.keep() })
    }

    /// A new pair for the old one, whose refresh token is good once (atproto.com, "OAuth", "Tokens and Session
    /// Lifetime").
    pub(super) async fn refresh_oauth(
        &self,
        tokens: &Tokens,
        oauth: &OAuth,
        now_ms: i64,
    ) -> Result<Credentials, Error> {
        let form = [("grant_type", "refresh_token"), ("refresh_token", tokens.refresh.as_str())];
        let (granted, _) = self.grant(oauth, &form).await?;
        if granted.sub != tokens.did {
            let why = "the server gave a session of another account";
            return Err(Error::new(ErrorKind::Protocol, Next::Reauthorise, why));
        }
        Ok(self::tokens(granted, oauth.clone(), Some(now_ms))?.keep())
    }

    /// Ends the session (RFC 7009), where the server can.
    pub(super) async fn revoke_oauth(&self, tokens: &Tokens, oauth: &OAuth) -> Result<(), Error> {
        let Some(endpoint) = &oauth.revocation_endpoint else { return Ok(()) };
        let endpoint = address(endpoint)?;
        let key = Key::read(&oauth.key)?;
        let form = vec![("token", tokens.refresh.clone()), ("client_id", oauth.client_id.clone())];
        let make = || Ok(Call::post(endpoint.clone(), Body::Form(form.clone())).secret(&tokens.refresh));
        accepted(&self.prove(&key, None, make).await?).map(|_| ())
    }

    /// `POST` to the token endpoint; also tells the server's time.
    async fn grant(
        &self,
        oauth: &OAuth,
        form: &[(&'static str, &str)],
    ) -> Result<(Granted, Option<i64>), Error> {
        let key = Key::read(&oauth.key)?;
        let endpoint = address(&oauth.token_endpoint)?;
        let fields: Vec<(&'static str, String)> = form
            .iter()
            .map(|(name, value)| (*name, (*value).to_owned()))
            .chain([("client_id", oauth.client_id.clone())])
            .collect();
        let answer = self
            .prove(&key, None, || {
                let call = Call::post(endpoint.clone(), Body::Form(fields.clone()));
                Ok(form.iter().fold(call, |call, (name, value)| match *name {
                    "code" | "code_verifier" | "refresh_token" => call.secret(value),
                    _ => call,
                }))
            })
            .await?;
        let granted: Granted = accepted(&answer)?.json()?;
        let bound = granted.token_type.eq_ignore_ascii_case("dpop");
        let whole = granted
            .scope
            .as_deref()
            .is_none_or(|scope| SCOPE.split(' ').all(|wanted| scope.split(' ').any(|given| given == wanted)));
        if !bound || !whole {
            let why = "the server gave a session that cannot post";
            return Err(answer.fault(ErrorKind::Permission, Next::Reauthorise, why));
        }
        Ok((granted, answer.server_time_ms()))
    }
}

fn tokens(granted: Granted, oauth: OAuth, now_ms: Option<i64>) -> Result<Tokens, Error> {
    let why = "the server gave a session that cannot be renewed";
    let refresh =
        granted.refresh_token.ok_or_else(|| Error::new(ErrorKind::Protocol, Next::Reauthorise, why))?;
    let expires_ms = now_ms
        .zip(granted.expires_in)
        .map(|(now, seconds)| now.saturating_add(seconds.saturating_mul(1_000)));
    let oauth = Some(OAuth { expires_ms, ..oauth });
    Ok(Tokens { access: granted.access_token, refresh, did: granted.sub, oauth })
}

/// A refusal of the authorization server: a code or refresh token that is not good (any more) asks for the person.
fn accepted(answer: &Answer) -> Result<&Answer, Error> {
    if answer.is_success() {
        return Ok(answer);
    }
    let error = fault(answer);
    Err(match error.kind {
        ErrorKind::Invalid | ErrorKind::Credentials => {
            Error { kind: ErrorKind::Credentials, next: Next::Reauthorise, ..error }
        }
        _ => error,
    })
}

fn address(endpoint: &str) -> Result<Url, Error> {
    Url::parse(endpoint).map_err(|_| {
        Error::new(ErrorKind::Protocol, Next::Never, "the server names no address of an endpoint")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_is_known_by_its_description() {
        let back = "https://tandem.example/channels/callback";
        let metadata = client_metadata("https://tandem.example", back);
        assert_eq!(metadata["client_id"], "https://tandem.example/channels/bluesky/client-metadata.json");
        assert_eq!(metadata["redirect_uris"], json!([back]));
        assert_eq!(metadata["dpop_bound_access_tokens"], true);
        assert_eq!(metadata["scope"], SCOPE);
    }

    #[test]
    fn without_a_public_address_the_client_is_the_developers() {
        let id = client_id("http://127.0.0.1:8080/channels/callback");
        assert_eq!(
            id,
            "http://localhost?redirect_uri=http%3A%2F%2F127.0.0.1%3A8080%2Fchannels%2Fcallback\
             &scope=atproto+transition%3Ageneric"
        );
    }
}
