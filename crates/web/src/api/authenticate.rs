//! Bearer tokens.

use app::{Actor, Error};
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, header::AUTHORIZATION, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::ApiError;
use crate::{extract::client_address, limits::Limit, state::WebState};

/// Whoever the request's token acts as, with the token's scopes only.
#[derive(Clone, Debug)]
pub struct ApiActor(pub Actor);

impl<S: Send + Sync> FromRequestParts<S> for ApiActor {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, ApiError> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Error::Unauthenticated.into())
    }
}

/// The layer that reads the token. A browser's session is no way in: the API knows no cookie.
pub(super) async fn layer(State(state): State<WebState>, mut request: Request, next: Next) -> Response {
    let Some(token) = bearer(request.headers()) else { return next.run(request).await };
    match state.app.actor_of_token(token).await {
        Ok(actor) => {
            if let app::Via::Token(id) = actor.via
                && let Err(error) = state.limits.check(Limit::Api, id)
            {
                return ApiError::from(error).into_response();
            }
            request.extensions_mut().insert(ApiActor(actor));
            next.run(request).await
        }
        Err(Error::Unauthenticated) => {
            let address = client_address(&state.app, request.headers(), request.extensions());
            let limited = state.limits.check(Limit::ApiStranger, address);
            ApiError::from(limited.err().unwrap_or(Error::Unauthenticated)).into_response()
        }
        Err(error) => ApiError::from(error).into_response(),
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}
