//! Instagram's professional accounts: containers, comments, counters, by Instagram's login and by Facebook's. All of its
//! hosts stand on this one port.

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
use crate::meta::oauth::{HOUR_S, SIXTY_DAYS_S, facebook_exchange, knows_secret, longer};
use crate::meta::{self, Answered, GraphError, caller, form, required};
use crate::oauth::authority::{Authority, Issued, Token};
use crate::oauth::flavour::{ClientAuth, Flavour, Pkce};
use crate::oauth::token::OAuthFault;
use crate::oauth::{self, SignIn};
use crate::page;
use crate::params::Params;
use crate::sim::Simulator;
use crate::stand_in::{Network, StandIn, page_at};
use crate::state::Shared;
use crate::webhooks::Webhook;
use crate::world::{Draft, World};

/// What Instagram keeps.
#[derive(Default)]
pub(crate) struct State {
    world: World,
    authority: Authority,
    containers: Containers,
}

/// Whether reads of containers say from now on that there are none, as they do at times for those of good posts.
pub fn hide_containers(sim: &Simulator, hidden: bool) {
    sim.shared().state::<State>().containers.hidden = hidden;
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

    fn account_id(shared: &Shared, handle: &str) -> String {
        format!("178414{}", crate::ids::number(shared.seed, "instagram", handle, 11))
    }

    fn new_post_id(&mut self, shared: &Shared, _draft: &Draft) -> String {
        format!("17{}", shared.clock.unique_micros())
    }

    /// Under a short code that cannot be built from the id.
    fn post_url(&mut self, shared: &Shared, _author: &str, post_id: &str) -> String {
        let code = crate::ids::base64url(&crate::ids::sha256(post_id.as_bytes())[..8]);
        format!("{}/p/{code}/", shared.url(Network::Instagram))
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
        authorize: &["/oauth/authorize", "/{version}/dialog/oauth"],
        token: &["/oauth/access_token", "/{version}/oauth/access_token"],
        token_by_get: true,
        pkce: Pkce::None,
        client_auth: ClientAuth::Body,
        separator: ',',
        scopes: &[
            "instagram_business_basic",
            "instagram_business_content_publish",
            "instagram_business_manage_comments",
            "instagram_business_manage_messages",
            "instagram_business_manage_insights",
            "instagram_basic",
            "instagram_content_publish",
            "instagram_manage_comments",
            "instagram_manage_insights",
            "instagram_manage_messages",
            "pages_show_list",
            "pages_read_engagement",
            "business_management",
        ],
        access_life_s: Some(HOUR_S),
        prefix: "IG",
        ..Flavour::STANDARD
    };

    fn sign_in(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn token_answer(&mut self, _shared: &Shared, issued: &Issued, answer: &mut Value) {
        if issued.expires_in_s == Some(SIXTY_DAYS_S) {
            return;
        }
        *answer = json!({
            "access_token": issued.access, "user_id": issued.account, "permissions": issued.scopes,
        });
    }

    /// In the words of `api.instagram.com`.
    fn oauth_refusal(_shared: &Shared, fault: &OAuthFault) -> Response {
        use axum::response::IntoResponse;
        let body = json!({ "error_type": "OAuthException", "code": 400, "error_message": fault.message() });
        (axum::http::StatusCode::BAD_REQUEST, axum::Json(body)).into_response()
    }

    fn other_grant(
        &mut self,
        shared: &Shared,
        grant_type: &str,
        params: &Params,
        call: &Call,
    ) -> Option<Result<Issued, OAuthFault>> {
        facebook_exchange(self, shared, grant_type, params, call)
    }
}

async fn answer(Given(shared): Given<Arc<Shared>>, call: Call) -> Response {
    if call.method == Method::GET && call.path.starts_with("/p/") {
        return page_at::<State>(&shared, &call.path).unwrap_or_else(page::not_found);
    }
    meta::reply(route(&shared, &call).await)
}

async fn route(shared: &Arc<Shared>, call: &Call) -> Answered {
    let params = form(call).await?.params;
    let path: Vec<&str> = call.path.trim_matches('/').split('/').collect();
    let get = call.method == Method::GET;
    match path.as_slice() {
        ["access_token"] if get => exchange(shared, &params, "ig_exchange_token"),
        ["refresh_access_token"] if get => exchange(shared, &params, "ig_refresh_token"),
        [version, "me", "accounts"] if get && is_version(version) => {
            let token = scoped(shared, call, "basic")?;
            read::pages(shared, &token, &params)
        }
        [version, node] if get && is_version(version) => {
            let token = scoped(shared, call, "basic")?;
            read::node(shared, &token.account, node, &params)
        }
        [version, node, edge] if is_version(version) => edge_of(shared, call, node, edge, &params).await,
        _ => Err(GraphError::new(2500, 0, "Unknown path components")),
    }
}

fn is_version(text: &str) -> bool {
    text.strip_prefix('v').is_some_and(|number| number.parse::<f32>().is_ok())
}

/// The scopes of both logins end alike.
fn scoped(shared: &Shared, call: &Call, ending: &str) -> Result<Token, GraphError> {
    let token = caller::<State>(shared, call, "")?;
    let names = [format!("instagram_business_{ending}"), format!("instagram_{ending}")];
    if names.iter().any(|name| token.has(name)) {
        return Ok(token);
    }
    Err(GraphError::new(10, 0, "(#10) Application does not have permission for this action"))
}

async fn edge_of(shared: &Arc<Shared>, call: &Call, node: &str, edge: &str, params: &Params) -> Answered {
    let get = call.method == Method::GET;
    let ending = match (get, edge) {
        (false, "media" | "media_publish") => "content_publish",
        (true, "insights") => "manage_insights",
        (_, "comments" | "replies") => "manage_comments",
        _ => "basic",
    };
    let token = scoped(shared, call, ending)?;
    let me = token.account.as_str();
    let own = node == "me" || node == me;
    match (get, edge) {
        (false, "media") if own => create::container(shared, me, params, call.doomed).await,
        (false, "media_publish") if own => create::publish(shared, me, params),
        (true, "media") if own => read::media(shared, me, params, false),
        (true, "stories") if own => read::media(shared, me, params, true),
        (true, "content_publishing_limit") if own => read::quota(shared, me, params),
        (true, "insights") if own => read::account_insights(shared, me, params),
        (true, "insights") => read::insights(shared, me, node, params),
        (true, "comments") => read::comments(shared, node, params),
        (false, "comments") => create::comment(shared, me, node, params),
        _ => Err(GraphError::missing(node)),
    }
}

/// A token of sixty days for a short one, or for one of sixty days.
fn exchange(shared: &Shared, params: &Params, wanted: &str) -> Answered {
    if required(params, "grant_type")? != wanted {
        return Err(GraphError::parameter("Invalid grant_type"));
    }
    let text = required(params, "access_token")?.to_owned();
    let renewal = wanted == "ig_refresh_token";
    let mut state = shared.state::<State>();
    if !renewal && !knows_secret(&mut *state, params, Some(&text)) {
        return Err(GraphError::new(101, 0, "Error validating client secret."));
    }
    let issued = longer(&mut *state, shared, Some(&text), renewal)
        .map_err(|fault| GraphError::new(190, 0, &fault.message()))?;
    Ok(json!({ "access_token": issued.access, "token_type": "bearer", "expires_in": SIXTY_DAYS_S }))
}
