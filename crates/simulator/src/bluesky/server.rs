//! `com.atproto.server`: sessions.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::auth::{Kind, Pair};
use super::error::{Answer, XrpcError};
use super::{blob, identity, limits};
use crate::call::Call;
use crate::state::Shared;

pub(super) async fn health() -> Json<Value> {
    Json(json!({ "version": "simulator" }))
}

pub(super) async fn describe_server(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({
        "did": identity::server_did_of(&shared),
        "availableUserDomains": [".test"],
        "inviteCodeRequired": true,
        "links": {},
        "contact": {},
        "blobUploadLimit": blob::LIMIT,
    }))
}

pub(super) async fn create_session(
    State(shared): State<Arc<Shared>>,
    call: Call,
) -> Result<Response, XrpcError> {
    let input = json_body(&call)?;
    let (Some(identifier), Some(password)) = (input["identifier"].as_str(), input["password"].as_str())
    else {
        return Err(XrpcError::invalid("Input must have the properties \"identifier\" and \"password\""));
    };
    let now = shared.clock.now();
    if let Some(refusal) = limits::sign_in(&shared, identifier, now) {
        return Ok(refusal);
    }
    let mut state = shared.bluesky();
    let identifier = identifier.trim_start_matches('@');
    let account = state.world.find_account(identifier);
    let did = account
        .filter(|account| account.secret.as_deref() == Some(password))
        .map(|account| account.id.clone())
        .ok_or_else(|| {
            let message = "Invalid identifier or password";
            XrpcError::new(StatusCode::UNAUTHORIZED, "AuthenticationRequired", message)
        })?;
    let pair = state.issue(shared.seed, &did, None, now);
    Ok(Json(session_view(&shared, &state, &did, Some(pair))?).into_response())
}

pub(super) async fn refresh_session(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let now = shared.clock.now();
    let mut state = shared.bluesky();
    let token = state.authorise(&call.headers, Kind::Refresh, now)?;
    state.revoke_refresh(token.session);
    let pair = state.issue(shared.seed, &token.did, Some(token.session), now);
    Ok(Json(session_view(&shared, &state, &token.did, Some(pair))?))
}

pub(super) async fn get_session(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.bluesky();
    let token = state.authorise(&call.headers, Kind::Access, shared.clock.now())?;
    Ok(Json(session_view(&shared, &state, &token.did, None)?))
}

pub(super) async fn delete_session(
    State(shared): State<Arc<Shared>>,
    call: Call,
) -> Result<StatusCode, XrpcError> {
    let mut state = shared.bluesky();
    let token = state.authorise(&call.headers, Kind::Refresh, shared.clock.now())?;
    state.revoke_session(token.session);
    Ok(StatusCode::OK)
}

fn session_view(shared: &Shared, state: &super::State, did: &str, pair: Option<Pair>) -> Answer<Value> {
    let account =
        state.world.account(did).ok_or_else(|| XrpcError::invalid(format!("Could not find user: {did}")))?;
    let mut view = json!({
        "did": did,
        "handle": account.handle,
        "didDoc": identity::document(shared, account),
        "email": format!("{}@mail.test", account.handle),
        "emailConfirmed": true,
        "emailAuthFactor": false,
        "active": true,
    });
    if let Some(pair) = pair {
        view["accessJwt"] = pair.access.into();
        view["refreshJwt"] = pair.refresh.into();
    }
    Ok(view)
}

/// The body as a JSON object.
pub(super) fn json_body(call: &Call) -> Answer<Value> {
    if !call.content_type().starts_with("application/json") {
        return Err(XrpcError::invalid(
            "Request encoding (Content-Type) required but not provided, or not application/json",
        ));
    }
    serde_json::from_slice::<Value>(&call.body)
        .ok()
        .filter(Value::is_object)
        .ok_or_else(|| XrpcError::invalid("Input must be a JSON object"))
}
