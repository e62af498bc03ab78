//! The choices that only YouTube has, what its films are described by, and what it objects to. Pure.

use serde_json::{Value, json};

use crate::{Choice, Content, Fault, Finding, MediaKind, Outline, Placement};

/// Titles and ids of the categories that films can be put in (docs/videoCategories; the same in every country).
const CATEGORIES: [(&str, &str); 15] = [
    ("People & Blogs", "22"),
    ("Autos & Vehicles", "2"),
    ("Comedy", "23"),
    ("Education", "27"),
    ("Entertainment", "24"),
    ("Film & Animation", "1"),
    ("Gaming", "20"),
    ("Howto & Style", "26"),
    ("Music", "10"),
    ("News & Politics", "25"),
    ("Nonprofits & Activism", "29"),
    ("Pets & Animals", "15"),
    ("Science & Technology", "28"),
    ("Sports", "17"),
    ("Travel & Events", "19"),
];
/// docs/videos, `snippet.tags`: 500 characters, a comma between tags and quotes around one with a space counted.
const TAGS_MAX: usize = 500;
/// Shorts are at most three minutes long and not wider than high (support.google.com/youtube/answer/15424877).
const SHORT_MAX_MS: u32 = 3 * 60 * 1_000;

pub(super) fn offered() -> Vec<Choice> {
    let choice = |name: &str, values: &[&str], default: &str| Choice {
        name: name.to_owned(),
        values: values.iter().map(ToString::to_string).collect(),
        default: default.to_owned(),
        required: false,
    };
    let categories = CATEGORIES.map(|(title, _)| title);
    vec![
        choice("privacy", &["public", "unlisted", "private"], "public"),
        choice("category", &categories, "People & Blogs"),
        choice("made_for_kids", &["no", "yes"], "no"),
        choice("synthetic_media", &["no", "yes"], "no"),
        choice("notify_subscribers", &["yes", "no"], "yes"),
        choice("license", &["youtube", "creativeCommon"], "youtube"),
        choice("tags", &[], ""),
    ]
}

pub(super) fn own_findings(outline: &Outline) -> Vec<Finding> {
    let blocks = |fault| Finding { part: 0, fault, blocks: true };
    let mut found = Vec::new();
    let title = outline.title.as_deref().unwrap_or("");
    for sign in ["<", ">"] {
        if title.contains(sign) || outline.text().contains(sign) {
            found.push(blocks(Fault::Forbidden { what: sign.to_owned() }));
        }
    }
    if tags_length(&tags(outline)) > TAGS_MAX {
        found.push(blocks(Fault::Choice { name: "tags".to_owned() }));
    }
    if outline.placement == Placement::Reel {
        for film in outline.media().iter().filter(|media| media.kind == MediaKind::Video) {
            if film.width > film.height {
                let limit = (1, 100);
                found.push(blocks(Fault::Ratio { file_name: film.file_name.clone(), limit }));
            }
            if film.duration_ms.is_some_and(|ms| ms > SHORT_MAX_MS) {
                let limit = (0, SHORT_MAX_MS / 1_000);
                found.push(blocks(Fault::Duration { file_name: film.file_name.clone(), limit }));
            }
        }
    }
    found
}

/// Tags as typed, parted by commas, without `#`.
fn tags<M>(content: &Content<M>) -> Vec<String> {
    let typed = content.option("tags").unwrap_or("");
    typed
        .split(',')
        .map(|tag| tag.trim().trim_start_matches('#').to_owned())
        .filter(|tag| !tag.is_empty())
        .collect()
}

fn tags_length(tags: &[String]) -> usize {
    let each = tags.iter().map(|tag| tag.chars().count() + if tag.contains(' ') { 2 } else { 0 });
    each.sum::<usize>() + tags.len().saturating_sub(1)
}

/// `snippet` of docs/videos.
pub(super) fn snippet(content: &Content) -> Value {
    let category = content.option("category").unwrap_or("People & Blogs");
    let id = CATEGORIES.iter().find(|(title, _)| *title == category).map_or("22", |(_, id)| id);
    let mut snippet = json!({
        "title": content.title.as_deref().unwrap_or("").trim(),
        "description": content.text(),
        "categoryId": id,
    });
    let tags = tags(content);
    if !tags.is_empty() {
        snippet["tags"] = json!(tags);
    }
    if let Some(language) = &content.language {
        snippet["defaultLanguage"] = json!(language);
    }
    snippet
}

/// `status` of docs/videos.
pub(super) fn status(content: &Content) -> Value {
    let yes = |name| content.option(name) == Some("yes");
    json!({
        "privacyStatus": content.option("privacy").unwrap_or("public"),
        "selfDeclaredMadeForKids": yes("made_for_kids"),
        "containsSyntheticMedia": yes("synthetic_media"),
        "license": content.option("license").unwrap_or("youtube"),
    })
}

/// Whether subscribers hear of it.
pub(super) fn notifies(content: &Content) -> bool {
    content.option("notify_subscribers") != Some("no")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{MediaFacts, Part};

    fn outline(title: &str, text: &str, width: u32, ms: u32) -> Outline {
        let film = MediaFacts {
            kind: MediaKind::Video,
            file_name: "film.mp4".into(),
            mime: "video/mp4".into(),
            bytes: 10,
            width,
            height: 1_920,
            duration_ms: Some(ms),
            alt: String::new(),
        };
        let parts = vec![Part { text: text.into(), media: vec![film] }];
        Outline { title: Some(title.into()), parts, placement: Placement::Reel, ..Outline::default() }
    }

    #[test]
    fn finds_what_youtube_refuses() {
        for (title, text, width, ms, faults) in [
            ("Tea", "How to", 1_080, 60_000, 0),
            ("Tea <3", "How to", 1_080, 60_000, 1),
            ("Tea", "a > b < c", 1_080, 60_000, 2),
            ("Tea", "", 1_921, 60_000, 1),
            ("Tea", "", 1_920, 180_001, 1),
        ] {
            assert_eq!(own_findings(&outline(title, text, width, ms)).len(), faults, "{title:?} {text:?}");
        }
    }

    #[test]
    fn counts_tags_with_commas_and_quotes() {
        let count = |typed: &str| {
            let mut outline = outline("Tea", "", 1, 1);
            outline.options.insert("tags".into(), typed.into());
            tags_length(&tags(&outline))
        };
        assert_eq!(count(""), 0);
        assert_eq!(count("tea, #cup ,"), 7);
        assert_eq!(count("green tea,cup"), 15);
        assert_eq!(count(&"x".repeat(500)), 500);
    }

    #[test]
    fn choices_become_fields() {
        let mut content = Content::single("Words".into(), vec![], Some("en".into()));
        content.title = Some(" Tea ".into());
        assert_eq!(
            snippet(&content),
            json!({"title": "Tea", "description": "Words", "categoryId": "22", "defaultLanguage": "en"})
        );
        content.options.insert("category".into(), "Education".into());
        content.options.insert("privacy".into(), "unlisted".into());
        content.options.insert("tags".into(), "tea,cup".into());
        assert_eq!(snippet(&content)["categoryId"], "27");
        assert_eq!(snippet(&content)["tags"], json!(["tea", "cup"]));
        assert_eq!(status(&content)["privacyStatus"], "unlisted");
        assert_eq!(status(&content)["selfDeclaredMadeForKids"], false);
        assert!(notifies(&content));
    }
}
