//! What a record must be before a repository takes it.

use serde_json::Value;
use unicode_segmentation::UnicodeSegmentation;

use super::error::{Answer, XrpcError};
use super::{FOLLOW, LIKE, POST, REPOST, State, embed};
use crate::clock::parse_iso;
use crate::ids;

const MAX_GRAPHEMES: usize = 300;
const MAX_BYTES: usize = 3000;

/// Checks a record against the rules of its collection.
pub(super) fn validate(state: &State, did: &str, collection: &str, rkey: &str, record: &Value) -> Answer<()> {
    let fail = |message: String| Err(XrpcError::invalid(format!("Invalid {collection} record: {message}")));
    if record["$type"].as_str().is_some_and(|kind| kind != collection) {
        return Err(XrpcError::invalid(format!(
            "Invalid $type: expected {collection}, got {}",
            record["$type"]
        )));
    }
    if matches!(collection, POST | LIKE | REPOST | FOLLOW) {
        if !ids::is_tid(rkey) {
            return fail(format!("Invalid record key: expected a tid (got {rkey:?})"));
        }
        if record["createdAt"].as_str().and_then(parse_iso).is_none() {
            return fail(format!("Invalid datetime (got {}) at $.createdAt", record["createdAt"]));
        }
    }
    match collection {
        POST => post(state, did, record),
        LIKE | REPOST => match (record["subject"]["uri"].as_str(), record["subject"]["cid"].as_str()) {
            (Some(_), Some(_)) => Ok(()),
            _ => fail("Missing required key \"uri\" or \"cid\" at $.subject".into()),
        },
        FOLLOW if !record["subject"].as_str().is_some_and(|subject| subject.starts_with("did:")) => {
            fail("Invalid DID at $.subject".into())
        }
        _ => Ok(()),
    }
}

fn post(state: &State, did: &str, record: &Value) -> Answer<()> {
    let fail =
        |message: String| Err(XrpcError::invalid(format!("Invalid app.bsky.feed.post record: {message}")));
    let Some(text) = record["text"].as_str() else {
        return fail("Missing required key \"text\" at $".into());
    };
    if text.len() > MAX_BYTES {
        return fail(format!("string too big (maximum {MAX_BYTES}, got {}) at $.text", text.len()));
    }
    let graphemes = text.graphemes(true).count();
    if graphemes > MAX_GRAPHEMES {
        return fail(format!("grapheme too big (maximum {MAX_GRAPHEMES}, got {graphemes}) at $.text"));
    }
    if list_length(&record["langs"]) > 3 {
        return fail("array too big (maximum 3) at $.langs".into());
    }
    if list_length(&record["tags"]) > 8 {
        return fail("array too big (maximum 8) at $.tags".into());
    }
    for (index, tag) in record["tags"].as_array().into_iter().flatten().enumerate() {
        let tag = tag.as_str().unwrap_or_default();
        if tag.len() > 640 || tag.graphemes(true).count() > 64 {
            return fail(format!("string too big at $.tags[{index}]"));
        }
    }
    for (index, facet) in record["facets"].as_array().into_iter().flatten().enumerate() {
        if let Err(message) = check_facet(text, facet) {
            return fail(format!("{message} at $.facets[{index}]"));
        }
    }
    if !record["reply"].is_null() {
        for end in ["root", "parent"] {
            let target = &record["reply"][end];
            if target["uri"].as_str().is_none() || target["cid"].as_str().is_none() {
                return fail(format!("Missing required key \"uri\" or \"cid\" at $.reply.{end}"));
            }
        }
    }
    embed::validate(state, did, &record["embed"])
}

fn check_facet(text: &str, facet: &Value) -> Result<(), String> {
    let position = |name: &str| {
        let value = facet["index"][name].as_u64().and_then(|value| usize::try_from(value).ok());
        value.ok_or_else(|| format!("Missing required key \"{name}\""))
    };
    let (start, end) = (position("byteStart")?, position("byteEnd")?);
    if start >= end || text.get(start..end).is_none() {
        return Err(format!("Invalid byte range {start}..{end}"));
    }
    let features = facet["features"].as_array().filter(|features| !features.is_empty());
    for feature in features.ok_or("Missing required key \"features\"")? {
        let kind = feature["$type"].as_str().unwrap_or_default();
        let (key, good) = match kind.rsplit('#').next() {
            Some("link") => ("uri", feature["uri"].as_str().is_some_and(|uri| uri.contains(':'))),
            Some("mention") => ("did", feature["did"].as_str().is_some_and(|did| did.starts_with("did:"))),
            Some("tag") => ("tag", feature["tag"].as_str().is_some_and(|tag| tag.len() <= 640)),
            _ => ("$type", !kind.is_empty()),
        };
        if !good {
            return Err(format!("Invalid or missing \"{key}\""));
        }
    }
    Ok(())
}

fn list_length(value: &Value) -> usize {
    value.as_array().map_or(0, Vec::len)
}
