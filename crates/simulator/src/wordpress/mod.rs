//! WordPress: one blog with its REST API.
//!
//! Owns users and their application passwords, posts, media, terms and comments
//! as clients see them. It never renders a theme. An account is a user: its
//! password is an application password.

mod media;
mod posts;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, State as Shelf};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, Router};
use serde_json::{Value, json};

use crate::call::{Call, Form};
use crate::faults::Refusal;
use crate::ids;
use crate::page;
use crate::sim::Simulator;
use crate::stand_in::{Network, StandIn, page_at};
use crate::state::Shared;
use crate::world::{Draft, Post, World};

#[derive(Debug, Default)]
pub(crate) struct State {
    world: World,
    /// The last id of a post or file: they share one row of numbers.
    last: u64,
    media: BTreeMap<u64, media::File>,
    /// Posts that were removed and can be taken back.
    bin: BTreeMap<String, Post>,
    /// (kind, id) → name.
    terms: BTreeMap<(&'static str, u64), String>,
    /// Users whose application password was withdrawn.
    withdrawn: Vec<String>,
}

/// A refusal: a code, a sentence, a status.
#[derive(Debug)]
struct Refused {
    status: u16,
    code: &'static str,
    message: String,
    more: Value,
}

fn refuse(status: u16, code: &'static str, message: &str) -> Refused {
    Refused { status, code, message: message.to_owned(), more: json!({}) }
}

/// Parameters that are not what they must be.
fn invalid(name: &str, message: &str) -> Refused {
    Refused {
        more: json!({ "params": { name: message } }),
        ..refuse(400, "rest_invalid_param", &format!("Invalid parameter(s): {name}"))
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let mut data = self.more;
        data["status"] = json!(self.status);
        let body = json!({ "code": self.code, "message": self.message, "data": data });
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        (status, Json(body)).into_response()
    }
}

/// What a method gives: a status, a body, and how many there are in all.
struct Given {
    status: u16,
    body: Value,
    total: Option<usize>,
}

impl From<Value> for Given {
    fn from(body: Value) -> Self {
        Self { status: 200, body, total: None }
    }
}

impl State {
    fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    fn term(&self, kind: &'static str, id: u64) -> Option<Value> {
        self.terms
            .get(&(kind, id))
            .map(|name| json!({ "id": id, "name": page::escape(name), "taxonomy": kind }))
    }
}

impl StandIn for State {
    fn router(shared: &Arc<Shared>) -> Router {
        Router::new()
            .fallback(answer)
            .layer(DefaultBodyLimit::max(110 * 1024 * 1024))
            .with_state(Arc::clone(shared))
    }

    fn world(&mut self) -> &mut World {
        &mut self.world
    }

    fn refusal(_shared: &Shared, refusal: &Refusal) -> Response {
        let refused = match refusal {
            Refusal::ServerError(status) if matches!(status.as_u16(), 502 | 504) => {
                return (*status, page::html("Bad gateway", "<h1>Bad gateway</h1>")).into_response();
            }
            Refusal::ServerError(status) => refuse(
                status.as_u16(),
                "internal_server_error",
                "There has been a critical error on this website.",
            ),
            Refusal::TooMany { retry_after } => {
                let seconds = retry_after.as_secs().max(1).to_string();
                let body = page::html("Too many requests", "<h1>Too many requests</h1>");
                return (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds)], body)
                    .into_response();
            }
            Refusal::Expired | Refusal::Revoked | Refusal::LostRotation => unauthorized(),
            Refusal::Duplicate | Refusal::Invalid => invalid("content", "content is not of type string."),
            Refusal::ErrorInside => {
                let inside =
                    json!({ "code": "rest_forbidden", "message": "Sorry.", "data": { "status": 403 } });
                return Json(inside).into_response();
            }
        };
        refused.into_response()
    }

    fn account_id(shared: &Shared, handle: &str) -> String {
        ids::number(shared.seed, "wordpress", handle, 4)
    }

    fn new_post_id(&mut self, _shared: &Shared, _draft: &Draft) -> String {
        self.number().to_string()
    }

    fn post_url(&mut self, shared: &Shared, _author: &str, post_id: &str) -> String {
        format!("{}/?p={post_id}", shared.url(Network::WordPress))
    }

    fn dress(&mut self, _shared: &Shared, post: &mut Post) {
        let kind = if post.parent.is_some() { "comment" } else { "post" };
        post.raw = json!({ "kind": kind, "status": "publish", "slug": format!("post-{}", post.id) });
    }

    /// The user and password of the request.
    fn token(call: &Call) -> Option<String> {
        call.basic().map(|(user, _)| user)
    }

    /// Passwords never run out: it is only called wrong, once.
    fn expire_token(_shared: &Shared, _token: &str) {}

    fn revoke_token(shared: &Shared, token: &str) {
        shared.state::<Self>().withdrawn.push(token.to_owned());
    }
}

/// What a wrong password gets where one is needed.
fn unauthorized() -> Refused {
    refuse(401, "rest_not_logged_in", "You are not currently logged in.")
}

/// The id of the user who calls.
fn user(state: &State, call: &Call) -> Result<String, Refused> {
    let (name, password) = call.basic().ok_or_else(unauthorized)?;
    let plain = |text: &str| text.replace(' ', "");
    let known = state.world.find_account(&name).filter(|account| !account.audience);
    let account = known.ok_or_else(|| refuse(401, "invalid_username", "Unknown username."))?;
    let right = account.secret.as_deref().is_some_and(|secret| plain(secret) == plain(&password));
    if right && !state.withdrawn.contains(&name) {
        Ok(account.id.clone())
    } else {
        Err(refuse(401, "incorrect_password", "The provided password is an invalid application password."))
    }
}

async fn answer(Shelf(shared): Shelf<Arc<Shared>>, call: Call) -> Response {
    let Some(path) = call.path.strip_prefix("/wp-json") else {
        let whole = match call.query.get("p") {
            Some(id) => format!("{}?p={id}", call.path),
            None => call.path.clone(),
        };
        return page_at::<State>(&shared, &whole).unwrap_or_else(page::not_found);
    };
    let form = if path.starts_with("/wp/v2/media") && !call.content_type().starts_with("application/json") {
        Form::default()
    } else {
        match call.form().await {
            Ok(form) => form,
            Err(_) => return refuse(400, "rest_invalid_json", "Invalid JSON body passed.").into_response(),
        }
    };
    let segments: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    match route(&shared, &call, &form, &segments) {
        Ok(given) => {
            let status = StatusCode::from_u16(given.status).unwrap_or(StatusCode::OK);
            let mut answer = (status, Json(given.body)).into_response();
            if let Some(total) = given.total {
                for (name, value) in [("x-wp-total", total), ("x-wp-totalpages", total.div_ceil(10))] {
                    answer.headers_mut().insert(HeaderName::from_static(name), value.into());
                }
            }
            answer
        }
        Err(refused) => refused.into_response(),
    }
}

fn route(shared: &Shared, call: &Call, form: &Form, segments: &[&str]) -> Result<Given, Refused> {
    let mut state = shared.state::<State>();
    let state = &mut *state;
    let url = shared.url(Network::WordPress);
    let reads = call.method == "GET";
    match segments {
        [] if reads => Ok(json!({
            "name": "The blog", "description": "", "url": url, "home": url,
            "namespaces": ["oembed/1.0", "wp/v2", "wp-site-health/v1"],
            "authentication": { "application-passwords": {
                "endpoints": { "authorization": format!("{url}/wp-admin/authorize-application.php") } } },
        })
        .into()),
        ["wp", "v2", "users", "me"] if reads => {
            let id = user(state, call)?;
            let account = state.world.account(&id);
            let name = account.map_or("", |account| account.display_name.as_str());
            let id: u64 = id.parse().unwrap_or_default();
            let mut body = json!({ "id": id, "name": name, "slug": name.to_lowercase() });
            if call.query.get("context") == Some("edit") {
                body["capabilities"] =
                    json!({ "edit_posts": true, "publish_posts": true, "upload_files": true });
            }
            Ok(body.into())
        }
        ["wp", "v2", "posts", rest @ ..] => posts::answer(state, shared, call, form, rest),
        ["wp", "v2", "comments"] if reads => posts::comments(state, call),
        ["wp", "v2", "media", rest @ ..] => media::answer(state, shared, call, form, rest),
        ["wp", "v2", kind @ ("categories" | "tags")] => terms(state, call, form, kind),
        _ => Err(refuse(404, "rest_no_route", "No route was found matching the URL and request method.")),
    }
}

fn terms(state: &mut State, call: &Call, form: &Form, kind: &str) -> Result<Given, Refused> {
    let kind = if kind == "tags" { "tags" } else { "categories" };
    if call.method == "GET" {
        let search = call.query.get("search").unwrap_or_default().to_lowercase();
        let all = state
            .terms
            .iter()
            .filter(|((of, _), name)| *of == kind && page::escape(name).to_lowercase().contains(&search));
        let ids: Vec<u64> = all.map(|((_, id), _)| *id).collect();
        let views: Vec<Value> = ids.iter().filter_map(|id| state.term(kind, *id)).collect();
        return Ok(Given { status: 200, total: Some(views.len()), body: json!(views) });
    }
    user(state, call)?;
    let name = form.params.get("name").filter(|name| !name.is_empty());
    let name = name
        .ok_or_else(|| refuse(400, "rest_missing_callback_param", "Missing parameter(s): name"))?
        .to_owned();
    if state.terms.iter().any(|((of, _), known)| *of == kind && known.eq_ignore_ascii_case(&name)) {
        return Err(refuse(
            400,
            "term_exists",
            "A term with the name provided already exists with this parent.",
        ));
    }
    let id = state.number();
    state.terms.insert((kind, id), name);
    Ok(Given { status: 201, body: state.term(kind, id).unwrap_or_default(), total: None })
}

/// Adds a category that a post may name; answers its id.
pub fn add_category(sim: &Simulator, name: &str) -> u64 {
    let mut state = sim.shared().state::<State>();
    let id = state.number();
    state.terms.insert(("categories", id), name.to_owned());
    id
}
