//! Containers, and posts made of them.

use std::sync::Arc;

use serde_json::{Value, json};

use super::State;
use crate::meta::container::{Container, Standing};
use crate::meta::{Answered, GraphError, required};
use crate::outgoing::fetch;
use crate::params::Params;
use crate::stand_in::StandIn;
use crate::state::Shared;
use crate::world::{Draft, Post, links_in};

/// Posts in a rolling day.
pub(super) const QUOTA: usize = 250;
const TEXT_MAX: usize = 500;
const IMAGE_MAX: usize = 8 * 1024 * 1024;
const VIDEO_MAX: usize = 64 * 1024 * 1024;
const AUDIENCES: [&str; 5] =
    ["everyone", "accounts_you_follow", "mentioned_only", "parent_post_author_only", "followers_only"];

/// `POST /{user}/threads`.
pub(super) async fn container(shared: &Arc<Shared>, me: &str, params: &Params, doomed: bool) -> Answered {
    let kind = required(params, "media_type")?;
    let text = params.get("text").unwrap_or_default();
    if text.len() > TEXT_MAX {
        return Err(GraphError::parameter("Param text must be at most 500 characters long."));
    }
    if kind != "TEXT" {
        for name in ["link_attachment", "poll_attachment"] {
            if params.get(name).is_some() {
                return Err(GraphError::parameter(&format!("{name} is only for media_type TEXT")));
            }
        }
    }
    if let Some(audience) = params.get("reply_control")
        && !AUDIENCES.contains(&audience)
    {
        return Err(GraphError::parameter("Param reply_control must be one of the known values"));
    }
    if let Some(tag) = params.get("topic_tag")
        && (tag.chars().count() > 50 || tag.contains(['.', '&']))
    {
        return Err(GraphError::parameter("Param topic_tag must be 1 to 50 characters long"));
    }
    if let Some(poll) = params.get("poll_attachment") {
        check_poll(poll)?;
    }
    let mut container = Container::new(shared, me, doomed);
    container.item = params.flag("is_carousel_item");
    text.clone_into(&mut container.text);
    match kind {
        "TEXT" if text.is_empty() && params.get("poll_attachment").is_none() => {
            return Err(GraphError::parameter("The parameter text is required"));
        }
        "TEXT" => {}
        "IMAGE" => {
            let url = required(params, "image_url")?;
            container.media.push(url.to_owned());
            match fetch(shared, url, IMAGE_MAX).await {
                Ok(file)
                    if file
                        .sniffed
                        .as_ref()
                        .is_some_and(|s| matches!(s.mime, "image/jpeg" | "image/png")) => {}
                Ok(_) => container.fault = Some("UNSUPPORTED_IMAGE_FORMAT".to_owned()),
                Err(_) => container.fault = Some("FAILED_DOWNLOADING_IMAGE".to_owned()),
            }
        }
        "VIDEO" => {
            let url = required(params, "video_url")?;
            container.media.push(url.to_owned());
            match fetch(shared, url, VIDEO_MAX).await {
                Ok(file) if file.sniffed.as_ref().is_some_and(|s| s.mime.starts_with("video/")) => {}
                Ok(_) => container.fault = Some("FAILED_PROCESSING_VIDEO".to_owned()),
                Err(_) => container.fault = Some("FAILED_DOWNLOADING_VIDEO".to_owned()),
            }
        }
        "CAROUSEL" => {
            let children: Vec<&str> = required(params, "children")?.split(',').collect();
            if !(2..=20).contains(&children.len()) {
                return Err(GraphError::parameter("A carousel has 2 to 20 children"));
            }
            let mut state = shared.state::<State>();
            let now = shared.clock.now();
            for child in children {
                let Some(child) = state.containers.own(child, me).filter(|child| child.item) else {
                    return Err(GraphError::missing(child));
                };
                if child.standing(now, false) != Standing::Finished {
                    return Err(GraphError::parameter("A child of the carousel is not ready"));
                }
                container.media.extend(child.media.iter().cloned());
            }
        }
        _ => return Err(GraphError::parameter("Param media_type must be one of the known values")),
    }
    let mut state = shared.state::<State>();
    if let Some(parent) = params.get("reply_to_id") {
        if state.world.post(parent).is_none() {
            return Err(GraphError::missing(parent));
        }
        container.reply_to = Some(parent.to_owned());
    }
    Ok(json!({ "id": state.containers.add(shared, container) }))
}

fn check_poll(text: &str) -> Result<(), GraphError> {
    let poll: Value = serde_json::from_str(text)
        .map_err(|_| GraphError::parameter("Param poll_attachment must be valid JSON"))?;
    let names = ["option_a", "option_b", "option_c", "option_d"];
    let known = poll.as_object().is_some_and(|poll| poll.keys().all(|key| names.contains(&key.as_str())));
    let given = names.iter().take_while(|name| poll[**name].as_str().is_some_and(|o| !o.is_empty())).count();
    if known && given >= 2 && poll.as_object().is_some_and(|poll| poll.len() == given) {
        return Ok(());
    }
    Err(GraphError::parameter("A poll has 2 to 4 options"))
}

/// `POST /{user}/threads_publish`. One that is not ready is said not to exist.
pub(super) fn publish(shared: &Arc<Shared>, me: &str, params: &Params) -> Answered {
    let id = required(params, "creation_id")?;
    let gone = || GraphError::new(24, 0, "The requested resource does not exist");
    let mut state = shared.state::<State>();
    let now = shared.clock.now();
    let container = state.containers.own(id, me).filter(|container| !container.item).ok_or_else(gone)?;
    if container.standing(now, false) != Standing::Finished {
        return Err(gone());
    }
    let container = container.clone();
    let parts = |post: &&Post| post.created_at > now - 24 * 60 * 60 * 1000 && post.parent.is_none();
    if container.reply_to.is_none() && state.world.posts_of(me).iter().filter(|p| parts(p)).count() >= QUOTA {
        return Err(GraphError::new(9, 2_207_042, "You have reached the maximum number of posts"));
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
        parent: container.reply_to,
        media: container.media,
        ..Post::default()
    };
    state.world.publish(post, false);
    if let Some(container) = state.containers.own(id, me) {
        container.published = Some(post_id.clone());
    }
    Ok(json!({ "id": post_id }))
}
