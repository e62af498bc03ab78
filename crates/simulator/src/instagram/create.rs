//! Containers, posts made of them, and comments.

use std::sync::Arc;

use serde_json::json;

use super::State;
use crate::images::Sniffed;
use crate::meta::container::{Container, Standing};
use crate::meta::{Answered, GraphError, required};
use crate::outgoing::{FetchFault, fetch};
use crate::params::Params;
use crate::stand_in::StandIn;
use crate::state::Shared;
use crate::world::{Draft, Post, links_in};

/// Posts in a rolling day.
pub(super) const QUOTA: usize = 50;
const CAPTION_MAX: usize = 2200;
const IMAGE_MAX: usize = 8 * 1024 * 1024;
const VIDEO_MAX: usize = 64 * 1024 * 1024;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// `POST /{ig-user}/media`.
pub(super) async fn container(shared: &Arc<Shared>, me: &str, params: &Params, doomed: bool) -> Answered {
    let caption = params.get("caption").unwrap_or_default();
    check_caption(caption)?;
    let kind = params.get("media_type").unwrap_or("IMAGE");
    let item = params.flag("is_carousel_item");
    let mut container = Container::new(shared, me, doomed);
    container.item = item;
    container.story = kind == "STORIES";
    caption.clone_into(&mut container.text);
    match (kind, params.get("image_url"), params.get("video_url")) {
        ("IMAGE" | "STORIES", Some(url), None) => {
            check_picture(shared, url, container.story).await?;
            container.media.push(url.to_owned());
        }
        ("REELS" | "STORIES", None, Some(url)) => film(shared, &mut container, url).await,
        ("VIDEO", None, Some(url)) if item => film(shared, &mut container, url).await,
        ("VIDEO", ..) => {
            let why = "The VIDEO value for media_type is no longer supported. Use the REELS media type.";
            return Err(GraphError::new(100, 2_207_067, why));
        }
        ("CAROUSEL", None, None) => album(shared, me, params, &mut container)?,
        ("IMAGE", None, _) => {
            return Err(GraphError::new(9004, 2_207_052, "Only photo or video can be accepted"));
        }
        ("REELS" | "STORIES", ..) => {
            return Err(GraphError::parameter("The parameter video_url is required"));
        }
        _ => return Err(GraphError::new(100, 2_207_023, "The media type is unknown")),
    }
    let mut state = shared.state::<State>();
    Ok(json!({ "id": state.containers.add(shared, container) }))
}

fn check_caption(caption: &str) -> Result<(), GraphError> {
    if caption.chars().count() > CAPTION_MAX {
        return Err(GraphError::new(36_004, 2_207_010, "The caption was too long"));
    }
    let count = |sign: char| caption.split_whitespace().filter(|word| word.starts_with(sign)).count();
    if count('@') > 20 {
        return Err(GraphError::new(100, 2_207_040, "Cannot use more than 20 @ tags in the caption"));
    }
    if count('#') > 30 {
        return Err(GraphError::parameter("The caption has more than 30 hashtags"));
    }
    Ok(())
}

/// A picture is fetched before the answer. Stories may have any ratio.
async fn check_picture(shared: &Arc<Shared>, url: &str, story: bool) -> Result<(), GraphError> {
    let file = fetch(shared, url, IMAGE_MAX).await.map_err(|fault| match fault {
        FetchFault::TooLarge(_) => GraphError::new(36_000, 2_207_004, "The image is larger than 8 MB"),
        _ => GraphError::new(9004, 2_207_052, "The media could not be fetched from this URI"),
    })?;
    let Some(Sniffed { mime: "image/jpeg", size }) = file.sniffed else {
        return Err(GraphError::new(36_001, 2_207_005, "The image format is not supported"));
    };
    if let Some((width, height)) = size.filter(|(_, height)| *height > 0 && !story) {
        let ratio = f64::from(width) / f64::from(height);
        if !(0.79..=1.92).contains(&ratio) {
            return Err(GraphError::new(36_003, 2_207_009, "The aspect ratio is not supported"));
        }
    }
    Ok(())
}

/// A film is fetched after the answer: what is wrong with it is told by the state.
async fn film(shared: &Arc<Shared>, container: &mut Container, url: &str) {
    container.media.push(url.to_owned());
    container.fault = match fetch(shared, url, VIDEO_MAX).await {
        Ok(file)
            if file.sniffed.as_ref().is_some_and(|s| matches!(s.mime, "video/mp4" | "video/quicktime")) =>
        {
            None
        }
        Ok(_) => Some("Error: Media upload has failed with error code 2207026".to_owned()),
        Err(_) => Some("Error: Media upload has failed with error code 2207003".to_owned()),
    };
}

fn album(shared: &Shared, me: &str, params: &Params, container: &mut Container) -> Result<(), GraphError> {
    let children: Vec<&str> = required(params, "children")?.split(',').collect();
    if !(2..=10).contains(&children.len()) {
        return Err(GraphError::new(100, 2_207_028, "A carousel has 2 to 10 items"));
    }
    let mut state = shared.state::<State>();
    let now = shared.clock.now();
    for child in children {
        let Some(child) = state.containers.own(child, me).filter(|child| child.item) else {
            return Err(GraphError::new(24, 2_207_006, "The media could not be found"));
        };
        if child.standing(now, false) != Standing::Finished {
            return Err(GraphError::new(9007, 2_207_027, "Media ID is not available"));
        }
        container.media.extend(child.media.iter().cloned());
    }
    Ok(())
}

/// `POST /{ig-user}/media_publish`.
pub(super) fn publish(shared: &Arc<Shared>, me: &str, params: &Params) -> Answered {
    let id = required(params, "creation_id")?;
    let mut state = shared.state::<State>();
    let now = shared.clock.now();
    let gone = || GraphError::new(24, 2_207_008, "The media builder with this creation id does not exist");
    let container = state.containers.own(id, me).filter(|container| !container.item).ok_or_else(gone)?;
    match container.standing(now, false) {
        Standing::Finished => {}
        Standing::InProgress | Standing::Error(_) => {
            return Err(GraphError::new(9007, 2_207_027, "Media ID is not available"));
        }
        Standing::Expired => return Err(GraphError::new(-2, 2_207_020, "The media has expired")),
        Standing::Published => return Err(GraphError::new(24, 2_207_006, "The media was published already")),
    }
    let container = container.clone();
    if state.world.posts_of(me).iter().filter(|post| post.created_at > now - DAY_MS).count() >= QUOTA {
        return Err(GraphError::new(9, 2_207_042, "The maximum number of posts for the day is reached"));
    }
    let post_id = state.new_post_id(shared, &Draft::default());
    let url = state.post_url(shared, me, &post_id);
    let post = Post {
        id: post_id.clone(),
        url,
        author: me.to_owned(),
        links: links_in(&container.text),
        text: container.text,
        created_at: now,
        media: container.media,
        raw: json!({ "media_product_type": if container.story { "STORY" } else { "FEED" } }),
        ..Post::default()
    };
    state.world.publish(post, false);
    if let Some(container) = state.containers.own(id, me) {
        container.published = Some(post_id.clone());
    }
    Ok(json!({ "id": post_id }))
}

/// `POST /{ig-media}/comments`: written as `message`, read as `text`.
pub(super) fn comment(shared: &Arc<Shared>, me: &str, node: &str, params: &Params) -> Answered {
    let message = required(params, "message")?;
    if message.chars().count() > CAPTION_MAX {
        return Err(GraphError::parameter("The message is too long"));
    }
    let mut state = shared.state::<State>();
    if state.world.post(node).is_none() {
        return Err(GraphError::missing(node));
    }
    let id = state.new_post_id(shared, &Draft::default());
    let post = Post {
        id: id.clone(),
        author: me.to_owned(),
        text: message.to_owned(),
        created_at: shared.clock.now(),
        parent: Some(node.to_owned()),
        raw: json!({ "comment": true }),
        ..Post::default()
    };
    state.world.publish(post, false);
    Ok(json!({ "id": id }))
}
