//! What is said of a film: checked as the network checks it. Pure.

use serde_json::{Value, json};

use crate::google::{Answer, GoogleError, known_fields};

const SNIPPET: [&str; 6] =
    ["title", "description", "tags", "categoryId", "defaultLanguage", "defaultAudioLanguage"];
const STATUS: [&str; 7] = [
    "privacyStatus",
    "publishAt",
    "selfDeclaredMadeForKids",
    "containsSyntheticMedia",
    "license",
    "embeddable",
    "publicStatsViewable",
];
const CATEGORIES: [&str; 15] =
    ["1", "2", "10", "15", "17", "19", "20", "22", "23", "24", "25", "26", "27", "28", "29"];

/// Checks `snippet`; a change must name the category too.
pub(super) fn snippet(snippet: &Value, category_required: bool) -> Answer<Value> {
    known_fields(snippet, "video.snippet", &SNIPPET)?;
    let title = snippet["title"].as_str().unwrap_or_default();
    if title.trim().is_empty() || title.chars().count() > 100 || title.contains(['<', '>']) {
        let message = "The request metadata specifies an invalid or empty video title.";
        return Err(GoogleError::invalid("invalidTitle", message));
    }
    let description = snippet["description"].as_str().unwrap_or_default();
    if description.len() > 5000 || description.contains(['<', '>']) {
        let message = "The request metadata specifies an invalid video description.";
        return Err(GoogleError::invalid("invalidDescription", message));
    }
    let tags: Vec<&str> =
        snippet["tags"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let length: usize =
        tags.iter().map(|tag| tag.chars().count() + if tag.contains(' ') { 2 } else { 0 }).sum();
    if length + tags.len().saturating_sub(1) > 500 || tags.iter().any(|tag| tag.contains(['<', '>'])) {
        let message = "The request metadata specifies invalid video keywords.";
        return Err(GoogleError::invalid("invalidTags", message));
    }
    let category = snippet["categoryId"].as_str();
    let known = category.is_some_and(|category| CATEGORIES.contains(&category));
    if !known && (category.is_some() || category_required) {
        let message = "The snippet.categoryId property specifies an invalid category ID.";
        return Err(GoogleError::invalid("invalidCategoryId", message));
    }
    Ok(json!({
        "title": title,
        "description": description,
        "tags": tags,
        "categoryId": category.unwrap_or("22"),
        "defaultLanguage": snippet["defaultLanguage"],
    }))
}

/// Checks `status`.
pub(super) fn status(status: &Value) -> Answer<Value> {
    known_fields(status, "video.status", &STATUS)?;
    let privacy = status["privacyStatus"].as_str().unwrap_or("public");
    if !matches!(privacy, "public" | "private" | "unlisted") {
        let message = "The request metadata specifies an invalid privacy status.";
        return Err(GoogleError::invalid("invalidVideoMetadata", message));
    }
    if !status["publishAt"].is_null() && privacy != "private" {
        let message = "The request metadata specifies an invalid scheduled publishing time.";
        return Err(GoogleError::invalid("invalidPublishAt", message));
    }
    let license = status["license"].as_str().unwrap_or("youtube");
    if !matches!(license, "youtube" | "creativeCommon") {
        return Err(GoogleError::invalid("invalidVideoMetadata", "The license is invalid."));
    }
    let flag = |name: &str, usual: bool| status[name].as_bool().unwrap_or(usual);
    Ok(json!({
        "privacyStatus": privacy,
        "license": license,
        "embeddable": flag("embeddable", true),
        "publicStatsViewable": flag("publicStatsViewable", true),
        "madeForKids": flag("selfDeclaredMadeForKids", false),
        "selfDeclaredMadeForKids": flag("selfDeclaredMadeForKids", false),
        "containsSyntheticMedia": flag("containsSyntheticMedia", false),
    }))
}

/// What is known of a film that did not come over the API.
pub(super) fn of_seed(title: &str) -> Value {
    let title = if title.is_empty() { "Untitled" } else { title };
    json!({
        "snippet": { "title": title, "tags": [], "categoryId": "22" },
        "status": { "privacyStatus": "public", "license": "youtube", "embeddable": true,
            "publicStatsViewable": true, "madeForKids": false, "selfDeclaredMadeForKids": false },
    })
}

/// The parts that a request asks for, which must be known.
pub(super) fn parts<'c>(call: &'c crate::call::Call, known: &[&str]) -> Answer<Vec<&'c str>> {
    let Some(asked) = call.query.get("part").filter(|part| !part.is_empty()) else {
        return Err(GoogleError::invalid("missingRequiredParameter", "No filter selected. Missing part."));
    };
    let parts: Vec<&str> = asked.split(',').map(str::trim).collect();
    match parts.iter().find(|part| !known.contains(part)) {
        Some(part) => Err(GoogleError::invalid("unknownPart", format!("'{part}'"))),
        None => Ok(parts),
    }
}

/// Only the parts that were asked for, beside kind and id.
pub(super) fn only(mut whole: Value, parts: &[&str]) -> Value {
    if let Some(map) = whole.as_object_mut() {
        map.retain(|key, _| matches!(key.as_str(), "kind" | "etag" | "id") || parts.contains(&key.as_str()));
    }
    whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_those_of_the_sheet() {
        let check = |value: Value| snippet(&value, false).is_ok();
        assert!(check(json!({ "title": "x".repeat(100), "description": "ü".repeat(2500) })));
        assert!(!check(json!({ "title": "x".repeat(101) })));
        assert!(!check(json!({ "title": "x", "description": "ü".repeat(2501) })));
        assert!(!check(json!({ "title": " " })));
        assert!(!check(json!({ "title": "a<b" })));
        assert!(!check(json!({ "title": "a", "tags": ["x".repeat(501)] })));
        assert!(!check(json!({ "title": "a", "colour": "red" })));
        assert!(!check(json!({ "title": "a", "categoryId": "99" })));
        assert!(snippet(&json!({ "title": "a" }), true).is_err());
        assert!(status(&json!({ "privacyStatus": "secret" })).is_err());
        assert!(status(&json!({ "privacyStatus": "public", "publishAt": "2026-12-01T00:00:00Z" })).is_err());
    }
}
