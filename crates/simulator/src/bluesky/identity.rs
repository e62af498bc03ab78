//! Handles, DID documents and the pages for people.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::error::{Answer, XrpcError};
use super::{FOLLOW, LIKE, POST, REPOST};
use crate::call::Call;
use crate::page;
use crate::state::Shared;
use crate::world::Account;

pub(super) async fn resolve_handle(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let handle = call.query.get("handle").ok_or_else(|| XrpcError::missing("handle"))?;
    let state = shared.bluesky();
    let account = state.world.find_account(handle).filter(|account| account.id != handle);
    let account = account.ok_or_else(|| XrpcError::invalid("Unable to resolve handle"))?;
    Ok(Json(json!({ "did": account.id })))
}

pub(super) async fn describe_repo(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let repo = call.query.get("repo").ok_or_else(|| XrpcError::missing("repo"))?;
    let state = shared.bluesky();
    let account = state
        .world
        .find_account(repo)
        .ok_or_else(|| XrpcError::bad("RepoNotFound", format!("Could not find repo: {repo}")))?;
    Ok(Json(json!({
        "handle": account.handle,
        "did": account.id,
        "didDoc": document(&shared, account),
        "collections": [POST, LIKE, REPOST, FOLLOW],
        "handleIsCorrect": true,
    })))
}

/// The document of an account, as the PLC directory would give it.
pub(super) fn document(shared: &Shared, account: &Account) -> Value {
    json!({
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": account.id,
        "alsoKnownAs": [format!("at://{}", account.handle)],
        "verificationMethod": [],
        "service": [{
            "id": "#atproto_pds",
            "type": "AtprotoPersonalDataServer",
            "serviceEndpoint": shared.bluesky_url(),
        }],
    })
}

pub(super) fn server_did_of(shared: &Shared) -> String {
    let host = shared.bluesky_url().trim_start_matches("http://").replace(':', "%3A");
    format!("did:web:{host}")
}

pub(super) async fn server_did(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": server_did_of(&shared),
        "service": [{
            "id": "#atproto_pds",
            "type": "AtprotoPersonalDataServer",
            "serviceEndpoint": shared.bluesky_url(),
        }],
    }))
}

/// Plays the PLC directory too: `/{did}`.
pub(super) async fn did_document(State(shared): State<Arc<Shared>>, Path(did): Path<String>) -> Response {
    match shared.bluesky().world.account(&did) {
        Some(account) => Json(document(&shared, account)).into_response(),
        None => page::not_found(),
    }
}

pub(super) async fn avatar(Path(name): Path<String>) -> Response {
    page::avatar(&name)
}

pub(super) async fn profile_page(State(shared): State<Arc<Shared>>, Path(actor): Path<String>) -> Response {
    let state = shared.bluesky();
    match state.world.find_account(&actor) {
        Some(account) => page::profile(&state.world, "Bluesky", account),
        None => page::not_found(),
    }
}

pub(super) async fn post_page(
    State(shared): State<Arc<Shared>>,
    Path((actor, rkey)): Path<(String, String)>,
) -> Response {
    let state = shared.bluesky();
    let post = state
        .world
        .find_account(&actor)
        .and_then(|account| state.world.post(&format!("at://{}/{POST}/{rkey}", account.id)));
    post.map_or_else(page::not_found, |post| page::post(&state.world, "Bluesky", post))
}
