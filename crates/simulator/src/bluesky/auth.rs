//! Access and refresh tokens: issued in pairs, rotated, run out, revoked.

use axum::http::{HeaderMap, StatusCode};
use serde_json::json;

use super::State;
use super::error::{Answer, XrpcError};
use crate::call::bearer;
use crate::ids;
use crate::state::Shared;

const ACCESS_MS: i64 = 120 * 60 * 1000;
const REFRESH_MS: i64 = 90 * 24 * 60 * 60 * 1000;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Access,
    Refresh,
}

#[derive(Debug, Clone)]
pub(super) struct Token {
    pub(super) did: String,
    /// One sign-in and all that is renewed from it.
    pub(super) session: u64,
    kind: Kind,
    expires_at: i64,
    revoked: bool,
}

#[derive(Debug)]
pub(super) struct Pair {
    pub(super) access: String,
    pub(super) refresh: String,
}

impl State {
    /// A new pair for a new session, or the next pair of `session`.
    pub(super) fn issue(&mut self, seed: u64, did: &str, session: Option<u64>, now: i64) -> Pair {
        self.issued += 1;
        let session = session.unwrap_or(self.issued);
        let mut make = |kind, life| {
            let token = jwt(seed, did, kind, self.issued, now, now + life);
            let did = did.to_owned();
            self.sessions
                .insert(token.clone(), Token { did, session, kind, expires_at: now + life, revoked: false });
            token
        };
        Pair { access: make(Kind::Access, ACCESS_MS), refresh: make(Kind::Refresh, REFRESH_MS) }
    }

    /// An access token of a session by consent, new or next; answers the session too.
    pub(super) fn issue_access(
        &mut self,
        seed: u64,
        did: &str,
        session: Option<u64>,
        now: i64,
        life_ms: i64,
    ) -> (String, u64) {
        self.issued += 1;
        let session = session.unwrap_or(self.issued);
        let expires_at = now + life_ms;
        let text = jwt(seed, did, Kind::Access, self.issued, now, expires_at);
        let token = Token { did: did.to_owned(), session, kind: Kind::Access, expires_at, revoked: false };
        self.sessions.insert(text.clone(), token);
        (text, session)
    }

    /// Whether a token counts at this moment.
    pub(super) fn is_alive(&self, token: &str, now: i64) -> bool {
        self.sessions.get(token).is_some_and(|token| !token.revoked && token.expires_at > now)
    }

    pub(super) fn session_of(&self, token: &str) -> Option<u64> {
        self.sessions.get(token).map(|token| token.session)
    }

    /// Who calls, by the token of the header.
    pub(super) fn authorise(&self, headers: &HeaderMap, kind: Kind, now: i64) -> Answer<Token> {
        let Some(token) = bearer(headers) else {
            return Err(XrpcError::new(StatusCode::UNAUTHORIZED, "AuthMissing", "Authentication Required"));
        };
        let Some(token) = self.sessions.get(token) else {
            return Err(XrpcError::bad("InvalidToken", "Token could not be verified"));
        };
        if token.kind != kind {
            return Err(XrpcError::bad("InvalidToken", "Bad token scope"));
        }
        if token.revoked {
            return Err(XrpcError::bad("ExpiredToken", "Token has been revoked"));
        }
        if token.expires_at <= now {
            return Err(XrpcError::bad("ExpiredToken", "Token has expired"));
        }
        Ok(token.clone())
    }

    /// Public reads need no token, but one that is sent must be good.
    pub(super) fn authorise_if_present(&self, headers: &HeaderMap, now: i64) -> Answer<Option<Token>> {
        bearer(headers).map(|_| self.authorise(headers, Kind::Access, now)).transpose()
    }

    pub(super) fn revoke_refresh(&mut self, session: u64) {
        let olds = self.sessions.values_mut().filter(|token| token.session == session);
        olds.filter(|token| token.kind == Kind::Refresh).for_each(|token| token.revoked = true);
    }

    pub(super) fn revoke_session(&mut self, session: u64) {
        self.sessions.values_mut().filter(|token| token.session == session).for_each(|token| {
            token.revoked = true;
        });
    }

    /// The account of a token, valid or not: rate limits are counted by it.
    pub(super) fn bearer_did(&self, headers: &HeaderMap) -> Option<&str> {
        self.sessions.get(bearer(headers)?).map(|token| token.did.as_str())
    }
}

/// Not signed with anything real, yet of the shape that clients may look into.
fn jwt(seed: u64, did: &str, kind: Kind, number: u64, now: i64, expires_at: i64) -> String {
    let (typ, scope) = match kind {
        Kind::Access => ("at+jwt", "com.atproto.appPass"),
        Kind::Refresh => ("refresh+jwt", "com.atproto.refresh"),
    };
    let head = ids::base64url(json!({ "typ": typ, "alg": "HS256" }).to_string().as_bytes());
    let claims = json!({
        "scope": scope, "sub": did, "iat": now / 1000, "exp": expires_at / 1000, "jti": number.to_string(),
    });
    let body = ids::base64url(claims.to_string().as_bytes());
    let signature = ids::base64url(&ids::sha256(format!("{seed}.{head}.{body}").as_bytes()));
    format!("{head}.{body}.{signature}")
}

pub(super) fn expire_token(shared: &Shared, token: &str) {
    if let Some(token) = shared.bluesky().sessions.get_mut(token) {
        token.expires_at = 0;
    }
}

pub(super) fn revoke_token(shared: &Shared, token: &str) {
    let mut state = shared.bluesky();
    if let Some(session) = state.sessions.get(token).map(|token| token.session) {
        state.revoke_session(session);
    }
}
