//! Posts: made, changed, removed.

use std::sync::Arc;

use axum::Json;
use axum::extract::State as Extract;
use axum::http::StatusCode;
use serde_json::{Value, json};

use super::error::{Answer, ApiError, done};
use super::{Place, State, permalink};
use crate::call::Call;
use crate::oauth::authority::Token;
use crate::params::Params;
use crate::processing::Processing;
use crate::stand_in::{Network, StandIn};
use crate::state::Shared;
use crate::world::{Draft, Post, links_in};

const TITLE_MAX: usize = 300;
const TEXT_MAX: usize = 40_000;

/// A post as its sender wants it, checked.
struct Wanted {
    place: String,
    title: String,
    text: String,
    kind: &'static str,
    url: String,
    files: usize,
    flags: Value,
}

async fn params(call: &Call) -> Result<Params, ApiError> {
    let form = call.form().await.map_err(|_| ApiError::status(StatusCode::BAD_REQUEST, None))?;
    if form.params.get("api_type") != Some("json") {
        // Without it the answer is a script for the old site.
        return Err(ApiError::status(StatusCode::BAD_REQUEST, Some("NO_API_TYPE")));
    }
    Ok(form.params)
}

/// The place, the title and the text, by Reddit's rules and the subreddit's own.
fn check<'a>(state: &'a State, token: &Token, params: &Params, kind: &str) -> Result<&'a Place, ApiError> {
    let name = params.get("sr").unwrap_or_default().to_lowercase();
    let place = state.places.get(&name);
    let place = place
        .ok_or_else(|| ApiError::inside("SUBREDDIT_NOEXIST", "Hmm, that community doesn't exist.", "sr"))?;
    let own = state.account(&token.account)?.handle.to_lowercase();
    if name.starts_with("u_") && name != format!("u_{own}") {
        return Err(ApiError::inside("SUBREDDIT_NOTALLOWED", "you aren't allowed to post there.", "sr"));
    }
    let title = params.get("title").unwrap_or_default();
    let title_max = place.rules["title_text_max_length"].as_u64().and_then(|max| usize::try_from(max).ok());
    let title_max = title_max.unwrap_or(TITLE_MAX);
    match title.chars().count() {
        0 => return Err(ApiError::inside("NO_TEXT", "we need something here", "title")),
        length if length > title_max => {
            let said = format!("this is too long (max: {title_max})");
            return Err(ApiError::inside("TOO_LONG", said, "title"));
        }
        _ => {}
    }
    let text = params.get("text").unwrap_or_default();
    if text.chars().count() > TEXT_MAX {
        return Err(ApiError::inside("TOO_LONG", format!("this is too long (max: {TEXT_MAX})"), "text"));
    }
    let rules = &place.rules;
    if rules["body_restriction_policy"] == "notAllowed" && !text.is_empty() {
        return Err(ApiError::inside(
            "SUBMIT_VALIDATION_BODY_NOT_ALLOWED",
            "Body text isn't allowed here.",
            "text",
        ));
    }
    if rules["body_restriction_policy"] == "required" && text.is_empty() && kind == "self" {
        return Err(ApiError::inside(
            "SUBMIT_VALIDATION_BODY_REQUIRED",
            "Add text to the body field.",
            "text",
        ));
    }
    if rules["is_flair_required"] == true && params.get("flair_id").is_none_or(str::is_empty) {
        let said = "Your post must contain post flair.";
        return Err(ApiError::inside("SUBMIT_VALIDATION_FLAIR_REQUIRED", said, "flair"));
    }
    let allowed = match kind {
        "image" => rules["allow_images"].as_bool(),
        "gallery" => rules["allow_galleries"].as_bool(),
        "video" => rules["allow_videos"].as_bool(),
        "self" => rules["allow_selfs"].as_bool(),
        _ => rules["allow_links"].as_bool(),
    };
    if allowed == Some(false) {
        let code = if kind == "self" { "NO_SELFS" } else { "NO_LINKS" };
        return Err(ApiError::inside(code, "This community doesn't allow posts of this kind.", "sr"));
    }
    Ok(place)
}

fn flags(params: &Params) -> Value {
    json!({
        "nsfw": params.flag("nsfw"), "spoiler": params.flag("spoiler"), "flair_id": params.get("flair_id"),
        "flair_text": params.get("flair_text"), "sendreplies": params.flag("sendreplies"),
    })
}

impl State {
    fn has_file(&self, url: &str, kind: &str, owner: &str) -> bool {
        self.assets.values().any(|asset| asset.url == url && asset.kind == Some(kind) && asset.owner == owner)
    }

    fn bring_out(&mut self, shared: &Shared, author: &str, wanted: Wanted) -> (String, String) {
        let id = self.new_post_id(shared, &Draft::default());
        let url = format!("{}{}", shared.url(Network::Reddit), permalink(&wanted.place, &id));
        let mut raw = wanted.flags;
        raw["place"] = wanted.place.into();
        raw["title"] = wanted.title.into();
        raw["kind"] = wanted.kind.into();
        raw["url"] = wanted.url.as_str().into();
        let mut links = links_in(&wanted.text);
        links.extend((wanted.kind == "link").then_some(wanted.url));
        let post = Post {
            id: id.clone(),
            url: url.clone(),
            author: author.to_owned(),
            links,
            text: wanted.text,
            created_at: shared.clock.now(),
            media: (0..wanted.files).map(|place| format!("{id}-{place}")).collect(),
            raw,
            ..Post::default()
        };
        self.world.publish(post, false);
        (id, url)
    }
}

pub(super) async fn submit(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let params = params(&call).await?;
    let mut state = shared.state::<State>();
    let token = state.caller(&call, "submit", shared.clock.now())?;
    let kind = match params.get("kind") {
        Some("self") => "self",
        Some("link") => "link",
        Some("image") => "image",
        Some("video") => "video",
        _ => return Err(ApiError::inside("INVALID_OPTION", "that option is not valid", "kind")),
    };
    let place = check(&state, &token, &params, kind)?.name.clone();
    let url = params.get("url").unwrap_or_default();
    let bad_url = || ApiError::inside("BAD_URL", "you should check that url", "url");
    let files = match kind {
        "self" => 0,
        "link" => {
            let parsed = url::Url::parse(url).map_err(|_| bad_url())?;
            if !matches!(parsed.scheme(), "http" | "https") {
                return Err(bad_url());
            }
            let is_there = state.world.all_posts().any(|post| {
                post.raw["kind"] == "link" && post.raw["url"] == url && post.raw["place"] == place.as_str()
            });
            if is_there && !params.flag("resubmit") {
                return Err(ApiError::inside("ALREADY_SUB", "that link has already been submitted", "url"));
            }
            0
        }
        "image" if state.has_file(url, "image", &token.account) => 1,
        "video" => {
            let poster = params.get("video_poster_url").unwrap_or_default();
            let is_sound = state.has_file(url, "video", &token.account)
                && state.has_file(poster, "image", &token.account);
            if !is_sound {
                return Err(bad_url());
            }
            1
        }
        _ => return Err(bad_url()),
    };
    let wanted = Wanted {
        place,
        title: params.get("title").unwrap_or_default().to_owned(),
        text: params.get("text").unwrap_or_default().to_owned(),
        kind,
        url: url.to_owned(),
        files,
        flags: flags(&params),
    };
    if files == 0 {
        let (id, url) = state.bring_out(&shared, &token.account, wanted);
        let bare = id.trim_start_matches("t3_");
        return Ok(done(&json!({ "url": url, "drafts_count": 0, "id": bare, "name": id })));
    }
    // Worked on after the answer, which names no id.
    if !call.doomed {
        let (id, _) = state.bring_out(&shared, &token.account, wanted);
        state.pending.insert(id, Processing::begin(&shared, false));
    }
    let name = state.account(&token.account)?.handle.clone();
    Ok(done(&json!({
        "user_submitted_page": format!("{}/user/{name}/submitted/", shared.url(Network::Reddit)),
        "websocket_url": "wss://ws.reddit.example/simulated",
    })))
}

pub(super) async fn gallery(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let params = params(&call).await?;
    let body = call.json().map_err(|_| ApiError::status(StatusCode::BAD_REQUEST, None))?;
    let mut state = shared.state::<State>();
    let token = state.caller(&call, "submit", shared.clock.now())?;
    let place = check(&state, &token, &params, "gallery")?.name.clone();
    let items = body["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    if !(2..=20).contains(&items.len()) {
        return Err(ApiError::inside("INVALID_OPTION", "a gallery has 2 to 20 items", "items"));
    }
    for item in items {
        let asset = item["media_id"].as_str().and_then(|id| state.assets.get(id));
        if !asset.is_some_and(|asset| asset.kind == Some("image") && asset.owner == token.account) {
            return Err(ApiError::inside("BAD_IMAGE", "an image could not be read", "items"));
        }
    }
    let wanted = Wanted {
        place,
        title: params.get("title").unwrap_or_default().to_owned(),
        text: params.get("text").unwrap_or_default().to_owned(),
        kind: "gallery",
        url: String::new(),
        files: items.len(),
        flags: flags(&params),
    };
    let (id, url) = state.bring_out(&shared, &token.account, wanted);
    // Here the id is the full name.
    Ok(done(&json!({ "url": url, "id": id })))
}

pub(super) async fn edit(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let now = shared.clock.now();
    let params = params(&call).await?;
    let mut state = shared.state::<State>();
    let token = state.caller(&call, "edit", now)?;
    let id = params.get("thing_id").unwrap_or_default();
    let text = params.get("text").unwrap_or_default();
    let post = state.world.post_mut(id).filter(|post| post.author == token.account);
    let post = post.ok_or_else(|| ApiError::status(StatusCode::FORBIDDEN, None))?;
    if post.raw["kind"] != "self" {
        return Err(ApiError::inside("NOT_AUTHOR", "you can't do that", "thing_id"));
    }
    if text.chars().count() > TEXT_MAX {
        return Err(ApiError::inside("TOO_LONG", format!("this is too long (max: {TEXT_MAX})"), "text"));
    }
    text.clone_into(&mut post.text);
    post.edited_at = Some(now);
    Ok(done(&json!({ "things": [] })))
}

/// Says nothing of a post that is not there.
pub(super) async fn delete(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer {
    let form = call.form().await.map_err(|_| ApiError::status(StatusCode::BAD_REQUEST, None))?;
    let mut state = shared.state::<State>();
    let token = state.caller(&call, "edit", shared.clock.now())?;
    let id = form.params.get("id").unwrap_or_default();
    if state.world.post(id).is_some_and(|post| post.author == token.account) {
        state.world.remove_post(id);
    }
    Ok(Json(json!({})))
}
