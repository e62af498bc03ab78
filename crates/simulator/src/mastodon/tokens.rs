//! Apps, grants and tokens. A token never runs out; it is only revoked.

use axum::http::{HeaderMap, StatusCode};

use super::State;
use super::error::{Answer, ApiError};
use crate::call::bearer;
use crate::ids;
use crate::state::Shared;

#[derive(Debug, Clone)]
pub(super) struct App {
    pub(super) name: String,
    pub(super) website: Option<String>,
    pub(super) secret: String,
    pub(super) redirect_uris: Vec<String>,
    pub(super) scopes: Vec<String>,
}

/// What a person allowed; its code is used once.
#[derive(Debug, Clone)]
pub(super) struct Grant {
    pub(super) client_id: String,
    pub(super) account: String,
    pub(super) redirect_uri: String,
    pub(super) scopes: Vec<String>,
    pub(super) challenge: Option<String>,
    pub(super) expires_at: i64,
}

#[derive(Debug, Clone)]
pub(super) struct Token {
    /// `None` for an app's own token.
    pub(super) account: Option<String>,
    pub(super) client_id: String,
    pub(super) scopes: Vec<String>,
    pub(super) revoked: bool,
}

pub(super) fn scopes_of(text: &str) -> Vec<String> {
    text.split([' ', '+']).filter(|scope| !scope.is_empty()).map(str::to_owned).collect()
}

/// Whether `held` allows `wanted`: `write` allows `write:statuses`.
pub(super) fn covers(held: &[String], wanted: &str) -> bool {
    let family = wanted.split(':').next().unwrap_or(wanted);
    held.iter().any(|scope| scope == wanted || scope == family)
}

impl State {
    pub(super) fn secret(&mut self, seed: u64, purpose: &str) -> String {
        self.issued += 1;
        ids::token(seed, purpose, self.issued)
    }

    pub(super) fn token(&self, headers: &HeaderMap) -> Answer<Option<&Token>> {
        let Some(token) = bearer(headers) else { return Ok(None) };
        match self.tokens.get(token) {
            None => Err(ApiError::invalid_token()),
            Some(token) if token.revoked => {
                Err(ApiError::new(StatusCode::UNAUTHORIZED, "The access token was revoked"))
            }
            Some(token) => Ok(Some(token)),
        }
    }

    /// The account that calls, when its token has one of the scopes.
    pub(super) fn authorise(&self, headers: &HeaderMap, any_of: &[&str]) -> Answer<String> {
        let token = self.token(headers)?.ok_or_else(ApiError::invalid_token)?;
        if !any_of.iter().any(|wanted| covers(&token.scopes, wanted)) {
            let message = "This action is outside the authorized scopes";
            return Err(ApiError::new(StatusCode::FORBIDDEN, message));
        }
        token
            .account
            .clone()
            .ok_or_else(|| ApiError::unprocessable("This method requires an authenticated user"))
    }

    /// The account that calls a public method, if any.
    pub(super) fn viewer(&self, headers: &HeaderMap) -> Answer<Option<String>> {
        Ok(self.token(headers)?.and_then(|token| token.account.clone()))
    }
}

/// A token with all the scopes that the product uses, without the sign-in.
pub(super) fn issue_token(shared: &Shared, account: &str) -> String {
    let mut state = shared.mastodon();
    let token = state.secret(shared.seed, "token");
    state.tokens.insert(
        token.clone(),
        Token {
            account: Some(account.to_owned()),
            client_id: String::new(),
            scopes: scopes_of("read write follow push profile"),
            revoked: false,
        },
    );
    token
}

pub(super) fn revoke_token(shared: &Shared, token: &str) {
    if let Some(token) = shared.mastodon().tokens.get_mut(token) {
        token.revoked = true;
    }
}
