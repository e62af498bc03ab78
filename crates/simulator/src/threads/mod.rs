//! Threads: containers, threads, replies, counters. Both of its hosts stand on this one port.

mod create;
mod read;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State as Given};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde_json::{Value, json};

use crate::call::Call;
use crate::faults::Refusal;
use crate::limits::{Charge, Standing};
use crate::meta::container::Containers;
use crate::meta::oauth::{HOUR_S, SIXTY_DAYS_S, knows_secret, longer};
use crate::meta::{self, Answered, GraphError, caller, form, required};
use crate::oauth::authority::{Authority, Issued};
use crate::oauth::flavour::{ClientAuth, Flavour, Pkce};
use crate::oauth::token::OAuthFault;
use crate::oauth::{self, SignIn};
use crate::page;
use crate::params::Params;
use crate::stand_in::{Network, StandIn, page_at};
use crate::state::Shared;
use crate::webhooks::Webhook;
use crate::world::{Draft, World};

/// What Threads keeps.
#[derive(Default)]
pub(crate) struct State {
    world: World,
    authority: Authority,
    containers: Containers,
}

impl StandIn for State {
    fn router(shared: &Arc<Shared>) -> Router {
        oauth::routes::<Self>()
            .fallback(answer)
            .layer(DefaultBodyLimit::max(32 * 1024 * 1024))
            .with_state(Arc::clone(shared))
    }

    fn world(&mut self) -> &mut World {
        &mut self.world
    }

    fn refusal(_shared: &Shared, refusal: &Refusal) -> Response {
        meta::refusal(refusal, 4, (4, 2_207_051))
    }

    fn new_post_id(&mut self, shared: &Shared, _draft: &Draft) -> String {
        format!("17{}", shared.clock.unique_micros())
    }

    fn post_url(&mut self, shared: &Shared, author: &str, post_id: &str) -> String {
        let handle = self.world.account(author).map_or("", |account| account.handle.as_str());
        format!("{}/@{handle}/post/{post_id}", shared.url(Network::Threads))
    }

    fn authority(&mut self) -> Option<&mut Authority> {
        Some(&mut self.authority)
    }

    fn charges(&mut self, _request: &Request, _now: i64) -> Vec<Charge> {
        meta::charges()
    }

    fn limit_headers(headers: &mut HeaderMap, standings: &[Standing], _now: i64) {
        meta::limit_headers(headers, standings);
    }

    fn sign_webhook(&mut self, _shared: &Shared, webhook: &mut Webhook) {
        let secret = self.authority.apps().first().map(|app| app.secret.clone()).unwrap_or_default();
        meta::sign(&secret, webhook);
    }
}

impl SignIn for State {
    const FLAVOUR: Flavour = Flavour {
        authorize: &["/oauth/authorize"],
        token: &["/oauth/access_token"],
        pkce: Pkce::None,
        client_auth: ClientAuth::Body,
        separator: ',',
        scopes: &[
            "threads_basic",
            "threads_content_publish",
            "threads_manage_insights",
            "threads_manage_replies",
            "threads_read_replies",
            "threads_manage_mentions",
            "threads_keyword_search",
            "threads_delete",
            "threads_location_tagging",
            "threads_profile_discovery",
        ],
        access_life_s: Some(HOUR_S),
        prefix: "TH",
        ..Flavour::STANDARD
    };

    fn sign_in(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn token_answer(&mut self, _shared: &Shared, issued: &Issued, answer: &mut Value) {
        *answer = json!({ "access_token": issued.access, "user_id": issued.account });
    }

    fn oauth_refusal(_shared: &Shared, fault: &OAuthFault) -> Response {
        meta::reply(Err(GraphError::new(100, 0, &fault.message())))
    }
}

async fn answer(Given(shared): Given<Arc<Shared>>, call: Call) -> Response {
    if call.method == Method::GET && call.path.starts_with("/@") {
        return page_at::<State>(&shared, &call.path).unwrap_or_else(page::not_found);
    }
    meta::reply(route(&shared, &call).await)
}

async fn route(shared: &Arc<Shared>, call: &Call) -> Answered {
    let params = form(call).await?.params;
    let path: Vec<&str> = call.path.trim_matches('/').split('/').collect();
    let get = call.method == Method::GET;
    match path.as_slice() {
        ["access_token"] if get => exchange(shared, &params, "th_exchange_token"),
        ["refresh_access_token"] if get => exchange(shared, &params, "th_refresh_token"),
        ["v1.0", node] if call.method == Method::DELETE => {
            let token = caller::<State>(shared, call, "threads_delete")?;
            read::delete(shared, &token.account, node)
        }
        ["v1.0", node] if get => {
            let token = caller::<State>(shared, call, "threads_basic")?;
            read::node(shared, &token.account, node, &params)
        }
        ["v1.0", node, edge] => edge_of(shared, call, node, edge, &params).await,
        _ => Err(GraphError::new(2500, 0, "Unknown path components")),
    }
}

async fn edge_of(shared: &Arc<Shared>, call: &Call, node: &str, edge: &str, params: &Params) -> Answered {
    let get = call.method == Method::GET;
    let scope = match (get, edge) {
        (false, "threads" | "threads_publish") => "threads_content_publish",
        (true, "insights" | "threads_insights") => "threads_manage_insights",
        (true, "replies" | "conversation") => "threads_read_replies",
        (false, "manage_reply") => "threads_manage_replies",
        _ => "threads_basic",
    };
    let token = caller::<State>(shared, call, scope)?;
    let me = token.account.as_str();
    let own = node == "me" || node == me;
    match (get, edge) {
        (false, "threads") if own => create::container(shared, me, params, call.doomed).await,
        (false, "threads_publish") if own => create::publish(shared, me, params),
        (true, "threads") if own => read::threads(shared, me, params, false),
        (true, "replies") if own => read::threads(shared, me, params, true),
        (true, "threads_publishing_limit") if own => read::quota(shared, me, params),
        (true, "threads_insights") if own => read::account_insights(shared, me, params),
        (true, "insights") => read::insights(shared, me, node, params),
        (true, "replies" | "conversation") => read::replies(shared, node, params),
        _ => Err(GraphError::missing(node)),
    }
}

/// A token of sixty days for a short one, or for one of sixty days.
fn exchange(shared: &Shared, params: &Params, wanted: &str) -> Answered {
    if required(params, "grant_type")? != wanted {
        return Err(GraphError::parameter("Invalid grant_type"));
    }
    let text = required(params, "access_token")?.to_owned();
    let renewal = wanted == "th_refresh_token";
    let mut state = shared.state::<State>();
    if !renewal && !knows_secret(&mut *state, params, Some(&text)) {
        return Err(GraphError::new(101, 0, "Error validating client secret."));
    }
    let issued = longer(&mut *state, shared, Some(&text), renewal)
        .map_err(|fault| GraphError::new(190, 0, &fault.message()))?;
    Ok(json!({ "access_token": issued.access, "token_type": "bearer", "expires_in": SIXTY_DAYS_S }))
}
