//! The token endpoint: codes and refresh tokens in, access tokens out.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::SignIn;
use super::authority::{Issued, RefreshFault};
use super::flavour::{ClientAuth, Pkce, Refresh};
use crate::call::Call;
use crate::ids;
use crate::params::Params;
use crate::state::Shared;

/// Why the token endpoint refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum OAuthFault {
    /// Unknown app or wrong secret.
    Client,
    /// The code is unknown, used, run out, or of another app or address.
    Code,
    /// The verifier is missing or wrong.
    Verifier,
    /// The refresh token is unknown, run out, revoked or used already.
    Refresh,
    /// The grant type is not known here; carries it.
    GrantType(String),
    /// A parameter is missing or wrong; carries a sentence.
    Request(String),
}

impl OAuthFault {
    /// The error code of RFC 6749.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Client => "invalid_client",
            Self::Code | Self::Verifier | Self::Refresh => "invalid_grant",
            Self::GrantType(_) => "unsupported_grant_type",
            Self::Request(_) => "invalid_request",
        }
    }

    pub(crate) fn message(&self) -> String {
        match self {
            Self::Client => "Client authentication failed.".to_owned(),
            Self::Code => "The authorization code is invalid, expired or used already.".to_owned(),
            Self::Verifier => "The code verifier is missing or does not match.".to_owned(),
            Self::Refresh => "The refresh token is invalid, expired, revoked or used already.".to_owned(),
            Self::GrantType(name) => format!("The grant type {name} is not supported."),
            Self::Request(message) => message.clone(),
        }
    }
}

/// The error answer of RFC 6749.
pub(crate) fn standard_refusal(fault: &OAuthFault) -> Response {
    let status =
        if *fault == OAuthFault::Client { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
    (status, Json(json!({ "error": fault.code(), "error_description": fault.message() }))).into_response()
}

/// The app that calls, if its secret is right.
fn client<S: SignIn>(state: &mut S, call: &Call, params: &Params) -> Result<String, OAuthFault> {
    let flavour = S::FLAVOUR;
    let in_body = || {
        let text = |key: &str| params.get(key).map(str::to_owned);
        Some((text(flavour.client_id)?, text("client_secret")?))
    };
    let named = match flavour.client_auth {
        ClientAuth::Basic => call.basic(),
        ClientAuth::Body => in_body(),
        ClientAuth::Either => call.basic().or_else(in_body),
    };
    let (id, secret) = named.ok_or(OAuthFault::Client)?;
    state.sign_in().app_with_secret(&id, &secret).map(|_| id).ok_or(OAuthFault::Client)
}

pub(super) async fn answer<S: SignIn>(State(shared): State<Arc<Shared>>, call: Call) -> Response {
    let Ok(form) = call.form().await else {
        let fault = OAuthFault::Request("The body is malformed.".to_owned());
        return S::oauth_refusal(&shared, &fault);
    };
    let given = {
        let mut state = shared.state::<S>();
        issue(&mut *state, &shared, &call, &form.params).map(|issued| {
            let mut answer = view::<S>(&issued);
            state.token_answer(&shared, &issued, &mut answer);
            answer
        })
    };
    match given {
        Ok(answer) => ([(header::CACHE_CONTROL, "no-store")], Json(answer)).into_response(),
        Err(fault) => S::oauth_refusal(&shared, &fault),
    }
}

fn issue<S: SignIn>(
    state: &mut S,
    shared: &Shared,
    call: &Call,
    params: &Params,
) -> Result<Issued, OAuthFault> {
    let now = shared.clock.now();
    // Meta and Slack leave the grant type out when there is a code.
    let by_code = params.get("code").map(|_| "authorization_code");
    let grant_type = params.get("grant_type").or(by_code).unwrap_or_default();
    match grant_type {
        "authorization_code" => {
            let client_id = client(state, call, params)?;
            redeem(state, shared, params, &client_id, now)
        }
        "refresh_token" if S::FLAVOUR.refresh != Refresh::None => {
            let client_id = client(state, call, params)?;
            let text = params
                .get("refresh_token")
                .ok_or_else(|| OAuthFault::Request("Missing refresh_token.".to_owned()))?;
            let refreshed = state.sign_in().refresh(shared.seed, &S::FLAVOUR, text, &client_id, now);
            refreshed.map_err(|fault: RefreshFault| {
                tracing::debug!(network = S::NETWORK.as_str(), ?fault, "a refresh is refused");
                OAuthFault::Refresh
            })
        }
        other => state
            .other_grant(shared, other, params, call)
            .unwrap_or_else(|| Err(OAuthFault::GrantType(other.to_owned()))),
    }
}

fn redeem<S: SignIn>(
    state: &mut S,
    shared: &Shared,
    params: &Params,
    client_id: &str,
    now: i64,
) -> Result<Issued, OAuthFault> {
    let authority = state.sign_in();
    let code = params.get("code").unwrap_or_default();
    let grant = authority.grants.remove(code).ok_or(OAuthFault::Code)?;
    if grant.client_id != client_id
        || params.get("redirect_uri") != Some(grant.redirect_uri.as_str())
        || grant.expires_at <= now
    {
        return Err(OAuthFault::Code);
    }
    if let Some(challenge) = &grant.challenge
        && !params.get("code_verifier").is_some_and(|verifier| proves(S::FLAVOUR.pkce, challenge, verifier))
    {
        return Err(OAuthFault::Verifier);
    }
    Ok(authority.begin(shared.seed, &S::FLAVOUR, &grant, now))
}

/// Whether a verifier is the one that the sign-in began with.
fn proves(pkce: Pkce, challenge: &str, verifier: &str) -> bool {
    let digest = ids::sha256(verifier.as_bytes());
    challenge == if pkce == Pkce::RequiredHex { ids::hex(&digest) } else { ids::base64url(&digest) }
}

fn view<S: SignIn>(issued: &Issued) -> Value {
    let mut answer = json!({
        "access_token": issued.access,
        "token_type": S::FLAVOUR.token_type,
        "scope": S::FLAVOUR.join(&issued.scopes),
    });
    if let Some(seconds) = issued.expires_in_s {
        answer["expires_in"] = seconds.into();
    }
    if let Some(refresh) = &issued.refresh {
        answer["refresh_token"] = refresh.as_str().into();
    }
    answer
}

pub(super) async fn revoke<S: SignIn>(State(shared): State<Arc<Shared>>, call: Call) -> Response {
    let Ok(form) = call.form().await else {
        return S::oauth_refusal(&shared, &OAuthFault::Request("The body is malformed.".to_owned()));
    };
    let named = form.params.get("token").map(str::to_owned).or_else(|| S::token(&call));
    if let Some(token) = named {
        shared.state::<S>().sign_in().revoke(&token);
    }
    Json(json!({})).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn proofs_in_base64_and_in_hexadecimal_digits() {
        // The example of RFC 7636, appendix B.
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        assert!(proves(Pkce::Required, challenge, verifier));
        assert!(!proves(Pkce::Required, challenge, "something else"));
        assert!(!proves(Pkce::RequiredHex, challenge, verifier));
        assert!(proves(Pkce::RequiredHex, &ids::hex(&ids::sha256(b"abc")), "abc"));
    }
}
