//! Proof of possession: every request of an OAuth session is signed with the session's own key (RFC 9449; atproto.com,
//! "OAuth", "Demonstrating Proof of Possession").
//!
//! Each server hands out nonces and wants them back; a proof also bears the time. Both are taken from the server's own
//! last answer, so that a wrong clock here does no harm.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use reqwest::header::HeaderName;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::Url;

use super::{Bluesky, Tokens, fault};
use crate::http::{Answer, Call};
use crate::{Error, ErrorKind, Next};

const DPOP: HeaderName = HeaderName::from_static("dpop");

/// A session's key pair.
pub(super) struct Key(EcdsaKeyPair);

impl Key {
    /// A new one, as it is kept: PKCS#8, base64url.
    pub(super) fn generate() -> Result<String, Error> {
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        let pkcs8 = pkcs8.map_err(|_| Error::new(ErrorKind::Local, Next::Never, "no key could be made"))?;
        Ok(URL_SAFE_NO_PAD.encode(pkcs8))
    }

    pub(super) fn read(kept: &str) -> Result<Self, Error> {
        let broken = || Error::new(ErrorKind::Credentials, Next::Reauthorise, "the kept key cannot be read");
        let pkcs8 = URL_SAFE_NO_PAD.decode(kept).map_err(|_| broken())?;
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &pkcs8, &SystemRandom::new())
            .map(Self)
            .map_err(|_| broken())
    }

    /// The public half as a JSON Web Key.
    fn jwk(&self) -> Value {
        // 0x04, then both coordinates.
        let point = self.0.public_key().as_ref();
        let (x, y) = point.get(1..).unwrap_or_default().split_at(32);
        json!({
            "kty": "EC", "crv": "P-256",
            "x": URL_SAFE_NO_PAD.encode(x), "y": URL_SAFE_NO_PAD.encode(y),
        })
    }

    /// The proof for one request: RFC 9449, section 4.2.
    fn proof(&self, request: &Request<'_>) -> Result<String, Error> {
        let mut target = request.url.clone();
        target.set_query(None);
        target.set_fragment(None);
        let mut claims = json!({
            "jti": URL_SAFE_NO_PAD.encode(rand::random::<[u8; 16]>()),
            "htm": request.method.as_str(),
            "htu": target.as_str(),
            "iat": request.now_s,
        });
        if let Some(nonce) = request.nonce {
            claims["nonce"] = json!(nonce);
        }
        if let Some(token) = request.token {
            claims["ath"] = json!(URL_SAFE_NO_PAD.encode(Sha256::digest(token.as_bytes())));
        }
        let header = json!({ "typ": "dpop+jwt", "alg": "ES256", "jwk": self.jwk() });
        let signed = format!(
            "{}.{}",
            URL_SAFE_NO_PAD.encode(header.to_string()),
            URL_SAFE_NO_PAD.encode(claims.to_string())
        );
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes());
        let signature =
            signature.map_err(|_| Error::new(ErrorKind::Local, Next::Never, "the proof was not signed"))?;
        Ok(format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

/// What a proof is about.
struct Request<'a> {
    method: &'a Method,
    url: &'a Url,
    now_s: i64,
    nonce: Option<&'a str>,
    /// The access token, for requests that carry one.
    token: Option<&'a str>,
}

/// What each server told last, by its origin.
#[derive(Default)]
pub(super) struct Servers(Mutex<HashMap<String, Told>>);

#[derive(Default, Clone)]
struct Told {
    nonce: Option<String>,
    /// Its time in seconds, and when we heard it.
    time: Option<(i64, Instant)>,
}

impl Servers {
    fn of(&self, url: &Url) -> Told {
        let key = url.origin().ascii_serialization();
        self.0.lock().map(|servers| servers.get(&key).cloned().unwrap_or_default()).unwrap_or_default()
    }

    pub(super) fn note(&self, url: &Url, answer: &Answer) {
        let key = url.origin().ascii_serialization();
        let Ok(mut servers) = self.0.lock() else { return };
        let told = servers.entry(key).or_default();
        if let Some(ms) = answer.server_time_ms() {
            told.time = Some((ms / 1_000, Instant::now()));
        }
        if let Some(nonce) = answer.header("dpop-nonce") {
            told.nonce = Some(nonce.to_owned());
        }
    }
}

impl Told {
    fn now_s(&self) -> Option<i64> {
        let (then, heard) = self.time?;
        Some(then.saturating_add(i64::try_from(heard.elapsed().as_secs()).unwrap_or(0)))
    }
}

impl Bluesky {
    /// Sends a request as the account: with the session's token, or with its proof. `make` builds the request, since a
    /// new nonce means a new one.
    pub(super) async fn ask_as(
        &self,
        tokens: &Tokens,
        make: impl Fn() -> Result<Call, Error>,
    ) -> Result<Answer, Error> {
        let Some(oauth) = &tokens.oauth else {
            return self.ask(make()?.bearer(&tokens.access)).await;
        };
        let key = Key::read(&oauth.key)?;
        let answer = self.prove(&key, Some(&tokens.access), make).await?;
        if answer.is_success() { Ok(answer) } else { Err(fault(&answer)) }
    }

    /// Sends a request with a proof; once more when the server wants another nonce, which it says before it does any work
    /// (RFC 9449, sections 8 and 9).
    pub(super) async fn prove(
        &self,
        key: &Key,
        token: Option<&str>,
        make: impl Fn() -> Result<Call, Error>,
    ) -> Result<Answer, Error> {
        let call = make()?;
        if self.servers.of(call.url()).time.is_none() {
            self.ask_time(call.url()).await?;
        }
        let answer = self.send_proven(call, key, token).await?;
        if wants_nonce(&answer) { self.send_proven(make()?, key, token).await } else { Ok(answer) }
    }

    async fn send_proven(&self, call: Call, key: &Key, token: Option<&str>) -> Result<Answer, Error> {
        let url = call.url().clone();
        let answer = self.http.send(self.with_proof(call, key, token)?).await?;
        self.servers.note(&url, &answer);
        Ok(answer)
    }

    fn with_proof(&self, call: Call, key: &Key, token: Option<&str>) -> Result<Call, Error> {
        let told = self.servers.of(call.url());
        let why = "the server does not tell its time, which a proof must bear";
        let now_s = told.now_s().ok_or_else(|| Error::new(ErrorKind::Protocol, Next::Never, why))?;
        let proof = key.proof(&Request {
            method: call.method(),
            url: call.url(),
            now_s,
            nonce: told.nonce.as_deref(),
            token,
        })?;
        Ok(match token {
            Some(token) => call.dpop(token, &proof),
            None => call.header(DPOP, &proof),
        })
    }

    /// Any answer bears the time.
    async fn ask_time(&self, url: &Url) -> Result<(), Error> {
        let origin = url.origin().ascii_serialization();
        let url = self.http.endpoint(&origin, "/.well-known/oauth-protected-resource", &[])?;
        let answer = self.http.send(Call::get(url.clone())).await?;
        self.servers.note(&url, &answer);
        Ok(())
    }
}

/// `use_dpop_nonce`, in the body (authorization server) or in `WWW-Authenticate` (the account's server).
fn wants_nonce(answer: &Answer) -> bool {
    let said: super::wire::Failure = answer.try_json().unwrap_or_default();
    let header = answer.header("www-authenticate").unwrap_or_default();
    matches!(answer.status, 400 | 401)
        && answer.header("dpop-nonce").is_some()
        && (said.error == "use_dpop_nonce" || header.contains("use_dpop_nonce"))
}

#[cfg(test)]
mod tests {
    use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};

    use super::*;

    #[test]
    fn a_proof_names_its_request_and_is_signed() {
        let key = Key::read(&Key::generate().unwrap()).unwrap();
        let url = Url::parse("https://pds.example/xrpc/a.b.c?x=1#y").unwrap();
        let request = Request {
            method: &Method::POST,
            url: &url,
            now_s: 1_795_341_600,
            nonce: Some("n1"),
            token: Some("secret"),
        };
        let proof = key.proof(&request).unwrap();
        let parts: Vec<&str> = proof.split('.').collect();
        let read =
            |part: &str| -> Value { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap() };
        let (header, claims) = (read(parts[0]), read(parts[1]));
        assert_eq!((&header["typ"], &header["alg"]), (&json!("dpop+jwt"), &json!("ES256")));
        assert_eq!(claims["htu"], "https://pds.example/xrpc/a.b.c");
        assert_eq!((&claims["htm"], &claims["nonce"]), (&json!("POST"), &json!("n1")));
        assert_eq!(claims["iat"], 1_795_341_600);
        // Worked out with another tool: base64url of the SHA-256 of "secret".
        assert_eq!(claims["ath"], "K7gNU3sdo-OL0wNhqoVWhr3g6s1xYv72ol_pe_Unols");
        let coordinate = |name: &str| URL_SAFE_NO_PAD.decode(header["jwk"][name].as_str().unwrap()).unwrap();
        let point = [vec![4], coordinate("x"), coordinate("y")].concat();
        let signed = format!("{}.{}", parts[0], parts[1]);
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
            .verify(signed.as_bytes(), &URL_SAFE_NO_PAD.decode(parts[2]).unwrap())
            .unwrap();
        assert_ne!(key.proof(&request).unwrap(), proof, "each proof is its own");
    }

    #[test]
    fn a_broken_key_asks_for_a_new_consent() {
        assert_eq!(Key::read("AAAA").err().unwrap().next, Next::Reauthorise);
    }
}
