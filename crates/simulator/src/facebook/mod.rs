//! Facebook's pages: posts, staged pictures, films in pieces, reels, stories, comments, counters. All of its hosts stand on
//! this one port. An account with a password is a person and a page of that person; one without is a page, whose owner is
//! named as `owner` in what is special of it.

mod create;
mod film;
mod read;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State as Given};
use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde_json::Value;

use crate::call::Call;
use crate::faults::Refusal;
use crate::limits::{Charge, Standing};
use crate::meta::oauth::{HOUR_S, facebook_exchange};
use crate::meta::{self, Answered, GraphError, caller, form};
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

/// What Facebook keeps.
#[derive(Default)]
pub(crate) struct State {
    world: World,
    authority: Authority,
    photos: BTreeMap<String, create::Photo>,
    films: BTreeMap<String, film::Film>,
}

impl StandIn for State {
    fn router(shared: &Arc<Shared>) -> Router {
        oauth::routes::<Self>()
            .fallback(answer)
            .layer(DefaultBodyLimit::max(64 * 1024 * 1024))
            .with_state(Arc::clone(shared))
    }

    fn world(&mut self) -> &mut World {
        &mut self.world
    }

    fn refusal(_shared: &Shared, refusal: &Refusal) -> Response {
        meta::refusal(refusal, 32, (506, 0))
    }

    fn new_post_id(&mut self, shared: &Shared, draft: &Draft) -> String {
        format!("{}_{}", draft.author, shared.clock.unique_micros())
    }

    fn post_url(&mut self, shared: &Shared, author: &str, post_id: &str) -> String {
        let post = post_id.rsplit('_').next().unwrap_or(post_id);
        format!("{}/{author}/posts/{post}", shared.url(Network::Facebook))
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
        authorize: &["/{version}/dialog/oauth"],
        token: &["/{version}/oauth/access_token"],
        token_by_get: true,
        pkce: Pkce::None,
        client_auth: ClientAuth::Body,
        separator: ',',
        scopes: &[
            "pages_show_list",
            "pages_manage_posts",
            "pages_read_engagement",
            "pages_read_user_content",
            "pages_manage_engagement",
            "pages_manage_metadata",
            "pages_messaging",
            "read_insights",
            "business_management",
        ],
        access_life_s: Some(2 * HOUR_S),
        prefix: "EAA",
        token_type: "bearer",
        ..Flavour::STANDARD
    };

    fn sign_in(&mut self) -> &mut Authority {
        &mut self.authority
    }

    fn token_answer(&mut self, _shared: &Shared, _issued: &Issued, answer: &mut Value) {
        if let Some(answer) = answer.as_object_mut() {
            answer.remove("scope");
        }
    }

    fn oauth_refusal(_shared: &Shared, fault: &OAuthFault) -> Response {
        meta::reply(Err(GraphError::new(100, 36_009, &fault.message())))
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
    if call.method == Method::GET && call.path.contains("/posts/") {
        return page_at::<State>(&shared, &call.path).unwrap_or_else(page::not_found);
    }
    meta::reply(route(&shared, &call).await)
}

async fn route(shared: &Arc<Shared>, call: &Call) -> Answered {
    let path: Vec<&str> = call.path.trim_matches('/').split('/').collect();
    if let ["video-upload", _, film] = path.as_slice() {
        let token = caller::<State>(shared, call, "pages_manage_posts")?;
        return film::receive(shared, &token.account, film, call).await;
    }
    let [version, rest @ ..] = path.as_slice() else {
        return Err(GraphError::new(2500, 0, "Unknown path components"));
    };
    if version.strip_prefix('v').is_none_or(|number| number.parse::<f32>().is_err()) {
        return Err(GraphError::new(2500, 0, "Unknown path components"));
    }
    let sent = form(call).await?;
    let params = &sent.params;
    let token = caller::<State>(shared, call, scope(&call.method, rest))?;
    let me = token.account.as_str();
    let own = |node: &str| node == "me" || node == me;
    match (call.method.as_str(), rest) {
        ("GET", ["me", "accounts"]) => read::pages(shared, &token, params),
        ("GET", [node]) => read::node(shared, me, node, params),
        ("POST", [node]) => create::edit(shared, me, node, params),
        ("DELETE", [node]) => create::delete(shared, me, node),
        ("POST", [page, "feed"]) if own(page) => create::post(shared, me, params),
        ("POST", [page, "photos"]) if own(page) => create::photo(shared, me, &sent).await,
        ("POST", [page, "photo_stories"]) if own(page) => create::photo_story(shared, me, params),
        ("POST", [page, edge @ ("videos" | "video_reels" | "video_stories")]) if own(page) => {
            film::phase(shared, me, edge, &sent, call.doomed)
        }
        ("GET", [page, "published_posts"]) if own(page) => read::published(shared, me, params),
        ("GET", [page, "stories"]) if own(page) => read::stories(shared, me, params),
        ("GET", [node, "comments"]) => read::comments(shared, node, params),
        ("POST", [node, "comments"]) => create::comment(shared, me, node, params),
        ("GET", [node, "insights"]) => read::insights(shared, me, node, params),
        ("GET", [node, "video_insights"]) => read::video_insights(shared, me, node, params),
        (_, [node, ..]) => Err(GraphError::missing(node)),
        _ => Err(GraphError::new(2500, 0, "Unknown path components")),
    }
}

/// The permission that a call needs.
fn scope(method: &Method, rest: &[&str]) -> &'static str {
    match (method.as_str(), rest) {
        ("GET", ["me", "accounts"]) => "pages_show_list",
        ("GET", [_, "insights" | "video_insights"]) => "read_insights",
        ("POST", [_, "comments"]) => "pages_manage_engagement",
        ("POST" | "DELETE", _) => "pages_manage_posts",
        _ => "pages_read_engagement",
    }
}
