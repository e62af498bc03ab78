//! Posts, people and content ids in the app view's form.

use serde_json::{Value, json};

use super::{State, embed};
use crate::clock::iso;
use crate::ids;
use crate::state::Shared;
use crate::world::{Post, World};

/// The content id of a record: the same for the same content, whatever the order of its keys.
pub(super) fn cid_of(record: &Value) -> String {
    let mut canonical = String::new();
    write_canonical(record, &mut canonical);
    ids::cid(ids::CODEC_RECORD, canonical.as_bytes())
}

fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort();
            out.push('{');
            for key in keys {
                out.push_str(key);
                out.push(':');
                write_canonical(&map[key], out);
                out.push(',');
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for item in items {
                write_canonical(item, out);
                out.push(',');
            }
            out.push(']');
        }
        other => out.push_str(&other.to_string()),
    }
}

/// A person, in short.
pub(super) fn actor(shared: &Shared, world: &World, did: &str) -> Value {
    match world.account(did) {
        Some(account) => json!({
            "did": did,
            "handle": account.handle,
            "displayName": account.display_name,
            "avatar": format!("{}/avatars/{}", shared.bluesky_url(), account.handle),
            "createdAt": iso(account.created_at),
            "viewer": { "muted": false, "blockedBy": false },
            "labels": [],
        }),
        None => json!({ "did": did, "handle": "handle.invalid" }),
    }
}

pub(super) fn post(shared: &Shared, state: &State, post: &Post, viewer: Option<&str>) -> Value {
    let counts = post.counts();
    let mut state_of_viewer = json!({ "bookmarked": false, "threadMuted": false });
    if let Some(viewer) = viewer {
        if let Some(like) = post.likes.iter().find(|like| like.by == viewer) {
            state_of_viewer["like"] = like.record.clone().into();
        }
        if let Some(repost) = post.reposts.iter().find(|repost| repost.by == viewer) {
            state_of_viewer["repost"] = repost.record.clone().into();
        }
    }
    let mut view = json!({
        "uri": post.id,
        "cid": cid_of(&post.raw),
        "author": actor(shared, &state.world, &post.author),
        "record": post.raw,
        "bookmarkCount": 0,
        "replyCount": counts.replies,
        "repostCount": counts.reposts,
        "likeCount": counts.likes,
        "quoteCount": counts.quotes,
        "indexedAt": iso(post.created_at),
        "viewer": state_of_viewer,
        "labels": [],
    });
    if let Some(embed) = embed::view(shared, state, &post.author, &post.raw["embed"]) {
        view["embed"] = embed;
    }
    view
}
