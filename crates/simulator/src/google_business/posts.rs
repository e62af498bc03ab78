//! Local posts. Their state is decided after the answer, and may be `REJECTED`
//! in an answer of status 200.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use serde_json::{Value, json};

use super::{locations, not_found, shape};
use crate::call::Call;
use crate::clock::iso;
use crate::google::{self, Answer, GoogleError};
use crate::outgoing;
use crate::processing::{Processing, Stage};
use crate::stand_in::StandIn;
use crate::state::Shared;
use crate::world::{Draft, Post, links_in};

const PICTURE_MAX: usize = 5 * 1024 * 1024;

fn view(state: &super::State, post: &Post, now: i64) -> Value {
    let stage = state.work.get(&post.id).map_or(Stage::Done, |work| work.peek(now));
    let mut view = post.raw.clone();
    view["name"] = post.id.as_str().into();
    view["summary"] = post.text.as_str().into();
    view["state"] = match stage {
        Stage::Working => "PROCESSING",
        Stage::Done => "LIVE",
        Stage::Failed => "REJECTED",
    }
    .into();
    view["createTime"] = iso(post.created_at).into();
    view["updateTime"] = iso(post.edited_at.unwrap_or(post.created_at)).into();
    view["searchUrl"] = post.url.as_str().into();
    view
}

/// The picture is fetched before the answer.
async fn fetch(shared: &Shared, body: &Value) -> Answer<()> {
    let Some(address) = body["media"][0]["sourceUrl"].as_str() else { return Ok(()) };
    let picture = outgoing::fetch(shared, address, PICTURE_MAX)
        .await
        .map_err(|fault| GoogleError::invalid("badRequest", format!("Fetching image failed: {fault}")))?;
    let known = picture.sniffed.is_some_and(|found| matches!(found.mime, "image/jpeg" | "image/png"));
    if known { Ok(()) } else { Err(GoogleError::invalid("badRequest", "Image format is not supported.")) }
}

pub(super) async fn create(
    State(shared): State<Arc<Shared>>,
    Path((account, location)): Path<(String, String)>,
    call: Call,
) -> Answer {
    let author = locations::own(&shared, &call, &format!("accounts/{account}/locations/{location}"))?;
    let mut body = google::json_body(&call)?;
    shape::check(&body)?;
    fetch(&shared, &body).await?;
    let now = shared.clock.now();
    let work = Processing::begin(&shared, call.doomed);
    let mut guard = shared.state::<super::State>();
    let state = &mut *guard;
    let id = state.new_post_id(&shared, &Draft { author: author.clone(), ..Draft::default() });
    let text = body["summary"].as_str().unwrap_or_default().to_owned();
    if let Some(fields) = body.as_object_mut() {
        fields.remove("summary");
    }
    let mut links = links_in(&text);
    links.extend(body["callToAction"]["url"].as_str().map(str::to_owned));
    let media = body["media"].as_array().into_iter().flatten();
    let media = media.filter_map(|item| item["sourceUrl"].as_str()).map(str::to_owned).collect();
    let post = Post {
        url: state.post_url(&shared, &author, &id),
        id: id.clone(),
        author,
        links,
        text,
        media,
        created_at: now,
        raw: body,
        ..Post::default()
    };
    state.work.insert(id.clone(), work);
    state.world.publish(post, false);
    let post = state.world.post(&id).ok_or_else(not_found)?;
    Ok(Json(view(state, post, now)))
}

pub(super) async fn list(
    State(shared): State<Arc<Shared>>,
    Path((account, location)): Path<(String, String)>,
    call: Call,
) -> Answer {
    let author = locations::own(&shared, &call, &format!("accounts/{account}/locations/{location}"))?;
    let size =
        call.query.get("pageSize").and_then(|size| size.parse().ok()).unwrap_or(20_usize).clamp(1, 100);
    let from = call.query.get("pageToken").and_then(|token| token.parse().ok()).unwrap_or(0_usize);
    let now = shared.clock.now();
    let state = shared.state::<super::State>();
    let posts = state.world.posts_of(&author);
    let page: Vec<Value> =
        posts.iter().rev().skip(from).take(size).map(|post| view(&state, post, now)).collect();
    let mut answer = json!({});
    // A list without anything has no posts at all.
    if !page.is_empty() {
        answer["localPosts"] = page.into();
    }
    if from + size < posts.len() {
        answer["nextPageToken"] = (from + size).to_string().into();
    }
    Ok(Json(answer))
}

type Name = Path<(String, String, String)>;

fn own(shared: &Shared, call: &Call, name: &Name) -> Answer<String> {
    let Path((account, location, post)) = name;
    let location = locations::own(shared, call, &format!("accounts/{account}/locations/{location}"))?;
    let id = format!("{location}/localPosts/{post}");
    let known = shared.state::<super::State>().world.post(&id).is_some();
    known.then_some(id).ok_or_else(not_found)
}

pub(super) async fn show(State(shared): State<Arc<Shared>>, name: Name, call: Call) -> Answer {
    let id = own(&shared, &call, &name)?;
    let now = shared.clock.now();
    let mut guard = shared.state::<super::State>();
    let state = &mut *guard;
    if let Some(work) = state.work.get_mut(&id) {
        work.poll(now);
    }
    let post = state.world.post(&id).ok_or_else(not_found)?;
    Ok(Json(view(state, post, now)))
}

pub(super) async fn update(State(shared): State<Arc<Shared>>, name: Name, call: Call) -> Answer {
    let id = own(&shared, &call, &name)?;
    let mask: Vec<&str> =
        call.query.get("updateMask").unwrap_or_default().split(',').map(str::trim).collect();
    let body = google::json_body(&call)?;
    let known = ["summary", "callToAction", "languageCode", "event", "offer", "media", "topicType"];
    if mask == [""] || mask.iter().any(|field| !known.contains(field)) {
        return Err(GoogleError::invalid("badRequest", "Invalid field mask provided."));
    }
    let now = shared.clock.now();
    let mut guard = shared.state::<super::State>();
    let state = &mut *guard;
    let post = state.world.post_mut(&id).ok_or_else(not_found)?;
    let mut next = post.raw.clone();
    next["summary"] = post.text.as_str().into();
    for field in mask {
        next[field] = body[field].clone();
    }
    if let Some(fields) = next.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    shape::check(&next)?;
    next["summary"].as_str().unwrap_or_default().clone_into(&mut post.text);
    if let Some(fields) = next.as_object_mut() {
        fields.remove("summary");
    }
    post.raw = next;
    post.edited_at = Some(now);
    let post = state.world.post(&id).ok_or_else(not_found)?;
    Ok(Json(view(state, post, now)))
}

pub(super) async fn delete(State(shared): State<Arc<Shared>>, name: Name, call: Call) -> Answer {
    let id = own(&shared, &call, &name)?;
    shared.state::<super::State>().world.remove_post(&id);
    Ok(Json(json!({})))
}
