//! Proofs of possession (RFC 9449): who shows a bound token must have signed this
//! very request with the session's key, and with the nonce of the moment.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::{Value, json};

use crate::ids;
use crate::state::Shared;

/// How old a proof may be.
const LIFE_S: i64 = 60;

#[derive(Debug, Default)]
pub(super) struct Proofs {
    /// Thumbprints of the keys that access tokens are bound to.
    pub(super) bound: HashMap<String, String>,
    seen: HashSet<String>,
    nonce: u64,
}

/// Why a proof does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProofFault {
    Nonce,
    Invalid(&'static str),
}

impl ProofFault {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Self::Nonce => "use_dpop_nonce",
            Self::Invalid(_) => "invalid_dpop_proof",
        }
    }

    pub(super) const fn message(self) -> &'static str {
        match self {
            Self::Nonce => "Authorization server requires nonce in DPoP proof",
            Self::Invalid(why) => why,
        }
    }
}

impl Proofs {
    pub(super) fn nonce(&self, seed: u64) -> String {
        ids::token(seed, "dpop-nonce", self.nonce)
    }

    pub(super) fn rotate(&mut self) {
        self.nonce += 1;
    }
}

/// One request whose proof is checked.
pub(super) struct Shown<'r> {
    pub(super) method: &'r Method,
    /// The address without a query.
    pub(super) target: String,
    pub(super) headers: &'r HeaderMap,
    pub(super) token: Option<&'r str>,
}

/// Checks a proof; answers the thumbprint of its key.
pub(super) fn check(shared: &Shared, shown: &Shown<'_>) -> Result<String, ProofFault> {
    let wrong = ProofFault::Invalid;
    let proof = shown.headers.get("dpop").and_then(|value| value.to_str().ok());
    let proof = proof.ok_or(wrong("DPoP proof required"))?;
    let parts: Vec<&str> = proof.split('.').collect();
    let [head, body, signature] = parts.as_slice() else { return Err(wrong("not a JWT")) };
    let read =
        |part: &str| -> Option<Value> { serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).ok()?).ok() };
    let (head_json, claims) = read(head).zip(read(body)).ok_or(wrong("not a JWT"))?;
    if head_json["typ"] != "dpop+jwt" || head_json["alg"] != "ES256" {
        return Err(wrong("wrong type or algorithm"));
    }
    let jwk = &head_json["jwk"];
    if jwk["kty"] != "EC" || jwk["crv"] != "P-256" || !jwk["d"].is_null() {
        return Err(wrong("wrong key"));
    }
    let coordinate = |name: &str| URL_SAFE_NO_PAD.decode(jwk[name].as_str().unwrap_or_default()).ok();
    let (x, y) = coordinate("x").zip(coordinate("y")).ok_or(wrong("wrong key"))?;
    let point = [vec![4], x, y].concat();
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| wrong("not a JWT"))?;
    UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
        .verify(format!("{head}.{body}").as_bytes(), &signature)
        .map_err(|_| wrong("wrong signature"))?;
    if claims["htm"] != shown.method.as_str() || claims["htu"] != shown.target.as_str() {
        return Err(wrong("the proof is another request's"));
    }
    let age = shared.clock.real() / 1000 - claims["iat"].as_i64().unwrap_or_default();
    if age.abs() > LIFE_S {
        return Err(wrong("the proof is too old"));
    }
    let ath = shown.token.map(|token| ids::base64url(&ids::sha256(token.as_bytes())));
    if claims["ath"].as_str() != ath.as_deref() {
        return Err(wrong("the proof is another token's"));
    }
    let mut state = shared.bluesky();
    if claims["nonce"].as_str() != Some(state.proofs.nonce(shared.seed).as_str()) {
        return Err(ProofFault::Nonce);
    }
    if !state.proofs.seen.insert(claims["jti"].as_str().unwrap_or_default().to_owned()) {
        return Err(wrong("the proof was used before"));
    }
    let canonical = format!(
        "{{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"{}\",\"y\":\"{}\"}}",
        jwk["x"].as_str().unwrap_or_default(),
        jwk["y"].as_str().unwrap_or_default()
    );
    Ok(ids::base64url(&ids::sha256(canonical.as_bytes())))
}

/// Adds the nonce of the moment.
pub(super) fn tell(shared: &Shared, mut answer: Response) -> Response {
    let nonce = shared.bluesky().proofs.nonce(shared.seed);
    if let Ok(nonce) = HeaderValue::from_str(&nonce) {
        answer.headers_mut().insert("dpop-nonce", nonce);
    }
    answer
}

fn refuse(shared: &Shared, code: &str, message: &str) -> Response {
    let body = json!({ "error": code, "message": message });
    let told = format!("DPoP algs=\"ES256\", error=\"{code}\", error_description=\"{message}\"");
    let answer = (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, told)], Json(body)).into_response();
    tell(shared, answer)
}

/// Lets a bound token through as a plain one where its proof is good.
pub(super) async fn layer(State(shared): State<Arc<Shared>>, mut request: Request, next: Next) -> Response {
    let value = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let value = value.unwrap_or_default().to_owned();
    let Some(token) = value.strip_prefix("DPoP ").map(str::trim) else {
        let plain = value.strip_prefix("Bearer ").map(str::trim).unwrap_or_default();
        if shared.bluesky().proofs.bound.contains_key(plain) {
            return refuse(&shared, "invalid_token", "The token is bound to a key");
        }
        return next.run(request).await;
    };
    let shown = Shown {
        method: request.method(),
        target: format!("{}{}", shared.bluesky_url(), request.uri().path()),
        headers: request.headers(),
        token: Some(token),
    };
    let thumbprint = match check(&shared, &shown) {
        Ok(thumbprint) => thumbprint,
        Err(fault) => return refuse(&shared, fault.code(), fault.message()),
    };
    let counts = {
        let state = shared.bluesky();
        state.proofs.bound.get(token) == Some(&thumbprint) && state.is_alive(token, shared.clock.now())
    };
    if !counts {
        return refuse(&shared, "invalid_token", "The access token is expired or unknown");
    }
    if let Ok(plain) = HeaderValue::from_str(&format!("Bearer {token}")) {
        request.headers_mut().insert(header::AUTHORIZATION, plain);
    }
    let answer = next.run(request).await;
    tell(&shared, answer)
}
