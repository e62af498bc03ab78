//! Apps, codes and tokens: what an authorization server remembers.

use std::collections::HashMap;

use serde_json::Value;

use super::flavour::{Flavour, Refresh};
use crate::ids;

/// Every scope there is; of tokens that were not signed in for.
const ALL: &str = "*";

#[derive(Debug, Clone, Default)]
pub(crate) struct RegisteredApp {
    pub(crate) client_id: String,
    pub(crate) secret: String,
    pub(crate) name: String,
    pub(crate) redirect_uris: Vec<String>,
}

/// What a person allowed; its code is used once.
#[derive(Debug, Clone)]
pub(crate) struct Grant {
    pub(crate) client_id: String,
    pub(crate) account: String,
    pub(crate) redirect_uri: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) challenge: Option<String>,
    pub(crate) refreshable: bool,
    pub(crate) expires_at: i64,
}

/// An access token.
#[derive(Debug, Clone, Default)]
pub(crate) struct Token {
    pub(crate) account: String,
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
    /// Simulated epoch milliseconds.
    pub(crate) expires_at: Option<i64>,
    pub(crate) revoked: bool,
    /// One sign-in and all that came of it.
    pub(crate) family: u64,
    pub(crate) issued_at: i64,
    /// What only the network knows of it (a page, a kind, a life).
    pub(crate) extra: Value,
}

#[derive(Debug, Clone)]
struct RefreshToken {
    account: String,
    client_id: String,
    scopes: Vec<String>,
    expires_at: Option<i64>,
    used: bool,
    revoked: bool,
    family: u64,
}

/// Why a token does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TokenFault {
    Missing,
    Unknown,
    Expired,
    Revoked,
}

/// Why a refresh is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RefreshFault {
    Unknown,
    Expired,
    Revoked,
    Used,
}

/// What the token endpoint gives.
#[derive(Debug, Clone, Default)]
pub(crate) struct Issued {
    pub(crate) account: String,
    pub(crate) access: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) expires_in_s: Option<i64>,
    pub(crate) refresh: Option<String>,
    pub(crate) refresh_expires_in_s: Option<i64>,
}

#[derive(Debug, Default)]
pub(crate) struct Authority {
    apps: HashMap<String, RegisteredApp>,
    pub(super) grants: HashMap<String, Grant>,
    tokens: HashMap<String, Token>,
    refreshes: HashMap<String, RefreshToken>,
    issued: u64,
}

impl Token {
    pub(crate) fn has(&self, scope: &str) -> bool {
        self.scopes.iter().any(|held| held == scope || held == ALL)
    }
}

impl Authority {
    /// Registers an app; one more redirect address when it is known already.
    pub(crate) fn add_app(&mut self, client_id: &str, secret: &str, redirect_uri: &str) {
        let app = self.apps.entry(client_id.to_owned()).or_default();
        app.client_id = client_id.to_owned();
        secret.clone_into(&mut app.secret);
        app.name = format!("App {client_id}");
        if !redirect_uri.is_empty() && !app.redirect_uris.iter().any(|uri| uri == redirect_uri) {
            app.redirect_uris.push(redirect_uri.to_owned());
        }
    }

    pub(crate) fn app(&self, client_id: &str) -> Option<&RegisteredApp> {
        self.apps.get(client_id)
    }

    /// The app, if the secret is its own.
    pub(crate) fn app_with_secret(&self, client_id: &str, secret: &str) -> Option<&RegisteredApp> {
        self.apps.get(client_id).filter(|app| app.secret == secret)
    }

    /// The apps, by client id.
    pub(crate) fn apps(&self) -> Vec<&RegisteredApp> {
        let mut apps: Vec<_> = self.apps.values().collect();
        apps.sort_by(|a, b| a.client_id.cmp(&b.client_id));
        apps
    }

    /// An opaque text that was never given before.
    pub(crate) fn secret(&mut self, seed: u64, purpose: &str) -> String {
        self.issued += 1;
        ids::token(seed, purpose, self.issued)
    }

    /// A token with every scope that does not run out, as if there had been a sign-in.
    pub(crate) fn issue(&mut self, seed: u64, network: &str, account: &str) -> String {
        let text = self.secret(seed, &format!("{network}-token"));
        let token = Token { account: account.to_owned(), scopes: vec![ALL.to_owned()], ..Token::default() };
        self.insert(&text, token);
        text
    }

    /// Keeps a token that the network made itself; a family of its own unless it names one.
    pub(crate) fn insert(&mut self, text: &str, mut token: Token) {
        if token.family == 0 {
            self.issued += 1;
            token.family = self.issued;
        }
        self.tokens.insert(text.to_owned(), token);
    }

    pub(crate) fn token(&self, text: &str) -> Option<&Token> {
        self.tokens.get(text)
    }

    pub(crate) fn token_mut(&mut self, text: &str) -> Option<&mut Token> {
        self.tokens.get_mut(text)
    }

    /// The token of a request, if it counts.
    pub(crate) fn check(&self, text: Option<&str>, now: i64) -> Result<Token, TokenFault> {
        let text = text.filter(|text| !text.is_empty()).ok_or(TokenFault::Missing)?;
        let token = self.tokens.get(text).ok_or(TokenFault::Unknown)?;
        if token.revoked {
            return Err(TokenFault::Revoked);
        }
        if token.expires_at.is_some_and(|at| at <= now) {
            return Err(TokenFault::Expired);
        }
        Ok(token.clone())
    }

    /// A first access token (and refresh token) of a sign-in.
    pub(crate) fn begin(&mut self, seed: u64, flavour: &Flavour, grant: &Grant, now: i64) -> Issued {
        self.issued += 1;
        let family = self.issued;
        let Grant { account, client_id, scopes, .. } = grant;
        let access = self.access(seed, flavour, account, client_id, scopes, family, now);
        let mut issued = Issued {
            account: account.clone(),
            access,
            scopes: scopes.clone(),
            expires_in_s: flavour.access_life_s,
            ..Issued::default()
        };
        if grant.refreshable {
            self.give_refresh(seed, flavour, &mut issued, client_id, family, now);
        }
        issued
    }

    #[expect(clippy::too_many_arguments, reason = "all that makes a token, in one place")]
    fn access(
        &mut self,
        seed: u64,
        flavour: &Flavour,
        account: &str,
        client_id: &str,
        scopes: &[String],
        family: u64,
        now: i64,
    ) -> String {
        let text = format!("{}{}", flavour.prefix, self.secret(seed, "access"));
        let token = Token {
            account: account.to_owned(),
            client_id: client_id.to_owned(),
            scopes: scopes.to_vec(),
            expires_at: flavour.access_life_s.map(|life| now + life * 1000),
            family,
            issued_at: now,
            ..Token::default()
        };
        self.tokens.insert(text.clone(), token);
        text
    }

    fn give_refresh(
        &mut self,
        seed: u64,
        flavour: &Flavour,
        issued: &mut Issued,
        client_id: &str,
        family: u64,
        now: i64,
    ) {
        let life_s = match flavour.refresh {
            Refresh::None => return,
            Refresh::Kept { life_s } => life_s,
            Refresh::Rotating { life_s } | Refresh::Once { life_s, .. } => Some(life_s),
        };
        let text = self.secret(seed, "refresh");
        let kept = RefreshToken {
            account: issued.account.clone(),
            client_id: client_id.to_owned(),
            scopes: issued.scopes.clone(),
            expires_at: life_s.map(|life| now + life * 1000),
            used: false,
            revoked: false,
            family,
        };
        self.refreshes.insert(text.clone(), kept);
        issued.refresh = Some(text);
        issued.refresh_expires_in_s = life_s;
    }

    /// The next access token, by the network's rule for refresh tokens.
    pub(crate) fn refresh(
        &mut self,
        seed: u64,
        flavour: &Flavour,
        text: &str,
        client_id: &str,
        now: i64,
    ) -> Result<Issued, RefreshFault> {
        let found = self.refreshes.get(text).filter(|token| token.client_id == client_id);
        let old = found.cloned().ok_or(RefreshFault::Unknown)?;
        if old.revoked {
            return Err(RefreshFault::Revoked);
        }
        if old.used {
            if matches!(flavour.refresh, Refresh::Once { reuse_revokes: true, .. }) {
                self.revoke_family(old.family);
            }
            return Err(RefreshFault::Used);
        }
        if old.expires_at.is_some_and(|at| at <= now) {
            return Err(RefreshFault::Expired);
        }
        let access = self.access(seed, flavour, &old.account, client_id, &old.scopes, old.family, now);
        let mut issued = Issued {
            account: old.account.clone(),
            access,
            scopes: old.scopes.clone(),
            expires_in_s: flavour.access_life_s,
            ..Issued::default()
        };
        match flavour.refresh {
            Refresh::None | Refresh::Kept { .. } => {}
            Refresh::Rotating { .. } | Refresh::Once { .. } => {
                let once = matches!(flavour.refresh, Refresh::Once { .. });
                if let Some(old) = self.refreshes.get_mut(text) {
                    old.used = once;
                }
                self.give_refresh(seed, flavour, &mut issued, client_id, old.family, now);
            }
        }
        Ok(issued)
    }

    /// Another token of the same sign-in: a page's, or one that lives longer.
    pub(crate) fn derive(
        &mut self,
        seed: u64,
        flavour: &Flavour,
        from: &Token,
        account: &str,
        life_s: Option<i64>,
        now: i64,
    ) -> String {
        let text = format!("{}{}", flavour.prefix, self.secret(seed, "derived"));
        let token = Token {
            account: account.to_owned(),
            expires_at: life_s.map(|life| now + life * 1000),
            issued_at: now,
            revoked: false,
            ..from.clone()
        };
        self.tokens.insert(text.clone(), token);
        text
    }

    /// Lets an access token run out.
    pub(crate) fn expire(&mut self, text: &str) {
        if let Some(token) = self.tokens.get_mut(text) {
            token.expires_at = Some(0);
        }
    }

    /// Revokes an access or refresh token and all of the same sign-in.
    pub(crate) fn revoke(&mut self, text: &str) {
        let refresh = || self.refreshes.get(text).map(|token| token.family);
        if let Some(family) = self.tokens.get(text).map(|token| token.family).or_else(refresh) {
            self.revoke_family(family);
        }
    }

    /// Revokes all that a person allowed, for every app.
    pub(crate) fn revoke_account(&mut self, account: &str) {
        self.tokens.values_mut().filter(|token| token.account == account).for_each(|t| t.revoked = true);
        self.refreshes.values_mut().filter(|token| token.account == account).for_each(|t| t.revoked = true);
    }

    fn revoke_family(&mut self, family: u64) {
        self.tokens.values_mut().filter(|token| token.family == family).for_each(|t| t.revoked = true);
        self.refreshes.values_mut().filter(|token| token.family == family).for_each(|t| t.revoked = true);
    }
}
