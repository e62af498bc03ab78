//! Posts that do not come over the API: history and what the audience writes.

use serde_json::{Value, json};

use super::write::{read_post, rkey_of, uri_of};
use super::{FOLLOW, LIKE, POST, REPOST, State, views};
use crate::clock::iso;
use crate::ids;
use crate::state::Shared;
use crate::world::{Draft, SimPost, links_in};

/// The URI of a like, repost or follow.
pub(super) fn reaction_uri(by: &str, kind: &str, micros: u64) -> String {
    let collection = match kind {
        "like" => LIKE,
        "repost" => REPOST,
        _ => FOLLOW,
    };
    uri_of(by, collection, &ids::tid(micros, 7))
}

pub(super) fn publish_draft(shared: &Shared, draft: &Draft, silent: bool) -> SimPost {
    let mut state = shared.bluesky();
    let uri = match &draft.remote_id {
        Some(id) => uri_of(&draft.author, POST, rkey_of(id)),
        None => free_uri(&state, draft),
    };
    let record = record(&state, draft);
    state.world.remove_post(&uri);
    let mut post = read_post(shared, &state, &draft.author, &uri, &record, draft.created_at);
    post.base = draft.base;
    let view = post.to_sim();
    state.world.publish(post, silent);
    view
}

/// Derived from the time of writing, so that the same history has the same keys.
pub(super) fn free_uri(state: &State, draft: &Draft) -> String {
    let micros = u64::try_from(draft.created_at).unwrap_or_default() * 1000;
    (0..)
        .map(|step| uri_of(&draft.author, POST, &ids::tid(micros + step, 11)))
        .find(|uri| state.world.post(uri).is_none())
        .unwrap_or_default()
}

fn record(state: &State, draft: &Draft) -> Value {
    let mut text = draft.text.clone();
    let mut facets = Vec::new();
    if draft.parent.is_none() {
        for did in &draft.mentions {
            let Some(account) = state.world.account(did) else { continue };
            let tag = format!("@{}", account.handle);
            if !text.contains(&tag) {
                text = format!("{tag} {text}");
            }
            facets.push((tag, json!({ "$type": "app.bsky.richtext.facet#mention", "did": did })));
        }
    }
    for link in links_in(&text) {
        let feature = json!({ "$type": "app.bsky.richtext.facet#link", "uri": link });
        facets.push((link, feature));
    }
    let facets: Vec<Value> = facets
        .into_iter()
        .filter_map(|(shown, feature)| {
            let start = text.find(&shown)?;
            Some(json!({
                "index": { "byteStart": start, "byteEnd": start + shown.len() },
                "features": [feature],
            }))
        })
        .collect();
    let mut record = json!({ "$type": POST, "text": text, "createdAt": iso(draft.created_at) });
    if !facets.is_empty() {
        record["facets"] = facets.into();
    }
    if let Some(parent) = draft.parent.as_deref().and_then(|parent| state.world.post(parent)) {
        let own = json!({ "uri": parent.id, "cid": views::cid_of(&parent.raw) });
        let root = match &parent.raw["reply"]["root"] {
            Value::Null => own.clone(),
            root => root.clone(),
        };
        record["reply"] = json!({ "root": root, "parent": own });
    }
    if let Some(quoted) = draft.quoted.as_deref().and_then(|quoted| state.world.post(quoted)) {
        let target = json!({ "uri": quoted.id, "cid": views::cid_of(&quoted.raw) });
        record["embed"] = json!({ "$type": "app.bsky.embed.record", "record": target });
    }
    record
}
