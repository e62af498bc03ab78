//! The exchange of a short token for one of sixty days, and its renewal.

use crate::call::Call;
use crate::oauth::SignIn;
use crate::oauth::authority::Issued;
use crate::oauth::token::OAuthFault;
use crate::params::Params;
use crate::state::Shared;

pub(crate) const HOUR_S: i64 = 60 * 60;
pub(crate) const SIXTY_DAYS_S: i64 = 60 * 24 * HOUR_S;

/// A new token of sixty days for one that counts. A renewal asks for a token of sixty days that is a day old.
pub(crate) fn longer<S: SignIn>(
    state: &mut S,
    shared: &Shared,
    text: Option<&str>,
    renewal: bool,
) -> Result<Issued, OAuthFault> {
    let now = shared.clock.now();
    let refused = |why: &str| OAuthFault::Request(why.to_owned());
    let authority = state.sign_in();
    let old = authority.check(text, now).map_err(|_| refused("Session has expired or is invalid"))?;
    if renewal && now < old.issued_at + 24 * HOUR_S * 1000 {
        return Err(refused("The token is not 24 hours old yet"));
    }
    if renewal && old.expires_at.is_some_and(|at| at - old.issued_at <= 2 * HOUR_S * 1000) {
        return Err(refused("A short-lived token cannot be refreshed"));
    }
    let account = old.account.clone();
    let access = authority.derive(shared.seed, &S::FLAVOUR, &old, &account, Some(SIXTY_DAYS_S), now);
    Ok(Issued {
        account,
        access,
        scopes: old.scopes.clone(),
        expires_in_s: Some(SIXTY_DAYS_S),
        ..Issued::default()
    })
}

/// Whether `client_secret` is that of the app to which the token was given, where it was given to one.
pub(crate) fn knows_secret<S: SignIn>(state: &mut S, params: &Params, token: Option<&str>) -> bool {
    let secret = params.get("client_secret").unwrap_or_default().to_owned();
    let authority = state.sign_in();
    let client_id = token.and_then(|token| authority.token(token)).map(|token| token.client_id.clone());
    match client_id {
        Some(client_id) if !client_id.is_empty() => authority.app_with_secret(&client_id, &secret).is_some(),
        _ => authority.apps().iter().any(|app| app.secret == secret),
    }
}

/// `fb_exchange_token` of Facebook's login.
pub(crate) fn facebook_exchange<S: SignIn>(
    state: &mut S,
    shared: &Shared,
    grant_type: &str,
    params: &Params,
    _call: &Call,
) -> Option<Result<Issued, OAuthFault>> {
    if grant_type != "fb_exchange_token" {
        return None;
    }
    let text = params.get("fb_exchange_token").map(str::to_owned);
    if !knows_secret(state, params, text.as_deref()) {
        return Some(Err(OAuthFault::Client));
    }
    Some(longer(state, shared, text.as_deref(), false))
}
