//! Whether a post that X shows has the text that we sent: links come back as `t.co`, files as links at the end, and
//! some signs as HTML entities.

use unicode_normalization::UnicodeNormalization;

use super::wire::{Entities, Post};

/// Whether `post` shows `text`.
pub(super) fn shows(post: &Post, text: &str) -> bool {
    let (shown, entities) = match &post.note_post {
        Some(note) => (&note.text, note.entities.as_ref().or(post.entities.as_ref())),
        None => (&post.text, post.entities.as_ref()),
    };
    plain(&expanded(shown, entities, post.entities.as_ref())) == plain(text)
}

/// The text with the addresses that its short links stand for; a link to a file of the post itself is left out.
fn expanded(shown: &str, entities: Option<&Entities>, outer: Option<&Entities>) -> String {
    let mut text = shown.to_owned();
    let urls =
        [entities, outer].into_iter().flatten().filter_map(|entities| entities.urls.as_ref()).flatten();
    for entity in urls {
        let Some(url) = entity.url.as_deref().filter(|url| !url.is_empty()) else { continue };
        let long = entity.expanded_url.as_deref().unwrap_or(url);
        let is_file = entity.media_key.is_some()
            || (long.contains("/status/") && (long.contains("/photo/") || long.contains("/video/")));
        text = text.replace(url, if is_file { "" } else { long });
    }
    for (entity, sign) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")] {
        text = text.replace(entity, sign);
    }
    text
}

/// What is left when links are written in different ways and spaces do not count.
fn plain(text: &str) -> String {
    let text = text.nfc().collect::<String>();
    let word = |word: &str| {
        let word = word.strip_prefix("https://").or_else(|| word.strip_prefix("http://")).unwrap_or(word);
        word.trim_end_matches('/').to_owned()
    };
    text.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(value: serde_json::Value) -> Post {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn links_files_and_entities_are_read_back() {
        let found = post(serde_json::json!({
            "id": "1", "text": "Tea &amp; more https://t.co/abc https://t.co/pic",
            "entities": { "urls": [
                { "start": 0, "end": 1, "url": "https://t.co/abc", "expanded_url": "http://brand.com/" },
                { "start": 2, "end": 3, "url": "https://t.co/pic",
                  "expanded_url": "https://x.com/brand/status/1/photo/1", "media_key": "3_1" },
            ] },
        }));
        assert!(shows(&found, "Tea & more brand.com"));
        assert!(shows(&found, "Tea &  more\nhttp://brand.com"));
        assert!(!shows(&found, "Tea & more brand.com/x"));
        let long = post(serde_json::json!({
            "id": "1", "text": "begins…", "note_post": { "text": "begins and ends" },
        }));
        assert!(shows(&long, "begins and ends"));
        assert!(shows(&post(serde_json::json!({ "id": "1", "text": "\u{c1}" })), "A\u{301}"));
    }
}
