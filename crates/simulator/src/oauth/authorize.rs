//! The consent page: a form that people (and tests) post.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use url::Url;

use super::SignIn;
use super::authority::Grant;
use super::flavour::Pkce;
use crate::call::Call;
use crate::page::{self, escape};
use crate::params::Params;
use crate::state::Shared;

/// What the address of the page asks for, checked: the app's name and the grant to be.
fn asked<S: SignIn>(shared: &Shared, params: &Params) -> Result<(String, Grant), String> {
    let flavour = S::FLAVOUR;
    let client_id = params.get(flavour.client_id).unwrap_or_default();
    let mut state = shared.state::<S>();
    let Some(app) = state.sign_in().app(client_id) else {
        return Err(format!("There is no app with this {}.", flavour.client_id));
    };
    let redirect_uri = params.get("redirect_uri").unwrap_or_default();
    if !app.redirect_uris.iter().any(|uri| uri == redirect_uri) {
        return Err("This redirect_uri is not registered for the app.".to_owned());
    }
    let response_type = params.get("response_type");
    if response_type != Some("code") && !(response_type.is_none() && flavour.response_type_optional) {
        return Err("The response_type must be code.".to_owned());
    }
    let scopes = flavour.scopes_of(params.get("scope").unwrap_or_default());
    if let Some(unknown) =
        scopes.iter().find(|scope| !flavour.scopes.is_empty() && !flavour.scopes.contains(&scope.as_str()))
    {
        return Err(format!("There is no scope {unknown}."));
    }
    let challenge = params.get("code_challenge").filter(|challenge| !challenge.is_empty());
    if matches!(flavour.pkce, Pkce::Required | Pkce::RequiredHex) && challenge.is_none() {
        return Err("A code_challenge is required.".to_owned());
    }
    if flavour.pkce != Pkce::None
        && challenge.is_some()
        && params.get("code_challenge_method") != Some("S256")
    {
        return Err("The code_challenge_method must be S256.".to_owned());
    }
    let grant = Grant {
        client_id: client_id.to_owned(),
        account: String::new(),
        redirect_uri: redirect_uri.to_owned(),
        refreshable: S::wants_refresh(params, &scopes),
        scopes,
        challenge: challenge.filter(|_| flavour.pkce != Pkce::None).map(str::to_owned),
        expires_at: shared.clock.now() + flavour.code_life_s * 1000,
    };
    Ok((app.name.clone(), grant))
}

fn refusal(fault: &str) -> Response {
    let body = format!("<h1>Sign-in is not possible</h1><p>{}</p>", escape(fault));
    (StatusCode::BAD_REQUEST, page::html("Error", &body)).into_response()
}

pub(super) async fn ask<S: SignIn>(State(shared): State<Arc<Shared>>, call: Call) -> Response {
    match asked::<S>(&shared, &call.query) {
        Ok((app, _)) => form::<S>(&app, &call.path, &call.query, ""),
        Err(fault) => refusal(&fault),
    }
}

fn form<S: SignIn>(app: &str, path: &str, params: &Params, fault: &str) -> Response {
    let mut body = format!(
        "<h1>Allow {} to use your account?</h1><p>It asks for: {}</p><p role=\"alert\">{}</p>\
         <form method=\"post\" action=\"{}\">",
        escape(app),
        escape(params.get("scope").unwrap_or("nothing in particular")),
        escape(fault),
        escape(path),
    );
    for (key, value) in params.pairs().filter(|(key, _)| !["login", "password", "decision"].contains(key)) {
        body.push_str(&format!(
            "<input type=\"hidden\" name=\"{}\" value=\"{}\">",
            escape(key),
            escape(value)
        ));
    }
    body.push_str(
        "<label>Username <input name=\"login\" autocomplete=\"username\"></label>\
         <label>Password <input name=\"password\" type=\"password\" autocomplete=\"current-password\"></label>\
         <button name=\"decision\" value=\"allow\">Authorize</button> \
         <button name=\"decision\" value=\"deny\">Deny</button></form>",
    );
    page::html(&format!("Sign in (simulated {})", S::NETWORK.title()), &body)
}

/// The fields of the page: `login`, `password`, `decision` (allow or deny) and the
/// query; `granted` names the scopes that were left ticked.
pub(super) async fn decide<S: SignIn>(State(shared): State<Arc<Shared>>, call: Call) -> Response {
    let Ok(sent) = call.form().await else { return refusal("The form is malformed.") };
    let params = sent.params;
    let (app, mut grant) = match asked::<S>(&shared, &params) {
        Ok(asked) => asked,
        Err(fault) => return refusal(&fault),
    };
    let client_state = params.get("state");
    if params.get("decision") == Some("deny") {
        let pairs = [("error", "access_denied"), ("error_description", "The person denied the request.")];
        return back(&grant.redirect_uri, &pairs, client_state);
    }
    if let Some(granted) = params.get("granted") {
        let granted = S::FLAVOUR.scopes_of(granted);
        grant.scopes.retain(|scope| granted.contains(scope));
    }
    let login = params.get("login").unwrap_or_default().trim_start_matches('@');
    let mut state = shared.state::<S>();
    let account = state
        .world()
        .find_account(login)
        .filter(|account| account.secret.is_some() && account.secret.as_deref() == params.get("password"))
        .map(|account| account.id.clone());
    let Some(account) = account else {
        drop(state);
        let form = form::<S>(&app, &call.path, &params, "Wrong username or password.");
        return (StatusCode::UNAUTHORIZED, form).into_response();
    };
    grant.account = account;
    let authority = state.sign_in();
    let code = authority.secret(shared.seed, "code");
    let redirect_uri = grant.redirect_uri.clone();
    authority.grants.insert(code.clone(), grant);
    back(&redirect_uri, &[("code", code.as_str())], client_state)
}

fn back(redirect_uri: &str, pairs: &[(&str, &str)], state: Option<&str>) -> Response {
    let Ok(mut target) = Url::parse(redirect_uri) else { return page::not_found() };
    for (key, value) in pairs.iter().copied().chain(state.map(|state| ("state", state))) {
        target.query_pairs_mut().append_pair(key, value);
    }
    (StatusCode::FOUND, [(header::LOCATION, target.to_string())]).into_response()
}
