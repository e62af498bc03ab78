//! The plain OAuth 2.0 authorization code flow (RFC 6749, RFC 7636) with the operator's app. It speaks to no network
//! by itself: a connector fills in a [`Server`] and reads what only it understands out of [`Tokens::answer`].

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use reqwest::header::AUTHORIZATION;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::http::{Answer, Body, Call, Http};
use crate::{ConnectStep, Credentials, Error, ErrorKind, Network, NetworkSettings, Next, Settings};

/// How long before its end a token is exchanged.
const AHEAD_MS: i64 = 5 * 60 * 1_000;

/// How the code is bound to the one who asked for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pkce {
    /// Not at all: the network knows no PKCE.
    None,
    /// `S256` (RFC 7636, section 4.2).
    S256,
    /// As `S256`, but the digest is written in hexadecimal.
    S256Hex,
}

/// How the app proves itself at the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientAuth {
    /// `Authorization: Basic` (RFC 6749, section 2.3.1).
    Basic,
    /// In the body.
    Body,
}

/// The operator's app at a network.
#[derive(Clone)]
pub struct App {
    /// Its public id.
    pub id: String,
    /// Its secret. Never logged.
    pub secret: String,
}

impl App {
    /// The app that the operator has set for `network`.
    ///
    /// # Errors
    /// `Setup` when there is none.
    pub fn of(settings: &Settings, network: Network) -> Result<Self, Error> {
        Self::set(&settings.of(network), network)
    }

    /// As [`App::of`], where what is set for the network is at hand.
    ///
    /// # Errors
    /// As [`App::of`].
    pub(crate) fn set(set: &NetworkSettings, network: Network) -> Result<Self, Error> {
        let (id, secret) = set.app().ok_or_else(|| {
            let why = format!("the operator has not set client_id and client_secret for {network}");
            Error::new(ErrorKind::Setup, Next::Never, why)
        })?;
        Ok(Self { id: id.to_owned(), secret: secret.to_owned() })
    }
}

/// An authorization server as one network runs it.
pub struct Server {
    /// The operator's app.
    pub app: App,
    /// Address of the consent page, `https://host/path`.
    pub authorize_url: String,
    /// Address of the token endpoint, `https://host/path`.
    pub token_url: String,
    /// What the app may do, joined as the network wants it (most: by spaces).
    pub scope: String,
    /// PKCE.
    pub pkce: Pkce,
    /// How the app proves itself.
    pub client_auth: ClientAuth,
    /// What the network calls `client_id`; most call it just that.
    pub client_id_name: &'static str,
    /// Further parameters of the consent page, e.g. `access_type=offline`.
    pub extra: &'static [(&'static str, &'static str)],
}

/// What [`Server::exchange`] needs beside the code.
#[derive(Serialize, Deserialize)]
struct Flow {
    verifier: String,
}

/// What a token endpoint gave.
pub struct Tokens {
    /// For calls.
    pub access: String,
    /// For new tokens, where the network gives one.
    pub refresh: Option<String>,
    /// When the access token runs out, epoch milliseconds by the network's own clock; `None` where it told no time.
    pub expires_ms: Option<i64>,
    /// When the refresh token runs out (`refresh_expires_in` or `refresh_token_expires_in`), where it told so.
    pub refresh_expires_ms: Option<i64>,
    /// The scopes granted, as the network wrote them; empty where it did not.
    pub scope: String,
    /// The whole answer, for what only this network tells.
    pub answer: Value,
}

impl Server {
    /// The address of the consent page and what is needed afterwards.
    ///
    /// # Errors
    /// `Invalid` or `Blocked` for an address that cannot be one.
    pub fn begin(&self, http: &Http, redirect_uri: &str, state: &str) -> Result<ConnectStep, Error> {
        let verifier = URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>());
        let challenge = self.pkce.challenge(&verifier);
        let mut query = vec![
            ("response_type", "code"),
            (self.client_id_name, self.app.id.as_str()),
            ("redirect_uri", redirect_uri),
            ("state", state),
        ];
        if !self.scope.is_empty() {
            query.push(("scope", &self.scope));
        }
        if let Some(challenge) = &challenge {
            query.extend([("code_challenge", challenge.as_str()), ("code_challenge_method", "S256")]);
        }
        query.extend(self.extra);
        let (host, path) = split(&self.authorize_url)?;
        let flow = Flow { verifier };
        Ok(ConnectStep::Redirect {
            authorize_url: http.endpoint(host, path, &query)?.into(),
            flow: Credentials(serde_json::to_value(flow).unwrap_or_default()),
            app: None,
        })
    }

    /// Exchanges the code that came back for tokens.
    ///
    /// # Errors
    /// `Credentials` with `Reauthorise` for a code that is not good (any more), `Setup` for an app that is not known
    /// there, else a fault of the network.
    pub async fn exchange(
        &self,
        http: &Http,
        flow: &Credentials,
        code: &str,
        redirect_uri: &str,
    ) -> Result<Tokens, Error> {
        let Flow { verifier } = Flow::deserialize(&flow.0).map_err(|_| {
            Error::new(ErrorKind::Credentials, Next::Reauthorise, "the connection must be begun anew")
        })?;
        let mut form = vec![
            ("grant_type", "authorization_code".to_owned()),
            ("code", code.to_owned()),
            ("redirect_uri", redirect_uri.to_owned()),
        ];
        if self.pkce != Pkce::None {
            form.push(("code_verifier", verifier.clone()));
        }
        let call = self.call(http, form)?.secret(code).secret(&verifier);
        tokens(&http.send(call).await?, None)
    }

    /// Exchanges a refresh token for new tokens. Where the network gives no new refresh token, the old one stays good
    /// and is given back.
    ///
    /// # Errors
    /// `Credentials` with `Reauthorise` when the refresh token is dead, `Setup` for an app that is not known there,
    /// else a fault of the network.
    pub async fn refresh(&self, http: &Http, refresh: &str, now_ms: i64) -> Result<Tokens, Error> {
        let form = vec![("grant_type", "refresh_token".to_owned()), ("refresh_token", refresh.to_owned())];
        let call = self.call(http, form)?.secret(refresh);
        let found = tokens(&http.send(call).await?, Some(now_ms))?;
        Ok(Tokens { refresh: found.refresh.or_else(|| Some(refresh.to_owned())), ..found })
    }

    /// A POST to the token endpoint as the app; also for revocation endpoints, by [`Server::call_at`].
    fn call(&self, http: &Http, form: Vec<(&'static str, String)>) -> Result<Call, Error> {
        self.call_at(http, &self.token_url, form)
    }

    /// A POST of a form to `url` as the app.
    ///
    /// # Errors
    /// `Invalid` or `Blocked` for an address that cannot be one.
    pub fn call_at(
        &self,
        http: &Http,
        url: &str,
        mut form: Vec<(&'static str, String)>,
    ) -> Result<Call, Error> {
        let (host, path) = split(url)?;
        let url = http.endpoint(host, path, &[])?;
        let App { id, secret } = &self.app;
        if self.client_auth == ClientAuth::Body {
            form.extend([(self.client_id_name, id.clone()), ("client_secret", secret.clone())]);
        }
        let call = Call::post(url, Body::Form(form)).secret(secret);
        Ok(match self.client_auth {
            ClientAuth::Basic => {
                let pair = STANDARD.encode(format!("{id}:{secret}"));
                call.header(AUTHORIZATION, &format!("Basic {pair}")).secret(&pair)
            }
            ClientAuth::Body => call,
        })
    }
}

impl Pkce {
    fn challenge(self, verifier: &str) -> Option<String> {
        let digest = Sha256::digest(verifier.as_bytes());
        match self {
            Self::None => None,
            Self::S256 => Some(URL_SAFE_NO_PAD.encode(digest)),
            Self::S256Hex => Some(digest.iter().map(|byte| format!("{byte:02x}")).collect()),
        }
    }
}

/// Whether a token that runs out at `expires_ms` should be exchanged before it is used; one that tells no time is used
/// until it is refused.
#[must_use]
pub fn runs_out_soon(expires_ms: Option<i64>, now_ms: i64) -> bool {
    expires_ms.is_some_and(|expires| expires <= now_ms.saturating_add(AHEAD_MS))
}

/// Scheme and host, and the path behind them.
fn split(url: &str) -> Result<(&str, &str), Error> {
    let authority = url.find("://").map_or(0, |at| at + 3);
    let path = url[authority..].find('/').map(|at| authority + at);
    path.map(|path| url.split_at(path))
        .ok_or_else(|| Error::new(ErrorKind::Invalid, Next::Never, "not an endpoint's address"))
}

/// Successful answer of RFC 6749, section 5.1, with what networks add to it.
#[derive(Deserialize)]
struct Granted {
    access_token: String,
    refresh_token: Option<String>,
    expires_in: Option<i64>,
    #[serde(alias = "refresh_token_expires_in")]
    refresh_expires_in: Option<i64>,
    scope: Option<String>,
}

/// Reads the answer of a token endpoint; without `now_ms`, times are by the answer's own `Date`.
///
/// # Errors
/// As [`Server::exchange`].
pub fn tokens(answer: &Answer, now_ms: Option<i64>) -> Result<Tokens, Error> {
    let whole: Value = answer.try_json().unwrap_or_default();
    if !answer.is_success() || !whole["access_token"].is_string() {
        return Err(fault(answer));
    }
    let granted: Granted = answer.json()?;
    let now_ms = now_ms.or_else(|| answer.server_time_ms());
    let until = |seconds: Option<i64>| {
        let seconds = seconds.filter(|seconds| *seconds > 0)?;
        Some(now_ms?.saturating_add(seconds.saturating_mul(1_000)))
    };
    Ok(Tokens {
        access: granted.access_token,
        refresh: granted.refresh_token.filter(|token| !token.is_empty()),
        expires_ms: until(granted.expires_in),
        refresh_expires_ms: until(granted.refresh_expires_in),
        scope: granted.scope.unwrap_or_default(),
        answer: whole,
    })
}

/// What a refusal of a token endpoint means, by its `error` (RFC 6749, section 5.2), then by its status; networks send
/// such a body with 200, too. A code or refresh token that is not taken needs a new consent; an app that is not known
/// needs the operator.
#[must_use]
pub fn fault(answer: &Answer) -> Error {
    let body: Value = answer.try_json().unwrap_or_default();
    let error = body["error"].as_str().unwrap_or("");
    let said = format!("{error} {}", body["error_description"].as_str().unwrap_or(""));
    let message = format!("the server answered {}: {}", answer.status, said.trim());
    let dead = || answer.fault(ErrorKind::Credentials, Next::Reauthorise, &message);
    let setup = || answer.fault(ErrorKind::Setup, Next::Never, &message);
    match (error, answer.status) {
        ("invalid_grant" | "access_denied" | "invalid_request", _) => dead(),
        (
            "invalid_client"
            | "unauthorized_client"
            | "unsupported_grant_type"
            | "invalid_scope"
            | "redirect_uri_mismatch",
            _,
        ) => setup(),
        ("temporarily_unavailable" | "server_error", _) => {
            answer.fault(ErrorKind::Unavailable, Next::After(answer.wait()), &message)
        }
        // A page of a firewall or of maintenance says nothing of the token.
        ("", 200..=299) => answer.not_this_network(),
        ("", 400 | 401 | 403) if !body.is_object() => answer.not_this_network(),
        (_, 400 | 401 | 403) => dead(),
        (_, 200..=299) => answer.fault(ErrorKind::Protocol, Next::Never, &message),
        _ => answer.fault_by_status(said.trim()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn server(pkce: Pkce) -> Server {
        Server {
            app: App { id: "app-1".into(), secret: "s3cret-value".into() },
            authorize_url: "https://network.example/oauth/authorize".into(),
            token_url: "https://api.network.example/oauth/token".into(),
            scope: "read write".into(),
            pkce,
            client_auth: ClientAuth::Basic,
            client_id_name: "client_id",
            extra: &[("duration", "permanent")],
        }
    }

    #[test]
    fn the_consent_page_gets_what_it_needs() {
        let http = Http::new(&Settings::default()).unwrap();
        for pkce in [Pkce::None, Pkce::S256, Pkce::S256Hex] {
            let step = server(pkce).begin(&http, "https://tandem.example/back", "st").unwrap();
            let ConnectStep::Redirect { authorize_url, flow, .. } = step else { panic!("no redirect") };
            assert!(
                authorize_url.starts_with(
                    "https://network.example/oauth/authorize?response_type=code&client_id=app-1&"
                )
            );
            assert!(
                authorize_url.contains("scope=read+write") && authorize_url.contains("duration=permanent")
            );
            let challenge = pkce.challenge(flow.0["verifier"].as_str().unwrap());
            match challenge {
                None => assert!(!authorize_url.contains("code_challenge")),
                Some(challenge) => assert!(authorize_url.contains(&format!("code_challenge={challenge}&"))),
            }
        }
    }

    #[test]
    fn challenges_are_those_of_the_specification() {
        // RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert_eq!(Pkce::S256.challenge(verifier).unwrap(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
        assert_eq!(Pkce::S256Hex.challenge(verifier).unwrap().len(), 64);
    }

    #[test]
    fn what_a_refusal_means() {
        let later = Next::After(Duration::from_secs(300));
        let cases = [
            (400, r#"{"error":"invalid_grant"}"#, ErrorKind::Credentials, Some(Next::Reauthorise)),
            (200, r#"{"error":"invalid_grant"}"#, ErrorKind::Credentials, Some(Next::Reauthorise)),
            (401, r#"{"error":"invalid_client"}"#, ErrorKind::Setup, Some(Next::Never)),
            (400, r#"{"error":"unauthorized_client"}"#, ErrorKind::Setup, Some(Next::Never)),
            (400, "{}", ErrorKind::Credentials, Some(Next::Reauthorise)),
            // A firewall's page says nothing of the token.
            (400, "<html>", ErrorKind::Protocol, Some(later)),
            (403, "<html>", ErrorKind::Protocol, Some(later)),
            (200, "<html>", ErrorKind::Protocol, Some(later)),
            (200, "{}", ErrorKind::Protocol, Some(later)),
            (200, r#"{"error":"new_word"}"#, ErrorKind::Protocol, Some(Next::Never)),
            (502, "<html>", ErrorKind::Unavailable, Some(Next::After(Duration::from_secs(60)))),
            (503, r#"{"error":"server_error"}"#, ErrorKind::Unavailable, None),
            (429, "{}", ErrorKind::RateLimited, Some(Next::After(Duration::from_secs(60)))),
        ];
        for (status, body, kind, next) in cases {
            let error = tokens(&Answer::of(status, &[], body), Some(0)).err().unwrap();
            assert_eq!(error.kind, kind, "{status} {body}");
            assert!(next.is_none_or(|next| next == error.next), "{status} {body}: {:?}", error.next);
        }
    }

    #[test]
    fn tokens_are_read_with_their_times() {
        let body =
            r#"{"access_token":"a","refresh_token":"r","expires_in":7200,"refresh_token_expires_in":60}"#;
        let date = [("date", "Sun, 22 Nov 2026 10:00:00 GMT")];
        let found = tokens(&Answer::of(200, &date, body), None).unwrap();
        assert_eq!((found.access.as_str(), found.refresh.as_deref()), ("a", Some("r")));
        assert_eq!(found.expires_ms, Some(1_795_341_600_000 + 7_200_000));
        assert_eq!(found.refresh_expires_ms, Some(1_795_341_600_000 + 60_000));
        let found = tokens(&Answer::of(200, &[], r#"{"access_token":"a"}"#), None).unwrap();
        assert_eq!((found.expires_ms, found.refresh), (None, None));
        assert!(runs_out_soon(Some(300_000), 0) && !runs_out_soon(Some(300_001), 0));
        assert!(!runs_out_soon(None, i64::MAX));
    }

    #[test]
    fn an_app_must_be_set() {
        let error = App::of(&Settings::default(), Network::X).err().unwrap();
        assert_eq!((error.kind, error.next), (ErrorKind::Setup, Next::Never));
    }
}
