//! Posts, staged pictures, stories of a picture, comments, changes.

use std::sync::Arc;

use serde_json::{Value, json};

use super::State;
use crate::call::Form;
use crate::images::sniff;
use crate::meta::{Answered, GraphError, required};
use crate::outgoing::fetch;
use crate::params::Params;
use crate::stand_in::StandIn;
use crate::state::Shared;
use crate::world::{Draft, Post, links_in};

const MESSAGE_MAX: usize = 63_206;
const PHOTO_MAX: usize = 4 * 1024 * 1024;

/// A picture of a page.
#[derive(Debug, Clone)]
pub(crate) struct Photo {
    page: String,
    alt: String,
    /// The post that shows it.
    post: Option<String>,
}

/// `POST /{page}/feed`.
pub(super) fn post(shared: &Arc<Shared>, me: &str, params: &Params) -> Answered {
    let message = params.get("message").unwrap_or_default();
    if message.chars().count() > MESSAGE_MAX {
        return Err(GraphError::parameter("The message is too long"));
    }
    let now = shared.clock.now();
    let mut state = shared.state::<State>();
    let photos = attached(&state, me, params)?;
    let link = params.get("link");
    if message.trim().is_empty() && link.is_none() && photos.is_empty() {
        return Err(GraphError::parameter("The parameter message is required"));
    }
    let last = state
        .world
        .posts_of(me)
        .into_iter()
        .rfind(|post| post.parent.is_none() && post.created_at > now - 24 * 60 * 60 * 1000);
    if last.is_some_and(|last| last.text == message && photos.is_empty() && last.raw["link"] == json!(link)) {
        return Err(GraphError::new(506, 0, "Duplicate status message"));
    }
    let draft = Draft { author: me.to_owned(), ..Draft::default() };
    let id = state.new_post_id(shared, &draft);
    let mut links = links_in(message);
    links.extend(link.map(str::to_owned));
    let post = Post {
        url: state.post_url(shared, me, &id),
        id: id.clone(),
        author: me.to_owned(),
        text: message.to_owned(),
        links,
        created_at: shared.clock.now(),
        media: photos.clone(),
        raw: json!({ "link": link }),
        ..Post::default()
    };
    state.world.publish(post, false);
    for photo in photos {
        if let Some(photo) = state.photos.get_mut(&photo) {
            photo.post = Some(id.clone());
        }
    }
    Ok(json!({ "id": id }))
}

/// `attached_media`: a list of pictures of the page that no post shows yet, as JSON or by number.
fn attached(state: &State, me: &str, params: &Params) -> Result<Vec<String>, GraphError> {
    let mut given: Vec<Value> = Vec::new();
    for (name, value) in params.pairs().filter(|(name, _)| name.starts_with("attached_media")) {
        let value: Value = serde_json::from_str(value)
            .map_err(|_| GraphError::parameter(&format!("Param {name} must be an array.")))?;
        match value {
            Value::Array(items) => given.extend(items),
            other => given.push(other),
        }
    }
    given
        .iter()
        .map(|media| {
            let id = media["media_fbid"].as_str().unwrap_or_default();
            let photo = state.photos.get(id).filter(|photo| photo.page == me);
            match photo {
                Some(photo) if photo.post.is_some() => {
                    Err(GraphError::new(100, 1_366_051, "These photos were already posted."))
                }
                Some(_) => Ok(id.to_owned()),
                None => Err(GraphError::missing(id)),
            }
        })
        .collect()
}

/// `POST /{page}/photos`: a file or an address.
pub(super) async fn photo(shared: &Arc<Shared>, me: &str, sent: &Form) -> Answered {
    let bytes = match (sent.file("source"), sent.params.get("url")) {
        (Some(file), _) => file.bytes.clone(),
        (None, Some(url)) => {
            let fetched = fetch(shared, url, PHOTO_MAX * 4).await;
            fetched.map_err(|_| GraphError::new(324, 2_069_019, "Missing or invalid image file"))?.bytes
        }
        (None, None) => return Err(GraphError::new(324, 0, "(#324) Requires upload file")),
    };
    let good = sniff(&bytes).is_some_and(|found| matches!(found.mime, "image/jpeg" | "image/png"));
    if !good || bytes.len() > PHOTO_MAX {
        let why =
            "Your photos couldn't be uploaded. Photos should be smaller than 4 MB and saved as JPG, PNG.";
        return Err(GraphError::new(1, 1_366_046, why));
    }
    let id = shared.clock.unique_micros().to_string();
    let alt = sent.params.get("alt_text_custom").unwrap_or_default().to_owned();
    let mut state = shared.state::<State>();
    state.photos.insert(id.clone(), Photo { page: me.to_owned(), alt, post: None });
    if sent.params.get("published") == Some("false") {
        return Ok(json!({ "id": id }));
    }
    let draft = Draft { author: me.to_owned(), ..Draft::default() };
    let post_id = state.new_post_id(shared, &draft);
    let text = sent.params.get("message").or(sent.params.get("caption")).unwrap_or_default().to_owned();
    let post = Post {
        url: state.post_url(shared, me, &post_id),
        id: post_id.clone(),
        author: me.to_owned(),
        links: links_in(&text),
        text,
        created_at: shared.clock.now(),
        media: vec![id.clone()],
        ..Post::default()
    };
    state.world.publish(post, false);
    if let Some(photo) = state.photos.get_mut(&id) {
        photo.post = Some(post_id.clone());
    }
    Ok(json!({ "id": id, "post_id": post_id }))
}

/// `POST /{page}/photo_stories`.
pub(super) fn photo_story(shared: &Arc<Shared>, me: &str, params: &Params) -> Answered {
    let photo_id = required(params, "photo_id")?;
    let mut state = shared.state::<State>();
    let Some(photo) = state.photos.get(photo_id).filter(|photo| photo.page == me) else {
        return Err(GraphError::missing(photo_id));
    };
    if photo.post.is_some() {
        return Err(GraphError::new(100, 1_366_051, "This photo was already posted."));
    }
    let post_id = story(&mut state, shared, me, photo_id);
    if let Some(photo) = state.photos.get_mut(photo_id) {
        photo.post = Some(post_id.clone());
    }
    Ok(json!({ "success": true, "post_id": post_id }))
}

/// A story of a picture or film; answers its id.
pub(super) fn story(state: &mut State, shared: &Shared, me: &str, media_id: &str) -> String {
    let post_id = shared.clock.unique_micros().to_string();
    let post = Post {
        url: state.post_url(shared, me, &post_id),
        id: post_id.clone(),
        author: me.to_owned(),
        created_at: shared.clock.now(),
        media: vec![media_id.to_owned()],
        raw: json!({ "story": media_id }),
        ..Post::default()
    };
    state.world.publish(post, false);
    post_id
}

/// `POST /{post or film}/comments`.
pub(super) fn comment(shared: &Arc<Shared>, me: &str, node: &str, params: &Params) -> Answered {
    let message = required(params, "message")?;
    let mut state = shared.state::<State>();
    let parent = state.films.get(node).and_then(|film| film.post.clone()).unwrap_or_else(|| node.to_owned());
    if state.world.post(&parent).is_none() {
        return Err(GraphError::missing(node));
    }
    let post = parent.rsplit('_').next().unwrap_or(&parent);
    let id = format!("{post}_{}", shared.clock.unique_micros());
    let comment = Post {
        id: id.clone(),
        author: me.to_owned(),
        text: message.to_owned(),
        created_at: shared.clock.now(),
        parent: Some(parent),
        raw: json!({ "comment": true }),
        ..Post::default()
    };
    state.world.publish(comment, false);
    Ok(json!({ "id": id }))
}

/// `POST /{post}` with `message`; `POST /{film}` with `description`.
pub(super) fn edit(shared: &Arc<Shared>, me: &str, node: &str, params: &Params) -> Answered {
    let now = shared.clock.now();
    let mut state = shared.state::<State>();
    let film = state.films.get(node).and_then(|film| film.post.clone());
    let name = if film.is_some() { "description" } else { "message" };
    let text = required(params, name)?;
    let id = film.unwrap_or_else(|| node.to_owned());
    let post = state.world.post_mut(&id).filter(|post| post.author == me);
    let post = post.ok_or_else(|| GraphError::missing(node))?;
    text.clone_into(&mut post.text);
    post.edited_at = Some(now);
    Ok(json!({ "success": true }))
}

/// `DELETE /{post, film or picture}`.
pub(super) fn delete(shared: &Arc<Shared>, me: &str, node: &str) -> Answered {
    let mut state = shared.state::<State>();
    if state.photos.get(node).is_some_and(|photo| photo.page == me && photo.post.is_none()) {
        state.photos.remove(node);
        return Ok(json!({ "success": true }));
    }
    let id = state.films.get(node).and_then(|film| film.post.clone()).unwrap_or_else(|| node.to_owned());
    if state.world.post(&id).is_none_or(|post| post.author != me) {
        return Err(GraphError::missing(node));
    }
    state.world.remove_post(&id);
    state.films.retain(|_, film| film.post.as_deref() != Some(&id));
    Ok(json!({ "success": true }))
}

impl State {
    /// The alternative text of a picture.
    pub(super) fn alt(&self, photo: &str) -> Option<&str> {
        self.photos.get(photo).map(|photo| photo.alt.as_str())
    }
}
