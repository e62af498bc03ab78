//! What a post carries beside its text: images, a link card, a quoted post, a video.

use serde_json::{Value, json};

use super::error::{Answer, XrpcError};
use super::{State, views};
use crate::state::Shared;

const IMAGES: &str = "app.bsky.embed.images";
const EXTERNAL: &str = "app.bsky.embed.external";
const RECORD: &str = "app.bsky.embed.record";
const WITH_MEDIA: &str = "app.bsky.embed.recordWithMedia";
const VIDEO: &str = "app.bsky.embed.video";

const MAX_IMAGES: usize = 4;
const MAX_IMAGE_BYTES: usize = 2_000_000;
const MAX_THUMB_BYTES: usize = 1_000_000;
const MAX_VIDEO_BYTES: usize = 300_000_000;

pub(super) fn validate(state: &State, did: &str, embed: &Value) -> Answer<()> {
    if embed.is_null() {
        return Ok(());
    }
    let fail =
        |message: &str| Err(XrpcError::invalid(format!("Invalid app.bsky.feed.post record: {message}")));
    match embed["$type"].as_str() {
        Some(IMAGES) => {
            let Some(images) = embed["images"].as_array() else {
                return fail("Missing required key \"images\" at $.embed");
            };
            if images.len() > MAX_IMAGES {
                return fail("array too big (maximum 4) at $.embed.images");
            }
            for image in images {
                if image["alt"].as_str().is_none() {
                    return fail("Missing required key \"alt\" at $.embed.images");
                }
                state.check_blob(did, &image["image"], "image/", MAX_IMAGE_BYTES)?;
            }
            Ok(())
        }
        Some(EXTERNAL) => {
            let card = &embed["external"];
            if ["uri", "title", "description"].iter().any(|key| card[*key].as_str().is_none()) {
                return fail("Missing required key at $.embed.external");
            }
            if !card["thumb"].is_null() {
                state.check_blob(did, &card["thumb"], "image/", MAX_THUMB_BYTES)?;
            }
            Ok(())
        }
        Some(RECORD) => strong_ref(&embed["record"]),
        Some(WITH_MEDIA) => {
            strong_ref(&embed["record"]["record"])?;
            validate(state, did, &embed["media"])
        }
        Some(VIDEO) => state.check_blob(did, &embed["video"], "video/mp4", MAX_VIDEO_BYTES).map(|_| ()),
        Some(_) => Ok(()),
        None => fail("Missing required key \"$type\" at $.embed"),
    }
}

fn strong_ref(target: &Value) -> Answer<()> {
    if target["uri"].as_str().is_some() && target["cid"].as_str().is_some() {
        return Ok(());
    }
    Err(XrpcError::invalid("Invalid app.bsky.feed.post record: Missing \"uri\" or \"cid\" at $.embed.record"))
}

/// The files that an embed shows.
pub(super) fn blobs(embed: &Value) -> Vec<String> {
    let media = if embed["$type"] == WITH_MEDIA { &embed["media"] } else { embed };
    let images = media["images"].as_array().into_iter().flatten().map(|image| &image["image"]);
    images
        .chain([&media["video"]])
        .filter_map(|blob| blob["ref"]["$link"].as_str())
        .map(str::to_owned)
        .collect()
}

/// The address of a link card.
pub(super) fn card_link(embed: &Value) -> Option<String> {
    let media = if embed["$type"] == WITH_MEDIA { &embed["media"] } else { embed };
    media["external"]["uri"].as_str().map(str::to_owned)
}

/// The post that an embed quotes.
pub(super) fn quoted(embed: &Value) -> Option<String> {
    let target = if embed["$type"] == WITH_MEDIA { &embed["record"]["record"] } else { &embed["record"] };
    target["uri"].as_str().map(str::to_owned)
}

/// The embed as the app view shows it.
pub(super) fn view(shared: &Shared, state: &State, did: &str, embed: &Value) -> Option<Value> {
    let link = |blob: &Value| {
        let cid = blob["ref"]["$link"].as_str().unwrap_or_default();
        format!("{}/xrpc/com.atproto.sync.getBlob?did={did}&cid={cid}", shared.bluesky_url())
    };
    match embed["$type"].as_str()? {
        IMAGES => {
            let images: Vec<Value> = embed["images"]
                .as_array()?
                .iter()
                .map(|image| {
                    let address = link(&image["image"]);
                    let mut view = json!({ "thumb": address, "fullsize": address, "alt": image["alt"] });
                    if !image["aspectRatio"].is_null() {
                        view["aspectRatio"] = image["aspectRatio"].clone();
                    }
                    view
                })
                .collect();
            Some(json!({ "$type": "app.bsky.embed.images#view", "images": images }))
        }
        EXTERNAL => {
            let card = &embed["external"];
            let mut view =
                json!({ "uri": card["uri"], "title": card["title"], "description": card["description"] });
            if !card["thumb"].is_null() {
                view["thumb"] = link(&card["thumb"]).into();
            }
            Some(json!({ "$type": "app.bsky.embed.external#view", "external": view }))
        }
        RECORD => {
            let record = quoted_view(shared, state, &embed["record"]);
            Some(json!({ "$type": "app.bsky.embed.record#view", "record": record }))
        }
        WITH_MEDIA => Some(json!({
            "$type": "app.bsky.embed.recordWithMedia#view",
            "record": { "record": quoted_view(shared, state, &embed["record"]["record"]) },
            "media": view(shared, state, did, &embed["media"]),
        })),
        VIDEO => Some(json!({
            "$type": "app.bsky.embed.video#view",
            "cid": embed["video"]["ref"]["$link"],
            "playlist": link(&embed["video"]),
        })),
        _ => None,
    }
}

fn quoted_view(shared: &Shared, state: &State, target: &Value) -> Value {
    let uri = target["uri"].as_str().unwrap_or_default();
    let Some(post) = state.world.post(uri) else {
        return json!({ "$type": "app.bsky.embed.record#viewNotFound", "uri": uri, "notFound": true });
    };
    json!({
        "$type": "app.bsky.embed.record#viewRecord",
        "uri": uri,
        "cid": views::cid_of(&post.raw),
        "author": views::actor(shared, &state.world, &post.author),
        "value": post.raw,
        "indexedAt": crate::clock::iso(post.created_at),
    })
}
