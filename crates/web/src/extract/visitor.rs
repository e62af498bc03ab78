//! Who stands at the door: needed where nobody, or somebody without a workspace, may ask.

use std::convert::Infallible;
use std::sync::Arc;

use app::accounts::{Origin, SignedIn};
use axum::extract::FromRequestParts;
use axum::http::header::USER_AGENT;
use axum::http::request::Parts;

use super::client_address;
use crate::session;
use crate::state::WebState;

/// A browser, signed in or not.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// The session, if there is one.
    pub signed_in: Option<Arc<SignedIn>>,
    /// Where the request comes from.
    pub origin: Origin,
}

impl FromRequestParts<WebState> for Visitor {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Infallible> {
        let agent = parts.headers.get(USER_AGENT).and_then(|value| value.to_str().ok());
        Ok(Self {
            signed_in: parts.extensions.get::<Arc<SignedIn>>().cloned(),
            origin: Origin {
                user_agent: agent.unwrap_or_default().to_owned(),
                address: client_address(&state.app, &parts.headers, &parts.extensions).to_string(),
                previous_token: session::token(&parts.headers, state.https),
            },
        })
    }
}
