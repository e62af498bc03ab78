//! Apps and the sign-in: form, code, token, with PKCE.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use url::Url;

use super::error::{Answer, ApiError};
use super::form;
use super::tokens::{App, Grant, Token, covers, scopes_of};
use crate::call::Call;
use crate::ids;
use crate::page::{self, escape};
use crate::params::Params;
use crate::state::Shared;

const OUT_OF_BAND: &str = "urn:ietf:wg:oauth:2.0:oob";
const CODE_LIFE_MS: i64 = 10 * 60 * 1000;
const SCOPES: [&str; 7] = ["read", "write", "follow", "push", "profile", "admin:read", "admin:write"];

pub(super) async fn metadata(State(shared): State<Arc<Shared>>) -> Json<Value> {
    let base = shared.mastodon_url();
    Json(json!({
        "issuer": format!("{base}/"),
        "service_documentation": format!("{base}/"),
        "authorization_endpoint": format!("{base}/oauth/authorize"),
        "token_endpoint": format!("{base}/oauth/token"),
        "app_registration_endpoint": format!("{base}/api/v1/apps"),
        "revocation_endpoint": format!("{base}/oauth/revoke"),
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "fragment", "form_post"],
        "code_challenge_methods_supported": ["S256"],
        "grant_types_supported": ["authorization_code", "client_credentials"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
    }))
}

pub(super) async fn create_app(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let (params, _) = form::read(&call).await?;
    let name = params.get("client_name").filter(|name| !name.trim().is_empty());
    let name =
        name.ok_or_else(|| ApiError::unprocessable("Validation failed: Application name can't be blank"))?;
    let redirect_uris: Vec<String> = params
        .all("redirect_uris")
        .iter()
        .flat_map(|uris| uris.split_whitespace())
        .map(str::to_owned)
        .collect();
    if redirect_uris.is_empty() || redirect_uris.iter().any(|uri| Url::parse(uri).is_err()) {
        return Err(ApiError::unprocessable("Validation failed: Redirect URI must be an absolute URI."));
    }
    let scopes = scopes_of(params.get("scopes").unwrap_or("read"));
    if !scopes.iter().all(|scope| SCOPES.iter().any(|known| covers(&[(*known).to_owned()], scope))) {
        return Err(ApiError::unprocessable(
            "Validation failed: Scopes doesn't match configured on the server.",
        ));
    }
    let app = App {
        name: name.to_owned(),
        website: params.get("website").map(str::to_owned),
        secret: String::new(),
        redirect_uris,
        scopes,
    };
    let mut state = shared.mastodon();
    let client_id = state.secret(shared.seed, "client");
    let secret = state.secret(shared.seed, "client-secret");
    let mut view = app_view(&app);
    view["id"] = state.apps.len().saturating_add(1).to_string().into();
    view["client_id"] = client_id.as_str().into();
    view["client_secret"] = secret.as_str().into();
    view["client_secret_expires_at"] = 0.into();
    state.apps.insert(client_id, App { secret, ..app });
    Ok(Json(view))
}

fn app_view(app: &App) -> Value {
    json!({
        "name": app.name,
        "website": app.website,
        "scopes": app.scopes,
        "redirect_uri": app.redirect_uris.join("\n"),
        "redirect_uris": app.redirect_uris,
    })
}

pub(super) async fn verify_app(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let state = shared.mastodon();
    let token = state.token(&call.headers)?.ok_or_else(ApiError::invalid_token)?;
    state.apps.get(&token.client_id).map(|app| Json(app_view(app))).ok_or_else(ApiError::not_found)
}

/// What the address of the sign-in asks for, checked.
fn asked(shared: &Shared, params: &Params) -> Result<(String, Grant), &'static str> {
    let state = shared.mastodon();
    let client_id = params.get("client_id").unwrap_or_default();
    let Some(app) = state.apps.get(client_id) else {
        return Err("Client authentication failed due to unknown client.");
    };
    let redirect_uri = params.get("redirect_uri").unwrap_or_default();
    if !app.redirect_uris.iter().any(|uri| uri == redirect_uri) {
        return Err("The redirect uri included is not valid.");
    }
    if params.get("response_type") != Some("code") {
        return Err("The authorization server does not support this response type.");
    }
    let scopes = scopes_of(params.get("scope").unwrap_or("read"));
    if !scopes.iter().all(|scope| covers(&app.scopes, scope)) {
        return Err("The requested scope is invalid, unknown, or malformed.");
    }
    let challenge = params.get("code_challenge").filter(|challenge| !challenge.is_empty());
    if challenge.is_some() && params.get("code_challenge_method") != Some("S256") {
        return Err("The code challenge method must be S256.");
    }
    let grant = Grant {
        client_id: client_id.to_owned(),
        account: String::new(),
        redirect_uri: redirect_uri.to_owned(),
        scopes,
        challenge: challenge.map(str::to_owned),
        expires_at: shared.clock.now() + CODE_LIFE_MS,
    };
    Ok((app.name.clone(), grant))
}

fn refusal(fault: &str) -> Response {
    let body = format!("<h1>Sign-in is not possible</h1><p>{}</p>", escape(fault));
    (StatusCode::BAD_REQUEST, page::html("Error", &body)).into_response()
}

pub(super) async fn ask(State(shared): State<Arc<Shared>>, call: Call) -> Response {
    match asked(&shared, &call.query) {
        Ok((app, _)) => sign_in_form(&app, &call.query, ""),
        Err(fault) => refusal(fault),
    }
}

fn sign_in_form(app: &str, params: &Params, fault: &str) -> Response {
    let keys = [
        "response_type",
        "client_id",
        "redirect_uri",
        "scope",
        "state",
        "code_challenge",
        "code_challenge_method",
    ];
    let mut body = format!(
        "<h1>Allow {} to use your account?</h1><p>It asks for: {}</p><p role=\"alert\">{fault}</p>\
         <form method=\"post\" action=\"/oauth/authorize\">",
        escape(app),
        escape(params.get("scope").unwrap_or("read"))
    );
    for key in keys {
        if let Some(value) = params.get(key) {
            body.push_str(&format!("<input type=\"hidden\" name=\"{key}\" value=\"{}\">", escape(value)));
        }
    }
    body.push_str(
        "<label>Username <input name=\"login\" autocomplete=\"username\"></label>\
         <label>Password <input name=\"password\" type=\"password\" autocomplete=\"current-password\"></label>\
         <button name=\"decision\" value=\"allow\">Authorize</button> \
         <button name=\"decision\" value=\"deny\">Deny</button></form>",
    );
    page::html("Sign in (simulated Mastodon)", &body)
}

pub(super) async fn decide(State(shared): State<Arc<Shared>>, call: Call) -> Response {
    let params = match form::read(&call).await {
        Ok((params, _)) => params,
        Err(error) => return error.into_response(),
    };
    let (app, grant) = match asked(&shared, &params) {
        Ok(asked) => asked,
        Err(fault) => return refusal(fault),
    };
    let state_of_client = params.get("state");
    if params.get("decision") == Some("deny") {
        let description = "The resource owner or authorization server denied the request.";
        let pairs = [("error", Some("access_denied")), ("error_description", Some(description))];
        return back(&grant.redirect_uri, &pairs, state_of_client);
    }
    let login = params.get("login").or_else(|| params.get("username")).unwrap_or_default();
    let username = login.trim_start_matches('@').split('@').next().unwrap_or_default();
    let mut state = shared.mastodon();
    let account = state
        .world
        .find_account(username)
        .filter(|account| account.secret.is_some() && account.secret.as_deref() == params.get("password"))
        .map(|account| account.id.clone());
    let Some(account) = account else {
        let form = sign_in_form(&app, &params, "Invalid username or password.");
        return (StatusCode::UNAUTHORIZED, form).into_response();
    };
    let code = state.secret(shared.seed, "code");
    let redirect_uri = grant.redirect_uri.clone();
    state.grants.insert(code.clone(), Grant { account, ..grant });
    if redirect_uri == OUT_OF_BAND {
        let body = format!("<h1>Copy this code</h1><p><code>{}</code></p>", escape(&code));
        return page::html("Authorization code", &body);
    }
    back(&redirect_uri, &[("code", Some(code.as_str()))], state_of_client)
}

fn back(redirect_uri: &str, pairs: &[(&str, Option<&str>)], state: Option<&str>) -> Response {
    let Ok(mut target) = Url::parse(redirect_uri) else { return page::not_found() };
    for (key, value) in pairs.iter().copied().chain([("state", state)]) {
        if let Some(value) = value {
            target.query_pairs_mut().append_pair(key, value);
        }
    }
    (StatusCode::FOUND, [(header::LOCATION, target.to_string())]).into_response()
}

/// Client id and secret, from the body or a Basic header.
fn client(call: &Call, params: &Params) -> (String, String) {
    let basic = call
        .header("authorization")
        .and_then(|value| value.strip_prefix("Basic "))
        .and_then(|value| STANDARD.decode(value.trim()).ok())
        .and_then(|bytes| String::from_utf8(bytes).ok());
    if let Some((id, secret)) = basic.as_deref().and_then(|pair| pair.split_once(':')) {
        return (id.to_owned(), secret.to_owned());
    }
    let text = |key: &str| params.get(key).unwrap_or_default().to_owned();
    (text("client_id"), text("client_secret"))
}

pub(super) async fn token(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let (params, _) = form::read(&call).await?;
    let (client_id, secret) = client(&call, &params);
    let now = shared.clock.now();
    let mut state = shared.mastodon();
    let app = state.apps.get(&client_id).filter(|app| app.secret == secret).cloned().ok_or_else(|| {
        let message = "Client authentication failed due to unknown client, no client authentication \
                       included, or unsupported authentication method.";
        ApiError::oauth(StatusCode::UNAUTHORIZED, "invalid_client", message)
    })?;
    let (account, scopes) = match params.get("grant_type") {
        Some("authorization_code") => {
            let grant = redeem(&mut state, &params, &client_id, now)?;
            (Some(grant.account), grant.scopes)
        }
        Some("client_credentials") => {
            let scopes = scopes_of(params.get("scope").unwrap_or("read"));
            if !scopes.iter().all(|scope| covers(&app.scopes, scope)) {
                let message = "The requested scope is invalid, unknown, or malformed.";
                return Err(ApiError::oauth(StatusCode::BAD_REQUEST, "invalid_scope", message));
            }
            (None, scopes)
        }
        _ => {
            let message = "The authorization grant type is not supported by the authorization server.";
            return Err(ApiError::oauth(StatusCode::BAD_REQUEST, "unsupported_grant_type", message));
        }
    };
    let token = state.secret(shared.seed, "token");
    let view = json!({
        "access_token": token,
        "token_type": "Bearer",
        "scope": scopes.join(" "),
        "created_at": now / 1000,
    });
    state.tokens.insert(token, Token { account, client_id, scopes, revoked: false });
    Ok(Json(view))
}

fn redeem(state: &mut super::State, params: &Params, client_id: &str, now: i64) -> Answer<Grant> {
    let refuse = || {
        let message = "The provided authorization grant is invalid, expired, revoked, does not match the \
                       redirection URI used in the authorization request, or was issued to another client.";
        ApiError::oauth(StatusCode::BAD_REQUEST, "invalid_grant", message)
    };
    let grant = state.grants.remove(params.get("code").unwrap_or_default()).ok_or_else(refuse)?;
    let same = grant.client_id == client_id
        && params.get("redirect_uri") == Some(grant.redirect_uri.as_str())
        && grant.expires_at > now;
    let proven = match &grant.challenge {
        None => true,
        Some(challenge) => params
            .get("code_verifier")
            .is_some_and(|verifier| ids::base64url(&ids::sha256(verifier.as_bytes())) == *challenge),
    };
    if same && proven { Ok(grant) } else { Err(refuse()) }
}

pub(super) async fn revoke(State(shared): State<Arc<Shared>>, call: Call) -> Answer {
    let (params, _) = form::read(&call).await?;
    let (client_id, secret) = client(&call, &params);
    let mut state = shared.mastodon();
    let known = state.apps.get(&client_id).is_some_and(|app| app.secret == secret);
    let token = params.get("token").unwrap_or_default();
    match state.tokens.get_mut(token) {
        Some(token) if known && token.client_id == client_id => token.revoked = true,
        None if known => {}
        _ => {
            let message = "You are not authorized to revoke this token";
            return Err(ApiError::oauth(StatusCode::FORBIDDEN, "unauthorized_client", message));
        }
    }
    Ok(Json(json!({})))
}
