//! OAuth as the AT Protocol has it: clients that are known by the address of
//! their description, pushed requests, PKCE, DPoP, refresh tokens used once.

use std::collections::HashMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};
use url::Url;

use super::dpop::{self, ProofFault, Shown};
use crate::call::Call;
use crate::ids;
use crate::outgoing;
use crate::page::{self, escape};
use crate::params::Params;
use crate::state::Shared;

const SCOPES: [&str; 3] = ["atproto", "transition:generic", "transition:chat.bsky"];
const ACCESS_S: i64 = 1800;
/// Of a client without a key of its own.
const REFRESH_MS: i64 = 14 * 24 * 3600 * 1000;
const REQUEST_MS: i64 = 5 * 60 * 1000;
const DESCRIPTION_MAX: usize = 64 * 1024;

/// A pushed request, then the code that came of it.
#[derive(Debug, Clone)]
struct Pushed {
    client_id: String,
    redirect_uri: String,
    state: Option<String>,
    challenge: String,
    scope: String,
    key: String,
    until: i64,
    did: Option<String>,
}

#[derive(Debug, Clone)]
struct Renewal {
    did: String,
    client_id: String,
    scope: String,
    key: String,
    session: u64,
    until: i64,
    used: bool,
}

#[derive(Debug, Default)]
pub(super) struct Store {
    pushed: HashMap<String, Pushed>,
    codes: HashMap<String, Pushed>,
    renewals: HashMap<String, Renewal>,
    counter: u64,
}

impl Store {
    fn secret(&mut self, seed: u64, purpose: &str) -> String {
        self.counter += 1;
        ids::token(seed, purpose, self.counter)
    }
}

pub(super) async fn resource(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let base = shared.bluesky_url();
    Json(json!({
        "resource": base,
        "authorization_servers": [base],
        "scopes_supported": [],
        "bearer_methods_supported": ["header"],
    }))
}

pub(super) async fn metadata(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let base = shared.bluesky_url();
    Json(json!({
        "issuer": base,
        "authorization_endpoint": format!("{base}/oauth/authorize"),
        "token_endpoint": format!("{base}/oauth/token"),
        "pushed_authorization_request_endpoint": format!("{base}/oauth/par"),
        "revocation_endpoint": format!("{base}/oauth/revoke"),
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none", "private_key_jwt"],
        "dpop_signing_alg_values_supported": ["ES256"],
        "authorization_response_iss_parameter_supported": true,
        "require_pushed_authorization_requests": true,
        "client_id_metadata_document_supported": true,
    }))
}

fn refuse(shared: &Shared, code: &str, message: &str) -> Response {
    let body = json!({ "error": code, "error_description": message });
    dpop::tell(shared, (StatusCode::BAD_REQUEST, Json(body)).into_response())
}

/// The key that a request proves to have.
fn key(shared: &Shared, call: &Call) -> Result<String, ProofFault> {
    let target = format!("{}{}", shared.bluesky_url(), call.path);
    let shown = Shown { method: &call.method, target, headers: &call.headers, token: None };
    dpop::check(shared, &shown)
}

/// Whether the client describes itself as one that may do this.
async fn describes(shared: &Shared, client_id: &str, redirect_uri: &str, scope: &str) -> bool {
    let Ok(address) = Url::parse(client_id) else { return false };
    let covers = |known: &str| scope.split(' ').all(|wanted| known.split(' ').any(|held| held == wanted));
    if address.scheme() == "http" && address.host_str() == Some("localhost") {
        let pairs: Vec<(String, String)> = address.query_pairs().into_owned().collect();
        let value = |name: &str| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        return value("redirect_uri") == Some(redirect_uri) && covers(value("scope").unwrap_or("atproto"));
    }
    let Ok(found) = outgoing::fetch(shared, client_id, DESCRIPTION_MAX).await else { return false };
    let Ok(described) = serde_json::from_slice::<Value>(&found.bytes) else { return false };
    let lists = |name: &str, wanted: &str| {
        described[name].as_array().is_some_and(|all| all.iter().any(|one| one == wanted))
    };
    found.mime == "application/json"
        && described["client_id"] == client_id
        && described["dpop_bound_access_tokens"] == true
        && described["token_endpoint_auth_method"] == "none"
        && lists("redirect_uris", redirect_uri)
        && lists("grant_types", "authorization_code")
        && lists("grant_types", "refresh_token")
        && lists("response_types", "code")
        && covers(described["scope"].as_str().unwrap_or_default())
}

pub(super) async fn push(State(shared): State<Arc<Shared>>, call: Call) -> Response {
    let key = match key(&shared, &call) {
        Ok(key) => key,
        Err(fault) => return refuse(&shared, fault.code(), fault.message()),
    };
    let Ok(form) = call.form().await else { return refuse(&shared, "invalid_request", "malformed") };
    let text = |name: &str| form.params.get(name).unwrap_or_default().to_owned();
    let (client_id, redirect_uri, scope) = (text("client_id"), text("redirect_uri"), text("scope"));
    if text("response_type") != "code"
        || text("code_challenge_method") != "S256"
        || text("code_challenge").is_empty()
    {
        return refuse(&shared, "invalid_request", "code and PKCE with S256 are required");
    }
    if !scope.split(' ').any(|one| one == "atproto") || scope.split(' ').any(|one| !SCOPES.contains(&one)) {
        return refuse(&shared, "invalid_scope", "the scope must be known and contain atproto");
    }
    if !describes(&shared, &client_id, &redirect_uri, &scope).await {
        return refuse(&shared, "invalid_client_metadata", "the client does not describe itself so");
    }
    let pushed = Pushed {
        client_id,
        redirect_uri,
        state: form.params.get("state").map(str::to_owned),
        challenge: text("code_challenge"),
        scope,
        key,
        until: shared.clock.now() + REQUEST_MS,
        did: None,
    };
    let mut state = shared.bluesky();
    let number = state.oauth.secret(shared.seed, "par");
    let uri = format!("urn:ietf:params:oauth:request_uri:req-{number}");
    state.oauth.pushed.insert(uri.clone(), pushed);
    drop(state);
    let body = Json(json!({ "request_uri": uri, "expires_in": REQUEST_MS / 1000 }));
    dpop::tell(&shared, (StatusCode::CREATED, body).into_response())
}

fn asked(shared: &Shared, params: &Params) -> Option<Pushed> {
    let state = shared.bluesky();
    let pushed = state.oauth.pushed.get(params.get("request_uri")?)?;
    let fits =
        params.get("client_id") == Some(pushed.client_id.as_str()) && pushed.until > shared.clock.now();
    fits.then(|| pushed.clone())
}

fn no_request() -> Response {
    let body = "<h1>Sign-in is not possible</h1><p>There is no such request.</p>";
    (StatusCode::BAD_REQUEST, page::html("Error", body)).into_response()
}

fn form(pushed: &Pushed, params: &Params, fault: &str) -> Response {
    let hidden: String = ["client_id", "request_uri"]
        .into_iter()
        .map(|name| {
            let value = escape(params.get(name).unwrap_or_default());
            format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">")
        })
        .collect();
    let body = format!(
        "<h1>Allow {} to use your account?</h1><p>It asks for: {}</p><p role=\"alert\">{}</p>\
         <form method=\"post\" action=\"/oauth/authorize\">{hidden}\
         <label>Username <input name=\"login\" autocomplete=\"username\"></label>\
         <label>Password <input name=\"password\" type=\"password\" autocomplete=\"current-password\"></label>\
         <button name=\"decision\" value=\"allow\">Authorize</button> \
         <button name=\"decision\" value=\"deny\">Deny</button></form>",
        escape(&pushed.client_id),
        escape(&pushed.scope),
        escape(fault),
    );
    page::html("Sign in (simulated Bluesky)", &body)
}

pub(super) async fn ask(State(shared): State<Arc<Shared>>, call: Call) -> Response {
    asked(&shared, &call.query).map_or_else(no_request, |pushed| form(&pushed, &call.query, ""))
}

/// The fields of the page: `login` (a handle), `password`, `decision` and the query.
pub(super) async fn decide(State(shared): State<Arc<Shared>>, call: Call) -> Response {
    let Ok(sent) = call.form().await else { return no_request() };
    let params = sent.params;
    let Some(mut pushed) = asked(&shared, &params) else { return no_request() };
    let Ok(mut back) = Url::parse(&pushed.redirect_uri) else { return no_request() };
    let mut state = shared.bluesky();
    if params.get("decision") == Some("deny") {
        back.query_pairs_mut().append_pair("error", "access_denied");
    } else {
        let login = params.get("login").unwrap_or_default().trim_start_matches('@');
        let account = state.world.find_account(login).filter(|account| {
            account.secret.is_some() && account.secret.as_deref() == params.get("password")
        });
        let Some(did) = account.map(|account| account.id.clone()) else {
            drop(state);
            let page = form(&pushed, &params, "Wrong username or password.");
            return (StatusCode::UNAUTHORIZED, page).into_response();
        };
        pushed.did = Some(did);
        let code = format!("cod-{}", state.oauth.secret(shared.seed, "code"));
        back.query_pairs_mut().append_pair("code", &code);
        state.oauth.codes.insert(code, pushed.clone());
    }
    state.oauth.pushed.remove(params.get("request_uri").unwrap_or_default());
    drop(state);
    back.query_pairs_mut().append_pair("iss", shared.bluesky_url());
    if let Some(state) = &pushed.state {
        back.query_pairs_mut().append_pair("state", state);
    }
    (StatusCode::SEE_OTHER, [(header::LOCATION, back.to_string())]).into_response()
}

pub(super) async fn token(State(shared): State<Arc<Shared>>, call: Call) -> Response {
    let key = match key(&shared, &call) {
        Ok(key) => key,
        Err(fault) => return refuse(&shared, fault.code(), fault.message()),
    };
    let Ok(form) = call.form().await else { return refuse(&shared, "invalid_request", "malformed") };
    let given = match form.params.get("grant_type") {
        Some("authorization_code") => by_code(&shared, &form.params, &key),
        Some("refresh_token") => by_refresh(&shared, &form.params, &key),
        _ => Err(("unsupported_grant_type", "unknown grant type")),
    };
    match given {
        Ok(body) => dpop::tell(&shared, ([(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()),
        Err((code, message)) => refuse(&shared, code, message),
    }
}

type Given = Result<Value, (&'static str, &'static str)>;

fn by_code(shared: &Shared, params: &Params, key: &str) -> Given {
    let wrong = ("invalid_grant", "Invalid code");
    let mut state = shared.bluesky();
    let code = state.oauth.codes.remove(params.get("code").unwrap_or_default()).ok_or(wrong)?;
    let digest = ids::base64url(&ids::sha256(params.get("code_verifier").unwrap_or_default().as_bytes()));
    let fits = params.get("client_id") == Some(code.client_id.as_str())
        && params.get("redirect_uri") == Some(code.redirect_uri.as_str())
        && code.until > shared.clock.now()
        && code.key == key
        && digest == code.challenge;
    let did = code.did.filter(|_| fits).ok_or(wrong)?;
    Ok(give(shared, &mut state, &did, &code.client_id, &code.scope, key, None))
}

fn by_refresh(shared: &Shared, params: &Params, key: &str) -> Given {
    let wrong = ("invalid_grant", "Invalid refresh token");
    let mut guard = shared.bluesky();
    let state = &mut *guard;
    let now = shared.clock.now();
    let text = params.get("refresh_token").unwrap_or_default();
    let renewal = state.oauth.renewals.get_mut(text).ok_or(wrong)?;
    if renewal.used {
        // Somebody else has it: the whole session ends.
        let session = renewal.session;
        end(state, session);
        return Err(("invalid_grant", "Refresh token replayed"));
    }
    if renewal.key != key
        || params.get("client_id") != Some(renewal.client_id.as_str())
        || renewal.until <= now
    {
        return Err(wrong);
    }
    renewal.used = true;
    let Renewal { did, client_id, scope, session, .. } = renewal.clone();
    Ok(give(shared, state, &did, &client_id, &scope, key, Some(session)))
}

fn end(state: &mut super::State, session: u64) {
    state.revoke_session(session);
    state.oauth.renewals.retain(|_, renewal| renewal.session != session);
}

fn give(
    shared: &Shared,
    state: &mut super::State,
    did: &str,
    client_id: &str,
    scope: &str,
    key: &str,
    session: Option<u64>,
) -> Value {
    let now = shared.clock.now();
    let (access, session) = state.issue_access(shared.seed, did, session, now, ACCESS_S * 1000);
    state.proofs.bound.insert(access.clone(), key.to_owned());
    let refresh = format!("ref-{}", state.oauth.secret(shared.seed, "refresh"));
    let renewal = Renewal {
        did: did.to_owned(),
        client_id: client_id.to_owned(),
        scope: scope.to_owned(),
        key: key.to_owned(),
        session,
        until: now + REFRESH_MS,
        used: false,
    };
    state.oauth.renewals.insert(refresh.clone(), renewal);
    json!({
        "access_token": access,
        "token_type": "DPoP",
        "refresh_token": refresh,
        "expires_in": ACCESS_S,
        "scope": scope,
        "sub": did,
    })
}

pub(super) async fn revoke(State(shared): State<Arc<Shared>>, call: Call) -> Response {
    if let Err(fault) = key(&shared, &call) {
        return refuse(&shared, fault.code(), fault.message());
    }
    let Ok(form) = call.form().await else { return refuse(&shared, "invalid_request", "malformed") };
    let mut state = shared.bluesky();
    let text = form.params.get("token").unwrap_or_default();
    let session = state.oauth.renewals.get(text).map(|renewal| renewal.session);
    if let Some(session) = session.or_else(|| state.session_of(text)) {
        end(&mut state, session);
    }
    drop(state);
    dpop::tell(&shared, Json(json!({})).into_response())
}
