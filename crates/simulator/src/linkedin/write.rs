//! Making, changing and removing posts.

use std::sync::Arc;

use axum::extract::{Path, State as Extract};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::State;
use super::assets::standing;
use super::error::{Answer, Fault};
use super::little;
use crate::call::Call;
use crate::stand_in::StandIn;
use crate::state::Shared;
use crate::world::{Draft, Post, links_in};

const FIELDS: [&str; 8] = [
    "author",
    "commentary",
    "visibility",
    "distribution",
    "lifecycleState",
    "isReshareDisabledByAuthor",
    "content",
    "reshareContext",
];
const VISIBILITIES: [&str; 4] = ["PUBLIC", "CONNECTIONS", "LOGGED_IN", "CONTAINER"];
const DURATIONS: [&str; 4] = ["ONE_DAY", "THREE_DAYS", "SEVEN_DAYS", "FOURTEEN_DAYS"];
/// How long the same is refused.
const SAME_MS: i64 = 10 * 60 * 1_000;

fn wrong(field: &str) -> Fault {
    Fault::field("INVALID_VALUE_FOR_FIELD", field)
}

/// `POST /rest/posts`: the id is told in a header.
pub(super) async fn create(Extract(shared): Extract<Arc<Shared>>, call: Call) -> Answer<Response> {
    let mut state = shared.state::<State>();
    let token = state.authorise(&shared, &call)?;
    let body = call.json().map_err(|_| Fault::field("INVALID_BODY", "/"))?;
    let all = body.as_object().ok_or_else(|| Fault::field("INVALID_BODY", "/"))?;
    if let Some(unknown) = all.keys().find(|key| !FIELDS.contains(&key.as_str())) {
        let message = format!(
            "Unpermitted fields present in REQUEST_BODY: Data Processing Exception while processing fields [/{unknown}]"
        );
        return Err(Fault::new(403, "ACCESS_DENIED", &message));
    }
    for field in ["author", "commentary", "visibility", "distribution", "lifecycleState"] {
        if !all.contains_key(field) {
            return Err(Fault::field("MISSING_FIELD", &format!("/{field}")));
        }
    }
    let author =
        body["author"].as_str().ok_or_else(|| Fault::field("INVALID_URN_TYPE", "/author"))?.to_owned();
    state.may_write(&token, &author)?;
    let commentary = body["commentary"].as_str().ok_or_else(|| wrong("/commentary"))?;
    let text = little::read(commentary);
    if text.chars().count() > 3_000 {
        return Err(Fault::field("FIELD_LENGTH_TOO_LONG", "/commentary"));
    }
    if !VISIBILITIES.contains(&body["visibility"].as_str().unwrap_or_default()) {
        return Err(wrong("/visibility"));
    }
    if !["MAIN_FEED", "NONE"].contains(&body["distribution"]["feedDistribution"].as_str().unwrap_or_default())
    {
        return Err(wrong("/distribution/feedDistribution"));
    }
    if body["lifecycleState"] != "PUBLISHED" {
        return Err(wrong("/lifecycleState"));
    }
    let now = shared.clock.now();
    let content = body.get("content").filter(|content| !content.is_null());
    let media = content.map_or(Ok(vec![]), |content| files(&state, &author, content, now))?;
    if content.is_none() && text.trim().is_empty() {
        return Err(wrong("/commentary"));
    }
    let same = |post: &&Post| {
        post.parent.is_none()
            && post.raw["commentary"] == body["commentary"]
            && post.media == media
            && post.raw["content"] == body["content"]
            && now - post.created_at < SAME_MS
    };
    if let Some(first) = state.world.posts_of(&author).into_iter().find(same) {
        return Err(Fault::duplicate(&first.id));
    }
    let draft = Draft { author: author.clone(), created_at: now, ..Draft::default() };
    let mut id = state.new_post_id(&shared, &draft);
    if content.is_some_and(|content| content["media"]["id"].as_str().is_some_and(|id| id.contains(":video:")))
    {
        id = id.replace(":share:", ":ugcPost:");
    }
    // Files that are still worked on: the post may stay invisible.
    let hidden =
        media.iter().any(|urn| state.uploads.get(urn).is_some_and(|up| standing(up, now) != "AVAILABLE"));
    let post = Post {
        url: state.post_url(&shared, &author, &id),
        id: id.clone(),
        author,
        links: links_in(&text),
        text,
        created_at: now,
        media,
        raw: json!({
            "commentary": commentary, "content": body["content"], "visibility": body["visibility"],
            "hidden": hidden, "reshareDisabled": body["isReshareDisabledByAuthor"],
        }),
        ..Post::default()
    };
    state.world.publish(post, false);
    Ok((StatusCode::CREATED, [("x-restli-id", id)]).into_response())
}

/// The files of a post's content, checked.
fn files(state: &State, author: &str, content: &Value, now: i64) -> Answer<Vec<String>> {
    let map = content.as_object().filter(|map| map.len() == 1).ok_or_else(|| wrong("/content"))?;
    let file = |id: &Value, alt: &Value, kinds: &[&str]| {
        let urn = id.as_str().ok_or_else(|| Fault::field("MISSING_FIELD", "/content/id"))?;
        let known = kinds.iter().any(|kind| urn.starts_with(&format!("urn:li:{kind}:")));
        let upload = state.uploads.get(urn).filter(|upload| known && upload.owner == author);
        let upload = upload.ok_or_else(|| Fault::field("INVALID_IMAGE_ID", "/content/id"))?;
        if alt.as_str().is_some_and(|alt| alt.chars().count() > 4_086) {
            return Err(Fault::field("FIELD_LENGTH_TOO_LONG", "/content/altText"));
        }
        match standing(upload, now) {
            "WAITING_UPLOAD" => Err(Fault::field("MEDIA_ASSET_WAITING_UPLOAD", "/content/id")),
            "PROCESSING_FAILED" => Err(Fault::field("MEDIA_ASSET_PROCESSING_FAILED", "/content/id")),
            _ => Ok(urn.to_owned()),
        }
    };
    match map.iter().next().map(|(kind, value)| (kind.as_str(), value)) {
        Some(("media", media)) => {
            let urn = file(&media["id"], &media["altText"], &["image", "video", "document"])?;
            if urn.contains(":document:") && media["title"].as_str().is_none_or(str::is_empty) {
                return Err(Fault::field("MISSING_FIELD", "/content/media/title"));
            }
            Ok(vec![urn])
        }
        Some(("multiImage", many)) => {
            let images = many["images"].as_array().filter(|images| (2..=20).contains(&images.len()));
            let images = images.ok_or_else(|| wrong("/content/multiImage/images"))?;
            images.iter().map(|image| file(&image["id"], &image["altText"], &["image"])).collect()
        }
        Some(("article", article)) => {
            for field in ["source", "title"] {
                if article[field].as_str().is_none_or(str::is_empty) {
                    return Err(Fault::field("MISSING_FIELD", &format!("/content/article/{field}")));
                }
            }
            match article.get("thumbnail") {
                Some(thumbnail) => file(thumbnail, &Value::Null, &["image"]).map(|_| vec![]),
                None => Ok(vec![]),
            }
        }
        Some(("poll", poll)) => {
            let question = poll["question"].as_str().unwrap_or_default().chars().count();
            let options = poll["options"].as_array().cloned().unwrap_or_default();
            let sound = |option: &Value| {
                (1..=30).contains(&option["text"].as_str().unwrap_or_default().chars().count())
            };
            let open = poll["settings"]["duration"].as_str().unwrap_or_default();
            if !(1..=140).contains(&question)
                || !(2..=4).contains(&options.len())
                || !options.iter().all(sound)
            {
                return Err(wrong("/content/poll"));
            }
            if DURATIONS.contains(&open) { Ok(vec![]) } else { Err(wrong("/content/poll/settings/duration")) }
        }
        _ => Err(wrong("/content")),
    }
}

/// `POST /rest/posts/{urn}` with the method in a header.
pub(super) async fn change(
    Extract(shared): Extract<Arc<Shared>>,
    Path(urn): Path<String>,
    call: Call,
) -> Answer<StatusCode> {
    let mut state = shared.state::<State>();
    let token = state.authorise(&shared, &call)?;
    if call.header("x-restli-method") != Some("PARTIAL_UPDATE") {
        return Err(Fault::new(400, "ILLEGAL_ARGUMENT", "The header X-RestLi-Method must be PARTIAL_UPDATE"));
    }
    let author = state.world.post(&urn).map(|post| post.author.clone());
    state.may_write(&token, &author.ok_or_else(|| Fault::not_found("the post"))?)?;
    let body = call.json().map_err(|_| Fault::field("INVALID_BODY", "/"))?;
    let commentary = body["patch"]["$set"]["commentary"].as_str();
    let commentary = commentary.ok_or_else(|| Fault::field("MISSING_FIELD", "/patch/$set"))?;
    let text = little::read(commentary);
    let now = shared.clock.now();
    if let Some(post) = state.world.post_mut(&urn) {
        post.raw["commentary"] = json!(commentary);
        post.links = links_in(&text);
        post.text = text;
        post.edited_at = Some(now);
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `DELETE /rest/posts/{urn}`: the same answer when it is gone already.
pub(super) async fn delete(
    Extract(shared): Extract<Arc<Shared>>,
    Path(urn): Path<String>,
    call: Call,
) -> Answer<StatusCode> {
    let mut state = shared.state::<State>();
    let token = state.authorise(&shared, &call)?;
    if let Some(author) = state.world.post(&urn).map(|post| post.author.clone()) {
        state.may_write(&token, &author)?;
        state.world.remove_post(&urn);
    }
    Ok(StatusCode::NO_CONTENT)
}
