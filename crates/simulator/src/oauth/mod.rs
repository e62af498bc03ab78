//! An OAuth 2 authorization server that each network gives its own flavour.
//!
//! Owns apps, the consent page, codes, access and refresh tokens and their
//! lives. It never decides what a token may do: a network asks for scopes
//! itself, and says its refusals in its own words.

pub(crate) mod authority;
mod authorize;
pub(crate) mod flavour;
pub(crate) mod token;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use axum::Router;
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::Value;

use self::authority::{Authority, Issued};
use self::flavour::Flavour;
use self::token::{OAuthFault, standard_refusal};
use crate::call::Call;
use crate::params::Params;
use crate::stand_in::StandIn;
use crate::state::Shared;

/// A network at which people sign in by OAuth 2; implemented by its `State`.
pub(crate) trait SignIn: StandIn {
    const FLAVOUR: Flavour;

    /// The same as [`StandIn::authority`], which should answer `Some` of this.
    fn sign_in(&mut self) -> &mut Authority;

    /// Adds to (or takes from) the answer of the token endpoint.
    fn token_answer(&mut self, _shared: &Shared, _issued: &Issued, _answer: &mut Value) {}

    /// A refused sign-in or refresh; RFC 6749 unless a network differs.
    fn oauth_refusal(_shared: &Shared, fault: &OAuthFault) -> Response {
        standard_refusal(fault)
    }

    /// A grant type that is the network's own (`fb_exchange_token`). `None`
    /// when it is unknown here.
    fn other_grant(
        &mut self,
        _shared: &Shared,
        _grant_type: &str,
        _params: &Params,
        _call: &Call,
    ) -> Option<Result<Issued, OAuthFault>> {
        None
    }

    /// Whether a sign-in with these parameters of the consent page gives a
    /// refresh token (Google: `access_type=offline`, Reddit: `duration=permanent`).
    fn wants_refresh(_params: &Params, _scopes: &[String]) -> bool {
        true
    }
}

/// The routes of the consent page, the token endpoint and the revocation.
pub(crate) fn routes<S: SignIn>() -> Router<Arc<Shared>> {
    let mut router = Router::new();
    for path in S::FLAVOUR.authorize {
        router = router.route(path, get(authorize::ask::<S>).post(authorize::decide::<S>));
    }
    for path in S::FLAVOUR.token {
        let token = post(token::answer::<S>);
        router =
            router.route(path, if S::FLAVOUR.token_by_get { token.get(token::answer::<S>) } else { token });
    }
    for path in S::FLAVOUR.revoke {
        router = router.route(path, post(token::revoke::<S>));
    }
    router
}
